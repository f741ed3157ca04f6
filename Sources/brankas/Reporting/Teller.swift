import Casework
import Ledger
import Reports
import Sodium
import Vault
import Vocabulary

/// Tells what the ledger says in the values that reports are made of.
struct Teller {
    let officer: Officer
    let calendar: VaultCalendar

    init(_ work: Desk.Work) {
        officer = work.officer
        calendar = work.calendar
    }

    var charter: Charter { officer.roster.charter }

    func moment(_ instant: Instant) -> Moment {
        Moment(seconds: instant.seconds, offsetSeconds: calendar.offsetSeconds(at: instant))
    }

    /// A person by name, and the agency as people call it.
    func person(_ handle: Handle) -> Person {
        Person(
            handle: handle.text, name: officer.roster.people[handle]?.card.name ?? "", agency: title(handle.agency))
    }

    func title(_ agency: AgencyName) -> String { charter.agency(agency)?.title ?? agency.text }

    /// `compartment` is where its record then stood.
    func act(_ entry: Entry, in compartment: CompartmentName?) -> Act {
        let request = entry.request
        var denied: Denial?
        if case .denied(let reason) = entry.outcome { denied = reason }
        return Act(
            sequence: entry.sequence, time: moment(entry.time), person: person(request.actor),
            role: request.role.text, action: entry.shownAction, denied: denied,
            caseID: entry.caseID?.text, subject: request.action.concerned, purpose: request.action.purpose,
            compartment: compartment, recipients: request.action.recipients, matches: entry.matches.count,
            suppressed: entry.suppressed)
    }

    /// What a report rests on.
    func origin(
        _ time: Instant, _ role: RoleName, _ head: TreeHead, _ verification: Origin.Verification
    ) -> Origin {
        Origin(
            vaultName: charter.name, vaultID: officer.vault.text, zone: calendar.zone, madeAt: moment(time),
            madeBy: person(officer.key.handle), role: role.text, treeSize: head.size, treeRoot: head.root.hex,
            verification: verification, labels: charter.labels)
    }

    func origin(_ reading: LedgerReading) -> Origin {
        let checked = reading.verified.map {
            Origin.Verification.whole(signatures: $0.signatures, cases: $0.cases)
        }
        return origin(reading.time, reading.role, reading.head, checked ?? .included)
    }
}

extension Action {
    /// To whom an export went, or access was given.
    fileprivate var recipients: [String] {
        switch self {
        case .export(let export): export.recipients.map(\.name)
        case .createGrant(let terms): terms.persons.isEmpty ? [terms.to.text] : terms.persons.map(\.text)
        default: []
        }
    }

    /// The record, grant, request, person or other case that it is about.
    fileprivate var concerned: Act.Subject? {
        switch self {
        case .linkCase(_, let other), .unlinkCase(_, let other): .otherCase(other)
        default:
            record.map { .record($0) } ?? grant.map { .grant($0) } ?? ask.map { .ask($0) } ?? person.map { .person($0) }
        }
    }
}
