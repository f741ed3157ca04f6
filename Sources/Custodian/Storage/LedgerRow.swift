import Casework
import Foundation
import GRDB
import Ledger
import Sodium

/// A row of the ledger, to be held against its leaf.
struct LedgerRow {
    let sequence: UInt64
    /// The manifest's text; nil where it does not open.
    let manifest: [UInt8]?
    let time: Int64
    let isDenied: Bool
    /// Nil where they are not three.
    let lookups: LookupValues?
    let caseID: StoredID<CaseID>
    let number: Int?
    let change: Int?
    let record: StoredID<RecordID>

    /// An id's column.
    enum StoredID<ID: OpaqueID>: Equatable {
        case none, unreadable
        case some(ID)

        init(_ id: ID?) { self = id.map { .some($0) } ?? .none }
    }
}

extension IndexTransaction {
    /// The leaves of a range, in one pass.
    func leaves(_ range: Range<UInt64>) throws -> [[UInt8]] {
        try fetch("SELECT seq, leaf FROM ledger WHERE seq >= ? AND seq < ? ORDER BY seq", range) { $1 }
    }

    /// Their whole rows, each handed to `make` with its leaf.
    func ledgerRows<R>(_ range: Range<UInt64>, _ make: (LedgerRow, [UInt8]) -> R) throws -> [R] {
        try fetch(
            """
            SELECT seq, leaf, manifest, time, denied,
                CASE WHEN length(actor) = 16 AND length(role) = 16 THEN actor || role || action END,
                case_id, number, change, record
            FROM ledger WHERE seq >= ? AND seq < ? ORDER BY seq
            """, range
        ) { row, leaf in
            let sequence = UInt64(row[0] as Int64)
            let binding = binding("manifest", sequence)
            return make(
                LedgerRow(
                    sequence: sequence, manifest: try row.withBytes(2) { keys.open($0, binding: binding) },
                    time: row[3], isDenied: row[4], lookups: try row.withBytes(5) { LookupValues($0) },
                    caseID: try row.storedID(6), number: row[7], change: row[8], record: try row.storedID(9)),
                leaf)
        }
    }

    /// Throws `damaged` for a leaf that is missing or not where it was put.
    private func fetch<R>(_ sql: String, _ range: Range<UInt64>, _ make: (Row, [UInt8]) throws -> R) throws -> [R] {
        var made: [R] = []
        made.reserveCapacity(range.count)
        let rows = try Row.fetchCursor(
            try db.cachedStatement(sql: sql), arguments: [Int64(range.lowerBound), Int64(range.upperBound)])
        while let row = try rows.next() {
            let sequence = range.lowerBound + UInt64(made.count)
            let binding = binding("leaf", sequence)
            guard row[0] as Int64 == Int64(sequence),
                let leaf = try row.withBytes(1, { keys.openLeaf($0, binding: binding) })
            else { throw CustodyError.damaged(.ledgerEntry(sequence)) }
            made.append(try make(row, leaf))
        }
        guard made.count == range.count else {
            throw CustodyError.damaged(.ledgerEntry(range.lowerBound + UInt64(made.count)))
        }
        return made
    }

    /// Which items of each entry's manifest are stored as things.
    func thingItems(_ range: Range<UInt64>) throws -> [UInt64: Set<Int>] {
        var items: [UInt64: Set<Int>] = [:]
        let rows = try Row.fetchCursor(
            try db.cachedStatement(sql: "SELECT seq, item FROM things WHERE seq >= ? AND seq < ?"),
            arguments: [Int64(range.lowerBound), Int64(range.upperBound)])
        while let row = try rows.next() { items[UInt64(clamping: row[0] as Int64), default: []].insert(row[1]) }
        return items
    }

    /// The sizes of the payloads that lie in files of their own.
    func objectSizes(_ range: Range<UInt64>) throws -> [UInt64: Int] {
        let rows = try Row.fetchAll(
            try db.cachedStatement(sql: "SELECT seq, size FROM objects WHERE seq >= ? AND seq < ?"),
            arguments: [Int64(range.lowerBound), Int64(range.upperBound)])
        return Dictionary(
            rows.map { (UInt64(clamping: $0[0] as Int64), $0[1] as Int) }, uniquingKeysWith: { first, _ in first })
    }

    /// The stored nodes of a level, as many as stand there from the first on without a gap.
    func nodes(level: Int, _ range: Range<UInt64>) throws -> [Digest] {
        var nodes: [Digest] = []
        try withNodes(level: level, range) { nodes.append($0) }
        return nodes
    }

    private func withNodes(level: Int, _ range: Range<UInt64>, _ body: (Digest) -> Void) throws {
        var next = Int64(range.lowerBound)
        let rows = try Row.fetchCursor(
            try db.cachedStatement(
                sql: """
                    SELECT position, hash FROM tree
                    WHERE level = ? AND position >= ? AND position < ? ORDER BY position
                    """),
            arguments: [level, next, Int64(range.upperBound)])
        while let row = try rows.next(), row[0] as Int64 == next, let hash = try row.withBytes(1, { Digest($0) }) {
            body(hash)
            next += 1
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

extension Row {
    /// Lends the bytes of a column from where SQLite has them; of NULL none.
    fileprivate func withBytes<R>(_ column: Int, _ body: (Span<UInt8>) -> R) throws -> R {
        try withUnsafeData(atIndex: column) { data in
            let data = data ?? Data()
            return body(data.span)
        }
    }

    fileprivate func storedID<ID>(_ column: Int) throws -> LedgerRow.StoredID<ID> {
        if hasNull(atIndex: column) { return .none }
        return try withBytes(column) { ID($0) }.map { .some($0) } ?? .unreadable
    }
}
