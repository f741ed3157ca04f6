import Ledger
import Sodium
import Testing

struct MerkleTamperingTests {
    @Test func `an inclusion proof with any bit flipped is refused`() throws {
        let sample = try Sample(count: 9)
        for size in 1...9 {
            let head = sample.oracle.head(size)
            for index in 0..<size {
                let proof = sample.oracle.path(index, 0..<size)
                for place in proof.indices {
                    for bit in 0..<256 {
                        var changed = proof
                        changed[place] = changed[place].flipping(bit: bit)
                        #expect(!sample.includes(sample.leafHash(index), at: index, in: head, by: changed))
                    }
                }
            }
        }
    }

    @Test func `an inclusion proof with a hash changed, missing, added or swapped is refused`() throws {
        let sample = try Sample(count: 68)
        for size in [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 31, 32, 33, 63, 64, 65, 67] {
            let head = sample.oracle.head(size)
            for index in 0..<size {
                let leaf = sample.leafHash(index)
                let proof = sample.oracle.path(index, 0..<size)
                for changed in damaged(proof) {
                    #expect(!sample.includes(leaf, at: index, in: head, by: changed))
                }
                for place in proof.indices {
                    var changed = proof
                    changed[place] = changed[place].flipping(bit: (index * 31 + place) % 256)
                    #expect(!sample.includes(leaf, at: index, in: head, by: changed))
                }
                #expect(!sample.includes(leaf.flipping(bit: index), at: index, in: head, by: proof))
                let otherRoot = TreeHead(size: head.size, root: head.root.flipping(bit: index))
                #expect(!sample.includes(leaf, at: index, in: otherRoot, by: proof))
            }
        }
    }

