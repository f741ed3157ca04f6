import Casework
import Sodium
import Testing
import Vocabulary

extension PolicySpecialTests {
    /// What `actor` gets for approving the enrolment of baru, a companion of dp2kbp3a, where the charter wants `count`
    /// approvals and `approvers` of the agency are active.
    private static func approving(
        by actor: String, as asRole: String, count: Int = 1, approvers: [String] = [], request: Digest? = nil,
        _ arrange: (World) throws -> Void = { _ in }
    ) throws -> Expected {
        let world = try World.waiting(count, approvers: approvers)
        try world.enroll("baru@dp2kbp3a", ["pendamping"])
        try arrange(world)
        let action = world.approvingEnrolment(of: "baru@dp2kbp3a", request: request)
        return world.decide(action, by: actor, as: role(asRole))
    }

    private static let two = ["kiki@dp2kbp3a", "koko@dp2kbp3a"]

    static let enrolmentRows: [Row] = [
        Row("the admin who enrolled approves", .denied(.ownRequest)) {
            try approving(by: "admin@dp2kbp3a", as: "dp2kbp3a/admin")
        },
        Row("the admin who enrolled approves, though there are approvers", .denied(.ownRequest)) {
            try approving(by: "admin@dp2kbp3a", as: "dp2kbp3a/admin", approvers: two)
        },
        Row("who is enrolled approves", .denied(.enrolmentWaiting)) {
            try approving(by: "baru@dp2kbp3a", as: "dp2kbp3a/pendamping")
        },
        Row("another agency's admin while there are too few approvers", .allowed) {
            try approving(by: "admin@unit-ppa", as: "unit-ppa/admin")
        },
        Row("another agency's admin once there are enough", .denied(.foreignAgency)) {
            try approving(by: "admin@unit-ppa", as: "unit-ppa/admin", approvers: ["kiki@dp2kbp3a"])
        },
        Row("another agency's admin where one of two is there", .allowed) {
            try approving(by: "admin@unit-ppa", as: "unit-ppa/admin", count: 2, approvers: ["kiki@dp2kbp3a"])
        },
        Row("another agency's admin where both of two are there", .denied(.foreignAgency)) {
            try approving(by: "admin@unit-ppa", as: "unit-ppa/admin", count: 2, approvers: two)
        },
        Row("another agency's admin after an approver left", .allowed) {
            try approving(by: "admin@unit-ppa", as: "unit-ppa/admin", count: 2, approvers: two) {
                try $0.dismiss("koko@dp2kbp3a")
            }
        },
        Row("approvers who wait themselves are not enough", .allowed) {
            try approving(by: "admin@unit-ppa", as: "unit-ppa/admin") { try $0.enroll("kiki@dp2kbp3a", ["kepala"]) }
        },
        Row("the admin of an agency that has not joined", .denied(.agencyNotJoined)) {
            let world = try World(joining: [], enrolling: false, enrolmentApprovals: 1)
            try world.enroll("baru@dp2kbp3a", ["pendamping"])
            let action = world.approvingEnrolment(of: "baru@dp2kbp3a")
            return world.decide(action, by: "admin@unit-ppa", as: role("unit-ppa/admin"))
        },
        Row("an approver of the agency", .allowed) {
            try approving(by: "kiki@dp2kbp3a", as: "dp2kbp3a/kepala", approvers: ["kiki@dp2kbp3a"])
        },
        Row("an approver in a role that is not theirs", .denied(.notMember)) {
            try approving(by: "kiki@dp2kbp3a", as: "dp2kbp3a/admin", approvers: ["kiki@dp2kbp3a"])
        },
        Row("one person twice, where two are wanted", .refused(.alreadyDone)) {
            try approving(by: "kiki@dp2kbp3a", as: "dp2kbp3a/kepala", count: 2, approvers: two) {
                try $0.apply(try $0.enrolmentApproval(of: "baru@dp2kbp3a", by: "kiki@dp2kbp3a", as: World.kepala))
            }
        },
        Row("one admin twice, where two are wanted", .refused(.alreadyDone)) {
            try approving(by: "admin@unit-ppa", as: "unit-ppa/admin", count: 2) {
                try $0.apply(try $0.enrolmentApproval(of: "baru@dp2kbp3a", by: "admin@unit-ppa"))
            }
        },
        Row("a second person, where two are wanted", .allowed) {
            try approving(by: "koko@dp2kbp3a", as: "dp2kbp3a/kepala", count: 2, approvers: two) {
                try $0.apply(try $0.enrolmentApproval(of: "baru@dp2kbp3a", by: "kiki@dp2kbp3a", as: World.kepala))
            }
        },
        Row("an approver of another agency", .denied(.foreignAgency)) {
            try approving(by: "kani@unit-ppa", as: "unit-ppa/kanit") {
                try $0.enroll("kani@unit-ppa", ["kanit"])
                try $0.apply(try $0.enrolmentApproval(of: "kani@unit-ppa", by: "admin@dp2kbp3a"))
            }
        },
        Row("a colleague who may not approve", .denied(.lacksCapability)) {
            try approving(by: "ani@dp2kbp3a", as: "dp2kbp3a/pendamping") {
                try $0.enroll("ani@dp2kbp3a", ["pendamping"])
                try $0.apply(try $0.enrolmentApproval(of: "ani@dp2kbp3a", by: "admin@kejaksaan"))
            }
        },
        Row("an approver who left", .denied(.dismissed)) {
            try approving(by: "kiki@dp2kbp3a", as: "dp2kbp3a/kepala", approvers: ["kiki@dp2kbp3a"]) {
                try $0.dismiss("kiki@dp2kbp3a")
            }
        },
        Row("an approver who waits", .denied(.enrolmentWaiting)) {
            try approving(by: "kiki@dp2kbp3a", as: "dp2kbp3a/kepala") { try $0.enroll("kiki@dp2kbp3a", ["kepala"]) }
        },
        Row("an approval of another request", .refused(.malformed)) {
            try approving(by: "admin@unit-ppa", as: "unit-ppa/admin", request: Digest.of("other"))
        },
        Row("an approval of who is active", .refused(.alreadyDone)) {
            try approving(by: "admin@kejaksaan", as: "kejaksaan/admin") {
                try $0.apply(try $0.enrolmentApproval(of: "baru@dp2kbp3a", by: "admin@unit-ppa"))
            }
        },
        Row("an approval of who left before it came", .refused(.alreadyDone)) {
            try approving(by: "admin@unit-ppa", as: "unit-ppa/admin") { try $0.dismiss("baru@dp2kbp3a") }
        },
        Row("an approval of nobody", .refused(.unknownPerson)) {
            let world = try World.waiting(1)
            let action = world.approvingEnrolment(of: "nobody@dp2kbp3a")
            return world.decide(action, by: "admin@unit-ppa", as: role("unit-ppa/admin"))
        },
        Row("an approval of an admin, whom the genesis names", .refused(.unknownPerson)) {
            let world = try World.waiting(1)
            let action = world.approvingEnrolment(of: "admin@kejaksaan")
            return world.decide(action, by: "admin@unit-ppa", as: role("unit-ppa/admin"))
        },
        Row("a dismissal of who waits", .allowed) {
            let world = try World.waiting(1)
            try world.enroll("baru@dp2kbp3a", ["pendamping"])
            let action = Action.dismiss(handle("baru@dp2kbp3a"), reason: Digest.of("r"), newKeys: [])
            return world.decide(action, by: "admin@dp2kbp3a", as: role("dp2kbp3a/admin"))
        },
        Row("an enrolment of who waits", .refused(.handleTaken)) {
            let world = try World.waiting(1)
            try world.enroll("baru@dp2kbp3a", ["pendamping"])
            return enrolling("baru@dp2kbp3a", ["dp2kbp3a/pendamping"], by: "admin@dp2kbp3a", in: world)
        },
        Row("a grant that names who waits", .refused(.unknownPerson)) {
            let world = try World.waiting(1, approvers: ["kiki@dp2kbp3a"])
            for (person, roles, helper) in [
                ("ani@dp2kbp3a", ["pendamping"], "kiki@dp2kbp3a"), ("siti@unit-ppa", ["penyidik"], "admin@kejaksaan"),
            ] {
                try world.enroll(person, roles)
                let asRole: RoleName? = helper == "kiki@dp2kbp3a" ? World.kepala : nil
                try world.apply(try world.enrolmentApproval(of: person, by: helper, as: asRole))
            }
            try world.allow(world.creation(world.caseID, of: World.owner), by: "ani@dp2kbp3a", as: World.owner)
            try world.enroll("budi@unit-ppa", ["penyidik"])
            return creating(world, world.terms(to: World.penyidik, ["evidence"], persons: ["budi@unit-ppa"]))
        },
    ]
}

