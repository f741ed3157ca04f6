import Casework
package import Reports
package import Vault
package import Vocabulary

/// Gathers what a review is made of while the ledger is read.
package struct ReviewMaking {
    private let since: Instant?
    private let until: Instant?
    private var notes: LedgerNotes
    private var acts: [Act] = []
    private var lastSteps: [CaseID: Instant] = [:]

    package init(_ teller: Teller, since: Instant?, until: Instant?) {
        self.since = since
        self.until = until
        notes = LedgerNotes(teller)
    }

    package mutating func take(_ item: AuditEntry) {
        let entry = item.entry
        notes.take(item)
        if let since, entry.time < since {
            if entry.isChange, let id = entry.caseID {
                lastSteps[id] = entry.time
            }
        } else if entry.time <= until ?? entry.time {
            acts.append(notes.act(entry))
        }
    }

    /// Grants are those of all cases, as they stand now; the rest is of the period.
    package func input(_ reading: LedgerReading) -> ReviewInput {
        let teller = notes.teller
        let states = reading.states.values.sorted { $0.sequence < $1.sequence }
        return ReviewInput(
            origin: teller.origin(reading),
            period: Period(from: since.map(teller.moment), until: until.map(teller.moment)), acts: acts,
            cases: states.map { state in
                CaseLine(
                    caseID: state.id.text, title: nil, owner: state.owner.text,
                    lastStep: lastSteps[state.id].map(teller.moment))
            },
            grants: states.flatMap { notes.grants(of: $0, at: reading.time) }, grantOpenings: notes.openings,
            roles: teller.charter.roles.map { role in
                RoleLine(role: role.name.text, capabilities: Set(role.capabilities))
            })
    }
}
