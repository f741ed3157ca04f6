import Casework
import Ledger
import Sodium
import Vocabulary

/// What an allowed request will bring, and what its entry says about that.
struct Plan {
    var shown: Digest?
    var matches: [Match] = []
    var hasMoreMatches = false
    /// What is gathered before the entry is made; it leaves when that is durable.
    var released = Released()
    /// What takes the longer the more there is: gathered once the entry is durable, outside of the transaction, so that nobody
    /// waits for it. Given the ledger's size, as it then was: what came since is not looked at.
    var afterwards: ((UInt64) throws -> Released)?
}

/// Works out, for one request, which stored things its actor gets on the strength of what.
struct Planning {
    /// Cases that a search names at most.
    static let matchLimit = Match.limit

    let index: Index
    let halves: PendingHalves
    let objects: ObjectStore
    /// The transaction that decides; or, of what is done afterwards, a snapshot.
    private(set) var transaction: IndexTransaction
    /// The cases as that transaction has them.
    private(set) var state: (CaseID) throws -> CaseState?
    let policy: Policy
    let request: Request
    let call: Call

    /// Puts off what `body` gathers: from a snapshot, up to the given size of the ledger.
    ///
    /// Not of what changes something, such as an export that uses up its approval: where anything is damaged, nothing is done.
    func postpone(_ plan: inout Plan, _ body: @escaping (Planning, UInt64) throws -> Released) throws {
        guard !request.action.changesCase else {
            plan.released = try body(self, transaction.size)
            return
        }
        plan.afterwards = { [self] size in
            try index.read { snapshot in
                var later = self
                later.transaction = snapshot
                later.state = { try snapshot.state(of: $0, before: size) }
                return try body(later, size)
            }
        }
    }

    func plan() throws -> Plan {
        var plan = Plan()
        switch request.action.release {
        case .nothing: break
        case .twins(let id, let record):
            // What comes along in a role that may search: who stores somebody a second time should know. Of one token alone,
            // by which the new identity is found from now on: whoever would rather guess stores an identity for each guess.
            let sent = [ItemName.tokens, .nikToken].map {
                call.things[$0].flatMap { SearchTokens(bytes: $0) }?.tokens ?? []
            }
            guard let token = sent[1].first, sent[0].contains(token) else { break }
            plan.released.twins = try transaction.twins(of: record, in: id, token: token)
        case .matches:
            let found = try matches()
            (plan.matches, plan.hasMoreMatches) = (found.matches, found.hasMore)
            (plan.released.matches, plan.released.found) = (found.matches, found.found)
        case .storage(let rows): planStorage(&plan, rows: rows)
        case .inbox: try planInbox(&plan)
        case .review(let id):
            let state = try ownState
            let sequence = state.grants[id]?.sequence ?? state.exports[id]?.sequence
            let basis = try sequence.flatMap { try text(.basis, of: $0) }
            plan.released = try released(state, [basis].compactMap { $0 })
        case .grants(let id): try planGrants(&plan, id)
        case .entries(let filter): try planReading(&plan, filter)
        case .entriesOfCase(let withTexts, let withRoster):
            try planEntriesOfCase(&plan, withTexts: withTexts, withRoster: withRoster)
        case .leaves(let from): planLeaves(&plan, from: from)
        case .readableLedger:
            var all = AuditFilter()
            all.limit = .max
            if readsAll { planLeaves(&plan, from: 0) } else { try planReading(&plan, all) }
        case .cases(let after, let limit): try planCases(&plan, after: after, limit: limit)
        case .summary:
            let state = try ownState
            plan.released = try released(
                state, try summaryThings(state, policy), halves: [try half(.metadata, of: .summary(of: state))])
        case .keys(let purpose): plan.released = try keys(for: purpose)
        case .records(let kind): try planRecords(&plan, of: [kind], withSummary: false)
        case .exportable: try planRecords(&plan, of: [.identity, .document], withSummary: true)
        case .recorded(let record): try planRecorded(&plan, record)
        case .history(let record): try planHistory(&plan, of: record)
        case .content(let record, let version, let withKeys):
            plan.released = try opening(record, version, with: withKeys ? try heldKeys() : [])
        }
        return plan
    }

