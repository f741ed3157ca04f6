import Casework
import Files
import Foundation
import GRDB
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// A vault at rest with a row in every table, of which each trial damages a copy.
final class DamagedDisk: Sendable {
    let root: String
    let now: Instant
    let template: Template
    let records: [RecordID: [UInt8]]
    let tables: [Table]
    /// The rows of `things` that are free texts, by their place: these may be deleted.
    let texts: Set<[Int64]>
    let token = "nik 1609"
    /// The same vault as it was before the last records came: what a restored backup would bring.
    let older: String

    static let shared: Result<DamagedDisk, any Error> = Result { try DamagedDisk() }

    private init() throws {
        template = try Template.staffed.get()
        let world = try World()
        let id = try world.makeCase()
        var records: [RecordID: [UInt8]] = [:]
        let small = try world.add(content(1), to: id)
        let large = try world.add(content(2, byteCount: 100_000), to: id)
        let identity = try world.addIdentity("Bunga", to: id, tokens: [token, "name bunga"])
        try world.grant(id)
        _ = try world.read(small, as: .siti)
        let base = NSTemporaryDirectory() + "brankas-disk-" + Hex.encode(Random.bytes(8))
        older = base + "-older"
        root = base + "-newer"
        [root, older].forEach(Leftovers.remove)
        world.close()
        try FileManager.default.copyItem(atPath: world.root, toPath: older)

        records[small] = content(1)
        records[large] = content(2, byteCount: 100_000)
        let json = world.identity("Bunga")
        records[identity] = json + [UInt8](repeating: 0x20, count: 4_096 - json.count)
        let later = try world.add(content(3, byteCount: 70_000), to: id, .medical)
        records[later] = content(3, byteCount: 70_000)
        let second = try world.makeCase("Perkara 2")
        try world.addIdentity("Melati", to: second, tokens: [token])
        let revoked = try world.grant(second, to: .prosecutor)
        try world.officer(.sari).revoke(revoked, reason: "salah")
        let moved = try world.add(content(4), to: id)
        records[moved] = content(4)
        let before = try world.place(of: moved)
        let halves = try [Half.Kind.key, .metadata].map { kind in
            (place: before, kind: kind, bytes: try world.custodian.halves.get(kind, of: before).bytes)
        }
        try world.move(moved, to: .medical)
        _ = try world.ask(id, [.medical])
        let refused = try world.ask(second, [.identity])
        try world.officer(.sari).refuse(refused, reason: "bukan perkara ini")
        for approves in [false, true] {
            let wish = try world.wish(id, to: [world.recipient(.rina)], [.identity])
            guard case .waiting(let export) = try world.officer(.sari).planExport(wish) else { continue }
            if approves { try world.approve(export) }
        }
        try world.dismiss(.tuti)
        _ = try? world.read(small, as: .rina)
        try world.custodian.index.write { try $0.suppress(Who.rina.handle) }
        // Somebody else than who sealed the seed last has opened it: then there is one file of it.
        _ = try world.start(.siti)
        // At rest: every officer whom a trial asks has seen the end of this.
        for who in [Who.sari, .dewi] { _ = try world.greet(who) }
        _ = try world.officer(.sari).witness()
        // As after a crash between a move's commit and the removal of the halves that it replaced.
        try world.custodian.index.write { transaction in
            try transaction.setHalvesSeen(try world.custodian.halves.put(halves))
            try transaction.addSpentHalves(before.sequence)
        }
        texts = try world.custodian.index.read { transaction in
            var texts: Set<[Int64]> = []
            for sequence in 0..<(try transaction.size) {
                let items = try transaction.keptManifest(sequence)?.items ?? []
                for (item, listed) in items.enumerated() where [.basis, .reason].contains(listed.name) {
                    texts.insert([Int64(sequence), Int64(item)])
                }
            }
            return texts
        }
        world.close()
        now = world.clock.now
        try FileManager.default.copyItem(atPath: world.root, toPath: root)
        self.records = records
        tables = try Store.allCases.flatMap { store in
            try Self.edit(store, of: world.root) { try Self.tables(in: store, $0) }
        }
    }

    /// What noticed the damage.
    enum Finding: String {
        /// The program did not start: the custodian, the roster or a proof did not fit.
        case start
        /// An ordinary command said that something was tampered with, damaged or missing.
        case command
        /// `vault verify` or `audit verify`.
        case verification
        case nothing
    }

