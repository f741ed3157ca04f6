package import Vocabulary

/// Asks which cases concern a person. Opens none.
package struct FindCases: Reading {
    let kind: FindKind
    let purpose: Purpose

    package var name: ActionName { .find }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        kind = try lines.one("kind", known?.kind)
        purpose = try lines.one("purpose", known?.purpose)
    }

    init(kind: FindKind, purpose: Purpose) { (self.kind, self.purpose) = (kind, purpose) }

    package var about: About { About(purpose: purpose) }
    package static var performer: Performer { .holder(of: .search) }

    package func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        try policy.require(.officer, request)
        try policy.require(Self.performer, request)
        guard policy.searchesToday < policy.roster.charter.searchesPerDay else { throw .denied(.searchLimit) }
        return nil
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo {
        var cargo = Cargo([.tokens])
        if kind == .name { cargo.optional = [.aliasTokens, .guardianTokens] }
        return cargo
    }

    package var release: Release { .matches }
}

extension Action {
    package static func find(_ kind: FindKind, _ purpose: Purpose) -> Action {
        Action(FindCases(kind: kind, purpose: purpose))
    }
}
