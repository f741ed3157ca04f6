import Casework
import Ledger
import Sodium
import Vocabulary

/// Goes through a log from its first leaf, or on from where it was verified, and decides every request again with the
/// state as it then was.
struct Replay {
    /// Thrown where an entry can be decided only by whoever read the log from its first leaf.
    struct NeedsAll: Error {}

    private let vault: VaultID
    private let items: [RosterItem]
    /// What the leaves before `base` rest on, for whoever goes on.
    private let source: any LeafSource
    private let base: TreeHead
    private var roster: Roster?
    private var heads: HeadHistory
    /// The head that a request named last and rightly: those of one command name the same.
    private var named: TreeHead
    private var past: LogPast
    private(set) var states: [CaseID: CaseState] = [:]
    /// Whose each record, grant and ask is.
    private var owners: [PackedID: CaseID] = [:]
    private var report: AuditReport
    /// An allowed request whose mirror has to come next.
    private var unpaired: Request?

    /// From the first leaf.
    init(vault: VaultID, items: [RosterItem], source: any LeafSource) {
        self.vault = vault
        self.items = items
        self.source = source
        base = .empty
        heads = HeadHistory()
        named = base
        past = LogPast()
        report = AuditReport()
    }

    /// On from `verified`, with the roster as it then was.
    init(_ verified: VerifiedLog, history: RosterHistory, source: any LeafSource) throws {
        vault = verified.vault
        items = history.items
        self.source = source
        base = verified.head
        roster = history.roster(at: verified.roster)
        heads = HeadHistory(goingOnFrom: verified.tree)
        named = base
        past = verified.past
        report = AuditReport()
        report.entries = verified.head.size
        report.from = verified.head.size
        report.signatures = verified.signatures
        guard roster != nil else { throw LogFault.roster(sequence: base.size) }
    }

    @discardableResult
    mutating func take(_ leaf: CheckedLeaf) throws -> Entry {
        let sequence = report.entries
        let entry = leaf.leaf.entry
        guard entry.sequence == sequence, entry.request.vault == vault else {
            throw LogFault.leaf(sequence: sequence)
        }
        try checkTimes(entry)
        // No request stands twice. A nonce may: the custodian keeps it until its request has expired.
        guard past.takeRequest(leaf.request, of: entry) else { throw LogFault.nonce(sequence: sequence) }
        try checkNamedHead(entry)
        guard leaf.isSigned else { throw LogFault.signature(sequence: sequence) }
        report.signatures += 1
        if sequence == 0 { try found(entry) } else { try decide(entry, leaf.leaf.hash) }
        try checkPaired(entry)
        heads.append(leaf.leaf.hash)
        report.entries += 1
        return entry
    }

    /// What is done in one case and its mirror in the other stand behind each other.
    private mutating func checkPaired(_ entry: Entry) throws {
        if let first = unpaired {
            unpaired = nil
            guard entry.outcome.isAllowed, first.action.kind.mirror == entry.request.action,
                first.isBySame(as: entry.request)
            else { throw LogFault.decision(sequence: entry.sequence) }
        } else if entry.outcome.isAllowed, entry.request.action.kind.mirror != nil {
            unpaired = entry.request
        }
    }

    func finish(at head: TreeHead) throws -> AuditReport {
        guard unpaired == nil else { throw LogFault.decision(sequence: report.entries) }
        guard heads.tree.head == head else { throw LogFault.tree(size: report.entries) }
        guard roster?.head.count == items.count else { throw LogFault.roster(sequence: report.entries) }
        var report = report
        report.cases = past.chains.count
        report.root = head.root
        return report
    }

    /// What whoever goes on later has to remember.
    func verified() -> VerifiedLog? {
        guard let roster else { return nil }
        return VerifiedLog(
            vault: vault, tree: heads.tree, roster: roster.head, signatures: report.signatures, past: past)
    }

    /// The root that an officer says to have verified is the tree's at that size.
    private mutating func checkNamedHead(_ entry: Entry) throws {
        let head = entry.request.head
        if head == named { return }
        if head.size < base.size {
            let proof = try source.consistency(from: head.size, to: base.size)
            guard (try? verifyConsistency(from: head, to: base, proof: proof)) != nil else {
                throw LogFault.namedHead(sequence: entry.sequence)
            }
        } else if heads.head(at: head.size) != head {
            throw LogFault.namedHead(sequence: entry.sequence)
        }
        named = head
    }

