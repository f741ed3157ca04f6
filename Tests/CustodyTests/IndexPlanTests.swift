import Casework
import GRDB
import Sodium
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
        _ world: World, _ filter: AuditFilter, for reader: IndexTransaction.Reader? = nil
    ) throws -> Plan {
        try world.custodian.index.read { transaction in
            let statements = Mutex<[String]>([])
            transaction.db.trace(options: .statement) { event in
                if case .statement(let statement) = event { statements.withLock { $0.append(statement.sql) } }
            }
            _ = try transaction.sequences(filter, for: reader, limit: 100)
            transaction.db.trace(options: .statement, nil)
            var lines: [String] = []
            for sql in statements.withLock({ $0 }) where sql.hasPrefix("SELECT") {
                let rows = try Row.fetchAll(transaction.db, sql: "EXPLAIN QUERY PLAN " + sql.replacing("?", with: "1"))
                lines += rows.map { $0["detail"] as String }
            }
            return Plan(lines: lines)
        }
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
            }
        }
    }

    @Test func `the control: a search by what has no index is a scan`() throws {
        let world = try World()
        try world.custodian.index.read { transaction in
            let rows = try Row.fetchAll(
                transaction.db, sql: "EXPLAIN QUERY PLAN SELECT seq FROM ledger WHERE length(leaf) = 1")
            #expect(!Plan(lines: rows.map { $0["detail"] as String }).isBounded)
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
