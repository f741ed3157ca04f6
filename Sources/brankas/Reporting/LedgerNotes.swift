import Casework
import Reports
import Texts
import Vault
import Vocabulary

/// What every report notes while the entries of a ledger go by.
struct LedgerNotes {
    let teller: Teller
    private(set) var places = RecordPlaces()
    private var use: GrantUse
    private var bases: [GrantID: String] = [:]

    init(_ teller: Teller) {
        self.teller = teller
        use = GrantUse(teller.charter)
    }

    mutating func take(_ item: AuditEntry) {
        let entry = item.entry
        places.take(entry)
        use.take(entry, in: places.compartment(of: entry))
        if let grant = entry.request.action.grant, let basis = item.basis { bases[grant] = basis }
    }

    /// `entry`, which was just taken, in words.
    func act(_ entry: Entry) -> Act { teller.act(entry, in: places.compartment(of: entry)) }

    /// The grants of a case that pass, in the order in which they were made, as they stand at `time`.
    func lines(
        _ state: CaseState, at time: Instant, where passes: (CaseState.Grant) -> Bool = { _ in true }
    ) -> [GrantLine] {
        state.grants.values.filter(passes).sorted { $0.sequence < $1.sequence }.map { grant in
            let terms = grant.terms
            return GrantLine(
                grant: terms.grant.text, caseID: state.id.text, to: terms.to.text, persons: terms.persons.map(\.text),
                compartments: teller.ordered(terms.compartments), purpose: terms.purpose,
                basis: bases[terms.grant], by: teller.person(grant.granter), from: teller.moment(terms.from),
                until: teller.moment(terms.until),
                state: state.state(of: grant, roster: teller.officer.roster, at: time),
                openings: use.openings[terms.grant] ?? 0,
                lastOpened: use.lastOpened[terms.grant].map(teller.moment))
        }
    }
}
