import Casework
import Sodium
import Vocabulary

/// Requests' actions about one case, with fixed ids and hashes: each kind at least once, and each part that may be
/// absent once with it and once without.
struct SampleActions {
    private let caseID: CaseID
    private let other: CaseID
    private let day: Instant
    private let identityID: RecordID
    private let documentID: RecordID
    private let secondID: RecordID
    private let grantID: GrantID
    let personalGrant: GrantID
    private let exportID: GrantID
    private let askID: AskID
    private let secondAskID: AskID
    private let police: RoleName
    private let owner: RoleName
    private let siti: Handle
    private let evidence: CompartmentName
    private let medical: CompartmentName
    private let hash = Sample.hash

    init(caseID: CaseID, day: Instant) throws {
        self.caseID = caseID
        self.day = day
        other = try Sample.id("K", 2)
        (identityID, documentID, secondID) = (try Sample.id("I", 1), try Sample.id("D", 1), try Sample.id("D", 2))
        (grantID, personalGrant, exportID) = (try Sample.id("G", 1), try Sample.id("G", 2), try Sample.id("G", 3))
        (askID, secondAskID) = (try Sample.id("R", 1), try Sample.id("R", 2))
        (police, owner) = (try RoleName("unit-ppa/penyidik"), try RoleName("dp2kbp3a/pendamping"))
        siti = try Handle("siti@unit-ppa")
        (evidence, medical) = (try CompartmentName("evidence"), try CompartmentName("medical"))
    }

    private func epoch(_ compartment: CompartmentName, _ number: Int = 1) -> EpochName {
        EpochName(compartment: compartment, epoch: number)
    }

    private var key: RoleGeneration { RoleGeneration(role: police, generation: 2) }
    private var ownerKey: RoleGeneration { RoleGeneration(role: owner, generation: 1) }

    private func add(
        _ record: RecordID, _ epoch: EpochName, version: Int = 1, opening: NewEpoch? = nil
    ) -> Action {
        .add(
            AddRecord(
                caseID: caseID, record: record, version: version, epoch: epoch, keyCommitment: hash,
                contentCommitment: hash, contentTag: record.kind == .document ? Digest.of("t") : nil,
                reason: version > 1 ? hash : nil, opening: opening))
    }

    private func terms(_ id: GrantID, persons: [Handle], parent: GrantID?, answers: AskID?) -> Action {
        .createGrant(
            GrantTerms(
                grant: id, caseID: caseID, to: police, generation: 2, persons: persons,
                epochs: [epoch(.summary), epoch(.identity), epoch(evidence, 2)], purpose: .penyidikan, basis: hash,
                from: day, until: day.adding(seconds: 86_400), parent: parent, answers: answers))
    }

    private func asked(_ id: AskID) -> Action {
        .requestGrant(
            Ask(id: id, caseID: caseID, compartments: [evidence, .identity], purpose: .penyidikan, basis: hash))
    }

    // MARK: In the order of a case's life

    func create(_ charter: Charter) throws -> Action {
        .createCase(
            caseID, generation: 1,
            epochs: (charter.compartments + [.summary]).sorted().map { EpochOpening(name: epoch($0), commitment: hash) }
        )
    }
    var identity: Action { add(identityID, epoch(.identity)) }
    var document: Action { add(documentID, epoch(evidence)) }
    var identityAgain: Action { add(identityID, epoch(.identity), version: 2) }
    /// A document for which the compartment's key is made anew.
    var reopening: Action {
        add(
            secondID, epoch(evidence, 2),
            opening: .init(
                commitment: hash, holders: [.owner(ownerKey), .granted(grantID, key), .person(grantID, siti)]))
    }
    var move: Action {
        .move(
            MoveDocument(
                record: documentID, version: 1, from: 102, epoch: epoch(medical), contentTag: Digest.of("t"),
                opening: nil))
    }
    var withdraw: Action { .withdraw(documentID, reason: hash) }
    var restore: Action { .restore(documentID, reason: hash) }
    var withdrawIdentity: Action { .withdraw(identityID, reason: hash) }
    var restoreIdentity: Action { .restore(identityID, reason: hash) }
    var link: Action { .linkCase(caseID, other: other) }
    var unlink: Action { .unlinkCase(caseID, other: other) }
    var ask: Action { asked(askID) }
    var secondAsk: Action { asked(secondAskID) }
    var refuse: Action { .refuseAsk(secondAskID, reason: hash) }
    var grant: Action { terms(grantID, persons: [], parent: nil, answers: askID) }
    var accept: Action { .acceptGrant(grantID) }
    var personal: Action { terms(personalGrant, persons: [siti], parent: nil, answers: nil) }
    var revoke: Action { .revokeGrant(grantID, reason: hash) }
    var close: Action { .closeCase(caseID) }
    var reopen: Action { .reopenCase(caseID) }
    var requestExport: Action {
        .requestExport(
            ExportTerms(
                id: exportID, caseID: caseID, purpose: .penuntutan, basis: hash,
                records: [.init(record: identityID, version: 2), .init(record: documentID, version: 1)],
                recipients: [.init(digest: hash, handle: siti), .init(digest: hash, handle: nil)]))
    }
    /// What was approved leaves.
    var export: Action {
        .export(
            ExportCase(
                caseID: caseID, record: nil, purpose: .penuntutan, basis: hash, grant: exportID,
                recipients: [.init(digest: hash, handle: siti), .init(digest: hash, handle: nil)]))
    }
    var rekey: Action {
        .rekeyCase(
            caseID, epoch: epoch(medical, 2),
            opening: .init(commitment: hash, holders: [.owner(ownerKey), .granted(grantID, key)]))
    }

