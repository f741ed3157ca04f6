import Vocabulary

/// Has the custodian hold all that it stores against each other.
struct VerifyVault: Reading {
    var name: ActionName { .vaultVerify }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {}

    init() {}

    var about: About { .nothing }
    static var performer: Performer { .anybody }

    func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        nil
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .storage }
}

extension Action {
    package static let verifyVault = Action(VerifyVault())
}
