import Ledger
import Makers
import Sodium

/// RFC 6962, section 2.1, as it is written there: recursive, over leaves, sharing nothing with the module under test
/// but SHA-256. Results are remembered, or a hundred sizes would take a minute.
final class Oracle {
    let leaves: [[UInt8]]
    private var known: [Range<Int>: Digest] = [:]

    init(leaves: [[UInt8]]) {
        self.leaves = leaves
    }

    /// MTH(D[n]).
    func root(_ range: Range<Int>) -> Digest {
        if let hash = known[range] { return hash }
        let hash =
            switch range.count {
            case 0: Digest.of([UInt8]())
            case 1: Digest.of([0x00] + leaves[range.lowerBound])
            default:
                Digest.of(
                    [0x01] + root(range.lowerBound..<split(range)).bytes + root(split(range)..<range.upperBound).bytes)
            }
        known[range] = hash
        return hash
    }

    func head(_ size: Int) -> TreeHead {
        TreeHead(size: UInt64(size), root: root(0..<size))
    }

    /// PATH(m, D[n]), section 2.1.1; `leaf` counts from the beginning of the log.
    func path(_ leaf: Int, _ range: Range<Int>) -> [Digest] {
        guard range.count > 1 else { return [] }
        let middle = split(range)
        return leaf < middle
            ? path(leaf, range.lowerBound..<middle) + [root(middle..<range.upperBound)]
            : path(leaf, middle..<range.upperBound) + [root(range.lowerBound..<middle)]
    }

    /// PROOF(m, D[n]), section 2.1.2.
    func proof(_ old: Int, _ size: Int) -> [Digest] {
        subproof(old, 0..<size, isWhole: true)
    }

    private func subproof(_ old: Int, _ range: Range<Int>, isWhole: Bool) -> [Digest] {
        if old == range.upperBound { return isWhole ? [] : [root(range)] }
        let middle = split(range)
        return old <= middle
            ? subproof(old, range.lowerBound..<middle, isWhole: isWhole) + [root(middle..<range.upperBound)]
            : subproof(old, middle..<range.upperBound, isWhole: false) + [root(range.lowerBound..<middle)]
    }

    /// "Let k be the largest power of two smaller than n."
    private func split(_ range: Range<Int>) -> Int {
        var power = 1
        while power * 2 < range.count { power *= 2 }
        return range.lowerBound + power
    }
}

/// A log of `count` leaves, all different, with the oracle on the same leaves.
struct Sample {
    let oracle: Oracle
    let tree: MemoryTree

    init(_ leaves: [[UInt8]]) throws {
        oracle = Oracle(leaves: leaves)
        var tree = MemoryTree()
        for leaf in leaves { try tree.append(MerkleTree.leafHash(leaf)) }
        self.tree = tree
    }

    init(count: Int) throws {
        try self.init((0..<count).map { Array("leaf \($0)".utf8) })
    }

    func leafHash(_ index: Int) -> Digest {
        MerkleTree.leafHash(oracle.leaves[index])
    }

    func includes(_ hash: Digest, at index: Int, in head: TreeHead, by proof: [Digest]) -> Bool {
        (try? verifyInclusion(of: hash, index: UInt64(index), in: head, proof: proof)) != nil
    }

    func extends(_ old: TreeHead, _ new: TreeHead, by proof: [Digest]) -> Bool {
        (try? verifyConsistency(from: old, to: new, proof: proof)) != nil
    }
}

extension Digest {
    func flipping(bit: Int) -> Digest {
        var bytes = bytes
        bytes[bit / 8] ^= 1 << (bit % 8)
        return Digest(bytes)!
    }
}

/// The proofs that come of `proof` by one hash removed, added or exchanged with its neighbour.
func damaged(_ proof: [Digest]) -> [[Digest]] {
    var all: [[Digest]] = []
    for index in proof.indices {
        var shorter = proof
        shorter.remove(at: index)
        all.append(shorter)
        var doubled = proof
        doubled.insert(proof[index], at: index)
        all.append(doubled)
        if index > 0 {
            var swapped = proof
            swapped.swapAt(index - 1, index)
            all.append(swapped)
        }
    }
    all.append(proof + [Digest.of("extra")])
    all.append([Digest.of("extra")] + proof)
    return all
}