    /// Damages a copy and asks: first what an officer would ask next, then the verifications.
    func trial(
        _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ damage: (World) throws -> Void
    ) throws -> Finding {
        let world = try World(copying: root, of: template, at: now)
        try damage(world)
        let officer: Officer
        do {
            officer = try world.start(.sari)
        } catch {
            return .start
        }
        do {
            guard try officer.cases(limit: 10).cases.count == 2 else { return .verification }
            for (record, expected) in records {
                let sink = Sink()
                _ = try officer.open(record, purpose: .penyidikan, to: sink.take)
                #expect(sink.bytes == expected, comment, sourceLocation: sourceLocation)
            }
        } catch {
            return .command
        }
        do {
            let report = try officer.verifyStorage()
            if !report.damages.isEmpty { return .verification }
            _ = try world.greet(.dewi, through: officer.custody).verifyLog()
        } catch {
            return .verification
        }
        return .nothing
    }

    /// The last rows of `halves` are spent: the next writer removes them, so that no damage to them matters.
    private static let spentCount = 2

    // MARK: The two databases, without their defences

    enum Store: String, CaseIterable, Sendable {
        case index = "vault/index.sqlite"
        case halves = "vault/custody/custody.sqlite"
    }

    struct Table: Hashable, Sendable {
        let store: Store
        let name: String
        let columns: [String]
        let rowCount: Int
    }

    /// Runs `body` with checks, foreign keys and triggers off.
    static func edit<R>(_ store: Store, of root: String, _ body: (Database) throws -> R) throws -> R {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: "\(root)/\(store.rawValue)", configuration: configuration)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA ignore_check_constraints = ON")
            let triggers = try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger["name"] as String)") }
            let result = try body(db)
            for trigger in triggers { try db.execute(sql: trigger["sql"]) }
            return result
        }
    }

    /// Whether a row of `things` is a free text.
    func isText(_ condition: String, _ arguments: StatementArguments, _ db: Database) throws -> Bool {
        guard
            let row = try Row.fetchOne(db, sql: "SELECT seq, item FROM things WHERE \(condition)", arguments: arguments)
        else { return false }
        return texts.contains([row["seq"], row["item"]])
    }

    private static func tables(in store: Store, _ db: Database) throws -> [Table] {
        let names = try String.fetchAll(
            db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
        return try names.map { name in
            let count = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \(name)") ?? 0
            return Table(
                store: store, name: name, columns: try db.columns(in: name).map(\.name),
                rowCount: name == "halves" ? count - spentCount : count)
        }
    }
}

extension Database {
    /// The columns that make a row of `table` its own.
    fileprivate func keyColumns(_ table: String) throws -> [String] {
        try primaryKey(table).columns
    }

    /// The key of the row at `offset`, as a condition.
    func row(_ offset: Int, of table: String) throws -> (condition: String, arguments: StatementArguments)? {
        let keys = try keyColumns(table)
        let list = keys.joined(separator: ", ")
        let sql = "SELECT \(list) FROM \(table) ORDER BY \(list) LIMIT 1 OFFSET \(offset)"
        guard let row = try Row.fetchOne(self, sql: sql) else { return nil }
        let values = keys.map { row[$0] as DatabaseValue }
        return (keys.map { "\($0) = ?" }.joined(separator: " AND "), StatementArguments(values))
    }

    /// Gives `column` of the row at `offset` another value of its type. False where no other value is possible.
    func damage(
        _ column: String, of table: String, row offset: Int, using generator: inout SplitMix
    ) throws -> Bool {
        guard let (condition, arguments) = try row(offset, of: table) else { return false }
        let value =
            try DatabaseValue.fetchOne(
                self, sql: "SELECT \(column) FROM \(table) WHERE \(condition)", arguments: arguments) ?? .null
        let changed: DatabaseValue
        var place = "?"
        switch value.storage {
        case .null: changed = try isText(column, of: table) ? "K-0000000000000000".databaseValue : 7.databaseValue
        case .int64(let number):
            changed = (number ^ (1 << Int64.random(in: 0..<64, using: &generator))).databaseValue
        case .double: return false
        case .string(let text):
            // Any bit: what stands there need not be text any more.
            guard !text.isEmpty else { return false }
            let bit = Int.random(in: 0..<text.utf8.count * 8, using: &generator)
            changed = Data(Array(text.utf8).flipping(bit: bit)).databaseValue
            place = "CAST(? AS TEXT)"
        case .blob(let data):
            guard !data.isEmpty else { return false }
            let bit = Int.random(in: 0..<data.count * 8, using: &generator)
            changed = Data(Array(data).flipping(bit: bit)).databaseValue
        }
        do {
            try execute(
                sql: "UPDATE \(table) SET \(column) = \(place) WHERE \(condition)", arguments: [changed] + arguments)
            return true
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            return false
        }
    }

    private func isText(_ column: String, of table: String) throws -> Bool {
        try columns(in: table).first { $0.name == column }?.type == "TEXT"
    }
}
