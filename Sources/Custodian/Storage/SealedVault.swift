package import Casework
package import Files
package import Sodium
package import Store
import Vocabulary

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

    /// Whether a vault lies in `folder`, as far as shows without opening any of it.
    package static func isVault(_ folder: String) -> Bool {
        (try? File.kind(of: Layout.index(folder))) == .regular
    }

    /// Whether the vault in `folder` has its seed in it, sealed to people: a served one has none. Opens nothing.
    package static func isSealedToPeople(_ folder: String) -> Bool {
        [Layout.seed(folder), Layout.newSeed(folder), Layout.nextSeed(folder)].contains {
            (try? File.kind(of: $0)) == .regular
        }
    }

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
            guard cover.sealedSeed != CustodianSeed.unsealed else { throw FormatError.served }
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
}
