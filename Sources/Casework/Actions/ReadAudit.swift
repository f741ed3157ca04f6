package import Vocabulary

/// Which entries a reader asks for.
package struct AuditFilter: Hashable, Sendable {
    package var caseID: CaseID?
    package var record: RecordID?
    package var actor: Handle?
    package var role: RoleName?
    package var action: ActionName?
    package var outcome: OutcomeCode?
    package var since: Instant?
    package var until: Instant?
    /// Sequence numbers from here on.
    package var from: UInt64 = 0
    package var limit: UInt64 = 10_000
    package var withTexts = false

    package init() {}
}

/// Reads entries of the ledger: what is shown depends on the role. `audit` sees all, others their cases and themselves.
package struct ReadAudit: Reading {
    package let filter: AuditFilter

    package var name: ActionName { .auditRead }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        var filter = AuditFilter()
        let old = known?.filter
        filter.caseID = try lines.optional("case", old?.caseID)
        filter.record = try lines.optional("record", old?.record)
        filter.actor = try lines.optional("by-actor", old?.actor)
        filter.role = try lines.optional("by-role", old?.role)
        filter.action = try lines.optional("of-action", old?.action)
        filter.outcome = try lines.optional("of-outcome", old?.outcome)
        filter.since = try lines.optional("since", old?.since)
        filter.until = try lines.optional("until", old?.until)
        filter.from = try lines.one("from", old?.from)
        filter.limit = try lines.one("limit", old?.limit)
        filter.withTexts = try lines.one("texts", old?.withTexts)
        self.filter = filter
    }

    init(filter: AuditFilter) { self.filter = filter }

    /// What a reading of the log asks for is not what it is about.
    package var about: About { About(filter: filter.caseID) }
    package static var performer: Performer { .anybody }
    package func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? { nil }
    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    package var release: Release { .entries(filter) }
}

extension Action {
    package static func readAudit(_ filter: AuditFilter) -> Action { Action(ReadAudit(filter: filter)) }
}
