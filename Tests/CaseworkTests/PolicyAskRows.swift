import Casework
import Sodium
import Vocabulary

extension PolicySpecialTests {
    /// What the prosecutors get, who have no grant.
    private static func asking(_ arrange: (World) throws -> Action) throws -> Expected {
        let world = try World()
        let action = try arrange(world)
        return world.decide(action, by: "jaja@kejaksaan", as: World.jaksa)
    }

    // MARK: Asks

    static let askRows: [Row] = [
        Row("an ask of a role that has nothing", .allowed) { try asking { $0.asking() } },
        Row("an ask of the owner's own role", .denied(.ownRole)) { try owner { $0.asking() } },
        Row("an ask of another role of the owner's agency", .allowed) {
            let world = try World()
            return world.decide(world.asking(), by: "kiki@dp2kbp3a", as: World.kepala)
        },
        Row("an ask of a grantee for more", .allowed) { try grantee { $0.asking(for: ["statement"]) } },
        Row("an admin's ask", .denied(.adminOpens)) {
            let world = try World()
            return world.decide(world.asking(), by: "admin@kejaksaan", as: role("kejaksaan/admin"))
        },
        Row("an ask in a closed case", .denied(.caseClosed)) {
            try asking { world in
                try world.close()
                return world.asking()
            }
        },
        Row("an ask for a compartment that is none", .refused(.unknownCompartment)) {
            try asking { $0.asking(for: ["evidence", "gossip"]) }
        },
        Row("an ask for one compartment twice", .refused(.malformed)) {
            try asking { $0.asking(for: ["evidence", "evidence"]) }
        },
        Row("an ask for the summary", .refused(.unknownCompartment)) {
            try asking { $0.asking(for: ["evidence", "summary"]) }
        },
        Row("an ask for nothing", .refused(.malformed)) { try asking { $0.asking(for: []) } },
        Row("an ask whose id is taken", .refused(.idTaken)) { try asking { $0.asking(id: try $0.ask()) } },
        Row("an ask in a case that does not exist", .refused(.unknownCase)) { try asking { $0.asking(in: .make()) } },
        Row("a third open ask", .allowed) {
            try asking { world in
                for _ in 0..<2 { try world.ask() }
                return world.asking()
            }
        },
        Row("a fourth open ask", .refused(.alreadyDone)) {
            try asking { world in
                for _ in 0..<3 { try world.ask(by: "juju@kejaksaan") }
                return world.asking()
            }
        },
        Row("other roles' asks don't count", .allowed) {
            try asking { world in
                for _ in 0..<3 { try world.ask(by: "siti@unit-ppa", as: World.penyidik) }
                return world.asking()
            }
        },
        Row("an ask again after a refusal of one of three", .allowed) {
            try asking { world in
                let first = try world.ask()
                for _ in 0..<2 { try world.ask() }
                try world.own(world.refusal(of: first))
                return world.asking()
            }
        },
        Row("an ask again after a grant answered one of three", .allowed) {
            try asking { world in
                let first = try world.ask()
                for _ in 0..<2 { try world.ask() }
                try world.grant(world.terms(to: World.jaksa, ["evidence"], answers: first))
                return world.asking()
            }
        },
        Row("an ask gives nothing", .denied(.noGrant)) {
            try asking { world in
                try world.ask()
                return opens(world.document)
            }
        },
    ]

    // MARK: Answers

    private static func answering(_ to: RoleName = World.jaksa, _ parts: [String] = ["evidence"]) throws -> Expected {
        try owner { .createGrant($0.terms(to: to, parts, answers: try $0.ask())) }
    }

