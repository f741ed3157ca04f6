import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

struct CaseStateTests {
    /// A case with one change of every kind.
    private func lived() throws -> World {
        let world = try World()
        try world.allow(
            world.add(world.identity, to: "identity", version: 2, reason: Digest.of("r")), by: "adi@dp2kbp3a",
            as: World.owner)
        let grant = try world.grant(world.terms(to: World.penyidik, ["evidence", "identity"]))
        try world.approve(grant)
        try world.allow(.acceptGrant(grant), by: "siti@unit-ppa", as: World.penyidik)
        try world.revoke(grant)
        try world.allow(world.reopening("evidence"), by: "ani@dp2kbp3a", as: World.owner)
        let (other, export) = (CaseID.make(), GrantID.make())
        for action in [
            world.requestExport([world.document], id: export), world.export(by: export),
            world.export(world.document, by: export),
            world.move(world.document, to: "statement"), world.withdrawal(of: world.document),
            world.restoring(world.document), world.withdrawal(of: world.identity), world.restoring(world.identity),
            .linkCase(world.caseID, other: other),
            .unlinkCase(world.caseID, other: other), world.refusal(of: try world.ask()), .closeCase(world.caseID),
            .reopenCase(world.caseID), world.rekey("medical"), .closeCase(world.caseID),
        ] { try world.own(action) }
        #expect(
            Set(world.trail.map(\.request.action.name))
                == Set(ActionName.allCases.filter { $0.kind is any CaseChange.Type }))
        return world
    }

    /// With a roster as whoever believes no custodian, else as one who decided it.
    private func fault(_ trail: [Entry], _ id: CaseID, _ roster: Roster? = nil) -> CaseworkError.TrailFault? {
        do {
            _ = try CaseState(id, trail: trail)
            guard let roster else { return nil }
            var state: CaseState?
            for entry in trail { try CaseState.apply(entry, to: &state, decidedBy: roster, of: id) }
            return nil
        } catch CaseworkError.trailRefused(_, _, let fault) {
            return fault
        } catch {
            Issue.record(error)
            return nil
        }
    }

    @Test func `a trail reduces to what the case is`() throws {
        let world = try lived()
        let state = try CaseState(world.caseID, trail: world.trail)
        #expect(state.head == world.trail.reduce(ChainHead.start) { $0.appending($1.leafHash) })
        #expect(state.head.count == world.trail.count)
        #expect(state.owner == World.owner && state.isClosed)
        #expect(state.records[world.identity]?.latest.number == 2)
        #expect(state.records(of: .document).map(\.id).prefix(2) == [world.document, world.medical])
        #expect(state.epochs[part("evidence")]?.map(\.name.epoch) == [1, 2])
        #expect(state.epoch(EpochName(compartment: part("evidence"), epoch: 2))?.commitment == Digest.of("next"))
        for epoch in [0, 3, -1] {
            #expect(state.epoch(EpochName(compartment: part("evidence"), epoch: epoch)) == nil)
        }
        let grant = try #require(state.grants.values.first)
        #expect(grant.revoked != nil && grant.approvals.count == 1 && grant.acceptances.count == 1)
        #expect(Set(state.manifests.keys) == Set(world.trail.map(\.sequence)))
        #expect(Set(state.compartments) == Set(world.charter.compartments + [.summary]))
    }

    @Test func `no change can be dropped, doubled or put elsewhere`() throws {
        let world = try lived()
        for index in world.trail.indices.dropLast() {
            var dropped = world.trail
            dropped.remove(at: index)
            #expect(fault(dropped, world.caseID) != nil)
            var doubled = world.trail
            doubled.insert(world.trail[index], at: index)
            #expect(fault(doubled, world.caseID) != nil)
            var swapped = world.trail
            swapped.swapAt(index, index + 1)
            #expect(fault(swapped, world.caseID) != nil)
        }
        #expect(fault([], world.caseID) == .content)
        #expect(fault(world.trail, .make()) == .notOfThisCase)
    }

    @Test func `a trail cut at its end is another head`() throws {
        let world = try lived()
        #expect(try CaseState(world.caseID, trail: world.trail.dropLast()).head != world.state?.head)
    }

    @Test func `a denied change is none`() throws {
        let world = try World()
        let denied = try world.entry(
            .closeCase(world.caseID), by: "ani@dp2kbp3a", as: World.owner, outcome: .denied(.notOwner))
        #expect(fault(world.trail + [denied], world.caseID) == .chain)
        let first = world.trail[0]
        let founding = Entry(
            sequence: first.sequence, time: first.time, outcome: .denied(.lacksCapability), place: first.place,
            note: first.note, request: first.request)
        #expect(fault([founding], world.caseID) == .chain)
    }

    @Test func `a change without a place, in another case, or after another head is refused`() throws {
        let world = try World()
        let close = Action.closeCase(world.caseID)
        let good = try world.entry(close, by: "ani@dp2kbp3a", as: World.owner)
        let placeless = Entry(
            sequence: good.sequence, time: good.time, outcome: .allowed, place: nil, note: good.note,
            request: good.request)
        #expect(fault(world.trail + [placeless], world.caseID) == .chain)
        let elsewhere = try world.entry(close, by: "ani@dp2kbp3a", as: World.owner, placedIn: .make())
        #expect(fault(world.trail + [elsewhere], world.caseID) == .chain)
        let early = try world.entry(close, by: "ani@dp2kbp3a", as: World.owner, trail: .start)
        #expect(fault(world.trail + [early], world.caseID) == .chain)
        let miscounted = try world.entry(
            close, by: "ani@dp2kbp3a", as: World.owner,
            trail: ChainHead(count: world.trail.count + 1, digest: world.state!.head.digest))
        #expect(fault(world.trail + [miscounted], world.caseID) == .chain)
        #expect(fault(world.trail + [good], world.caseID) == nil)
    }

    /// What an officer signed for one case, put into the trail of another by the custodian, would seal the second case's
    /// next keys to whom the first was shared with.
    @Test func `a request signed for another case is no change of this one`() throws {
        let world = try World()
        let other = CaseID.make()
        let actions: [Action] = [
            .closeCase(other), world.add(.make(.document), to: "evidence", in: other),
            .createGrant(world.terms(to: World.penyidik, ["evidence"], in: other)),
            world.creation(other, of: World.owner),
        ]
        for action in actions {
            let entry = try world.entry(action, by: "ani@dp2kbp3a", as: World.owner)
            #expect(fault(world.trail + [entry], world.caseID) == .notOfThisCase)
        }
        let founding = try World(enrolling: false)
        try founding.enroll("ani@dp2kbp3a", ["pendamping"])
        let misplaced = try founding.entry(
            founding.creation(founding.caseID, of: World.owner), by: "ani@dp2kbp3a", as: World.owner,
            placedIn: other)
        #expect(fault([misplaced], founding.caseID) != nil)
    }

    @Test func `what a stranger asked for is no change, though the custodian calls it allowed`() throws {
        let world = try World()
        let grant = try world.grant(world.terms(to: World.penyidik, ["evidence"], persons: ["siti@unit-ppa"]))
        let waiting = try world.grant(world.terms(to: World.penghubung, ["identity"]))
        let kanit = role("unit-ppa/kanit")
        let attempts: [(Action, String, RoleName)] = [
            (.createGrant(world.terms(to: World.penghubung, ["medical"])), "siti@unit-ppa", World.penyidik),
            (.createGrant(world.terms(to: World.jaksa, ["medical"], parent: grant)), "siti@unit-ppa", World.penyidik),
            (.createGrant(world.terms(to: World.jaksa, ["evidence"], parent: grant)), "jaja@kejaksaan", World.jaksa),
            (.createGrant(world.terms(to: World.jaksa, ["evidence"], parent: .make())), "ani@dp2kbp3a", World.owner),
            (world.add(.make(.document), to: "medical"), "siti@unit-ppa", World.penyidik),
            (world.add(.make(.document), to: "evidence"), "jaja@kejaksaan", World.jaksa),
            (.closeCase(world.caseID), "siti@unit-ppa", World.penyidik),
            (.acceptGrant(grant), "budi@unit-ppa", World.penyidik),
            (.acceptGrant(grant), "jaja@kejaksaan", World.jaksa),
            (world.approval(of: waiting), "kani@unit-ppa", kanit),
            (world.approval(of: waiting), "ani@dp2kbp3a", World.kepala),
            (.revokeGrant(grant, reason: Digest.of("r")), "siti@unit-ppa", World.penyidik),
            (.showCase(world.caseID), "ani@dp2kbp3a", World.owner), (.verifyVault, "ani@dp2kbp3a", World.owner),
        ]
        for (action, actor, asRole) in attempts {
            let entry = try world.entry(action, by: actor, as: asRole)
            #expect(
                fault(world.trail + [entry], world.caseID, world.roster) == .content,
                "\(action.name.rawValue) by \(actor)")
        }
    }

    @Test func `a grant can't stand on itself`() throws {
        let world = try World()
        let id = GrantID.make()
        let terms = world.terms(to: World.jaksa, ["evidence"], parent: id, id: id)
        let entry = try world.entry(.createGrant(terms), by: "ani@dp2kbp3a", as: World.owner)
        #expect(fault(world.trail + [entry], world.caseID, world.roster) == .content)
    }

    @Test func `a change that does not follow leaves the state as it was`() throws {
        let world = try World()
        let grant = try world.grant(world.terms(to: World.penyidik, ["identity"]))
        try world.approve(grant)
        let approved = Action.approveGrant(grant, request: Digest.of("other"))
        let attempts: [(Action, String, RoleName)] = [
            (world.add(world.identity, to: "identity", version: 3, reason: nil), "ani@dp2kbp3a", World.owner),
            (world.add(.make(.document), to: "evidence", version: 2), "ani@dp2kbp3a", World.owner),
            (world.add(.make(.document), to: "evidence", epoch: 2), "ani@dp2kbp3a", World.owner),
            (world.add(.make(.document), to: "gossip"), "ani@dp2kbp3a", World.owner),
            (world.reopening("evidence", epoch: 3), "ani@dp2kbp3a", World.owner),
            (.createGrant(world.state!.grants[grant]!.terms), "ani@dp2kbp3a", World.owner),
            (.acceptGrant(.make()), "siti@unit-ppa", World.penyidik),
            (.revokeGrant(.make(), reason: Digest.of("r")), "ani@dp2kbp3a", World.owner),
            (approved, "koko@dp2kbp3a", World.kepala), (world.approval(of: grant), "kiki@dp2kbp3a", World.kepala),
        ]
        for (action, actor, asRole) in attempts {
            var state = world.state
            let entry = try world.entry(action, by: actor, as: asRole)
            #expect(
                refuses { try CaseState.apply(entry, to: &state, decidedBy: world.roster, of: world.caseID) },
                "\(action.name.rawValue)")
            #expect(state?.head == world.state?.head)
            #expect(state?.epochs == world.state?.epochs && state?.records == world.state?.records)
            #expect(state?.grants == world.state?.grants)
        }
    }

    @Test func `a founding without a summary, or twice with one compartment, is refused`() throws {
        let world = try World()
        func found(_ names: [String], epoch: Int = 1) throws -> CaseworkError.TrailFault? {
            let openings = names.map {
                EpochOpening(name: EpochName(compartment: part($0), epoch: epoch), commitment: Digest.of($0))
            }
            let entry = try world.entry(
                .createCase(world.caseID, generation: 2, epochs: openings), by: "ani@dp2kbp3a", as: World.owner,
                trail: .start)
            return fault([entry], world.caseID)
        }
        #expect(try found(["summary", "evidence"]) == nil)
        #expect(try found(["evidence"]) == .content)
        #expect(try found(["summary", "evidence", "evidence"]) == .content)
        #expect(try found(["summary"], epoch: 2) == .content)
    }

    @Test func `a grant is sealed to its role, or to each person it names`() throws {
        let world = try World()
        let open = try world.grant(world.terms(to: World.penyidik, ["evidence"]))
        let named = try world.grant(world.terms(to: World.penyidik, ["evidence"], persons: ["siti@unit-ppa"]))
        let siti = handle("siti@unit-ppa")
        let key = RoleGeneration(role: World.penyidik, generation: 2)
        #expect(world.state?.grants[open]?.holder(for: siti) == .granted(open, key))
        #expect(world.state?.grants[named]?.holder(for: siti) == .person(named, siti))
        #expect(Holder.owner(key).grant == nil && Holder.granted(open, key).grant == open)
        #expect(Holder.person(named, siti).grant == named)
    }

    @Test func `a key lies only where its holder may look`() throws {
        let world = try World()
        let named = try world.grant(world.terms(to: World.penyidik, ["evidence"], persons: ["siti@unit-ppa"]))
        let other = try world.grant(world.terms(to: World.penghubung, ["evidence"]))
        try world.revoke(other)
        try world.allow(world.reopening("evidence"), by: "ani@dp2kbp3a", as: World.owner)
        let state = try #require(world.state)
        let (first, second) = (
            EpochName(compartment: part("evidence"), epoch: 1), EpochName(compartment: part("evidence"), epoch: 2)
        )
        func places(_ epoch: EpochName, _ access: Access, _ actor: String) -> [ItemName] {
            state.keyPlaces(of: epoch, access: access, actor: handle(actor)).map(\.item)
        }
        #expect(places(first, .grant(named), "siti@unit-ppa") == [.envelope])
        let siti = Holder.person(named, handle("siti@unit-ppa"))
        #expect(places(second, .grant(named), "siti@unit-ppa") == [.envelope(second, siti)])
        #expect(places(second, .grant(named), "budi@unit-ppa") == [])
        #expect(places(second, .grant(other), "hubi@kejaksaan") == [])
        #expect(places(first, .approver, "siti@unit-ppa") == [] && places(first, .asker, "siti@unit-ppa") == [])
        #expect(places(first, .grant(.make()), "siti@unit-ppa") == [])
        #expect(places(first, .owner, "ani@dp2kbp3a").count == 2)
    }
}