    // MARK: The ledger

    private var readsAll: Bool { policy.roster.charter.capabilities(of: request.role)?.contains(.audit) == true }

    private func planLeaves(_ plan: inout Plan, from: UInt64) {
        plan.afterwards = { [index] size in
            var released = Released()
            released.leaves = StoredLeaves(index, from: from, to: size)
            return released
        }
    }

    /// What is stored is held against the ledger, as it is by then.
    private func planStorage(_ plan: inout Plan, rows: UInt64?) {
        plan.afterwards = { [index, halves = halves.stored, objects] _ in
            var released = Released()
            if let rows {
                var report = StorageReport()
                (report.entries, report.damages) = try Inspection.rows(index, from: rows)
                released.report = report
            } else {
                released.report = try Inspection.all(index, halves, objects)
            }
            return released
        }
    }

    /// Whatever reads the log changes nothing: it is always put off.
    private func planReading(_ plan: inout Plan, _ filter: AuditFilter, withRoster: Bool = false) throws {
        plan.afterwards = { [self] size in
            var reading = AuditReading(size: size, policy: policy, request: request, filter: filter)
            // A snapshot for each slice: readers are few, and whoever reads for long lets others come between.
            while try index.read({ try reading.goOn($0) }) {}
            var released = reading.released
            guard withRoster else { return released }
            try index.read { snapshot in
                var later = self
                later.transaction = snapshot
                let links = try snapshot.rosterSequences.filter { $0 < size }
                released.entries = try links.map { try later.entry($0, size) } + released.entries
            }
            return released
        }
    }

    /// The entries about the case, this one among them; and with the roster those that tell whose signatures they bear.
    private func planEntriesOfCase(_ plan: inout Plan, withTexts: Bool, withRoster: Bool) throws {
        var filter = AuditFilter()
        filter.caseID = try ownState.id
        filter.withTexts = withTexts
        filter.limit = .max
        try planReading(&plan, filter, withRoster: withRoster)
    }

    // MARK: One case

    private func released(_ state: CaseState, _ things: [Thing], halves: [Half] = []) throws -> Released {
        var released = Released()
        released.cases = [try releasedCase(state, things, after: call.known)]
        released.things = things
        released.halves = halves
        return released
    }

    /// With `known`, which the officer says to have verified, what follows it; where that is no beginning of the trail, all of it.
    func releasedCase(_ state: CaseState, _ things: [Thing], after known: KnownTrail? = nil) throws -> ReleasedCase {
        var base = ChainHead.start
        if let known, known.caseID == state.id, try transaction.isBeginning(known.head, of: state) { base = known.head }
        let changes = try transaction.trail(state.id, after: base.count).prefix(state.head.count - base.count)
        let trail = try changes.map { try transaction.leaf($0) }
        var manifests: [UInt64: Manifest] = [:]
        for sequence in Set(things.map(\.sequence)).union([state.sequence]) where state.manifests[sequence] != nil {
            manifests[sequence] = try transaction.manifest(sequence)
        }
        return ReleasedCase(id: state.id, base: base, trail: trail, manifests: manifests)
    }

    /// The case that the request is about.
    private var ownState: CaseState {
        get throws {
            guard let state = policy.state else { throw CustodyError.refused(.unknownCase) }
            return state
        }
    }

