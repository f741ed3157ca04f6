import Casework
import Sodium
import Vocabulary

/// What is done in the case of a world, and to those who wait in it.
extension World {
    func add(
        _ record: RecordID, to compartment: String, version: Int = 1, reason: Digest? = nil, epoch: Int? = nil,
        opening: NewEpoch? = nil, in otherCase: CaseID? = nil
    ) -> Action {
        let current = state?.epochs[part(compartment)]?.last?.name.epoch ?? 1
        return .add(
            AddRecord(
                caseID: otherCase ?? caseID, record: record, version: version,
                epoch: EpochName(compartment: part(compartment), epoch: epoch ?? current),
                keyCommitment: Digest.of("key"), contentCommitment: Digest.of("content"),
                contentTag: record.kind == .document ? Digest.of("t") : nil, reason: reason,
                opening: opening))
    }

    /// An addition that opens a new epoch, sealed to `holders`, or to those who hold the compartment now.
    func reopening(_ compartment: String, holders: [Holder]? = nil, epoch: Int? = nil) -> Action {
        let current = state!.epochs[part(compartment)]!.last!.name.epoch
        return add(
            .make(compartment == "identity" ? .identity : .document), to: compartment, epoch: epoch ?? current + 1,
            opening: NewEpoch(
                commitment: Digest.of("next"),
                holders: holders ?? state!.holders(of: part(compartment), roster: roster, at: now)))
    }

    /// A new key of a compartment, sealed to `holders`, or to those who hold the compartment now.
    func rekey(_ compartment: String, holders: [Holder]? = nil, epoch: Int? = nil) -> Action {
        let name = part(compartment)
        return .rekeyCase(
            caseID,
            epoch: EpochName(
                compartment: name, epoch: epoch ?? (state?.epochs[name]?.last?.name.epoch ?? 0) + 1),
            opening: NewEpoch(
                commitment: Digest.of("next"),
                holders: holders ?? state?.holders(of: name, roster: roster, at: now) ?? []))
    }

    func terms(
        to role: RoleName, _ compartments: [String], persons: [String] = [], purpose: Purpose = .penyidikan,
        allow: Permissions = .usual, from: Int64 = 0, days: Int64 = 30, parent: GrantID? = nil, answers: AskID? = nil,
        id: GrantID = .make(),
        in otherCase: CaseID? = nil
    ) -> GrantTerms {
        GrantTerms(
            grant: id, caseID: otherCase ?? caseID, to: role, generation: roster.currentKey(of: role)?.generation ?? 0,
            persons: persons.map(handle),
            epochs: ([.summary] + compartments.map(part)).map {
                EpochName(compartment: $0, epoch: state?.epochs[$0]?.last?.name.epoch ?? 1)
            }, purpose: purpose, allow: allow, basis: Digest.of("dasar"), from: now.adding(seconds: from),
            until: now.adding(seconds: days * 86_400), parent: parent, answers: answers)
    }

    @discardableResult
    func grant(_ terms: GrantTerms, by actor: String = "ani@dp2kbp3a", as role: RoleName = World.owner) throws
        -> GrantID
    {
        try allow(.createGrant(terms), by: actor, as: role)
        return terms.grant
    }

    func approval(of grant: GrantID) -> Action {
        .approveGrant(grant, request: state?.grants[grant]?.request ?? Digest.of(""))
    }

    func approve(_ grant: GrantID, by actor: String = "kiki@dp2kbp3a") throws {
        try allow(approval(of: grant), by: actor, as: Self.kepala)
    }

    func revoke(_ grant: GrantID) throws {
        try allow(.revokeGrant(grant, reason: Digest.of("alasan")), by: "ani@dp2kbp3a", as: Self.owner)
    }

    // MARK: Filing

    func move(
        _ record: RecordID, to compartment: String, version: Int = 1, from: UInt64? = nil, epoch: Int? = nil,
        opening: NewEpoch? = nil
    ) -> Action {
        let place = state?.records[record]?.latest.place.sequence
        let current = state?.epochs[part(compartment)]?.last?.name.epoch ?? 1
        return .move(
            MoveDocument(
                record: record, version: version, from: from ?? place ?? 0,
                epoch: EpochName(compartment: part(compartment), epoch: epoch ?? current), contentTag: Digest.of("t"),
                opening: opening))
    }

    /// A move that opens a new epoch where it goes, sealed to `holders`, or to those who hold that compartment now.
    func movingAnew(
        _ record: RecordID, to compartment: String, holders: [Holder]? = nil, epoch: Int? = nil
    ) -> Action {
        let current = state!.epochs[part(compartment)]!.last!.name.epoch
        return move(
            record, to: compartment, epoch: epoch ?? current + 1,
            opening: NewEpoch(
                commitment: Digest.of("next"),
                holders: holders ?? state!.holders(of: part(compartment), roster: roster, at: now)))
    }

    func withdrawal(of record: RecordID) -> Action { .withdraw(record, reason: Digest.of("salah berkas")) }

    func restoring(_ record: RecordID) -> Action { .restore(record, reason: Digest.of("benar berkas")) }

    func export(
        _ record: RecordID? = nil, to recipients: [String] = ["age1pq1hakim"], of other: CaseID? = nil,
        for purpose: Purpose = .penyidikan, by grant: GrantID? = nil, named handle: String? = nil
    ) -> Action {
        .export(
            ExportCase(
                caseID: other ?? caseID, record: record, purpose: purpose, basis: Digest.of("dasar"), grant: grant,
                recipients: names(recipients, handle)))
    }

