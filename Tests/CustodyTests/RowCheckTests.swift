import Casework
import GRDB
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import SQLiteStore
@testable import Vault

/// `audit verify` holds every stored row against the entries, and every entry against its rows.
struct RowCheckTests {
    private let disk: DamagedDisk

    init() throws { disk = try DamagedDisk.shared.get() }

    /// What `audit verify` says of a copy whose index was changed by `sql`; nil where it says that all is whole.
    private func found(_ sql: String, from base: Bool = false) throws -> Damage? {
        let world = try World(copying: disk.root, of: disk.template, at: disk.now)
        if base { _ = try world.officer(.dewi).verifyLog(full: false) }
        let officer = try world.officer(.dewi)
        try DamagedDisk.edit(.index, of: world.root) { try $0.execute(sql: sql) }
        return try self.damage(officer, full: !base)
    }

    private func damage(_ officer: Officer, full: Bool) throws -> Damage? {
        do {
            _ = try officer.verifyLog(full: full)
            return nil
        } catch CustodyError.damaged(let damage) {
            return damage
        } catch VaultError.tampered(.roster) {
            return .roster
        }
    }

    @Test func `an untouched vault is whole`() throws {
        #expect(try found("SELECT 1") == nil)
        #expect(try found("SELECT 1", from: true) == nil)
    }

    @Test(arguments: [
        ("UPDATE ledger SET time = time + 1 WHERE seq = 20", Damage.ledgerEntry(20)),
        ("UPDATE ledger SET denied = 1 - denied WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET actor = (SELECT actor FROM ledger WHERE seq = 0) WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET role = actor WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET action = (SELECT action FROM ledger WHERE seq = 0) WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET case_id = 'K-0000000000000000' WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET case_id = NULL, number = NULL, change = NULL WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET number = number + 100 WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET change = 77 WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET record = 'D-0000000000000000' WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET manifest = (SELECT manifest FROM ledger WHERE seq = 19) WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE tree SET hash = zeroblob(32) WHERE level = 0 AND position = 3", .tree),
        ("UPDATE tree SET hash = zeroblob(32) WHERE level = 2 AND position = 1", .tree),
        ("DELETE FROM tree WHERE level = 0 AND position = 5", .tree),
        ("DELETE FROM tree WHERE level = 3 AND position = 0", .tree),
        ("INSERT INTO tree VALUES (9, 0, zeroblob(32))", .tree),
        ("INSERT INTO tree VALUES (63, 99, zeroblob(32))", .tree),
        ("INSERT INTO things VALUES (1, 77, x'00')", .thing(sequence: 1, name: "?")),
        ("INSERT INTO objects VALUES (0, 'ab', 1)", .row(table: "objects")),
        ("UPDATE objects SET size = size + 1 WHERE seq = (SELECT MIN(seq) FROM objects)", .row(table: "objects")),
        ("INSERT INTO things VALUES (99999, 0, x'00')", .row(table: "things")),
        ("INSERT INTO objects VALUES (99999, 'ab', 1)", .row(table: "objects")),
        ("UPDATE grants SET until = until + 1 WHERE id = (SELECT MIN(id) FROM grants)", .row(table: "grants")),
        ("UPDATE grants SET unopened = unopened + 1 WHERE id = (SELECT MIN(id) FROM grants)", .row(table: "grants")),
        ("UPDATE asks SET answer = 7 WHERE id = (SELECT MIN(id) FROM asks)", .row(table: "asks")),
        ("DELETE FROM roster WHERE position = (SELECT MAX(position) FROM roster)", .roster),
        ("DELETE FROM concerns WHERE case_id = (SELECT MIN(case_id) FROM concerns)", .row(table: "concerns")),
        ("INSERT INTO concerns VALUES (zeroblob(16), 'K-0000000000000000')", .row(table: "concerns")),
        ("DELETE FROM records WHERE id = (SELECT MIN(id) FROM records)", .row(table: "records")),
        ("INSERT INTO records VALUES ('D-0000000000000000', 'K-0000000000000000', 1)", .row(table: "records")),
        (
            "UPDATE records SET case_id = 'K-0000000000000000' WHERE id = (SELECT MIN(id) FROM records)",
            .row(table: "records")
        ),
        ("UPDATE records SET seq = seq + 1 WHERE id = (SELECT MIN(id) FROM records)", .row(table: "records")),
        ("DELETE FROM grants WHERE id = (SELECT MIN(id) FROM grants)", .row(table: "grants")),
        ("DELETE FROM asks WHERE id = (SELECT MIN(id) FROM asks)", .row(table: "asks")),
        ("DELETE FROM personal WHERE seq = (SELECT MIN(seq) FROM personal)", .row(table: "personal")),
        ("DELETE FROM tokens WHERE token = (SELECT MIN(token) FROM tokens)", .row(table: "tokens")),
        ("INSERT INTO tokens SELECT zeroblob(32), id, 1 FROM records LIMIT 1", .row(table: "tokens")),
    ])
    func `a row that no entry explains, and an entry without its row, are found`(_ sql: String, _ damage: Damage) throws
    {
        switch try found(sql) {
        // The request itself meets with the case's gap.
        case .caseTrail: #expect(damage == .ledgerEntry(20) && sql.contains("case_id") || sql.contains("change"))
        case let found: #expect(found == damage, "\(sql)")
        }
    }

