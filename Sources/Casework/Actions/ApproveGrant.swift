package import Sodium
package import Vocabulary

/// Lets a grant or an export take effect: exactly the request whose hash it names.
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
        guard let given = state.approvable(grant) else { throw .refused(.unknownGrant) }
        let access = try policy.owningAgency(request, state)
        // Neither who asks nor who receives, by name or as a member of the role.
        guard let person = policy.roster.people[request.actor], !given.isOwn(of: person) else {
            throw .denied(.ownRequest)
        }
        guard given.request == self.request else { throw .refused(.malformed) }
        guard given.approvals[request.actor] == nil,
            state.waits(grant, policy.roster, at: policy.now)
        else { throw .refused(.alreadyDone) }
        return access
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .nothing }

    func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        let isTaken = state.grants[grant]?.take(self, entry) ?? state.exports[grant]?.take(self, entry)
        guard isTaken == true else { throw Unfitting() }
    }

    func marks(_ request: Request) -> [Mark] { [] }
}

extension CaseState {
    /// The grant or the export of that id.
    package func approvable(_ id: GrantID) -> (any Approvable)? { grants[id] ?? exports[id] }

    /// Whether it waits for an approval.
    package func waits(_ id: GrantID, _ roster: Roster, at now: Instant) -> Bool {
        if let grant = grants[id] { return state(of: grant, roster: roster, at: now) == .waiting }
        return exports[id]?.state(roster, at: now) == .waiting
    }
}

extension Action {
    package static func approveGrant(_ id: GrantID, request: Digest) -> Action {
        Action(ApproveGrant(grant: id, request: request))
    }
}
