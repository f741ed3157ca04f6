package import Vocabulary

/// What somebody whom the custodian's seed is no longer sealed to would have done: left in the mailbox, and entered as a
/// denial by whoever comes next.
struct EnterVault: Reading {
    let intended: ActionName

    var name: ActionName { .vaultEnter }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        intended = try lines.one("for", known?.intended)
    }

    init(intended: ActionName) { self.intended = intended }

    var about: About { .nothing }
    static var performer: Performer { .anybody }
    func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? { throw .refused(.malformed) }
    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .nothing }
    func listedName(isAllowed: Bool) -> ActionName { intended }
}

extension Action {
    package static func enter(intended: ActionName) -> Action { Action(EnterVault(intended: intended)) }

    /// Whether it is a letter's: somebody's who had left.
    package var isEntering: Bool { kind is EnterVault }
}
