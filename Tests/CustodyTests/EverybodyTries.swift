import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// What a case can be like: a state of a grant, of an ask, of the case or of its records.
enum Situation: String, CaseIterable, Sendable {
    case untouched, waiting, approved, scheduled, active, toOnePerson, forAnotherPurpose, expired, revoked
    case passedOn, parentRevoked, asked, answered, refused, closed, withdrawn, moved
    case exportAsked, exportApproved, exportBegun
}

/// A case in a situation, of which everybody asks everything there is to ask, with requests made by hand.
final class EverybodyTries {
    /// A request's entry, with what came with it.
    struct Told {
        let entry: Entry
        let released: Released
        /// The case before it.
        let state: CaseState?
    }

    let world = try! World()
    let caseID: CaseID
    let other: CaseID
    let identity: RecordID
    let document: RecordID
    let scrap: RecordID
    private(set) var told: [Told] = []
    private(set) var refused: Set<ActionName> = []
    /// The cases as they are, read anew after a change.
    private var states: [CaseID: CaseState] = [:]
    private let text = SaltedText("dasar")
    private let hash = Digest.of("hash")

    /// Of each agency and kind of role somebody; a second investigator, whom some grants do not name; and one who acts in a
    /// role that they do not have.
    static let actors: [(who: Who, role: RoleName)] =
        [.sari, .ratna, .dewi, .siti, .budi, .rina, .officeAdmin].map { ($0, $0.role) } + [(.sari, .investigator)]

    init(_ situation: Situation) throws {
        caseID = try world.makeCase()
        other = try world.makeCase("Perkara 2")
        identity = try world.addIdentity("Bunga", to: caseID, tokens: ["bunga"])
        document = try world.add(content(1), to: caseID)
        scrap = try world.add(content(2), to: caseID, .medical)
        try arrange(situation)
        // A Saturday: whatever is opened is opened outside working hours.
        world.clock.advance(days: 5)
    }

    private func arrange(_ situation: Situation) throws {
        let owner = try world.officer(.sari)
        func granted() throws -> GrantID { try world.grant(caseID) }
        switch situation {
        case .untouched: break
        case .waiting: try world.grant(caseID, [.identity, .evidence])
        case .approved: try world.approve(try world.grant(caseID, [.identity, .evidence]))
        case .scheduled: try world.grant(caseID, from: world.clock.now.adding(seconds: 20 * 86_400))
        case .active: _ = try granted()
        case .toOnePerson: try world.grant(caseID, persons: [.siti])
        case .forAnotherPurpose: try world.grant(caseID, for: .penuntutan)
        case .expired: try world.grant(caseID, days: 1)
        case .revoked: try owner.revoke(try granted(), reason: "selesai")
        case .passedOn, .parentRevoked:
            let parent = try granted()
            try world.grant(caseID, to: .prosecutor, days: 20, by: .siti)
            if situation == .parentRevoked { try owner.revoke(parent, reason: "selesai") }
        case .asked: _ = try world.ask(caseID)
        case .exportAsked, .exportApproved, .exportBegun:
            let wish = try world.wish(caseID, to: [world.recipient(.rina)], [.identity])
            guard case .waiting(let export) = try owner.planExport(wish) else { return }
            if situation != .exportAsked { try world.approve(export) }
            if situation == .exportBegun { _ = try owner.planExport(approved: export) }
        case .answered: try world.answer(try world.ask(caseID))
        case .refused: try owner.refuse(try world.ask(caseID), reason: "tidak perlu")
        case .closed:
            _ = try granted()
            try owner.closeCase(caseID)
        case .withdrawn:
            _ = try granted()
            try owner.withdraw(document, reason: "berkas anak lain")
        case .moved:
            _ = try granted()
            try world.move(document, to: .medical)
        }
    }

    /// Everybody, everything.
    func tryAll() throws {
        for (count, name) in ActionName.allCases.enumerated() {
            // Of one person a hundred denials are listed within an hour.
            if count % 15 == 14 { world.clock.advance(seconds: 3_601) }
            for (who, role) in Self.actors {
                for action in actions(name, as: role, try state(caseID)) { try send(action, as: who, role) }
            }
        }
    }

    private func state(_ id: CaseID) throws -> CaseState {
        if let known = states[id] { return known }
        let state = try world.state(id)
        states[id] = state
        return state
    }

    func send(_ action: Action, as who: Who, _ role: RoleName) throws {
        let state = try state(action.about.caseID == other ? other : caseID)
        // What goes by two has its other case right behind it.
        let actions = [action] + [action.kind.mirror].compactMap(\.self)
        let calls = try actions.map { try call($0, as: who, role, $0 == action ? state : self.state(other)) }
        do {
            let reply = try world.custodian.ask(calls)
            for (answer, state) in zip(reply.answers, [state, try? self.state(other)]) {
                let entry = try Entry(parsing: answer.entry)
                told.append(Told(entry: entry, released: answer.released, state: state))
                if entry.isChange { states[entry.place!.caseID] = nil }
            }
        } catch CustodyError.refused {
            refused.insert(action.name)
        } catch CustodyError.alreadyDone {
            refused.insert(action.name)
        }
    }

