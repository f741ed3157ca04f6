import Casework
import Foundation
import GRDB
import Sodium
import Store
import Testing
import Vocabulary

@testable import Custodian
@testable import SQLiteStore
@testable import Vault

/// A vault that an older program made, and one that a newer one did. There is one version so far: the older one is made up.
struct SchemaVersionTests {
    /// What today's is to the made-up older one: a table that others refer to, and that triggers guard, has another text; a column
    /// is new; an index is new.
    private static let steps = [
        """
        ALTER TABLE ledger RENAME TO old_ledger;
        \(dropped(with: "ledger"))
        \(statements(of: "ledger").joined(separator: ";\n"));
        INSERT INTO ledger SELECT seq, time, denied, leaf, manifest, actor, role, action, case_id, number, change, record
            FROM old_ledger ORDER BY seq;
        DROP TABLE old_ledger;
        ALTER TABLE floods RENAME TO old_floods;
        \(statements(of: "floods").joined(separator: ";\n"));
        INSERT INTO floods SELECT actor, 0 FROM old_floods;
        DROP TABLE old_floods;
        """,
        "CREATE INDEX nonces_expires ON nonces (expires)",
    ]
    private static let halfStep = """
        ALTER TABLE halves RENAME TO old_halves;
        \(known { try parts(of: Schema.halves.sql)[0].sql });
        INSERT INTO halves SELECT row, seq, kind, half, batch FROM old_halves ORDER BY row;
        DROP TABLE old_halves
        """
    private static let index = Schema(sql: Schema.index.sql, steps: steps)
    private static let halves = Schema(sql: Schema.halves.sql, steps: [halfStep])
    private static func engine(readers: Int = 0, index: Schema = index, halves: Schema = halves) -> SQLiteEngine {
        SQLiteEngine(readers: readers, index: index, halves: halves)
    }

    private struct Part {
        let type: String
        let name: String
        let table: String
        let sql: String
    }

    private static func parts(of sql: String) throws -> [Part] {
        try DatabaseQueue().write { db in
            try db.execute(sql: sql)
            return try Row.fetchAll(
                db, sql: "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"
            ).map { Part(type: $0[0], name: $0[1], table: $0[2], sql: $0[3]) }
        }
    }

    private static func statements(of table: String) -> [String] {
        known { try parts(of: Schema.index.sql) }.filter { $0.table == table }.map(\.sql)
    }

    /// Drops what a table brings along under names of its own.
    private static func dropped(with table: String) -> String {
        known { try parts(of: Schema.index.sql) }.filter { $0.table == table && $0.type != "table" }
            .map { "DROP \($0.type) \($0.name);" }.joined(separator: "\n")
    }

