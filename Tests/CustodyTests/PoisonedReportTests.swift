import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// What a report leaves out, or shows beside, it does not show as whole.
struct PoisonedReportTests {
    private func ground() throws -> (world: World, id: CaseID, record: RecordID, liar: LyingCustody) {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        _ = try world.read(record, as: .sari)
        _ = try world.makeCase("Perkara 2")
        return (world, id, record, LyingCustody(try world.custodian))
    }

    private func read(_ officer: Officer, _ subject: ReportSubject) throws -> [Entry] {
        var entries: [Entry] = []
        _ = try officer.read(subject) { entries.append($0.entry) }
        return entries
    }

    @Test func `a review of everything is not made of a part`() throws {
        let (world, _, _, liar) = try ground()
        let officer = try world.officer(.dewi, through: liar)
        liar.lie(about: .auditReport) { released in
            released.leaves = nil
            released.nextSequence = 0
        }
        for subject in [ReportSubject.review, .exposure(Who.sari.handle)] {
            expectTampered(.missing("leaves"), "\(subject)") { _ = try read(officer, subject) }
        }
        liar.lie(about: .auditReport) { _ in }
        #expect(try UInt64(read(officer, .review).count) == world.ledgerSize)
    }

    @Test func `a case's report has all of its chain`() throws {
        let (world, id, record, liar) = try ground()
        let officer = try world.officer(.sari, through: liar)
        let lies: [(Comment, (inout Released) throws -> Void)] = [
            ("its end left out", { $0.entries.removeLast() }), ("one left out", { $0.entries.remove(at: 2) }),
            ("nothing", { $0.entries = [] }),
        ]
        for (comment, lie) in lies {
            liar.lie(about: .auditReport, lie)
            for subject in [ReportSubject.trail(id), .custody(record)] {
                #expect(throws: VaultError.self, comment) { _ = try read(officer, subject) }
            }
        }
        // Other leaves are no part of it.
        liar.lie(about: .auditReport) { released in
            released.leaves = try EditedLeaves(
                StoredLeaves(try world.custodian.index, from: 0, to: try world.ledgerSize))
        }
        #expect(try read(officer, .trail(id)).allSatisfy { $0.place?.caseID == id })
    }

    @Test func `what one answer has no room for is asked for again`() throws {
        let (world, id, _, liar) = try ground()
        let whole = try read(world.officer(.sari), .trail(id))
        liar.lie(about: .auditReport) { released in
            let next = try Entry(parsing: released.entries[2].bytes).sequence
            released.entries.removeSubrange(2...)
            released.nextSequence = next
        }
        let paged = try read(world.officer(.sari, through: liar), .trail(id))
        // One more: the first reading is about the case too.
        #expect(paged.dropLast() == whole[...] && paged.count == whole.count + 1)
    }

    @Test func `a chain beside the one that was verified is noticed`() throws {
        let (world, id, _, _) = try ground()
        #expect(try world.officer(.dewi).read(.trail(id), visit: { _ in }).wholeTo == nil)
        _ = try world.officer(.dewi).verifyLog(full: false)
        let dewi = try world.officer(.dewi)
        let base = try #require(dewi.usableBase())
        #expect(try dewi.read(.trail(id), visit: { _ in }).wholeTo == base.head.size)
        // As if the custodian had shown another chain of the case when all was verified.
        for change in 0..<2 {
            var past = base.past
            var link = try #require(past.chains[id])
            if change == 0 { link.hash = Digest.of("lain") } else { link.number += 1_000 }
            past.chains[id] = link
            let other = VerifiedLog(
                vault: world.vault, tree: base.tree, roster: base.roster, signatures: base.signatures, past: past)
            try dewi.pins.save(other, dewi.key)
            let officer = try world.officer(.dewi)
            expectTampered(.trail(id)) { _ = try read(officer, .trail(id)) }
            expectTampered(.trail(id)) { _ = try officer.exportLedger(id, write: { _, _ in }) }
        }
    }

    @Test func `an allowed entry stands in the chain of its case, and no other`() throws {
        let (world, id, record, _) = try ground()
        func entry(_ action: Action, in place: CaseID?, _ outcome: Entry.Outcome = .allowed) throws -> Entry {
            let call = try world.call(action, as: .sari)
            return Entry(
                sequence: 3, time: world.clock.now, outcome: outcome,
                place: place.map {
                    Entry.CasePlace(caseID: $0, number: 1, previous: Digest.of(""), trail: .start)
                }, note: try Note(parsing: call.note), request: try Request(call))
        }
        let other = CaseID.make()
        for action in [Action.showCase(id), .list(.document, id), .reportAudit(.trail(id)), .exportAudit(id)] {
            #expect(try Officer.isPlaced(entry(action, in: id)))
            #expect(try !Officer.isPlaced(entry(action, in: other)) && !Officer.isPlaced(entry(action, in: nil)))
        }
        for action in [Action.open(record, .pendampingan), .reportAudit(.custody(record))] {
            #expect(try Officer.isPlaced(entry(action, in: id)) && !Officer.isPlaced(entry(action, in: nil)))
        }
        var filter = AuditFilter()
        filter.caseID = id
        for action in [Action.readAudit(filter), .reportAudit(.review), .listCases(after: nil, limit: 3)] {
            #expect(try Officer.isPlaced(entry(action, in: nil)) && !Officer.isPlaced(entry(action, in: id)))
        }
        // Whoever is denied may ask for what does not exist.
        #expect(try Officer.isPlaced(entry(.showCase(id), in: nil, .denied(.dismissed))))
    }
}
