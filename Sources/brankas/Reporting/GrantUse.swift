import Casework
import Vocabulary

/// How often each grant was used, counted as the entries go by.
///
/// The ledger does not say on which grant an opening rested. By the custodian's own rule it is the newest one to the
/// opener's role that then ran, had the record's compartment and the opening's purpose, and named the opener or nobody;
/// none where the role owns the case.
struct GrantUse {
    private struct Grant {
        let terms: GrantTerms
        let needed: Int
        var approvals = 0
        var isRevoked = false
    }

    private let charter: Charter
    private var owners: [CaseID: RoleName] = [:]
    private var grants: [GrantID: Grant] = [:]
    private var grantsOfCase: [CaseID: [GrantID]] = [:]
    private(set) var openings: [GrantID: Int] = [:]
    private(set) var lastOpened: [GrantID: Instant] = [:]

    init(_ charter: Charter) {
        self.charter = charter
    }

    /// `compartment` is where the record of an opening then stood.
    mutating func take(_ entry: Entry, in compartment: CompartmentName?) {
        guard entry.outcome.isAllowed else { return }
        switch entry.request.action {
        case .createCase(let id, _, _): owners[id] = entry.request.role
        case .createGrant(let terms):
            let needed = terms.compartments.map { charter.approvals[$0] ?? 0 }.max() ?? 0
            grants[terms.grant] = Grant(terms: terms, needed: needed)
            grantsOfCase[terms.caseID, default: []].append(terms.grant)
        case .approveGrant(let id, _): grants[id]?.approvals += 1
        case .revokeGrant(let id, _): grants[id]?.isRevoked = true
        case .open(_, let purpose):
            guard let id = ground(of: entry, in: compartment, purpose) else { break }
            openings[id, default: 0] += 1
            lastOpened[id] = entry.time
        default: break
        }
    }

    private func ground(of entry: Entry, in compartment: CompartmentName?, _ purpose: Purpose) -> GrantID? {
        let request = entry.request
        guard let compartment, let caseID = entry.caseID, owners[caseID] != request.role else { return nil }
        return grantsOfCase[caseID]?.last { id in
            guard let terms = grants[id]?.terms else { return false }
            return terms.to == request.role && terms.compartments.contains(compartment) && terms.purpose == purpose
                && (terms.persons.isEmpty || terms.persons.contains(request.actor)) && runs(id, at: entry.time)
        }
    }

    /// One made on another's strength ends with it.
    private func runs(_ id: GrantID, at time: Instant) -> Bool {
        guard let grant = grants[id], !grant.isRevoked, grant.approvals >= grant.needed, grant.terms.from <= time,
            time <= grant.terms.until
        else { return false }
        return grant.terms.parent.map { runs($0, at: time) } ?? true
    }
}
