import Casework
import Sodium
import Vocabulary

extension PolicySpecialTests {
    static func creating(
        by actor: String = "ani@dp2kbp3a", as role: RoleName = World.owner, _ world: World, _ terms: GrantTerms
    ) -> Expected {
        world.decide(.createGrant(terms), by: actor, as: role)
    }

    // MARK: Grants

    static let grantRows: [Row] = [
        Row("a grant to the granter's own role", .denied(.ownRole)) {
            let world = try World()
            return creating(world, world.terms(to: World.owner, ["evidence"]))
        },
        Row("a grant to another role that the granter holds", .denied(.ownRole)) {
            let world = try World()
            return creating(by: "rani@dp2kbp3a", world, world.terms(to: World.kepala, ["evidence"]))
        },
        Row("a grant to a role of the same agency that the granter does not hold", .allowed) {
            let world = try World()
            return creating(world, world.terms(to: World.kepala, ["evidence"]))
        },
        Row("a grant to an admin", .refused(.unknownRole)) {
            let world = try World()
            return creating(world, world.terms(to: role("unit-ppa/admin"), ["evidence"]))
        },
        Row("a grant to a role that the charter does not list", .refused(.unknownRole)) {
            let world = try World()
            return creating(world, world.terms(to: role("unit-ppa/sopir"), ["evidence"]))
        },
        Row("a grant to an agency that the charter does not list", .refused(.unknownRole)) {
            let world = try World()
            return creating(world, world.terms(to: role("polda/penyidik"), ["evidence"]))
        },
        Row("a grant naming somebody who is not of the role", .refused(.unknownPerson)) {
            let world = try World()
            return creating(world, world.terms(to: World.penyidik, ["evidence"], persons: ["kani@unit-ppa"]))
        },
        Row("a grant naming somebody who left", .refused(.unknownPerson)) {
            let world = try World()
            return creating(world, world.terms(to: World.penyidik, ["evidence"], persons: ["dedi@unit-ppa"]))
        },
        Row("a grant naming one person twice", .refused(.malformed)) {
            let world = try World()
            let terms = world.terms(to: World.penyidik, ["evidence"], persons: ["siti@unit-ppa", "siti@unit-ppa"])
            return creating(world, terms)
        },
        Row("a grant to a key that the role had before somebody left", .refused(.roleHasNoKey)) {
            let world = try World()
            let terms = world.terms(to: World.penyidik, ["evidence"])
            try world.dismiss("budi@unit-ppa")
            return creating(world, terms)
        },
        Row("an owner's grant that names a parent", .denied(.beyondParent)) {
            let world = try World()
            let other = try world.grant(world.terms(to: World.penyidik, ["evidence"]))
            return creating(world, world.terms(to: World.jaksa, ["evidence"], parent: other))
        },
        Row("a grant of a day more than the longest", .denied(.tooLong)) {
            let world = try World()
            return creating(world, world.terms(to: World.penyidik, ["evidence"], days: 366))
        },
        Row("a grant of the longest time", .allowed) {
            let world = try World()
            return creating(world, world.terms(to: World.penyidik, ["evidence"], days: 365))
        },
        Row("a grant whose beginning in the past does not make it longer", .denied(.tooLong)) {
            let world = try World()
            return creating(world, world.terms(to: World.penyidik, ["evidence"], from: -86_400, days: 366))
        },
        Row("a grant until a moment that has passed", .refused(.timesReversed)) {
            let world = try World()
            return creating(world, world.terms(to: World.penyidik, ["evidence"], from: -86_400 * 9, days: -1))
        },
        Row("a grant in a closed case", .denied(.caseClosed)) {
            let world = try World()
            try world.allow(.closeCase(world.caseID), by: "ani@dp2kbp3a", as: World.owner)
            return creating(world, world.terms(to: World.penyidik, ["evidence"]))
        },
        Row("a stranger's grant in a closed case tells nothing of it", .denied(.noGrant)) {
            let world = try World()
            try world.allow(.closeCase(world.caseID), by: "ani@dp2kbp3a", as: World.owner)
            return creating(by: "siti@unit-ppa", as: World.penyidik, world, world.terms(to: World.jaksa, ["evidence"]))
        },
        Row("a stranger's preparation in a closed case tells nothing of it", .denied(.noGrant)) {
            let world = try World()
            try world.allow(.closeCase(world.caseID), by: "ani@dp2kbp3a", as: World.owner)
            let action = Action.prepare(.caseID(world.caseID), for: .documentAdd)
            return world.decide(action, by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("an addition to a closed case", .denied(.caseClosed)) {
            let world = try World()
            try world.allow(.closeCase(world.caseID), by: "ani@dp2kbp3a", as: World.owner)
            return world.decide(world.add(.make(.document), to: "evidence"), by: "ani@dp2kbp3a", as: World.owner)
        },
        Row("preparing an addition to a closed case", .denied(.caseClosed)) {
            let world = try World()
            try world.allow(.closeCase(world.caseID), by: "ani@dp2kbp3a", as: World.owner)
            let action = Action.prepare(.caseID(world.caseID), for: .documentAdd)
            return world.decide(action, by: "ani@dp2kbp3a", as: World.owner)
        },
        Row("an opening in a closed case", .allowed) {
            let world = try World()
            try world.allow(.closeCase(world.caseID), by: "ani@dp2kbp3a", as: World.owner)
            return world.decide(.open(world.document, .penyidikan), by: "ani@dp2kbp3a", as: World.owner)
        },
        Row("closing twice", .refused(.alreadyDone)) {
            let world = try World()
            try world.allow(.closeCase(world.caseID), by: "ani@dp2kbp3a", as: World.owner)
            return world.decide(.closeCase(world.caseID), by: "ani@dp2kbp3a", as: World.owner)
        },
        Row("the last second of a grant", .allowed) {
            let world = try World()
            let terms = world.terms(to: World.penyidik, ["evidence"])
            try world.grant(terms)
            world.now = terms.until
            return world.decide(.open(world.document, .penyidikan), by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("the second after a grant", .denied(.grantExpired)) {
            let world = try World()
            let terms = world.terms(to: World.penyidik, ["evidence"])
            try world.grant(terms)
            world.now = terms.until.adding(seconds: 1)
            return world.decide(.open(world.document, .penyidikan), by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("an older grant that runs, beside a newer one that was revoked", .allowed) {
            let world = try World()
            try world.grant(world.terms(to: World.penyidik, ["evidence"]))
            try world.revoke(try world.grant(world.terms(to: World.penyidik, ["evidence"])))
            return world.decide(.open(world.document, .penyidikan), by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("two grants do not lend each other purpose and compartment", .denied(.otherPurpose)) {
            let world = try World()
            try world.grant(world.terms(to: World.penyidik, ["statement"], purpose: .penyidikan))
            try world.grant(world.terms(to: World.penyidik, ["evidence"], purpose: .penuntutan))
            return world.decide(.open(world.document, .penyidikan), by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("an acceptance of a grant that is accepted", .refused(.alreadyDone)) {
            let world = try World()
            let grant = try world.grant(world.terms(to: World.penyidik, ["evidence"]))
            try world.allow(.acceptGrant(grant), by: "siti@unit-ppa", as: World.penyidik)
            return world.decide(.acceptGrant(grant), by: "budi@unit-ppa", as: World.penyidik)
        },
        Row("a stranger's acceptance of a grant that is accepted", .denied(.noGrant)) {
            let world = try World()
            let grant = try world.grant(world.terms(to: World.penyidik, ["evidence"]))
            try world.allow(.acceptGrant(grant), by: "siti@unit-ppa", as: World.penyidik)
            return world.decide(.acceptGrant(grant), by: "jaja@kejaksaan", as: World.jaksa)
        },
        Row("a second revocation", .refused(.alreadyDone)) {
            let world = try World()
            let grant = try world.grant(world.terms(to: World.penyidik, ["evidence"]))
            try world.revoke(grant)
            let action = Action.revokeGrant(grant, reason: Digest.of("r"))
            return world.decide(action, by: "adi@dp2kbp3a", as: World.owner)
        },
        Row("a revocation by the role that granted on another's strength", .allowed) {
            let (world, _, child) = try subgranted()
            let action = Action.revokeGrant(child, reason: Digest.of("r"))
            return world.decide(action, by: "budi@unit-ppa", as: World.penyidik)
        },
    ]

    // MARK: Grants on the strength of a grant

    /// Owner to penyidik (evidence, statement, 20 days), and from there to jaksa (evidence, 10 days).
    static func subgranted() throws -> (world: World, parent: GrantID, child: GrantID) {
        let world = try World()
        let parent = try world.grant(world.terms(to: World.penyidik, ["evidence", "statement"], days: 20))
        let child = try world.grant(
            world.terms(to: World.jaksa, ["evidence"], days: 10, parent: parent), by: "siti@unit-ppa",
            as: World.penyidik)
        return (world, parent, child)
    }

    /// What `siti` gets who grants on the strength of a grant of evidence to `persons` of hers, for 20 days.
    static func sub(
        persons: [String] = [], parentFrom: Int64 = 0, _ terms: (World, GrantID) -> GrantTerms
    ) throws -> Expected {
        let world = try World()
        let parent = try world.grant(
            world.terms(to: World.penyidik, ["evidence"], persons: persons, from: parentFrom, days: 20))
        return creating(by: "siti@unit-ppa", as: World.penyidik, world, terms(world, parent))
    }

    static let subgrantRows: [Row] = [
        Row("within the parent", .allowed) {
            try sub { $0.terms(to: World.jaksa, ["evidence"], days: 19, parent: $1) }
        },
        Row("another compartment than the parent's", .denied(.otherCompartment)) {
            try sub { $0.terms(to: World.jaksa, ["statement"], days: 19, parent: $1) }
        },
        Row("a compartment more than the parent's", .denied(.otherCompartment)) {
            try sub { $0.terms(to: World.jaksa, ["evidence", "statement"], days: 19, parent: $1) }
        },
        Row("another purpose than the parent's", .denied(.beyondParent)) {
            try sub { $0.terms(to: World.jaksa, ["evidence"], purpose: .persidangan, days: 19, parent: $1) }
        },
        Row("longer than the parent", .denied(.beyondParent)) {
            try sub { $0.terms(to: World.jaksa, ["evidence"], days: 21, parent: $1) }
        },
        Row("earlier than the parent", .denied(.beyondParent)) {
            try sub { $0.terms(to: World.jaksa, ["evidence"], from: -60, days: 19, parent: $1) }
        },
        Row("to everybody of a role where the parent names persons", .denied(.beyondParent)) {
            try sub(persons: ["siti@unit-ppa"]) { $0.terms(to: World.jaksa, ["evidence"], days: 19, parent: $1) }
        },
        Row("to other persons than the parent's", .denied(.beyondParent)) {
            try sub(persons: ["siti@unit-ppa"]) {
                $0.terms(to: World.jaksa, ["evidence"], persons: ["jaja@kejaksaan"], days: 19, parent: $1)
            }
        },
        Row("naming no parent", .denied(.noGrant)) {
            try sub { world, _ in world.terms(to: World.jaksa, ["evidence"], days: 19) }
        },
        Row("naming a parent that does not exist", .denied(.noGrant)) {
            try sub { world, _ in world.terms(to: World.jaksa, ["evidence"], days: 19, parent: .make()) }
        },
        Row("naming itself as its parent", .denied(.noGrant)) {
            let id = GrantID.make()
            return try sub { world, _ in world.terms(to: World.jaksa, ["evidence"], days: 19, parent: id, id: id) }
        },
        Row("naming a parent that is another role's", .denied(.noGrant)) {
            let world = try World()
            let other = try world.grant(world.terms(to: World.penghubung, ["evidence"], days: 20))
            return creating(
                by: "siti@unit-ppa", as: World.penyidik, world,
                world.terms(to: World.jaksa, ["evidence"], days: 1, parent: other))
        },
        Row("by a role that may not share", .denied(.lacksCapability)) {
            let world = try World()
            let parent = try world.grant(world.terms(to: World.jaksa, ["evidence"], days: 20))
            return creating(
                by: "jaja@kejaksaan", as: World.jaksa, world,
                world.terms(to: World.penyidik, ["evidence"], days: 1, parent: parent))
        },
        Row("ends with its parent", .denied(.grantRevoked)) {
            let (world, parent, _) = try subgranted()
            try world.revoke(parent)
            return world.decide(.open(world.document, .penyidikan), by: "jaja@kejaksaan", as: World.jaksa)
        },
        Row("runs while its parent runs", .allowed) {
            let (world, _, _) = try subgranted()
            return world.decide(.open(world.document, .penyidikan), by: "jaja@kejaksaan", as: World.jaksa)
        },
        Row("its own end does not end its parent", .allowed) {
            let (world, _, child) = try subgranted()
            try world.revoke(child)
            return world.decide(.open(world.document, .penyidikan), by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("back to the role it came from", .allowed) {
            try sub { $0.terms(to: World.owner, ["evidence"], days: 19, parent: $1) }
        },
        Row("to a role its granter holds", .denied(.ownRole)) {
            try sub { $0.terms(to: World.penyidik, ["evidence"], days: 19, parent: $1) }
        },
    ]

    // MARK: Approvals

    static func waiting(
        _ compartment: String = "identity", persons: [String] = [], to role: RoleName = World.penyidik,
        by granter: String = "ani@dp2kbp3a"
    ) throws -> (world: World, grant: GrantID) {
        let world = try World()
        return (world, try world.grant(world.terms(to: role, [compartment], persons: persons), by: granter))
    }

    static func opening(_ world: World, _ record: RecordID) -> Expected {
        world.decide(.open(record, .penyidikan), by: "siti@unit-ppa", as: World.penyidik)
    }

    static let approvalRows: [Row] = [
        Row("no approval where one is needed", .denied(.grantWaiting)) {
            let (world, _) = try waiting()
            return opening(world, world.identity)
        },
        Row("one approval where one is needed", .allowed) {
            let (world, grant) = try waiting()
            try world.approve(grant)
            return opening(world, world.identity)
        },
        Row("one approval where two are needed", .denied(.grantWaiting)) {
            let (world, grant) = try waiting("medical")
            try world.approve(grant)
            return opening(world, world.medical)
        },
        Row("two approvals where two are needed", .allowed) {
            let (world, grant) = try waiting("medical")
            try world.approve(grant)
            try world.approve(grant, by: "koko@dp2kbp3a")
            return opening(world, world.medical)
        },
        Row("a second approval by the same person", .refused(.alreadyDone)) {
            let (world, grant) = try waiting("medical")
            try world.approve(grant)
            return world.decide(world.approval(of: grant), by: "kiki@dp2kbp3a", as: World.kepala)
        },
        Row("an approval by the granter", .denied(.ownRequest)) {
            let (world, grant) = try waiting(by: "rani@dp2kbp3a")
            return world.decide(world.approval(of: grant), by: "rani@dp2kbp3a", as: World.kepala)
        },
        Row("an approval by a person whom the grant names", .denied(.ownRequest)) {
            let (world, grant) = try waiting(persons: ["kiki@dp2kbp3a"], to: World.kepala)
            return world.decide(world.approval(of: grant), by: "kiki@dp2kbp3a", as: World.kepala)
        },
        Row("an approval by the receiving agency", .denied(.foreignAgency)) {
            let (world, grant) = try waiting()
            return world.decide(world.approval(of: grant), by: "kani@unit-ppa", as: role("unit-ppa/kanit"))
        },
        Row("an approval by somebody who left", .denied(.dismissed)) {
            let (world, grant) = try waiting()
            try world.dismiss("kiki@dp2kbp3a")
            return world.decide(world.approval(of: grant), by: "kiki@dp2kbp3a", as: World.kepala)
        },
        Row("an approval of another request", .refused(.malformed)) {
            let (world, grant) = try waiting()
            let action = Action.approveGrant(grant, request: Digest.of("other"))
            return world.decide(action, by: "kiki@dp2kbp3a", as: World.kepala)
        },
        Row("an approval of a grant that needs none", .refused(.alreadyDone)) {
            let (world, grant) = try waiting("evidence")
            return world.decide(world.approval(of: grant), by: "kiki@dp2kbp3a", as: World.kepala)
        },
        Row("an approval of a grant that was revoked", .refused(.alreadyDone)) {
            let (world, grant) = try waiting()
            try world.revoke(grant)
            return world.decide(world.approval(of: grant), by: "kiki@dp2kbp3a", as: World.kepala)
        },
        Row("one of two approvers left before the second came", .denied(.grantWaiting)) {
            let (world, grant) = try waiting("medical")
            try world.approve(grant)
            try world.dismiss("kiki@dp2kbp3a")
            try world.approve(grant, by: "koko@dp2kbp3a")
            return opening(world, world.medical)
        },
        Row("a third approval makes up for one who left", .allowed) {
            let (world, grant) = try waiting("medical")
            try world.approve(grant)
            try world.dismiss("kiki@dp2kbp3a")
            try world.approve(grant, by: "koko@dp2kbp3a")
            try world.approve(grant, by: "rani@dp2kbp3a")
            return opening(world, world.medical)
        },
        Row("an approver who leaves later does not end what took effect", .allowed) {
            let (world, grant) = try waiting("medical")
            try world.approve(grant)
            try world.approve(grant, by: "koko@dp2kbp3a")
            try world.dismiss("kiki@dp2kbp3a")
            return opening(world, world.medical)
        },
        Row("a sub-grant needs an approval of its own", .denied(.grantWaiting)) {
            let (world, grant) = try waiting()
            try world.approve(grant)
            try world.grant(
                world.terms(to: World.jaksa, ["identity"], days: 10, parent: grant), by: "siti@unit-ppa",
                as: World.penyidik)
            return world.decide(.open(world.identity, .penyidikan), by: "jaja@kejaksaan", as: World.jaksa)
        },
        Row("reviewing a grant in the owning agency", .allowed) {
            let (world, grant) = try waiting()
            let action = Action.reviewGrant(grant)
            return world.decide(action, by: "kiki@dp2kbp3a", as: World.kepala)
        },
        Row("reviewing a grant in another agency, which would show the trail", .denied(.foreignAgency)) {
            let (world, grant) = try waiting()
            let action = Action.reviewGrant(grant)
            return world.decide(action, by: "kani@unit-ppa", as: role("unit-ppa/kanit"))
        },
        Row("preparing what is no change", .refused(.malformed)) {
            let (world, _) = try waiting()
            let action = Action.prepare(.caseID(world.caseID), for: .documentOpen)
            return world.decide(action, by: "ani@dp2kbp3a", as: World.owner)
        },
    ]
}
