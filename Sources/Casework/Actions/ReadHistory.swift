package import Vocabulary

/// Shows what became of an identity: who changed which fields when, and why. What they said stays closed.
struct ReadHistory: Reading, InCase {
    let record: RecordID

    var name: ActionName { .identityHistory }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        record = try lines.one("record", known?.record)
    }

    init(record: RecordID) { self.record = record }

    var about: About { About(record: record) }
    static var performer: Performer { .officer }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let record = try policy.record(self.record, in: state)
        guard record.id.kind == .identity else { throw .refused(.malformed) }
        return try policy.recorded(record, request, in: state)
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .history(record) }
}

extension Action {
    package static func readHistory(_ identity: RecordID) -> Action { Action(ReadHistory(record: identity)) }
}
