package import Vocabulary

/// Shows the summaries of the role's cases, page by page.
package struct ListCases: Reading {
    package let after: CaseID?
    package let limit: Int

    package var name: ActionName { .caseList }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        after = try lines.optional("after", known?.after)
        limit = try lines.one("limit", known?.limit)
    }

    init(after: CaseID?, limit: Int) { (self.after, self.limit) = (after, limit) }

    package var about: About { .nothing }
    package static var performer: Performer { .officer }

    package func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        try policy.require(Self.performer, request)
        return nil
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    package var release: Release { .cases(after: after, limit: limit) }
}

extension Action {
    package static func listCases(after: CaseID?, limit: Int) -> Action {
        Action(ListCases(after: after, limit: limit))
    }
}
