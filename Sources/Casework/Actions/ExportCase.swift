package import Sodium
package import Vocabulary

/// What leaves the vault, re-sealed to somebody: once for the case, its summary, then once for each record.
///
/// Of a compartment that waits for an approval a record leaves only by an export that was approved, which this then uses up.
package struct ExportCase: CaseChange, InCase {
    package let caseID: CaseID
    package let record: RecordID?
    package let purpose: Purpose
    package let basis: Digest
    /// The approved export that it is.
    package let grant: GrantID?
    package let recipients: [ExportRecipientName]

    package var name: ActionName { .caseExport }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        caseID = try lines.one("case", known?.caseID)
        record = try lines.optional("record", known?.record)
        purpose = try lines.one("purpose", known?.purpose)
        basis = try lines.one("basis", known?.basis)
        grant = try lines.optional("grant", known?.grant)
        recipients = try lines.all("recipient", known?.recipients)
    }

    package init(
        caseID: CaseID, record: RecordID?, purpose: Purpose, basis: Digest, grant: GrantID? = nil,
        recipients: [ExportRecipientName]
    ) {
        self.caseID = caseID
        self.record = record
        self.purpose = purpose
        self.basis = basis
        self.grant = grant
        self.recipients = recipients
    }

    /// The basis of an approved export came with its request.
    package var about: About {
        About(
            caseID: caseID, record: record, grant: grant, purpose: purpose,
            text: grant == nil ? (.basis, basis) : nil, recipients: recipients.map(\.name))
    }

    package static var performer: Performer { .officer }

    /// An approved export is used up, record by record: that changes what the case is.
    package var changes: Changes { grant == nil ? .nothing : .theCase }

    package func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let access: Access
        if let record {
            access = try policy.opening(of: record, for: purpose, request, in: state)
        } else {
            access = try policy.access(request, to: .summary, for: purpose)
        }
        try policy.check(recipients)
        if let grant {
            try checkApproved(grant, policy, request, state)
        } else if let record, let compartment = state.records[record]?.compartment,
            policy.roster.charter.approvalsNeeded([compartment]) > 0
        {
            throw .denied(.needsApproval)
        }
        return access
    }

    private func checkApproved(
        _ id: GrantID, _ policy: Policy, _ request: Request, _ state: CaseState
    ) throws(Objection) {
        guard let export = state.exports[id] else { throw .refused(.unknownGrant) }
        let terms = export.terms
        guard export.actor == request.actor, export.role == request.role, terms.purpose == purpose,
            terms.basis == basis, terms.recipients == recipients
        else { throw .denied(.beyondExport) }
        if let record {
            guard let item = terms.records.first(where: { $0.record == record }),
                state.records[record]?.latest.number == item.version,
                // One that was moved meanwhile may stand where more approvals are needed.
                state.records[record].map({ export.compartments.contains($0.compartment) }) == true
            else { throw .denied(.beyondExport) }
        }
        switch export.state(policy.roster, at: policy.now) {
        case .waiting: throw .denied(.needsApproval)
        case .over: throw .denied(.exportOver)
        case .ready: if record != nil { throw .denied(.exportOver) }
        case .begun: if record.map({ export.taken.contains($0) }) ?? true { throw .denied(.exportOver) }
        }
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo {
        grant == nil ? Cargo([.basis, .recipients]) : .none
    }

    package var release: Release { record.map { .content($0, version: nil, withKeys: false) } ?? .exportable }

    package func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        guard let grant, state.exports[grant] != nil else { throw Unfitting() }
        if let record {
            state.exports[grant]?.taken.insert(record)
        } else {
            state.exports[grant]?.used = entry.sequence
        }
    }

    /// Takes back what its entry used up of the approval: who goes on with what it brought takes nothing a second time.
    package func giveBack(to state: inout CaseState?) {
        guard let grant, let record else { return }
        state?.exports[grant]?.taken.remove(record)
    }

    package func marks(_ request: Request) -> [Mark] { [] }
}

extension Action {
    package static func export(_ export: ExportCase) -> Action { Action(export) }
}
