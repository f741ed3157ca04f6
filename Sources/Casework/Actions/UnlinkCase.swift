package import Vocabulary

/// Undoes a link, in both cases.
struct UnlinkCase: CaseChange, InCase {
    let caseID: CaseID
    let other: CaseID

    var name: ActionName { .caseUnlink }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        caseID = try lines.one("case", known?.caseID)
        other = try lines.one("other", known?.other)
    }

    init(caseID: CaseID, other: CaseID) { (self.caseID, self.other) = (caseID, other) }

    var about: About { About(caseID: caseID, other: other) }
    var mirror: Action? { .unlinkCase(other, other: caseID) }
    static var performer: Performer { .holder(of: .add) }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        // What another role linked is the owner's to undo, unless a grant says otherwise.
        let isOwn = state.linkers[other].map { $0 == request.role } ?? true
        let access = try policy.access(request, to: .summary, allowing: isOwn ? .add : .update)
        guard other != state.id else { throw .refused(.malformed) }
        guard state.links.contains(other) else { throw .refused(.alreadyDone) }
        return access
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .nothing }
    func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        state.linkers[other] = nil
    }
    func marks(_ request: Request) -> [Mark] { [] }
}

extension Action {
    package static func unlinkCase(_ id: CaseID, other: CaseID) -> Action {
        Action(UnlinkCase(caseID: id, other: other))
    }
}
