import Casework
import Sodium
import Vocabulary

/// What deciding the next entry of a log takes of all before it, besides the cases themselves.
struct LogPast: Hashable, Sendable {
    /// Where a case's chain of entries stands, and its trail of changes.
    struct Link: Hashable, Sendable {
        var number: Int
        var hash: Digest
        var trail: ChainHead
    }

    struct Search: Hashable, Sendable {
        let actor: Handle
        let time: Instant
    }

    struct Seen: Hashable, Sendable {
        let time: Instant
        let request: Digest
    }

    /// Of the last entry.
    var time = Instant(seconds: 0)
    var chains: [CaseID: Link] = [:]
    /// The cases that a role made or was ever granted.
    private(set) var concerned: [RoleName: CaseOrder] = [:]
    /// Those of the last day.
    private(set) var searches: [Search] = []
    /// The requests that could still be entered a second time: a request's entry lies within its span.
    private(set) var recent: [Seen] = []
    private var recentRequests: Set<Digest> = []
    /// Letters lie in the mailbox for as long as nobody comes: they are remembered for good.
    private(set) var letters: Set<Digest> = []

    /// Between the earliest and the latest entry that one request can have.
    static let requestSpan = Request.lifetimeSeconds + 2 * Request.skewSeconds
    private static let searchSpan: Int64 = 86_400

    init() {}

    /// As it was remembered.
    init(
        time: Instant, chains: [CaseID: Link], concerned: [RoleName: CaseOrder], searches: [Search], recent: [Seen],
        letters: Set<Digest>
    ) {
        self.time = time
        self.chains = chains
        self.concerned = concerned
        self.searches = searches
        self.recent = recent
        recentRequests = Set(recent.map(\.request))
        self.letters = letters
    }

    /// False for a request that stood in the log before.
    mutating func takeRequest(_ request: Digest, of entry: Entry) -> Bool {
        guard !recentRequests.contains(request), !letters.contains(request) else { return false }
        if entry.request.action.isEntering {
            letters.insert(request)
            return true
        }
        let start = entry.time.adding(seconds: -Self.requestSpan)
        if let first = recent.first, first.time < start, recent.count > 64 || recent.allSatisfy({ $0.time < start }) {
            let kept = recent.firstIndex { $0.time >= start } ?? recent.count
            for seen in recent[..<kept] { recentRequests.remove(seen.request) }
            recent.removeFirst(kept)
        }
        recent.append(Seen(time: entry.time, request: request))
        recentRequests.insert(request)
        return true
    }

    /// How often somebody searched in the day before `entry`.
    mutating func searches(of actor: Handle, before entry: Entry) -> Int {
        guard entry.request.action.kind is FindCases else { return 0 }
        let start = entry.time.adding(seconds: -Self.searchSpan)
        if let kept = searches.firstIndex(where: { $0.time >= start }), kept > 0 { searches.removeFirst(kept) }
        return searches.count { $0.actor == actor && $0.time >= start }
    }

    /// The ledger's time goes back: what bears times that never were counts no longer.
    mutating func setBack(to time: Instant) {
        searches = []
        // They are kept no longer than others are.
        recent = recent.map { Seen(time: min($0.time, time), request: $0.request) }
    }

    mutating func addSearch(of actor: Handle, at time: Instant) {
        searches.append(Search(actor: actor, time: time))
    }

    mutating func addConcern(_ id: CaseID, to role: RoleName) {
        concerned[role, default: CaseOrder()].insert(id)
    }

    /// The cases that concern `role`, in the order of their ids, after `after`.
    mutating func concerns(_ role: RoleName, after: CaseID?) -> ArraySlice<CaseID> {
        concerned[role, default: CaseOrder()].ids(after: after)
    }
}

/// Cases in the order of their ids, put in order only when somebody asks.
struct CaseOrder: Hashable, Sendable {
    private var ids: [CaseID] = []
    private var isSorted = true
    private var known: Set<CaseID> = []

    mutating func insert(_ id: CaseID) {
        guard known.insert(id).inserted else { return }
        isSorted = false
        ids.append(id)
    }

    mutating func ids(after: CaseID?) -> ArraySlice<CaseID> {
        if !isSorted {
            ids.sort()
            isSorted = true
        }
        guard let after else { return ids[...] }
        var range = ids.startIndex..<ids.endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if ids[middle] > after { range = range.lowerBound..<middle } else { range = middle + 1..<range.upperBound }
        }
        return ids[range.lowerBound...]
    }

    var sorted: [CaseID] { ids.sorted() }
}