    /// As somebody does who has the disk: tables that take anything.
    private static let loosened = """
        PRAGMA writable_schema = ON;
        UPDATE sqlite_master
        SET sql = replace(replace(replace(replace(sql, ' STRICT, ', ' '), ' STRICT', ''), 'IS NOT NULL', 'NOTNULL'),
            ' NOT NULL', '')
        WHERE type = 'table' AND name NOT LIKE 'sqlite_%';
        PRAGMA writable_schema = RESET;
        """

    /// A search compares what is stored, and would not find what a cast makes whole.
    @Test(arguments: [
        ("UPDATE ledger SET denied = NULL WHERE seq = 20", Damage.ledgerEntry(20)),
        ("UPDATE ledger SET denied = denied + 0.5 WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET denied = denied + 2 WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET time = time + 0.5 WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET time = time || 'x' WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET time = NULL WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET record = x'00' WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE ledger SET manifest = CAST(manifest AS TEXT) WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE objects SET size = size + 0.5 WHERE seq = (SELECT MIN(seq) FROM objects)", .row(table: "objects")),
        ("UPDATE objects SET size = size || 'x' WHERE seq = (SELECT MIN(seq) FROM objects)", .row(table: "objects")),
    ])
    func `a row of types that nobody stores is found`(_ sql: String, _ damage: Damage) throws {
        #expect(try found(Self.loosened + sql) == damage)
    }

    private static let schema = Damage.row(table: "schema")

