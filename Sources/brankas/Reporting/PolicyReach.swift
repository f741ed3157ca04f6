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
    /// The times of the entries that approved grants.
    let approvals: [UInt64: Instant]
    let notes: LedgerNotes

    private struct Way {
        let role: RoleName
        let grant: GrantID?
        let compartments: [CompartmentName]
        let from: Instant
        /// Nil where it does not end by itself.
        let until: Instant?
    }

    func lines(_ states: some Collection<CaseState>, _ counted: inout Set<RecordID>) -> [ExposureReport.Reach] {
        states.sorted { $0.sequence < $1.sequence }.flatMap { state in
            ways(into: state).map { way in
                let end = min(way.until ?? until, until)
                let records = state.records.keys.filter { record in
                    notes.places.stays(of: record).contains {
                        way.compartments.contains($0.compartment) && $0.meets(way.from, end)
                    } && !counted.contains(record)
                }
                counted.formUnion(records)
                return ExposureReport.Reach(
                    caseID: state.id.text, compartments: way.compartments, records: records.count,
                    role: way.role.text, grant: way.grant?.text, from: notes.teller.moment(way.from),
                    until: way.until.map(notes.teller.moment))
            }
        }
    }

    /// Those that were open at some time of the key's own.
    private func ways(into state: CaseState) -> [Way] {
        let dismissed = isOver ? until : nil
        let own = roles.filter { $0 == state.owner }.map { role in
            Way(
                role: role, grant: nil, compartments: notes.teller.ordered(state.compartments),
                from: max(from, state.created), until: dismissed)
        }
        let given = state.grants.values.filter { grant in
            roles.contains(grant.terms.to)
                && (grant.terms.persons.isEmpty || grant.terms.persons.contains(handle))
        }.sorted { $0.sequence < $1.sequence }.compactMap { grant -> Way? in
            guard let start = start(of: grant, state) else { return nil }
            let end = end(of: grant, state)
            return Way(
                role: grant.terms.to, grant: grant.terms.grant,
                compartments: notes.teller.ordered(grant.terms.compartments), from: max(from, start),
                until: min(end, dismissed ?? end))
        }
        return (own + given).filter { $0.from <= min($0.until ?? until, until) }
    }

    /// Nil of one that was never approved.
    private func start(of grant: CaseState.Grant, _ state: CaseState) -> Instant? {
        let roster = notes.teller.officer.roster
        guard grant.isApproved(roster) else { return nil }
        var start = grant.terms.from
        let needed = grant.terms.approvalsNeeded(roster.charter)
        if needed > 0 {
            let times = grant.approvals.values.map(\.sequence).sorted().compactMap { approvals[$0] }
            guard times.count >= needed else { return nil }
            start = max(start, times[needed - 1])
        }
        guard let parent = grant.terms.parent.flatMap({ state.grants[$0] }) else { return start }
        return self.start(of: parent, state).map { max(start, $0) }
    }

    private func end(of grant: CaseState.Grant, _ state: CaseState) -> Instant {
        let end = min(grant.terms.until, grant.revoked ?? grant.terms.until)
        guard let parent = grant.terms.parent.flatMap({ state.grants[$0] }) else { return end }
        return min(end, self.end(of: parent, state))
    }
}
