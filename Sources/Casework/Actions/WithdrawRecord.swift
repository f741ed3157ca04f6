package import Sodium
package import Vocabulary

/// Takes a misfiled record out of listings, openings and searches. It stays in the ledger and in the store.
struct WithdrawRecord: Refiling {
    let record: RecordID
    let reason: Digest

    var name: ActionName { .withdrawal(of: record.kind) }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let record = try policy.record(self.record, in: state)
        let access = try policy.filing(of: record, request, in: state)
        guard record.withdrawn == nil else { throw .refused(.alreadyDone) }
        return access
    }

    func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        guard state.records[record]?.withdrawn == nil, state.records[record] != nil else { throw Unfitting() }
        state.records[record]?.withdrawn = CaseState.Withdrawal(sequence: entry.sequence, role: entry.request.role)
    }

    func marks(_ request: Request) -> [Mark] { record.kind == .identity ? [.hidden(record)] : [] }
}

extension ActionName {
    package static func withdrawal(of kind: RecordKind) -> ActionName {
        switch kind {
        case .identity: .identityWithdraw
        case .document: .documentWithdraw
        }
    }
}

extension Action {
    package static func withdraw(_ record: RecordID, reason: Digest) -> Action {
        Action(WithdrawRecord(record: record, reason: reason))
    }
}
