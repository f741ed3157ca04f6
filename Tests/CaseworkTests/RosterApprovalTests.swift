import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

/// Enrolments that wait, in the chain: what the custodian's decision would let pass, the roster does not.
struct RosterApprovalTests {
    private func fault(_ item: RosterItem, on roster: Roster) -> CaseworkError.RosterFault? {
        var roster = roster
        let before = roster.people
        do {
            try roster.apply(item)
            return nil
        } catch CaseworkError.rosterRefused(_, let fault) {
            // A refused link leaves nothing behind.
            #expect(roster.people == before)
            return fault
        } catch {
            return .signature
        }
    }

    private let baru = handle("baru@dp2kbp3a")
    private let kiki = "kiki@dp2kbp3a"
    private let koko = "koko@dp2kbp3a"
    private let rani = "rani@dp2kbp3a"

    /// `baru` waits for `count` approvals, of an agency with the active `approvers`.
    private func waiting(_ count: Int, approvers: [String] = []) throws -> World {
        let world = try World.waiting(count, approvers: approvers)
        try world.enroll("baru@dp2kbp3a", ["pendamping"])
        return world
    }

    private func state(_ world: World) -> PersonState? { world.roster.people[baru]?.state }

    private func approve(_ world: World, by actor: String) throws {
        try world.apply(
            try world.enrolmentApproval(
                of: "baru@dp2kbp3a", by: actor, as: actor.hasPrefix("admin") ? nil : World.kepala))
    }

    @Test func `an enrolment is active at once only where the charter wants no approval`() throws {
        let free = try World(enrolling: false)
        try free.enroll("baru@dp2kbp3a", ["pendamping"])
        #expect(state(free) == .active)
        for count in 1...2 {
            let world = try waiting(count)
            #expect(state(world) == .waiting)
            #expect(world.roster.members(of: World.owner) == [] && !world.roster.activePeople().contains(baru))
            #expect(world.roster.waitingPeople() == [baru])
            let person = try #require(world.roster.people[baru])
            #expect(person.enroller == handle("admin@dp2kbp3a") && person.request == Digest.of(world.items.last!.note))
            #expect(world.roster.approvalCount(person) == 0)
        }
    }

    @Test func `the last approval of those wanted makes a person active, none before it`() throws {
        let one = try waiting(1, approvers: [kiki])
        try approve(one, by: kiki)
        #expect(state(one) == .active)
        let two = try waiting(2, approvers: [kiki, koko])
        try approve(two, by: kiki)
        #expect(state(two) == .waiting)
        try approve(two, by: koko)
        #expect(state(two) == .active && two.roster.waitingPeople() == [])
        // The first of an agency, by the other agencies' admins, and by one approver with one admin.
        let first = try waiting(2)
        try approve(first, by: "admin@unit-ppa")
        #expect(state(first) == .waiting)
        try approve(first, by: "admin@kejaksaan")
        #expect(state(first) == .active)
        let mixed = try waiting(2, approvers: [kiki])
        try approve(mixed, by: "admin@unit-ppa")
        try approve(mixed, by: kiki)
        #expect(state(mixed) == .active)
    }

    @Test func `the approval of somebody who left meanwhile does not count`() throws {
        let world = try waiting(2, approvers: [kiki, koko, rani])
        try approve(world, by: kiki)
        try world.dismiss(kiki)
        try approve(world, by: koko)
        #expect(state(world) == .waiting)
        #expect(world.roster.approvalCount(try #require(world.roster.people[baru])) == 1)
        try approve(world, by: rani)
        #expect(state(world) == .active)
        // What took effect stays, whoever leaves later.
        try world.dismiss(koko)
        try world.dismiss(rani)
        #expect(state(world) == .active)
    }

