package import Vocabulary

/// Opens an identity to change it: whoever merges what is new with what is there reads that.
struct EditIdentity: Reading, InCase {
    let record: RecordID
    let purpose: Purpose

    var name: ActionName { .identityEdit }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        record = try lines.one("record", known?.record)
        purpose = try lines.one("purpose", known?.purpose)
    }

    init(record: RecordID, purpose: Purpose) { (self.record, self.purpose) = (record, purpose) }

    var about: About { About(record: record, purpose: purpose) }
    static var performer: Performer { .holder(of: .add) }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        guard record.kind == .identity else { throw .refused(.malformed) }
        let access = try policy.opening(of: record, for: purpose, request, in: state, changing: true)
        if state.isClosed { throw .denied(.caseClosed) }
        return access
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .content(record, version: nil, withKeys: true) }
}

extension Action {
    package static func edit(_ identity: RecordID, _ purpose: Purpose) -> Action {
        Action(EditIdentity(record: identity, purpose: purpose))
    }
}
