import Casework
import Cores
import Ledger
import Sodium
import Vocabulary

/// One transaction's work: each call is checked, decided, logged and carried out, in this order.
///
/// What is to be released is only planned here; it leaves when the transaction has committed. It is a value: whoever may have to take
/// back what an ask did goes on with the copy from before.
struct Execution {
    /// Listed denials of one person within an hour; more are counted.
    static let denialsPerHour = 100

    let index: Index
    let transaction: IndexTransaction
    let halves: HalfStore
    let objects: ObjectStore
    /// The clock's time, for freshness.
    let now: Instant
    /// What the entries will say, and the decisions go by: it never runs back, whatever the clock does, but by an entry that says
    /// so, of the admins of two agencies.
    private(set) var time: Instant
    /// Of the last entry.
    private var last: Instant?
    var roster: Roster
    var effects: [Effect] = []
    /// What earlier transactions knew.
    private let cases: KnownCases
    var states: [CaseID: CaseState] = [:]
    /// Of cases, what this transaction appended last.
    private var lastEntries: [CaseID: Entry] = [:]
    var newHalves: [HalfPlace: [UInt8]] = [:]
    var newSeed: (bytes: [UInt8], sealer: Handle)?
    /// Of the requests that this transaction saw, entered or not.
    private var nonces: Set<[UInt8]> = []
    /// The request behind the one that is carried out.
    private var next: Arrival?
    /// One whose mirror comes next.
    private var unpaired: Request?

    struct Done {
        let entry: Entry
        let leaf: [UInt8]
        /// What the answer carries once all is durable.
        let released: Released
        /// Or, given the tree's final size, what is then gathered for it.
        var afterwards: ((UInt64) throws -> Released)?
    }

    init(
        index: Index, transaction: IndexTransaction, roster: Roster, halves: HalfStore, objects: ObjectStore,
        now: Instant, last: Instant?, cases: KnownCases = KnownCases()
    ) {
        self.index = index
        self.transaction = transaction
        self.roster = roster
        self.halves = halves
        self.objects = objects
        self.now = now
        self.last = last
        self.cases = cases
        time = max(now, last ?? now)
    }

    /// How long a nonce is kept behind the time at which its request expired, in seconds: as long as a clock may be wrong
    /// unnoticed, and more. By the ledger's time, which no clock sets back.
    static let nonceSeconds: Int64 = 600

    /// Thrown in place of `throttled`: how many of the calls are denials that are counted and not listed.
    struct Throttled: Error {
        let denials: [Handle: Int]
    }

    /// Whether each of `arrivals` is signed by whom it names, as `roster` knows them. On all cores.
    static func areSigned(_ arrivals: [Arrival], _ roster: Roster) -> Bool {
        let people = roster.people
        let signed = Cores.map(arrivals, context: {}) { _, arrival in
            // A person who left is known still: their denial is an entry.
            people[arrival.request.actor].map { (try? arrival.note.verify(with: $0.card.noteKey)) != nil } ?? false
        }
        return signed.allSatisfy(\.self)
    }

    /// All of them or none, in their order. Whether they are signed is known by who says `areSigned`, by the roster of now.
    mutating func carryOut(_ arrivals: [Arrival], areSigned: Bool? = nil) throws -> [Done] {
        guard areSigned ?? Self.areSigned(arrivals, roster) else { throw CustodyError.badSignature }
        var done: [Done] = []
        for arrival in arrivals {
            next = arrivals.dropFirst(done.count + 1).first
            do {
                done.append(try carryOut(arrival))
            } catch CustodyError.throttled {
                throw Throttled(denials: countDenials(done, arrivals[done.count...]))
            }
        }
        next = nil
        // Whatever became of the second of two: the first does not stand alone.
        guard unpaired == nil else { throw CustodyError.refused(.malformed) }
        return done
    }

    /// Whether what is allowed in one case stands with the same in the other: it is the second of the two, or the second
    /// comes next and is allowed as well. Nobody learns more of a case that they may not see than that it can't be done.
    private mutating func checkPaired(_ request: Request) throws {
        guard let mirror = request.action.kind.mirror else { return }
        if let first = unpaired {
            unpaired = nil
            guard first.action == mirror, first.isBySame(as: request) else { throw CustodyError.refused(.malformed) }
            return
        }
        guard let next, next.request.action == mirror, next.request.isBySame(as: request) else {
            throw CustodyError.refused(.malformed)
        }
        let other = try state(for: next.request)
        guard try policy(for: next.request, other).decide(next.request).isAllowed else {
            throw CustodyError.refused(.unknownCase)
        }
        let things = ExpectedThings(next, roster: roster, state: other)
        guard !things.hasSurplus, things.fault == nil else { throw CustodyError.refused(.malformed) }
        unpaired = request
    }

