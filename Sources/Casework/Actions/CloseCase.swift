package import Vocabulary

/// The owner closes a case: nothing is added or granted until it is open again.
struct CloseCase: CaseChange, InCase {
    let caseID: CaseID

    var name: ActionName { .caseClose }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        caseID = try lines.one("case", known?.caseID)
    }

    init(caseID: CaseID) { self.caseID = caseID }

    var about: About { About(caseID: caseID) }
    static var performer: Performer { .holder(of: .create) }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let access = try policy.ownership(request, state)
        if state.isClosed { throw .refused(.alreadyDone) }
        return access
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .nothing }
    func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) { state.closed = entry.time }
    func marks(_ request: Request) -> [Mark] { [] }
}

extension Action {
    package static func closeCase(_ id: CaseID) -> Action { Action(CloseCase(caseID: id)) }
}
