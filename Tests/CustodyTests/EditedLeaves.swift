import Casework
import Ledger
import Sodium
import Vocabulary

@testable import Vault

/// A log whose leaves, or what they rest on, were altered on their way.
final class EditedLeaves: LeafSource {
    private let honest: any LeafSource
    private var leaves: [[UInt8]] = []
    /// What is shown of a case's earlier changes, instead of what the custodian said.
    var trail: ([[UInt8]]) throws -> [[UInt8]] = { $0 }
    /// What proves an old head, instead.
    var consistency: ([Digest]) -> [Digest] = { $0 }

    init(_ honest: any LeafSource, _ change: (inout [[UInt8]]) throws -> Void = { _ in }) throws {
        self.honest = honest
        while true {
            let batch = try honest.next(1_000)
            if batch.isEmpty { break }
            leaves += batch
        }
        try change(&leaves)
    }

    func next(_ limit: Int) -> [[UInt8]] {
        defer { leaves = Array(leaves.dropFirst(limit)) }
        return Array(leaves.prefix(limit))
    }

    func trail(_ id: CaseID) throws -> [[UInt8]] { try trail(try honest.trail(id)) }

    func consistency(from size: UInt64, to: UInt64) throws -> [Digest] {
        consistency(try honest.consistency(from: size, to: to))
    }
}

/// Of a log that begins at its first leaf.
private final class NothingBefore: LeafSource {
    func next(_ limit: Int) -> [[UInt8]] { [] }
    func trail(_ id: CaseID) -> [[UInt8]] { [] }
    func consistency(from size: UInt64, to: UInt64) -> [Digest] { [] }
}

extension Officer {
    func replayFromTheStart() -> Replay { Replay(vault: vault, items: history.items, source: NothingBefore()) }

    func noteKeys() throws -> [Handle: NoteKey] { try roster.people.mapValues { try $0.card.noteKey } }
}

extension Replay {
    @discardableResult
    mutating func take(_ leaf: [UInt8], _ keys: [Handle: NoteKey]) throws -> Entry {
        var signing = Duration.zero
        guard let checked = CheckedLeaf.check([leaf], keys: keys, signing: &signing).first else {
            throw LogFault.leaf(sequence: .max)
        }
        return try take(checked)
    }
}
