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
}

/// The hash that an entry holds of what a listing showed: each case with the head of its trail.
package struct ShownHash {
    private var hash = TaggedHash(tag: "brankas/v1 shown")

    package init() {}

    package mutating func add(_ state: CaseState) {
        hash.add(state.id.text)
        hash.add(UInt64(state.head.count))
        hash.add(state.head.digest)
    }

    package consuming func finish() -> Digest { hash.finish() }
}
