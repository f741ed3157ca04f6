package import Vocabulary

/// Opens a record: its newest version, or of an identity an earlier one.
struct OpenRecord: Reading, InCase {
    let record: RecordID
    let purpose: Purpose
    /// Nil for the newest.
    let version: Int?

    var name: ActionName { record.kind == .identity ? .identityOpen : .documentOpen }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        record = try lines.one("record", known?.record)
        purpose = try lines.one("purpose", known?.purpose)
        version = try lines.optional("version", known?.version)
    }

    init(record: RecordID, purpose: Purpose, version: Int?) {
        (self.record, self.purpose, self.version) = (record, purpose, version)
    }

    var about: About { About(record: record, purpose: purpose) }
    static var performer: Performer { .officer }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let access = try policy.opening(of: record, for: purpose, request, in: state)
        if let version, !(1...(state.records[record]?.latest.number ?? 0)).contains(version) {
            throw .refused(.unknownVersion)
        }
        return access
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .content(record, version: version, withKeys: false) }
}

extension Action {
    package static func open(_ record: RecordID, _ purpose: Purpose, version: Int? = nil) -> Action {
        Action(OpenRecord(record: record, purpose: purpose, version: version))
    }
}
