package import Sodium
package import Vocabulary

/// What a listing shows: pure functions, so that who replays the log finds the same as who answered.
package enum Listing {
    /// Cases that one listing brings at most.
    package static let caseLimit = 1_000

    package static func limit(_ asked: Int) -> Int { min(max(asked, 1), caseLimit) }

    /// Whether `case.list` shows `state` to who asks.
    package static func shows(_ state: CaseState, to request: Request, roster: Roster, at now: Instant) -> Bool {
        let policy = Policy(roster: roster, state: state, searchesToday: 0, now: now)
        return policy.holding(request, .summary) != nil
    }

    /// The grants of `state` that `grant.list` shows to `role`: all to the owner, to a grantee those to them.
    package static func grants(of state: CaseState, for role: RoleName) -> [CaseState.Grant] {
        state.grants.values.filter { state.owner == role || $0.terms.to == role }
            .sorted { $0.sequence < $1.sequence }
    }

    /// What of a case `role` is shown that may not see it, now or any more: the entries of the grants that were made to it
    /// and of what it asked for, with the answers. They tell nothing of what became of the case.
    package static func ownEntries(of state: CaseState, for role: RoleName) -> [UInt64] {
        let grants = state.grants.values.filter { $0.terms.to == role }.flatMap(\.sequences)
        let asks = state.asks.values.filter { $0.role == role }.flatMap {
            [$0.sequence] + [$0.answered].compactMap { $0 }
        }
        return Set(grants + asks).sorted()
    }

    /// Whether the free texts of `entry` reach who asks, who is shown the entry itself: a basis, a reason or a refusal of
    /// another agency is for the case's owner, for oversight, and for whom it was written to.
    ///
    /// `state` is the case that the entry is about.
    package static func tells(_ entry: Entry, of state: CaseState?, to request: Request, roster: Roster) -> Bool {
        let role = request.role
        if roster.charter.capabilities(of: role)?.contains(.audit) == true { return true }
        if entry.request.actor == request.actor || entry.request.role.agency == role.agency { return true }
        guard let state else { return false }
        if state.owner == role { return true }
        let about = entry.request.action.about
        return about.grant.flatMap { state.grants[$0] }.map { $0.terms.to == role }
            ?? about.grant.flatMap { state.exports[$0] }.map { $0.role == role }
            ?? about.ask.flatMap { state.asks[$0] }.map { $0.role == role } ?? false
    }
}

/// The hash that an entry holds of what a listing showed: each case with the head of its trail, or with the numbers of those
/// of its entries that were shown.
package struct ShownHash {
    private var hash = TaggedHash(tag: "brankas/v1 shown")

    package init() {}

    package mutating func add(_ state: CaseState) {
        hash.add(state.id.text)
        hash.add(UInt64(state.head.count))
        hash.add(state.head.digest)
    }

    /// A case of which only these entries are shown.
    package mutating func add(_ id: CaseID, entries: [UInt64]) {
        hash.add(id.text)
        for sequence in entries { hash.add(sequence) }
    }

    package consuming func finish() -> Digest { hash.finish() }
}
