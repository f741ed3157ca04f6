package import Sodium
package import Vocabulary

/// Ends a grant, and all that rest on it; or an export that was asked for.
struct RevokeGrant: CaseChange, InCase {
    let grant: GrantID
    let reason: Digest

    var name: ActionName { .grantRevoke }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        grant = try lines.one("grant", known?.grant)
        reason = try lines.one("reason", known?.reason)
    }

    init(grant: GrantID, reason: Digest) { (self.grant, self.reason) = (grant, reason) }

    var about: About { About(grant: grant, text: (.reason, reason)) }
    static var performer: Performer { .holder(of: .share) }

    /// The owner, and the role that granted it: that rests on the grant on whose strength it did so, ended or not.
    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        if let export = state.exports[grant] { return try judge(policy, request, state, export) }
        guard let given = state.grants[grant] else { throw .refused(.unknownGrant) }
        let access: Access
        if request.role == state.owner {
            access = .owner
        } else if request.role == given.granterRole, let parent = given.terms.parent {
            access = .grant(parent)
        } else {
            throw .denied(.notOwner)
        }
        guard given.revoked == nil else { throw .refused(.alreadyDone) }
        return access
    }

    /// The owner, and the role that asked for it.
    private func judge(
        _ policy: Policy, _ request: Request, _ state: CaseState, _ export: CaseState.Export
    ) throws(Objection) -> Access {
        let access: Access =
            request.role == export.role && request.role != state.owner
            ? try policy.access(request, to: .summary) : try policy.ownership(request, state)
        guard export.state(policy.roster, at: policy.now) != .over else { throw .refused(.alreadyDone) }
        return access
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { Cargo([.reason]) }
    var release: Release { .nothing }

    func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        if state.exports[grant] != nil {
            state.exports[grant]?.ended = true
            return
        }
        guard state.grants[grant]?.take(self, entry) != nil else { throw Unfitting() }
    }

    func marks(_ request: Request) -> [Mark] { [] }
}

extension CaseState.Grant {
    mutating func take(_ revocation: RevokeGrant, _ entry: Entry) {
        self.revocation = CaseState.Revocation(
            sequence: entry.sequence, reason: revocation.reason, time: entry.time)
    }
}

extension Action {
    package static func revokeGrant(_ id: GrantID, reason: Digest) -> Action {
        Action(RevokeGrant(grant: id, reason: reason))
    }
}
