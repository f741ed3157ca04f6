package import Vocabulary

/// Opens the newest version of a record.
struct OpenRecord: Reading, InCase {
    let record: RecordID
    let purpose: Purpose

    var name: ActionName { record.kind == .identity ? .identityOpen : .documentOpen }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        record = try lines.one("record", known?.record)
        purpose = try lines.one("purpose", known?.purpose)
    }

    init(record: RecordID, purpose: Purpose) { (self.record, self.purpose) = (record, purpose) }

    var about: About { About(record: record, purpose: purpose) }
    static var performer: Performer { .officer }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        try policy.opening(of: record, for: purpose, request, in: state)
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .content(record, withKeys: false) }
}

extension Action {
    package static func open(_ record: RecordID, _ purpose: Purpose) -> Action {
        Action(OpenRecord(record: record, purpose: purpose))
    }
}