struct PolicyEnrolmentTests {
    @Test func `who waits for an approval is denied everything`() throws {
        let world = try World.waiting(1)
        try world.enroll("baru@dp2kbp3a", ["pendamping"])
        for action in Samples.actions {
            for asRole in [World.owner, World.kepala] {
                let decision = world.decide(action, by: "baru@dp2kbp3a", as: asRole)
                #expect(decision == .denied(.enrolmentWaiting), "\(action.name.rawValue)")
            }
        }
        try world.apply(try world.enrolmentApproval(of: "baru@dp2kbp3a", by: "admin@unit-ppa"))
        #expect(world.decide(.verifyVault, by: "baru@dp2kbp3a", as: World.owner) == .allowed)
        #expect(world.decide(.verifyVault, by: "baru@dp2kbp3a", as: World.kepala) == .denied(.notMember))
    }

    /// Every pair of what is prepared and of what: two go with a record or an ask, the rest with none.
    @Test func `a preparation is of what the change knows`() throws {
        let world = try World()
        let ask = try world.ask()
        func decide(_ target: PrepareChange.Target, _ intended: ActionName) -> Expected {
            world.decide(.prepare(target, for: intended), by: "ani@dp2kbp3a", as: World.owner)
        }
        for intended in ActionName.allCases {
            let ofCase = [.identityAdd, .documentAdd, .grantCreate, .caseRekey, .caseExport].contains(intended)
            #expect(decide(.caseID(world.caseID), intended) == (ofCase ? .allowed : .refused(.malformed)))
            #expect(decide(.record(world.identity), intended) == .refused(.malformed))
            let ofDocument = intended == .documentMove
            #expect(decide(.record(world.document), intended) == (ofDocument ? .allowed : .refused(.malformed)))
            #expect(decide(.ask(ask), intended) == (intended == .grantCreate ? .allowed : .refused(.malformed)))
        }
    }

    /// An edit hands out what it merges with: it must be no side door to an identity.
    @Test(arguments: PolicyTable.cells(PolicyTable.grantee).filter { $0.action == .identityOpen })
    func `an identity is opened to be changed only by who may open it, for the same purposes`(_ cell: PolicyTable.Cell)
        throws
    {
        let world = try World()
        _ = try PolicyTable.grant(cell.column, in: world, allow: Permissions([.update]))
        func decide(_ action: Action) -> Expected { world.decide(action, by: "siti@unit-ppa", as: World.penyidik) }
        for purpose in [Purpose.penuntutan, .penyidikan] {
            #expect(decide(.edit(world.identity, purpose)) == decide(.open(world.identity, purpose)))
        }
        // And neither is an export: of what needs an approval besides, only who may open it learns that.
        for purpose in [Purpose.penuntutan, .penyidikan] {
            let opening = decide(.open(world.identity, purpose))
            #expect(
                decide(world.export(world.identity, for: purpose))
                    == (opening == .allowed ? .denied(.needsApproval) : opening))
        }
    }
}
