package import Sodium

/// The head over a stream of leaf hashes, in the memory of one path: for one pass over it.
package struct RunningTree: Sendable {
    private(set) var size: UInt64 = 0
    /// The complete subtrees so far, largest first: one for each bit set in `size`.
    package private(set) var parts: [Digest] = []

    package init() {}

    /// Goes on from a tree of `size` leaves with these complete subtrees; nil where there are more or fewer than it has.
    package init?(size: UInt64, parts: [Digest]) {
        guard parts.count == size.nonzeroBitCount else { return nil }
        self.init(size: size, completeParts: parts)
    }

    /// With as many parts as `size` has bits set.
    init(size: UInt64, completeParts parts: [Digest]) {
        self.size = size
        self.parts = parts
    }

    package mutating func append(_ leafHash: Digest) {
        var hash = leafHash
        var level = 0
        // As a binary counter carries, two subtrees of one size become one of twice the size.
        while (size >> level) & 1 == 1 {
            hash = MerkleTree.nodeHash(parts.removeLast(), hash)
            level += 1
        }
        parts.append(hash)
        size += 1
    }

    package var head: TreeHead {
        parts.isEmpty ? .empty : TreeHead(size: size, root: MerkleTree.join(parts))
    }
}
