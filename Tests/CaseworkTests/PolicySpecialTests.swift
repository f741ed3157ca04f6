import Casework
import Sodium
import Testing
import Vocabulary

/// What does not fit a table: one situation, one request, one decision.
struct PolicySpecialTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let situation: String
        let expected: Expected
        let decide: @Sendable () throws -> Expected

        init(_ situation: String, _ expected: Expected, _ decide: @escaping @Sendable () throws -> Expected) {
            self.situation = situation
            self.expected = expected
            self.decide = decide
        }

        var testDescription: String { situation }
    }

    static let rows: [Row] =
        grantRows + subgrantRows + approvalRows + rosterRows + limitRows + shapeRows + permissionRows
        + approvedExportRows + filingRows + moveRows
        + exportRows
        + linkRows + preparationRows + askRows + answerRows + enrolmentRows

    @Test(arguments: rows) func `a special row holds`(_ row: Row) throws {
        #expect(try row.decide() == row.expected)
    }
}

extension PolicySpecialTests {
    // MARK: The roster

    static func enrolling(_ person: String, _ roles: [String], by admin: String, in world: World) -> Expected {
        let action = Action.enroll(handle(person), roles: roles.map(role), card: Digest.of("c"), newKeys: [])
        return world.decide(action, by: admin, as: .admin(of: handle(admin).agency))
    }

    static let rosterRows: [Row] = [
        Row("another agency's admin enrols", .denied(.foreignAgency)) {
            enrolling("baru@dp2kbp3a", ["dp2kbp3a/pendamping"], by: "admin@unit-ppa", in: try World())
        },
        Row("an admin enrols an own person into another agency's role", .refused(.unknownRole)) {
            enrolling("baru@dp2kbp3a", ["unit-ppa/penyidik"], by: "admin@dp2kbp3a", in: try World())
        },
        Row("an admin enrols a second admin", .refused(.unknownRole)) {
            enrolling("baru@dp2kbp3a", ["dp2kbp3a/admin"], by: "admin@dp2kbp3a", in: try World())
        },
        Row("an admin enrols into no role", .refused(.unknownRole)) {
            enrolling("baru@dp2kbp3a", [], by: "admin@dp2kbp3a", in: try World())
        },
        Row("an admin enrols themselves as a member", .refused(.handleTaken)) {
            enrolling("admin@dp2kbp3a", ["dp2kbp3a/pendamping"], by: "admin@dp2kbp3a", in: try World())
        },
        Row("a handle of somebody who left", .refused(.handleTaken)) {
            enrolling("dodo@dp2kbp3a", ["dp2kbp3a/pendamping"], by: "admin@dp2kbp3a", in: try World())
        },
        Row("an enrolment where the charter asks for approvals: it waits for them", .allowed) {
            let world = try World(enrolling: false, enrolmentApprovals: 1)
            return enrolling("baru@dp2kbp3a", ["dp2kbp3a/pendamping"], by: "admin@dp2kbp3a", in: world)
        },
        Row("an agency that has not joined enrols", .denied(.agencyNotJoined)) {
            let world = try World(joining: [], enrolling: false)
            return enrolling("siti@unit-ppa", ["unit-ppa/penyidik"], by: "admin@unit-ppa", in: world)
        },
        Row("a grant to an agency that has not joined", .denied(.agencyNotJoined)) {
            let world = try World(joining: [], enrolling: false)
            try world.enroll("ani@dp2kbp3a", ["pendamping"])
            try world.allow(world.creation(world.caseID, of: World.owner), by: "ani@dp2kbp3a", as: World.owner)
            return creating(world, world.terms(to: World.penyidik, ["evidence"]))
        },
        Row("joining another vault", .refused(.malformed)) {
            let world = try World(joining: [], enrolling: false)
            let action = Action.joinVault(genesis: VaultID(Digest.of("other")))
            return world.decide(action, by: "admin@unit-ppa", as: role("unit-ppa/admin"))
        },
        Row("joining once", .allowed) {
            let world = try World(joining: [], enrolling: false)
            let action = Action.joinVault(genesis: world.genesis.vault)
            return world.decide(action, by: "admin@unit-ppa", as: role("unit-ppa/admin"))
        },
        Row("dismissing an admin", .refused(.unknownPerson)) {
            let action = Action.dismiss(handle("admin@unit-ppa"), reason: Digest.of("r"), newKeys: [])
            return try World().decide(action, by: "admin@unit-ppa", as: role("unit-ppa/admin"))
        },
        Row("dismissing twice", .refused(.alreadyDone)) {
            let action = Action.dismiss(handle("dedi@unit-ppa"), reason: Digest.of("r"), newKeys: [])
            return try World().decide(action, by: "admin@unit-ppa", as: role("unit-ppa/admin"))
        },
    ]

