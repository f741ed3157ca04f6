package import Ledger
package import Sodium

/// A tree in memory, whole: what is read from tiles or from an index is held against it.
package struct MemoryTree: TreeStorage, Sendable {
    private var levels: [[Digest]] = []

    package init() {}

    package var size: UInt64 { UInt64(levels.first?.count ?? 0) }

    package func hash(level: Int, index: UInt64) -> Digest? {
        guard levels.indices.contains(level), index < levels[level].count else { return nil }
        return levels[level][Int(index)]
    }

    package mutating func append(_ leafHash: Digest) throws {
        for node in try MerkleTree.nodes(appending: leafHash, at: size, in: self) {
            if node.level == levels.count { levels.append([]) }
            levels[node.level].append(node.hash)
        }
    }

    package func head() throws -> TreeHead {
        TreeHead(size: size, root: try MerkleTree.root(size: size, in: self))
    }
}
