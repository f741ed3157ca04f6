import Casework
import Sodium
import Vocabulary

extension PolicySpecialTests {
    static let linkRows: [Row] = [
        Row("a link to itself", .refused(.malformed)) { try owner { .linkCase($0.caseID, other: $0.caseID) } },
        Row("an unlink from itself", .refused(.malformed)) { try owner { .unlinkCase($0.caseID, other: $0.caseID) } },
        Row("a link that there is", .refused(.alreadyDone)) {
            try owner { .linkCase($0.caseID, other: try linked($0)) }
        },
        Row("an unlink of what is not linked", .refused(.alreadyDone)) {
            try owner { .unlinkCase($0.caseID, other: .make()) }
        },
        Row("an unlink of another link", .refused(.alreadyDone)) {
            try owner { world in
                _ = try linked(world)
                return .unlinkCase(world.caseID, other: .make())
            }
        },
        Row("a link again after an unlink", .allowed) {
            try owner { world in
                let other = try linked(world)
                try world.own(.unlinkCase(world.caseID, other: other))
                return .linkCase(world.caseID, other: other)
            }
        },
        Row("a grantee's link", .allowed) { try grantee { .linkCase($0.caseID, other: .make()) } },
        Row("a grantee's unlink of the owner's link", .denied(.notOwner)) {
            try grantee { .unlinkCase($0.caseID, other: try linked($0)) }
        },
        Row("a grantee's unlink of the own role's link", .allowed) {
            try grantee { world in
                let other = CaseID.make()
                try world.allow(.linkCase(world.caseID, other: other), by: "siti@unit-ppa", as: World.penyidik)
                return .unlinkCase(world.caseID, other: other)
            }
        },
        Row("a link by a grantee whose role may not add", .denied(.lacksCapability)) {
            let world = try World()
            try world.share(["evidence"], to: World.penghubung)
            let action = Action.linkCase(world.caseID, other: .make())
            return world.decide(action, by: "hubi@kejaksaan", as: World.penghubung)
        },
        Row("a stranger's link that there is tells nothing of it", .denied(.noGrant)) {
            let world = try World()
            let action = Action.linkCase(world.caseID, other: try linked(world))
            return world.decide(action, by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("a link after a grant's time", .denied(.grantExpired)) {
            try grantee { world in
                world.now = world.now.adding(seconds: 31 * 86_400)
                return .linkCase(world.caseID, other: .make())
            }
        },
        // What a case is about may come to light when it is closed.
        Row("a link in a closed case", .allowed) {
            try owner { world in
                try world.close()
                return .linkCase(world.caseID, other: .make())
            }
        },
        Row("a link of a case that does not exist", .refused(.unknownCase)) {
            try owner { .linkCase(.make(), other: $0.caseID) }
        },
        Row("opening an open case again", .refused(.alreadyDone)) { try owner { .reopenCase($0.caseID) } },
        Row("an addition to a case that was opened again", .allowed) {
            try owner { world in
                try world.close()
                try world.own(.reopenCase(world.caseID))
                return world.add(.make(.document), to: "evidence")
            }
        },
        Row("closing again what was opened again", .allowed) {
            try owner { world in
                try world.close()
                try world.own(.reopenCase(world.caseID))
                return .closeCase(world.caseID)
            }
        },
    ]
}
