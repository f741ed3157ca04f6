package import Sodium
package import Vocabulary

/// Puts a withdrawn record back.
struct RestoreRecord: Refiling {
    let record: RecordID
    let reason: Digest

    var name: ActionName { .restoration(of: record.kind) }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let record = try policy.record(self.record, in: state)
        let access = try policy.filing(of: record, request, in: state)
        guard record.withdrawn != nil else { throw .refused(.alreadyDone) }
        guard state.mayRestore(request.role, record) else { throw .denied(.notOwner) }
        return access
    }

    func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        guard state.records[record]?.withdrawn != nil else { throw Unfitting() }
        state.records[record]?.withdrawn = nil
    }

    func marks(_ request: Request) -> [Mark] { record.kind == .identity ? [.found(record)] : [] }
}

extension ActionName {
    package static func restoration(of kind: RecordKind) -> ActionName {
        switch kind {
        case .identity: .identityRestore
        case .document: .documentRestore
        }
    }
}

extension Action {
    package static func restore(_ record: RecordID, reason: Digest) -> Action {
        Action(RestoreRecord(record: record, reason: reason))
    }
}