    private mutating func checkTimes(_ entry: Entry) throws {
        let request = entry.request
        let fault = LogFault.time(sequence: entry.sequence)
        if entry.outcome.isAllowed, let back = roster?.setsClockBack(request) {
            // The one way back, by the admins of two agencies; never past what they said.
            guard entry.time >= back, entry.time <= past.time else { throw fault }
            past.setBack(to: entry.time)
        } else {
            guard entry.time >= past.time else { throw fault }
            // A letter comes when it comes; what ends a jump is dated as the entry before it.
            if entry.isLate || request.action.kind is SetClockBack && entry.time == past.time {
                past.time = entry.time
                return
            }
            let isLong = entry.sequence > 0 && entry.time > past.time.adding(seconds: Request.pauseSeconds)
            guard !isLong || request.afterPause else { throw fault }
        }
        past.time = entry.time
        guard entry.isWithinRequest else { throw fault }
    }

    private mutating func found(_ entry: Entry) throws {
        guard let item = items.first, item.note == entry.note.encoded, let founded = try? Roster(founding: item) else {
            throw LogFault.roster(sequence: 0)
        }
        guard entry.outcome.isAllowed, !entry.isLate, entry.place == nil, entry.access == nil, entry.shown == nil,
            entry.matches.isEmpty
        else { throw LogFault.decision(sequence: 0) }
        roster = founded
    }

    private mutating func decide(_ entry: Entry, _ hash: Digest) throws {
        let request = entry.request
        let sequence = entry.sequence
        guard entry.isLate || request.roster == roster?.head else { throw LogFault.roster(sequence: sequence) }
        // A card that the roster had not yet signs nothing.
        guard let roster, let person = roster.people[request.actor] else {
            throw LogFault.signature(sequence: sequence)
        }
        if entry.isLate {
            // A letter from somebody whom the vault was closed to, and nothing else.
            guard request.action.isEntering, let reason = roster.reasonToLeaveWord(person),
                entry.outcome == .denied(reason),
                request.manifest == Manifest.emptyDigest,
                entry.place == nil, entry.access == nil, entry.matches.isEmpty, entry.shown == nil
            else { throw LogFault.decision(sequence: sequence) }
            return
        }
        let state = try place(entry, hash)
        let searches = past.searches(of: request.actor, before: entry)
        let policy = Policy(roster: roster, state: state, searchesToday: searches, now: entry.time)
        guard entry.isDecided(policy.decide(request)) else { throw LogFault.decision(sequence: sequence) }
        guard entry.outcome.isAllowed else {
            guard entry.matches.isEmpty, !entry.hasMoreMatches, entry.shown == nil, entry.access == nil else {
                throw LogFault.decision(sequence: sequence)
            }
            return
        }
        guard policy.admitsManifest(of: request) else { throw LogFault.decision(sequence: sequence) }
        let isSearch = request.action.kind is FindCases
        guard isSearch || entry.matches.isEmpty && !entry.hasMoreMatches else {
            throw LogFault.decision(sequence: sequence)
        }
        guard entry.matches.count <= Match.limit, Set(entry.matches.map(\.caseID)).count == entry.matches.count else {
            throw LogFault.decision(sequence: sequence)
        }
        guard try entry.matches.allSatisfy({ try self.state(of: $0.caseID)?.owner == $0.owner }) else {
            throw LogFault.decision(sequence: sequence)
        }
        guard try entry.shown == shown(by: request, policy.roster, at: entry.time) else {
            throw LogFault.decision(sequence: sequence)
        }
        if isSearch { past.addSearch(of: request.actor, at: entry.time) }
        if request.action.changesRoster {
            let count = policy.roster.head.count
            var after = policy.roster
            guard items.indices.contains(count), items[count].note == entry.note.encoded,
                (try? after.apply(items[count])) != nil
            else { throw LogFault.roster(sequence: sequence) }
            self.roster = after
        }
        try apply(entry)
    }