    private func names(_ recipients: [String], _ named: String? = nil) -> [ExportRecipientName] {
        recipients.map { ExportRecipientName(digest: Digest.of($0), handle: named.map { handle($0) }) }
    }

    /// Asks to export records in their newest versions.
    func requestExport(
        _ records: [RecordID], to recipients: [String] = ["age1pq1hakim"], for purpose: Purpose = .penyidikan,
        id: GrantID = .make(), version: Int? = nil, named handle: String? = nil
    ) -> Action {
        .requestExport(
            ExportTerms(
                id: id, caseID: caseID, purpose: purpose, basis: Digest.of("dasar"),
                records: records.map {
                    .init(record: $0, version: version ?? state?.records[$0]?.latest.number ?? 1)
                }, recipients: names(recipients, handle)))
    }

    /// An export of `records` that the owner asked for and kiki approved.
    func approvedExport(
        _ records: [RecordID], by actor: String = "ani@dp2kbp3a", as role: RoleName = World.owner
    ) throws -> GrantID {
        let id = GrantID.make()
        try allow(requestExport(records, id: id), by: actor, as: role)
        for approver in ["kiki@dp2kbp3a", "koko@dp2kbp3a"] where state!.waits(id, roster, at: now) {
            try allow(exportApproval(of: id), by: approver, as: Self.kepala)
        }
        return id
    }

    func exportApproval(of id: GrantID) -> Action {
        .approveGrant(id, request: state?.exports[id]?.request ?? Digest.of(""))
    }

    func prepare(_ intended: ActionName, _ record: RecordID) -> Action {
        .prepare(.record(record), for: intended)
    }
    func prepare(_ intended: ActionName, _ ask: AskID) -> Action { .prepare(.ask(ask), for: intended) }
    func prepare(_ intended: ActionName) -> Action { .prepare(.caseID(caseID), for: intended) }

    /// Grants penyidik, or `role`, what is named, with as many approvals as that needs.
    @discardableResult
    func share(
        _ compartments: [String], to role: RoleName = World.penyidik, persons: [String] = [],
        allow: Permissions = .usual, days: Int64 = 30
    ) throws -> GrantID {
        let id = try grant(terms(to: role, compartments, persons: persons, allow: allow, days: days))
        for approver in ["kiki@dp2kbp3a", "koko@dp2kbp3a"]
        where state!.state(of: state!.grants[id]!, roster: roster, at: now) == .waiting {
            try approve(id, by: approver)
        }
        return id
    }

    /// A document that penyidik files in what was shared with them.
    func filed(in compartment: String = "evidence") throws -> RecordID {
        let record = RecordID.make(.document)
        try allow(add(record, to: compartment), by: "siti@unit-ppa", as: Self.penyidik)
        return record
    }

    func close() throws { try allow(.closeCase(caseID), by: "ani@dp2kbp3a", as: Self.owner) }

    /// Does what the owner may do.
    func own(_ action: Action) throws { try allow(action, by: "ani@dp2kbp3a", as: Self.owner) }

    // MARK: Asks

    func asking(
        for compartments: [String] = ["evidence"], allow: Permissions = .usual, id: AskID = .make(),
        in otherCase: CaseID? = nil
    ) -> Action {
        .requestGrant(
            Ask(
                id: id, caseID: otherCase ?? caseID, compartments: compartments.map(part), purpose: .penuntutan,
                allow: allow, basis: Digest.of("dasar")))
    }

    /// Jaja asks as the prosecutors.
    @discardableResult
    func ask(
        for compartments: [String] = ["evidence"], by actor: String = "jaja@kejaksaan", as role: RoleName = World.jaksa
    )
        throws -> AskID
    {
        let id = AskID.make()
        try allow(asking(for: compartments, id: id), by: actor, as: role)
        return id
    }

    func refusal(of ask: AskID) -> Action { .refuseAsk(ask, reason: Digest.of("alasan")) }

    // MARK: Enrolments that wait

    static let kanit = role("unit-ppa/kanit")

    /// The charter wants `count` approvals of an enrolment. The three admins are there, and of dp2kbp3a the active
    /// `approvers`, whose own enrolments the other agencies' admins approved.
    static func waiting(_ count: Int, approvers: [String] = []) throws -> World {
        let world = try World(enrolling: false, enrolmentApprovals: count)
        for approver in approvers {
            try world.enroll(approver, ["kepala"])
            for admin in ["admin@unit-ppa", "admin@kejaksaan"].prefix(count) {
                try? world.apply(try world.enrolmentApproval(of: approver, by: admin))
            }
            // Where those admins no longer help, the approvers who are there do.
            for other in approvers where world.roster.people[handle(approver)]?.state == .waiting && other != approver {
                try? world.apply(try world.enrolmentApproval(of: approver, by: other, as: World.kepala))
            }
            guard world.roster.people[handle(approver)]?.isActive == true else {
                throw Failure(description: "\(approver) still waits")
            }
        }
        return world
    }

    func approvingEnrolment(of person: String, request: Digest? = nil) -> Action {
        .approveEnrolment(
            handle(person), request: request ?? roster.people[handle(person)]?.request ?? Digest.of("none"))
    }

    func enrolmentApproval(
        of person: String, by actor: String, as role: RoleName? = nil, request: Digest? = nil
    ) throws -> RosterItem {
        try item(approvingEnrolment(of: person, request: request), by: actor, as: role)
    }
}
