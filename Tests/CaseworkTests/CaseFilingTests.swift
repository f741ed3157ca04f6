import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

/// What filing, links and asks make of a case, and what no custodian can make of them.
struct CaseFilingTests {
    private func refused(_ world: World, _ action: Action, by actor: String, as role: RoleName) throws -> Bool {
        var applied = world.state
        let entry = try world.entry(action, by: actor, as: role)
        do {
            try CaseState.apply(entry, to: &applied, decidedBy: world.roster, of: world.caseID)
            return false
        } catch CaseworkError.trailRefused(_, let change, .content) {
            #expect(change == world.trail.count)
            // What is refused leaves the state as it was.
            let (state, before) = (try #require(applied), try #require(world.state))
            #expect(state.head == before.head && state.records == before.records && state.epochs == before.epochs)
            #expect(state.asks == before.asks && state.links == before.links && state.grants == before.grants)
            #expect(state.isClosed == before.isClosed)
            return true
        }
    }

    private func owner(_ world: World, _ action: Action) throws -> Bool {
        try refused(world, action, by: "ani@dp2kbp3a", as: World.owner)
    }

    private func epoch(_ name: String, _ number: Int) -> EpochName { EpochName(compartment: part(name), epoch: number) }

    // MARK: Places

    @Test func `a record is where it was last put, and its content where it came`() throws {
        let world = try World()
        let before = try #require(world.state?.records[world.document]?.latest)
        #expect(!before.isMoved && before.place.sequence == before.sequence)
        let moved = world.sequence
        try world.own(world.move(world.document, to: "statement"))
        let record = try #require(world.state?.records[world.document])
        #expect(record.compartment == part("statement") && record.versions.count == 1 && record.latest.isMoved)
        #expect(record.latest.place.epoch == epoch("statement", 1) && record.latest.place.sequence == moved)
        #expect(record.latest.sequence == before.sequence && record.latest.addition == before.addition)
        #expect(record.latest.addition.epoch == epoch("evidence", 1))
        // Back again, it is not as if nothing had been.
        let back = world.sequence
        try world.own(world.move(world.document, to: "evidence"))
        let latest = try #require(world.state?.records[world.document]?.latest)
        #expect(latest.place.epoch == epoch("evidence", 1) && latest.place.sequence == back && latest.isMoved)
        #expect(try CaseState(world.caseID, trail: world.trail).records == world.state?.records)
    }

    @Test func `a move that opens an epoch ends the staleness there, and only there`() throws {
        let world = try World()
        let grant = try world.share(["evidence", "statement"])
        try world.share(["statement"], to: World.jaksa)
        try world.revoke(grant)
        func isStale(_ name: String) -> Bool? { world.state?.isStale(part(name), roster: world.roster, at: world.now) }
        #expect(isStale("evidence") == true && isStale("statement") == true)
        let opened = world.sequence
        try world.own(world.movingAnew(world.document, to: "statement"))
        #expect(isStale("evidence") == true && isStale("statement") == false)
        let newest = try #require(world.state?.epochs[part("statement")]?.last)
        #expect(newest.name == epoch("statement", 2) && newest.sequence == opened)
        #expect(newest.opener == handle("ani@dp2kbp3a") && newest.commitment == Digest.of("next"))
        #expect(newest.holders == world.state?.holders(of: part("statement"), roster: world.roster, at: world.now))
        #expect(world.state?.records[world.document]?.latest.place.epoch == epoch("statement", 2))
        // The next who leaves makes the new epoch stale in its turn.
        try world.dismiss("juju@kejaksaan")
        #expect(isStale("statement") == true)
    }

    @Test func `a move under a key that is not the newest, or skips one, is no change`() throws {
        let world = try World()
        try world.revoke(try world.share(["statement"]))
        #expect(try owner(world, world.movingAnew(world.document, to: "statement", epoch: 3)))
        #expect(try owner(world, world.movingAnew(world.document, to: "statement", epoch: 1)))
        #expect(try owner(world, world.move(world.document, to: "statement", epoch: 2)))
        try world.own(world.movingAnew(world.document, to: "statement"))
        #expect(try owner(world, world.move(world.medical, to: "statement", epoch: 1)))
        #expect(try !owner(world, world.move(world.medical, to: "statement", epoch: 2)))
    }

    // MARK: A lying custodian

    @Test func `what a stranger asked for is no change of the filing, though the custodian calls it allowed`() throws {
        let world = try World()
        try world.share(["evidence"])
        let filed = try world.filed()
        let other = CaseID.make()
        try world.own(.linkCase(world.caseID, other: other))
        let ask = try world.ask()
        let withdrawn = RecordID.make(.document)
        try world.own(world.add(withdrawn, to: "evidence"))
        try world.own(world.withdrawal(of: withdrawn))
        let actions: [(Action, String, RoleName)] = [
            // Siti holds the evidence, and what the owner filed is not hers.
            (world.withdrawal(of: world.document), "siti@unit-ppa", World.penyidik),
            (world.restoring(withdrawn), "siti@unit-ppa", World.penyidik),
            (world.move(world.document, to: "statement"), "siti@unit-ppa", World.penyidik),
            (world.move(filed, to: "statement"), "siti@unit-ppa", World.penyidik),
            (.closeCase(world.caseID), "siti@unit-ppa", World.penyidik),
            (world.refusal(of: ask), "siti@unit-ppa", World.penyidik),
            // Jaja has nothing.
            (world.withdrawal(of: filed), "jaja@kejaksaan", World.jaksa),
            (world.move(filed, to: "statement"), "jaja@kejaksaan", World.jaksa),
            (.linkCase(world.caseID, other: .make()), "jaja@kejaksaan", World.jaksa),
            (.unlinkCase(world.caseID, other: other), "jaja@kejaksaan", World.jaksa),
            (world.refusal(of: ask), "jaja@kejaksaan", World.jaksa),
            (.createGrant(world.terms(to: World.jaksa, ["evidence"], answers: ask)), "jaja@kejaksaan", World.jaksa),
            // Another role of the owner's agency is not the owner.
            (world.withdrawal(of: world.document), "kiki@dp2kbp3a", World.kepala),
            (world.refusal(of: ask), "kiki@dp2kbp3a", World.kepala),
            (.linkCase(world.caseID, other: .make()), "kiki@dp2kbp3a", World.kepala),
        ]
        for (action, actor, asRole) in actions {
            #expect(try refused(world, action, by: actor, as: asRole), "\(action.name.rawValue) by \(actor)")
        }
        try world.close()
        #expect(try refused(world, .reopenCase(world.caseID), by: "siti@unit-ppa", as: World.penyidik))
        #expect(try refused(world, .reopenCase(world.caseID), by: "kiki@dp2kbp3a", as: World.kepala))
        #expect(try !owner(world, .reopenCase(world.caseID)))
    }

    @Test func `what does not follow is no change, though the owner asked for it`() throws {
        let world = try World()
        let (ask, other, withdrawn) = (try world.ask(), CaseID.make(), RecordID.make(.document))
        try world.own(world.add(withdrawn, to: "evidence"))
        try world.own(world.withdrawal(of: withdrawn))
        try world.own(.linkCase(world.caseID, other: other))
        let actions: [Action] = [
            world.withdrawal(of: withdrawn), world.restoring(world.document), world.withdrawal(of: .make(.document)),
            world.restoring(.make(.document)), world.withdrawal(of: .make(.identity)), world.restoring(world.identity),
            world.move(withdrawn, to: "statement"), world.move(world.document, to: "evidence"),
            world.move(world.document, to: "gossip"), world.move(world.document, to: "summary"),
            world.move(world.document, to: "identity"), world.move(world.identity, to: "evidence"),
            world.move(.make(.document), to: "statement"), world.move(world.document, to: "statement", version: 2),
            .linkCase(world.caseID, other: other), .linkCase(world.caseID, other: world.caseID),
            .unlinkCase(world.caseID, other: .make()), .reopenCase(world.caseID), world.asking(),
            world.refusal(of: .make()),
            .createGrant(world.terms(to: World.penghubung, ["evidence"], answers: ask)),
            .createGrant(world.terms(to: World.jaksa, ["evidence"], answers: .make())),
            // Readings are no changes.
            .check(world.document), world.export(), world.export(world.document), .readInbox,
            world.prepare(.documentAdd),
        ]
        for action in actions { #expect(try owner(world, action), "\(action.name.rawValue)") }
    }

    @Test func `a request signed for another case is none of this one's filing`() throws {
        let world = try World()
        let other = CaseID.make()
        for action in [.reopenCase(other), .linkCase(other, other: .make()), world.asking(in: other)] as [Action] {
            var state = try #require(world.state)
            let entry = try world.entry(action, by: "ani@dp2kbp3a", as: World.owner)
            #expect(throws: CaseworkError.trailRefused(case: world.caseID, change: world.trail.count, .notOfThisCase)) {
                try state.apply(entry)
            }
        }
    }

    // MARK: Asks and answers

    @Test func `an ask is open until a grant or a refusal answers it, once`() throws {
        let world = try World()
        let asked = world.sequence
        let first = try world.ask(for: ["statement", "evidence"])
        let second = try world.ask()
        let entry = try #require(world.state?.asks[first])
        #expect(entry.sequence == asked && entry.role == World.jaksa && entry.actor == handle("jaja@kejaksaan"))
        #expect(entry.answered == nil && entry.ask.compartments == ["evidence", "statement"].map(part))
        let refusing = world.sequence
        try world.own(world.refusal(of: first))
        #expect(world.state?.asks[first]?.answered == refusing && world.state?.asks[second]?.answered == nil)
        let granted = world.sequence
        try world.grant(world.terms(to: World.jaksa, ["evidence"], answers: second))
        #expect(world.state?.asks[second]?.answered == granted)
        for ask in [first, second] {
            #expect(try owner(world, world.refusal(of: ask)))
            #expect(try owner(world, .createGrant(world.terms(to: World.jaksa, ["evidence"], answers: ask))))
            // Nor is its id free again.
            #expect(try refused(world, world.asking(id: ask), by: "jaja@kejaksaan", as: World.jaksa))
        }
    }

    @Test func `links are what was linked and not unlinked`() throws {
        let world = try World()
        let (first, second) = (CaseID.make(), CaseID.make())
        try world.own(.linkCase(world.caseID, other: first))
        try world.own(.linkCase(world.caseID, other: second))
        #expect(world.state?.links == [first, second])
        try world.own(.unlinkCase(world.caseID, other: first))
        #expect(world.state?.links == [second])
        #expect(try owner(world, .unlinkCase(world.caseID, other: first)))
    }

    @Test func `withdrawn says by which entry, until it is restored`() throws {
        let world = try World()
        let sequence = world.sequence
        try world.own(world.withdrawal(of: world.document))
        #expect(world.state?.records[world.document]?.withdrawn?.sequence == sequence)
        try world.own(world.restoring(world.document))
        #expect(world.state?.records[world.document]?.withdrawn == nil)
        try world.close()
        #expect(world.state?.isClosed == true)
        try world.own(.reopenCase(world.caseID))
        #expect(world.state?.isClosed == false)
    }
}
