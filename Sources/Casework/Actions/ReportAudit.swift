package import Vocabulary

/// What a report tells of.
package enum ReportSubject: Hashable, Sendable {
    /// The ledger, as far as the reader sees it.
    case review
    /// Who opened what of a case.
    case trail(CaseID)
    /// What became of a document.
    case custody(RecordID)
    /// What a person's key could open, and did.
    case exposure(Handle)

    fileprivate enum Word: String, LineValue {
        case review, trail, custody, exposure
    }

    fileprivate var word: Word {
        switch self {
        case .review: .review
        case .trail: .trail
        case .custody: .custody
        case .exposure: .exposure
        }
    }

    fileprivate var about: About {
        switch self {
        case .review: .nothing
        case .trail(let id): About(caseID: id)
        case .custody(let record): About(record: record)
        case .exposure(let handle): About(person: handle)
        }
    }
}

/// Reads all that a report is made of.
package struct ReportAudit: Reading {
    package let subject: ReportSubject

    package var name: ActionName { .auditReport }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        let about = known?.about
        switch try lines.one("of", known?.subject.word) {
        case .review: subject = .review
        case .trail: subject = .trail(try lines.one("case", about?.caseID))
        case .custody: subject = .custody(try lines.one("record", about?.record))
        case .exposure: subject = .exposure(try lines.one("person", about?.person))
        }
    }

    init(subject: ReportSubject) { self.subject = subject }

    package var about: About { subject.about }
    package static var performer: Performer { .officer }

    package func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        switch subject {
        // What is shown depends on the role, as with a reading of the log.
        case .review: return nil
        case .exposure:
            try policy.require(.holder(of: .audit), request)
            return nil
        case .trail: return try policy.oversight(request, of: about)
        case .custody(let id):
            guard let state = policy.state else { throw .refused(.unknownRecord) }
            guard try policy.record(id, in: state).id.kind == .document else { throw .refused(.malformed) }
            return try policy.oversight(request, of: about)
        }
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }

    package var release: Release {
        switch subject {
        case .review: .readableLedger
        case .exposure: .leaves(from: 0)
        case .trail, .custody: .entriesOfCase(withTexts: true, withRoster: false)
        }
    }
}

extension Action {
    package static func reportAudit(_ subject: ReportSubject) -> Action { Action(ReportAudit(subject: subject)) }
}
