package import Casework
package import Ledger
import Sodium

/// What a report rests on, once all of it was read and verified.
package struct LedgerReading: Sendable {
    package let role: RoleName
    /// The entry of the reading itself, and its time.
    package let sequence: UInt64
    package let time: Instant
    package let head: TreeHead
    /// What was verified, where the whole log was read; nil where each entry was proved to stand in it.
    package let verified: AuditReport?
    /// The cases that the entries are about, as they are at the end.
    package let states: [CaseID: CaseState]
    let checkpoint: Note

    /// The proof that the ledger holds `item` (C2SP tlog-proof), with the entry itself as its extra data. Of an entry that
    /// came with the whole log there is none: nil.
    package func proof(of item: AuditEntry) -> [UInt8]? {
        guard let inclusion = item.inclusion else { return nil }
        return try? TlogProof(
            index: item.entry.sequence, proof: inclusion, checkpoint: checkpoint, extra: item.entry.bytes
        ).encoded
    }
}

extension Officer {
    /// Reads what a report on `subject` is made of: hands each entry to `visit`, in the order of the ledger, and gives
    /// the cases as the entries make them. The reading is an entry itself.
    ///
    /// A role with `audit` reads the whole log for a review and an exposure, and all of it is verified as `verifyLog`
    /// does; of a case, and for others, each entry is proved to stand in the ledger. The entries of a case are its whole
    /// chain, from the first to this reading.
    package func read(
        _ subject: ReportSubject, as wished: RoleName?, visit: (AuditEntry) throws -> Void
    ) throws -> LedgerReading {
        let role = try readingRole(.auditReport, subject, wished)
        let done = try ask(.reportAudit(subject), as: role)
        let checkpoint = try Note(parsing: done.checkpoint)
        func reading(_ verified: AuditReport?, _ states: [CaseID: CaseState]) -> LedgerReading {
            LedgerReading(
                role: role, sequence: done.entry.sequence, time: done.entry.time, head: head, verified: verified,
                states: states, checkpoint: checkpoint)
        }
        if let leaves = done.released.leaves {
            let (report, replay) = try replay(
                leaves,
                visit: { entry in
                    try visit(
                        AuditEntry(
                            entry: entry, name: roster.people[entry.request.actor]?.card.name, basis: nil,
                            reason: nil, inclusion: nil))
                })
            return reading(report, replay.states)
        }
        var filter = AuditFilter()
        filter.caseID = done.entry.place?.caseID
        filter.limit = .max
        let entries = try entries(of: done, filter, as: role)
        let states = try VerifiedCase.states(of: entries.map(\.entry), history)
        // The reading itself is the chain's last link: nothing is left out between.
        if let id = filter.caseID, states[id] == nil || entries.last?.entry.sequence != done.entry.sequence {
            throw VaultError.tampered(.trail(id))
        }
        for entry in entries { try visit(entry) }
        return reading(nil, states)
    }

    /// A role with `audit` where there is one, but for a case's own report: there whoever holds the case is asked first.
    private func readingRole(_ action: ActionName, _ subject: ReportSubject, _ wished: RoleName?) throws -> RoleName {
        switch subject {
        case .custody: try role(for: action, wished: wished)
        case .review, .trail, .exposure: try auditRole(action, wished)
        }
    }
}

extension VerifiedCase {
    /// The cases whose chains stand in `entries` from their first and without a gap, each verified as a released trail is.
    /// Of a case that somebody does not hold they see their own entries only: that makes no case.
    static func states(of entries: [Entry], _ history: RosterHistory) throws -> [CaseID: CaseState] {
        var trails: [CaseID: [Entry]] = [:]
        var links: [CaseID: (number: Int, hash: Digest)] = [:]
        var broken: Set<CaseID> = []
        for entry in entries {
            guard let place = entry.place else { continue }
            let last = links[place.caseID] ?? (0, Digest.of(""))
            guard place.number == last.number + 1, place.previous == last.hash else {
                trails[place.caseID] = nil
                broken.insert(place.caseID)
                continue
            }
            links[place.caseID] = (place.number, entry.leafHash)
            if !broken.contains(place.caseID), entry.outcome.isAllowed, entry.request.action.name.changesCase {
                trails[place.caseID, default: []].append(entry)
            }
        }
        return try trails.reduce(into: [:]) { states, trail in
            states[trail.key] = try verified(trail.key, trail.value, history)
        }
    }
}
