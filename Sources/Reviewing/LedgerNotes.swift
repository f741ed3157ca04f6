import Casework
import Reports
import Texts
import Vault
import Vocabulary

/// What every report notes while the entries of a ledger go by.
struct LedgerNotes {
    let teller: Teller
    private(set) var places = RecordPlaces()
    /// How often each grant was used: openings, exports among them, whose entries say that they rest on it.
    private(set) var openings: [GrantID: Openings] = [:]
    private var bases: [GrantID: String] = [:]
    private var purposes: [GrantID: Purpose] = [:]

    init(_ teller: Teller) {
        self.teller = teller
    }

    mutating func take(_ item: AuditEntry) {
        let entry = item.entry
        places.take(entry)
        if entry.disclosure == .content, case .grant(let id) = entry.access {
            openings[id, default: Openings(count: 0, last: entry.time)].count += 1
            openings[id]?.last = entry.time
        }
        if entry.outcome.isAllowed, let terms = entry.request.action.as(CreateGrant.self)?.terms {
            purposes[terms.grant] = terms.purpose
        }
        if let grant = entry.request.action.grant, let basis = item.basis { bases[grant] = basis }
    }

    /// `entry`, which was just taken, in words.
    func act(_ entry: Entry) -> Act {
        teller.act(entry, in: places.compartment(of: entry), for: exportPurpose(entry))
    }

    /// An export that names no purpose has the one of the grant that it rests on: an emergency's is reviewed like any
    /// other opening in it.
    private func exportPurpose(_ entry: Entry) -> Purpose? {
        guard entry.request.action.kind is ExportCase, case .grant(let id) = entry.access else { return nil }
        return purposes[id]
    }

    /// The grants of a case that pass, in the order in which they were made, as they stand at `time`.
    func grants(
        of state: CaseState, at time: Instant, where passes: (CaseState.Grant) -> Bool = { _ in true }
    ) -> [GrantSummary] {
        state.grants.values.filter(passes).sorted { $0.sequence < $1.sequence }.map { grant in
            GrantSummary(
                grant, state.state(of: grant, roster: teller.officer.roster, at: time),
                compartments: teller.ordered(grant.terms.compartments), basis: bases[grant.terms.grant])
        }
    }
}
