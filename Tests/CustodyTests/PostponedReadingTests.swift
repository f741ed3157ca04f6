import Casework
import Foundation
import GRDB
import SQLiteStore
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// What is long is read when the entry is durable, outside of the writer's transaction, and is what it was at the entry all the
/// same.
struct PostponedReadingTests {
    private struct Reading: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var isOfRecords: Bool { ["document list", "export", "audit list --case"].contains(testDescription) }
        /// Which of its transactions it reads behind.
        let commit: Int
        let read: @Sendable (World, CaseID) throws -> [String]

        init(_ name: String, commit: Int = 1, _ read: @escaping @Sendable (World, CaseID) throws -> [String]) {
            testDescription = name
            self.commit = commit
            self.read = read
        }
    }

    /// What each shows, as texts that can be compared.
    private static let readings = [
        Reading("document list") { world, id in
            try world.officer(.sari).records(.document, of: id).map(\.id.text)
        },
        Reading("case list") { world, _ in
            try world.officer(.sari).cases(limit: 100).cases.map { "\($0.id.text) \($0.identityCount)" }
        },
        Reading("export", commit: 2) { world, id in
            try world.export(id, to: [world.recipient(.rina)], [.evidence]).records.map(\.id.text)
        },
        Reading("audit list") { world, id in
            try world.officer(.siti).entries(AuditFilter()).entries.map { String($0.entry.sequence) }
        },
        Reading("audit list --case") { world, id in
            var filter = AuditFilter()
            filter.caseID = id
            return try world.officer(.dewi).entries(filter).entries.map { String($0.entry.sequence) }
        },
        Reading("inbox") { world, _ in
            let inbox = try world.officer(.siti).inbox()
            return inbox.grants.map { $0.grant.grant.text }
        },
        Reading("grant list") { world, _ in
            try world.officer(.sari).grants(of: nil).map(\.grant.text)
        },
        Reading("identity history") { world, id in
            let identity = try #require(try world.state(id).records.keys.first { $0.kind == .identity })
            return try world.officer(.sari).history(of: identity).map { "\($0.number)" }
        },
    ]

    private func world(_ count: Int) throws -> (World, CaseID, HeardEngine) {
        let world = try World()
        let id = try world.makeCase()
        try world.grant(id)
        try world.addIdentity("Mawar", to: id)
        for number in 0..<count { try world.add(content(UInt64(number)), to: id) }
        world.close()
        let heard = HeardEngine(world.engine)
        world.engine = heard
        return (world, id, heard)
    }

    @Test func `a reading of several slices has each entry once, in their order, and goes on where it ended`() throws {
        let world = try World()
        _ = try world.makeCase()
        for _ in 0..<6 {
            _ = try world.custodian.ask(
                try (0..<200).map { _ in try world.call(.listCases(after: nil, limit: 1), as: .siti) })
        }
        for (who, isAuditor) in [(Who.dewi, true), (.siti, false)] {
            let officer = try world.officer(who)
            for limit in [511, 512, 513, 1_024, 1_030, .max] as [UInt64] {
                var filter = AuditFilter()
                filter.limit = limit
                var all: [UInt64] = []
                let size = try world.ledgerSize
                while true {
                    let page = try officer.entries(filter)
                    #expect(UInt64(page.entries.count) == limit || page.next == nil)
                    all += page.entries.map(\.entry.sequence)
                    guard let next = page.next, next < size else { break }
                    filter.from = next
                }
                let known = all.filter { $0 < size }
                #expect(known == Array(Set(known)).sorted())
                #expect(isAuditor ? known == Array(0..<size) : known.count >= 1_200, "\(who) \(limit)")
            }
        }
    }

    /// Halves are another store: they are taken at once.
    @Test(arguments: readings)
    private func `no reading asks the more of the index inside of the transaction the more it shows`(_ reading: Reading)
        throws
    {
        let counts = try [3, 30].map { count in
            let (world, id, heard) = try world(count)
            // The case itself is read once, to decide, and known from then on.
            _ = try reading.read(world, id)
            let before = heard.transcript.asked.count
            #expect(try reading.read(world, id).count >= (reading.isOfRecords ? count : 1))
            var isInside = false
            return heard.transcript.asked[before...].count { asked in
                isInside = asked.sql == "BEGIN" || isInside && !["COMMIT", "ROLLBACK"].contains(asked.sql)
                return isInside
            }
        }
        #expect(counts[0] > 0 && abs(counts[1] - counts[0]) <= 2, "\(counts)")
    }

    /// Another program stores, moves, revokes and removes between the commit and the reading.
    @Test(arguments: readings)
    private func `what comes between the entry and the reading is not shown`(_ reading: Reading) throws {
        let (world, id, heard) = try world(4)
        let moved = try #require(try world.state(id).records.keys.min())
        // What is entered by the reading itself comes to what is shown: of two readings the second has one entry more.
        let expected = try reading.read(world, id)
        heard.transcript.interrupt(behind: reading.commit) {
            let clock = world.clock
            let other = try Custodian(
                folder: world.folder, engine: SQLiteEngine(readers: 0), seed: world.template.seed.secret,
                clock: { clock.now })
            try world.add(content(9), to: id, by: .tuti, through: other)
            let officer = try world.greet(.tuti, through: other)
            try officer.move(moved, to: .medical)
            _ = try officer.createCase(.object([JSON.Member("title", .string("Perkara 2"))]))
            let identity = try #require(try world.state(id).records.keys.first { $0.kind == .identity })
            _ = try officer.updateIdentity(identity, reason: "salah", purpose: .penyidikan) { _, _ in
                NewIdentity(json: world.identity("Kenanga"), spokenOf: [], terms: [])
            }
            let wish = GrantWish(
                caseID: id, ask: nil, to: .investigator, compartments: [.medical], persons: [], purpose: .penyidikan,
                from: nil, until: world.clock.now.adding(seconds: 86_400))
            _ = try officer.grant(wish) { "LP/B/14" }
        }
        let shown = try reading.read(world, id)
        #expect(heard.transcript.isInterrupted)
        #expect(shown.starts(with: expected) && shown.count <= expected.count + 1, "\(shown) for \(expected)")
        #expect(try reading.read(world, id) != shown || reading.testDescription.hasPrefix("export"))
        try world.expectSound()
    }

    /// What changes something is gathered before it is entered.
    @Test func `an approval is not used up by an export that meets with damage`() throws {
        let (world, id, _) = try world(2)
        let wish = try world.wish(id, to: [world.recipient(.rina)], [.identity])
        guard case .waiting(let export) = try world.officer(.sari).planExport(wish) else {
            Issue.record("it waits for nobody")
            return
        }
        try world.approve(export)
        let document = try #require(try world.state(id).records.values.first { $0.id.kind == .document })
        let sequence = document.latest.sequence
        let item = try #require(
            try world.custodian.index.read { try $0.manifest(sequence).index(of: .metadata) })
        let size = try world.ledgerSize
        world.close()
        func replace(_ bytes: String, _ values: StatementArguments = []) throws {
            try DamagedDisk.edit(.index, of: world.root) { db in
                try db.execute(
                    sql: "UPDATE things SET bytes = \(bytes) WHERE seq = \(sequence) AND item = \(item)",
                    arguments: values)
            }
        }
        let stored = try DamagedDisk.edit(.index, of: world.root) { db in
            try Data.fetchOne(db, sql: "SELECT bytes FROM things WHERE seq = \(sequence) AND item = \(item)")
        }
        try replace("zeroblob(length(bytes))")
        #expect(throws: CustodyError.self) { try world.officer(.sari).planExport(approved: export) }
        world.close()
        try replace("?", [stored])
        // The reading before it is entered; the export itself was not.
        #expect(try world.ledgerSize == size + 1)
        _ = try world.officer(.sari).planExport(approved: export)
        try world.expectSound()
    }
}
