import Ledger
import Sodium
import Testing

/// Counts what is read of another storage.
private final class CountingStorage<Base: TreeStorage>: TreeStorage {
    let base: Base
    private(set) var reads = 0

    init(_ base: Base) {
        self.base = base
    }

    func hash(level: Int, index: UInt64) throws -> Digest? {
        reads += 1
        return try base.hash(level: level, index: index)
    }
}

/// The right edge of a tree of `size` leaves and not a node more: what appending may need.
private struct EdgeStorage: TreeStorage {
    let size: UInt64

    func hash(level: Int, index: UInt64) -> Digest? {
        guard (size >> level) & 1 == 1, index == (size >> level) - 1 else { return nil }
        return Digest.of("\(level) \(index)")
    }
}

/// A tree of any size in which all leaves are one: a level has one hash.
struct UniformStorage: TreeStorage {
    let levels: [Digest]

    init(leaf: Digest) {
        var levels = [leaf]
        for _ in 0..<63 { levels.append(MerkleTree.nodeHash(levels[levels.count - 1], levels[levels.count - 1])) }
        self.levels = levels
    }

    func hash(level: Int, index: UInt64) -> Digest? {
        levels[level]
    }
}

struct MerkleCostTests {
    @Test(
        arguments: [
            0, 1, 2, 3, 1 << 20 - 1, 1 << 20, 1 << 20 + 1, 1 << 20 + (1 << 10 - 1), 1 << 32 - 1, 1 << 63 - 1, 1 << 63,
            .max - 1,
        ] as [UInt64])
    func `appending reads one node of the edge for each carry`(size: UInt64) throws {
        let storage = CountingStorage(EdgeStorage(size: size))
        let nodes = try MerkleTree.nodes(appending: Digest.of("new"), at: size, in: storage)
        let carries = (~size).trailingZeroBitCount
        #expect(storage.reads == carries)
        #expect(nodes.count == carries + 1)
        #expect(nodes.first == Node(level: 0, index: size, hash: Digest.of("new")))
        for (level, node) in nodes.enumerated() {
            #expect(node.level == level)
            #expect(node.index == size >> level)
        }
    }

    @Test(arguments: [1, 2, 3, 1 << 20 - 1, 1 << 20, 1 << 63, .max] as [UInt64])
    func `a root reads the edge once`(size: UInt64) throws {
        let storage = CountingStorage(EdgeStorage(size: size))
        _ = try MerkleTree.root(size: size, in: storage)
        #expect(storage.reads == size.nonzeroBitCount)
    }

    @Test func `a tree that can't grow is not appended to`() {
        #expect(throws: LedgerError.sizeOutOfRange(size: .max, limit: .max - 1)) {
            try MerkleTree.nodes(appending: Digest.of("x"), at: .max, in: EdgeStorage(size: .max))
        }
    }

    @Test(arguments: [1 << 20, 1 << 20 + 1, 1_234_567, 1 << 63 - 1, 1 << 63, 1 << 63 + 1, .max - 1, .max] as [UInt64])
    func `proofs of the largest trees are short, made in few reads, and verify`(size: UInt64) throws {
        let leaf = Digest.of("leaf")
        let bits = 64 - size.leadingZeroBitCount
        let storage = UniformStorage(leaf: leaf)
        let head = TreeHead(size: size, root: try MerkleTree.root(size: size, in: storage))
        for index in [0, 1, size / 3, size / 2, size - 2, size - 1] {
            let counting = CountingStorage(storage)
            let proof = try MerkleTree.inclusionProof(index: index, size: size, in: counting)
            #expect(proof.count <= bits)
            #expect(counting.reads <= 2 * bits)
            try verifyInclusion(of: leaf, index: index, in: head, proof: proof)
            // In a uniform tree indexes on one path share a proof; one past the end has none.
            #expect(throws: LedgerError.inclusionFails(index: size, size: size)) {
                try verifyInclusion(of: leaf, index: size, in: head, proof: proof)
            }
            #expect(throws: LedgerError.inclusionFails(index: index, size: size)) {
                try verifyInclusion(of: leaf, index: index, in: head, proof: Array(proof.dropLast()))
            }
        }
        for old in [1, 2, size / 3, size / 2, size / 2 + 1, size - 2, size - 1] {
            let counting = CountingStorage(storage)
            let proof = try MerkleTree.consistencyProof(from: old, to: size, in: counting)
            #expect(proof.count <= bits + 1)
            #expect(counting.reads <= 2 * bits)
            let from = TreeHead(size: old, root: try MerkleTree.root(size: old, in: storage))
            try verifyConsistency(from: from, to: head, proof: proof)
            #expect(throws: LedgerError.consistencyFails(from: old, to: size)) {
                try verifyConsistency(from: from, to: head, proof: Array(proof.dropLast()))
            }
        }
    }

    @Test func `a storage's own error comes through`() {
        struct Failure: Error {}
        struct FailingStorage: TreeStorage {
            func hash(level: Int, index: UInt64) throws -> Digest? { throw Failure() }
        }
        #expect(throws: Failure.self) { try MerkleTree.root(size: 1, in: FailingStorage()) }
    }
}