    static let answerRows: [Row] = [
        Row("a grant that answers an ask", .allowed) { try answering() },
        Row("a grant that answers with less or more than was asked for", .allowed) {
            try answering(World.jaksa, ["statement"])
        },
        Row("a grant to another role than asked", .refused(.unknownAsk)) { try answering(World.penghubung) },
        Row("a grant that answers what nobody asked", .refused(.unknownAsk)) {
            try owner { .createGrant($0.terms(to: World.jaksa, ["evidence"], answers: .make())) }
        },
        Row("a second grant that answers one ask", .refused(.alreadyDone)) {
            try owner { world in
                let ask = try world.ask()
                try world.grant(world.terms(to: World.jaksa, ["evidence"], answers: ask))
                return .createGrant(world.terms(to: World.jaksa, ["evidence"], answers: ask))
            }
        },
        Row("a grant that answers what was refused", .refused(.alreadyDone)) {
            try owner { world in
                let ask = try world.ask()
                try world.own(world.refusal(of: ask))
                return .createGrant(world.terms(to: World.jaksa, ["evidence"], answers: ask))
            }
        },
        Row("a grantee's grant that answers the owner's ask", .denied(.notOwner)) {
            let world = try World()
            let parent = try world.share(["evidence"])
            let terms = world.terms(to: World.jaksa, ["evidence"], days: 1, parent: parent, answers: try world.ask())
            return creating(by: "siti@unit-ppa", as: World.penyidik, world, terms)
        },
        Row("a grant that answers in a closed case", .denied(.caseClosed)) {
            try owner { world in
                let terms = world.terms(to: World.jaksa, ["evidence"], answers: try world.ask())
                try world.close()
                return .createGrant(terms)
            }
        },
        Row("a refusal", .allowed) { try owner { $0.refusal(of: try $0.ask()) } },
        Row("a second refusal", .refused(.alreadyDone)) {
            try owner { world in
                let ask = try world.ask()
                try world.own(world.refusal(of: ask))
                return world.refusal(of: ask)
            }
        },
        Row("a refusal of what was granted", .refused(.alreadyDone)) {
            try owner { world in
                let ask = try world.ask()
                try world.grant(world.terms(to: World.jaksa, ["evidence"], answers: ask))
                return world.refusal(of: ask)
            }
        },
        Row("a refusal of what nobody asked", .refused(.unknownAsk)) { try owner { $0.refusal(of: .make()) } },
        Row("a refusal by another role that shares", .denied(.notOwner)) {
            try grantee { $0.refusal(of: try $0.ask()) }
        },
        Row("a refusal by who asked", .denied(.lacksCapability)) { try asking { $0.refusal(of: try $0.ask()) } },
        Row("a refusal by another role of the agency", .denied(.lacksCapability)) {
            let world = try World()
            return world.decide(world.refusal(of: try world.ask()), by: "kiki@dp2kbp3a", as: World.kepala)
        },
        Row("a refusal in a closed case", .allowed) {
            try owner { world in
                let ask = try world.ask()
                try world.close()
                return world.refusal(of: ask)
            }
        },
    ]

    // MARK: Preparations

    static let preparationRows: [Row] = [
        Row("preparing a move by who filed it", .allowed) {
            try grantee { $0.prepare(.documentMove, try $0.filed()) }
        },
        Row("preparing a move of what the owner filed", .denied(.notOwner)) {
            try grantee { $0.prepare(.documentMove, $0.document) }
        },
        Row("preparing a move of an identity, which would open it", .refused(.malformed)) {
            try owner { $0.prepare(.documentMove, $0.identity) }
        },
        Row("preparing an update of a document", .refused(.malformed)) {
            try owner { .edit($0.document, .penyidikan) }
        },
        Row("preparing an update of an identity", .allowed) { try owner { .edit($0.identity, .penyidikan) } },
        Row("preparing an update of no identity", .refused(.unknownRecord)) {
            try owner { _ in .edit(RecordID.make(.identity), .penyidikan) }
        },
        Row("preparing an update without the identity's compartment", .denied(.otherCompartment)) {
            try grantee { .edit($0.identity, .penyidikan) }
        },
        Row("preparing an update of what others added by a grantee who may add", .denied(.notOwner)) {
            try grantee(["identity"]) { .edit($0.identity, .penyidikan) }
        },
        Row("preparing an update by a grantee of the identity who may not add", .denied(.lacksCapability)) {
            let world = try World()
            try world.share(["identity"], to: World.penghubung)
            let action = Action.edit(world.identity, .penyidikan)
            return world.decide(action, by: "hubi@kejaksaan", as: World.penghubung)
        },
        Row("preparing an update in a closed case", .denied(.caseClosed)) {
            try owner { world in
                try world.close()
                return .edit(world.identity, .penyidikan)
            }
        },
        Row("preparing a grant that answers an ask", .allowed) {
            try owner { $0.prepare(.grantCreate, try $0.ask()) }
        },
        Row("preparing an answer to no ask", .refused(.unknownAsk)) {
            try owner { $0.prepare(.grantCreate, AskID.make()) }
        },
        Row("preparing an answer by a grantee, which would show the ask's basis", .denied(.notOwner)) {
            try grantee { $0.prepare(.grantCreate, try $0.ask()) }
        },
        Row("preparing an answer by who asked", .denied(.lacksCapability)) {
            try asking { $0.prepare(.grantCreate, try $0.ask()) }
        },
    ]
}
