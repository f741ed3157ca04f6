import Casework
import Sodium
import Testing
import Vocabulary

struct InboxTests {
    private func items(_ world: World, _ person: String, _ role: RoleName) throws -> [InboxItem] {
        Inbox.items(
            of: try #require(world.state), for: handle(person), as: role, roster: world.roster, at: world.now)
    }

    private func owner(_ world: World) throws -> [InboxItem] { try items(world, "adi@dp2kbp3a", World.owner) }
    private func siti(_ world: World) throws -> [InboxItem] { try items(world, "siti@unit-ppa", World.penyidik) }
    private func budi(_ world: World) throws -> [InboxItem] { try items(world, "budi@unit-ppa", World.penyidik) }

    @Test func `where nothing was granted or asked, nothing waits`() throws {
        let world = try World()
        #expect(try owner(world) == [] && siti(world) == [])
        #expect(try items(world, "kiki@dp2kbp3a", World.kepala) == [])
    }

    // MARK: Approvals

    @Test func `a grant waits for whoever may approve it, until they did`() throws {
        let world = try World()
        let grant = try world.grant(world.terms(to: World.penyidik, ["medical"]))
        let kiki = { try items(world, "kiki@dp2kbp3a", World.kepala) }
        let koko = { try items(world, "koko@dp2kbp3a", World.kepala) }
        #expect(try kiki() == [.approval(grant)] && koko() == [.approval(grant)])
        // Neither for the granting role, nor the receiving one, nor an approver of another agency.
        #expect(try owner(world) == [] && siti(world) == [])
        #expect(try items(world, "kani@unit-ppa", World.kanit) == [])
        #expect(try items(world, "pipi@dp2kbp3a", role("dp2kbp3a/pengawas")) == [])
        try world.approve(grant)
        #expect(try kiki() == [] && koko() == [.approval(grant)])
        try world.approve(grant, by: "koko@dp2kbp3a")
        #expect(try kiki() == [] && koko() == [] && siti(world) == [.unopened(grant)])
    }

    @Test func `a grant does not wait for its granter, nor for who gets it`() throws {
        let world = try World()
        let granted = try world.grant(world.terms(to: World.penyidik, ["identity"]), by: "rani@dp2kbp3a")
        #expect(try items(world, "rani@dp2kbp3a", World.kepala) == [])
        #expect(try items(world, "kiki@dp2kbp3a", World.kepala) == [.approval(granted)])
        let other = try World()
        _ = try other.grant(other.terms(to: World.kepala, ["identity"], persons: ["koko@dp2kbp3a"]))
        #expect(try items(other, "koko@dp2kbp3a", World.kepala) == [])
        #expect(try items(other, "kiki@dp2kbp3a", World.kepala) == [])
    }

    @Test func `what was revoked or has run out waits for nobody`() throws {
        let world = try World()
        let revoked = try world.grant(world.terms(to: World.penyidik, ["identity"]))
        let short = try world.grant(world.terms(to: World.penyidik, ["identity"], days: 1))
        #expect(try items(world, "kiki@dp2kbp3a", World.kepala) == [.approval(revoked), .approval(short)])
        try world.revoke(revoked)
        world.now = world.now.adding(seconds: 2 * 86_400)
        #expect(try items(world, "kiki@dp2kbp3a", World.kepala) == [])
    }

    /// The inbox offers what the policy allows, and nothing else.
    @Test func `an approval waits for exactly those to whom the policy allows it`() throws {
        let world = try World()
        try world.grant(world.terms(to: World.penyidik, ["identity"]), by: "rani@dp2kbp3a")
        try world.grant(world.terms(to: World.kepala, ["medical"], persons: ["kiki@dp2kbp3a"]))
        let third = try world.grant(world.terms(to: World.jaksa, ["medical"]))
        try world.approve(third)
        try world.grant(world.terms(to: World.jaksa, ["evidence"]))
        for (person, roles) in World.people {
            let handle = handle(person)
            for name in roles where world.roster.people[handle]?.isActive == true {
                let role = role("\(handle.agency.text)/\(name)")
                let waiting = try items(world, person, role)
                for grant in world.state!.grants.keys {
                    let isAllowed = world.decide(world.approval(of: grant), by: person, as: role) == .allowed
                    #expect(waiting.contains(.approval(grant)) == isAllowed, "\(person) as \(name)")
                }
            }
        }
    }

    // MARK: Grants to open, and such as end

    @Test func `a grant is unopened until one of the role accepts it`() throws {
        let world = try World()
        let grant = try world.share(["evidence"])
        #expect(try siti(world) == [.unopened(grant)] && budi(world) == [.unopened(grant)])
        #expect(try owner(world) == [] && items(world, "jaja@kejaksaan", World.jaksa) == [])
        try world.allow(.acceptGrant(grant), by: "siti@unit-ppa", as: World.penyidik)
        #expect(try siti(world) == [] && budi(world) == [])
    }

    @Test func `a grant by name is unopened for each who is named, and for nobody else`() throws {
        let world = try World()
        let both = try world.share(["evidence"], persons: ["siti@unit-ppa", "budi@unit-ppa"])
        let one = try world.share(["statement"], persons: ["budi@unit-ppa"])
        #expect(try siti(world) == [.unopened(both)] && budi(world) == [.unopened(both), .unopened(one)])
        try world.allow(.acceptGrant(both), by: "siti@unit-ppa", as: World.penyidik)
        #expect(try siti(world) == [] && budi(world) == [.unopened(both), .unopened(one)])
        // Nor does it end soon for who is not named.
        world.now = world.now.adding(seconds: 20 * 86_400)
        #expect(try siti(world) == [.ending(both)])
    }

    @Test func `a grant ends soon within two weeks, for who has it and who gave it, and not once it is over`() throws {
        let world = try World()
        let grant = try world.share(["evidence"], days: 30)
        let until = try #require(world.state?.grants[grant]?.terms.until)
        try world.allow(.acceptGrant(grant), by: "siti@unit-ppa", as: World.penyidik)
        let notice = until.adding(seconds: -Inbox.noticeSeconds)
        for (now, isEnding) in [
            (notice.adding(seconds: -1), false), (notice, true), (until, true), (until.adding(seconds: 1), false),
        ] {
            world.now = now
            let expected: [InboxItem] = isEnding ? [.ending(grant)] : []
            #expect(try siti(world) == expected && owner(world) == expected, "\(now.text)")
            #expect(try items(world, "jaja@kejaksaan", World.jaksa) == [])
        }
        world.now = notice
        try world.revoke(grant)
        #expect(try siti(world) == [] && owner(world) == [])
    }

    @Test func `a grant that begins later is unopened, and one that waits is not`() throws {
        let world = try World()
        let later = try world.grant(world.terms(to: World.penyidik, ["evidence"], from: 86_400))
        try world.grant(world.terms(to: World.penyidik, ["identity"], days: 3))
        #expect(try siti(world) == [.unopened(later)] && owner(world) == [])
    }

    // MARK: Asks

    @Test func `an ask waits for the owner until it is answered, and not while the case is closed`() throws {
        let world = try World()
        let (first, second) = (try world.ask(), try world.ask(by: "siti@unit-ppa", as: World.penyidik))
        #expect(try owner(world) == [.ask(first), .ask(second)])
        #expect(try siti(world) == [] && items(world, "jaja@kejaksaan", World.jaksa) == [])
        #expect(try items(world, "kiki@dp2kbp3a", World.kepala) == [])
        try world.own(world.refusal(of: first))
        #expect(try owner(world) == [.ask(second)])
        try world.close()
        #expect(try owner(world) == [])
        try world.own(.reopenCase(world.caseID))
        let grant = try world.grant(world.terms(to: World.penyidik, ["evidence"], answers: second))
        #expect(try owner(world) == [] && siti(world) == [.unopened(grant)])
    }
}
