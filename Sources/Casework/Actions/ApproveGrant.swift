package import Sodium
package import Vocabulary

/// Lets a grant take effect: exactly the request whose hash it names.
struct ApproveGrant: CaseChange, InCase {
    let grant: GrantID
    let request: Digest

    var name: ActionName { .grantApprove }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        grant = try lines.one("grant", known?.grant)
        request = try lines.one("approves", known?.request)
    }

    init(grant: GrantID, request: Digest) { (self.grant, self.request) = (grant, request) }

    var about: About { About(grant: grant) }
    static var performer: Performer { .holder(of: .approve) }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        guard let given = state.grants[grant] else { throw .refused(.unknownGrant) }
        let access = try policy.owningAgency(request, state)
        // Neither who grants nor who receives, by name or as a member of the role.
        guard request.actor != given.granter, !given.terms.persons.contains(request.actor),
            policy.roster.people[request.actor]?.roles.contains(given.terms.to) != true
        else { throw .denied(.ownRequest) }
        guard given.request == self.request else { throw .refused(.malformed) }
        guard given.approvals[request.actor] == nil,
            state.state(of: given, roster: policy.roster, at: policy.now) == .waiting
        else { throw .refused(.alreadyDone) }
        return access
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .nothing }

    func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        guard state.grants[grant]?.take(self, entry) == true else { throw Unfitting() }
    }

    func marks(_ request: Request) -> [Mark] { [] }
}

extension CaseState.Grant {
    /// False where another request is approved than the one that made the grant.
    mutating func take(_ approval: ApproveGrant, _ entry: Entry) -> Bool {
        guard approval.request == request else { return false }
        approvals[entry.request.actor] = CaseState.Approval(
            sequence: entry.sequence, rosterCount: entry.request.roster.count)
        return true
    }
}

extension Action {
    package static func approveGrant(_ id: GrantID, request: Digest) -> Action {
        Action(ApproveGrant(grant: id, request: request))
    }
}
