package import Vocabulary

/// Shows the grants of a case, or of all cases, that concern the role.
package struct ListGrants: Reading {
    package let caseID: CaseID?

    package var name: ActionName { .grantList }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        caseID = try lines.optional("case", known?.caseID)
    }

    init(caseID: CaseID?) { self.caseID = caseID }

    package var about: About { About(caseID: caseID) }
    package static var performer: Performer { .officer }

    package func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        if caseID != nil, policy.state == nil { throw .refused(.unknownCase) }
        try policy.require(Self.performer, request)
        return caseID == nil ? nil : try policy.access(request, to: .summary)
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    package var release: Release { .grants(caseID) }
}

extension Action {
    package static func listGrants(_ id: CaseID?) -> Action { Action(ListGrants(caseID: id)) }
}
