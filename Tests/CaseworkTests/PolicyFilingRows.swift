import Casework
import Sodium
import Vocabulary

extension PolicySpecialTests {
    /// What the owner gets for what `arrange` makes ready.
    static func owner(_ arrange: (World) throws -> Action) throws -> Expected {
        let world = try World()
        let action = try arrange(world)
        return world.decide(action, by: "adi@dp2kbp3a", as: World.owner)
    }

    /// What siti gets, whose role was granted `compartments`.
    static func grantee(_ compartments: [String] = ["evidence"], _ arrange: (World) throws -> Action) throws -> Expected
    {
        let world = try World()
        try world.share(compartments)
        let action = try arrange(world)
        return world.decide(action, by: "siti@unit-ppa", as: World.penyidik)
    }

    static func opens(_ record: RecordID) -> Action { .open(record, .penyidikan) }

    // MARK: Withdrawn and restored

    static let filingRows: [Row] = [
        Row("the owner's opening of a withdrawn document", .denied(.withdrawn)) {
            try owner { world in
                try world.own(world.withdrawal(of: world.document))
                return opens(world.document)
            }
        },
        Row("a grantee's opening of a withdrawn document", .denied(.withdrawn)) {
            try grantee { world in
                try world.own(world.withdrawal(of: world.document))
                return opens(world.document)
            }
        },
        Row("a grantee of another compartment learns of no withdrawal", .denied(.otherCompartment)) {
            try grantee(["statement"]) { world in
                try world.own(world.withdrawal(of: world.document))
                return opens(world.document)
            }
        },
        Row("an export of a withdrawn document", .denied(.withdrawn)) {
            try owner { world in
                try world.own(world.withdrawal(of: world.document))
                return world.export(world.document)
            }
        },
        Row("a move of a withdrawn document", .denied(.withdrawn)) {
            try owner { world in
                try world.own(world.withdrawal(of: world.document))
                return world.move(world.document, to: "statement")
            }
        },
        Row("preparing a move of a withdrawn document", .denied(.withdrawn)) {
            try owner { world in
                try world.own(world.withdrawal(of: world.document))
                return world.prepare(.documentMove, world.document)
            }
        },
        Row("a check of a withdrawn document", .allowed) {
            try owner { world in
                try world.own(world.withdrawal(of: world.document))
                return .check(world.document)
            }
        },
        Row("withdrawing twice", .refused(.alreadyDone)) {
            try owner { world in
                try world.own(world.withdrawal(of: world.document))
                return world.withdrawal(of: world.document)
            }
        },
        Row("restoring what was not withdrawn", .refused(.alreadyDone)) { try owner { $0.restoring($0.document) } },
        Row("restoring twice", .refused(.alreadyDone)) {
            try owner { world in
                try world.own(world.withdrawal(of: world.document))
                try world.own(world.restoring(world.document))
                return world.restoring(world.document)
            }
        },
        Row("an opening after a restoration", .allowed) {
            try grantee { world in
                try world.own(world.withdrawal(of: world.document))
                try world.own(world.restoring(world.document))
                return opens(world.document)
            }
        },
        Row("withdrawing an identity", .allowed) { try owner { $0.withdrawal(of: $0.identity) } },
        Row("restoring an identity that was not withdrawn", .refused(.alreadyDone)) {
            try owner { $0.restoring($0.identity) }
        },
        Row("restoring an identity", .allowed) {
            try owner { world in
                try world.own(world.withdrawal(of: world.identity))
                return world.restoring(world.identity)
            }
        },
        Row("opening a withdrawn identity", .denied(.withdrawn)) {
            try owner { world in
                try world.own(world.withdrawal(of: world.identity))
                return .open(world.identity, .penyidikan)
            }
        },
        Row("opening a withdrawn identity to change it", .denied(.withdrawn)) {
            try owner { world in
                try world.own(world.withdrawal(of: world.identity))
                return .edit(world.identity, .penyidikan)
            }
        },
        Row("updating a withdrawn identity", .denied(.withdrawn)) {
            try owner { world in
                try world.own(world.withdrawal(of: world.identity))
                return world.add(world.identity, to: "identity", version: 2, reason: Digest.of("r"))
            }
        },
        Row("exporting a withdrawn identity", .denied(.withdrawn)) {
            try owner { world in
                try world.own(world.withdrawal(of: world.identity))
                return world.export(world.identity)
            }
        },
        Row("checking an identity", .refused(.malformed)) { try owner { .check($0.identity) } },
        Row("checking what does not exist", .refused(.unknownRecord)) { try owner { _ in .check(.make(.document)) } },
        Row("withdrawing what does not exist", .refused(.unknownRecord)) {
            try owner { $0.withdrawal(of: .make(.document)) }
        },
        Row("restoring what does not exist", .refused(.unknownRecord)) {
            try owner { $0.restoring(.make(.document)) }
        },
        Row("withdrawing in a closed case", .denied(.caseClosed)) {
            try owner { world in
                try world.close()
                return world.withdrawal(of: world.document)
            }
        },
        Row("restoring in a closed case", .denied(.caseClosed)) {
            try owner { world in
                try world.own(world.withdrawal(of: world.document))
                try world.close()
                return world.restoring(world.document)
            }
        },
        Row("a stranger's withdrawal in a closed case tells nothing of it", .denied(.noGrant)) {
            let world = try World()
            try world.close()
            return world.decide(world.withdrawal(of: world.document), by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("a grantee withdraws what they filed", .allowed) { try grantee { $0.withdrawal(of: try $0.filed()) } },
        Row("a grantee restores what they withdrew", .allowed) {
            try grantee { world in
                let record = try world.filed()
                try world.allow(world.withdrawal(of: record), by: "siti@unit-ppa", as: World.penyidik)
                return world.restoring(record)
            }
        },
        Row("a grantee restores what they filed and the owner withdrew", .denied(.notOwner)) {
            try grantee { world in
                let record = try world.filed()
                try world.own(world.withdrawal(of: record))
                return world.restoring(record)
            }
        },
        Row("the owner restores what a grantee withdrew", .allowed) {
            try owner { world in
                try world.share(["evidence"])
                let record = try world.filed()
                try world.allow(world.withdrawal(of: record), by: "siti@unit-ppa", as: World.penyidik)
                return world.restoring(record)
            }
        },
        Row("a grantee withdraws what the owner filed", .denied(.notOwner)) {
            try grantee { $0.withdrawal(of: $0.document) }
        },
        Row("the owner withdraws what a grantee filed", .allowed) {
            try owner { world in
                try world.share(["evidence"])
                return world.withdrawal(of: try world.filed())
            }
        },
        Row("a grantee withdraws what another grantee filed", .denied(.notOwner)) {
            let world = try World()
            try world.share(["evidence"])
            try world.share(["evidence"], to: World.jaksa)
            return world.decide(world.withdrawal(of: try world.filed()), by: "jaja@kejaksaan", as: World.jaksa)
        },
        Row("a former grantee withdraws what they filed", .denied(.grantRevoked)) {
            let world = try World()
            let grant = try world.share(["evidence"])
            let record = try world.filed()
            try world.revoke(grant)
            return world.decide(world.withdrawal(of: record), by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("a grantee whose role may not add withdraws", .denied(.lacksCapability)) {
            let world = try World()
            try world.share(["evidence"], to: World.penghubung)
            return world.decide(world.withdrawal(of: world.document), by: "hubi@kejaksaan", as: World.penghubung)
        },
    ]

    // MARK: Moved

    static let moveRows: [Row] = [
        Row("a move to another compartment", .allowed) { try owner { $0.move($0.document, to: "statement") } },
        Row("a move to where it is", .refused(.alreadyDone)) { try owner { $0.move($0.document, to: "evidence") } },
        Row("a document to the identities", .refused(.unknownCompartment)) {
            try owner { $0.move($0.document, to: "identity") }
        },
        Row("a document to the summary", .refused(.unknownCompartment)) {
            try owner { $0.move($0.document, to: "summary") }
        },
        Row("a document to no compartment", .refused(.unknownCompartment)) {
            try owner { $0.move($0.document, to: "gossip") }
        },
        Row("an identity to a compartment", .refused(.malformed)) {
            try owner { $0.move($0.identity, to: "evidence") }
        },
        Row("a move of what does not exist", .refused(.unknownRecord)) {
            try owner { $0.move(.make(.document), to: "statement") }
        },
        Row("a move of the version before the first", .refused(.versionMoved)) {
            try owner { $0.move($0.document, to: "statement", version: 0) }
        },
        Row("a move of a version to come", .refused(.versionMoved)) {
            try owner { $0.move($0.document, to: "statement", version: 2) }
        },
        Row("a move from where it does not stand", .refused(.versionMoved)) {
            try owner { $0.move($0.document, to: "statement", from: 0) }
        },
        Row("a move under a key to come", .refused(.epochMoved)) {
            try owner { $0.move($0.document, to: "statement", epoch: 2) }
        },
        Row("a move in a closed case", .denied(.caseClosed)) {
            try owner { world in
                try world.close()
                return world.move(world.document, to: "statement")
            }
        },
        Row("a move to a stale compartment, under its old key", .refused(.epochStale)) {
            try owner { world in
                try world.revoke(try world.share(["statement"]))
                return world.move(world.document, to: "statement")
            }
        },
        Row("a move to a stale compartment, under a new key", .allowed) {
            try owner { world in
                try world.revoke(try world.share(["statement"]))
                return world.movingAnew(world.document, to: "statement")
            }
        },
        Row("a move under a new key that leaves a holder out", .refused(.epochMoved)) {
            try owner { world in
                try world.share(["statement"], to: World.jaksa)
                try world.revoke(try world.share(["statement"]))
                let holders = world.state!.holders(of: part("statement"), roster: world.roster, at: world.now)
                return world.movingAnew(world.document, to: "statement", holders: holders.dropLast())
            }
        },
        Row("a move under a new key without need", .refused(.epochMoved)) {
            try owner { $0.movingAnew($0.document, to: "statement") }
        },
        Row("a move out of a stale compartment", .allowed) {
            try owner { world in
                try world.revoke(try world.share(["evidence"]))
                return world.move(world.document, to: "statement")
            }
        },
        Row("a grantee moves what they filed to what they hold", .allowed) {
            try grantee(["evidence", "statement"]) { $0.move(try $0.filed(), to: "statement") }
        },
        Row("a grantee moves what they filed to what they don't hold", .denied(.otherCompartment)) {
            try grantee { $0.move(try $0.filed(), to: "statement") }
        },
        Row("a grantee moves what the owner filed", .denied(.notOwner)) {
            try grantee(["evidence", "statement"]) { $0.move($0.document, to: "statement") }
        },
        Row("a grantee takes back what the owner moved away from them", .denied(.otherCompartment)) {
            try grantee { world in
                let record = try world.filed()
                try world.own(world.move(record, to: "statement"))
                return world.move(record, to: "evidence")
            }
        },
        Row("a grantee opens what was moved away from them", .denied(.otherCompartment)) {
            try grantee { world in
                try world.own(world.move(world.document, to: "statement"))
                return opens(world.document)
            }
        },
        Row("a grantee opens what was moved to them", .allowed) {
            try grantee(["statement"]) { world in
                try world.own(world.move(world.document, to: "statement"))
                return opens(world.document)
            }
        },
        Row("an approval that the new compartment needs is needed for what was moved there", .denied(.grantWaiting)) {
            let world = try World()
            try world.grant(world.terms(to: World.penyidik, ["medical"]))
            try world.own(world.move(world.document, to: "medical"))
            return world.decide(opens(world.document), by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("back where it came from", .allowed) {
            try owner { world in
                try world.own(world.move(world.document, to: "statement"))
                return world.move(world.document, to: "evidence")
            }
        },
    ]

    // MARK: Exports

    static let exportRows: [Row] = [
        Row("an export of the summary", .allowed) { try owner { $0.export() } },
        Row("an export to nobody", .refused(.malformed)) { try owner { $0.export(to: []) } },
        Row("an export of a record to nobody", .refused(.malformed)) { try owner { $0.export($0.document, to: []) } },
        Row("an export to one recipient twice", .refused(.malformed)) {
            try owner { $0.export(to: ["age1pq1a", "age1pq1b", "age1pq1a"]) }
        },
        Row("an export to one recipient under two names", .refused(.malformed)) {
            try owner { world in
                let recipients = [handle("a@b"), handle("c@d")].map {
                    ExportCase.Recipient(digest: Digest.of("age1pq1a"), handle: $0)
                }
                return .export(ExportCase(caseID: world.caseID, record: nil, recipients: recipients))
            }
        },
        Row("an export of a record of no case", .refused(.unknownRecord)) { try owner { $0.export(.make(.document)) } },
        Row("an export of a record as another case's", .refused(.unknownCase)) {
            try owner { $0.export($0.document, of: .make()) }
        },
        Row("a grantee exports the summary", .allowed) { try grantee { $0.export() } },
        Row("a grantee exports what they hold", .allowed) { try grantee { $0.export($0.document) } },
        Row("a grantee exports what they don't hold", .denied(.otherCompartment)) {
            try grantee { $0.export($0.medical) }
        },
        Row("a grantee exports an identity", .denied(.otherCompartment)) { try grantee { $0.export($0.identity) } },
        Row("a grantee exports after their time", .denied(.grantExpired)) {
            try grantee { world in
                world.now = world.now.adding(seconds: 31 * 86_400)
                return world.export(world.document)
            }
        },
        Row("a grantee exports the summary after their time", .denied(.grantExpired)) {
            try grantee { world in
                world.now = world.now.adding(seconds: 31 * 86_400)
                return world.export()
            }
        },
        Row("a stranger's export", .denied(.noGrant)) {
            let world = try World()
            return world.decide(world.export(), by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("an admin's export", .denied(.adminOpens)) {
            let world = try World()
            return world.decide(world.export(world.document), by: "admin@dp2kbp3a", as: role("dp2kbp3a/admin"))
        },
        Row("an export of a closed case", .allowed) {
            try owner { world in
                try world.close()
                return world.export(world.document)
            }
        },
    ]

    // MARK: Links, and open again

    static func linked(_ world: World) throws -> CaseID {
        let other = CaseID.make()
        try world.own(.linkCase(world.caseID, other: other))
        return other
    }
}
