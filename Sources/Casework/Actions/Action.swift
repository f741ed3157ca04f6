package import Sodium
package import Vocabulary

/// What is asked for: one of the kinds in this folder.
package struct Action: Hashable, Sendable {
    package let kind: any ActionKind

    package init(_ kind: some ActionKind) {
        self.kind = kind
    }

    package init(_ name: ActionName, from reader: inout FieldReader) throws(CaseworkError) {
        kind = try name.kind.read(name, &reader)
        guard kind.name == name else { throw reader.fault("action") }
    }

    func write(to writer: inout FieldWriter) { kind.write(to: &writer) }

    /// As the kind asked for; nil of any other.
    package func `as`<Kind: ActionKind>(_: Kind.Type) -> Kind? { kind as? Kind }

    package static func == (left: Action, right: Action) -> Bool { left.kind.isEqual(to: right.kind) }
    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

extension Action {
    package var name: ActionName { kind.name }
    package var about: About { kind.about }
    package var caseID: CaseID? { kind.about.caseID }
    package var record: RecordID? { kind.about.record }
    package var grant: GrantID? { kind.about.grant }
    package var ask: AskID? { kind.about.ask }
    package var person: Handle? { kind.about.person }
    package var purpose: Purpose? { kind.about.purpose }
    package var text: (name: ItemName, digest: Digest)? { kind.about.text }
    package var release: Release { kind.release }
    package var changesCase: Bool { kind.changes == .theCase }
    package var changesRoster: Bool { kind.changes == .theRoster }
}

extension ActionKind {
    fileprivate static func read(
        _ name: ActionName, _ reader: inout FieldReader
    ) throws(CaseworkError) -> any ActionKind {
        var lines = Lines(reading: reader, of: name)
        let kind = try Self(&lines, nil)
        reader = lines.read
        return kind
    }

    fileprivate func write(to writer: inout FieldWriter) {
        var lines = Lines(writing: writer, of: name)
        // Written, nothing is looked at that could be wrong.
        _ = try? Self(&lines, self)
        writer = lines.written
    }

    fileprivate func isEqual(to other: any ActionKind) -> Bool { other as? Self == self }
}

extension ActionName {
    /// All kinds of actions: of some, one for identities and documents alike.
    package var kind: any ActionKind.Type {
        switch self {
        case .vaultFound: FoundVault.self
        case .vaultJoin: JoinVault.self
        case .personEnroll: EnrollPerson.self
        case .personApprove: ApproveEnrolment.self
        case .vaultClock: SetClockBack.self
        case .personDismiss: DismissPerson.self
        case .caseCreate: CreateCase.self
        case .caseList: ListCases.self
        case .caseShow: ShowCase.self
        case .caseClose: CloseCase.self
        case .caseReopen: ReopenCase.self
        case .caseRekey: RekeyCase.self
        case .caseLink: LinkCase.self
        case .caseUnlink: UnlinkCase.self
        case .caseExport: ExportCase.self
        case .exportRequest: RequestExport.self
        case .casePrepare: PrepareChange.self
        case .identityAdd, .identityUpdate, .documentAdd: AddRecord.self
        case .identityEdit: EditIdentity.self
        case .identityHistory: ReadHistory.self
        case .identityList, .documentList: ListRecords.self
        case .identityOpen, .documentOpen: OpenRecord.self
        case .identityWithdraw, .documentWithdraw: WithdrawRecord.self
        case .identityRestore, .documentRestore: RestoreRecord.self
        case .documentMove: MoveDocument.self
        case .documentCheck: CheckDocument.self
        case .grantRequest: RequestGrant.self
        case .grantRefuse: RefuseAsk.self
        case .grantCreate: CreateGrant.self
        case .grantAccept: AcceptGrant.self
        case .grantReview: ReviewGrant.self
        case .grantApprove: ApproveGrant.self
        case .grantRevoke: RevokeGrant.self
        case .grantList: ListGrants.self
        case .find: FindCases.self
        case .inboxRead: ReadInbox.self
        case .auditRead: ReadAudit.self
        case .auditVerify: VerifyAudit.self
        case .auditExport: ExportAudit.self
        case .auditReport: ReportAudit.self
        case .vaultVerify: VerifyVault.self
        case .vaultEnter: EnterVault.self
        }
    }
}
