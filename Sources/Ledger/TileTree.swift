package import Sodium

/// A tree read from the tiles of a log that nobody need trust (C2SP tlog-tiles), under a head that is verified already.
///
/// Every tile is checked before a hash of it is handed out: those on the right edge by the head's root, each other one
/// by its hash in the tile above it. Memory holds the edge and one more tile a level, whatever the size.
package final class TileTree: TreeStorage {
    package let head: TreeHead
    private let read: (Tile) throws -> [UInt8]?
    private let isExact: Bool
    /// The partial tiles, one a level at most; nil at a level that has none.
    private let edge: [Hashes?]
    /// The full tile last verified, a level each.
    private var recent: [Hashes?]

    /// Reads the right edge of the tree under `head`. `read` gives a tile's bytes, or nil where it has none.
    ///
    /// A log may delete a partial tile once it has the full one, which begins with the same hashes ("Partial Tiles"): that is read in
    /// its place, unless the tiles are to be those of this size and no others.
    ///
    /// Take `head` from a `Checkpoint(verifying:)`: by itself it is anybody's. Throws `tileMissing`, `tileMalformed`,
    /// `rootDiffers` when the edge does not lead to the head's root, and whatever `read` throws.
    package init(head: TreeHead, isExact: Bool = false, read: @escaping (Tile) throws -> [UInt8]?) throws {
        self.head = head
        self.read = read
        self.isExact = isExact
        recent = Array(repeating: nil, count: Tile.usedLevelCount)
        edge = try (0..<Tile.usedLevelCount).map { level in
            let count = head.size >> (8 * level)
            let width = Int(count % UInt64(Tile.fullWidth))
            guard width > 0 else { return nil }
            let tile = Tile(.hashes(level: level), at: count / UInt64(Tile.fullWidth), width: width)
            return Hashes(index: tile.index, row: try Self.hashes(of: tile, isExact, read))
        }
        // Each bit set in the size is a complete subtree on the edge, the largest first.
        let parts = edge.reversed().flatMap { $0?.edge ?? [] }
        guard (parts.isEmpty ? TreeHead.empty.root : MerkleTree.join(parts)) == head.root else {
            throw LedgerError.rootDiffers(size: head.size)
        }
    }

    /// Nil for a node that the tree of this size has not.
    ///
    /// Throws `tileMissing`, `tileMalformed`, `tileDiffers`, and whatever the reading closure throws.
    package func hash(level: Int, index: UInt64) throws -> Digest? {
        guard 0..<64 ~= level, index < head.size >> level else { return nil }
        let height = level % 8
        let tile = index >> (8 - height)
        let place = index - tile << (8 - height)
        return try verified(level: level / 8, index: tile).rows[height][Int(place)]
    }

    /// The entries of bundle `index`, each found to be the leaf that the tree has there.
    ///
    /// Throws `indexOutOfRange` when the tree has no such bundle, `tileMissing`, `tileMalformed` for another number of
    /// entries than it should have, `bundleMalformed`, `entryDiffers`, and as `hash` does.
    package func entries(bundle index: UInt64) throws -> [ArraySlice<UInt8>] {
        let start = index.multipliedReportingOverflow(by: UInt64(Tile.fullWidth))
        guard !start.overflow, start.partialValue < head.size else {
            throw LedgerError.indexOutOfRange(index: index, size: head.size)
        }
        let width = Int(min(head.size - start.partialValue, UInt64(Tile.fullWidth)))
        let tile = Tile(.entries, at: index, width: width)
        let (found, bytes) = try Self.bytes(of: tile, isExact, read)
        let entries = try EntryBundle(parsing: bytes).entries
        guard entries.count == found.width else { throw LedgerError.tileMalformed(found) }
        let hashes = try verified(level: 0, index: index).rows[0]
        for (place, entry) in entries.prefix(width).enumerated() {
            guard MerkleTree.leafHash(Array(entry)) == hashes[place] else {
                throw LedgerError.entryDiffers(index: start.partialValue + UInt64(place))
            }
        }
        return Array(entries.prefix(width))
    }

    /// The tile at a place that the tree has: of the edge, or a full one whose root stands in the tile above.
    private func verified(level: Int, index: UInt64) throws -> Hashes {
        if let edge = edge[level], edge.index == index { return edge }
        if let recent = recent[level], recent.index == index { return recent }
        // The top level has no full tile, so this ends at the edge.
        let above = try verified(level: level + 1, index: index / UInt64(Tile.fullWidth))
        let tile = Tile(.hashes(level: level), at: index, width: Tile.fullWidth)
        let hashes = Hashes(index: index, row: try Self.hashes(of: tile, isExact, read))
        guard hashes.rows[8] == [above.rows[0][Int(index % UInt64(Tile.fullWidth))]] else {
            throw LedgerError.tileDiffers(tile)
        }
        recent[level] = hashes
        return hashes
    }

    private static func hashes(
        of tile: Tile, _ isExact: Bool, _ read: (Tile) throws -> [UInt8]?
    ) throws -> [Digest] {
        let (found, bytes) = try bytes(of: tile, isExact, read)
        guard bytes.count == found.width * Digest.byteCount else { throw LedgerError.tileMalformed(found) }
        return (0..<tile.width).map { place in
            Digest(Array(bytes[place * Digest.byteCount..<(place + 1) * Digest.byteCount]))!
        }
    }

    private static func bytes(
        of tile: Tile, _ isExact: Bool, _ read: (Tile) throws -> [UInt8]?
    ) throws -> (found: Tile, bytes: [UInt8]) {
        for candidate in tile.isPartial && !isExact ? [tile, tile.full] : [tile] {
            if let bytes = try read(candidate) { return (candidate, bytes) }
        }
        throw LedgerError.tileMissing(tile)
    }
}

/// The hashes of one tile, and all that can be computed of them.
private struct Hashes {
    let index: UInt64
    /// Row k has the complete subtrees over 2^k hashes of the tile: the tile itself first, the root of a full one last.
    let rows: [[Digest]]

    init(index: UInt64, row: [Digest]) {
        self.index = index
        var rows = [row]
        for height in 1...8 {
            let below = rows[height - 1]
            rows.append((0..<below.count / 2).map { MerkleTree.nodeHash(below[2 * $0], below[2 * $0 + 1]) })
        }
        self.rows = rows
    }

    /// The complete subtrees that a partial tile is made of, larger ones first: one for each bit of its width.
    var edge: [Digest] {
        (0..<8).reversed().compactMap { rows[$0].count % 2 == 1 ? rows[$0].last : nil }
    }
}
