import Casework
import Ledger
import Sodium

/// Goes through a log from its first leaf, and decides every request again with the state as it then was.
struct Replay {
    private let vault: VaultID
    private let items: [RosterItem]
    private var roster: Roster?
    private var tree = RunningTree()
    /// The root at each size from 0 on.
    private var roots: [Digest] = [TreeHead.empty.root]
    private var requests: Set<Digest> = []
    private(set) var states: [CaseID: CaseState] = [:]
    private var chains: [CaseID: (number: Int, hash: Digest)] = [:]
    private var searches: [Handle: [Instant]] = [:]
    private var owners: [String: CaseID] = [:]
    /// The cases that a role made or was ever granted.
    private var concerns: [RoleName: Set<CaseID>] = [:]
    private var lastTime = Instant(seconds: 0)
    private var report = AuditReport()

    init(vault: VaultID, items: [RosterItem]) {
        self.vault = vault
        self.items = items
    }

    @discardableResult
    mutating func take(_ leaf: [UInt8]) throws -> Entry {
        let sequence = report.entries
        guard let entry = try? Entry(parsing: leaf), entry.sequence == sequence, entry.request.vault == vault else {
            throw LogFault.leaf(sequence: sequence)
        }
        let hash = MerkleTree.leafHash(leaf)
        try checkTimes(entry)
        // No request stands twice. A nonce may: the custodian keeps it until its request has expired.
        guard requests.insert(Digest.of(entry.note.text)).inserted else { throw LogFault.nonce(sequence: sequence) }
        let named = entry.request.head
        guard named.size <= sequence, roots[Int(named.size)] == named.root else {
            throw LogFault.namedHead(sequence: sequence)
        }
        if sequence == 0 { try found(entry) } else { try decide(entry, hash) }
        tree.append(hash)
        roots.append(tree.head.root)
        report.entries += 1
        return entry
    }

    func finish(at head: TreeHead) throws -> AuditReport {
        guard tree.head == head else { throw LogFault.tree(size: report.entries) }
        guard roster?.head.count == items.count else { throw LogFault.roster(sequence: report.entries) }
        var report = report
        report.cases = states.count
        report.root = head.root
        return report
    }

    private mutating func checkTimes(_ entry: Entry) throws {
        let request = entry.request
        guard entry.time >= lastTime else { throw LogFault.time(sequence: entry.sequence) }
        lastTime = entry.time
        if entry.isLate { return }
        guard entry.time.adding(seconds: Request.skewSeconds) >= request.time,
            entry.time <= request.expires.adding(seconds: Request.skewSeconds)
        else { throw LogFault.time(sequence: entry.sequence) }
    }

    private mutating func found(_ entry: Entry) throws {
        guard let item = items.first, item.note == entry.note.encoded, let founded = try? Roster(founding: item) else {
            throw LogFault.roster(sequence: 0)
        }
        roster = founded
        report.signatures += 1
    }

    private mutating func decide(_ entry: Entry, _ hash: Digest) throws {
        let request = entry.request
        let sequence = entry.sequence
        guard var roster, entry.isLate || request.roster == roster.head else {
            throw LogFault.roster(sequence: sequence)
        }
        guard let person = roster.people[request.actor], let key = try? person.card.noteKey,
            entry.note.isSigned(by: key)
        else { throw LogFault.signature(sequence: sequence) }
        report.signatures += 1
        if entry.isLate {
            // A letter from somebody who had left, and nothing else.
            guard case .enter = request.action, person.state == .dismissed, entry.outcome == .denied(.dismissed),
                entry.place == nil
            else { throw LogFault.decision(sequence: sequence) }
            return
        }
        let state = try place(entry, hash)
        let dayAgo = entry.time.adding(seconds: -86_400)
        let today = (searches[request.actor] ?? []).filter { $0 >= dayAgo }
        let policy = Policy(roster: roster, state: state, searchesToday: today.count, now: entry.time)
        let expected: Decision
        switch entry.outcome {
        case .allowed: expected = .allowed
        case .denied(let reason): expected = .denied(reason)
        }
        guard policy.decide(request) == expected else { throw LogFault.decision(sequence: sequence) }
        guard entry.outcome.isAllowed else { return }
        guard entry.matches.allSatisfy({ states[$0.caseID]?.owner == $0.owner }) else {
            throw LogFault.decision(sequence: sequence)
        }
        guard entry.shown == shown(by: request, roster, at: entry.time) else {
            throw LogFault.decision(sequence: sequence)
        }
        if case .find = request.action { searches[request.actor] = today + [entry.time] }
        if request.action.name.changesRoster {
            let count = roster.head.count
            guard items.indices.contains(count), items[count].note == entry.note.encoded,
                (try? roster.apply(items[count])) != nil
            else { throw LogFault.roster(sequence: sequence) }
            self.roster = roster
        }
        try apply(entry)
    }

