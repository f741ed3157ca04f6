import Casework
import Foundation
import GRDB
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// What waits for whom: asks and their answers, approvals, grants not opened and grants that end.
struct InboxTests {
    private func waiting(_ who: Who, _ world: World) throws -> [InboxSummary.Waiting.Kind] {
        try world.officer(who).inbox().grants.map(\.kind)
    }

    private func asks(_ who: Who, _ world: World) throws -> [InboxSummary.Asking] {
        try world.officer(who).inbox().asks
    }

    @Test func `an ask waits for the owner, and its answer for the role that asked`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let ask = try world.ask(id, basis: "LP/B/13/III/2026")
        for who in [Who.sari, .tuti] {
            let mine = try asks(who, world)
            #expect(mine.map(\.ask.id) == [ask])
            #expect(mine.map(\.isMine) == [true])
            #expect(mine.map(\.by) == [Who.siti.handle])
            #expect(mine.map(\.basis) == ["LP/B/13/III/2026"])
        }
        for who in [Who.siti, .budi] {
            let theirs = try asks(who, world)
            #expect(theirs.map(\.state) == [.waiting])
            #expect(theirs.map(\.isMine) == [false])
            #expect(theirs.map(\.basis) == ["LP/B/13/III/2026"])
        }
        for who in [Who.rina, .ratna, .dewi] { #expect(try asks(who, world).isEmpty) }

        let grant = try world.answer(ask)
        let terms = try #require(try world.state(id).grants[grant]).terms
        #expect(terms.to == .investigator)
        #expect(terms.compartments == [.evidence, .summary])
        #expect(terms.purpose == .penyidikan)
        #expect(terms.answers == ask)
        #expect(try asks(.sari, world).isEmpty)
        #expect(try asks(.budi, world).map(\.state) == [.granted])
        #expect(try asks(.budi, world).map(\.grant) == [grant])
        #expect(try waiting(.siti, world) == [.unopened])
        #expect(try world.officer(.siti).inbox().grants.map(\.grant.basis) == ["LP/B/13/III/2026"])
        #expect(try world.read(record, as: .siti) == content(1))
        #expect(try waiting(.siti, world) == [])
        #expect(throws: CustodyError.self) { _ = try world.answer(ask) }
        #expect(throws: CustodyError.self) { try world.officer(.sari).refuse(ask, reason: "lagi") }
        try world.expectSound()
    }