    @Test func `an inclusion proof for another index is refused`() throws {
        let sample = try Sample(count: 40)
        for size in 1...40 {
            let head = sample.oracle.head(size)
            for index in 0..<size {
                let proof = sample.oracle.path(index, 0..<size)
                for other in 0...size + 1 where other != index {
                    #expect(!sample.includes(sample.leafHash(index), at: other, in: head, by: proof))
                }
            }
        }
        let head = sample.oracle.head(40)
        #expect(throws: LedgerError.inclusionFails(index: .max, size: 40)) {
            try verifyInclusion(of: sample.leafHash(0), index: .max, in: head, proof: [])
        }
    }

    /// Against the other tree's own head: a root alone does not tell the size, which is why heads are signed whole.
    @Test func `an inclusion proof for another size is refused`() throws {
        let sample = try Sample(count: 40)
        for size in 1...40 {
            for index in 0..<size {
                let proof = sample.oracle.path(index, 0..<size)
                for other in 0...40 where other != size {
                    let head = sample.oracle.head(other)
                    #expect(!sample.includes(sample.leafHash(index), at: index, in: head, by: proof))
                }
            }
        }
    }

    @Test func `a node does not pass for a leaf`() throws {
        let sample = try Sample(count: 4)
        let node = sample.oracle.root(0..<2)
        let sibling = sample.oracle.root(2..<4)
        #expect(!sample.includes(node, at: 0, in: sample.oracle.head(4), by: [sibling]))
        let forged = MerkleTree.leafHash(sample.leafHash(0).bytes + sample.leafHash(1).bytes)
        #expect(forged != node)
    }

    @Test func `a consistency proof with any bit flipped is refused`() throws {
        let sample = try Sample(count: 9)
        for size in 1...9 {
            for old in 1...size {
                let proof = sample.oracle.proof(old, size)
                for place in proof.indices {
                    for bit in 0..<256 {
                        var changed = proof
                        changed[place] = changed[place].flipping(bit: bit)
                        #expect(!sample.extends(sample.oracle.head(old), sample.oracle.head(size), by: changed))
                    }
                }
            }
        }
    }

    @Test func `a consistency proof with a hash changed, missing, added or swapped is refused`() throws {
        let sample = try Sample(count: 68)
        for size in [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 31, 32, 33, 63, 64, 65, 67] {
            let new = sample.oracle.head(size)
            for old in 0...size {
                let from = sample.oracle.head(old)
                let proof = old == 0 ? [] : sample.oracle.proof(old, size)
                for changed in damaged(proof) { #expect(!sample.extends(from, new, by: changed)) }
                for place in proof.indices {
                    var changed = proof
                    changed[place] = changed[place].flipping(bit: (old * 31 + place) % 256)
                    #expect(!sample.extends(from, new, by: changed))
                }
                let otherFrom = TreeHead(size: from.size, root: from.root.flipping(bit: old))
                #expect(!sample.extends(otherFrom, new, by: proof))
                // From nothing everything follows; else the new root counts too.
                if old > 0 {
                    let otherNew = TreeHead(size: new.size, root: new.root.flipping(bit: old))
                    #expect(!sample.extends(from, otherNew, by: proof))
                }
            }
        }
    }

    @Test func `a consistency proof between other sizes is refused`() throws {
        let sample = try Sample(count: 24)
        for size in 2...24 {
            for old in 1..<size {
                let proof = sample.oracle.proof(old, size)
                for other in 1...24 {
                    if other != old {
                        #expect(!sample.extends(sample.oracle.head(other), sample.oracle.head(size), by: proof))
                    }
                    if other != size {
                        #expect(!sample.extends(sample.oracle.head(old), sample.oracle.head(other), by: proof))
                    }
                }
            }
        }
    }

    /// The hashes fit: only the number of levels tells that there are fewer leaves than claimed.
    @Test func `a head that claims more leaves than its root has is refused`() throws {
        let sample = try Sample(count: 8)
        let claimed = TreeHead(size: 8, root: sample.oracle.head(4).root)
        #expect(sample.extends(sample.oracle.head(2), sample.oracle.head(4), by: sample.oracle.proof(2, 4)))
        #expect(!sample.extends(sample.oracle.head(2), claimed, by: sample.oracle.proof(2, 4)))
        #expect(sample.includes(sample.leafHash(1), at: 1, in: sample.oracle.head(4), by: sample.oracle.path(1, 0..<4)))
        #expect(!sample.includes(sample.leafHash(1), at: 1, in: claimed, by: sample.oracle.path(1, 0..<4)))
    }

    @Test func `a log that shrinks is refused`() throws {
        let sample = try Sample(count: 8)
        for size in 1...8 {
            for old in 0..<size {
                let proof = sample.oracle.proof(max(old, 1), size)
                for proof in [[], proof] {
                    #expect(throws: LedgerError.consistencyFails(from: UInt64(size), to: UInt64(old))) {
                        try verifyConsistency(
                            from: sample.oracle.head(size), to: sample.oracle.head(old), proof: proof)
                    }
                }
            }
        }
    }

    @Test func `two histories of one size are refused`() throws {
        let ours = try Sample(count: 7)
        var leaves = ours.oracle.leaves
        leaves[3] = Array("rewritten".utf8)
        let theirs = try Sample(leaves)
        #expect(!ours.extends(ours.oracle.head(7), theirs.oracle.head(7), by: []))
        for old in 4..<7 {
            #expect(!ours.extends(ours.oracle.head(old), theirs.oracle.head(7), by: theirs.oracle.proof(old, 7)))
            #expect(!ours.extends(ours.oracle.head(old), theirs.oracle.head(7), by: ours.oracle.proof(old, 7)))
        }
        // Up to the rewritten leaf both have one history.
        #expect(ours.extends(ours.oracle.head(3), theirs.oracle.head(7), by: theirs.oracle.proof(3, 7)))
    }

    @Test func `a head of size nothing has one root`() throws {
        let sample = try Sample(count: 3)
        let odd = TreeHead(size: 0, root: Digest.of("x"))
        #expect(!sample.extends(odd, sample.oracle.head(3), by: []))
        #expect(!sample.extends(odd, odd, by: []))
        #expect(!sample.extends(.empty, odd, by: []))
        #expect(sample.extends(.empty, .empty, by: []))
        #expect(sample.extends(.empty, sample.oracle.head(3), by: []))
        #expect(!sample.extends(.empty, sample.oracle.head(3), by: [Digest.of("x")]))
        #expect(!sample.includes(Digest.of("x"), at: 0, in: .empty, by: []))
    }
}
