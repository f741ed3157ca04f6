import Casework
import Foundation
import GRDB
import Ledger
import Sodium
import Store
import Testing
import Vocabulary

@testable import Custodian
@testable import SQLiteStore
@testable import Vault

/// What the databases are opened with, and what their schemas refuse by themselves.
struct SettingsTests {
    /// Both databases, each as the custodian opens it.
    private func stores(_ world: World) throws -> [(name: String, queue: DatabaseQueue)] {
        world.close()
        return [
            ("index", try SQLite.open(path: world.folder + "/index.sqlite", creating: false)),
            ("halves", try SQLite.open(path: world.folder + "/custody/custody.sqlite", creating: false)),
        ]
    }

    @Test func `commits are synchronous and deleted bytes are overwritten`() throws {
        let world = try World()
        for readers in [0, 8] {
            world.close()
            world.engine = SQLiteEngine(readers: readers)
            let queue = try #require(world.custodian.index.store as? SQLiteStore).queue
            #expect(try queue.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
        }
        for (name, queue) in try stores(world) {
            try queue.inDatabase { (db: Database) throws in
                #expect(try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2, "\(name)")
                #expect(try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal", "\(name)")
                #expect(try Int.fetchOne(db, sql: "PRAGMA secure_delete") == 1, "\(name)")
                #expect(try Int.fetchOne(db, sql: "PRAGMA foreign_keys") == 1, "\(name)")
                #expect(try Int.fetchOne(db, sql: "PRAGMA trusted_schema") == 0, "\(name)")
                #expect(try Int.fetchOne(db, sql: "PRAGMA temp_store") == 2, "\(name)")
            }
        }
    }

    @Test func `every table is strict`() throws {
        let world = try World()
        for (name, queue) in try stores(world) {
            let loose = try queue.read { db in
                try String.fetchAll(
                    db,
                    sql: """
                        SELECT name FROM pragma_table_list
                        WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'
                        """)
            }
            #expect(loose.isEmpty, "\(name): \(loose)")
        }
    }

    @Test func `the ledger, the tree and the head only grow`() throws {
        let world = try World()
        _ = try world.makeCase()
        let queue = try stores(world)[0].queue
        let refused = [
            "UPDATE ledger SET time = time + 1 WHERE seq = 3", "DELETE FROM ledger WHERE seq = 3",
            "DELETE FROM ledger", "UPDATE ledger SET denied = 1 - denied WHERE seq = 2",
            "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE seq = 3",
            "INSERT INTO ledger SELECT 1000, time, denied, leaf, manifest, actor, role, action, NULL, NULL, NULL, NULL "
                + "FROM ledger WHERE seq = 3",
            "UPDATE tree SET hash = zeroblob(32) WHERE level = 0 AND position = 1", "DELETE FROM tree",
            "UPDATE head SET size = size - 1", "UPDATE head SET checkpoint = x'00'", "DELETE FROM head",
            "INSERT INTO head (one, size, checkpoint) VALUES (2, 99, x'00')",
            "INSERT INTO vault (one, vault, sealed_seed) VALUES (2, 'x', 'y')",
            "DELETE FROM things WHERE seq = 0 AND item IN (SELECT item FROM personal WHERE seq = 0)",
        ]
        for sql in refused {
            #expect(throws: DatabaseError.self, "\(sql)") { try queue.write { try $0.execute(sql: sql) } }
        }
    }

    @Test func `a row is replaced in the tree by no statement`() throws {
        let world = try World()
        let queue = try stores(world)[0].queue
        // REPLACE deletes without asking delete triggers, unless triggers are recursive.
        #expect(throws: DatabaseError.self) {
            try queue.write {
                try $0.execute(
                    sql: "INSERT OR REPLACE INTO tree SELECT level, position, zeroblob(32) FROM tree WHERE level = 0")
            }
        }
        #expect(throws: DatabaseError.self) {
            try queue.write {
                try $0.execute(sql: "INSERT OR REPLACE INTO head SELECT one, size, zeroblob(32) FROM head")
            }
        }
    }

    @Test func `folders and databases are the owner's alone`() throws {
        let world = try World()
        try world.add(content(1, byteCount: 70_000), to: try world.makeCase())
        for path in ["", "/custody", "/objects", "/objects/staging"] {
            let mode = try FileManager.default.attributesOfItem(atPath: world.folder + path)[.posixPermissions]
            #expect((mode as? NSNumber)?.intValue == 0o700, "\(path)")
        }
    }

    @Test func `nothing readable is stored`() throws {
        let world = try World()
        let id = try world.makeCase("Perkara Kenanga")
        try world.add(Array("rahasia Kenanga ".utf8), to: id)
        try world.addIdentity("Kenanga", to: id, tokens: ["nik Kenanga"])
        try world.grant(id)
        world.close()
        let enumerator = FileManager.default.enumerator(atPath: world.folder)
        var count = 0
        while let path = enumerator?.nextObject() as? String {
            guard let data = FileManager.default.contents(atPath: world.folder + "/" + path) else { continue }
            count += 1
            for word in ["Kenanga", "Perkara", "LP/B/12", "sari@", "Petugas", "pendamping", "penyidik", "bukti.pdf"] {
                #expect(data.range(of: Data(word.utf8)) == nil, "\(word) in \(path)")
            }
        }
        #expect(count >= 3)
    }

    @Test func `rows are asked for while others are read, by the same statement too`() throws {
        let world = try World()
        try world.custodian.index.store.read { session in
            let links = try session.all(.links) { $0.count(1) }
            var pairs = 0
            try session.rows(.links) { outer in
                let place = outer.count(0)
                let inner = try session.all(.links) { $0.count(1) }
                #expect(inner == links)
                #expect(outer.count(0) == place)
                pairs += 1
                return .next
            }
            #expect(pairs == links.count && pairs > 2)
        }
    }

    @Test func `what is stored is what was given, of whichever kind and length`() throws {
        let world = try World()
        let values: [Value] = [
            .integer(.min), .integer(.max), .integer(0), .text(""), .text("a\u{0}b"), .text("Suci Ayu – é"), .blob([]),
            .blob([0]), .blob([UInt8](repeating: 7, count: 100_000)), .null(.blob),
        ]
        try world.custodian.index.store.read { session in
            for value in values {
                try session.rows("SELECT ?1, ?1 IS NULL", [value]) { row in
                    #expect(row.value(0, value.kind) == value && row.isNull(0) == value.isNull)
                    #expect(row.integer(1) == (value.isNull ? 1 : 0))
                    return .next
                }
            }
        }
    }

    @Test func `a row that is kept says nothing any more`() throws {
        let world = try World()
        try world.custodian.index.store.read { session in
            var kept: (any StoredRow)?
            try session.rows(.links) { row in
                kept = row
                return .stop
            }
            let row = try #require(kept)
            #expect(row.isNull(0) && row.integer(0) == nil && row.blob(0) == nil && row.text(0) == nil)
        }
    }

    /// What another process does to us by standing still at any point is no fault of the disk.
    @Test(arguments: [ResultCode.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL])
    func `a vault that another process holds is busy`(code: ResultCode) {
        do {
            try SQLite.translating { throw DatabaseError(resultCode: code) }
            Issue.record("no error")
        } catch StoreError.busy {
        } catch {
            Issue.record(error)
        }
    }
}
