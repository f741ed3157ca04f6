import Casework
package import Reports
import Texts
package import Vault
package import Vocabulary

/// Gathers what a key could open and did while the ledger is read.
package struct ExposureMaking {
    private let handle: Handle
    private let since: Instant?
    private var notes: LedgerNotes
    private var acts: [Act] = []
    private var enrolled: Instant?
    private var dismissed: Instant?
    /// Of the entries that changed a case.
    private var times: [UInt64: Instant] = [:]
    private var exports: ExportReach?

    package init(_ teller: Teller, _ handle: Handle, since: Instant?) {
        self.handle = handle
        self.since = since
        notes = LedgerNotes(teller)
        exports = teller.officer.roster.people[handle].map { ExportReach(to: $0.card) }
    }

    package mutating func take(_ item: AuditEntry) {
        let entry = item.entry
        notes.take(item)
        if entry.request.actor == handle, entry.time >= since ?? entry.time { acts.append(notes.act(entry)) }
        exports?.take(entry, in: notes.places.compartment(of: entry))
        guard entry.outcome.isAllowed else { return }
        let (name, person) = (entry.request.action.name, entry.request.action.person)
        let charter = notes.teller.charter
        if entry.isChange { times[entry.sequence] = entry.time }
        // An agency's admin stands in the genesis; of others the last approval is the one that made them an officer.
        let enrols =
            name == .vaultFound && charter.admin(of: handle.agency) == handle
            || person == handle && (name == .personApprove || name == .personEnroll && charter.enrolmentApprovals == 0)
        if enrols { enrolled = entry.time }
        if name == .personDismiss, person == handle { dismissed = entry.time }
    }

    package func report(_ reading: LedgerReading, learned: Instant?, _ cause: ExposureCause) throws -> ExposureReport {
        let teller = notes.teller
        let roster = teller.officer.roster
        guard let person = roster.people[handle] else { throw CustodyError.refused(.unknownPerson) }
        let enrolled = roster.wasActive(person) ? enrolled : nil
        var counted: Set<RecordID> = []
        var reach = enrolled.map { self.reach(of: person, enrolled: $0, reading, &counted) } ?? []
        reach += exports?.lines(from: since, teller, &counted) ?? []
        return ExposureReport(
            origin: teller.origin(reading), person: teller.person(handle), roles: person.roles.map(\.text),
            enrolled: enrolled.map(teller.moment), dismissed: dismissed.map(teller.moment),
            since: since.map(teller.moment), learned: learned.map(teller.moment), cause: cause,
            isEmbedded: isEmbedded, reach: reach, shared: enrolled == nil ? [] : shared(person), acts: acts)
    }

    private var isEmbedded: Bool { notes.teller.officer.roster.handsOutSeed }

    private func reach(
        of person: Roster.Person, enrolled: Instant, _ reading: LedgerReading, _ counted: inout Set<RecordID>
    ) -> [ExposureReport.Reach] {
        let from = max(enrolled, since ?? enrolled)
        guard isEmbedded else {
            return PolicyReach(
                handle: handle, roles: person.roles, from: from, until: min(dismissed ?? reading.time, reading.time),
                isOver: dismissed != nil, notes: notes
            ).lines(reading.states.values, &counted)
        }
        return KeyReach(
            handle: handle, generations: notes.teller.officer.roster.generations(of: person), from: from,
            now: reading.time, times: times, notes: notes
        ).lines(reading.states.values, &counted)
    }

    /// In a folder, what comes with the custodian's seed, which every enrolled person was given, and with the search key.
    private func shared(_ person: Roster.Person) -> [SharedReach] {
        guard isEmbedded else { return [] }
        let charter = notes.teller.charter
        let searches = person.roles.contains {
            $0.isAdmin || charter.capabilities(of: $0)?.contains(.search) == true
        }
        return SharedReach.allCases.filter { shared in
            switch shared {
            case .ledger, .texts, .signingKey: true
            case .guesses: searches
            }
        }
    }
}
