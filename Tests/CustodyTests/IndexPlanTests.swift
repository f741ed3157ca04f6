import Casework
import Sodium
import Store
import Synchronization
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// Behind every filter of `audit list` stands an index: no reading of the log goes through all of it.
struct IndexPlanTests {
    private struct Plan {
        let lines: [String]

        /// A search goes to where it begins; a scan of an index in its own order ends with the page.
        var isBounded: Bool {
            !lines.contains { line in
                line.hasPrefix("SCAN ledger") && !line.contains("USING")
                    || line.contains("USE TEMP B-TREE") && !line.contains("FOR ORDER BY")
            }
        }

        func uses(_ index: String) -> Bool { lines.contains { $0.contains(index) } }
    }

    /// How SQLite carries out what `sequences` asks.
    private func plan(
        _ world: World, _ filter: AuditFilter, for reader: IndexTransaction.Reader? = nil, concernLimit: Int = 10
    ) throws -> Plan {
        try world.custodian.index.store.read { session in
            let heard = Transcript()
            let transaction = try IndexTransaction(
                HeardSession(session: session, transcript: heard), keys: world.custodian.keys)
            _ = try transaction.sequences(filter, for: reader, limit: 100, concernLimit: concernLimit)
            return Plan(lines: try heard.asked.flatMap { try explain($0.sql, $0.values.count, session) })
        }
    }

    private func explain(_ sql: String, _ valueCount: Int, _ session: any Session) throws -> [String] {
        var lines: [String] = []
        try session.rows("EXPLAIN QUERY PLAN " + sql, [Value](repeating: .integer(1), count: valueCount)) { row in
            lines.append(row.text(3) ?? "?")
            return .next
        }
        return lines
    }

    private static let filters: [(String, index: String, @Sendable (inout AuditFilter) -> Void)] = [
        ("none", "PRIMARY KEY", { _ in }),
        ("case", "ledger_case", { $0.caseID = try? CaseID("K-0000000000000000") }),
        ("record", "ledger_record", { $0.record = try? RecordID("D-0000000000000000") }),
        ("actor", "ledger_actor", { $0.actor = Who.siti.handle }),
        ("by", "ledger_role", { $0.role = .investigator }),
        ("action", "ledger_action", { $0.action = .documentOpen }),
        ("denied", "ledger_denied", { $0.outcome = .denied }),
        ("allowed", "PRIMARY KEY", { $0.outcome = .allowed }),
        ("since", "ledger_time", { $0.since = World.start }),
        ("until", "ledger_time", { $0.until = World.start.adding(seconds: 86_400) }),
    ]

    @Test func `each filter of the list has an index`() throws {
        let world = try World()
        let id = try world.makeCase()
        _ = try world.read(try world.add(content(1), to: id))
        for (name, index, set) in Self.filters {
            var filter = AuditFilter()
            set(&filter)
            let plan = try plan(world, filter)
            #expect(!plan.lines.isEmpty && plan.isBounded, "\(name): \(plan.lines)")
            #expect(plan.uses(index), "\(name): \(plan.lines)")
        }
    }

    @Test func `two filters, and a reader without audit, go by indexes too`() throws {
        let world = try World()
        _ = try world.makeCase()
        for (first, _, one) in Self.filters {
            for (second, _, other) in Self.filters {
                var filter = AuditFilter()
                one(&filter)
                other(&filter)
                let whole = try plan(world, filter)
                #expect(!whole.lines.isEmpty && whole.isBounded, "\(first), \(second): \(whole.lines)")
                let own = try plan(world, filter, for: (Who.siti.handle, .investigator))
                #expect(!own.lines.isEmpty && own.isBounded, "\(first), \(second), own: \(own.lines)")
                let many = try plan(world, filter, for: (Who.tuti.handle, .companion), concernLimit: 0)
                #expect(!many.lines.isEmpty && many.isBounded, "\(first), \(second), many: \(many.lines)")
                let isNarrow = [first, second].contains { ["case", "record"].contains($0) }
                #expect(many.uses("ledger_time") || isNarrow, "\(first), \(second), many: \(many.lines)")
            }
        }
    }

    @Test func `the control: a search by what has no index is a scan`() throws {
        let world = try World()
        try world.custodian.index.store.read { session in
            let lines = try explain("SELECT seq FROM ledger WHERE length(leaf) = 1", 0, session)
            #expect(!Plan(lines: lines).isBounded)
        }
    }

    /// A count by another way would not notice that an index leaves an entry out.
    @Test func `what an index has is counted in that index`() throws {
        let counts: [(Statement, index: String)] = [
            (.numberedCount, "ledger_number"), (.changeCount, "ledger_change"), (.caseEntryCount, "ledger_case"),
            (.recordEntryCount, "ledger_record"), (.deniedCount, "ledger_denied"),
        ]
        let world = try World()
        try world.custodian.index.store.read { session in
            for (statement, index) in counts {
                let lines = try explain(statement.sql, 0, session)
                #expect(Plan(lines: lines).uses(index), "\(statement): \(lines)")
            }
        }
    }

    @Test func `a reader of many cases and of few sees the same`() throws {
        let world = try World()
        let mine = try (0..<3).map { try world.makeCase("Perkara \($0)") }
        let theirs = try world.makeCase("Perkara lain", by: .siti)
        for id in mine { try world.add(content(1), to: id) }
        try world.add(content(2), to: theirs, by: .siti)
        try world.custodian.index.read { transaction in
            let reader: IndexTransaction.Reader = (Who.tuti.handle, .companion)
            let few = try transaction.sequences(AuditFilter(), for: reader, limit: 1_000)
            let many = try transaction.sequences(AuditFilter(), for: reader, limit: 1_000, concernLimit: 0)
            #expect(few == many && few.count == 9)
            var filter = AuditFilter()
            filter.action = .documentAdd
            filter.from = few[4]
            let someOfFew = try transaction.sequences(filter, for: reader, limit: 2)
            #expect(try someOfFew == transaction.sequences(filter, for: reader, limit: 2, concernLimit: 0))
            #expect(someOfFew.count == 2)
        }
    }
}
