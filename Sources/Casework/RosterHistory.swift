import Vocabulary

/// The roster at each length of its chain: what was right is judged by who was who then.
package struct RosterHistory: Sendable {
    package private(set) var items: [RosterItem]
    private var rosters: [Roster]

    /// Reduces a whole chain, beginning with the founding.
    package init(_ items: [RosterItem]) throws {
        guard let first = items.first else { throw CaseworkError.rosterRefused(index: 0, .genesis) }
        self.items = [first]
        rosters = [try Roster(founding: first)]
        for item in items.dropFirst() { try append(item) }
    }

    package mutating func append(_ item: RosterItem) throws {
        var next = latest
        try next.apply(item)
        items.append(item)
        rosters.append(next)
    }

    package var latest: Roster { rosters[rosters.count - 1] }

    /// The roster whose head is `head`; nil if the chain never had that head.
    package func roster(at head: RosterHead) -> Roster? {
        guard rosters.indices.contains(head.count - 1), rosters[head.count - 1].head == head else { return nil }
        return rosters[head.count - 1]
    }
}
