import Casework
import Files
import Sodium
import Store
import Vocabulary

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
        if wanted == [CustodianSeed.unsealed] { return true }
        let found = try [seed(folder), newSeed(folder), nextSeed(folder)].compactMap { try readSeed($0) }
        return wanted.isSubset(of: found.map { Digest.of($0) })
    }

    static func readSeed(_ path: String) throws -> [UInt8]? {
        try File.contents(of: path, limit: Custodian.seedLimit)
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

/// Why a folder that has a vault in it is not opened.
package enum FormatError: Error, Equatable {
    /// It was written by a version of the program that this one does not know.
    case unknown(version: Int)
    /// Its custodian keeps its own seed: it is reached where that serves it, not through its folder.
    case served
    /// The other way round.
    case notServed
}