    // MARK: Limits

    static let limitRows: [Row] = [
        Row("the last search of a day", .allowed) {
            let world = try World()
            world.searchesToday = 99
            return world.decide(.find(.name, .penyidikan), by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("a search more than a day has", .denied(.searchLimit)) {
            let world = try World()
            world.searchesToday = 100
            return world.decide(.find(.name, .penyidikan), by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("an admin's search", .denied(.adminOpens)) {
            try World().decide(.find(.nik, .penyidikan), by: "admin@unit-ppa", as: role("unit-ppa/admin"))
        },
        Row("an admin's opening", .denied(.adminOpens)) {
            let world = try World()
            return world.decide(.open(world.identity, .penyidikan), by: "admin@dp2kbp3a", as: role("dp2kbp3a/admin"))
        },
        Row("an admin as member of the role whose seed they hold", .denied(.notMember)) {
            let world = try World()
            return world.decide(.open(world.identity, .penyidikan), by: "admin@dp2kbp3a", as: World.owner)
        },
    ]

    // MARK: Shapes

    static func adding(_ action: (World) -> Action) throws -> Expected {
        let world = try World()
        return world.decide(action(world), by: "ani@dp2kbp3a", as: World.owner)
    }

    static let shapeRows: [Row] = [
        Row("a document in the identities' compartment", .refused(.malformed)) {
            try adding { $0.add(.make(.document), to: "identity") }
        },
        Row("an identity in the documents' compartment", .refused(.malformed)) {
            try adding { $0.add(.make(.identity), to: "evidence") }
        },
        Row("a record in the summary", .refused(.unknownCompartment)) {
            try adding { $0.add(.make(.document), to: "summary") }
        },
        Row("a record in a compartment that is none", .refused(.unknownCompartment)) {
            try adding { $0.add(.make(.document), to: "gossip") }
        },
        Row("a second version of a document", .refused(.idTaken)) {
            try adding { $0.add($0.document, to: "evidence", version: 2, reason: Digest.of("r")) }
        },
        Row("a first version that is the second", .refused(.unknownRecord)) {
            try adding { $0.add(.make(.identity), to: "identity", version: 2, reason: Digest.of("r")) }
        },
        Row("an update without a reason", .refused(.versionMoved)) {
            try adding { $0.add($0.identity, to: "identity", version: 2) }
        },
        Row("an update that skips a version", .refused(.versionMoved)) {
            try adding { $0.add($0.identity, to: "identity", version: 3, reason: Digest.of("r")) }
        },
        Row("a case without one of the compartments", .refused(.malformed)) {
            try adding {
                .createCase(
                    .make(), generation: $0.roster.currentKey(of: World.owner)!.generation,
                    epochs: [EpochOpening(name: EpochName(compartment: .summary, epoch: 1), commitment: Digest.of(""))])
            }
        },
        Row("a case whose first epoch is the second", .refused(.malformed)) {
            try adding { $0.creation(.make(), of: World.owner, epoch: 2) }
        },
        Row("a case that exists", .refused(.idTaken)) { try adding { $0.creation($0.caseID, of: World.owner) } },
        Row("a record that does not exist", .refused(.unknownRecord)) {
            try adding { _ in .open(.make(.document), .penyidikan) }
        },
        Row("a case that does not exist", .refused(.unknownCase)) { try adding { _ in .showCase(.make()) } },
        Row("a grant without the summary", .refused(.malformed)) {
            try adding {
                let terms = $0.terms(to: World.penyidik, [])
                return .createGrant(
                    GrantTerms(
                        grant: terms.grant, caseID: terms.caseID, to: terms.to, generation: terms.generation,
                        persons: [],
                        epochs: [
                            EpochName(compartment: part("evidence"), epoch: 1),
                            EpochName(compartment: part("statement"), epoch: 1),
                        ], purpose: terms.purpose, basis: terms.basis, from: terms.from, until: terms.until,
                        parent: nil))
            }
        },
        Row("a grant of the summary alone", .refused(.malformed)) {
            try adding { .createGrant($0.terms(to: World.penyidik, [])) }
        },
        Row("a grant of one compartment twice", .refused(.malformed)) {
            try adding { .createGrant($0.terms(to: World.penyidik, ["evidence", "evidence"])) }
        },
        Row("a grant of a compartment that is none", .refused(.unknownCompartment)) {
            try adding { .createGrant($0.terms(to: World.penyidik, ["gossip"])) }
        },
        Row("a grant whose id is taken", .refused(.idTaken)) {
            let world = try World()
            let terms = world.terms(to: World.penyidik, ["evidence"])
            try world.grant(terms)
            return creating(world, terms)
        },
    ]
}
