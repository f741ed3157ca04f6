package import Sodium

/// What a log commits to at one moment: how many leaves, and the root over them.
package struct TreeHead: Hashable, Sendable {
    package let size: UInt64
    package let root: Digest

    /// The head of the tree without leaves: SHA-256 of nothing (RFC 6962, section 2.1).
    package static let empty = TreeHead(size: 0, root: Digest.of([UInt8]()))

    package init(size: UInt64, root: Digest) {
        self.size = size
        self.root = root
    }
}

/// Where the hashes of complete subtrees are kept.
///
/// Node (level, index) covers the leaves `index · 2^level ..< (index + 1) · 2^level`; level 0 are the leaf hashes.
/// A node is only ever added: what is stored never changes.
package protocol TreeStorage {
    /// Nil when there is no such node.
    func hash(level: Int, index: UInt64) throws -> Digest?
}

/// The hash of one complete subtree, at its place.
package struct Node: Hashable, Sendable {
    package let level: Int
    package let index: UInt64
    package let hash: Digest

    package init(level: Int, index: UInt64, hash: Digest) {
        self.level = level
        self.index = index
        self.hash = hash
    }
}

/// The Merkle tree of RFC 6962, section 2.1, over SHA-256.
package enum MerkleTree {
    private static let leafPrefix: [UInt8] = [0x00]
    private static let nodePrefix: UInt8 = 0x01

    /// `SHA-256(0x00 ‖ leaf)`: another prefix than a node's, so that no node passes for a leaf.
    package static func leafHash(_ leaf: [UInt8]) -> Digest {
        var hasher = Hasher256()
        hasher.update(leafPrefix)
        hasher.update(leaf)
        return hasher.finish()
    }

    /// `SHA-256(0x01 ‖ left ‖ right)`.
    package static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
        Digest.of(nodePrefix, left, right)
    }

    /// The nodes that the leaf hash `leaf` at index `size` completes, level 0 first.
    ///
    /// At most one read and one hash a level. Throws `nodeMissing` when the storage lacks a node of the tree of
    /// `size` leaves, and whatever the storage throws.
    package static func nodes(
        appending leaf: Digest, at size: UInt64, in storage: some TreeStorage
    ) throws -> [Node] {
        guard size < .max else { throw LedgerError.sizeOutOfRange(size: size, limit: .max - 1) }
        var nodes = [Node(level: 0, index: size, hash: leaf)]
        var hash = leaf
        var level = 0
        while (size >> level) & 1 == 1 {
            let left = try node(level: level, index: (size >> level) - 1, in: storage)
            hash = nodeHash(left, hash)
            level += 1
            nodes.append(Node(level: level, index: size >> level, hash: hash))
        }
        return nodes
    }

    /// The root over the first `size` leaves, in as many reads as `size` has bits set.
    package static func root(size: UInt64, in storage: some TreeStorage) throws -> Digest {
        size == 0 ? TreeHead.empty.root : try root(of: 0..<size, in: storage)
    }

    /// MTH of the leaves in `range`, which begins at a multiple of the power of two that its length fits in.
    ///
    /// The complete subtrees that make it up lie left to right as the bits of its length do, and are joined from the
    /// right: the definition's "largest power of two smaller than n", unrolled.
    static func root(of range: Range<UInt64>, in storage: some TreeStorage) throws -> Digest {
        let count = range.upperBound - range.lowerBound
        var parts: [Digest] = []
        var start = range.lowerBound
        for level in stride(from: 63, through: 0, by: -1) where (count >> level) & 1 == 1 {
            parts.append(try node(level: level, index: start >> level, in: storage))
            start += 1 << level
        }
        return join(parts)
    }

    /// The root over adjacent complete subtrees, larger ones first. `parts` is not empty.
    static func join(_ parts: [Digest]) -> Digest {
        var joined = parts[parts.count - 1]
        for part in parts.dropLast().reversed() { joined = nodeHash(part, joined) }
        return joined
    }

    private static func node(level: Int, index: UInt64, in storage: some TreeStorage) throws -> Digest {
        guard let hash = try storage.hash(level: level, index: index) else {
            throw LedgerError.nodeMissing(level: level, index: index)
        }
        return hash
    }
}
