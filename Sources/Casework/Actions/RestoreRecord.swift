package import Sodium
package import Vocabulary

/// Puts a withdrawn record back.
struct RestoreRecord: CaseChange, InCase {
    let record: RecordID
    let reason: Digest

    var name: ActionName { .restoration(of: record.kind) }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        record = try lines.one("record", known?.record)
        reason = try lines.one("reason", known?.reason)
    }

    init(record: RecordID, reason: Digest) { (self.record, self.reason) = (record, reason) }

    var about: About { About(record: record, text: (.reason, reason)) }
    static var performer: Performer { .holder(of: .add) }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let record = try policy.record(self.record, in: state)
        let access = try policy.filing(of: record, request, in: state)
        guard record.withdrawn != nil else { throw .refused(.alreadyDone) }
        guard state.mayRestore(request.role, record) else { throw .denied(.notOwner) }
        return access
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { Cargo([.reason]) }
    var release: Release { .nothing }

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
