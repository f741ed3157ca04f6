import Casework
import Store
import Vocabulary

/// Finding entries of the ledger by what they say. Every way through it is an index's.
extension IndexTransaction {
    /// Whether the ledger's time ever went back, or somebody wanted it to: by an entry, and never else.
    var clockWasSet: Bool {
        get throws { try session.exists(.allowedAction, [lookup(.vaultClock)]) }
    }

    /// The first entry at `since` or later. Nil where there is none.
    private func firstEntry(since: Instant, _ clockWasSet: Bool) throws -> Int64? {
        try number(clockWasSet ? .leastSince : .firstSince, since)
    }

    /// The last entry at `until` or earlier.
    private func lastEntry(until: Instant, _ clockWasSet: Bool) throws -> Int64? {
        try number(clockWasSet ? .greatestUntil : .lastUntil, until)
    }

    private func number(_ statement: Statement, _ time: Instant) throws -> Int64? {
        try session.first(statement, [.integer(time.seconds)]) { row -> Int64? in
            if row.isNull(0) { return nil }
            guard let number = row.integer(0), number >= 0 else { throw CustodyError.damaged(.row(table: "ledger")) }
            return number
        } ?? nil
    }

    /// How many entries of `actor` since then, of that action and outcome.
    ///
    /// Only entries behind `setBack` count, where the ledger's time went back last: those before bear times that never were.
    func count(
        actor: Handle, action: ActionName? = nil, denied: Bool? = nil, since: Instant, behind setBack: UInt64? = nil
    ) throws -> Int {
        guard let first = try firstEntry(since: since, clockWasSet) else { return 0 }
        let count = try session.first(
            .countOfActor,
            [
                lookup(actor), .integer(max(first, Int64(clamping: setBack ?? 0))),
                // Between them may be entries of a time that is long past.
                setBack.orNull(.integer) { _ in .integer(since.seconds) }, action.orNull(.blob) { lookup($0) },
                denied.orNull(.integer) { .flag($0) },
            ]
        ) { $0.integer(0) }
        return Int(count.flatMap(\.self) ?? 0)
    }

    /// Who reads without `audit`: their own entries, and those of cases that concern their role.
    typealias Reader = (handle: Handle, role: RoleName)

    /// A role that more cases concern finds its entries by going through them all in their order.
    static let concernLimit = 2_000

    /// Sequence numbers that pass `filter`, ascending. With `reader`, those of that person or of cases that concern that
    /// role. Only entries before `size` count.
    func sequences(
        _ filter: AuditFilter, for reader: Reader?, limit: Int, before size: UInt64 = UInt64(Int64.max),
        concernLimit: Int = concernLimit
    ) throws -> [UInt64] {
        let clockWasSet = try clockWasSet
        var first = Int64(clamping: filter.from)
        var last = Int64(clamping: size) - 1
        if let since = filter.since {
            guard let entry = try firstEntry(since: since, clockWasSet) else { return [] }
            first = max(first, entry)
        }
        if let until = filter.until {
            guard let entry = try lastEntry(until: until, clockWasSet) else { return [] }
            last = min(last, entry)
        }
        // Between the first and the last there may be entries of another time.
        var times: (since: Value, until: Value) = (.null(.integer), .null(.integer))
        if clockWasSet {
            times = (
                filter.since.orNull(.integer) { .integer($0.seconds) },
                filter.until.orNull(.integer) { .integer($0.seconds) }
            )
        }
        let search = try search(filter, for: reader, clockWasSet ? Int(Int32.max) : concernLimit)
        if search == .ofManyConcerns {
            // While times do not go back, what is behind an entry is not before its time, which its leaf tells.
            guard first <= last, UInt64(first) < (try self.size) else { return [] }
            let since = try entry(UInt64(first)).time.seconds
            times = (.integer(since), .integer(filter.until?.seconds ?? .max))
        }
        var values: [Value] = [
            .integer(first), .integer(last), filter.caseID.orNull(.text) { .text($0.text) },
            filter.record.orNull(.text) { .text($0.text) }, filter.actor.orNull(.blob) { lookup($0) },
            filter.role.orNull(.blob) { lookup($0) }, filter.action.orNull(.blob) { lookup($0) },
            filter.outcome.orNull(.integer) { .flag($0 == .denied) }, times.since, times.until, .number(limit),
        ]
        if search.isSeen {
            values += [reader.orNull(.blob) { lookup($0.handle) }, reader.orNull(.blob) { lookup($0.role) }]
        }
        return try session.all(sql: search.sql, values) { row in
            guard let sequence = row.count(0) else { throw CustodyError.damaged(.row(table: "ledger")) }
            return sequence
        }
    }

    /// By what most often leaves least.
    private func search(_ filter: AuditFilter, for reader: Reader?, _ concernLimit: Int) throws -> EntrySearch {
        if filter.record != nil { return .ofRecord }
        if filter.caseID != nil { return .ofCase }
        if let reader {
            // One more than there may be tells that there are more.
            let most = Int64(concernLimit)
            let concerns = try session.first(.concernCount, [lookup(reader.role), .integer(most + 1)]) { $0.integer(0) }
            return (concerns.flatMap(\.self) ?? 0) > most ? .ofManyConcerns : .ofFewConcerns
        }
        if filter.actor != nil { return .byActor }
        if filter.action != nil { return .ofAction }
        if filter.role != nil { return .asRole }
        return filter.outcome == .denied ? .ofDenied : .ofAll
    }
}
