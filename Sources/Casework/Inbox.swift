package import Vocabulary

/// What waits for somebody in a case.
package enum InboxItem: Hashable, Sendable {
    /// A grant that this person may approve.
    case approval(GrantID)
    /// An export that this person may approve.
    case exportApproval(GrantID)
    /// An export that this person asked for, and that waits for others or may now be written.
    case export(GrantID)
    /// A grant to the role, or to this person, that was not opened yet.
    case unopened(GrantID)
    /// A grant to the role, or of its cases, that ends soon.
    case ending(GrantID)
    /// Another role asks for a grant.
    case ask(AskID)
}

/// Works out what waits: a pure function of the case, the roster and the time.
package enum Inbox {
    /// A grant that ends within this time ends soon.
    package static let noticeSeconds: Int64 = 14 * 86_400
    /// Things of one kind that one reading brings at most.
    package static let limit = 500

    package static func items(
        of state: CaseState, for handle: Handle, as role: RoleName, roster: Roster, at now: Instant
    ) -> [InboxItem] {
        var items: [InboxItem] = []
        let capabilities = roster.charter.capabilities(of: role) ?? []
        for grant in state.grants.values.sorted(by: { $0.sequence < $1.sequence }) {
            let terms = grant.terms
            switch state.state(of: grant, roster: roster, at: now) {
            case .waiting:
                if capabilities.contains(.approve), role.agency == state.owner.agency,
                    grant.mayBeApproved(by: handle, roster)
                {
                    items.append(.approval(terms.grant))
                }
            case .scheduled, .active:
                if let item = item(of: grant, for: handle, as: role, at: now) {
                    items.append(item)
                } else if state.owner == role, endsSoon(grant, at: now) {
                    items.append(.ending(terms.grant))
                }
            case .expired, .revoked: break
            }
        }
        for export in state.exports.values.sorted(by: { $0.sequence < $1.sequence }) {
            switch export.state(roster, at: now) {
            case .waiting:
                if capabilities.contains(.approve), role.agency == state.owner.agency,
                    export.mayBeApproved(by: handle, roster)
                {
                    items.append(.exportApproval(export.terms.id))
                } else if export.actor == handle, export.role == role {
                    items.append(.export(export.terms.id))
                }
            case .ready: if export.actor == handle, export.role == role { items.append(.export(export.terms.id)) }
            case .begun, .over: break
            }
        }
        if state.owner == role, capabilities.contains(.share), !state.isClosed {
            items += state.asks.values.filter { $0.answered == nil }.sorted { $0.sequence < $1.sequence }
                .map { .ask($0.ask.id) }
        }
        return items
    }

    /// What waits for `handle` in `role` of a grant that is scheduled or active.
    package static func item(
        of grant: CaseState.Grant, for handle: Handle, as role: RoleName, at now: Instant
    ) -> InboxItem? {
        guard grant.isFor(handle, as: role) else { return nil }
        if grant.acceptances[grant.holder(for: handle)] == nil { return .unopened(grant.terms.grant) }
        return endsSoon(grant, at: now) ? .ending(grant.terms.grant) : nil
    }

    private static func endsSoon(_ grant: CaseState.Grant, at now: Instant) -> Bool {
        grant.terms.until <= now.adding(seconds: noticeSeconds)
    }
}