    /// What would be denied of calls that are all undone: those before, and each of `rest`, decided by what the cases now are.
    private mutating func countDenials(_ done: [Done], _ rest: ArraySlice<Arrival>) -> [Handle: Int] {
        var denials: [Handle: Int] = [:]
        for one in done where !one.entry.outcome.isAllowed { denials[one.entry.request.actor, default: 0] += 1 }
        for (position, arrival) in rest.enumerated() {
            let request = arrival.request
            // The first is the one that was too much: it was fresh, and it was denied.
            if position == 0 {
                denials[request.actor, default: 0] += 1
                continue
            }
            guard (try? checkFreshness(request)) != nil, let state = try? state(for: request) as CaseState??,
                let decision = try? policy(for: request, state).decide(request)
            else {
                continue
            }
            var isDenied = ExpectedThings(arrival, roster: roster, state: state).hasSurplus && decision.isAllowed
            if case .denied = decision { isDenied = true }
            if isDenied { denials[request.actor, default: 0] += 1 }
        }
        return denials
    }

    private mutating func carryOut(_ arrival: Arrival) throws -> Done {
        let request = arrival.request
        try checkFreshness(request)
        try checkClock(request)
        let state = try state(for: request)
        if let state { states[state.id] = state }
        let policy = try policy(for: request, state)
        switch policy.decide(request) {
        case .refused(.alreadyDone):
            throw try precedent(of: request, state).map { .alreadyDone($0) } ?? CustodyError.refused(.alreadyDone)
        case .refused(let refusal): throw CustodyError.refused(refusal)
        case .denied(let reason): return try deny(arrival, reason, state)
        case .allowed(let access):
            let things = ExpectedThings(arrival, roster: roster, state: state)
            if things.hasSurplus { return try deny(arrival, .surplusItems, state) }
            try checkPaired(request)
            if let fault = things.fault { throw CustodyError.refused(fault) }
            try setClockBack(request)
            let plan = try Planning(
                index: index, halves: PendingHalves(stored: halves, new: newHalves), objects: objects,
                transaction: transaction,
                state: { [states, cases, transaction] id in
                    try states[id] ?? cases.state(of: id, transaction)
                }, policy: policy, request: request, call: arrival.call
            ).plan()
            let (entry, leaf) = try append(arrival, .allowed, access, state, plan: plan)
            try store(arrival, entry, state)
            return Done(entry: entry, leaf: leaf, released: plan.released, afterwards: plan.afterwards)
        }
    }

    /// The last entry that did what `request` asks for: who is told that it is done wants to know when, and by whom.
    private func precedent(of request: Request, _ state: CaseState?) throws -> Precedent? {
        let action = request.action
        let sequences =
            try state.map { try transaction.trail($0.id) }
            ?? (action.changesRoster ? try transaction.rosterSequences : [])
        for sequence in sequences.reversed() {
            let entry = try transaction.entry(sequence)
            if action.isDone(by: entry.request.action) { return Precedent(entry) }
        }
        return nil
    }

    /// The entry by which the ledger's time went back last.
    var setBack: UInt64? { get throws { try transaction.setBack(roster) } }

    private func policy(for request: Request, _ state: CaseState?) throws -> Policy {
        var searches = 0
        if request.action.kind is FindCases {
            searches = try transaction.count(
                actor: request.actor, action: .find, denied: false, since: time.adding(seconds: -86_400),
                behind: try setBack)
        }
        return Policy(roster: roster, state: state, searchesToday: searches, now: time)
    }

    /// Whether the clock can be believed, by what the ledger says. What ends a jump of it is entered whatever it shows.
    private func checkClock(_ request: Request) throws {
        guard let last else { return }
        // Whoever asks to end a jump is answered in the middle of it.
        if request.action.kind is SetClockBack, last > now.adding(seconds: Request.skewSeconds) { return }
        guard time <= request.expires.adding(seconds: Request.skewSeconds) else {
            throw CustodyError.behindLedger(last: last, now: now)
        }
        guard request.afterPause || time <= last.adding(seconds: Request.pauseSeconds) else {
            throw CustodyError.longPause(last: last, now: now)
        }
    }

    /// There is nothing to end where no entry is of the future, and nothing goes back to a time that is still to come.
    private mutating func setClockBack(_ request: Request) throws {
        guard let wish = request.action.as(SetClockBack.self) else { return }
        let latest = now.adding(seconds: Request.skewSeconds)
        guard let last, last > latest, wish.backTo <= latest else { throw CustodyError.refused(.clockNotAhead) }
        if let back = roster.setsClockBack(request) { time = max(back, now) }
    }

