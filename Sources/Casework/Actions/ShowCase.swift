package import Vocabulary

/// Shows a case's summary.
struct ShowCase: Reading, InCase {
    let caseID: CaseID

    var name: ActionName { .caseShow }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        caseID = try lines.one("case", known?.caseID)
    }

    init(caseID: CaseID) { self.caseID = caseID }

    var about: About { About(caseID: caseID) }
    static var performer: Performer { .officer }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        try policy.access(request, to: .summary)
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .summary }
}

extension Action {
    package static func showCase(_ id: CaseID) -> Action { Action(ShowCase(caseID: id)) }
}