    /// What a listing had to show: nobody's case may be hidden from them.
    private mutating func shown(by request: Request, _ roster: Roster, at now: Instant) throws -> Digest? {
        var hash = ShownHash()
        switch request.action.release {
        case .cases(let after, let limit):
            var count = 0
            for id in past.concerns(request.role, after: after) {
                if count == Listing.limit(limit) { break }
                guard let state = try state(of: id), Listing.shows(state, to: request, roster: roster, at: now) else {
                    continue
                }
                hash.add(state)
                count += 1
            }
        case .grants(let id):
            for id in id.map({ [$0] }) ?? past.concerns(request.role, after: nil) {
                if let state = try state(of: id) { hash.addGrants(of: state, to: request, roster, at: now) }
            }
        case .nothing, .twins, .matches, .storage, .inbox, .review, .entries, .entriesOfCase, .leaves, .readableLedger,
            .summary,
            .keys, .records, .exportable, .recorded, .history, .content:
            return nil
        }
        return hash.finish()
    }

    /// The case as the entries so far make it. Of one from before the base its trail is fetched: it must be the one whose
    /// every change was verified then.
    private mutating func state(of id: CaseID) throws -> CaseState? {
        if let known = states[id] { return known }
        guard let link = past.chains[id] else { return nil }
        let sequence = report.entries
        guard let trail = try? source.trail(id).map({ try Entry(parsing: $0) }),
            let state = try? CaseState(id, trail: trail), state.head == link.trail
        else { throw LogFault.caseChain(sequence: sequence) }
        states[id] = state
        return state
    }

    /// The case of an entry before it, after checking that the entry follows the case's last one.
    private mutating func place(_ entry: Entry, _ hash: Digest) throws -> CaseState? {
        let known = try caseID(of: entry)
        let state = try known.flatMap { try self.state(of: $0) }
        let creates = entry.outcome.isAllowed && entry.request.action.name == .caseCreate
        guard (entry.place != nil) == (state != nil || creates) else {
            throw LogFault.caseChain(sequence: entry.sequence)
        }
        guard let place = entry.place else { return state }
        let last = past.chains[place.caseID]
        guard place.caseID == known, place.number == (last?.number ?? 0) + 1,
            place.previous == last?.hash ?? Digest.of(""), place.trail == state?.head ?? .start
        else { throw LogFault.caseChain(sequence: entry.sequence) }
        past.chains[place.caseID] = LogPast.Link(number: place.number, hash: hash, trail: place.trail)
        return state
    }

    /// The case that a request is about, as it says itself or its record, grant, export or ask does.
    private mutating func caseID(of entry: Entry) throws -> CaseID? {
        let subject = entry.request.action.about
        if let named = subject.caseID { return named }
        guard let about = subject.record?.packed ?? subject.grant?.packed ?? subject.ask?.packed else { return nil }
        if let owner = owners[about] { return owner }
        // Made before the base: the case that the entry names has it. Which case it would be of, where the entry names
        // none, only all entries tell.
        guard base.size > 0 else { return nil }
        guard entry.place != nil else { throw NeedsAll() }
        guard let id = entry.place?.caseID, let state = try state(of: id),
            subject.record.map({ state.records[$0] != nil }) ?? subject.grant.map({ state.approvable($0) != nil })
                ?? subject.ask.map({ state.asks[$0] != nil }) ?? false
        else { return nil }
        return id
    }

    private mutating func apply(_ entry: Entry) throws {
        guard entry.request.action.changesCase, let place = entry.place else { return }
        do {
            // In place: a copy would copy all that the case has.
            if try states[place.caseID]?.apply(entry) == nil {
                states[place.caseID] = try CaseState(place.caseID, trail: [entry])
            }
        } catch {
            throw LogFault.caseChain(sequence: entry.sequence)
        }
        past.chains[place.caseID]?.trail = states[place.caseID]?.head ?? .start
        for mark in entry.request.action.kind.marks(entry.request) {
            if case .concern(let role) = mark { past.addConcern(place.caseID, to: role) }
        }
        let action = entry.request.action
        try own(action.record?.packed, entry, place.caseID)
        try own(action.grant?.packed, entry, place.caseID)
        try own(action.ask?.packed, entry, place.caseID)
    }

    private mutating func own(_ made: PackedID?, _ entry: Entry, _ id: CaseID) throws {
        guard let made, let owner = owners.updateValue(id, forKey: made), owner != id else { return }
        throw LogFault.caseChain(sequence: entry.sequence)
    }
}
