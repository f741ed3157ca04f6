package import Vocabulary

/// The grants to a role that may not see their case, as the entries tell that it is shown of it (`Listing.ownEntries`).
package struct OwnGrants: Sendable {
    private let role: RoleName
    private var grants: [GrantID: CaseState.Grant] = [:]
    private var cases: [GrantID: CaseID] = [:]

    package init(to role: RoleName) { self.role = role }

    /// Throws `Unfitting` for an entry that is no allowed one of a grant to the role. Entries are taken in the order of the
    /// ledger.
    package mutating func take(_ entry: Entry) throws(Unfitting) {
        guard entry.outcome.isAllowed, let place = entry.place, let id = entry.request.action.grant else {
            throw Unfitting()
        }
        let action = entry.request.action
        if let made = action.as(CreateGrant.self) {
            guard made.terms.to == role, made.terms.caseID == place.caseID, grants[id] == nil else { throw Unfitting() }
            grants[id] = CaseState.Grant(made.terms, entry)
            cases[id] = place.caseID
            return
        }
        guard cases[id] == place.caseID else { throw Unfitting() }
        if let approval = action.as(ApproveGrant.self) {
            guard grants[id]?.take(approval, entry) == true else { throw Unfitting() }
        } else if let acceptance = action.as(AcceptGrant.self) {
            grants[id]?.take(acceptance, entry)
        } else if let revocation = action.as(RevokeGrant.self) {
            grants[id]?.take(revocation, entry)
        } else {
            throw Unfitting()
        }
    }

    /// In the order in which they were made.
    package var all: [CaseState.Grant] { grants.values.sorted { $0.sequence < $1.sequence } }

    /// The state of `grant` at `now` for `handle`, who was not shown the case. One that ran by itself would have shown it to
    /// them: it ended with the grant that it rests on.
    package func state(of grant: CaseState.Grant, for handle: Handle, roster: Roster, at now: Instant) -> GrantState {
        let state = grant.stateByItself(roster: roster, at: now)
        return state == .active && grant.isFor(handle, as: role) ? .revoked : state
    }
}
