package import Casework
package import Files
import Ledger
package import Sodium
package import Store
package import Vocabulary

/// Where things lie in a vault's directory.
enum Layout {
    static func index(_ folder: String) -> String { folder + "/index.sqlite" }
    /// Where an index that is made anew lies until it is whole.
    static func freshIndex(_ folder: String) -> String { index(folder) + ".new" }
    static func objects(_ folder: String) -> String { folder + "/objects" }
    static func custody(_ folder: String) -> String { folder + "/custody" }
    static func halves(_ folder: String) -> String { folder + "/custody/custody.sqlite" }
    static func seed(_ folder: String) -> String { folder + "/custody/custodian.age" }
    static func mailbox(_ folder: String) -> String { folder + "/custody/mailbox" }
    /// One that is committed, and that nobody has opened yet but perhaps who sealed it.
    static func newSeed(_ folder: String) -> String { folder + "/custody/custodian.age.new" }
    /// One that is not committed yet.
    static func nextSeed(_ folder: String) -> String { folder + "/custody/custodian.age.next" }

    /// What keeps paths that people name away from the vault in `folder`, and from every other.
    static func fence(_ folder: String?) -> Fence {
        guard let folder else { return Fence(folders: [], shelves: { [] }, marks: marks) }
        return Fence(
            folders: [folder, custody(folder), mailbox(folder)],
            shelves: {
                let objects = objects(folder)
                return [objects] + ((try? Folder.names(objects)) ?? []).map { objects + "/" + $0 }
            }, marks: marks)
    }

    /// What a vault's directory has and no other: copies have it too.
    private static let marks = ["index.sqlite", "custody", "objects"]

    static func prepareSeed(_ bytes: [UInt8], _ folder: String) throws {
        try Files.replace(nextSeed(folder), with: bytes)
    }

    /// Moves the sealed seeds to where the index says that they belong. Only under the index's lock: else another process may
    /// have put its own, not yet committed, under the next one's name meanwhile.
    static func settleSeeds(_ folder: String, newest: Digest, kept: Digest) throws {
        func move(_ from: String, to: String) throws {
            try Folder.rename(from, to: to)
            try Folder.sync(custody(folder))
        }
        if let next = try readSeed(nextSeed(folder)) {
            if Digest.of(next) == newest {
                try move(nextSeed(folder), to: newSeed(folder))
            } else {
                // It may be sealed to somebody whose enrolment never came to its end.
                try Folder.remove(nextSeed(folder))
            }
        }
        if newest == kept, let new = try readSeed(newSeed(folder)) {
            if Digest.of(new) == newest {
                try move(newSeed(folder), to: seed(folder))
            } else {
                try Folder.remove(newSeed(folder))
            }
        }
    }

    /// Whether each of the sealed seeds lies in one of its places.
    static func hasSeeds(_ folder: String, _ wanted: Set<Digest>) throws -> Bool {
        let found = try [seed(folder), newSeed(folder), nextSeed(folder)].compactMap { try readSeed($0) }
        return wanted.isSubset(of: found.map { Digest.of($0) })
    }

    static func readSeed(_ path: String) throws -> [UInt8]? {
        do {
            return try File.openOwn(path).readAll(limit: Custodian.seedLimit)
        } catch FileError.missing {
            return nil
        }
    }
}

extension Index {
    convenience init(opening folder: String, _ engine: any Engine, _ mode: OpenMode) throws {
        self.init(try StoreError.translating { try engine.openIndex(Layout.index(folder), mode) })
    }
}

extension HalfStore {
    convenience init(
        opening folder: String, _ engine: any Engine, _ mode: OpenMode, keys: CustodianKeys, vault: VaultID
    ) throws {
        let path = Layout.halves(folder)
        // An engine would make an empty one in the place of one that is lost.
        if mode != .new, try File.kind(of: path) != .regular { throw CustodyError.damaged(.row(table: "halves")) }
        self.init(try StoreError.translating { try engine.openHalves(path, mode) }, keys: keys, vault: vault)
    }
}

/// A vault of which nothing is open but the cover.
package struct SealedVault {
    package let vault: VaultID
    /// The custodian's seed, sealed to the people who are enrolled: the newest, and where nobody else than its sealer has
    /// opened that, the one before.
    package let files: [[UInt8]]
    let folder: String
    let engine: any Engine
    let index: Index
    /// Which file the index is.
    let identity: File.Identity
    /// Whether only a copy in memory is looked at: the vault stays as it is.
    package let isCopy: Bool
    /// Whether that is because its disk is full.
    package let isFull: Bool
}

extension SealedVault {
    /// Lets the index go, before it is made anew.
    package func close() throws { try index.close() }

    /// Whether `seed` is this vault's: what it opens was sealed under it.
    package func fits(_ seed: borrowing Secret) throws -> Bool {
        let index = Index(self.index.store, keys: try CustodianKeys(seed: seed))
        return try index.read { transaction in
            if (try? transaction.leaf(0)) != nil { return true }
            // The one or the other may be damaged, which is another fault.
            return (try? transaction.checkpoint) != nil
        }
    }
}

