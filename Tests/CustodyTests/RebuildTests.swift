import Casework
import Files
import Foundation
import GRDB
import Ledger
import SQLiteStore
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// The index is a projection: made anew from the ledger and the things, it is the same.
struct RebuildTests {
    private let disk: DamagedDisk

    init() throws { disk = try DamagedDisk.shared.get() }

    private func copy() throws -> World { try World(copying: disk.root, of: disk.template, at: disk.now) }

    private func rebuild(_ world: World) throws -> UInt64 {
        try Custodian.rebuildIndex(
            folder: world.folder, engine: SQLiteEngine(readers: 0), seed: disk.template.seed.secret)
    }

    /// The columns that are sealed afresh: each time under another nonce.
    private static let boxes = [
        "ledger": ["leaf", "manifest"], "things": ["bytes"], "head": ["checkpoint"], "witnesses": ["note"],
    ]

    /// All rows of all tables but for their boxes, each table's in an order of its own.
    private func rows(_ world: World) throws -> [String: [[DatabaseValue]]] {
        let names = disk.tables.filter { $0.store == .index }
        #expect(names.count > 15)
        return try DamagedDisk.edit(.index, of: world.root) { db in
            try Dictionary(
                uniqueKeysWithValues: names.map { table in
                    let columns = table.columns.filter { !(Self.boxes[table.name] ?? []).contains($0) }
                    let list = columns.joined(separator: ", ")
                    let rows = try Row.fetchAll(db, sql: "SELECT \(list) FROM \(table.name) ORDER BY \(list)")
                    return (table.name, rows.map { Array($0.databaseValues) })
                })
        }
    }

