package import Sodium
package import Vocabulary

/// How an action stands in a request: one list of lines for each, written and read side by side.
extension Action {
    package var name: ActionName {
        switch self {
        case .foundVault: .vaultFound
        case .joinVault: .vaultJoin
        case .enroll: .personEnroll
        case .approveEnrolment: .personApprove
        case .dismiss: .personDismiss
        case .createCase: .caseCreate
        case .listCases: .caseList
        case .showCase: .caseShow
        case .closeCase: .caseClose
        case .reopenCase: .caseReopen
        case .linkCase: .caseLink
        case .unlinkCase: .caseUnlink
        case .export: .caseExport
        case .prepare: .casePrepare
        case .add(let addition):
            switch addition.record.kind {
            case .identity: addition.version == 1 ? .identityAdd : .identityUpdate
            case .document: .documentAdd
            }
        case .list(let kind, _): kind == .identity ? .identityList : .documentList
        case .open(let record, _): record.kind == .identity ? .identityOpen : .documentOpen
        case .withdraw: .documentWithdraw
        case .restore: .documentRestore
        case .move: .documentMove
        case .check: .documentCheck
        case .requestGrant: .grantRequest
        case .refuseAsk: .grantRefuse
        case .createGrant: .grantCreate
        case .acceptGrant: .grantAccept
        case .reviewGrant: .grantReview
        case .approveGrant: .grantApprove
        case .revokeGrant: .grantRevoke
        case .listGrants: .grantList
        case .find: .find
        case .readInbox: .inboxRead
        case .readAudit: .auditRead
        case .verifyAudit: .auditVerify
        case .exportAudit: .auditExport
        case .reportAudit: .auditReport
        case .verifyVault: .vaultVerify
        case .enter: .vaultEnter
        }
    }

    /// The case that the request itself names.
    package var caseID: CaseID? {
        switch self {
        case .createCase(let id, _, _), .showCase(let id), .closeCase(let id), .reopenCase(let id),
            .linkCase(let id, _),
            .unlinkCase(let id, _), .list(_, let id):
            id
        case .prepare(let preparation): if case .caseID(let id) = preparation.target { id } else { nil }
        case .add(let addition): addition.caseID
        case .export(let export): export.caseID
        case .requestGrant(let ask): ask.caseID
        case .createGrant(let terms): terms.caseID
        case .listGrants(let id): id
        case .readAudit(let filter): filter.caseID
        case .exportAudit(let id): id
        case .reportAudit(.trail(let id)): id
        default: nil
        }
    }

    package var record: RecordID? {
        switch self {
        case .add(let addition): addition.record
        case .open(let record, _), .withdraw(let record, _), .restore(let record, _), .check(let record): record
        case .move(let move): move.record
        case .export(let export): export.record
        case .prepare(let preparation): if case .record(let record) = preparation.target { record } else { nil }
        case .reportAudit(.custody(let record)): record
        default: nil
        }
    }

    package var grant: GrantID? {
        switch self {
        case .createGrant(let terms): terms.grant
        case .acceptGrant(let id), .reviewGrant(let id), .approveGrant(let id, _), .revokeGrant(let id, _): id
        default: nil
        }
    }

    /// The ask that the request makes or is about.
    package var ask: AskID? {
        switch self {
        case .requestGrant(let ask): ask.id
        case .refuseAsk(let id, _): id
        case .createGrant(let terms): terms.answers
        case .prepare(let preparation): if case .ask(let id) = preparation.target { id } else { nil }
        default: nil
        }
    }

    /// The person whom an enrolment, a dismissal or a report is about.
    package var person: Handle? {
        switch self {
        case .enroll(let handle, _, _, _), .approveEnrolment(let handle, _), .dismiss(let handle, _, _),
            .reportAudit(.exposure(let handle)):
            handle
        default: nil
        }
    }

    package var purpose: Purpose? {
        switch self {
        case .open(_, let purpose), .find(_, let purpose): purpose
        case .createGrant(let terms): terms.purpose
        case .requestGrant(let ask): ask.purpose
        default: nil
        }
    }

