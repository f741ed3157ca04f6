import Casework
import Sodium
import Testing
import Vocabulary

/// When a compartment needs a new key, and to whom it must be sealed.
struct PolicyEpochTests {
    /// What makes the evidence stale, done to a world in which penyidik and (by name) jaja hold it.
    enum Leaving: String, CaseIterable, Sendable {
        case revocation, expiry, ownerMember, granteeMember, namedPerson, revokedWhileWaiting

        func happen(in world: World, _ role: GrantID, _ named: GrantID) throws {
            switch self {
            case .revocation: try world.revoke(role)
            case .expiry: world.now = world.now.adding(seconds: 11 * 86_400)
            case .ownerMember: try world.dismiss("adi@dp2kbp3a")
            case .granteeMember: try world.dismiss("budi@unit-ppa")
            case .namedPerson: try world.dismiss("jaja@kejaksaan")
            case .revokedWhileWaiting:
                let waiting = try world.grant(world.terms(to: World.penghubung, ["evidence", "identity"]))
                try world.revoke(waiting)
            }
        }
    }

    private func shared() throws -> (world: World, role: GrantID, named: GrantID) {
        let world = try World()
        let role = try world.grant(world.terms(to: World.penyidik, ["evidence"], days: 10))
        let named = try world.grant(
            world.terms(to: World.jaksa, ["evidence"], persons: ["jaja@kejaksaan"], days: 20))
        return (world, role, named)
    }

    private func decide(_ action: Action, in world: World) -> Expected {
        world.decide(action, by: "ani@dp2kbp3a", as: World.owner)
    }

    @Test(arguments: Leaving.allCases)
    func `who leaves makes the epoch stale, and only a new one for those who remain is taken`(
        _ leaving: Leaving
    ) throws {
        let (world, role, named) = try shared()
        try leaving.happen(in: world, role, named)
        let state = try #require(world.state)
        #expect(state.isStale(part("evidence"), roster: world.roster, at: world.now))
        let holders = state.holders(of: part("evidence"), roster: world.roster, at: world.now)
        let old = world.add(.make(.document), to: "evidence")
        #expect(decide(old, in: world) == .refused(.epochStale))
        #expect(decide(world.reopening("evidence"), in: world) == .allowed)
        for index in holders.indices {
            var fewer = holders
            fewer.remove(at: index)
            #expect(decide(world.reopening("evidence", holders: fewer), in: world) == .refused(.epochMoved))
        }
        let stranger = Holder.person(role, handle("dedi@unit-ppa"))
        #expect(decide(world.reopening("evidence", holders: holders + [stranger]), in: world) == .refused(.epochMoved))
        #expect(decide(world.reopening("evidence", holders: []), in: world) == .refused(.epochMoved))
        #expect(decide(world.reopening("evidence", epoch: 3), in: world) == .refused(.epochMoved))
        #expect(decide(world.reopening("evidence", epoch: 1), in: world) == .refused(.epochMoved))

        // With the new epoch all is well again, and another one is not wanted.
        try world.allow(world.reopening("evidence"), by: "ani@dp2kbp3a", as: World.owner)
        #expect(world.state?.isStale(part("evidence"), roster: world.roster, at: world.now) == false)
        #expect(decide(world.add(.make(.document), to: "evidence"), in: world) == .allowed)
        #expect(decide(world.add(.make(.document), to: "evidence", epoch: 1), in: world) == .refused(.epochMoved))
        #expect(decide(world.reopening("evidence"), in: world) == .refused(.epochMoved))
    }

    @Test func `the holders are the owner's newest key and every grant that runs`() throws {
        let (world, role, named) = try shared()
        func holders() -> [Holder] {
            world.state!.holders(of: part("evidence"), roster: world.roster, at: world.now)
        }
        let owner = Holder.owner(RoleGeneration(role: World.owner, generation: 2))
        let jaja = Holder.person(named, handle("jaja@kejaksaan"))
        #expect(holders() == [owner, .granted(role, RoleGeneration(role: World.penyidik, generation: 2)), jaja])
        try world.dismiss("budi@unit-ppa")
        #expect(holders() == [owner, .granted(role, RoleGeneration(role: World.penyidik, generation: 3)), jaja])
        try world.revoke(role)
        #expect(holders() == [owner, jaja])
        try world.dismiss("jaja@kejaksaan")
        #expect(holders() == [owner])
        try world.dismiss("adi@dp2kbp3a")
        #expect(holders() == [.owner(RoleGeneration(role: World.owner, generation: 3))])
    }

    @Test func `nothing happened, so a new epoch is refused`() throws {
        let (world, _, _) = try shared()
        #expect(decide(world.reopening("evidence"), in: world) == .refused(.epochMoved))
    }

    @Test func `what touches one compartment leaves the others as they are`() throws {
        let (world, role, _) = try shared()
        try world.revoke(role)
        #expect(decide(world.add(.make(.document), to: "statement"), in: world) == .allowed)
        #expect(decide(world.reopening("statement"), in: world) == .refused(.epochMoved))
    }

    @Test func `a dismissal elsewhere makes nothing stale`() throws {
        let (world, _, _) = try shared()
        try world.dismiss("koko@dp2kbp3a")
        try world.dismiss("juju@kejaksaan")
        #expect(decide(world.add(.make(.document), to: "evidence"), in: world) == .allowed)
    }

    @Test func `who left a role before the grant never had the key`() throws {
        let world = try World()
        try world.dismiss("budi@unit-ppa")
        try world.grant(world.terms(to: World.penyidik, ["evidence"]))
        #expect(decide(world.add(.make(.document), to: "evidence"), in: world) == .allowed)
        try world.dismiss("siti@unit-ppa")
        #expect(decide(world.add(.make(.document), to: "evidence"), in: world) == .refused(.epochStale))
    }

    @Test func `a parent's end takes its child's holding with it`() throws {
        let world = try World()
        let parent = try world.grant(world.terms(to: World.penyidik, ["evidence", "statement"], days: 20))
        try world.grant(
            world.terms(to: World.jaksa, ["evidence"], days: 10, parent: parent), by: "siti@unit-ppa",
            as: World.penyidik)
        try world.revoke(parent)
        let holders = world.state!.holders(of: part("evidence"), roster: world.roster, at: world.now)
        #expect(holders == [.owner(RoleGeneration(role: World.owner, generation: 2))])
        #expect(decide(world.reopening("evidence"), in: world) == .allowed)
    }

    @Test func `a grantee may open the new epoch, and must seal it to the owner`() throws {
        let (world, _, named) = try shared()
        try world.revoke(named)
        func decide(_ action: Action) -> Expected { world.decide(action, by: "siti@unit-ppa", as: World.penyidik) }
        let holders = world.state!.holders(of: part("evidence"), roster: world.roster, at: world.now)
        #expect(decide(world.reopening("evidence", holders: Array(holders.dropFirst()))) == .refused(.epochMoved))
        #expect(decide(world.reopening("evidence")) == .allowed)
    }

    @Test func `a grant of the epoch before the newest is refused`() throws {
        let (world, role, _) = try shared()
        let terms = world.terms(to: World.penghubung, ["evidence"])
        try world.revoke(role)
        try world.allow(world.reopening("evidence"), by: "ani@dp2kbp3a", as: World.owner)
        #expect(decide(.createGrant(terms), in: world) == .refused(.epochMoved))
        #expect(decide(.createGrant(world.terms(to: World.penghubung, ["evidence"])), in: world) == .allowed)
    }
}
