import Casework
import Ledger
import Reports
import Sodium
package import Vault
import Vocabulary

/// Tells what the ledger says in the values that reports are made of.
package struct Teller {
    let officer: Officer
    let calendar: VaultCalendar

    package init(officer: Officer, calendar: VaultCalendar) {
        self.officer = officer
        self.calendar = calendar
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

    /// `compartment` is where its record then stood; `purpose` what it was for where the entry itself does not say.
    func act(_ entry: Entry, in compartment: CompartmentName?, for purpose: Purpose?) -> Act {
        let request = entry.request
        var denied: Denial?
        if case .denied(let reason) = entry.outcome { denied = reason }
        let about = request.action.about
        return Act(
            sequence: entry.sequence, time: moment(entry.time), person: person(request.actor),
            role: request.role.text, action: entry.shownAction, disclosure: entry.disclosure, isStep: entry.isStep,
            denied: denied, caseID: entry.caseID?.text, subject: about.subject, purpose: about.purpose ?? purpose,
            compartment: compartment, recipients: recipients(request.action), matches: entry.matches.count,
            suppressed: entry.suppressed)
    }

    /// To whom something left, or access was given, as far as it was verified: of somebody whom the roster does not know the
    /// handle is only what a card said, and the key's fingerprint says the rest.
    private func recipients(_ action: Action) -> [String] {
        let about = action.about
        let exported = action.as(ExportCase.self)?.recipients ?? action.as(RequestExport.self)?.terms.recipients
        let names = exported?.map { recipient -> String in
            switch officer.addressee(of: recipient) {
            case .officer(let handle, _): handle.text
            case .outside(let handle, let fingerprint): "\(handle.text) (\(fingerprint))"
            case .key(let fingerprint): fingerprint
            }
        }
        return (names ?? about.recipients) + about.grantees
    }

    /// What a report rests on.
    func origin(
        _ time: Instant, _ role: RoleName, _ head: TreeHead, _ verification: Origin.Verification
    ) -> Origin {
        Origin(
            vaultName: charter.name, vaultID: officer.vault.text, zone: calendar.zone, madeAt: moment(time),
            madeBy: person(officer.key.handle), role: role.text, treeSize: head.size, treeRoot: head.root.hex,
            verification: verification, labels: charter.labels,
            offsetSeconds: { [calendar] in calendar.offsetSeconds(at: $0) })
    }

    func origin(_ reading: LedgerReading) -> Origin {
        let checked = reading.verified.map {
            Origin.Verification.whole(signatures: $0.signatures, cases: $0.cases)
        }
        return origin(reading.time, reading.role, reading.head, checked ?? .included)
    }
}

extension About {
    /// The record, grant, ask, person or other case that it is about.
    fileprivate var subject: Act.Subject? {
        other.map { .otherCase($0) } ?? record.map { .record($0) } ?? grant.map { .grant($0) } ?? ask.map { .ask($0) }
            ?? person.map { .person($0) }
    }
}

extension Entry {
    /// Whether it changed who may open what, or what a case is, or took a case out: what a timeline tells of.
    fileprivate var isStep: Bool {
        guard outcome.isAllowed else { return false }
        let action = request.action
        return action.changesCase || action.changesRoster || action.kind is ExportCase
    }
}