extension Custodian {
    /// What keeps paths that people name away from vaults: from the one in `folder` by device and inode, from any other by what
    /// lies in it.
    package static func fence(_ folder: String?) -> Fence { Layout.fence(folder) }

    /// The longest sealed seed that is read: about 2 KiB a person.
    static let seedLimit = 16 << 20

    /// The vault in `folder`, with its id and the custodian's seed as it lies there, sealed to the people who are enrolled.
    ///
    /// Of several versions the index says which are valid. Moves nothing: that takes the index's lock.
    /// Throws `missing` where `folder` is no vault.
    ///
    /// With `asCopy`, or where the medium can't be written, a copy in memory is opened: nothing is entered, and nothing released
    /// that needs an entry.
    package static func sealedSeed(
        folder: String, engine: any Engine, asCopy: Bool = false
    ) throws -> SealedVault {
        guard try File.kind(of: Layout.index(folder)) == .regular else {
            throw FileError.missing(path: Layout.index(folder))
        }
        let isLooking = asCopy || Folder.isOnReadOnlyMedium(folder)
        let isFull = !isLooking && !Reserve(folder).makeRoom()
        let isCopy = isLooking || isFull
        let index = try Index(opening: folder, engine, isCopy ? .copy : .existing)
        let identity = try File.identity(of: Layout.index(folder))
        // Another process may replace it between the look at the index and the look at the files.
        for _ in 0..<8 {
            let cover = try index.cover()
            let found = try [Layout.seed(folder), Layout.newSeed(folder), Layout.nextSeed(folder)].compactMap {
                try Layout.readSeed($0)
            }
            func file(_ digest: Digest) -> [UInt8]? { found.first { Digest.of($0) == digest } }
            guard let newest = file(cover.sealedSeed) else { continue }
            let kept = cover.keptSeed == cover.sealedSeed ? nil : file(cover.keptSeed)
            return SealedVault(
                vault: cover.vault, files: [newest] + [kept].compactMap(\.self), folder: folder, engine: engine,
                index: index, identity: identity, isCopy: isCopy, isFull: isFull)
        }
        throw CustodyError.damaged(.seal)
    }

    /// Makes the directory of a new vault, with `founding` as the ledger's first entry.
    ///
    /// It is built beside and renamed into place: there is a whole vault or none. Throws `exists`.
    package static func found(
        folder: String, engine: any Engine, seed: borrowing Secret, founding call: Call, at now: Instant
    ) throws -> Reply {
        if try File.kind(of: folder) != nil { throw FileError.exists(path: folder) }
        let name = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        let part = "\(name).\(Hex.encode(Random.bytes(8))).part"
        do {
            let reply = try build(part, engine, seed, call, now)
            try Folder.sync(part)
            try Folder.rename(part, to: name)
            try Folder.sync(Folder.parent(of: name))
            return reply
        } catch {
            try? Folder.removeTree(part)
            throw error
        }
    }

    private static func build(
        _ folder: String, _ engine: any Engine, _ seed: borrowing Secret, _ call: Call, _ now: Instant
    ) throws -> Reply {
        guard let note = try? Note(parsing: call.note), let request = try? Request(parsing: note.text),
            let sealed = call.things[.custodianSeed]
        else { throw CustodyError.refused(.malformed) }
        let arrival = try Arrival(call, vault: request.vault, objects: nil)
        let roster: Roster
        do {
            roster = try Roster(
                founding: RosterItem(
                    note: call.note, manifest: call.manifest, things: call.things.filter { $0.key.isPublic }))
        } catch {
            throw CustodyError.refused(.malformed)
        }
        let keys = try CustodianKeys(seed: seed)
        guard roster.genesis.custodian == keys.checkpoint.verifyingKey else {
            throw CustodyError.refused(.malformed)
        }
        try Folder.make(folder)
        try Folder.make(Layout.custody(folder))
        try ObjectStore.create(Layout.objects(folder))
        try Files.replace(Layout.seed(folder), with: sealed)
        let index = Index(try Index(opening: folder, engine, .new).store, keys: keys)
        try index.create(vault: request.vault, sealedSeed: Digest.of(sealed))
        let halves = try HalfStore(opening: folder, engine, .new, keys: keys, vault: request.vault)
        return try index.write { transaction in
            let execution = Execution(
                index: index, transaction: transaction, roster: roster, halves: halves,
                objects: ObjectStore(folder: Layout.objects(folder)), now: now, last: nil)
            let done = try execution.found(arrival)
            let checkpoint = try execution.seal(origin: roster.genesis.origin, key: keys.checkpoint)
            return Reply(
                checkpoint: checkpoint, consistency: [],
                answers: [Answer(entry: done.leaf, inclusion: [], released: Released())])
        }
    }
}

/// The vault was written by a version of the program that this one does not know.
package enum FormatError: Error, Equatable {
    case unknown(format: Int)
}
