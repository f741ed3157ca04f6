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

    /// What siti gets, whose role was granted evidence and identity, allowed `allow`.
    static func allowed(_ allow: Permissions, _ arrange: (World) throws -> Action) throws -> Expected {
        let world = try World()
        try world.share(["evidence", "identity", "statement"], allow: allow)
        let action = try arrange(world)
        return world.decide(action, by: "siti@unit-ppa", as: World.penyidik)
    }

    static let readOnly = Permissions([])
    static let updates = Permissions([.add, .update])

    static func updatesIdentity(_ world: World) -> Action {
        world.add(world.identity, to: "identity", version: 2, reason: Digest.of("r"))
    }

    /// An identity that siti's role added, while it might.
    static func ownIdentity(_ world: World) throws -> RecordID {
        let id = RecordID.make(.identity)
        try world.allow(world.add(id, to: "identity"), by: "siti@unit-ppa", as: World.penyidik)
        return id
    }

    // MARK: What a grant allows

    static let permissionRows: [Row] = [
        Row("a grant to read opens", .allowed) { try allowed(readOnly) { opens($0.document) } },
        Row("a grant to read adds no document", .denied(.notAllowed)) {
            try allowed(readOnly) { $0.add(.make(.document), to: "evidence") }
        },
        Row("a grant to read prepares no addition", .denied(.notAllowed)) {
            try allowed(readOnly) { .prepare(.caseID($0.caseID), for: .documentAdd) }
        },
        Row("a grant to read links nothing", .denied(.notAllowed)) {
            try allowed(readOnly) { .linkCase($0.caseID, other: .make()) }
        },
        Row("a grant to read updates no identity", .denied(.notOwner)) { try allowed(readOnly, updatesIdentity) },
        Row("a grant to add replaces no identity of others", .denied(.notOwner)) {
            try allowed(.usual, updatesIdentity)
        },
        Row("a grant to add opens no identity of others to change it", .denied(.notOwner)) {
            try allowed(.usual) { .edit($0.identity, .penyidikan) }
        },
        Row("a grant to update updates what others added", .allowed) { try allowed(updates, updatesIdentity) },
        Row("a grant to update opens an identity to change it", .allowed) {
            try allowed(updates) { .edit($0.identity, .penyidikan) }
        },
        Row("a grant to update withdraws what others added", .allowed) {
            try allowed(updates) { $0.withdrawal(of: $0.document) }
        },
        Row("a grant to update moves what others added", .allowed) {
            try allowed(updates) { $0.move($0.document, to: "statement") }
        },
        Row("a grant to add updates the role's own identity", .allowed) {
            try allowed(.usual) { world in
                world.add(try ownIdentity(world), to: "identity", version: 2, reason: Digest.of("r"))
            }
        },
        Row("what the role itself added and the owner set right is the owner's", .denied(.notOwner)) {
            try allowed(.usual) { world in
                let id = try ownIdentity(world)
                try world.own(world.add(id, to: "identity", version: 2, reason: Digest.of("r")))
                return world.add(id, to: "identity", version: 3, reason: Digest.of("r"))
            }
        },
        Row("what the role itself added is closed to a later grant that reads", .denied(.notAllowed)) {
            let world = try World()
            let grant = try world.share(["identity"])
            let own = try ownIdentity(world)
            try world.revoke(grant)
            try world.share(["identity"], allow: readOnly)
            let action = world.add(own, to: "identity", version: 2, reason: Digest.of("r"), epoch: 2)
            return world.decide(action, by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("a grant to update gives a role no capability that it lacks", .denied(.lacksCapability)) {
            let world = try World()
            try world.share(["evidence"], to: World.penghubung, allow: updates)
            return world.decide(world.withdrawal(of: world.document), by: "hubi@kejaksaan", as: World.penghubung)
        },
        Row("of two grants the one that allows it counts", .allowed) {
            let world = try World()
            try world.share(["evidence"], allow: updates)
            try world.share(["evidence"], allow: readOnly)
            return world.decide(world.withdrawal(of: world.document), by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("a grant that rests on one to read allows no more", .denied(.beyondParent)) {
            let world = try World()
            let parent = try world.share(["evidence"], allow: readOnly)
            let terms = world.terms(to: World.jaksa, ["evidence"], days: 10, parent: parent)
            return world.decide(.createGrant(terms), by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("a grant that rests on one to read, to read", .allowed) {
            let world = try World()
            let parent = try world.share(["evidence"], allow: readOnly)
            let terms = world.terms(to: World.jaksa, ["evidence"], allow: readOnly, days: 10, parent: parent)
            return world.decide(.createGrant(terms), by: "siti@unit-ppa", as: World.penyidik)
        },
        Row("a grant allows no more than was asked for", .denied(.beyondAsk)) {
            let world = try World()
            let ask = AskID.make()
            try world.allow(world.asking(allow: readOnly, id: ask), by: "jaja@kejaksaan", as: World.jaksa)
            let terms = world.terms(to: World.jaksa, ["evidence"], purpose: .penuntutan, answers: ask)
            return world.decide(.createGrant(terms), by: "ani@dp2kbp3a", as: World.owner)
        },
        Row("a grant may allow less than was asked for", .allowed) {
            let world = try World()
            let ask = AskID.make()
            try world.allow(world.asking(allow: updates, id: ask), by: "jaja@kejaksaan", as: World.jaksa)
            let terms = world.terms(to: World.jaksa, ["evidence"], purpose: .penuntutan, answers: ask)
            return world.decide(.createGrant(terms), by: "ani@dp2kbp3a", as: World.owner)
        },
        Row("a version that the identity has not", .refused(.unknownVersion)) {
            try owner { .open($0.identity, .penyidikan, version: 2) }
        },
        Row("a version before the first", .refused(.unknownVersion)) {
            try owner { .open($0.identity, .penyidikan, version: 0) }
        },
        Row("the first version", .allowed) { try owner { .open($0.identity, .penyidikan, version: 1) } },
        Row("a check for anything but an opening", .refused(.malformed)) {
            try owner { .check($0.document, for: .documentMove) }
        },
        Row("the history of a document", .refused(.malformed)) { try owner { .readHistory($0.document) } },
        Row("new keys of a closed case", .allowed) {
            try owner { world in
                try world.close()
                return world.rekey("evidence")
            }
        },
        Row("new keys that skip a number", .refused(.epochMoved)) { try owner { $0.rekey("evidence", epoch: 3) } },
        Row("new keys that leave a holder out", .refused(.epochMoved)) {
            try owner { world in
                try world.share(["evidence"])
                return world.rekey(
                    "evidence",
                    holders: Array(
                        world.state!.holders(
                            of: part("evidence"), roster: world.roster, at: world.now
                        ).dropLast()))
            }
        },
        Row("new keys of the summary", .refused(.unknownCompartment)) { try owner { $0.rekey("summary") } },
        Row("new keys of what the case has not", .refused(.unknownCompartment)) { try owner { $0.rekey("foto") } },
        Row("preparing new keys of another's case", .denied(.notOwner)) {
            try grantee { .prepare(.caseID($0.caseID), for: .caseRekey) }
        },
    ]

    // MARK: Exports that wait for an approval

    static let approvedExportRows: [Row] = [
        Row("an identity leaves only by an approved export", .denied(.needsApproval)) {
            try owner { $0.export($0.identity) }
        },
        Row("a document of a compartment that needs no approval leaves without", .allowed) {
            try owner { $0.export($0.document) }
        },
        Row("an approved export takes the case out", .allowed) {
            try owner { $0.export(by: try $0.approvedExport([$0.identity], by: "adi@dp2kbp3a")) }
        },
        Row("an export that waits takes nothing out", .denied(.needsApproval)) {
            try owner { world in
                let id = GrantID.make()
                try world.allow(world.requestExport([world.identity], id: id), by: "adi@dp2kbp3a", as: World.owner)
                return world.export(by: id)
            }
        },
        Row("a record leaves after its case", .allowed) { try owner { try begun($0, $0.identity) } },
        Row("a record does not leave before its case", .denied(.exportOver)) {
            try owner { $0.export($0.identity, by: try $0.approvedExport([$0.identity], by: "adi@dp2kbp3a")) }
        },
        Row("a record leaves once", .denied(.exportOver)) {
            try owner { world in
                let again = try begun(world, world.identity)
                try world.allow(again, by: "adi@dp2kbp3a", as: World.owner)
                return again
            }
        },
        Row("a case leaves once", .denied(.exportOver)) {
            try owner { world in
                let id = try world.approvedExport([world.identity], by: "adi@dp2kbp3a")
                try world.allow(world.export(by: id), by: "adi@dp2kbp3a", as: World.owner)
                return world.export(by: id)
            }
        },
        Row("a record that was not named does not leave", .denied(.beyondExport)) {
            try owner { world in
                _ = try begun(world, world.identity)
                return world.export(world.document, by: world.state!.exports.keys.first)
            }
        },
        Row("a version that was not named does not leave", .denied(.beyondExport)) {
            try owner { world in
                let export = try begun(world, world.identity)
                try world.own(updatesIdentity(world))
                return export
            }
        },
        Row("a colleague does not use it", .denied(.beyondExport)) {
            try owner { $0.export(by: try $0.approvedExport([$0.identity], by: "ani@dp2kbp3a")) }
        },
        Row("it goes to no other recipient", .denied(.beyondExport)) {
            try owner { world in
                world.export(
                    to: ["age1pq1lain"], by: try world.approvedExport([world.identity], by: "adi@dp2kbp3a"))
            }
        },
        Row("it is for no other purpose", .denied(.beyondExport)) {
            try owner { world in
                world.export(
                    for: .penuntutan, by: try world.approvedExport([world.identity], by: "adi@dp2kbp3a"))
            }
        },
        Row("it is over after seven days", .denied(.exportOver)) {
            try owner { world in
                let id = try world.approvedExport([world.identity], by: "adi@dp2kbp3a")
                world.now = approval(of: id, world).adding(seconds: 7 * 86_400 + 1)
                return world.export(by: id)
            }
        },
        Row("it lasts for seven days", .allowed) {
            try owner { world in
                let id = try world.approvedExport([world.identity], by: "adi@dp2kbp3a")
                world.now = approval(of: id, world).adding(seconds: 7 * 86_400)
                return world.export(by: id)
            }
        },
        Row("it is over when it was ended", .denied(.exportOver)) {
            try owner { world in
                let id = try world.approvedExport([world.identity], by: "adi@dp2kbp3a")
                try world.own(.revokeGrant(id, reason: Digest.of("r")))
                return world.export(by: id)
            }
        },
        Row("nobody approves their own", .denied(.ownRequest)) {
            let world = try World()
            let id = GrantID.make()
            try world.allow(world.requestExport([world.document], id: id), by: "rani@dp2kbp3a", as: World.owner)
            return world.decide(world.exportApproval(of: id), by: "rani@dp2kbp3a", as: World.kepala)
        },
        Row("another agency's chief does not approve", .denied(.foreignAgency)) {
            let world = try World()
            let id = GrantID.make()
            try world.own(world.requestExport([world.identity], id: id))
            return world.decide(world.exportApproval(of: id), by: "kani@unit-ppa", as: World.kanit)
        },
        Row("another request is not approved", .refused(.malformed)) {
            let world = try World()
            let id = GrantID.make()
            try world.own(world.requestExport([world.identity], id: id))
            return world.decide(
                .approveGrant(id, request: Digest.of("x")), by: "kiki@dp2kbp3a", as: World.kepala)
        },
        Row("what needs no approval is not approved", .refused(.alreadyDone)) {
            let world = try World()
            let id = GrantID.make()
            try world.own(world.requestExport([world.document], id: id))
            return world.decide(world.exportApproval(of: id), by: "kiki@dp2kbp3a", as: World.kepala)
        },
        Row("a grantee asks to export what they hold", .allowed) {
            try grantee(["identity"]) { $0.requestExport([$0.identity]) }
        },
        Row("a grantee asks to export what they don't hold", .denied(.otherCompartment)) {
            try grantee { $0.requestExport([$0.identity]) }
        },
        Row("an export for another purpose than the grant's", .denied(.otherPurpose)) {
            try grantee { $0.export($0.document, for: .penuntutan) }
        },
        Row("a request for another purpose than the grant's", .denied(.otherPurpose)) {
            try grantee { $0.requestExport([$0.document], for: .penuntutan) }
        },
        Row("a request for nothing", .refused(.malformed)) { try owner { $0.requestExport([]) } },
        Row("a request for one record twice", .refused(.malformed)) {
            try owner { $0.requestExport([$0.document, $0.document]) }
        },
        Row("a request for a version that is not the newest", .refused(.versionMoved)) {
            try owner { $0.requestExport([$0.document], version: 2) }
        },
        Row("a request for a withdrawn record", .denied(.withdrawn)) {
            try owner { world in
                try world.own(world.withdrawal(of: world.identity))
                return world.requestExport([world.identity])
            }
        },
        Row("an export under an officer's handle with another key", .denied(.otherRecipient)) {
            try owner { $0.export(named: "siti@unit-ppa") }
        },
        Row("an export to nobody's handle of an agency here", .denied(.otherRecipient)) {
            try owner { $0.export(named: "entah@unit-ppa") }
        },
        Row("an export to somebody who left", .denied(.recipientLeft)) {
            try owner { $0.export(named: "dedi@unit-ppa") }
        },
        Row("an export to somebody of no agency here", .allowed) {
            try owner { $0.export(named: "hakim@pn-baturaja") }
        },
        Row("an export to an officer's own key", .allowed) {
            try owner { world in
                world.export(
                    to: [world.roster.people[handle("siti@unit-ppa")]!.card.recipient], named: "siti@unit-ppa")
            }
        },
    ]

    static func approval(of id: GrantID, _ world: World) -> Instant {
        world.state!.exports[id]!.decisiveApproval(world.roster)!.time
    }

    /// The export of `record` by an approved export whose case has left.
    static func begun(_ world: World, _ record: RecordID) throws -> Action {
        let id = try world.approvedExport([record], by: "adi@dp2kbp3a")
        try world.allow(world.export(by: id), by: "adi@dp2kbp3a", as: World.owner)
        return world.export(record, by: id)
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
                    ExportRecipientName(digest: Digest.of("age1pq1a"), handle: $0)
                }
                return .export(
                    ExportCase(
                        caseID: world.caseID, record: nil, purpose: .penyidikan, basis: Digest.of("b"),
                        recipients: recipients))
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