    @Test func `a refusal's reason reaches the role that asked, and nobody else`() throws {
        let world = try World()
        let id = try world.makeCase()
        let ask = try world.ask(id)
        expectDenied(.notOwner) { try world.officer(.siti).refuse(ask, reason: "sendiri") }
        expectDenied(.lacksCapability) { try world.officer(.rina).refuse(ask, reason: "saja") }
        try world.officer(.tuti).refuse(ask, reason: "belum ada surat")
        for who in [Who.siti, .budi] {
            let theirs = try asks(who, world)
            #expect(theirs.map(\.state) == [.refused])
            #expect(theirs.map(\.reason) == ["belum ada surat"])
        }
        for who in [Who.sari, .tuti, .rina] { #expect(try asks(who, world).isEmpty) }
        #expect(throws: CustodyError.self) { _ = try world.answer(ask) }
        try world.expectSound()
    }

    @Test func `what waits to be approved, opened or renewed waits for the right people, and no longer than it must`()
        throws
    {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.addIdentity("Bunga", to: id)
        let grant = try world.grant(id, [.identity], persons: [.siti], days: 30)
        #expect(try waiting(.ratna, world) == [.approval])
        for who in [Who.sari, .siti, .dewi] { #expect(try waiting(who, world) == []) }
        try world.approve(grant)
        #expect(try waiting(.ratna, world) == [])
        #expect(try waiting(.siti, world) == [.unopened])
        #expect(try waiting(.budi, world) == [])
        _ = try world.read(record, as: .siti)
        #expect(try waiting(.siti, world) == [])
        world.clock.advance(days: 16)
        for who in [Who.sari, .tuti, .siti] { #expect(try waiting(who, world) == [.ending]) }
        #expect(try waiting(.budi, world) == [])
        try world.officer(.sari).revoke(grant, reason: "selesai")
        for who in [Who.sari, .siti] { #expect(try waiting(who, world) == []) }
        let later = try world.grant(id, days: 1)
        #expect(try waiting(.budi, world) == [.unopened])
        world.clock.advance(days: 2)
        #expect(try waiting(.budi, world) == [])
        #expect(try world.state(id).grants[later] != nil)
        let admin = try world.greet(.officeAdmin, as: .admin(of: Who.sari.handle.agency))
        expectDenied(.adminOpens) { _ = try admin.inbox() }
        #expect(try world.officer(.officeAdmin).inbox().grants.isEmpty)
        expectDenied(.notMember) { _ = try world.greet(.siti, as: .companion).inbox() }
        try world.expectSound()
    }

    @Test func `an asker gets neither the case's trail nor what another role asked`() throws {
        let world = try World()
        let id = try world.makeCase()
        try world.add(content(1), to: id)
        let ask = try world.ask(id)
        _ = try world.ask(id, by: .rina)
        try world.officer(.sari).refuse(ask, reason: "belum")
        let liar = LyingCustody(try world.custodian)
        _ = try world.officer(.siti, through: liar).inbox()
        let released = try #require(liar.replies.last?.answers.first).released
        #expect(released.cases.isEmpty)
        #expect(released.things.isEmpty)
        #expect(released.halves.isEmpty)
        let entries = try released.entries.map { try Entry(parsing: $0.bytes) }
        #expect(entries.map(\.request.action.name) == [.grantRequest, .grantRefuse])
        #expect(entries.map(\.request.action.ask) == [ask, ask])
        // Nor by preparing what only the owner does, nor from the log.
        expectDenied(.noGrant) {
            _ = try world.officer(.siti).ask(.prepare(.ask(ask), for: .grantCreate), as: .investigator)
        }
        let seen = try world.officer(.siti).entries(AuditFilter()).entries
        #expect(Set(seen.map(\.entry.request.actor)) == [Who.siti.handle])
        for who in [Who.siti, .rina] {
            #expect(try asks(who, world).count == 1)
            expectDenied(.noGrant) { _ = try world.officer(who).showCase(id) }
        }
        try world.expectSound()
    }

    @Test func `an ask is for what a case has, from another role, and not for ever again`() throws {
        let world = try World()
        let id = try world.makeCase()
        expectDenied(.ownRole) { _ = try world.ask(id, by: .sari) }
        for compartments in [[], [CompartmentName.summary], [try CompartmentName("statement")]] {
            #expect(throws: CustodyError.self) { _ = try world.ask(id, compartments) }
        }
        #expect(throws: CustodyError.self) { _ = try world.ask(.make()) }
        for _ in 0..<3 { _ = try world.ask(id) }
        #expect(throws: CustodyError.self) { _ = try world.ask(id, by: .budi) }
        _ = try world.ask(id, by: .rina)
        // Another's ask is not answered with a grant to somebody else.
        let first = try #require(try world.state(id).asks.values.first { $0.role == .prosecutor }).ask.id
        let wish = GrantWish(
            caseID: id, ask: first, to: .investigator, compartments: nil, persons: [], purpose: nil,
            from: nil, until: world.clock.now.adding(seconds: 86_400))
        #expect(throws: CustodyError.self) { _ = try world.officer(.sari).grant(wish) { "b" } }
        #expect(try world.state(id).grants.isEmpty)
        try world.expectSound()
    }

    @Test func `texts that were deleted are missing and nothing else is`() throws {
        let world = try World()
        let id = try world.makeCase()
        let first = try world.ask(id)
        let second = try world.ask(id)
        try world.officer(.sari).refuse(first, reason: "belum ada surat")
        let places = try world.custodian.index.read { transaction in
            try (0..<transaction.size).flatMap { sequence in
                try (transaction.keptManifest(sequence)?.items ?? []).enumerated().filter {
                    [.basis, .reason].contains($0.element.name)
                }.map { (Int64(sequence), $0.offset) }
            }
        }
        #expect(places.count == 3)
        world.close()
        try DamagedDisk.edit(.index, of: world.root) { db in
            for (sequence, item) in places {
                try db.execute(sql: "DELETE FROM things WHERE seq = ? AND item = ?", arguments: [sequence, item])
            }
        }
        #expect(try asks(.siti, world).map(\.state) == [.refused, .waiting])
        #expect(try asks(.siti, world).map(\.basis) == [nil, nil])
        #expect(try asks(.siti, world).map(\.reason) == [nil, nil])
        #expect(try asks(.sari, world).map(\.basis) == [nil])
        #expect(throws: VaultError.self) { try world.answer(second) }
        try world.answer(second, basis: "LP/B/14")
        try world.expectSound()
    }

    // MARK: An operator who shows something else

    @Test func `an inbox with something doubled, invented or of somebody else is noticed`() throws {
        let world = try World()
        let id = try world.makeCase()
        let ask = try world.ask(id)
        let foreign = try world.ask(id, by: .rina)
        try world.officer(.sari).refuse(ask, reason: "belum")
        let waiting = try world.ask(id)
        let other = try world.grant(id)
        expectDenied(.ownRole) { _ = try world.ask(id, by: .sari) }
        let state = try world.state(id)
        let denied = try #require(try world.entries().last { $0.entry.outcome == .denied(.ownRole) }).entry.sequence
        let answered = try #require(state.asks[ask]?.answered)

        func entry(_ sequence: UInt64) throws -> ReleasedEntry {
            try world.custodian.index.read { transaction in
                ReleasedEntry(
                    bytes: try transaction.leaf(sequence),
                    inclusion: try MerkleTree.inclusionProof(
                        index: sequence, size: try transaction.size, in: transaction), texts: [:])
            }
        }
        let rinas = try #require(state.asks[foreign]).sequence
        let open = try #require(state.asks[waiting]).sequence
        let given = try #require(state.grants[other]).sequence
        let lies: [(Comment, UInt64, (inout Released) throws -> Void)] = [
            ("an entry twice", open, { $0.entries.append($0.entries[$0.entries.count - 1]) }),
            ("another role's ask", rinas, { $0.entries.insert(try entry(rinas), at: 1) }),
            ("an answer without its ask", answered, { $0.entries.removeFirst() }),
            ("a grant that answers nothing", given, { $0.entries.append(try entry(given)) }),
            ("a denied ask", denied, { $0.entries.append(try entry(denied)) }),
            ("another order", state.asks[ask]?.sequence ?? 0, { $0.entries.swapAt(0, 1) }),
        ]
        let liar = LyingCustody(try world.custodian)
        let siti = try world.officer(.siti, through: liar)
        for (comment, sequence, lie) in lies {
            liar.lie(about: .inboxRead, lie)
            // "another order" stops at whichever comes first.
            let expected = comment == "another order" ? answered : sequence
            expectTampered(.entry(sequence: expected), comment) { _ = try siti.inbox() }
        }
        liar.lie(about: .inboxRead) { released in
            let entry = released.entries[0]
            released.entries[0] = ReleasedEntry(
                bytes: entry.bytes, inclusion: entry.inclusion, texts: [.basis: SaltedText("lain").bytes])
        }
        expectTampered(.thing(sequence: try #require(state.asks[ask]).sequence, name: ItemName.basis.text)) {
            _ = try siti.inbox()
        }
        liar.lie(about: .inboxRead) { released in
            let entry = released.entries[0]
            released.entries[0] = ReleasedEntry(
                bytes: entry.bytes.flipping(bit: 8 * 200), inclusion: entry.inclusion, texts: [:])
        }
        #expect(throws: VaultError.self) { _ = try siti.inbox() }

        let sari = try world.officer(.sari, through: liar)
        let trails: [(Comment, Tampering, (inout Released) throws -> Void)] = [
            ("a case twice", .trail(id), { $0.cases.append($0.cases[0]) }),
            ("a change left out", .trail(id), { $0.changeTrail { $0.remove(at: 1) } }),
            ("a change edited", .trail(id), { $0.changeTrail { $0[1] = $0[1].flipping(bit: 8 * 30) } }),
            (
                "another basis", .thing(sequence: open, name: ItemName.basis.text),
                { try $0.replace(.basis, of: open, with: SaltedText("lain").bytes) }
            ),
        ]
        for (comment, expected, lie) in trails {
            liar.lie(about: .inboxRead, lie)
            expectTampered(expected, comment) { _ = try sari.inbox() }
        }
        try world.expectSound()
    }

    @Test func `a grant that an inbox hides is in the listing, which can't hide it`() throws {
        let world = try World()
        let id = try world.makeCase()
        let grant = try world.grant(id)
        let liar = LyingCustody(try world.custodian)
        let siti = try world.officer(.siti, through: liar)
        liar.lie(about: .inboxRead) { $0 = Released() }
        #expect(try siti.inbox().grants.isEmpty)
        #expect(try siti.grants(of: nil).map(\.grant) == [grant])
        liar.lie(about: .grantList) { $0 = Released() }
        #expect(throws: VaultError.self) { _ = try siti.grants(of: nil) }
    }
}