    /// Every kind of action.
    func all(_ charter: Charter) throws -> [Action] {
        let inCase = [
            try create(charter), identity, document, identityAgain, reopening, move, withdraw, restore,
            withdrawIdentity, restoreIdentity, link, unlink,
            ask, refuse, grant, accept, personal, revoke, close, reopen, rekey, requestExport, .showCase(caseID),
            terms(personalGrant, persons: [], parent: grantID, answers: nil),
            .move(
                MoveDocument(
                    record: documentID, version: 1, from: 12, epoch: epoch(medical, 2), contentTag: hash,
                    opening: .init(commitment: hash, holders: []))),
        ]
        let opened: [Action] = [
            .list(.identity, caseID), .list(.document, caseID), .open(identityID, .darurat),
            .open(identityID, .darurat, version: 3), .readHistory(identityID),
            .open(documentID, .persidangan), .edit(identityID, .pendampingan), .check(documentID),
            .check(documentID, for: .documentOpen),
            .reviewGrant(grantID),
            .approveGrant(grantID, request: hash), .listGrants(nil), .listGrants(caseID),
            .listCases(after: nil, limit: 1), .listCases(after: caseID, limit: .max),
            .export(
                ExportCase(
                    caseID: caseID, record: documentID, purpose: .penuntutan, basis: hash,
                    recipients: [.init(digest: hash, handle: siti), .init(digest: hash, handle: nil)])),
            .export(
                ExportCase(caseID: caseID, record: nil, purpose: .penuntutan, basis: hash, recipients: [])),
            .export(
                ExportCase(
                    caseID: caseID, record: nil, purpose: .penuntutan, basis: hash, grant: grantID, recipients: [])),
        ]
        let prepared: [Action] = [
            .prepare(.caseID(caseID), for: .documentAdd),
            .prepare(.record(documentID), for: .documentMove),
            .prepare(.ask(askID), for: .grantCreate), .prepare(.export(grantID), for: .caseExport),
            .enter(intended: .documentOpen),
        ]
        return inCase + opened + prepared + others()
    }

    private func others() -> [Action] {
        var filter = AuditFilter()
        filter.caseID = caseID
        filter.record = documentID
        filter.actor = siti
        filter.role = police
        filter.action = .find
        filter.outcome = .denied
        filter.since = day
        filter.until = day
        filter.from = .max
        filter.withTexts = true
        let vault = VaultID(hash)
        return [
            .foundVault(genesis: vault), .joinVault(genesis: vault),
            .enroll(siti, roles: [police, owner], card: hash, newKeys: [key]),
            .enroll(siti, roles: [], card: hash, newKeys: []), .approveEnrolment(siti, request: hash),
            .setClockBack(to: Instant(seconds: 1_790_000_000)),
            .dismiss(siti, reason: hash, newKeys: [key]), .find(.nik, .penyidikan), .find(.name, .darurat), .readInbox,
            .readAudit(AuditFilter()), .readAudit(filter), .verifyAudit(from: .max), .verifyVault,
            .exportAudit(nil), .reportAudit(.review), .reportAudit(.exposure(siti)), .verifyRows(from: .max),
        ]
    }
}
