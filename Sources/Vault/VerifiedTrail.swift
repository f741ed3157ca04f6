import Casework
import Cores
import Ledger
import Vocabulary

/// The changes of a case, verified one after the other.
struct VerifiedTrail {
    let id: CaseID
    /// Nil before the first.
    private(set) var state: CaseState?
    private var last: Entry?

    init(id: CaseID) { self.id = id }

    /// What was verified, as the custodian is told of it.
    var known: KnownTrail? { state.map { KnownTrail(caseID: id, head: $0.head) } }

    /// Verifies what follows: the signatures on all cores, then each change in its turn. Throws for any leaf that is none, and
    /// `tampered(.oldTrail)` where the trail does not have the head `seen`, that it had before.
    mutating func extend(by rest: [[UInt8]], _ history: RosterHistory, through seen: ChainHead? = nil) throws {
        let entries = Cores.map(rest, context: {}) { _, leaf in try? Self.signed(try Entry(parsing: leaf), history) }
        for entry in entries {
            guard let entry else { throw VaultError.tampered(.trail(id)) }
            try apply(entry, history)
            if let seen, let head = state?.head, head.count == seen.count, head != seen {
                throw VaultError.tampered(.oldTrail(id))
            }
        }
        if let seen, let head = state?.head, head.count < seen.count { throw VaultError.tampered(.oldTrail(id)) }
    }

    mutating func append(_ entry: Entry, _ history: RosterHistory) throws {
        try apply(try Self.signed(entry, history), history)
    }

    /// The entry, if it was signed by a person of the roster as it then was.
    private static func signed(_ entry: Entry, _ history: RosterHistory) throws -> Entry {
        let request = entry.request
        guard let person = history.roster(at: request.roster)?.people[request.actor] else {
            throw VaultError.notEnrolled(request.actor)
        }
        try entry.note.verify(with: person.card.noteKey)
        return entry
    }

    /// Throws for a change that the policy would not have let through with the case as it then was. The signature was
    /// verified.
    private mutating func apply(_ entry: Entry, _ history: RosterHistory) throws {
        let request = entry.request
        guard request.vault == history.latest.vault, let roster = history.roster(at: request.roster),
            last.map({
                $0.sequence < entry.sequence && $0.request.roster.count <= request.roster.count
                    && ($0.time <= entry.time || roster.wasSetBack(since: $0.request.roster.count))
            }) ?? true
        else { throw VaultError.tampered(.trail(id)) }
        try CaseState.apply(entry, to: &state, decidedBy: roster, of: id)
        last = entry
    }
}
