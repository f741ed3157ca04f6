import Casework
import Reports
import Texts
import Vault
import Vocabulary

/// Gathers what a key could open and did while the ledger is read.
struct ExposureMaking {
    private let handle: Handle
    private let since: Instant?
    private var notes: LedgerNotes
    private var acts: [Act] = []
    private var enrolled: Instant?
    private var dismissed: Instant?
    private var approvals: [UInt64: Instant] = [:]

    init(_ teller: Teller, _ handle: Handle, since: Instant?) {
        self.handle = handle
        self.since = since
        notes = LedgerNotes(teller)
    }

    mutating func take(_ item: AuditEntry) {
        let entry = item.entry
        notes.take(item)
        if entry.request.actor == handle, entry.time >= since ?? entry.time { acts.append(notes.act(entry)) }
        guard entry.outcome.isAllowed else { return }
        let (name, person) = (entry.request.action.name, entry.request.action.person)
        let charter = notes.teller.charter
        if name == .grantApprove { approvals[entry.sequence] = entry.time }
        // An agency's admin stands in the genesis; of others the last approval is the one that made them an officer.
        let enrols =
            name == .vaultFound && charter.admin(of: handle.agency) == handle
            || person == handle && (name == .personApprove || name == .personEnroll && charter.enrolmentApprovals == 0)
        if enrols { enrolled = entry.time }
        if name == .personDismiss, person == handle { dismissed = entry.time }
    }

    func report(_ reading: LedgerReading, learned: Instant?, _ cause: ExposureCause) throws -> ExposureReport {
        let teller = notes.teller
        let roster = teller.officer.roster
        guard let person = roster.people[handle] else { throw CustodyError.refused(.unknownPerson) }
        let enrolled = person.state == .waiting ? nil : enrolled
        let reach = enrolled.map { enrolled in
            ExposureReach(
                handle: handle, roles: reachable(person.roles), from: max(enrolled, since ?? enrolled),
                until: min(dismissed ?? reading.time, reading.time), isOver: dismissed != nil, approvals: approvals,
                notes: notes
            ).lines(reading.states.values)
        }
        return ExposureReport(
            origin: teller.origin(reading), person: teller.person(handle), roles: person.roles.map(\.text),
            enrolled: enrolled.map(teller.moment), dismissed: dismissed.map(teller.moment),
            since: since.map(teller.moment), learned: learned.map(teller.moment), cause: cause,
            isEmbedded: isEmbedded, reach: reach ?? [], acts: acts)
    }

    private var isEmbedded: Bool { notes.teller.officer.roster.genesis.mode == .embedded }

    /// An admin is no member, and the custodian refuses their openings; but they hold the seeds of the agency's roles, and
    /// a folder refuses nobody.
    private func reachable(_ roles: [RoleName]) -> [RoleName] {
        guard isEmbedded, roles.contains(where: \.isAdmin) else { return roles }
        return roles + notes.teller.charter.roles.map(\.name).filter { $0.agency == handle.agency }
    }
}
