import Casework
import Ledger
import Sodium
import Store
import Vocabulary

/// A row of the ledger, to be held against its leaf.
struct LedgerRow {
    let sequence: UInt64
    /// The manifest's text; nil where there is none, or it does not open.
    let manifest: [UInt8]?
    let hasManifest: Bool
    /// Nil where something else stands there.
    let time: Int64?
    let isDenied: Bool?
    /// Nil where they are not three.
    let lookups: LookupValues?
    let caseID: StoredID
    let number: StoredNumber
    let change: StoredNumber
    let record: StoredID

    /// A number's column.
    enum StoredNumber: Equatable {
        case none, unreadable
        case some(Int64)

        init(_ number: Int?) { self = number.map { .some(Int64($0)) } ?? .none }
    }

    /// An id's column.
    enum StoredID: Equatable {
        case none, unreadable
        case some(PackedID)

        init(_ id: PackedID?) { self = id.map { .some($0) } ?? .none }
    }
}

extension IndexTransaction {
    /// The leaves of a range, in one pass.
    func leaves(_ range: Range<UInt64>) throws -> [[UInt8]] {
        try fetch(.leaves, range) { _, leaf in leaf }
    }

    /// Their whole rows, each handed to `make` with its leaf.
    func ledgerRows<R>(_ range: Range<UInt64>, _ make: (consuming LedgerRow, [UInt8]) -> R) throws -> [R] {
        let manifests = binding("manifest")
        return try fetch(.entryRows, range) { row, leaf in
            // `fetch` has held the number against the place.
            let sequence = UInt64(row.integer(0) ?? 0)
            let binding = manifests.with("seq", sequence)
            return make(
                LedgerRow(
                    sequence: sequence, manifest: row.withBlob(2) { keys.open($0, binding: binding) } ?? nil,
                    hasManifest: !row.isNull(2), time: row.integer(3), isDenied: row.flag(4),
                    lookups: LookupValues(actor: row.lookup(5), role: row.lookup(6), action: row.lookup(7)),
                    caseID: row.storedID(8, CaseID.self), number: row.number(9), change: row.number(10),
                    record: row.storedID(11, RecordID.self)),
                leaf)
        }
    }

    /// Throws `damaged` for a leaf that is missing or not where it was put.
    private func fetch<R>(
        _ statement: Statement, _ range: Range<UInt64>, _ make: (any StoredRow, [UInt8]) throws -> R
    ) throws -> [R] {
        let leaves = binding("leaf")
        var made: [R] = []
        made.reserveCapacity(range.count)
        try session.rows(statement, [.number(range.lowerBound), .number(range.upperBound)]) { row in
            let sequence = range.lowerBound + UInt64(made.count)
            let binding = leaves.with("seq", sequence)
            guard row.integer(0) == Int64(sequence),
                let leaf = row.withBlob(1, { keys.openLeaf($0, binding: binding) }) ?? nil
            else { throw CustodyError.damaged(.ledgerEntry(sequence)) }
            made.append(try make(row, leaf))
            return .next
        }
        guard made.count == range.count else {
            throw CustodyError.damaged(.ledgerEntry(range.lowerBound + UInt64(made.count)))
        }
        return made
    }

    /// Which items of each entry's manifest are stored as things.
    func thingItems(_ range: Range<UInt64>) throws -> [UInt64: Set<Int>] {
        var items: [UInt64: Set<Int>] = [:]
        try session.rows(.thingItems, [.number(range.lowerBound), .number(range.upperBound)]) { row in
            guard let sequence = row.count(0), let item = row.integer(1) else {
                throw CustodyError.damaged(.row(table: "things"))
            }
            items[sequence, default: []].insert(Int(item))
            return .next
        }
        return items
    }

    /// The sizes of the payloads that lie in files of their own.
    func objectSizes(_ range: Range<UInt64>) throws -> [UInt64: Int] {
        var sizes: [UInt64: Int] = [:]
        try session.rows(.objectSizes, [.number(range.lowerBound), .number(range.upperBound)]) { row in
            guard let sequence = row.count(0), let size = row.integer(1),
                sizes.updateValue(Int(size), forKey: sequence) == nil
            else { throw CustodyError.damaged(.row(table: "objects")) }
            return .next
        }
        return sizes
    }

    /// The stored nodes of a level, as many as stand there from the first on without a gap.
    func nodes(level: Int, _ range: Range<UInt64>) throws -> [Digest] {
        var nodes: [Digest] = []
        try withNodes(level: level, range) { nodes.append($0) }
        return nodes
    }

    private func withNodes(level: Int, _ range: Range<UInt64>, _ body: (Digest) -> Void) throws {
        var next = Int64(range.lowerBound)
        try session.rows(.nodes, [.number(level), .integer(next), .number(range.upperBound)]) { row in
            guard row.integer(0) == next, let hash = row.withBlob(1, { Digest($0) }) ?? nil else { return .stop }
            body(hash)
            next += 1
            return .next
        }
    }

    /// Whether the nodes `parents` of a level are those that the ones below make.
    func nodesFit(level: Int, _ parents: Range<UInt64>) throws -> Bool {
        let step: UInt64 = 1 << 14
        for start in stride(from: parents.lowerBound, to: parents.upperBound, by: Int(step)) {
            let part = start..<min(start + step, parents.upperBound)
            let below = try nodes(level: level - 1, 2 * part.lowerBound..<2 * part.upperBound)
            let made = stride(from: 0, to: below.count - 1, by: 2).map { MerkleTree.nodeHash(below[$0], below[$0 + 1]) }
            guard below.count == 2 * part.count, try nodes(level: level, part) == made else { return false }
        }
        return true
    }
}

extension StoredRow {
    /// Nil where neither 0 nor 1 stands.
    fileprivate func flag(_ column: Int) -> Bool? {
        switch integer(column) {
        case 0: false
        case 1: true
        default: nil
        }
    }

    fileprivate func lookup(_ column: Int) -> LookupValue? { withBlob(column) { LookupValue($0) } ?? nil }

    fileprivate func number(_ column: Int) -> LedgerRow.StoredNumber {
        if isNull(column) { return .none }
        return integer(column).map { .some($0) } ?? .unreadable
    }

    fileprivate func storedID<ID: OpaqueID>(_ column: Int, _ kind: ID.Type) -> LedgerRow.StoredID {
        if isNull(column) { return .none }
        return (withText(column) { ID($0) } ?? nil).map { .some($0.packed) } ?? .unreadable
    }
}
