package import Casework
import Files
import Ledger
package import Sodium
package import Vocabulary

/// Where things lie in a vault's directory.
enum Layout {
    static func index(_ folder: String) -> String { folder + "/index.sqlite" }
    static func objects(_ folder: String) -> String { folder + "/objects" }
    static func custody(_ folder: String) -> String { folder + "/custody" }
    static func halves(_ folder: String) -> String { folder + "/custody/custody.sqlite" }
    static func seed(_ folder: String) -> String { folder + "/custody/custodian.age" }
    static func mailbox(_ folder: String) -> String { folder + "/custody/mailbox" }
    static func nextSeed(_ folder: String) -> String { folder + "/custody/custodian.age.next" }

    static func prepareSeed(_ bytes: [UInt8], _ folder: String) throws {
        try Files.replace(nextSeed(folder), with: bytes)
    }

    /// Moves the next sealed seed to its place if it is the one that the index names. Only under the index's lock:
    /// else another process may have put its own, not yet committed, under that name meanwhile.
    static func settleSeed(_ folder: String, named digest: Digest) throws -> Bool {
        guard let next = try readSeed(nextSeed(folder)), Digest.of(next) == digest else { return false }
        try Folder.rename(nextSeed(folder), to: seed(folder))
        try Folder.sync(custody(folder))
        return true
    }

    static func readSeed(_ path: String) throws -> [UInt8]? {
        do {
            return try File.open(path).readAll(limit: Custodian.seedLimit)
        } catch FileError.missing {
            return nil
        }
    }
}

/// A vault of which nothing is open but the cover.
package struct SealedVault {
    package let vault: VaultID
    /// The custodian's seed, sealed to the people who are enrolled.
    package let file: [UInt8]
    let folder: String
    let index: Index
    /// Which file the index is.
    let identity: File.Identity
}

extension Custodian {
    /// The longest sealed seed that is read: about 2 KiB a person.
    static let seedLimit = 16 << 20

    /// The vault in `folder`, with its id and the custodian's seed as it lies there, sealed to the people who are enrolled.
    ///
    /// Of two versions left by a crash, the index says which is valid. Moves nothing: that takes the index's lock.
    /// Throws `missing` where `folder` is no vault.
    package static func sealedSeed(folder: String) throws -> SealedVault {
        guard try File.kind(of: Layout.index(folder)) == .regular else {
            throw FileError.missing(path: Layout.index(folder))
        }
        let index = try Index(path: Layout.index(folder), keys: nil)
        let identity = try File.identity(of: Layout.index(folder))
        // Another process may replace it between the look at the index and the look at the files.
        for _ in 0..<8 {
            let cover = try index.cover()
            guard cover.format == Schema.format else { throw FormatError.unknown(format: cover.format) }
            for path in [Layout.seed(folder), Layout.nextSeed(folder)] {
                if let file = try Layout.readSeed(path), Digest.of(file) == cover.sealedSeed {
                    return SealedVault(vault: cover.vault, file: file, folder: folder, index: index, identity: identity)
                }
            }
        }
        throw CustodyError.damaged(.seal)
    }

    /// Makes the directory of a new vault, with `founding` as the ledger's first entry.
    ///
    /// It is built beside and renamed into place: there is a whole vault or none. Throws `exists`.
    package static func found(
        folder: String, seed: borrowing Secret, founding call: Call, at now: Instant
    ) throws -> Reply {
        if try File.kind(of: folder) != nil { throw FileError.exists(path: folder) }
        let name = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        let part = "\(name).\(Hex.encode(Random.bytes(8))).part"
        do {
            let reply = try build(part, seed, call, now)
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
        _ folder: String, _ seed: borrowing Secret, _ call: Call, _ now: Instant
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
        let index = try Index(path: Layout.index(folder), keys: keys, creating: true)
        try index.create(vault: request.vault, sealedSeed: Digest.of(sealed))
        let halves = try HalfStore(path: Layout.halves(folder), keys: keys, vault: request.vault, creating: true)
        return try index.write { transaction in
            let execution = Execution(
                index: index, transaction: transaction, roster: roster, halves: halves,
                objects: ObjectStore(folder: Layout.objects(folder)), now: now, time: now)
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
