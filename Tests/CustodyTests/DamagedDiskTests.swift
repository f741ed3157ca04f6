import Casework
import Files
import Foundation
import GRDB
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// Whoever can write to the disk but has no key: bits, rows and whole tables changed while the vault rests.
///
/// Each trial begins with a fresh copy, and each must end with a finding or stand below with the reason why the damage
/// does no harm. `BRANKAS_SOAK=20` tries each place twenty times; `BRANKAS_SEED` brings a failure back.
struct DamagedDiskTests {
    /// Columns whose damage nobody notices, and why that harms nobody.
    private static let harmless: [String: String] = [
        "floods.actor": "a number that no entry holds yet: it is news, not evidence, and the denials listed stand",
        "floods.suppressed": "as above",
        "nonces.nonce": "a request replayed within its two minutes is found by `audit verify`: no request stands twice",
        "nonces.expires": "as above",
        "vault.halves_seen": "where to look for orphans: lower, it looks again; higher, orphans stay and are found",
        "vault.kept_seed": "a file that is not there is looked for until another officer has opened the newest",
        "vault.sealed_by": "whose opening of the newest seed does not count: one file more is kept, or none",
        "halves.row": "an order of arrival: sweeping asks for the entry's number too",
        "halves.batch": "which rows came together: wrong, an orphan is kept and the next writer is told",
    ]
    /// Rows whose loss nobody notices.
    private static let harmlessRows: [String: String] = [
        "floods": "see floods.suppressed", "nonces": "see nonces.nonce",
        "witnesses": "a cosignature that is gone or older only makes its agency lie further behind, as `show` tells",
    ]

    private static let seed =
        ProcessInfo.processInfo.environment["BRANKAS_SEED"].flatMap { UInt64($0) } ?? 20_261_121
    private static let rounds = ProcessInfo.processInfo.environment["BRANKAS_SOAK"].flatMap { Int($0) } ?? 1

    private let disk: DamagedDisk

    init() throws { disk = try DamagedDisk.shared.get() }

    /// Counts what found what, and prints it with the seed.
    private struct Tally {
        var found: [String: [DamagedDisk.Finding: Int]] = [:]

        mutating func add(_ place: String, _ finding: DamagedDisk.Finding) {
            found[place, default: [:]][finding, default: 0] += 1
        }