    private func expectSame(_ rebuilt: World, _ comment: Comment) throws {
        let (found, wanted) = (try rows(rebuilt), try rows(try copy()))
        for (table, rows) in wanted { #expect(found[table] == rows, "\(table), \(comment)") }
        #expect(try rebuilt.officer(.dewi).verifyStorage().damages.isEmpty, comment)
        _ = try rebuilt.officer(.dewi).verifyLog()
        for (record, expected) in disk.records {
            let sink = Sink()
            _ = try rebuilt.officer(.sari).open(record, purpose: .penyidikan, to: sink.take)
            #expect(sink.bytes == expected, comment)
        }
    }

    @Test func `of a vault that is whole it is the same`() throws {
        let world = try copy()
        #expect(try rebuild(world) > 30)
        try expectSame(world, "whole")
        #expect(try !FileManager.default.contentsOfDirectory(atPath: world.folder).contains { $0.hasSuffix(".new") })
    }

    /// What an entry makes is in one of these tables, or in these columns of the ledger.
    private static let emptied = [
        "tree", "roster", "personal", "concerns", "records", "grants", "exports", "asks", "tokens",
    ]

    @Test(
        arguments: emptied.map { "DELETE FROM \($0)" } + [
            emptied.map { "DELETE FROM \($0)" }.joined(separator: "; ") + "; DELETE FROM objects",
            "DELETE FROM objects",
            "UPDATE objects SET name = lower(hex(randomblob(16)))",
            "UPDATE ledger SET time = 7, denied = 1 - denied, actor = zeroblob(16), role = actor, action = zeroblob(16)",
            "UPDATE ledger SET case_id = NULL, number = NULL, change = NULL, record = NULL",
            "UPDATE ledger SET case_id = 'K-0000000000000000', number = seq + 1, change = NULL, record = 'x'",
            "UPDATE tree SET hash = randomblob(32); INSERT INTO tree VALUES (50, 3, zeroblob(32))",
            "DELETE FROM roster; INSERT INTO roster VALUES (99, 0)",
            "UPDATE personal SET person = zeroblob(16)",
            "UPDATE concerns SET case_id = 'K-0000000000000000' WHERE case_id = (SELECT MAX(case_id) FROM concerns)",
            "UPDATE records SET case_id = 'K-0000000000000000', seq = 0",
            "UPDATE grants SET role = owner, until = 0, unopened = 9, waits = 1 - waits",
            "UPDATE exports SET role = zeroblob(16), waits = 1 - waits, open = 1 - open",
            "UPDATE asks SET owner = role, seq = 0, answer = 1",
            "UPDATE tokens SET token = randomblob(32), seq = 0",
            "DROP TABLE records", "DROP INDEX ledger_case", "ALTER TABLE grants ADD COLUMN more TEXT",
        ])
    func `of one whose derived rows were emptied or scrambled it is as it was`(_ sql: String) throws {
        let world = try copy()
        try DamagedDisk.edit(.index, of: world.root) { try $0.execute(sql: sql) }
        _ = try rebuild(world)
        try expectSame(world, "\(sql)")
    }

    /// A request that has not expired is not taken twice, whatever became of the table that says so.
    @Test func `nonces of requests that have not expired are those of the entries`() throws {
        let world = try World()
        let call = try world.call(.verifyVault, as: .sari)
        _ = try world.custodian.ask([call])
        world.close()
        try DamagedDisk.edit(.index, of: world.root) { try $0.execute(sql: "DELETE FROM nonces") }
        #expect(try world.officer(.dewi).verifyStorage().damages == [.row(table: "nonces")])
        world.close()
        _ = try Custodian.rebuildIndex(
            folder: world.folder, engine: SQLiteEngine(readers: 0), seed: world.template.seed.secret)
        let damages = try world.officer(.dewi).verifyStorage().damages
        #expect(damages.isEmpty)
        let error = #expect(throws: CustodyError.self) { _ = try world.custodian.ask([call]) }
        guard case .replayed = error else {
            Issue.record("taken twice: \(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        ("UPDATE ledger SET leaf = zeroblob(length(leaf)) WHERE seq = 20", Damage.ledgerEntry(20)),
        ("UPDATE ledger SET leaf = (SELECT leaf FROM ledger WHERE seq = 19) WHERE seq = 20", .ledgerEntry(20)),
        ("DELETE FROM ledger WHERE seq = 20", .ledgerEntry(20)),
        ("UPDATE head SET checkpoint = zeroblob(100)", .checkpoint),
        ("DELETE FROM ledger WHERE seq = (SELECT MAX(seq) FROM ledger)", nil),
        ("DELETE FROM things WHERE seq = 0", nil),
    ])
    func `what is signed and damaged is no projection: all stays as it is`(_ sql: String, _ damage: Damage?) throws {
        let world = try copy()
        try DamagedDisk.edit(.index, of: world.root) { try $0.execute(sql: sql) }
        let before = try rows(world)
        let error = #expect(throws: CustodyError.self) { _ = try rebuild(world) }
        guard case .damaged(let found) = error else {
            Issue.record("\(sql): \(String(describing: error))")
            return
        }
        if let damage { #expect(found == damage, "\(sql)") }
        #expect(try rows(world) == before)
        #expect(try !FileManager.default.contentsOfDirectory(atPath: world.folder).contains { $0.hasSuffix(".new") })
    }

    @Test func `a payload that lies nowhere keeps nobody from the rest, and is named by verify`() throws {
        let world = try copy()
        try FileManager.default.removeItem(atPath: world.folder + "/objects")
        _ = try rebuild(world)
        let damages = try world.officer(.dewi).verifyStorage().damages
        #expect(damages.count == 2 && damages.allSatisfy { if case .object = $0 { true } else { false } }, "\(damages)")
    }

    @Test func `a row of spent halves that no move wrote is not taken over`() throws {
        let world = try copy()
        try DamagedDisk.edit(.index, of: world.root) {
            try $0.execute(sql: "INSERT INTO spent_halves SELECT MIN(seq) FROM records UNION SELECT 999999")
        }
        #expect(throws: CustodyError.self) { _ = try world.officer(.sari).cases(limit: 1) }
        world.close()
        _ = try rebuild(world)
        try expectSame(world, "spent halves")
    }

    @Test func `a tree that does not begin with the one that somebody verified is not put in its place`() throws {
        let world = try copy()
        let size = try world.ledgerSize
        world.close()
        let before = try rows(world)
        for known in [TreeHead(size: size, root: Digest.of("x")), TreeHead(size: size + 1, root: Digest.of("x"))] {
            let error = #expect(throws: CustodyError.self) {
                _ = try Custodian.rebuildIndex(
                    folder: world.folder, engine: SQLiteEngine(readers: 0), seed: disk.template.seed.secret,
                    having: known)
            }
            guard case .headUnknown = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        #expect(try rows(world) == before)
    }

    @Test func `while somebody has the vault open it is busy, and nobody opens it meanwhile`() throws {
        let world = try copy()
        _ = try world.custodian
        let error = #expect(throws: CustodyError.self) { _ = try rebuild(world) }
        guard case .busy = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        world.close()
        let index = world.folder + "/index.sqlite"
        struct GivenUp: Error {}
        do {
            try SQLiteEngine(readers: 0).remakeIndex(index, at: index + ".new") { _, _ in
                #expect(throws: CustodyError.self) { _ = try world.makeCustodian() }
                throw GivenUp()
            }
        } catch is GivenUp {}
        #expect(try File.kind(of: index + ".new") == nil)
        _ = try world.makeCustodian()
    }
}
