import Casework
import Foundation
import GRDB
import Ledger
import Sodium

/// A row of the ledger with its leaf opened: what the columns say is to be held against it.
struct LedgerRow {
    let sequence: UInt64
    let leaf: [UInt8]
    /// As it is stored.
    let manifest: [UInt8]
    let time: Int64
    let isDenied: Bool
    let actor: [UInt8]
    let role: [UInt8]
    let action: [UInt8]
    let caseID: String?
    let number: Int?
    let change: Int?
    let record: String?
}

extension IndexTransaction {
    /// The leaves of a range, in one pass.
    func leaves(_ range: Range<UInt64>) throws -> [[UInt8]] {
        try fetch("SELECT seq, leaf FROM ledger WHERE seq >= ? AND seq < ? ORDER BY seq", range) { $1 }
    }

    /// Their whole rows.
    func ledgerRows(_ range: Range<UInt64>) throws -> [LedgerRow] {
        try fetch(
            """
            SELECT seq, leaf, manifest, time, denied, actor, role, action, case_id, number, change, record
            FROM ledger WHERE seq >= ? AND seq < ? ORDER BY seq
            """, range
        ) { row, leaf in
            LedgerRow(
                sequence: UInt64(row[0] as Int64), leaf: leaf, manifest: Array(row[2] as Data), time: row[3],
                isDenied: row[4], actor: Array(row[5] as Data), role: Array(row[6] as Data),
                action: Array(row[7] as Data), caseID: row[8], number: row[9], change: row[10], record: row[11])
        }
    }

    /// Throws `damaged` for a leaf that is missing or not where it was put.
    private func fetch<R>(_ sql: String, _ range: Range<UInt64>, _ make: (Row, [UInt8]) -> R) throws -> [R] {
        var made: [R] = []
        made.reserveCapacity(range.count)
        let rows = try Row.fetchCursor(
            try db.cachedStatement(sql: sql), arguments: [Int64(range.lowerBound), Int64(range.upperBound)])
        while let row = try rows.next() {
            let sequence = range.lowerBound + UInt64(made.count)
            guard row[0] as Int64 == Int64(sequence),
                let leaf = keys.openLeaf(Array(row[1] as Data), binding: binding("leaf", sequence))
            else { throw CustodyError.damaged(.ledgerEntry(sequence)) }
            made.append(make(row, leaf))
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
        while let row = try rows.next(), row[0] as Int64 == next, let hash = Digest(Array(row[1] as Data)) {
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