        func show(_ title: String) {
            print("\(title), BRANKAS_SEED=\(DamagedDiskTests.seed)")
            for (place, findings) in found.sorted(by: { $0.key < $1.key }) {
                let counts = findings.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key) \($0.value)" }
                print("  \(place): \(counts.joined(separator: ", "))")
            }
        }
    }

    @Test func `an untouched copy is sound`() throws {
        #expect(try disk.trial("untouched") { _ in } == .nothing)
    }

    @Test func `a value changed in any column of any table is found, or harmless for a reason`() throws {
        var generator = SplitMix(Self.seed)
        var tally = Tally()
        for table in disk.tables {
            #expect(table.rowCount > 0, "\(table.name) is empty: nothing is tried there")
            for column in table.columns {
                let place = "\(table.name).\(column)"
                for round in 0..<Self.rounds {
                    let comment: Comment = "\(place), round \(round), BRANKAS_SEED=\(Self.seed)"
                    var isChanged = false
                    let finding = try disk.trial(comment) { world in
                        try DamagedDisk.edit(table.store, of: world.root) { db in
                            // What a unique column has already, it does not take.
                            for _ in 0..<50 where !isChanged {
                                let offset = Int.random(in: 0..<table.rowCount, using: &generator)
                                isChanged = try db.damage(column, of: table.name, row: offset, using: &generator)
                            }
                        }
                    }
                    #expect(isChanged, comment)
                    tally.add(place, finding)
                    #expect(finding != .nothing || Self.harmless[place] != nil, comment)
                }
            }
        }
        tally.show("values changed")
    }

    @Test func `a row gone from any table is found, or harmless for a reason`() throws {
        var generator = SplitMix(Self.seed)
        var tally = Tally()
        for table in disk.tables {
            var offsets = (0..<table.rowCount).shuffled(using: &generator).prefix(Self.rounds)
            if table.rowCount > 0, !offsets.contains(table.rowCount - 1) { offsets[0] = table.rowCount - 1 }
            for offset in offsets {
                let comment: Comment = "\(table.name), row \(offset), BRANKAS_SEED=\(Self.seed)"
                var isText = false
                let finding = try disk.trial(comment) { world in
                    try DamagedDisk.edit(table.store, of: world.root) { db in
                        guard let (condition, arguments) = try db.row(offset, of: table.name) else { return }
                        // A free text may be deleted: its salted hash stays in the entry.
                        isText = try table.name == "things" && disk.isText(condition, arguments, db)
                        try db.execute(sql: "DELETE FROM \(table.name) WHERE \(condition)", arguments: arguments)
                    }
                }
                tally.add(table.name, finding)
                #expect(finding != .nothing || isText || Self.harmlessRows[table.name] != nil, comment)
            }
        }
        tally.show("rows gone")
    }

    /// The columns that hold something sealed, looked up or pointing elsewhere: exchanged between two rows.
    private static let swapped = [
        ("ledger", "leaf"), ("ledger", "manifest"), ("ledger", "actor"), ("ledger", "case_id"), ("tree", "hash"),
        ("things", "bytes"), ("objects", "name"), ("objects", "size"), ("roster", "seq"), ("personal", "item"),
        ("concerns", "role"), ("records", "case_id"), ("grants", "case_id"), ("grants", "role"), ("asks", "seq"),
        ("tokens", "record"), ("halves", "half"), ("halves", "seq"),
    ]

    @Test func `values exchanged between two rows are found`() throws {
        var generator = SplitMix(Self.seed)
        var tally = Tally()
        let tables = disk.tables
        for (name, column) in Self.swapped {
            let table = try #require(tables.first { $0.name == name })
            for _ in 0..<Self.rounds {
                var isChanged = false
                var attempts = 0
                let comment: Comment = "\(name).\(column), BRANKAS_SEED=\(Self.seed)"
                let finding = try disk.trial(comment) { world in
                    while !isChanged, attempts < 50 {
                        attempts += 1
                        let pair = (0..<table.rowCount).shuffled(using: &generator).prefix(2)
                        isChanged = try DamagedDisk.edit(table.store, of: world.root) {
                            try $0.exchange(column, of: name, pair.first ?? 0, pair.last ?? 0)
                        }
                    }
                }
                #expect(isChanged, comment)
                tally.add("\(name).\(column)", finding)
                #expect(finding != .nothing, comment)
            }
        }
        tally.show("values exchanged")
    }

    @Test func `a table rolled back to what it was in a backup is found`() throws {
        var tally = Tally()
        for table in disk.tables {
            let comment: Comment = "\(table.name)"
            let finding = try disk.trial(comment) { world in
                try DamagedDisk.edit(table.store, of: world.root) { db in
                    try db.execute(
                        sql: "ATTACH ? AS old", arguments: ["\(disk.older)/\(table.store.rawValue)"])
                    try db.execute(sql: "DELETE FROM \(table.name)")
                    try db.execute(sql: "INSERT INTO \(table.name) SELECT * FROM old.\(table.name)")
                    try db.execute(sql: "DETACH old")
                }
            }
            tally.add(table.name, finding)
            #expect(finding != .nothing || Self.harmlessRows[table.name] != nil, comment)
        }
        tally.show("tables rolled back")
    }

    @Test func `a whole folder or one of its files rolled back is found by the officer's pin or the halves`() throws {
        let files = [
            "vault", "vault/index.sqlite", "vault/custody/custody.sqlite", "vault/custody/custodian.age",
            "vault/objects",
        ]
        for file in files {
            let finding = try disk.trial("\(file) rolled back") { world in
                try FileManager.default.removeItem(atPath: "\(world.root)/\(file)")
                try FileManager.default.copyItem(
                    atPath: "\(disk.older)/\(file)", toPath: "\(world.root)/\(file)")
            }
            #expect(finding != .nothing, "\(file)")
        }
        let world = try World(copying: disk.root, of: disk.template, at: disk.now)
        let pin = try #require(try world.pins(.sari).load(world.vault, try world.key(.sari)))
        try FileManager.default.removeItem(atPath: world.folder)
        try FileManager.default.copyItem(atPath: disk.older + "/vault", toPath: world.folder)
        let older = try world.ledgerSize
        expectTampered(.rolledBack(pinned: pin.head.size, shown: older)) { _ = try world.start(.sari) }
    }

    @Test func `a revocation whose row says that it changed nothing still holds`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let grant = try world.grant(id)
        #expect(try world.read(record, as: .siti) == content(1))
        try world.officer(.sari).revoke(grant, reason: "selesai")
        world.close()
        try DamagedDisk.edit(.index, of: world.root) { db in
            try db.execute(
                sql: """
                    UPDATE ledger SET change = NULL
                    WHERE change = (SELECT MAX(change) FROM ledger WHERE case_id = ?)
                    """,
                arguments: [id.text])
        }
        let sink = Sink()
        do {
            _ = try world.officer(.siti).open(record, purpose: .penyidikan, to: sink.take)
            Issue.record("it was opened")
        } catch CustodyError.damaged(let damage) {
            #expect(damage == .caseTrail(id))
        }
        #expect(sink.count == 0)
    }

    @Test func `objects and sealed files that are cut, flipped, exchanged or gone are found`() throws {
        let paths = try objects(of: disk.root)
        #expect(paths.count == 2)
        let damages: [(Comment, (World, String, String) throws -> Void)] = [
            ("gone", { world, path, _ in try Folder.remove(world.root + path) }),
            ("empty", { world, path, _ in try world.write([], to: world.root + path) }),
            (
                "cut",
                { world, path, _ in
                    try world.write(try world.read(file: world.root + path).dropLast(), to: world.root + path)
                }
            ),
            (
                "longer",
                { world, path, _ in
                    try world.write(try world.read(file: world.root + path) + [0], to: world.root + path)
                }
            ),
            (
                "flipped",
                { world, path, _ in
                    let bytes = try world.read(file: world.root + path)
                    try world.write(bytes.flipping(bit: bytes.count * 4), to: world.root + path)
                }
            ),
            (
                "exchanged",
                { world, path, other in
                    let bytes = try world.read(file: world.root + path)
                    try world.write(try world.read(file: world.root + other), to: world.root + path)
                    try world.write(bytes, to: world.root + other)
                }
            ),
        ]
        for (comment, damage) in damages {
            #expect(try disk.trial(comment) { try damage($0, paths[0], paths[1]) } == .command, comment)
        }
        for file in ["/vault/custody/custodian.age", "/vault/index.sqlite", "/vault/custody/custody.sqlite"] {
            #expect(
                try disk.trial("\(file) gone") { try Folder.remove($0.root + file) } != .nothing, "\(file) gone")
            #expect(
                try disk.trial("\(file) empty") { try $0.write([], to: $0.root + file) } != .nothing, "\(file) empty")
        }
        #expect(
            try disk.trial("seed flipped") { world in
                let path = world.folder + "/custody/custodian.age"
                try world.write(try world.read(file: path).flipping(bit: 9_000), to: path)
            } == .start)
    }

    private func objects(of root: String) throws -> [String] {
        try Folder.names(root + "/vault/objects").filter { $0 != "staging" }.sorted().flatMap { folder in
            try Folder.names("\(root)/vault/objects/\(folder)").map { "/vault/objects/\(folder)/\($0)" }
        }
    }
}

