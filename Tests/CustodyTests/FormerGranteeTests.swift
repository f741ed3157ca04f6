import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// What somebody sees of a case that they may not see any more, or not yet.
struct FormerGranteeTests {
    /// Numbers of the entries and ids of the cases whose trails an answer brought.
    private func shown(_ released: Released) throws -> (entries: [ActionName], cases: [CaseID]) {
        (
            try released.entries.map { try Entry(parsing: $0.bytes).request.action.name },
            released.cases.map(\.id)
        )
    }

    private func list(_ who: Who, _ world: World) throws -> (grants: [GrantSummary], released: Released) {
        let liar = LyingCustody(try world.custodian)
        let grants = try world.officer(who, through: liar).grants(of: nil)
        return (grants, try #require(liar.replies.last?.answers.first).released)
    }

    @Test func `after a revocation the list of grants has the entries of the own ones, and nothing of the living case`()
        throws
    {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let grant = try world.grant(id)
        _ = try world.read(record, as: .siti)
        #expect(try list(.siti, world).released.cases.map(\.id) == [id])
        try world.officer(.sari).revoke(grant, reason: "perkara dialihkan")
        // What becomes of the case: a grant to others, another document, a link.
        let later = try world.grant(id, to: .prosecutor)
        let added = try world.add(content(2), to: id)
        let other = try world.makeCase("Perkara 2")
        try world.officer(.sari).link(id, other, isLinked: true)
        for who in [Who.siti, .budi] {
            let (grants, released) = try list(who, world)
            #expect(grants.map(\.grant) == [grant])
            #expect(grants.map(\.state) == [.revoked])
            #expect(grants.map(\.basis) == ["LP/B/12/III/2026"])
            #expect(grants.map(\.isAccepted) == [true])
            #expect(grants.map(\.reason) == ["perkara dialihkan"])
            let (entries, cases) = try shown(released)
            #expect(entries == [.grantCreate, .grantAccept, .grantRevoke])
            #expect(cases.isEmpty)
            #expect(released.things.isEmpty && released.halves.isEmpty)
            let bytes = released.entries.flatMap { String(decoding: $0.bytes, as: UTF8.self) + "\n" }
            let text = String(bytes)
            for id in [later.text, added.text, other.text, "rina@"] { #expect(!text.contains(id)) }
            #expect(try world.officer(who).inbox().grants.isEmpty)
        }
        try world.expectSound()
    }

    @Test func `whose grant waits, or has not begun, sees that grant and nothing of the case`() throws {
        let world = try World()
        let id = try world.makeCase()
        try world.add(content(1), to: id)
        let waiting = try world.grant(id, [.identity])
        let scheduled = try world.grant(id, from: world.clock.now.adding(seconds: 86_400))
        let (grants, released) = try list(.siti, world)
        #expect(grants.map(\.grant) == [waiting, scheduled])
        #expect(grants.map(\.state) == [.waiting, .scheduled])
        #expect(try shown(released).cases.isEmpty)
        #expect(try shown(released).entries == [.grantCreate, .grantCreate])
        let liar = LyingCustody(try world.custodian)
        let inbox = try world.officer(.siti, through: liar).inbox()
        #expect(inbox.grants.map(\.kind) == [.unopened])
        #expect(inbox.grants.map(\.grant.grant) == [scheduled])
        #expect(try #require(liar.replies.last?.answers.first).released.cases.isEmpty)
        // Then it begins, and the case is shown.
        world.clock.advance(days: 2)
        #expect(try list(.siti, world).released.cases.map(\.id) == [id])
        try world.expectSound()
    }

    @Test func `a grant that ended with the one it rests on is shown as ended`() throws {
        let world = try World()
        let id = try world.makeCase()
        try world.add(content(1), to: id)
        let parent = try world.grant(id)
        let child = try world.grant(id, to: .prosecutor, by: .siti)
        #expect(try list(.rina, world).grants.map(\.state) == [.active])
        try world.officer(.sari).revoke(parent, reason: "selesai")
        let (grants, released) = try list(.rina, world)
        #expect(grants.map(\.grant) == [child])
        #expect(grants.map(\.state) == [.revoked])
        #expect(try shown(released).entries == [.grantCreate])
        try world.expectSound()
    }

    @Test func `an entry left out of the list, put into it, or doubled is noticed`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let grant = try world.grant(id)
        _ = try world.read(record, as: .siti)
        try world.officer(.sari).revoke(grant, reason: "selesai")
        let foreign = try #require(
            try world.officer(.sari, through: LyingCustody(try world.custodian)).head.size as UInt64?)
        #expect(foreign > 0)
        for change: (inout Released) -> Void in [
            { $0.entries.removeLast() }, { $0.entries.removeFirst() }, { $0.entries.removeAll() },
            { $0.entries.append($0.entries[0]) }, { $0.entries.swapAt(0, 1) },
        ] {
            let liar = LyingCustody(try world.custodian)
            liar.lie(about: .grantList) { change(&$0) }
            #expect(throws: VaultError.self) { try world.officer(.siti, through: liar).grants(of: nil) }
        }
        try world.expectSound()
    }

    @Test
    func `bases, reasons and refusals of other agencies are for the owner, oversight, and whom they were written to`()
        throws
    {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let first = try world.grant(id)
        _ = try world.read(record, as: .siti)
        let ask = try world.ask(id, by: .rina, basis: "dasar jaksa")
        try world.officer(.sari).refuse(ask, reason: "belum P-16")
        let second = try world.grant(id, to: .prosecutor)
        try world.officer(.sari).withdraw(record, reason: "salah berkas")
        try world.officer(.sari).revoke(second, reason: "jaksa diganti")
        var filter = AuditFilter()
        filter.caseID = id
        filter.withTexts = true
        func texts(_ who: Who) throws -> Set<String> {
            Set(
                try world.officer(who).entries(filter).entries.flatMap { [$0.basis, $0.reason] }
                    .compactMap { $0 })
        }
        let all: Set<String> = [
            "LP/B/12/III/2026", "dasar jaksa", "belum P-16", "salah berkas", "jaksa diganti",
        ]
        for who in [Who.sari, .tuti, .dewi] { #expect(try texts(who) == all) }
        #expect(try texts(.siti) == ["LP/B/12/III/2026"])
        var reported: Set<String> = []
        _ = try world.officer(.siti).read(.trail(id)) {
            reported.formUnion([$0.basis, $0.reason].compactMap { $0 })
        }
        #expect(reported == ["LP/B/12/III/2026"])
        #expect(try world.officer(.siti).grants(of: id).map(\.grant) == [first])
        // The prosecutor holds nothing: of the case she sees what she did.
        #expect(try texts(.rina) == ["dasar jaksa"])
        try world.expectSound()
    }
}
