import Ledger
import Vocabulary

/// An agency's admin signs the founder's text.
struct JoinVault: RosterChange {
    let genesis: VaultID

    var name: ActionName { .vaultJoin }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        genesis = try lines.one("genesis", known?.genesis)
    }

    init(genesis: VaultID) { self.genesis = genesis }

    var about: About { .nothing }
    static var performer: Performer { .admin }

    func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        try policy.require(Self.performer, request)
        guard genesis == policy.roster.vault else { throw .refused(.malformed) }
        if policy.roster.joined.contains(request.actor.agency) { throw .refused(.alreadyDone) }
        return nil
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { Cargo([.genesis]) }
    var release: Release { .nothing }

    func change(_ roster: inout Roster, by link: RosterLink) throws {
        let agency = link.request.actor.agency
        guard genesis == roster.vault, !roster.joined.contains(agency) else { throw link.refusal(.alreadyDone) }
        // The admin's own signature on the founder's text, word for word.
        guard let bytes = link.item.thing(.genesis) else { throw link.refusal(.content) }
        let note = try Note(parsing: bytes)
        guard note.text.utf8.elementsEqual(roster.genesis.text.utf8), let admin = roster.people[link.request.actor]
        else { throw link.refusal(.genesis) }
        try note.verify(with: admin.card.noteKey)
        roster.joined.insert(agency)
    }
}

extension Action {
    package static func joinVault(genesis: VaultID) -> Action { Action(JoinVault(genesis: genesis)) }
}