extension Database {
    /// Exchanges `column` between two rows. False where they are the same.
    func exchange(_ column: String, of table: String, _ first: Int, _ second: Int) throws -> Bool {
        guard let one = try row(first, of: table), let two = try row(second, of: table) else { return false }
        func value(_ row: (condition: String, arguments: StatementArguments)) throws -> DatabaseValue {
            try DatabaseValue.fetchOne(
                self, sql: "SELECT \(column) FROM \(table) WHERE \(row.condition)", arguments: row.arguments) ?? .null
        }
        let (left, right) = (try value(one), try value(two))
        guard left != right else { return false }
        func others(_ row: (condition: String, arguments: StatementArguments)) throws -> Row? {
            let others = try self.columns(in: table).map(\.name).filter { $0 != column }.joined(separator: ", ")
            return try Row.fetchOne(
                self, sql: "SELECT \(others) FROM \(table) WHERE \(row.condition)", arguments: row.arguments)
        }
        // Rows that differ in nothing else would only change places.
        guard try others(one) != others(two) else { return false }
        // A unique column takes nothing twice, not even for a moment: one of the rows steps aside.
        let columns = try self.columns(in: table).map(\.name)
        let list = columns.joined(separator: ", ")
        let rows = try [one, two].map { row in
            try Row.fetchOne(self, sql: "SELECT \(list) FROM \(table) WHERE \(row.condition)", arguments: row.arguments)
        }
        for row in [one, two] {
            try execute(sql: "DELETE FROM \(table) WHERE \(row.condition)", arguments: row.arguments)
        }
        for (row, value) in zip(rows, [right, left]) {
            guard let row else { return false }
            let values = columns.map { $0 == column ? value : row[$0] as DatabaseValue }
            let places = columns.map { _ in "?" }.joined(separator: ", ")
            try execute(
                sql: "INSERT OR IGNORE INTO \(table) (\(list)) VALUES (\(places))",
                arguments: StatementArguments(values))
        }
        return true
    }
}
