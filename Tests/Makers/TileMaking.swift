package import Ledger
import Sodium

/// Making the static files of a log (C2SP tlog-tiles): one tile at a time, so that memory holds a bundle at most.
extension Tile {
    /// The bytes of this hash tile: each hash's 32, from the left.
    ///
    /// Throws `tileOutOfRange` for an entry bundle, `nodeMissing` when the storage lacks a node of it, and whatever
    /// the storage throws.
    package func hashes(in storage: some TreeStorage) throws -> [UInt8] {
        guard case .hashes(let level) = content, level < 8 else { throw LedgerError.tileOutOfRange }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(width * Digest.byteCount)
        for place in places {
            guard let hash = try storage.hash(level: 8 * level, index: place) else {
                throw LedgerError.nodeMissing(level: 8 * level, index: place)
            }
            bytes += hash.bytes
        }
        return bytes
    }

    /// The bytes of this entry bundle, at most 16 MiB: what `leaf` gives for each index, behind its length.
    ///
    /// Throws `tileOutOfRange` for a hash tile, `entryTooLong`, `entryDiffers` when a leaf is not the one that
    /// `storage` has the hash of (it must not be published), and whatever `leaf` and the storage throw.
    package func bundle(of leaf: (UInt64) throws -> [UInt8], in storage: some TreeStorage) throws -> [UInt8] {
        guard content == .entries else { throw LedgerError.tileOutOfRange }
        var bytes: [UInt8] = []
        for index in places {
            let entry = try leaf(index)
            guard entry.count <= EntryBundle.entryByteLimit else { throw LedgerError.entryTooLong(index: index) }
            guard let hash = try storage.hash(level: 0, index: index) else {
                throw LedgerError.nodeMissing(level: 0, index: index)
            }
            guard MerkleTree.leafHash(entry) == hash else { throw LedgerError.entryDiffers(index: index) }
            bytes += bigEndian(UInt64(entry.count)).suffix(2)
            bytes += entry
        }
        return bytes
    }

    /// Hands to `write` every file that a log of `size` leaves publishes and one of `old` leaves does not: the entry
    /// bundles first, then the hash tiles, so that a log cut short never shows a hash without its entry.
    ///
    /// The checkpoint comes after all of them, and is the caller's to write.
    ///
    /// Throws `sizeOutOfRange` when `old` exceeds `size`, as `hashes(in:)` and `bundle(of:in:)` do, and whatever
    /// `write` throws.
    package static func make(
        size: UInt64, since old: UInt64 = 0, in storage: some TreeStorage, leaf: (UInt64) throws -> [UInt8],
        write: (Tile, [UInt8]) throws -> Void
    ) throws {
        for tile in try entries(of: size, since: old) { try write(tile, tile.bundle(of: leaf, in: storage)) }
        for tile in try hashes(of: size, since: old) { try write(tile, tile.hashes(in: storage)) }
    }

    /// The indexes of its hashes or entries in their row.
    private var places: Range<UInt64> {
        let start = index * UInt64(Self.fullWidth)
        return start..<start + UInt64(width)
    }
}

extension TileTree {
    /// Reads and checks every tile and bundle of the tree; hands each leaf to `visit`, in order.
    ///
    /// Throws as `hash` and `entries(bundle:)` do, and whatever `visit` throws.
    package func verifyAll(visit: (UInt64, ArraySlice<UInt8>) throws -> Void = { _, _ in }) throws {
        for tile in try Tile.hashes(of: head.size) {
            guard case .hashes(let level) = tile.content else { continue }
            _ = try hash(level: 8 * level, index: tile.index * UInt64(Tile.fullWidth))
        }
        for tile in try Tile.entries(of: head.size) {
            for (place, entry) in try entries(bundle: tile.index).enumerated() {
                try visit(tile.index * UInt64(Tile.fullWidth) + UInt64(place), entry)
            }
        }
    }
}
