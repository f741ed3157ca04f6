import Sodium
import Testing

@testable import Ledger

/// Against the tree that grows leaf by leaf, which is held against the definition.
struct HeadHistoryTests {
    private static let leaves = (0..<140).map { MerkleTree.leafHash([UInt8($0)]) }

    private func grown(_ count: Int) -> RunningTree {
        var tree = RunningTree()
        for leaf in Self.leaves.prefix(count) { tree.append(leaf) }
        return tree
    }

    @Test(arguments: 0...129)
    func `every head is known, gone on from every size`(base: Int) {
        var history = HeadHistory(goingOnFrom: grown(base))
        #expect(history.tree.head == grown(base).head)
        for leaf in Self.leaves.dropFirst(base) { history.append(leaf) }
        for size in base...Self.leaves.count {
            #expect(history.head(at: UInt64(size)) == grown(size).head)
        }
        #expect(history.tree.parts == grown(Self.leaves.count).parts)
        #expect(history.tree.head.size == UInt64(Self.leaves.count))
    }

    @Test func `nothing is known before the first size and after the last`() {
        var history = HeadHistory(goingOnFrom: grown(5))
        history.append(Self.leaves[5])
        #expect(history.head(at: 4) == nil && history.head(at: 0) == nil)
        #expect(history.head(at: 7) == nil && history.head(at: .max) == nil)
        #expect(HeadHistory().head(at: 0) == .empty && HeadHistory().head(at: 1) == nil)
    }

    @Test func `no two sizes have one root`() {
        var history = HeadHistory()
        for leaf in Self.leaves { history.append(leaf) }
        let roots = (0...Self.leaves.count).map { history.head(at: UInt64($0))?.root }
        #expect(Set(roots).count == Self.leaves.count + 1)
    }
}