    /// Makes the vault at `folder` one of the made-up version 1: its ledger without a check, no count of denials, no index of what
    /// expires; halves without a check of their kinds.
    private static func age(_ folder: String) throws {
        func remake(_ table: String, _ sql: [String], _ columns: String) -> String {
            "ALTER TABLE \(table) RENAME TO gone;\n"
                + dropped(with: table) + sql.joined(separator: ";\n")
                + ";\nINSERT INTO \(table) SELECT \(columns) FROM gone ORDER BY 1; DROP TABLE gone;"
        }
        func edit(_ path: String, _ sql: String) throws {
            let queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON")
                try db.inTransaction {
                    try db.execute(sql: sql)
                    try db.execute(sql: "PRAGMA user_version = 1")
                    return .commit
                }
            }
            try queue.close()
        }
        let ledger = statements(of: "ledger").map {
            $0.replacingOccurrences(of: ",\n    CHECK (manifest IS NOT NULL OR denied = 1)", with: "")
        }
        #expect(ledger != statements(of: "ledger"))
        let floods = ["CREATE TABLE floods (actor BLOB PRIMARY KEY) STRICT, WITHOUT ROWID"]
        try edit(
            folder + "/index.sqlite",
            remake("ledger", ledger, "*") + remake("floods", floods, "actor") + "DROP INDEX nonces_expires")
        let kinds = try parts(of: Schema.halves.sql).map {
            $0.sql.replacingOccurrences(of: " CHECK (kind IN ('key', 'metadata'))", with: "")
        }
        try edit(
            folder + "/custody/custody.sqlite",
            "ALTER TABLE halves RENAME TO gone; \(kinds[0]); INSERT INTO halves SELECT * FROM gone; DROP TABLE gone")
    }

    private func versions(_ folder: String) throws -> [Int] {
        try ["/index.sqlite", "/custody/custody.sqlite"].map { name in
            let queue = try DatabaseQueue(path: folder + name)
            defer { try? queue.close() }
            return try #require(try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") })
        }
    }

    /// A vault with a case, a record, a grant and a denial, in the made-up older version.
    private func oldWorld() throws -> (World, RecordID, [UInt8]) {
        let world = try World()
        let id = try world.makeCase()
        let bytes = content(3, byteCount: 9_000)
        let record = try world.add(bytes, to: id)
        #expect(throws: (any Error).self) { try world.read(record, as: .siti) }
        try world.grant(id)
        world.close()
        try Self.age(world.folder)
        return (world, record, bytes)
    }

    @Test(arguments: [0, 4]) func `a vault of an older version is brought to this one, with all that was in it`(
        _ readers: Int
    ) throws {
        let (world, record, bytes) = try oldWorld()
        world.engine = Self.engine(readers: readers)
        #expect(try world.read(record, as: .siti) == bytes)
        try world.expectSound()
        world.close()
        #expect(try versions(world.folder) == [3, 2])
        // What opens it again has nothing to do.
        world.engine = Self.engine(readers: readers)
        #expect(try world.read(record, as: .siti) == bytes)
        // And the ledger is guarded as ever.
        let queue = try DatabaseQueue(path: world.folder + "/index.sqlite")
        for sql in ["DELETE FROM ledger", "UPDATE ledger SET time = 0", "UPDATE ledger SET manifest = NULL"] {
            #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
        }
    }

    @Test func `a copy in memory is brought there, and the vault stays as it is`() throws {
        let (world, _, _) = try oldWorld()
        let engine = Self.engine()
        let before = try Data(contentsOf: URL(fileURLWithPath: world.folder + "/index.sqlite"))
        let index = try engine.openIndex(world.folder + "/index.sqlite", .copy)
        let halves = try engine.openHalves(world.folder + "/custody/custody.sqlite", .copy)
        #expect(try index.isWhole() && halves.isWhole())
        #expect(try halves.count() > 0)
        try index.close()
        try halves.close()
        #expect(try Data(contentsOf: URL(fileURLWithPath: world.folder + "/index.sqlite")) == before)
        #expect(try versions(world.folder) == [1, 1])
    }

    @Test func `of two that open an older one at a time, the second finds it done`() throws {
        let (world, _, _) = try oldWorld()
        let path = world.folder + "/index.sqlite"
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            #expect(throws: Never.self) {
                let index = try Self.engine().openIndex(path, .existing)
                #expect(try index.isWhole())
                try index.close()
            }
        }
        #expect(try versions(world.folder) == [3, 1])
    }

    @Test func `an index of an older version is made anew as one of this`() throws {
        let (world, record, bytes) = try oldWorld()
        world.engine = Self.engine()
        let count = try Custodian.rebuildIndex(
            folder: world.folder, engine: Self.engine(), seed: world.template.seed.secret)
        #expect(try versions(world.folder) == [3, 1] && count == (try world.ledgerSize))
        #expect(try world.read(record, as: .siti) == bytes)
        try world.expectSound()
    }

    /// Something that somebody put there does not become part of a newer version, and a step that fails leaves the older one.
    @Test(arguments: [
        "CREATE TABLE besides (a)", "DROP TRIGGER witnesses_grow", "DROP INDEX grants_until_missing",
    ]) func `a step that does not lead to what a new vault has is not taken`(_ sql: String) throws {
        let (world, _, _) = try oldWorld()
        let path = world.folder + "/index.sqlite"
        var engine = Self.engine()
        if sql.hasSuffix("missing") {
            engine = Self.engine(index: Schema(sql: Schema.index.sql, steps: [Self.steps[0], sql]))
        } else {
            let queue = try DatabaseQueue(path: path)
            try queue.write { try $0.execute(sql: sql) }
            try queue.close()
        }
        let error = #expect(throws: StoreError.self) { _ = try engine.openIndex(path, .existing) }
        #expect(error == .incomplete)
        #expect(try versions(world.folder) == [1, 1])
        let queue = try DatabaseQueue(path: path)
        #expect(try queue.read { try $0.columns(in: "floods").count } == 1)
    }

    @Test func `one of a newer version is refused, and of a version that there never was`() throws {
        let world = try World()
        _ = try world.makeCase()
        world.close()
        for (name, version) in [("index.sqlite", 2), ("custody/custody.sqlite", 2), ("index.sqlite", 0)] {
            let path = "\(world.folder)/\(name)"
            let queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = \(version)") }
            #expect(throws: version == 0 ? StoreError.incomplete : .newer(version: 2)) {
                let engine = SQLiteEngine(readers: 0)
                if name == "index.sqlite" {
                    _ = try engine.openIndex(path, .existing)
                } else {
                    _ = try engine.openHalves(path, .existing)
                }
            }
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 1") }
            try queue.close()
        }
    }

    @Test func `who has a vault open while a newer program works in it reads and enters no more`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let officer = try world.officer(.sari)
        let queue = try DatabaseQueue(path: world.folder + "/index.sqlite")
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 2") }
        #expect(throws: FormatError.unknown(version: 2)) { _ = try officer.cases(limit: 10) }
        #expect(throws: FormatError.unknown(version: 2)) { _ = try world.read(record, as: .sari) }
        // Of the halves alone, too: nothing new is put among them, and nothing is entered.
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 1") }
        let size = try world.ledgerSize
        let halves = try DatabaseQueue(path: world.folder + "/custody/custody.sqlite")
        try halves.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 2") }
        #expect(throws: CustodyError.self) { _ = try world.add(content(2), to: id) }
        // What came before it, to learn where it goes, stands there; of itself nothing does.
        let actions = try world.custodian.index.read { transaction in
            try (size..<(try transaction.size)).map { try transaction.entry($0).request.action.name }
        }
        #expect(actions == [.casePrepare], "\(actions)")
    }
}