    private func call(_ action: Action, as who: Who, _ role: RoleName, _ state: CaseState) throws -> Call {
        let officer = try world.officer(who)
        func request(_ manifest: Manifest) -> Request {
            Request(
                vault: world.vault, actor: who.handle, role: role, nonce: Nonce(), time: world.clock.now,
                head: officer.head, roster: officer.roster.head, manifest: manifest.digest, action: action)
        }
        let cargo = action.kind.cargo(request(Manifest([])), officer.roster, state)
        let names = cargo.required.union(cargo.either.compactMap(\.first))
        let things = Dictionary(uniqueKeysWithValues: names.map { ($0, bytes($0)) })
        let manifest = Manifest(things.map { Manifest.Item(name: $0.key, bytes: $0.value) })
        let asked = request(manifest)
        var note = try Note(text: asked.text)
        try note.sign(as: who.handle.text, with: try world.key(who).signing)
        return Call(note: note.encoded, manifest: manifest, things: things)
    }

    private func bytes(_ name: ItemName) -> [UInt8] {
        if name == .basis || name == .reason { return text.bytes }
        if name == .recipients { return Array((try! world.key(.rina).card.recipient + "\n").utf8) }
        if name == .tokens { return SearchTokens([Random.bytes(32)]).bytes }
        if name == .metadata { return Random.bytes(40 + 256) }
        if name == .key { return Random.bytes(40 + 16) }
        if name.isHolding { return Random.bytes(40 + 32) }
        // Of a document and of an identity alike: as long as an identity's.
        if name == .payload { return Random.bytes(32 + 4_096) }
        return Random.bytes(name == .keyHalf || name == .keyRefresh ? 16 : 32)
    }

