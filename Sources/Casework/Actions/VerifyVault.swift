import Vocabulary

/// Has the custodian hold what it stores against the ledger, with its own reading of the leaves.
struct VerifyVault: Reading {
    /// With it, only the rows of the entries from this one on; else everything.
    let rows: UInt64?

    var name: ActionName { .vaultVerify }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        rows = try lines.optional("rows", known?.rows)
    }

    init(rows: UInt64?) { self.rows = rows }

    var about: About { .nothing }
    static var performer: Performer { .anybody }

    func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        nil
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .storage(rows: rows) }
}

extension Action {
    package static let verifyVault = Action(VerifyVault(rows: nil))
    /// Of the index the rows of the entries from this one on, and nothing else.
    package static func verifyRows(from first: UInt64) -> Action { Action(VerifyVault(rows: first)) }
}
