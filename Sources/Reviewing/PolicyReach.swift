import Casework
import Reports
import Vault
import Vocabulary

/// Which compartments were open to a key, through which role and grant, and how long, where a custodian with a key of its
/// own refuses what the policy refuses.
///
/// A role's ownership of a case counts from its making, a grant from its beginning or its last needed approval; both end
/// with the person's dismissal, a grant with its revocation or last second too, and with that of the grant it rests on.
/// A withdrawn document counts: it could have been opened before, and can be again.
struct PolicyReach {
    let handle: Handle
    let roles: [RoleName]
    let from: Instant
    let until: Instant
    /// Whether the person was dismissed at `until`, or that is merely now.
    let isOver: Bool
    let notes: LedgerNotes

    func lines(_ states: some Collection<CaseState>, _ counted: inout Set<RecordID>) -> [ExposureReport.Reach] {
        notes.lines(states, &counted) { ways(into: $0) }
    }

    /// Those that were open at some time of the key's own.
    private func ways(into state: CaseState) -> [Way] {
        let dismissed = isOver ? until : nil
        let own = roles.filter { $0 == state.owner }.map { role in
            way(role, nil, state.compartments, from: max(from, state.created), until: dismissed)
        }
        let given = state.grants.values.filter { grant in
            roles.contains(grant.terms.to)
                && (grant.terms.persons.isEmpty || grant.terms.persons.contains(handle))
        }.sorted { $0.sequence < $1.sequence }.compactMap { grant -> Way? in
            guard let start = start(of: grant, state) else { return nil }
            let end = end(of: grant, state)
            return way(
                grant.terms.to, grant.terms.grant, grant.terms.compartments, from: max(from, start),
                until: min(end, dismissed ?? end))
        }
        return (own + given).filter { $0.from <= min($0.until ?? until, until) }
    }

    private func way(
        _ role: RoleName, _ grant: GrantID?, _ compartments: [CompartmentName], from start: Instant, until end: Instant?
    ) -> Way {
        Way(
            role: role, grant: grant, compartments: notes.teller.ordered(compartments), from: start, until: end
        ) { stay in
            compartments.contains(stay.compartment) && stay.meets(start, min(end ?? until, until))
        }
    }

    /// Nil of one that was never approved.
    private func start(of grant: CaseState.Grant, _ state: CaseState) -> Instant? {
        let roster = notes.teller.officer.roster
        guard grant.isApproved(roster) else { return nil }
        let start = max(grant.terms.from, grant.decisiveApproval(roster)?.time ?? grant.terms.from)
        guard let parent = grant.terms.parent.flatMap({ state.grants[$0] }) else { return start }
        return self.start(of: parent, state).map { max(start, $0) }
    }

    private func end(of grant: CaseState.Grant, _ state: CaseState) -> Instant {
        let end = min(grant.terms.until, grant.revoked ?? grant.terms.until)
        guard let parent = grant.terms.parent.flatMap({ state.grants[$0] }) else { return end }
        return min(end, self.end(of: parent, state))
    }
}