    /// The wrapped key of `epoch` that the actor holds, from everywhere that it stands: what somebody put there may be
    /// another key, which only whoever unwraps it sees.
    private func keys(_ epoch: EpochName, _ state: CaseState, _ policy: Policy) throws -> [Thing] {
        let places = policy.holdings(request, epoch.compartment).flatMap {
            state.keyPlaces(of: epoch, access: $0, actor: request.actor)
        }
        return try places.compactMap { place in
            let manifest = try transaction.manifest(place.sequence)
            return try transaction.thing(place.item, of: place.sequence, in: manifest)
                .map { Thing(sequence: place.sequence, name: place.item, bytes: $0) }
        }
    }

    private func require(_ name: ItemName, of sequence: UInt64) throws -> Thing {
        let manifest = try transaction.manifest(sequence)
        guard let bytes = try transaction.thing(name, of: sequence, in: manifest) else {
            throw CustodyError.damaged(.thing(sequence: sequence, name: name.text))
        }
        return Thing(sequence: sequence, name: name, bytes: bytes)
    }

    /// A free text of the entry `sequence`, if it was not deleted.
    func text(_ name: ItemName, of sequence: UInt64) throws -> Thing? {
        try transaction.thing(name, of: sequence, in: try transaction.manifest(sequence))
            .map { Thing(sequence: sequence, name: name, bytes: $0) }
    }

    private func half(_ kind: Half.Kind, of place: HalfStore.Place) throws -> Half {
        try checked(try halves.get(kind, of: place), at: place)
    }

    /// The half, if it is the one that was signed.
    func checked(_ half: Half, at place: HalfStore.Place) throws -> Half {
        guard try transaction.manifest(place.sequence).holds(half) else {
            throw CustodyError.damaged(.half(record: place.record))
        }
        return half
    }

    /// The summary, and the keys to it.
    func summaryThings(_ state: CaseState, _ policy: Policy) throws -> [Thing] {
        [try require(.metadata, of: state.sequence)]
            + (try keys(EpochName(compartment: .summary, epoch: 1), state, policy))
    }

    /// All keys of the case that the actor holds.
    private func heldKeys() throws -> [Thing] {
        let state = try ownState
        var things: [Thing] = []
        for compartment in state.compartments {
            for epoch in state.epochs[compartment] ?? [] {
                things += try keys(epoch.name, state, policy).filter { !things.contains($0) }
            }
        }
        return things
    }

    /// These, and what the change needs to read besides.
    private func keys(for purpose: Release.KeysFor) throws -> Released {
        let state = try ownState
        var things = try heldKeys()
        var halves: [Half] = []
        switch purpose {
        case .nothingElse: break
        case .identity:
            things += try summaryThings(state, policy).filter { !things.contains($0) }
            halves.append(try half(.metadata, of: .summary(of: state)))
        case .filing(let id):
            guard let version = state.records[id]?.latest else { throw CustodyError.refused(.unknownRecord) }
            things.append(try require(.key, of: version.place.sequence))
            things.append(try require(.metadata, of: version.place.sequence))
            halves.append(try half(.metadata, of: HalfStore.Place(version, state.id)))
        case .answer(let id):
            if let asked = state.asks[id] { things += try [text(.basis, of: asked.sequence)].compactMap { $0 } }
        case .export(let id):
            if let export = state.exports[id] { things.append(try require(.recipients, of: export.sequence)) }
        }
        return try released(state, things, halves: halves)
    }

    /// What the records are called that the actor may open; of an export, what the case is called as well.
    private func planRecords(_ plan: inout Plan, of kinds: [RecordKind], withSummary: Bool) throws {
        let state = try ownState
        let versions = kinds.flatMap { policy.listing(of: $0, request) }.map(\.latest)
        // Halves are taken at once: whoever moves a record takes them away.
        let taken = try takeHalves(
            versions.map { HalfStore.Place($0, state.id) } + (withSummary ? [.summary(of: state)] : []))
        try postpone(&plan) { later, _ in
            var things: [Thing] = []
            var epochs: Set<EpochName> = []
            for version in versions {
                // A key may stand where another does: an envelope holds several.
                if epochs.insert(version.place.epoch).inserted {
                    things += try later.keys(version.place.epoch, state, policy).filter { !things.contains($0) }
                }
                things.append(try later.require(.metadata, of: version.place.sequence))
            }
            if withSummary { things += try later.summaryThings(state, policy).filter { !things.contains($0) } }
            return try later.released(state, things, halves: try taken.map { try later.checked($0.half, at: $0.place) })
        }
    }