    /// Neither behind the last entry nor long after it.
    var isClockUsual: Bool {
        guard let last else { return true }
        return now.adding(seconds: Request.skewSeconds) >= last && now <= last.adding(seconds: Request.pauseSeconds)
    }

    private mutating func deny(_ arrival: Arrival, _ reason: Denial, _ state: CaseState?) throws -> Done {
        guard try listsDenials(of: arrival.request.actor) else { throw CustodyError.throttled }
        let (entry, leaf) = try append(arrival, .denied(reason), nil, state, plan: Plan())
        try transaction.store(IndexRows(entry, nil, nil, roster), now: now)
        return Done(entry: entry, leaf: leaf, released: Released())
    }

    /// Whether one more denial of this person is listed, and not only counted.
    func listsDenials(of actor: Handle) throws -> Bool {
        let recent = try transaction.count(
            actor: actor, denied: true, since: time.adding(seconds: -3_600), behind: try setBack)
        return recent < Self.denialsPerHour
    }

    /// The first entry: the founder's signature was checked when the roster was reduced from it.
    mutating func found(_ arrival: Arrival) throws -> Done {
        guard arrival.request.isFresh(at: now) else { throw CustodyError.notFresh(custodian: now) }
        let (entry, leaf) = try append(arrival, .allowed, nil, nil, plan: Plan())
        try storeThings(arrival, entry)
        try transaction.store(IndexRows(entry, arrival.call.manifest, nil, roster), now: now)
        return Done(entry: entry, leaf: leaf, released: Released())
    }

    // MARK: Before the decision

    private mutating func checkFreshness(_ request: Request) throws {
        guard request.isFresh(at: now) else { throw CustodyError.notFresh(custodian: now) }
        guard request.roster == roster.head else { throw CustodyError.rosterMoved }
        guard try !transaction.hasNonce(request.nonce.bytes),
            nonces.insert(request.nonce.bytes).inserted
        else { throw CustodyError.replayed }
    }

    /// The case that a request is about, by itself or by its record, grant, export or ask.
    private mutating func state(for request: Request) throws -> CaseState? {
        let about = request.action.about
        let id: CaseID?
        if let named = about.caseID {
            id = named
        } else if let record = about.record {
            id = try transaction.caseID(of: record)
        } else if let grant = about.grant {
            id = try transaction.caseID(of: grant)
        } else if let ask = about.ask {
            id = try transaction.caseID(of: ask)
        } else {
            id = nil
        }
        return try id.flatMap { try state(of: $0) }
    }

    mutating func state(of id: CaseID) throws -> CaseState? {
        if let known = states[id] { return known }
        let state = try cases.state(of: id, transaction)
        states[id] = state
        return state
    }

    // MARK: The entry

    private mutating func append(
        _ arrival: Arrival, _ outcome: Entry.Outcome, _ access: Access?, _ state: CaseState?, plan: Plan
    ) throws -> (Entry, [UInt8]) {
        let request = arrival.request
        let changes = outcome.isAllowed && request.action.changesCase
        let id = state?.id ?? (changes ? request.action.caseID : nil)
        var place: Entry.CasePlace?
        if let id {
            let last = try lastEntries[id] ?? transaction.lastEntry(of: id).map { try transaction.entry($0.sequence) }
            // Rows that leave out the newest changes would make a case what it was before a revocation.
            guard let trail = last.map({ $0.trailAfter }) ?? .start, trail == state?.head ?? .start else {
                throw CustodyError.damaged(.caseTrail(id))
            }
            place = Entry.CasePlace(
                caseID: id, number: (last?.place?.number ?? 0) + 1, previous: last?.leafHash ?? Digest.of(""),
                trail: trail)
        }
        let entry = Entry(
            sequence: try transaction.size, time: time, outcome: outcome, place: place, access: access,
            shown: plan.shown,
            matches: plan.matches, hasMoreMatches: plan.hasMoreMatches,
            suppressed: try transaction.takeSuppressed(request.actor),
            note: arrival.note, request: request)
        let leaf = entry.bytes
        guard leaf.count <= Entry.byteLimit else { throw CustodyError.refused(.tooLarge) }
        try transaction.append(entry, leaf: leaf, manifest: arrival.call.manifest)
        if let id { lastEntries[id] = entry }
        last = time
        return (entry, leaf)
    }
}

extension Entry {
    /// The head of the case's trail after this entry.
    var trailAfter: ChainHead? {
        outcome.isAllowed && request.action.changesCase ? place?.trail.appending(leafHash) : place?.trail
    }
}
