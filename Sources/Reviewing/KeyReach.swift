import Casework
import Reports
import Vault
import Vocabulary

/// Which compartment keys were ever sealed to somebody, and what was stored under them: the reach of a key in a vault that
/// is a folder, where nobody refuses.
///
/// It asks no policy. Who is enrolled in a role gets all its seeds, those of before their time too; so an envelope counts
/// whether its grant waited, had not begun, ran, had ended or was revoked, and nothing ends what was once sealed. A
/// dismissal keeps from the key what is sealed to the role's next generation, and that is all it does. A document that was
/// moved is reached through its old compartment up to the move, when its halves were exchanged.
struct KeyReach {
    let handle: Handle
    /// Of each role the newest generation whose seed the person got, with all before it.
    let generations: [RoleName: Int]
    /// From when on the key may have been in other hands.
    let from: Instant
    let now: Instant
    /// Of the entries that made cases, grants and keys.
    let times: [UInt64: Instant]
    let notes: LedgerNotes

    func lines(_ states: some Collection<CaseState>, _ counted: inout Set<RecordID>) -> [ExposureReport.Reach] {
        notes.lines(states, &counted) { ways(into: $0) }
    }

    private func ways(into state: CaseState) -> [Way] {
        let epochs = state.epochs.values.joined()
        var ways: [Way] = []
        func add(_ role: RoleName, _ grant: GrantID?, _ epochs: Set<EpochName>, at sequences: [UInt64]) {
            guard !epochs.isEmpty else { return }
            let first = sequences.compactMap { times[$0] }.min() ?? from
            ways.append(
                Way(
                    role: role, grant: grant, compartments: notes.teller.ordered(epochs.map(\.compartment)),
                    from: max(from, first), until: nil
                ) { stay in
                    // Not only from the envelope on: whoever had the folder before may have kept a copy of it.
                    epochs.contains(stay.epoch) && stay.meets(from, now)
                })
        }
        let owned = epochs.filter { $0.holders.contains { $0.grant == nil && isSealed($0) } }
        add(state.owner, nil, Set(owned.map(\.name)), at: owned.map(\.sequence))
        for grant in state.grants.values.sorted(by: { $0.sequence < $1.sequence }) {
            let terms = grant.terms
            let later = epochs.filter { $0.holders.contains { $0.grant == terms.grant && isSealed($0) } }
            let isEnvelope =
                terms.persons.isEmpty
                ? holds(RoleGeneration(role: terms.to, generation: terms.generation)) : terms.persons.contains(handle)
            // An envelope holds the key that it names, and all before it.
            let enclosed =
                isEnvelope ? epochs.filter { epoch in terms.epochs.contains { epoch.name.isWithin($0) } } : []
            add(
                terms.to, terms.grant, Set((later + enclosed).map(\.name)),
                at: later.map(\.sequence) + (isEnvelope ? [grant.sequence] : []))
        }
        return ways
    }

    private func isSealed(_ holder: Holder) -> Bool {
        switch holder {
        case .owner(let key), .granted(_, let key): holds(key)
        case .person(_, let person): person == handle
        }
    }

    private func holds(_ key: RoleGeneration) -> Bool { key.generation <= generations[key.role] ?? 0 }
}

extension EpochName {
    /// Whether it is `newest`, or one before it.
    fileprivate func isWithin(_ newest: EpochName) -> Bool {
        compartment == newest.compartment && epoch <= newest.epoch
    }
}

extension Roster {
    /// Of each role the newest generation whose seed `person` ever got: that of a member's last day, or the newest to a
    /// member who stays. An admin makes all of the agency's, and keeps them to pass on.
    func generations(of person: Person) -> [RoleName: Int] {
        let roles =
            person.roles.contains(where: \.isAdmin)
            ? charter.roles.map(\.name).filter { $0.agency == person.card.handle.agency } : person.roles
        return roles.reduce(into: [:]) { generations, role in
            guard let newest = currentKey(of: role)?.generation else { return }
            // Each dismissal of a member brings a new one, their own the first that is not sealed to them.
            let later = people.values.count { other in
                other.roles.contains(role) && other.dismissed.map { $0 >= person.dismissed ?? .max } ?? false
            }
            generations[role] = newest - later
        }
    }

    /// Whether their enrolment ever took effect: who left while they waited never had a key.
    func wasActive(_ person: Person) -> Bool {
        let needed = charter.enrolmentApprovals
        guard needed > 0, !person.roles.contains(where: \.isAdmin) else { return true }
        return person.approvals.values.contains { last in
            person.approvals.count { handle, index in
                index <= last && people[handle]?.dismissed ?? .max >= last
            } >= needed
        }
    }
}