    /// What the tables are made of may itself be of another kind, and still be read by SQLite.
    @Test(arguments: [
        "UPDATE sqlite_schema SET sql = CAST(sql || ' --' || x'ff' AS BLOB) WHERE name = 'ledger_case'",
        "UPDATE sqlite_schema SET sql = sql || ' --' WHERE name = 'ledger_case'",
        "DELETE FROM sqlite_schema WHERE name = 'ledger_stays'",
    ])
    func `a schema that was changed is damage, and ends nothing`(_ sql: String) throws {
        let world = try World(copying: disk.root, of: disk.template, at: disk.now)
        // Editing puts triggers back: this is no editing of rows.
        let queue = try DatabaseQueue(path: "\(world.root)/\(DamagedDisk.Store.index.rawValue)")
        try queue.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA writable_schema = ON; \(sql); PRAGMA writable_schema = RESET;")
        }
        try queue.close()
        #expect(try world.officer(.dewi).verifyStorage().damages == [Self.schema])
        #expect(throws: CustodyError.self) { _ = try world.officer(.dewi).verifyLog(full: true) }
    }

    /// As somebody does who has the disk: an index made without one entry, and its words put back.
    private func leaveOut(_ sequence: Int64, of index: String, _ root: String) throws {
        let queue = try DatabaseQueue(path: "\(root)/\(DamagedDisk.Store.index.rawValue)")
        try queue.writeWithoutTransaction { db in
            let words = try #require(
                try String.fetchOne(db, sql: "SELECT sql FROM sqlite_schema WHERE name = ?", arguments: [index]))
            func write(_ words: String) throws {
                try db.execute(sql: "PRAGMA writable_schema = ON")
                try db.execute(
                    sql: "UPDATE sqlite_schema SET sql = ? WHERE name = ?", arguments: [words, index])
                try db.execute(sql: "PRAGMA writable_schema = RESET")
            }
            try write(words + (words.contains("WHERE") ? " AND" : " WHERE") + " seq <> \(sequence)")
            try db.execute(sql: "REINDEX \(index)")
            try write(words)
        }
        try queue.close()
    }

    /// What `index` is of.
    private static let indexed = [
        ("ledger_number", "number IS NOT NULL"), ("ledger_change", "change IS NOT NULL"),
        ("ledger_case", "case_id IS NOT NULL"), ("ledger_record", "record IS NOT NULL"),
        ("ledger_denied", "denied = 1"), ("ledger_actor", "TRUE"), ("ledger_role", "TRUE"), ("ledger_action", "TRUE"),
        ("ledger_time", "TRUE"),
    ]

    /// The middle entry of those that `condition` is true of.
    private func middle(_ condition: String, _ root: String) throws -> Int64 {
        let queue = try DatabaseQueue(path: "\(root)/\(DamagedDisk.Store.index.rawValue)")
        defer { try? queue.close() }
        return try queue.read { db in
            let all = try Int64.fetchAll(db, sql: "SELECT seq FROM ledger WHERE \(condition) ORDER BY seq")
            return try #require(all.isEmpty ? nil : all[all.count / 2])
        }
    }

    @Test(arguments: indexed)
    func `an index of SQLite's from which an entry is missing is found by verify`(_ index: String, _ condition: String)
        throws
    {
        let world = try World(copying: disk.root, of: disk.template, at: disk.now)
        try leaveOut(try middle(condition, world.root), of: index, world.root)
        let damages = try world.officer(.dewi).verifyStorage().damages
        #expect(damages.contains(.row(table: "sqlite")) && !damages.contains(Self.schema))
    }

    @Test(arguments: indexed.prefix(5))
    func `what a trail and a case's entries are read by has every entry, or audit verify says so`(
        _ index: String, _ condition: String
    ) throws {
        let world = try World(copying: disk.root, of: disk.template, at: disk.now)
        try leaveOut(try middle(condition, world.root), of: index, world.root)
        #expect(try damage(try world.officer(.dewi), full: true) == .row(table: "ledger"))
    }

    /// Of an older case too, where only the end of the log is read.
    @Test func `what came of an older case's grants and asks is held against their rows`() throws {
        let damages: [(String?, Damage?)] = [
            (nil, nil), ("UPDATE grants SET unopened = unopened + 1", .row(table: "grants")),
            ("UPDATE asks SET answer = 7", .row(table: "asks")),
        ]
        for (sql, damage) in damages {
            let world = try World()
            let id = try world.makeCase()
            let grant = try world.grant(id)
            let ask = try world.ask(id, [.medical])
            _ = try world.officer(.dewi).verifyLog(full: false)
            try world.officer(.sari).revoke(grant, reason: "selesai")
            try world.officer(.sari).refuse(ask, reason: "bukan perkara ini")
            let officer = try world.officer(.dewi)
            if let sql { try DamagedDisk.edit(.index, of: world.root) { try $0.execute(sql: sql) } }
            #expect(try self.damage(officer, full: false) == damage)
            if damage == nil { #expect(try officer.verifyLog(full: false).from > 0) }
        }
    }

    @Test func `rows that find an identity which came without any are found where only the end is read`() throws {
        let world = try World()
        let id = try world.makeCase()
        try world.approve(try world.grant(id, to: .prosecutor, [.identity]))
        _ = try world.officer(.dewi).verifyLog(full: false)
        // A role without the search key names nothing to be found by.
        let record = try world.addIdentity("Bunga", to: id, by: .rina)
        let officer = try world.officer(.dewi)
        try world.custodian.index.write { try $0.setTokens((1, SearchTokens([Random.bytes(32)])), of: record) }
        #expect(try damage(officer, full: false) == .row(table: "tokens"))
    }

    @Test func `a change left out of an older case's trail is found where only the end is read`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        _ = try world.officer(.dewi).verifyLog(full: false)
        try world.add(content(2), to: id)
        try world.officer(.sari).withdraw(record, reason: "salah")
        let officer = try world.officer(.dewi)
        let last = try Int64(#require(try world.custodian.index.read { try $0.trail(id).last }))
        try leaveOut(last, of: "ledger_change", world.root)
        #expect(try damage(officer, full: false) == .caseTrail(id))
    }

    /// Existing vaults have these words in their files: to change one, a comment even, is another version, and takes a step.
    @Test func `the schemas of version 1 are these`() {
        #expect(Schema.index.version == 1 && Schema.halves.version == 1)
        #expect(Digest.of(Schema.index.sql).hex == "81a3d8e95bb456e553126ffaffa39ebaa2829c74a7edee81b6cde64a73d61029")
        #expect(Digest.of(Schema.halves.sql).hex == "ef749b873a4acc735fab1e31c111642e3adfa2243bcf46c422e3831b19627edf")
    }

    /// GRDB's own reading of a row ends the program where a value is of another kind.
    @Test(arguments: [
        "UPDATE vault SET vault = x'00'", "UPDATE vault SET sealed_seed = 1",
        "UPDATE head SET size = 'x'", "UPDATE head SET checkpoint = 5", "UPDATE roster SET seq = seq || 'x'",
        "UPDATE personal SET item = item || 'x'", "UPDATE personal SET seq = seq || 'x'", "UPDATE asks SET seq = 'x'",
        "UPDATE asks SET answer = 'x'",
        "UPDATE ledger SET number = number || 'x'", "UPDATE ledger SET change = change || 'x'",
        "UPDATE records SET case_id = 'x'", "UPDATE concerns SET case_id = case_id || 'x'",
        "DELETE FROM ledger; INSERT INTO ledger VALUES (-10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
    ])
    func `a value of another kind is damage, and ends nothing`(_ sql: String) throws {
        let world = try World(copying: disk.root, of: disk.template, at: disk.now)
        try DamagedDisk.edit(.index, of: world.root) { try $0.execute(sql: Self.loosened + sql) }
        var found = 0
        for step in 0..<4 {
            do {
                switch step {
                // That the tables are loosened is found in any case.
                case 0: found += try world.officer(.dewi).verifyStorage().damages.count { $0 != Self.schema }
                case 1: _ = try world.officer(.dewi).verifyLog(full: true)
                case 2: _ = try world.officer(.sari).cases(limit: 10)
                default: _ = try world.officer(.sari).inbox()
                }
            } catch CustodyError.damaged(let damage) {
                found += damage != Self.schema ? 1 : 0
            } catch is CustodyError {
                found += 1
            } catch is VaultError {
                found += 1
            }
        }
        #expect(found > 0)
    }

    @Test func `every thing that was brought must be there, but for free texts, which may be deleted`() throws {
        let world = try World(copying: disk.root, of: disk.template, at: disk.now)
        let places = try DamagedDisk.edit(.index, of: world.root) { db in
            try Row.fetchAll(db, sql: "SELECT seq, item FROM things").map { [$0[0] as Int64, $0[1] as Int64] }
        }
        #expect(places.count > 40)
        // Every fifth of those that must be there, and every free text.
        let chosen = places.enumerated().filter { $0.offset % 5 == 0 || disk.texts.contains($0.element) }.map(\.element)
        #expect(chosen.contains { disk.texts.contains($0) } && chosen.contains { !disk.texts.contains($0) })
        for place in chosen {
            let damage = try found("DELETE FROM things WHERE seq = \(place[0]) AND item = \(place[1])")
            if disk.texts.contains(place) {
                #expect(damage == nil, "the text \(place) was deleted")
            } else if case .thing(UInt64(place[0]), _) = damage {
                continue
            } else {
                #expect(damage != nil, "the thing \(place) is gone")
            }
        }
    }

    @Test func `what came since the last verification is held against its rows all the same`() throws {
        let world = try World(copying: disk.root, of: disk.template, at: disk.now)
        let officer = try world.officer(.dewi)
        _ = try officer.verifyLog(full: false)
        let id = try world.makeCase("Perkara 3")
        try world.add(content(9), to: id)
        let last = try world.ledgerSize - 1
        for (sql, damage) in [
            ("UPDATE ledger SET record = NULL WHERE seq = \(last)", Damage.ledgerEntry(last)),
            ("UPDATE tree SET hash = zeroblob(32) WHERE level = 0 AND position = \(last)", .tree),
            ("DELETE FROM records WHERE case_id = '\(id.text)'", .row(table: "records")),
            ("DELETE FROM things WHERE seq = \(last) AND item = 0", nil),
        ] as [(String, Damage?)] {
            let copy = try World(copying: world.root, of: disk.template, at: world.clock.now)
            let reader = try copy.officer(.dewi)
            try DamagedDisk.edit(.index, of: copy.root) { try $0.execute(sql: sql) }
            do {
                _ = try reader.verifyLog(full: false)
                Issue.record("nothing was found: \(sql)")
            } catch is CustodyError {
                // It names what it found.
            } catch VaultError.tampered where damage == .tree {
                // The proof that the reader is given fits no tree any more.
                continue
            }
            if let damage {
                do { _ = try reader.verifyLog(full: false) } catch CustodyError.damaged(let found) {
                    #expect(found == damage)
                }
            }
        }
    }
}
