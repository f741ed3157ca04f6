import Casework
package import Reports
package import Vault
package import Vocabulary

/// Gathers a case's trail of processing while its entries are read.
package struct TrailMaking {
    private let caseID: CaseID
    private var notes: LedgerNotes
    private var acts: [Act] = []

    package init(_ teller: Teller, _ caseID: CaseID) {
        self.caseID = caseID
        notes = LedgerNotes(teller)
    }

    package mutating func take(_ item: AuditEntry) {
        notes.take(item)
        acts.append(notes.act(item.entry))
    }

    /// The reading has checked that the case's chain is whole.
    package func report(_ reading: LedgerReading, requested: Instant?) throws -> TrailReport {
        guard let state = reading.states[caseID] else { throw VaultError.tampered(.trail(caseID)) }
        let teller = notes.teller
        return TrailReport(
            origin: teller.origin(reading), caseID: caseID.text, number: nil,
            owner: teller.title(state.owner.agency), requested: requested.map(teller.moment), acts: acts,
            grants: notes.grants(of: state, at: reading.time), grantOpenings: notes.openings, isComplete: true,
            wholeTo: reading.wholeTo)
    }
}
