package import Vocabulary

/// Says of two cases that they are about the same matter: each gets an entry of its own.
struct LinkCase: CaseChange, InCase {
    let caseID: CaseID
    let other: CaseID

    var name: ActionName { .caseLink }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        caseID = try lines.one("case", known?.caseID)
        other = try lines.one("other", known?.other)
    }

    init(caseID: CaseID, other: CaseID) { (self.caseID, self.other) = (caseID, other) }

    var about: About { About(caseID: caseID, other: other) }
    var mirror: Action? { .linkCase(other, other: caseID) }
    static var performer: Performer { .holder(of: .add) }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let access = try policy.access(request, to: .summary, allowing: .add)
        guard other != state.id else { throw .refused(.malformed) }
        if state.links.contains(other) { throw .refused(.alreadyDone) }
        return access
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .nothing }
    func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        state.linkers[other] = entry.request.role
    }
    func marks(_ request: Request) -> [Mark] { [] }
}

extension Action {
    package static func linkCase(_ id: CaseID, other: CaseID) -> Action {
        Action(LinkCase(caseID: id, other: other))
    }
}
