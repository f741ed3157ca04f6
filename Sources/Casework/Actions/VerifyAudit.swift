import Vocabulary

/// Gets the leaves of the ledger from one on, to decide them all again.
struct VerifyAudit: Reading {
    let from: UInt64

    var name: ActionName { .auditVerify }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        from = try lines.one("from", known?.from)
    }

    init(from: UInt64) { self.from = from }

    var about: About { .nothing }
    static var performer: Performer { .holder(of: .audit) }

    func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        try policy.require(Self.performer, request)
        return nil
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .leaves(from: from) }
}

extension Action {
    package static func verifyAudit(from: UInt64) -> Action { Action(VerifyAudit(from: from)) }
}
