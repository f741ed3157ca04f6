package import Vocabulary

/// Shows the trail in which a grant or an export waits, to whoever is to approve it.
struct ReviewGrant: Reading, InCase {
    let grant: GrantID

    var name: ActionName { .grantReview }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        grant = try lines.one("grant", known?.grant)
    }

    init(grant: GrantID) { self.grant = grant }

    var about: About { About(grant: grant) }
    static var performer: Performer { .holder(of: .approve) }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        if state.approvable(grant) == nil { throw .refused(.unknownGrant) }
        return try policy.owningAgency(request, state)
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .review(grant) }

    /// Who may not review it tried to approve it.
    func listedName(isAllowed: Bool) -> ActionName { isAllowed ? name : .grantApprove }
}

extension Action {
    package static func reviewGrant(_ id: GrantID) -> Action { Action(ReviewGrant(grant: id)) }
}
