import Casework
import Foundation
import GRDB
import Store
import Testing
import Vocabulary

@testable import Custodian
@testable import SQLiteStore
@testable import Vault

/// The custodian's statements are nobody's dialect: what a vault asks of SQLite, PostgreSQL answers alike.
struct PortableStatementTests {
    private struct Told: Encodable {
        let schema: String
        let statements: [String]
        let before: [String: [[String]]]
        let asked: [Transcript.Asked]
        let after: [String: [[String]]]
    }

    private static let statements =
        Statement.allCases.map(\.sql) + RowCount.allCases.map(\.sql) + RowsFrom.allCases.map(\.sql)
        + EntrySearch.allCases.map(\.sql)

    /// What only a founding, a new index or a clock that was set asks.
    private static let unheard: Set<String> = Set(
        [
            Statement.addVault, .addHead, .sealing, .setSealing, .floods, .nonces, .keepNonce, .leastSince,
            .greatestUntil,
        ].map(\.sql))

    @Test func `what a vault asks of SQLite PostgreSQL answers alike`() throws {
        let disk = try DamagedDisk.shared.get()
        let world = try World(copying: disk.root, of: disk.template, at: disk.now)
        let heard = HeardEngine(world.engine)
        world.engine = heard
        let before = try rows(world)
        try play(world)
        world.close()
        let asked = heard.transcript.asked
        let missing = Set(Self.statements).subtracting(asked.map(\.sql)).subtracting(Self.unheard)
        #expect(missing.isEmpty)
        #expect(asked.count > 2_000)
        let told = Told(
            schema: Schema.index.sql, statements: Self.statements, before: before, asked: asked, after: try rows(world))
        let answer = try postgres(told, world)
        #expect(answer.status == 0 && answer.output.contains(" 0 faults") || answer.isMissing, "\(answer.output)")
    }

    @Test func `the control: an order that nobody named, and a dialect, are noticed`() throws {
        let world = try World()
        let rows = try rows(world)
        for (sql, answers, fault) in [
            // By bytes capitals come first; in a dictionary they do not.
            (
                "SELECT word FROM (SELECT 'a' AS word UNION SELECT 'B') AS words ORDER BY word", true,
                "1 statements, 1 asked, 1 faults"
            ),
            ("SELECT seq FROM ledger INDEXED BY ledger_time WHERE time > ?1", false, "syntax error"),
        ] {
            var asked = Transcript.Asked(sql: sql)
            (asked.rows, asked.isCut) = ([["tB"], ["ta"]], false)
            let told = Told(
                schema: Schema.index.sql, statements: [sql], before: rows, asked: answers ? [asked] : [], after: rows)
            let answer = try postgres(told, world)
            #expect(answer.status == 1 && answer.output.contains(fault) || answer.isMissing, "\(answer)")
        }
    }

    /// A day of everybody's work.
    private func play(_ world: World) throws {
        _ = try world.start(.sari)
        let id = try world.makeCase("Perkara 3")
        let small = try world.add(content(1), to: id)
        let large = try world.add(content(2, byteCount: 90_000), to: id)
        let melati = try world.addIdentity("Melati", to: id, tokens: ["nik 1", "name melati"])
        _ = try world.officer(.sari).addIdentity(
            id,
            NewIdentity(json: world.identity("Melati"), spokenOf: [], terms: ["nik 1", "name melati"], nik: "nik 1"))
        _ = try world.officer(.sari).updateIdentity(melati, reason: "salah tulis", purpose: .penyidikan) {
            _, _ in NewIdentity(json: world.identity("Mawar"), spokenOf: [], terms: ["nik 1", "name mawar"])
        }
        _ = try world.officer(.sari).find(.nik, terms: ["nik 1"], purpose: .penyidikan)
        let grant = try world.grant(id)
        for record in [small, large] { _ = try world.read(record, as: .siti) }
        try world.officer(.sari).revoke(grant, reason: "selesai")
        try world.answer(try world.ask(id, [.medical]))
        try world.officer(.sari).refuse(try world.ask(id), reason: "bukan perkara ini")
        try world.move(small, to: .medical)
        _ = try world.export(id, to: [world.recipient(.rina)], [.identity])
        for who in [Who.sari, .siti, .ratna, .dewi] {
            world.clock.advance(seconds: 60)
            _ = try? world.officer(who).inbox()
            _ = try? world.officer(who).cases(limit: 10)
            _ = try? world.read(small, as: who)
            for filter in filters(id, small, world) { _ = try? world.officer(who).entries(filter) }
        }
        try world.custodian.index.read { transaction in
            for filter in filters(id, small, world) {
                _ = try transaction.sequences(
                    filter, for: (Who.sari.handle, .companion), limit: 10, concernLimit: 0)
            }
        }
        try world.dismiss(.siti)
        _ = try world.officer(.sari).witness()
        _ = try world.officer(.dewi).standings()
        _ = try world.start(.dewi)
        try world.expectSound()
        _ = try world.officer(.dewi).verifyLog(full: false)
        try world.custodian.index.write { transaction in
            _ = try transaction.takeSuppressed(Who.rina.handle)
            try transaction.suppress(Who.rina.handle, 2)
            try transaction.suppress(Who.rina.handle, 3)
            #expect(try transaction.takeSuppressed(Who.rina.handle) == 5)
        }
    }

    private func filters(_ id: CaseID, _ record: RecordID, _ world: World) -> [AuditFilter] {
        let changes: [(inout AuditFilter) -> Void] = [
            { _ in }, { $0.caseID = id }, { $0.record = record }, { $0.actor = Who.sari.handle },
            { $0.role = .companion }, { $0.action = .documentOpen }, { $0.outcome = .denied },
            { $0.since = world.clock.now.adding(seconds: -100) }, { $0.until = world.clock.now.adding(seconds: -100) },
            { ($0.action, $0.outcome, $0.limit) = (.documentOpen, .allowed, 2) },
        ]
        return changes.map { change in
            var filter = AuditFilter()
            change(&filter)
            return filter
        }
    }

    /// What stands in every table.
    private func rows(_ world: World) throws -> [String: [[String]]] {
        let queue = try DatabaseQueue(path: world.folder + "/index.sqlite")
        defer { try? queue.close() }
        return try queue.read { db in
            let tables = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            var found: [String: [[String]]] = [:]
            for table in tables {
                let rows = try Row.fetchAll(db, sql: "SELECT * FROM \(table)")
                found[table] = rows.map { $0.databaseValues.map(told) }
            }
            return found
        }
    }

    private func told(_ value: DatabaseValue) -> String {
        switch value.storage {
        case .null: "n"
        case .int64(let number): Value.integer(number).told
        case .double(let number): "d\(number)"
        case .string(let text): Value.text(text).told
        case .blob(let bytes): Value.blob(Array(bytes)).told
        }
    }

    private struct Answer {
        let status: Int32
        let output: String
        /// There is no PostgreSQL here.
        var isMissing: Bool { status == 77 && ProcessInfo.processInfo.environment["BRANKAS_PEERS"] != "1" }
    }

    private func postgres(_ told: Told, _ world: World) throws -> Answer {
        let path = world.root + "/told.json"
        try JSONEncoder().encode(told).write(to: URL(fileURLWithPath: path))
        let peer = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Peers/postgres.py").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", peer, path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: output, as: UTF8.self)
        if process.terminationStatus == 77 { print("*** PEER MISSING: postgresql ***") }
        return Answer(status: process.terminationStatus, output: String(text.suffix(4_000)))
    }
}