    /// Each kind of request, of all that the case has. Exhaustive: a new action is tried, too.
    private func actions(_ name: ActionName, as role: RoleName, _ state: CaseState) -> [Action] {
        func newest(_ compartment: CompartmentName) -> EpochName { state.epochs[compartment]!.last!.name }
        func added(_ record: RecordID, _ compartment: CompartmentName, version: Int = 1) -> Action {
            .add(
                AddRecord(
                    caseID: caseID, record: record, version: version, epoch: newest(compartment), keyCommitment: hash,
                    contentCommitment: hash, contentTag: record.kind == .document ? Digest.of("t") : nil,
                    reason: version > 1 ? text.digest : nil, opening: nil))
        }
        let grants = state.grants.values.sorted { $0.sequence < $1.sequence }
        let asks = state.asks.values.sorted { $0.sequence < $1.sequence }.map(\.ask.id)
        let rina = try! world.key(.rina).card.recipient
        let recipients = [ExportRecipientName(digest: Digest.of(rina), handle: Who.rina.handle)]
        switch name {
        case .vaultFound: return [.foundVault(genesis: world.vault)]
        case .vaultJoin: return [.joinVault(genesis: world.vault)]
        case .personEnroll: return [.enroll(known { try Handle("baru@unit-ppa") }, roles: [], card: hash, newKeys: [])]
        case .vaultClock: return [.setClockBack(to: world.clock.now.adding(seconds: -10))]
        case .personApprove: return [.approveEnrolment(Who.budi.handle, request: hash)]
        case .personDismiss: return [.dismiss(Who.tuti.handle, reason: text.digest, newKeys: [])]
        case .caseCreate:
            let all: [CompartmentName] = [.summary, .identity, .medical, .evidence]
            return [
                .createCase(
                    .make(), generation: 1,
                    epochs: all.map { EpochOpening(name: EpochName(compartment: $0, epoch: 1), commitment: hash) })
            ]
        case .caseList: return [.listCases(after: nil, limit: 10)]
        case .caseShow: return [.showCase(caseID)]
        case .caseClose: return [.closeCase(caseID)]
        case .caseReopen: return [.reopenCase(caseID)]
        case .caseRekey:
            let holders = state.holders(of: .medical, roster: try! world.officer(.sari).roster, at: world.clock.now)
            return [
                .rekeyCase(
                    caseID, epoch: EpochName(compartment: .medical, epoch: newest(.medical).epoch + 1),
                    opening: NewEpoch(commitment: hash, holders: holders))
            ]
        case .caseLink: return [.linkCase(caseID, other: other)]
        case .caseUnlink: return [.unlinkCase(caseID, other: other)]
        case .caseExport:
            let approved = state.exports.values.filter { $0.role == role }.map(\.terms)
            return [nil, identity, document].map {
                .export(
                    ExportCase(
                        caseID: caseID, record: $0, purpose: .penyidikan, basis: text.digest, recipients: recipients))
            }
                + approved.flatMap { terms in
                    [nil, identity].map {
                        .export(
                            ExportCase(
                                caseID: caseID, record: $0, purpose: terms.purpose, basis: terms.basis,
                                grant: terms.id, recipients: terms.recipients))
                    }
                }
        case .exportRequest:
            return [
                .requestExport(
                    ExportTerms(
                        id: .make(), caseID: caseID, purpose: .penyidikan, basis: text.digest,
                        records: [.init(record: identity, version: state.records[identity]!.latest.number)],
                        recipients: recipients))
            ]
        case .casePrepare:
            return [.identityAdd, .documentAdd, .grantCreate, .caseRekey].map { .prepare(.caseID(caseID), for: $0) }
                + [.prepare(.record(document), for: .documentMove)]
                + asks.map { .prepare(.ask($0), for: .grantCreate) }
                + state.exports.keys.map { .prepare(.export($0), for: .caseExport) }
                + [.prepare(.caseID(caseID), for: .caseExport)]
        case .identityAdd: return [added(.make(.identity), .identity)]
        case .identityEdit: return [.edit(identity, .penyidikan)]
        case .identityUpdate:
            return [added(identity, .identity, version: state.records[identity]!.latest.number + 1)]
        case .identityList: return [.list(.identity, caseID)]
        case .identityOpen:
            return [.open(identity, .penyidikan), .open(identity, .penyidikan, version: 1)]
        case .identityHistory: return [.readHistory(identity)]
        case .identityWithdraw: return [.withdraw(identity, reason: text.digest)]
        case .identityRestore: return [.restore(identity, reason: text.digest)]
        case .documentAdd: return [added(.make(.document), .evidence)]
        case .documentList: return [.list(.document, caseID)]
        case .documentOpen:
            return [document, scrap].map { .open($0, .penyidikan) } + [.open(document, .penuntutan)]
        case .documentWithdraw: return [.withdraw(scrap, reason: text.digest)]
        case .documentRestore: return [.restore(scrap, reason: text.digest)]
        case .documentMove:
            let place = state.records[scrap]!
            return [
                .move(
                    MoveDocument(
                        record: scrap, version: place.latest.number, from: place.latest.place.sequence,
                        epoch: newest(place.compartment == .medical ? .evidence : .medical), contentTag: Digest.of("t"),
                        opening: nil))
            ]
        case .documentCheck: return [.check(document), .check(document, for: .documentOpen)]
        case .grantRequest:
            return [
                .requestGrant(
                    Ask(
                        id: .make(), caseID: caseID, compartments: [.evidence], purpose: .penyidikan,
                        basis: text.digest))
            ]
        case .grantRefuse: return asks.map { .refuseAsk($0, reason: text.digest) }
        case .grantCreate:
            return [
                .createGrant(
                    GrantTerms(
                        grant: .make(), caseID: caseID, to: .prosecutor, generation: 1, persons: [],
                        epochs: [newest(.summary), newest(.evidence)], purpose: .penyidikan, basis: text.digest,
                        from: world.clock.now, until: world.clock.now.adding(seconds: 86_400),
                        parent: role == state.owner ? nil : grants.first { $0.terms.to == role }?.terms.grant))
            ]
        case .grantAccept: return grants.map { .acceptGrant($0.terms.grant) }
        case .grantReview:
            return grants.map { .reviewGrant($0.terms.grant) } + state.exports.keys.map { .reviewGrant($0) }
        case .grantApprove:
            return grants.map { .approveGrant($0.terms.grant, request: $0.request) }
                + state.exports.values.map { .approveGrant($0.terms.id, request: $0.request) }
        case .grantRevoke: return grants.suffix(2).map { .revokeGrant($0.terms.grant, reason: text.digest) }
        case .grantList: return [.listGrants(nil), .listGrants(caseID)]
        case .find: return [.find(.name, .penyidikan)]
        case .inboxRead: return [.readInbox]
        case .auditRead:
            var filter = AuditFilter()
            filter.caseID = caseID
            filter.withTexts = true
            filter.limit = 10
            var everything = AuditFilter()
            everything.limit = 10
            return [.readAudit(everything), .readAudit(filter)]
        case .auditVerify: return [.verifyAudit(from: 0)]
        case .auditExport: return [.exportAudit(nil), .exportAudit(caseID)]
        case .auditReport:
            let subjects: [ReportSubject] = [
                .review, .trail(caseID), .custody(document), .exposure(Who.siti.handle),
            ]
            return subjects.map { .reportAudit($0) }
        case .vaultVerify: return [.verifyVault]
        case .vaultEnter: return [.enter(intended: .documentOpen)]
        }
    }
}
