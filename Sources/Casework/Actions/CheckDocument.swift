package import Vocabulary

/// Shows what was recorded of a document, to hold a file against it, or to know what it is before it is opened.
struct CheckDocument: Reading, InCase {
    let record: RecordID
    /// What it is looked at for: to open it.
    let intended: ActionName?

    var name: ActionName { .documentCheck }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        record = try lines.one("record", known?.record)
        intended = try lines.optional("for", known?.intended)
    }

    init(record: RecordID, intended: ActionName?) { (self.record, self.intended) = (record, intended) }

    var about: About { About(record: record) }
    static var performer: Performer { .officer }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let record = try policy.record(self.record, in: state)
        guard record.id.kind == .document, intended == nil || intended == .documentOpen else {
            throw .refused(.malformed)
        }
        return try policy.recorded(record, request, in: state)
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .recorded(record) }

    /// Who may not look at it tried to open it.
    func listedName(isAllowed: Bool) -> ActionName { isAllowed ? name : intended ?? name }
}

extension Action {
    package static func check(_ record: RecordID, for intended: ActionName? = nil) -> Action {
        Action(CheckDocument(record: record, intended: intended))
    }
}
