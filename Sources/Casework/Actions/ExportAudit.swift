package import Vocabulary

/// The ledger, or a case's part of it, leaves as files that anybody can check.
package struct ExportAudit: Reading {
    package let caseID: CaseID?

    package var name: ActionName { .auditExport }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        caseID = try lines.optional("case", known?.caseID)
    }

    init(caseID: CaseID?) { self.caseID = caseID }

    package var about: About { About(caseID: caseID) }
    package static var performer: Performer { .officer }

    package func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        if caseID != nil { return try policy.oversight(request, of: about) }
        try policy.require(.holder(of: .audit), request)
        return nil
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }

    package var release: Release {
        caseID == nil ? .leaves(from: 0) : .entriesOfCase(withTexts: false, withRoster: true)
    }
}

extension Action {
    package static func exportAudit(_ id: CaseID?) -> Action { Action(ExportAudit(caseID: id)) }
}

extension Policy {
    /// A case's entries are read by oversight, and by whoever holds the case.
    func oversight(_ request: Request, of about: About) throws(Objection) -> Access {
        guard state != nil else { throw .refused(about.unknown) }
        if has(.audit, request) { return .audit }
        try require(.officer, request)
        return try access(request, to: .summary)
    }
}
