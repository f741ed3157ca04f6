package import Vocabulary

/// The owner opens a closed case again.
struct ReopenCase: CaseChange, InCase {
    let caseID: CaseID

    var name: ActionName { .caseReopen }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        caseID = try lines.one("case", known?.caseID)
    }

    init(caseID: CaseID) { self.caseID = caseID }

    var about: About { About(caseID: caseID) }
    static var performer: Performer { .holder(of: .create) }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let access = try policy.ownership(request, state)
        guard state.isClosed else { throw .refused(.alreadyDone) }
        return access
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .nothing }
    func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) { state.closed = nil }
    func marks(_ request: Request) -> [Mark] { [] }
}

extension Action {
    package static func reopenCase(_ id: CaseID) -> Action { Action(ReopenCase(caseID: id)) }
}
