import Casework
import Ledger
import Sodium
import Vocabulary

/// What an allowed request brings, in the index and beside it.
extension Execution {
    mutating func storeThings(_ arrival: Arrival, _ entry: Entry) throws {
        let call = arrival.call
        for (index, item) in call.manifest.items.enumerated() {
            guard let bytes = call.things[item.name] else { continue }
            if item.name == .custodianSeed {
                newSeed = (bytes, entry.request.actor)
                effects.append(.replaceSeed)
            } else if entry.request.action.keeps(item.name) {
                try transaction.put(bytes, item: index, of: entry.sequence)
            }
        }
    }

    mutating func store(_ arrival: Arrival, _ entry: Entry, _ state: CaseState?) throws {
        let call = arrival.call
        try storeThings(arrival, entry)
        if let staged = call.staged {
            try transaction.putObject(staged.id, byteCount: staged.byteCount, of: entry.sequence)
            effects.append(.settleObject(staged.id))
        }
        if entry.request.action.changesRoster { try changeRoster(arrival, entry) }
        var changed: CaseState?
        if let place = entry.place, entry.request.action.changesCase {
            let marks = entry.request.action.kind.marks(entry.request)
            try marks.forEach { try checkNew($0) }
            var after = try state ?? CaseState(place.caseID, trail: [entry])
            if state != nil { try after.apply(entry) }
            states[after.id] = after
            changed = after
            for mark in marks { try leave(mark, entry, call, before: state, after) }
        }
        try transaction.store(IndexRows(entry, call.manifest, changed, roster), now: now)
    }

    private mutating func changeRoster(_ arrival: Arrival, _ entry: Entry) throws {
        let item = RosterItem(
            note: arrival.call.note, manifest: arrival.call.manifest,
            things: arrival.call.things.filter { $0.key.isPublic })
        do {
            try roster.apply(item)
        } catch {
            throw CustodyError.refused(.malformed)
        }
    }

    /// An id that is new is so in the whole vault.
    private func checkNew(_ mark: Mark) throws {
        let known: CaseID?
        switch mark {
        case .record(let id): known = try transaction.caseID(of: id)
        case .grant(let id): known = try transaction.caseID(of: id)
        case .ask(let id): known = try transaction.caseID(of: id)
        case .export(let id): known = try transaction.caseID(of: id)
        case .concern, .answer, .halves, .refreshedHalves, .tokens, .hidden, .found: known = nil
        }
        guard known == nil else { throw CustodyError.refused(.idTaken) }
    }

    /// Sees to the halves that a change brings: they are no rows of the index.
    private mutating func leave(
        _ mark: Mark, _ entry: Entry, _ call: Call, before: CaseState?, _ after: CaseState
    ) throws {
        switch mark {
        case .halves(let record, let version, let epoch, let key):
            let place = HalfStore.Place(
                sequence: entry.sequence, caseID: after.id, record: record, version: version, epoch: epoch)
            if key { keep(.key, .keyHalf, at: place, call) }
            keep(.metadata, .metadataHalf, at: place, call)
        case .refreshedHalves(let id, let version, let epoch):
            let place = HalfStore.Place(
                sequence: entry.sequence, caseID: after.id, record: id.text, version: version, epoch: epoch)
            try refreshHalves(of: id, before, to: place, entry, call)
        case .concern, .record, .grant, .export, .ask, .answer, .tokens, .hidden, .found: break
        }
    }

    /// B' = B XOR R under the new place; the old one is spent. What R was is not kept.
    private mutating func refreshHalves(
        of id: RecordID, _ before: CaseState?, to place: HalfStore.Place, _ entry: Entry, _ call: Call
    ) throws {
        guard let refresh = call.things[.keyRefresh], let metadata = call.things[.metadataHalf],
            let before, let version = before.records[id]?.latest
        else { throw CustodyError.refused(.malformed) }
        // Not from a place that this very transaction makes: its halves are not stored yet.
        guard version.place.sequence < entry.request.head.size else { throw CustodyError.refused(.versionMoved) }
        let old = try halves.get(.key, of: HalfStore.Place(version, before.id))
        newHalves[HalfPlace(place, .key)] = zip(old.bytes, refresh).map { $0 ^ $1 }
        newHalves[HalfPlace(place, .metadata)] = metadata
        try transaction.addSpentHalves(version.place.sequence)
        effects.append(.removeHalves)
    }

    private mutating func keep(_ kind: Half.Kind, _ name: ItemName, at place: HalfStore.Place, _ call: Call) {
        if let bytes = call.things[name] { newHalves[HalfPlace(place, kind)] = bytes }
    }

    // MARK: Before the commit

    func sweepHalves() throws { try transaction.sweepHalves(halves) }

    /// The halves are durable before the index is: a record in the index always has them.
    func storeHalves() throws {
        guard !newHalves.isEmpty else { return }
        try transaction.setHalvesSeen(
            try halves.put(newHalves.map { ($0.key.place, $0.key.kind, $0.value) }))
    }

    /// The re-sealed seed lies ready under another name; the index says which of the two is valid.
    func prepareFiles(_ folder: String) throws {
        guard let newSeed else { return }
        // One that is committed and not yet in its place must not be overwritten: it may be the only copy.
        let seeds = try transaction.sealedSeeds
        try Layout.settleSeeds(folder, newest: seeds.newest, kept: seeds.kept)
        try Layout.prepareSeed(newSeed.bytes, folder)
        try transaction.setSealedSeed(Digest.of(newSeed.bytes), by: newSeed.sealer)
    }

    /// Signs the tree as it now is.
    func seal(origin: String, key: borrowing SigningKey) throws -> [UInt8] {
        let size = try transaction.size
        let root = try MerkleTree.root(size: size, in: transaction)
        let checkpoint = try Checkpoint(origin: origin, head: TreeHead(size: size, root: root))
        var note = try Note(text: checkpoint.text)
        try note.sign(as: origin, with: key)
        try transaction.setCheckpoint(note.encoded, size: size)
        return note.encoded
    }
}
