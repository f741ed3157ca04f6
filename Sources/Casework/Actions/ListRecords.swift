package import Vocabulary

/// Shows what a case's identities, or its documents, are called.
struct ListRecords: Reading, InCase {
    let kind: RecordKind
    let caseID: CaseID

    var name: ActionName { kind == .identity ? .identityList : .documentList }

    /// Which kind, the action's name says: of the two the one that has it is asked for.
    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        kind = known?.kind ?? (lines.name == .identityList ? .identity : .document)
        caseID = try lines.one("case", known?.caseID)
    }

    init(kind: RecordKind, caseID: CaseID) { (self.kind, self.caseID) = (kind, caseID) }

    var about: About { About(caseID: caseID) }
    static var performer: Performer { .officer }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        try policy.access(request, to: .summary)
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .records(kind) }
}

extension Action {
    package static func list(_ kind: RecordKind, _ id: CaseID) -> Action { Action(ListRecords(kind: kind, caseID: id)) }
}