    /// The free text that travels beside the request, and its salted hash in it.
    package var text: (name: ItemName, digest: Digest)? {
        switch self {
        case .createGrant(let terms): (.basis, terms.basis)
        case .requestGrant(let ask): (.basis, ask.basis)
        case .revokeGrant(_, let reason), .dismiss(_, let reason, _), .refuseAsk(_, let reason),
            .withdraw(_, let reason), .restore(_, let reason):
            (.reason, reason)
        case .add(let addition): addition.reason.map { (.reason, $0) }
        default: nil
        }
    }

    func write(to writer: inout FieldWriter) {
        switch self {
        case .foundVault(let id), .joinVault(let id): writer.put("genesis", id.digest)
        case .enroll(let handle, let roles, let card, let keys):
            writer.put("person", handle.text)
            writer.put("card", card)
            for role in roles { writer.put("member", role.text) }
            for key in keys { writer.put("new-key", key.text) }
        case .approveEnrolment(let handle, let request):
            writer.put("person", handle.text)
            writer.put("approves", request)
        case .dismiss(let handle, let reason, let keys):
            writer.put("person", handle.text)
            writer.put("reason", reason)
            for key in keys { writer.put("new-key", key.text) }
        case .createCase(let id, let generation, let epochs):
            writer.put("case", id)
            writer.put("generation", UInt64(generation))
            for epoch in epochs {
                writer.put("epoch") {
                    $0.add(epoch.name)
                    $0.add(epoch.commitment)
                }
            }
        case .listCases(let after, let limit):
            writer.put("after", after)
            writer.put("limit", UInt64(limit))
        case .showCase(let id), .closeCase(let id), .reopenCase(let id), .list(_, let id): writer.put("case", id)
        case .linkCase(let id, let other), .unlinkCase(let id, let other):
            writer.put("case", id)
            writer.put("other", other)
        case .prepare(let preparation):
            switch preparation.target {
            case .caseID(let id): writer.put("case", id)
            case .record(let record): writer.put("record", record)
            case .ask(let id): writer.put("ask", id)
            }
            writer.put("for", preparation.intended.rawValue)
        case .add(let addition): addition.write(to: &writer)
        case .open(let record, let purpose):
            writer.put("record", record)
            writer.put("purpose", purpose.text)
        case .withdraw(let record, let reason), .restore(let record, let reason):
            writer.put("record", record)
            writer.put("reason", reason)
        case .move(let move): move.write(to: &writer)
        case .check(let record): writer.put("record", record)
        case .export(let export): export.write(to: &writer)
        case .requestGrant(let ask): ask.write(to: &writer)
        case .refuseAsk(let id, let reason):
            writer.put("ask", id)
            writer.put("reason", reason)
        case .createGrant(let terms): terms.write(to: &writer)
        case .acceptGrant(let id), .reviewGrant(let id): writer.put("grant", id)
        case .approveGrant(let id, let request):
            writer.put("grant", id)
            writer.put("approves", request)
        case .revokeGrant(let id, let reason):
            writer.put("grant", id)
            writer.put("reason", reason)
        case .listGrants(let id): writer.put("case", id)
        case .find(let kind, let purpose):
            writer.put("kind", kind.rawValue)
            writer.put("purpose", purpose.text)
        case .readAudit(let filter): filter.write(to: &writer)
        case .verifyAudit(let from): writer.put("from", from)
        case .exportAudit(let id): writer.put("case", id)
        case .reportAudit(let subject): subject.write(to: &writer)
        case .verifyVault, .readInbox: break
        case .enter(let intended): writer.put("for", intended.rawValue)
        }
    }

