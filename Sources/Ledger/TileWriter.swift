import Sodium

/// The tiles and entry bundles of a log that is read once, leaf by leaf (C2SP tlog-tiles): in the memory of one bundle
/// and one tile a level.
///
/// What it writes is what `Tile.make` writes for the same leaves, in another order.
package struct TileWriter {
    private var tree = RunningTree()
    private var size: UInt64 = 0
    private var bundle: [UInt8] = []
    /// The hashes of the tile that is not yet full, a level each.
    private var rows: [[Digest]] = []

    package init() {}

    /// Hands to `write` what the leaf completes. Throws `entryTooLong`, and whatever `write` throws.
    package mutating func append(_ leaf: [UInt8], write: (Tile, [UInt8]) throws -> Void) throws {
        guard leaf.count <= EntryBundle.entryByteLimit else { throw LedgerError.entryTooLong(index: size) }
        bundle += bigEndian(UInt64(leaf.count)).suffix(2)
        bundle += leaf
        let hash = MerkleTree.leafHash(leaf)
        tree.append(hash)
        size += 1
        let width = UInt64(Tile.fullWidth)
        if size % width == 0 {
            try write(Tile(.entries, at: size / width - 1, width: Tile.fullWidth), bundle)
            bundle.removeAll(keepingCapacity: true)
        }
        try add(hash, level: 0, write)
    }

    private mutating func add(_ hash: Digest, level: Int, _ write: (Tile, [UInt8]) throws -> Void) throws {
        if level == rows.count { rows.append([]) }
        rows[level].append(hash)
        guard rows[level].count == Tile.fullWidth else { return }
        try write(tile(rows[level], level: level), rows[level].flatMap(\.bytes))
        var row = rows[level]
        rows[level].removeAll(keepingCapacity: true)
        while row.count > 1 {
            row = (0..<row.count / 2).map { MerkleTree.nodeHash(row[2 * $0], row[2 * $0 + 1]) }
        }
        try add(row[0], level: level + 1, write)
    }

    /// Hands to `write` the partial tiles of the right edge; gives the head over all leaves.
    package mutating func finish(write: (Tile, [UInt8]) throws -> Void) throws -> TreeHead {
        let width = UInt64(Tile.fullWidth)
        if !bundle.isEmpty {
            try write(Tile(.entries, at: size / width, width: Int(size % width)), bundle)
        }
        for (level, row) in rows.enumerated() where !row.isEmpty {
            try write(tile(row, level: level), row.flatMap(\.bytes))
        }
        return tree.head
    }

    /// The place of the tile that ends with the newest hash of its level.
    private func tile(_ row: [Digest], level: Int) -> Tile {
        let last = (size >> (8 * level)) - 1
        return Tile(.hashes(level: level), at: last / UInt64(Tile.fullWidth), width: row.count)
    }
}
