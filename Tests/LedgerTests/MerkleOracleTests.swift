import Ledger
import Makers
import Sodium
import Testing

/// Every size up to 130, that is past the seventh power of two on both sides, against the definition.
struct MerkleOracleTests {
    static let largest = 130

    @Test func `every root is the definition's`() throws {
        let sample = try Sample(count: Self.largest)
        var running = RunningTree()
        for size in 0...Self.largest {
            let head = sample.oracle.head(size)
            #expect(try MerkleTree.root(size: UInt64(size), in: sample.tree) == head.root)
            #expect(running.head == head)
            if size < Self.largest { running.append(sample.leafHash(size)) }
        }
        #expect(try sample.tree.head() == sample.oracle.head(Self.largest))
    }

    @Test func `every stored node is the definition's`() throws {
        let sample = try Sample(count: Self.largest)
        for level in 0..<8 {
            let width = 1 << level
            for index in 0..<Self.largest / width {
                let expected = sample.oracle.root(index * width..<(index + 1) * width)
                #expect(sample.tree.hash(level: level, index: UInt64(index)) == expected)
            }
            #expect(sample.tree.hash(level: level, index: UInt64(Self.largest / width)) == nil)
        }
        #expect(sample.tree.hash(level: 8, index: 0) == nil)
    }

    @Test func `every inclusion proof is the definition's and verifies`() throws {
        let sample = try Sample(count: Self.largest)
        for size in 1...Self.largest {
            let head = sample.oracle.head(size)
            for index in 0..<size {
                let proof = try MerkleTree.inclusionProof(index: UInt64(index), size: UInt64(size), in: sample.tree)
                #expect(proof == sample.oracle.path(index, 0..<size))
                #expect(sample.includes(sample.leafHash(index), at: index, in: head, by: proof))
            }
        }
    }

    @Test func `every consistency proof is the definition's and verifies`() throws {
        let sample = try Sample(count: Self.largest)
        for size in 1...Self.largest {
            for old in 0...size {
                let proof = try MerkleTree.consistencyProof(from: UInt64(old), to: UInt64(size), in: sample.tree)
                #expect(proof == (old == 0 ? [] : sample.oracle.proof(old, size)))
                #expect(sample.extends(sample.oracle.head(old), sample.oracle.head(size), by: proof))
            }
        }
    }

    @Test func `a proof for what the tree has not is not made`() throws {
        let tree = try Sample(count: 5).tree
        #expect(throws: LedgerError.indexOutOfRange(index: 5, size: 5)) {
            try MerkleTree.inclusionProof(index: 5, size: 5, in: tree)
        }
        #expect(throws: LedgerError.indexOutOfRange(index: 0, size: 0)) {
            try MerkleTree.inclusionProof(index: 0, size: 0, in: tree)
        }
        #expect(throws: LedgerError.sizeOutOfRange(size: 5, limit: 4)) {
            try MerkleTree.consistencyProof(from: 5, to: 4, in: tree)
        }
        #expect(throws: LedgerError.nodeMissing(level: 1, index: 2)) { try MerkleTree.root(size: 6, in: tree) }
        #expect(throws: LedgerError.nodeMissing(level: 0, index: 6)) {
            try MerkleTree.nodes(appending: Digest.of("x"), at: 7, in: tree)
        }
    }
}