    init(_ name: ActionName, from reader: inout FieldReader) throws {
        switch name {
        case .vaultFound: self = .foundVault(genesis: try VaultID(hex: reader.take("genesis")))
        case .vaultJoin: self = .joinVault(genesis: try VaultID(hex: reader.take("genesis")))
        case .personEnroll:
            let handle = try Handle(reader.take("person"))
            let card = try reader.takeDigest("card")
            let roles = try reader.takeAll("member").map { try RoleName($0) }
            self = .enroll(handle, roles: roles, card: card, newKeys: try Self.keys(&reader))
        case .personApprove:
            self = .approveEnrolment(
                try Handle(reader.take("person")), request: try reader.takeDigest("approves"))
        case .personDismiss:
            self = .dismiss(
                try Handle(reader.take("person")), reason: try reader.takeDigest("reason"),
                newKeys: try Self.keys(&reader))
        case .caseCreate:
            self = .createCase(
                try CaseID(reader.take("case")), generation: Int(clamping: try reader.takeNumber("generation")),
                epochs: try Self.epochs(&reader))
        case .caseList:
            self = .listCases(
                after: try reader.takeIfPresent("after").map { try CaseID($0) },
                limit: Int(clamping: try reader.takeNumber("limit")))
        case .caseShow: self = .showCase(try CaseID(reader.take("case")))
        case .caseClose: self = .closeCase(try CaseID(reader.take("case")))
        case .caseReopen: self = .reopenCase(try CaseID(reader.take("case")))
        case .caseLink:
            self = .linkCase(try CaseID(reader.take("case")), other: try CaseID(reader.take("other")))
        case .caseUnlink:
            self = .unlinkCase(try CaseID(reader.take("case")), other: try CaseID(reader.take("other")))
        case .caseExport: self = .export(try Export(from: &reader))
        case .casePrepare:
            let target = try Preparation.Target(from: &reader)
            self = .prepare(Preparation(target, for: try Self.intended(&reader)))
        case .identityAdd, .identityUpdate, .documentAdd: self = .add(try Addition(from: &reader))
        case .identityList: self = .list(.identity, try CaseID(reader.take("case")))
        case .documentList: self = .list(.document, try CaseID(reader.take("case")))
        case .identityOpen, .documentOpen:
            self = .open(try RecordID(reader.take("record")), try Purpose(reader.take("purpose")))
        case .documentWithdraw:
            self = .withdraw(try RecordID(reader.take("record")), reason: try reader.takeDigest("reason"))
        case .documentRestore:
            self = .restore(try RecordID(reader.take("record")), reason: try reader.takeDigest("reason"))
        case .documentMove: self = .move(try Move(from: &reader))
        case .documentCheck: self = .check(try RecordID(reader.take("record")))
        case .grantRequest: self = .requestGrant(try Ask(from: &reader))
        case .grantRefuse:
            self = .refuseAsk(try AskID(reader.take("ask")), reason: try reader.takeDigest("reason"))
        case .grantCreate: self = .createGrant(try GrantTerms(from: &reader))
        case .grantAccept: self = .acceptGrant(try GrantID(reader.take("grant")))
        case .grantReview: self = .reviewGrant(try GrantID(reader.take("grant")))
        case .grantApprove:
            self = .approveGrant(try GrantID(reader.take("grant")), request: try reader.takeDigest("approves"))
        case .grantRevoke:
            self = .revokeGrant(try GrantID(reader.take("grant")), reason: try reader.takeDigest("reason"))
        case .grantList: self = .listGrants(try reader.takeIfPresent("case").map { try CaseID($0) })
        case .find:
            guard let kind = FindKind(rawValue: String(try reader.take("kind"))) else { throw reader.fault("kind") }
            self = .find(kind, try Purpose(reader.take("purpose")))
        case .inboxRead: self = .readInbox
        case .auditRead: self = .readAudit(try AuditFilter(from: &reader))
        case .auditVerify: self = .verifyAudit(from: try reader.takeNumber("from"))
        case .auditExport: self = .exportAudit(try reader.takeIfPresent("case").map { try CaseID($0) })
        case .auditReport: self = .reportAudit(try ReportSubject(from: &reader))
        case .vaultVerify: self = .verifyVault
        case .vaultEnter: self = .enter(intended: try Self.intended(&reader))
        }
        guard self.name == name else { throw reader.fault("action") }
    }

    private static func intended(_ reader: inout FieldReader) throws -> ActionName {
        guard let intended = ActionName.named(try reader.take("for")) else { throw reader.fault("for") }
        return intended
    }

    private static func keys(_ reader: inout FieldReader) throws -> [RoleGeneration] {
        try reader.takeAll("new-key").map { value in
            let parts = try reader.pair(value, "new-key")
            return RoleGeneration(
                role: try RoleName(parts.0), generation: Int(clamping: try reader.number(parts.1, "new-key")))
        }
    }

    private static func epochs(_ reader: inout FieldReader) throws -> [EpochOpening] {
        try reader.takeAll("epoch").map { value in
            let parts = try reader.triple(value, "epoch")
            guard let commitment = Digest(hex: parts.2) else { throw reader.fault("epoch") }
            return EpochOpening(name: try EpochName(parts.0, parts.1, reader), commitment: commitment)
        }
    }
}
