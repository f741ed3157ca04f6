import Casework
import GRDB
import Vocabulary

/// Finding entries of the ledger by what they say. Every way through it is an index's.
extension IndexTransaction {
    /// Whether the ledger's time ever went back, or somebody wanted it to: by an entry, and never else.
    var clockWasSet: Bool {
        get throws {
            try Int64.fetchOne(
                try db.cachedStatement(sql: "SELECT seq FROM ledger WHERE action = ? AND denied = 0 LIMIT 1"),
                arguments: [blob(keys.lookup("action", ActionName.vaultClock.rawValue))]) != nil
        }
    }

    /// The first entry at `since` or later. Nil where there is none.
    func firstEntry(since: Instant) throws -> Int64? {
        if try clockWasSet {
            return try Int64.fetchOne(
                try db.cachedStatement(sql: "SELECT MIN(seq) FROM ledger WHERE time >= ?"), arguments: [since.seconds])
        }
        return try Int64.fetchOne(
            try db.cachedStatement(sql: "SELECT seq FROM ledger WHERE time >= ? ORDER BY time, seq LIMIT 1"),
            arguments: [since.seconds])
    }

    /// The last entry at `until` or earlier.
    private func lastEntry(until: Instant) throws -> Int64? {
        if try clockWasSet {
            return try Int64.fetchOne(
                try db.cachedStatement(sql: "SELECT MAX(seq) FROM ledger WHERE time <= ?"), arguments: [until.seconds])
        }
        return try Int64.fetchOne(
            try db.cachedStatement(sql: "SELECT seq FROM ledger WHERE time <= ? ORDER BY time DESC, seq DESC LIMIT 1"),
            arguments: [until.seconds])
    }

    /// Who reads without `audit`: their own entries, and those of cases that concern their role.
    typealias Reader = (handle: Handle, role: RoleName)

    /// A role that more cases concern finds its entries by going through them all in their order.
    static let concernLimit = 2_000

    /// Sequence numbers that pass `filter`, ascending. With `reader`, those of that person or of cases that concern that
    /// role.
    func sequences(
        _ filter: AuditFilter, for reader: Reader?, limit: Int, concernLimit: Int = concernLimit
    ) throws -> [UInt64] {
        var first = Int64(clamping: filter.from)
        var last = Int64.max
        if let since = filter.since {
            guard let entry = try firstEntry(since: since) else { return [] }
            first = max(first, entry)
        }
        if let until = filter.until {
            guard let entry = try lastEntry(until: until) else { return [] }
            last = entry
        }
        var wanted = Condition("seq BETWEEN ? AND ?", [first, last])
        if filter.since != nil || filter.until != nil, try clockWasSet {
            // Between the first and the last there may be entries of another time.
            if let since = filter.since { wanted.and("time >= ?", [since.seconds]) }
            if let until = filter.until { wanted.and("time <= ?", [until.seconds]) }
        }
        if let id = filter.caseID { wanted.and("case_id = ?", [id.text]) }
        if let record = filter.record { wanted.and("record = ?", [record.text]) }
        if let actor = filter.actor { wanted.and("actor = ?", [blob(keys.lookup("actor", actor.text))]) }
        if let role = filter.role { wanted.and("role = ?", [blob(keys.lookup("role", role.text))]) }
        if let action = filter.action { wanted.and("action = ?", [blob(keys.lookup("action", action.rawValue))]) }
        if let outcome = filter.outcome { wanted.and(outcome == .denied ? "denied = 1" : "denied = 0", []) }
        return try fetch(wanted, reader, limit, concernLimit).map { UInt64(clamping: $0) }
    }

    private func fetch(
        _ wanted: Condition, _ reader: Reader?, _ limit: Int, _ concernLimit: Int
    ) throws -> [Int64] {
        guard let reader else {
            return try Int64.fetchAll(
                try db.cachedStatement(sql: "SELECT seq FROM ledger WHERE \(wanted.sql) ORDER BY seq LIMIT ?"),
                arguments: wanted.arguments + [limit])
        }
        let actor = blob(keys.lookup("actor", reader.handle.text))
        let role = blob(keys.lookup("role", reader.role.text))
        let concerns =
            try Int.fetchOne(
                try db.cachedStatement(sql: "SELECT COUNT(*) FROM (SELECT 1 FROM concerns WHERE role = ? LIMIT ?)"),
                arguments: [role, concernLimit + 1]) ?? 0
        guard concerns > concernLimit else {
            return try Int64.fetchAll(
                try db.cachedStatement(
                    sql: """
                        SELECT seq FROM (
                            SELECT seq FROM ledger WHERE actor = ? AND \(wanted.sql)
                            UNION
                            SELECT seq FROM concerns CROSS JOIN ledger USING (case_id)
                            WHERE concerns.role = ? AND \(wanted.qualified)
                        ) ORDER BY seq LIMIT ?
                        """),
                arguments: [actor] + wanted.arguments + [role] + wanted.arguments + [limit])
        }
        return try Int64.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT seq FROM ledger INDEXED BY ledger_time
                    WHERE \(wanted.sql) AND (actor = ? OR case_id IN (SELECT case_id FROM concerns WHERE role = ?))
                    ORDER BY time, seq LIMIT ?
                    """),
            arguments: wanted.arguments + [actor, role, limit])
    }

    private struct Condition {
        private var terms: [String]
        private(set) var arguments: StatementArguments

        init(_ term: String, _ values: StatementArguments) {
            terms = [term]
            arguments = values
        }

        mutating func and(_ term: String, _ values: StatementArguments) {
            terms.append(term)
            arguments += values
        }

        var sql: String { terms.joined(separator: " AND ") }
        /// Where another table has columns of the same names.
        var qualified: String { terms.map { "ledger." + $0 }.joined(separator: " AND ") }
    }
}
