package import Sodium

/// Every head that a log has had from some size on, each made only when somebody asks for it.
///
/// Of two sibling subtrees the left one is kept: a head is a join of such alone, and a tree has as many of them as it has
/// leaves.
package struct HeadHistory: Sendable {
    /// The size that it goes on from: of what is smaller it knows nothing.
    private let base: UInt64
    private(set) var size: UInt64
    /// Of each level the left subtrees, from the first that a tree of `base` leaves or a larger one is joined of.
    private var lefts: [[Digest]] = Array(repeating: [], count: UInt64.bitWidth)

    package init(goingOnFrom tree: RunningTree = RunningTree()) {
        base = tree.size
        size = tree.size
        var parts = tree.parts[...]
        for level in stride(from: lefts.count - 1, through: 0, by: -1) where (base >> level) & 1 == 1 {
            lefts[level].append(parts.removeFirst())
        }
    }

    package mutating func append(_ leafHash: Digest) {
        var hash = leafHash
        var level = 0
        // As a binary counter carries: what has a left neighbour is joined with it, and what has none is one.
        while (size >> level) & 1 == 1 {
            hash = MerkleTree.nodeHash(left(level, at: size), hash)
            level += 1
        }
        lefts[level].append(hash)
        size += 1
    }

    /// The head at `size` leaves; nil before the first size and after the last.
    package func head(at size: UInt64) -> TreeHead? {
        base <= size && size <= self.size ? tree(at: size).head : nil
    }

    /// The tree as it now is.
    package var tree: RunningTree { tree(at: size) }

    private func tree(at size: UInt64) -> RunningTree {
        let levels = stride(from: lefts.count - 1, through: 0, by: -1).filter { (size >> $0) & 1 == 1 }
        return RunningTree(size: size, completeParts: levels.map { left($0, at: size) })
    }

    /// The subtree of a level that a tree of `size` leaves is joined of.
    private func left(_ level: Int, at size: UInt64) -> Digest {
        // Of the subtrees of a level every other one is a left one: hence one bit more.
        lefts[level][Int(((size >> level) >> 1) - ((base >> level) >> 1))]
    }
}