    /// Of each place the half of the metadata.
    func takeHalves(_ places: [HalfStore.Place]) throws -> [(place: HalfStore.Place, half: Half)] {
        try places.map { ($0, try halves.get(.metadata, of: $0)) }
    }

    /// What was recorded of a document, with the proof that the entry which recorded it is in the ledger.
    private func planRecorded(_ plan: inout Plan, _ id: RecordID) throws {
        let state = try ownState
        guard let version = state.records[id]?.latest else { throw CustodyError.refused(.unknownRecord) }
        let half = try half(.metadata, of: HalfStore.Place(version, state.id))
        try postpone(&plan) { later, size in
            let things =
                [try later.require(.metadata, of: version.place.sequence)]
                + (try later.keys(version.place.epoch, state, policy))
            var released = try later.released(state, things, halves: [half])
            released.entries = [try later.entry(version.sequence, size)]
            return released
        }
    }

    func entry(_ sequence: UInt64, _ size: UInt64, texts: [ItemName] = []) throws -> ReleasedEntry {
        let manifest = try transaction.manifest(sequence)
        var found: [ItemName: [UInt8]] = [:]
        for name in texts { found[name] = try transaction.thing(name, of: sequence, in: manifest) }
        return ReleasedEntry(
            bytes: try transaction.leaf(sequence),
            inclusion: try MerkleTree.inclusionProof(index: sequence, size: size, in: transaction), texts: found)
    }

    /// What is recorded of each version, and why there is another than the first.
    private func planHistory(_ plan: inout Plan, of id: RecordID) throws {
        let state = try ownState
        guard let record = state.records[id] else { throw CustodyError.refused(.unknownRecord) }
        let taken = try takeHalves(record.versions.map { HalfStore.Place($0, state.id) })
        try postpone(&plan) { later, _ in
            var things: [Thing] = []
            for version in record.versions {
                things.append(try later.require(.metadata, of: version.place.sequence))
                things += try later.keys(version.place.epoch, state, policy).filter { !things.contains($0) }
                let tells = Listing.tells(
                    try later.transaction.entry(version.sequence), of: state, to: request, roster: policy.roster)
                if version.number > 1, tells, let reason = try later.text(.reason, of: version.sequence) {
                    things.append(reason)
                }
            }
            return try later.released(state, things, halves: try taken.map { try later.checked($0.half, at: $0.place) })
        }
    }

    private func opening(_ id: RecordID, _ number: Int?, with more: [Thing]) throws -> Released {
        let state = try ownState
        guard let record = state.records[id] else { throw CustodyError.refused(.unknownRecord) }
        let version = number.map { record.versions[$0 - 1] } ?? record.latest
        let place = version.place
        var things = [try require(.key, of: place.sequence), try require(.metadata, of: place.sequence)]
        things += try keys(place.epoch, state, policy)
        let halves = try [Half.Kind.key, .metadata].map { try half($0, of: HalfStore.Place(version, state.id)) }
        let name = try transaction.object(of: version.sequence)?.name
        if name == nil { things.append(try require(.payload, of: version.sequence)) }
        things += more.filter { !things.contains($0) }
        var released = try released(state, things, halves: halves)
        if let name {
            let payload = try objects.shelf.open(name, record: id.text)
            guard payload.byteCount == (try transaction.manifest(version.sequence)).item(.payload)?.byteCount else {
                throw CustodyError.damaged(.object(record: id.text))
            }
            released.payload = payload
        }
        return released
    }
}
