import Casework
import Ledger
import Sodium
import Vocabulary

/// What is read of many cases at once.
extension Planning {
    func planCases(_ plan: inout Plan, after: CaseID?, limit: Int) throws {
        let limit = Listing.limit(limit)
        var released = Released()
        var shown = ShownHash()
        var cursor = after
        while released.cases.count < limit {
            let ids = try transaction.concerns(request.role, after: cursor, limit: limit - released.cases.count)
            if ids.isEmpty { break }
            for id in ids {
                cursor = id
                guard let state = try execution.state(of: id) else { throw CustodyError.damaged(.caseTrail(id)) }
                guard Listing.shows(state, to: request, roster: policy.roster, at: policy.now) else { continue }
                let own = Policy(roster: policy.roster, state: state, searchesToday: 0, now: policy.now)
                let (things, half) = try summaryThings(state, own)
                released.cases.append(try releasedCase(state, things))
                released.things += things
                released.halves.append(half)
                shown.add(state)
            }
        }
        if released.cases.count == limit,
            let cursor, try !transaction.concerns(request.role, after: cursor, limit: 1).isEmpty
        {
            released.nextCase = cursor
        }
        plan.shown = shown.finish()
        let result = released
        plan.release = { _ in result }
    }

    func planGrants(_ plan: inout Plan, _ id: CaseID?) throws {
        var released = Released()
        var shown = ShownHash()
        let ids = try id.map { [$0] } ?? transaction.concerns(request.role, after: nil, limit: 100_000)
        var own: [UInt64] = []
        for id in ids {
            guard let state = try execution.state(of: id) else { continue }
            guard Listing.shows(state, to: request, roster: policy.roster, at: policy.now) else {
                let entries = Listing.ownEntries(of: state, for: request.role)
                if !entries.isEmpty { shown.add(id, entries: entries) }
                own += entries
                continue
            }
            let grants = Listing.grants(of: state, for: request.role)
            let texts = try grants.flatMap { grant in
                [
                    try text(.basis, of: grant.sequence),
                    try grant.revocation.flatMap { try text(.reason, of: $0.sequence) },
                ].compactMap(\.self)
            }
            guard !grants.isEmpty else { continue }
            released.cases.append(try releasedCase(state, texts))
            released.things += texts
            shown.add(state)
        }
        plan.shown = shown.finish()
        let (found, entries) = (released, own.sorted())
        plan.release = { size in
            var released = found
            released.entries = try entries.map { try self.entry($0, size, texts: [.basis, .reason]) }
            return released
        }
    }

    func planInbox(_ plan: inout Plan) throws {
        let role = request.role
        let approves = policy.roster.charter.capabilities(of: role)?.contains(.approve) == true
        var waiting = Released()
        var own = Set(try transaction.askEntries(of: role, limit: Inbox.limit))
        let ids = try transaction.waitingCases(
            for: role, approves: approves, at: policy.now, limit: Inbox.limit + 1)
        if ids.count > Inbox.limit { waiting.nextCase = ids.last }
        for id in ids.prefix(Inbox.limit) {
            guard let state = try execution.state(of: id) else { throw CustodyError.damaged(.caseTrail(id)) }
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
            let texts = try Set(sequences).sorted().compactMap { try text(.basis, of: $0) }
            waiting.cases.append(try releasedCase(state, texts))
            waiting.things += texts
        }
        let (found, entries) = (waiting, own.sorted())
        plan.release = { size in
            var released = found
            released.entries = try entries.map { try self.entry($0, size, texts: [.basis, .reason]) }
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
            guard let state = try execution.state(of: id) else { throw CustodyError.damaged(.caseTrail(id)) }
            return Match(caseID: id, owner: state.owner)
        }
        return (
            matches, found.filter { match in matches.contains { $0.caseID == match.key } },
            inOrder.count > Self.matchLimit
        )
    }
}
