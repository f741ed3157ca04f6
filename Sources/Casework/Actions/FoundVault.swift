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

    /// What the roster is reduced from, and what is sealed to each agency's admin.
    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo {
        let admins = roster.charter.agencies.map(\.admin)
        return Cargo(
            Set(
                [.genesis, .charter, .keysFile] + (roster.handsOutSeed ? [.custodianSeed] : [])
                    + admins.flatMap { [.card($0), .searchKey(for: $0)] }))
    }

    var release: Release { .nothing }
    func change(_ roster: inout Roster, by link: RosterLink) throws { throw link.refusal(.content) }
}

extension Action {
    package static func foundVault(genesis: VaultID) -> Action { Action(FoundVault(genesis: genesis)) }
}