    /// What a listing had to show: nobody's case may be hidden from them.
    private func shown(by request: Request, _ roster: Roster, at now: Instant) -> Digest? {
        var hash = ShownHash()
        switch request.action {
        case .listCases(let after, let limit):
            let ids = (concerns[request.role] ?? []).filter { id in after.map { id > $0 } ?? true }.sorted()
            let visible = ids.lazy.compactMap { states[$0] }
                .filter { Listing.shows($0, to: request, roster: roster, at: now) }
            for state in visible.prefix(Listing.limit(limit)) { hash.add(state) }
        case .listGrants(let id):
            for id in id.map({ [$0] }) ?? (concerns[request.role] ?? []).sorted() {
                if let state = states[id], !Listing.grants(of: state, for: request.role).isEmpty { hash.add(state) }
            }
        default: return nil
        }
        return hash.finish()
    }

    /// The case of an entry before it, after checking that the entry follows the case's last one.
    private mutating func place(_ entry: Entry, _ hash: Digest) throws -> CaseState? {
        let action = entry.request.action
        let known: CaseID?
        switch action {
        case .readAudit: known = nil
        default:
            known =
                action.caseID
                ?? [action.record?.text, action.grant?.text, action.ask?.text].lazy
                .compactMap { $0 }.first.flatMap { owners[$0] }
        }
        let state = known.flatMap { states[$0] }
        let creates = entry.outcome.isAllowed && action.name == .caseCreate
        guard (entry.place != nil) == (state != nil || creates) else {
            throw LogFault.caseChain(sequence: entry.sequence)
        }
        guard let place = entry.place else { return state }
        let last = chains[place.caseID]
        guard place.caseID == known, place.number == (last?.number ?? 0) + 1,
            place.previous == (last?.hash ?? Digest.of("")), place.trail == (state?.head ?? .start)
        else { throw LogFault.caseChain(sequence: entry.sequence) }
        chains[place.caseID] = (place.number, hash)
        return state
    }

    private mutating func apply(_ entry: Entry) throws {
        guard entry.request.action.name.changesCase, let place = entry.place else { return }
        do {
            if var state = states[place.caseID] {
                try state.apply(entry)
                states[place.caseID] = state
            } else {
                states[place.caseID] = try CaseState(place.caseID, trail: [entry])
            }
        } catch {
            throw LogFault.caseChain(sequence: entry.sequence)
        }
        switch entry.request.action {
        case .createCase(let id, _, _): concerns[entry.request.role, default: []].insert(id)
        case .createGrant(let terms): concerns[terms.to, default: []].insert(terms.caseID)
        default: break
        }
        let action = entry.request.action
        for made in [action.record?.text, action.grant?.text, action.ask?.text].compactMap({ $0 }) {
            if let owner = owners.updateValue(place.caseID, forKey: made), owner != place.caseID {
                throw LogFault.caseChain(sequence: entry.sequence)
            }
        }
    }
}
