import Casework
import Ledger
import Sodium
import Vocabulary

/// What is read of many cases at once.
extension Planning {
    func planCases(_ plan: inout Plan, after: CaseID?, limit: Int) throws {
        let limit = Listing.limit(limit)
        var found: [CaseState] = []
        var shown = ShownHash()
        var cursor = after
        while found.count < limit {
            let ids = try transaction.concerns(request.role, after: cursor, limit: limit - found.count)
            if ids.isEmpty { break }
            for id in ids {
                cursor = id
                guard let state = try state(id) else { throw CustodyError.damaged(.caseTrail(id)) }
                guard Listing.shows(state, to: request, roster: policy.roster, at: policy.now) else { continue }
                found.append(state)
                shown.add(state)
            }
        }
        var next: CaseID?
        if found.count == limit,
            let cursor, try !transaction.concerns(request.role, after: cursor, limit: 1).isEmpty
        {
            next = cursor
        }
        plan.shown = shown.finish()
        if found.isEmpty { return }
        let taken = try takeHalves(found.map { .summary(of: $0) })
        try postpone(&plan) { [found, next] later, _ in
            var released = Released()
            for (state, half) in zip(found, taken) {
                let own = Policy(roster: policy.roster, state: state, searchesToday: 0, now: policy.now)
                let things = try later.summaryThings(state, own)
                released.cases.append(try later.releasedCase(state, things))
                released.things += things
                released.halves.append(try later.checked(half.half, at: half.place))
            }
            released.nextCase = next
            return released
        }
    }

    func planGrants(_ plan: inout Plan, _ id: CaseID?) throws {
        var shown = ShownHash()
        let ids = try id.map { [$0] } ?? transaction.concerns(request.role, after: nil, limit: 100_000)
        var own: [UInt64] = []
        var found: [(state: CaseState, texts: [(ItemName, UInt64)])] = []
        for id in ids {
            guard let state = try state(id) else { continue }
            guard Listing.shows(state, to: request, roster: policy.roster, at: policy.now) else {
                let entries = Listing.ownEntries(of: state, for: request.role)
                if !entries.isEmpty { shown.add(id, entries: entries) }
                own += entries
                continue
            }
            let grants = Listing.grants(of: state, for: request.role)
            guard !grants.isEmpty else { continue }
            found.append(
                (
                    state,
                    grants.flatMap { grant in
                        [(.basis, grant.sequence)] + (grant.revocation.map { [(.reason, $0.sequence)] } ?? [])
                    }
                ))
            shown.add(state)
        }
        plan.shown = shown.finish()
        try postponeCases(&plan, found, entries: own, next: nil)
    }

    func planInbox(_ plan: inout Plan) throws {
        let role = request.role
        let approves = policy.roster.charter.capabilities(of: role)?.contains(.approve) == true
        var found: [(state: CaseState, texts: [(ItemName, UInt64)])] = []
        var own = Set(try transaction.askEntries(of: role, limit: Inbox.limit))
        let ids = try transaction.waitingCases(
            for: role, approves: approves, at: policy.now, limit: Inbox.limit + 1)
        for id in ids.prefix(Inbox.limit) {
            guard let state = try state(id) else { throw CustodyError.damaged(.caseTrail(id)) }
            let items = Inbox.items(of: state, for: request.actor, as: role, roster: policy.roster, at: policy.now)
            if items.isEmpty { continue }
            let mayReview = items.contains { item in
                switch item {
                case .approval, .exportApproval: true
                case .export, .unopened, .ending, .ask: false
                }
            }
            guard mayReview || Listing.shows(state, to: request, roster: policy.roster, at: policy.now) else {
                // A grant that has not begun shows itself, and nothing of the case.
                own.formUnion(Listing.ownEntries(of: state, for: role))
                continue
            }
            let sequences = items.compactMap { item in
                switch item {
                case .approval(let id), .unopened(let id), .ending(let id): state.grants[id]?.sequence
                case .exportApproval(let id), .export(let id): state.exports[id]?.sequence
                case .ask(let id): state.asks[id]?.sequence
                }
            }
            found.append((state, Set(sequences).sorted().map { (.basis, $0) }))
        }
        try postponeCases(&plan, found, entries: Array(own), next: ids.count > Inbox.limit ? ids.last : nil)
    }

    /// Cases with free texts of theirs, and single entries of others.
    private func postponeCases(
        _ plan: inout Plan, _ found: [(state: CaseState, texts: [(ItemName, UInt64)])], entries: [UInt64], next: CaseID?
    ) throws {
        // Of nothing nothing is gathered, and no reader is waited for.
        guard !found.isEmpty || !entries.isEmpty else {
            plan.released.nextCase = next
            return
        }
        try postpone(&plan) { later, size in
            var released = Released()
            for (state, texts) in found {
                let things = try texts.compactMap { try later.text($0.0, of: $0.1) }
                released.cases.append(try later.releasedCase(state, things))
                released.things += things
            }
            released.entries = try entries.sorted().map { try later.entry($0, size, texts: [.basis, .reason]) }
            released.nextCase = next
            return released
        }
    }

    /// Whose record was added first, first: nobody pushes a case out of the answer by ids, or by cases that they make later.
    func matches() throws -> (matches: [Match], found: [CaseID: Set<FoundAs>], hasMore: Bool) {
        var found: [CaseID: Set<FoundAs>] = [:]
        var first: [CaseID: Int64] = [:]
        for (item, capacity) in [(ItemName.tokens, FoundAs.name), (.aliasTokens, .alias), (.guardianTokens, .guardian)]
        {
            guard let bytes = call.things[item] else { continue }
            guard let asked = SearchTokens(bytes: bytes) else { throw CustodyError.refused(.malformed) }
            for match in try transaction.cases(matching: asked.tokens, limit: Self.matchLimit + 1) {
                found[match.id, default: []].insert(capacity)
                first[match.id] = min(first[match.id] ?? .max, match.sequence)
            }
        }
        let inOrder = first.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
        let matches = try inOrder.prefix(Self.matchLimit).map { id in
            guard let state = try state(id) else { throw CustodyError.damaged(.caseTrail(id)) }
            return Match(caseID: id, owner: state.owner)
        }
        return (
            matches, found.filter { match in matches.contains { $0.caseID == match.key } },
            inOrder.count > Self.matchLimit
        )
    }
}
