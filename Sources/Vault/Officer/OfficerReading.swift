package import Casework
package import Ledger
import Sodium
package import Vocabulary

/// What a report rests on, once all of it was read and verified.
package struct LedgerReading: Sendable {
    package let role: RoleName
    /// The entry of the reading itself, and its time.
    package let sequence: UInt64
    package let time: Instant
    package let head: TreeHead
    /// What was verified, where the whole log was read; nil where each entry was proved to stand in it.
    package let verified: AuditReport?
    /// Of a case: how many entries the log had when this officer last verified all of it; among them no other is about
    /// the case than those read. Nil where they never did.
    package let wholeTo: UInt64?
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
        _ subject: ReportSubject, visit: (AuditEntry) throws -> Void
    ) throws -> LedgerReading {
        let role = try readingRole(.auditReport, subject)
        let base = usableBase()
        let done = try ask(.reportAudit(subject), as: role)
        let checkpoint = try Note(parsing: done.checkpoint)
        func reading(
            _ verified: AuditReport?, _ states: [CaseID: CaseState], wholeTo: UInt64? = nil
        ) -> LedgerReading {
            LedgerReading(
                role: role, sequence: done.entry.sequence, time: done.entry.time, head: head, verified: verified,
                wholeTo: wholeTo, states: states, checkpoint: checkpoint)
        }
        if readsAll(subject, as: role) {
            guard let leaves = done.released.leaves else { throw VaultError.tampered(.missing("leaves")) }
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
        filter.withTexts = filter.caseID != nil
        var entries = try entries(of: done, filter, as: role)
        // One answer has room for so many.
        var next = done.released.nextSequence
        while let start = next {
            filter.from = start
            let more = try self.entries(filter, as: role)
            guard more.next.map({ $0 > start }) ?? true else { throw VaultError.tampered(.missing("entries")) }
            entries += more.entries.filter { $0.entry.sequence <= done.entry.sequence }
            next = more.next.flatMap { $0 <= done.entry.sequence ? $0 : nil }
        }
        let states = try VerifiedCase.states(of: entries.map(\.entry), history)
        var wholeTo: UInt64?
        if let id = filter.caseID {
            // The reading itself is the chain's last link: nothing is left out between.
            guard let state = states[id], subject.record.map({ state.records[$0] != nil }) ?? true,
                entries.last?.entry.sequence == done.entry.sequence
            else { throw VaultError.tampered(.trail(id)) }
            wholeTo = try checkChain(entries.lazy.map(\.entry), of: id, base)
        }
        for entry in entries { try visit(entry) }
        return reading(nil, states, wholeTo: wholeTo)
    }

    /// Whether all of the log is read for `subject`: by whoever may see all of it, for what is not of one case.
    private func readsAll(_ subject: ReportSubject, as role: RoleName) -> Bool {
        switch subject {
        case .exposure: true
        case .review: roster.charter.capabilities(of: role)?.contains(.audit) == true
        case .trail, .custody: false
        }
    }

    /// Holds a case's chain against the one that stood in the whole log when this officer verified it, and gives the size
    /// that the log then had: so far no entry stands beside the chain. Nil where they never did.
    ///
    /// A chain without a gap is not all by itself: who keeps the ledger could have given one number to two entries.
    func checkChain(_ chain: some Sequence<Entry>, of id: CaseID, _ base: VerifiedLog?) throws -> UInt64? {
        guard let base else { return nil }
        if let link = base.past.chains[id] {
            guard let same = chain.first(where: { $0.place?.number == link.number }), same.leafHash == link.hash else {
                throw VaultError.tampered(.trail(id))
            }
        }
        return base.head.size
    }

    /// A role with `audit` where there is one, but for a case's own report: there whoever holds the case is asked first.
    private func readingRole(_ action: ActionName, _ subject: ReportSubject) throws -> RoleName {
        switch subject {
        case .custody: try role(for: action)
        case .review, .trail, .exposure: try auditRole(action)
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
            if !broken.contains(place.caseID), entry.isChange {
                trails[place.caseID, default: []].append(entry)
            }
        }
        let states = try trails.reduce(into: [:]) { states, trail in
            states[trail.key] = try verified(trail.key, trail.value, history)
        }
        try decideAgain(entries.filter { $0.place.map { states[$0.caseID] != nil } ?? false }, history, states)
        return states
    }

    /// What each entry says that it rests on, and why it was denied, is the custodian's word: of whole chains, whose changes
    /// were verified, it is decided once more. `final` are the cases at their ends: no entry stands in a chain that it is not about.
    private static func decideAgain(
        _ entries: [Entry], _ history: RosterHistory, _ final: [CaseID: CaseState]
    ) throws {
        var states: [CaseID: CaseState] = [:]
        for entry in entries {
            guard let id = entry.place?.caseID else { continue }
            guard final[id]?.concerns(entry.request.action.about) == true else { throw VaultError.tampered(.trail(id)) }
            guard let roster = history.roster(at: entry.request.roster) else { throw VaultError.tampered(.trail(id)) }
            if entry.isChange {
                try CaseState.apply(entry, to: &states[id], decidedBy: roster, of: id)
                continue
            }
            let policy = Policy(roster: roster, state: states[id], searchesToday: 0, now: entry.time)
            let isAllowed = entry.outcome.isAllowed
            guard entry.isDecided(policy.decide(entry.request)), isAllowed || entry.access == nil,
                !isAllowed || policy.admitsManifest(of: entry.request), !entry.isLate,
                // No search is about a case, and of what was listed the case alone has to be what it was.
                entry.matches.isEmpty, !entry.hasMoreMatches,
                entry.shown == (isAllowed ? states[id]?.shown(by: entry.request, roster, at: entry.time) : nil)
            else { throw VaultError.tampered(.trail(id)) }
        }
    }
}

extension CaseState {
    /// Whether a request about `about` is about this case, or a record, grant, export or ask that it ever had.
    fileprivate func concerns(_ about: About) -> Bool {
        if let named = about.caseID { return named == id }
        if let record = about.record { return records[record] != nil }
        if let grant = about.grant { return approvable(grant) != nil }
        return about.ask.map { asks[$0] != nil } ?? false
    }

    /// What a listing of this case's grants had to show; nil of whatever lists nothing.
    fileprivate func shown(by request: Request, _ roster: Roster, at now: Instant) -> Digest? {
        guard case .grants(id?) = request.action.release else { return nil }
        var hash = ShownHash()
        hash.addGrants(of: self, to: request, roster, at: now)
        return hash.finish()
    }
}

extension ShownHash {
    /// What of a case `grant.list` shows: the case where the reader may see it, else the entries of their own grants and asks.
    mutating func addGrants(of state: CaseState, to request: Request, _ roster: Roster, at now: Instant) {
        guard Listing.shows(state, to: request, roster: roster, at: now) else {
            let entries = Listing.ownEntries(of: state, for: request.role)
            if !entries.isEmpty { add(state.id, entries: entries) }
            return
        }
        if !Listing.grants(of: state, for: request.role).isEmpty { add(state) }
    }
}

extension ReportSubject {
    fileprivate var record: RecordID? {
        if case .custody(let record) = self { record } else { nil }
    }
}