    @Test func `a chain of approvals reduces to the same roster, and without one of them is refused`() throws {
        let world = try waiting(2, approvers: [kiki, koko])
        try approve(world, by: kiki)
        try approve(world, by: koko)
        let active = try world.item(.verifyVault, by: "baru@dp2kbp3a", as: World.owner)
        let roster = try Roster(world.items)
        #expect(roster.people == world.roster.people && roster.head == world.roster.head)
        // A link that changes nothing is refused for what it is, or before that for who signed it.
        #expect(fault(active, on: roster) == .notAdmin)
        for (index, item) in world.items.enumerated() {
            guard try Request(parsing: Note(parsing: item.note).text).action.name == .personApprove else { continue }
            var skipping = world.items
            skipping.remove(at: index)
            let isLast = index == world.items.count - 1
            if isLast {
                #expect(try Roster(skipping).people[baru]?.state == .waiting)
            } else {
                #expect(refuses { _ = try Roster(skipping) }, "link \(index)")
            }
        }
    }

    @Test func `who waits signs no link`() throws {
        let world = try World.waiting(1)
        try world.enroll(kiki, ["kepala"])
        try world.enroll("baru@dp2kbp3a", ["pendamping"])
        for person in ["baru@dp2kbp3a", kiki] {
            let item = try world.enrolmentApproval(of: person, by: kiki, as: World.kepala)
            #expect(fault(item, on: world.roster) == .notAdmin)
        }
        try world.apply(try world.enrolmentApproval(of: kiki, by: "admin@unit-ppa"))
        #expect(
            fault(try world.enrolmentApproval(of: "baru@dp2kbp3a", by: kiki, as: World.kepala), on: world.roster) == nil
        )
    }

    @Test func `an approval has the fault that it has`() throws {
        let world = try waiting(2, approvers: [kiki, koko])
        try world.enroll("lain@dp2kbp3a", ["kepala"])
        try world.enroll("kani@unit-ppa", ["kanit"])
        for admin in ["admin@dp2kbp3a", "admin@kejaksaan"] {
            try world.apply(try world.enrolmentApproval(of: "kani@unit-ppa", by: admin))
        }
        try world.enroll("ani@dp2kbp3a", ["pendamping"])
        for approver in [kiki, koko] {
            try world.apply(try world.enrolmentApproval(of: "ani@dp2kbp3a", by: approver, as: World.kepala))
        }
        func approve(
            by actor: String, as role: RoleName? = nil, of person: String = "baru@dp2kbp3a", request: Digest? = nil
        ) throws -> CaseworkError.RosterFault? {
            fault(try world.enrolmentApproval(of: person, by: actor, as: role, request: request), on: world.roster)
        }
        #expect(try approve(by: kiki, as: World.kepala) == nil)
        // By who asked, who is enrolled, another agency, who may not approve, nobody.
        #expect(try approve(by: "admin@dp2kbp3a") == .approval)
        #expect(try approve(by: "baru@dp2kbp3a", as: World.owner) == .notAdmin)
        #expect(try approve(by: "admin@unit-ppa") == .approval)
        #expect(try approve(by: "kani@unit-ppa", as: World.kanit) == .approval)
        #expect(try approve(by: "ani@dp2kbp3a", as: World.owner) == .approval)
        #expect(try approve(by: "nobody@dp2kbp3a", as: World.kepala) == .notAdmin)
        // In a role that is not the actor's.
        #expect(try approve(by: kiki) == .notAdmin)
        #expect(try approve(by: "ani@dp2kbp3a", as: World.kepala) == .notAdmin)
        // Of another request, of another person with this one's request, and of this person with another one's.
        let (own, other) = (world.roster.people[baru]?.request, world.roster.people[handle("lain@dp2kbp3a")]?.request)
        #expect(try approve(by: kiki, as: World.kepala, request: Digest.of("other")) == .approval)
        #expect(try approve(by: kiki, as: World.kepala, of: "lain@dp2kbp3a", request: own) == .approval)
        #expect(try approve(by: kiki, as: World.kepala, request: other) == .approval)
        // Of who is active, who is an admin, nobody.
        #expect(try approve(by: kiki, as: World.kepala, of: koko) == .approval)
        #expect(try approve(by: kiki, as: World.kepala, of: "admin@dp2kbp3a") == .approval)
        #expect(try approve(by: kiki, as: World.kepala, of: "nobody@dp2kbp3a") == .approval)
        // Twice.
        try world.apply(try world.enrolmentApproval(of: "baru@dp2kbp3a", by: kiki, as: World.kepala))
        #expect(try approve(by: kiki, as: World.kepala) == .approval)
        #expect(try approve(by: koko, as: World.kepala) == nil)
        // By who left, and of who left.
        try world.dismiss(koko)
        #expect(try approve(by: koko, as: World.kepala) == .notAdmin)
        #expect(try approve(by: "admin@unit-ppa") == nil)
        try world.dismiss("baru@dp2kbp3a")
        #expect(try approve(by: "admin@unit-ppa") == .approval)
    }

    @Test func `an agency that has not joined approves nothing`() throws {
        let world = try World(joining: ["kejaksaan"], enrolling: false, enrolmentApprovals: 1)
        try world.enroll("baru@dp2kbp3a", ["pendamping"])
        func approval(by admin: String) throws -> CaseworkError.RosterFault? {
            fault(try world.enrolmentApproval(of: "baru@dp2kbp3a", by: admin), on: world.roster)
        }
        #expect(try approval(by: "admin@unit-ppa") == .approval)
        #expect(try approval(by: "admin@kejaksaan") == nil)
        try world.apply(try world.join("unit-ppa"))
        #expect(try approval(by: "admin@unit-ppa") == nil)
    }

    @Test func `only an approval may come from who is no admin`() throws {
        let world = try waiting(1, approvers: [kiki])
        let other = Action.dismiss(baru, reason: Digest.of("r"), newKeys: [])
        #expect(fault(try world.item(other, by: kiki, as: World.kepala), on: world.roster) == .notAdmin)
        let join = Action.joinVault(genesis: world.genesis.vault)
        #expect(fault(try world.item(join, by: kiki, as: World.kepala), on: world.roster) == .notAdmin)
    }

    @Test func `who waits is dismissed with a new key for the role, and does not come back`() throws {
        let world = try waiting(1, approvers: [kiki])
        let withoutKey = Action.dismiss(baru, reason: Digest.of("r"), newKeys: [])
        #expect(fault(try world.item(withoutKey, by: "admin@dp2kbp3a"), on: world.roster) == .roleKeyMissing)
        let dismissal = try world.dismissal("baru@dp2kbp3a")
        try world.apply(dismissal)
        #expect(state(world) == .dismissed && world.roster.waitingPeople() == [])
        #expect(world.roster.currentKey(of: World.owner)?.generation == 2)
        // They may have known the role's key: what it opens counts as known to somebody who left.
        #expect(world.roster.hasLost(memberOf: World.owner, persons: [], since: 0))
        #expect(fault(try world.dismissal("baru@dp2kbp3a"), on: world.roster) == .unknownPerson)
        #expect(fault(try world.enrolment("baru@dp2kbp3a", ["pendamping"]), on: world.roster) == .handleTaken)
    }

    @Test func `a role's new keys go to who holds it and who waits for it, and to nobody who left`() throws {
        let world = try waiting(1, approvers: [kiki])
        #expect(world.roster.members(of: World.owner) == [])
        #expect(world.roster.members(andWaitingOf: World.owner) == [baru])
        try world.enroll("ani@dp2kbp3a", ["pendamping"])
        try approve(world, by: kiki)
        #expect(world.roster.members(of: World.owner) == [baru])
        #expect(world.roster.members(andWaitingOf: World.owner) == [handle("ani@dp2kbp3a"), baru])
        #expect(world.roster.members(andWaitingOf: World.kepala) == [handle(kiki)])
        #expect(world.roster.members(andWaitingOf: World.penyidik) == [])
        try world.dismiss("baru@dp2kbp3a")
        #expect(world.roster.members(andWaitingOf: World.owner) == [handle("ani@dp2kbp3a")])
        try world.dismiss("ani@dp2kbp3a")
        #expect(world.roster.members(andWaitingOf: World.owner) == [])
    }

    /// One key, two names: the second could approve what the first asked for.
    @Test func `nobody is enrolled under a key that somebody has`() throws {
        let world = try World.waiting(1, approvers: [kiki])
        let card = try world.card("baru@dp2kbp3a", recipient: try world.card(kiki).recipient)
        let item = try world.item(
            .enroll(baru, roles: [World.kepala], card: card.digest, newKeys: []), by: "admin@dp2kbp3a",
            things: [.card(baru): card.note.encoded])
        #expect(fault(item, on: world.roster) == .handleTaken)
    }
}
