import Vocabulary

/// The first entry: what it names is checked as the roster's first link is reduced.
struct FoundVault: RosterChange {
    let genesis: VaultID

    var name: ActionName { .vaultFound }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        genesis = try lines.one("genesis", known?.genesis)
    }

    init(genesis: VaultID) { self.genesis = genesis }

    var about: About { .nothing }
    static var performer: Performer { .admin }
    func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? { throw .refused(.alreadyDone) }
    /// Taken as it is, before there are rules.
    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .nothing }
    func change(_ roster: inout Roster, by link: RosterLink) throws { throw link.refusal(.content) }
}

extension Action {
    package static func foundVault(genesis: VaultID) -> Action { Action(FoundVault(genesis: genesis)) }
}
