package import Sodium

extension MerkleTree {
    /// PATH(index, D[size]) of RFC 6962, section 2.1.1: the leaf's sibling first. `size` may be any up to the tree's.
    ///
    /// Throws `indexOutOfRange`, `nodeMissing`, and whatever the storage throws.
    package static func inclusionProof(
        index: UInt64, size: UInt64, in storage: some TreeStorage
    ) throws -> [Digest] {
        guard index < size else { throw LedgerError.indexOutOfRange(index: index, size: size) }
        var path: [Digest] = []
        var range = 0..<size
        while range.upperBound - range.lowerBound > 1 {
            let middle = middle(of: range)
            if index < middle {
                path.append(try root(of: middle..<range.upperBound, in: storage))
                range = range.lowerBound..<middle
            } else {
                path.append(try root(of: range.lowerBound..<middle, in: storage))
                range = middle..<range.upperBound
            }
        }
        return path.reversed()
    }

    /// PROOF(from, D[to]) of RFC 6962, section 2.1.2; empty where there is nothing to prove (`from` 0, or `to` itself).
    ///
    /// Throws `sizeOutOfRange` when `from` exceeds `to`, `nodeMissing`, and whatever the storage throws.
    package static func consistencyProof(
        from: UInt64, to: UInt64, in storage: some TreeStorage
    ) throws -> [Digest] {
        guard from <= to else { throw LedgerError.sizeOutOfRange(size: from, limit: to) }
        guard from > 0, from < to else { return [] }
        var path: [Digest] = []
        var range = 0..<to
        while range.upperBound != from {
            let middle = middle(of: range)
            if from <= middle {
                path.append(try root(of: middle..<range.upperBound, in: storage))
                range = range.lowerBound..<middle
            } else {
                path.append(try root(of: range.lowerBound..<middle, in: storage))
                range = middle..<range.upperBound
            }
        }
        // A subtree that begins at 0 is the old tree itself: the verifier has its root.
        if range.lowerBound > 0 { path.append(try root(of: range, in: storage)) }
        return path.reversed()
    }

    /// Where RFC 6962 splits a tree of two leaves or more: after the largest power of two below its size.
    private static func middle(of range: Range<UInt64>) -> UInt64 {
        let last = range.upperBound - range.lowerBound - 1
        return range.lowerBound + 1 << (63 - UInt64(last.leadingZeroBitCount))
    }
}

/// Checks an inclusion proof (RFC 6962, section 2.1.1; the walk of RFC 9162, section 2.1.3.2).
///
/// Throws `inclusionFails` unless `leafHash` is leaf `index` of the tree under `head`.
package func verifyInclusion(
    of leafHash: Digest, index: UInt64, in head: TreeHead, proof: [Digest]
) throws(LedgerError) {
    let failure = LedgerError.inclusionFails(index: index, size: head.size)
    guard index < head.size else { throw failure }
    var walk = Walk(node: index, last: head.size - 1)
    var hash = leafHash
    for sibling in proof {
        guard let side = walk.climb() else { throw failure }
        hash = side == .left ? MerkleTree.nodeHash(sibling, hash) : MerkleTree.nodeHash(hash, sibling)
    }
    guard walk.isAtRoot, hash == head.root else { throw failure }
}

/// The trees that end before leaf `index` and with it, which its inclusion proof in a larger tree gives as well: the left siblings on
/// the way up are the complete subtrees of all that lies before it.
///
/// Throws `inclusionFails` as `verifyInclusion` does.
package func prefixes(
    of leafHash: Digest, index: UInt64, in head: TreeHead, proof: [Digest]
) throws(LedgerError) -> (before: TreeHead, through: TreeHead) {
    try verifyInclusion(of: leafHash, index: index, in: head, proof: proof)
    var walk = Walk(node: index, last: head.size - 1)
    var before: Digest?
    var through = leafHash
    for sibling in proof where walk.climb() == .left {
        before = before.map { MerkleTree.nodeHash(sibling, $0) } ?? sibling
        through = MerkleTree.nodeHash(sibling, through)
    }
    return (
        before.map { TreeHead(size: index, root: $0) } ?? .empty, TreeHead(size: index + 1, root: through)
    )
}

/// Checks a consistency proof (RFC 6962, section 2.1.2; the walk of RFC 9162, section 2.1.4.2).
///
/// Throws `consistencyFails` unless the tree under `from` is the beginning of the tree under `to`.
package func verifyConsistency(from: TreeHead, to: TreeHead, proof: [Digest]) throws(LedgerError) {
    let failure = LedgerError.consistencyFails(from: from.size, to: to.size)
    guard from.size <= to.size else { throw failure }
    // Of a tree without leaves there is one root only, whoever claims another.
    guard from.size > 0 || from == .empty else { throw failure }
    guard from.size > 0, from.size < to.size else {
        guard proof.isEmpty, from.size < to.size || from == to else { throw failure }
        return
    }
    var walk = Walk(node: from.size - 1, last: to.size - 1)
    walk.skipRightEdges()
    // The walk begins at the last complete subtree of the old tree; where that is the whole of it, its root is known.
    var path = proof[...]
    let first: Digest
    if from.size.nonzeroBitCount == 1 {
        first = from.root
    } else {
        guard let given = path.popFirst() else { throw failure }
        first = given
    }
    var old = first
    var new = first
    for sibling in path {
        guard let side = walk.climb() else { throw failure }
        if side == .left {
            old = MerkleTree.nodeHash(sibling, old)
            new = MerkleTree.nodeHash(sibling, new)
        } else {
            new = MerkleTree.nodeHash(new, sibling)
        }
    }
    guard walk.isAtRoot, old == from.root, new == to.root else { throw failure }
}

/// The way from a node up to the root: on which side each sibling of the proof lies (RFC 9162, `fn` and `sn`).
private struct Walk {
    enum Side { case left, right }

    var node: UInt64
    /// The last node of the same level.
    var last: UInt64

    var isAtRoot: Bool { last == 0 }

    /// One sibling up. Nil at the root, where a proof has to end.
    mutating func climb() -> Side? {
        guard last > 0 else { return nil }
        defer {
            node >>= 1
            last >>= 1
        }
        guard node & 1 == 1 || node == last else { return .right }
        // The last node without a sibling rises by itself to the level where it has one.
        while node & 1 == 0, node > 0 {
            node >>= 1
            last >>= 1
        }
        return .left
    }

    /// Up to the complete subtree that ends with this node.
    mutating func skipRightEdges() {
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
    }
}
