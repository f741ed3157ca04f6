import Casework
import Dispatch
import Ledger
import Sodium
import Synchronization
import Vocabulary

/// Holds what is stored against itself.
struct Inspection {
    /// How many entries, the newest and others by chance, are read at each start.
    static let window: UInt64 = 64

    let transaction: IndexTransaction

    /// A constant amount of reading, at each start: the checkpoint is ours and fits the tree, the tree fits the
    /// newest leaves and a sample of older ones.
    func spotCheck() throws {
        let size = try checkedHead().size
        let start = size > Self.window ? size - Self.window : 0
        for sequence in start..<size { try checkLeaf(sequence) }
        guard start > 0 else { return }
        for _ in 0..<min(Self.window, start) {
            try checkLeaf(UInt64(Random.number(below: UInt32(clamping: start))))
        }
    }

    /// The tree head that the stored checkpoint signs, after checking that it is the tree's.
    private func checkedHead() throws -> TreeHead {
        let (size, bytes) = try transaction.checkpoint
        let have = try transaction.size
        guard have == size else { throw CustodyError.damaged(.ledgerShort(size: have, expected: size)) }
        guard let note = try? Note(parsing: bytes), let line = note.text.split(separator: "\n").first,
            let key = try? NoteKey(name: String(line), key: transaction.keys.checkpoint.verifyingKey),
            let checkpoint = try? Checkpoint(verifying: note, origin: String(line), key: key),
            checkpoint.head.size == size
        else { throw CustodyError.damaged(.checkpoint) }
        guard (try? MerkleTree.root(size: size, in: transaction)) == checkpoint.head.root else {
            throw CustodyError.damaged(.tree)
        }
        return checkpoint.head
    }

    private func checkLeaf(_ sequence: UInt64) throws {
        guard MerkleTree.leafHash(try transaction.leaf(sequence)) == (try transaction.hash(level: 0, index: sequence))
        else { throw CustodyError.damaged(.ledgerEntry(sequence)) }
    }

    /// Everything: leaves, tree, rows, things, halves, objects.
    func all(halves: HalfStore, objects: ObjectStore, roster: Roster) throws -> StorageReport {
        var report = StorageReport()
        var damages = Damages()
        func note(_ damage: Damage) { damages.note(damage) }
        func collect(_ body: () throws -> Void) throws {
            do {
                try body()
            } catch CustodyError.damaged(let damage) {
                note(damage)
            }
        }
        try collect { try transaction.checkSchema() }
        try collect { try transaction.checkFile() }
        if try !halves.integrityCheck() { note(.row(table: "halves")) }
        try collect { _ = try checkedHead() }
        var tally = Tally()
        var tree = RunningTree()
        let size = try transaction.size
        for sequence in 0..<size {
            try collect {
                let hash = MerkleTree.leafHash(try transaction.leaf(sequence))
                tree.append(hash)
                try checkLeaf(sequence)
                // The inner nodes as well: proofs are made of them.
                for node in try MerkleTree.nodes(appending: hash, at: sequence, in: transaction) {
                    tally.nodes += 1
                    guard try transaction.hash(level: node.level, index: node.index) == node.hash else {
                        throw CustodyError.damaged(.tree)
                    }
                }
                let entry = try transaction.entry(sequence)
                try check(entry, &tally, halves, &report)
            }
        }
        report.entries = size
        if tree.head.size != size || (try? MerkleTree.root(size: size, in: transaction)) != tree.head.root {
            note(.tree)
        }
        try collect { try tally.compare(with: transaction) }
        try collect { try tally.compareTokens(with: transaction) }
        try collect { try checkWitnesses(roster) }
        let seeds = try transaction.sealedSeeds
        if try !Layout.hasSeeds(objects.vaultFolder, [seeds.newest, seeds.kept]) { note(.seal) }
        for id in tally.granted.sorted() {
            try collect {
                guard let state = try transaction.state(of: id) else { throw CustodyError.damaged(.caseTrail(id)) }
                try checkGrants(of: state, roster)
            }
        }
        if try halves.count() != tally.halves { note(.row(table: "halves")) }
        for damage in tally.payloads.damages(on: objects.shelf) { note(damage) }
        report.damages = damages.found
        report.records = tally.records
        report.objects = tally.objects
        return report
    }

    /// What the entries say there must be, to be held against the rows: nothing missing, nothing unexplained.
    private struct Tally {
        var nodes = 0
        var things = 0
        var objects = 0
        /// What lies in files of its own.
        var payloads = ObjectChecks()
        var halves = 0
        var personal = 0
        var roster: [UInt64] = []
        var records = 0
        var grants = 0
        var asks = 0
        var exports = 0
        /// The cases with grants, asks or exports, whose rows are held against the case as it is at the end.
        var granted: Set<CaseID> = []
        var concerns: [CaseID: Set<RoleName>] = [:]
        var tokens = TokenCheck()
        var changes: [CaseID: Int] = [:]
        var chains: [CaseID: (number: Int, hash: Digest)] = [:]

        func compare(with transaction: IndexTransaction) throws {
            let expected: [(IndexTransaction.CountedTable, Int)] = [
                (.things, things), (.objects, objects), (.roster, roster.count), (.records, records),
                (.grants, grants), (.asks, asks), (.exports, exports), (.tree, nodes), (.personal, personal),
                (.concerns, concerns.values.reduce(0) { $0 + $1.count }),
            ]
            for (table, count) in expected where try transaction.rowCount(table) != count {
                throw CustodyError.damaged(.row(table: table.rawValue))
            }
            guard try transaction.rosterSequences == roster else { throw CustodyError.damaged(.roster) }
        }

        func compareTokens(with transaction: IndexTransaction) throws {
            let count = try tokens.compare(with: transaction) { try transaction.state(of: $0) }
            guard try transaction.rowCount(.tokens) == count else { throw CustodyError.damaged(.row(table: "tokens")) }
        }
    }

    private func check(
        _ entry: Entry, _ tally: inout Tally, _ halves: HalfStore, _ report: inout StorageReport
    ) throws {
        let sequence = entry.sequence
        let manifest = try transaction.keptManifest(sequence)
        guard manifest?.digest == (entry.keepsManifest ? entry.request.manifest : nil) else {
            throw CustodyError.damaged(.ledgerEntry(sequence))
        }
        var change: Int?
        if let place = entry.place {
            let last = tally.chains[place.caseID]
            guard place.number == (last?.number ?? 0) + 1, place.previous == (last?.hash ?? Digest.of("")) else {
                throw CustodyError.damaged(.caseTrail(place.caseID))
            }
            tally.chains[place.caseID] = (place.number, entry.leafHash)
            if entry.isChange {
                change = place.trail.count + 1
                tally.changes[place.caseID] = change
            }
        }
        guard try transaction.columnsFit(entry, changeNumber: change) else {
            throw CustodyError.damaged(.ledgerEntry(sequence))
        }
        guard entry.outcome.isAllowed, let manifest else { return }
        try checkRows(entry, manifest, &tally)
        try checkThings(entry, manifest, &tally, halves, &report)
    }

    private func checkRows(_ entry: Entry, _ manifest: Manifest, _ tally: inout Tally) throws {
        if entry.request.action.changesRoster { tally.roster.append(entry.sequence) }
        guard entry.isChange, let id = entry.caseID else { return }
        func require(_ isThere: Bool, _ table: IndexTransaction.CountedTable) throws {
            guard isThere else { throw CustodyError.damaged(.row(table: table.rawValue)) }
        }
        for mark in entry.request.action.kind.marks(entry.request) {
            switch mark {
            case .concern(let role):
                tally.concerns[id, default: []].insert(role)
                try require(try transaction.concernExists(role, id), .concerns)
            case .record(let record):
                tally.records += 1
                try require(try transaction.hasRecord(record, id, entry.sequence), .records)
            case .grant(let grant):
                tally.grants += 1
                tally.granted.insert(id)
                try require(try transaction.caseID(of: grant) == id, .grants)
            case .ask(let ask):
                tally.asks += 1
                tally.granted.insert(id)
                try require(try transaction.caseID(of: ask) == id, .asks)
            case .export(let export):
                tally.exports += 1
                tally.granted.insert(id)
                try require(try transaction.caseID(of: export) == id, .exports)
            case .tokens, .hidden, .found: tally.tokens.take(mark, entry.sequence, manifest, of: id)
            case .answer, .halves, .refreshedHalves: break
            }
        }
    }

    private func checkWitnesses(_ roster: Roster) throws {
        let kept = try roster.people.keys.count { try transaction.witnessed($0) != nil }
        guard try transaction.rowCount(.witnesses) == kept else { throw CustodyError.damaged(.row(table: "witnesses")) }
    }

    /// The rows of a case's grants, asks and exports against the case as it now is.
    func checkGrants(of state: CaseState, _ roster: Roster) throws {
        for grant in state.grants.values
        where try !transaction.grantFits(grant.terms.grant, state.id, GrantRow(grant, of: state, roster: roster)) {
            throw CustodyError.damaged(.row(table: "grants"))
        }
        for export in state.exports.values
        where try !transaction.exportFits(export.terms.id, state.id, ExportRow(export, of: state, roster: roster)) {
            throw CustodyError.damaged(.row(table: "exports"))
        }
        for asked in state.asks.values where try !transaction.askFits(asked, of: state) {
            throw CustodyError.damaged(.row(table: "asks"))
        }
    }

    private func checkThings(
        _ entry: Entry, _ manifest: Manifest, _ tally: inout Tally, _ halves: HalfStore,
        _ report: inout StorageReport
    ) throws {
        let sequence = entry.sequence
        for (index, item) in manifest.items.enumerated() {
            if let handle = item.name.person {
                tally.personal += 1
                guard try transaction.personal(handle).contains(where: { $0 == (sequence, index) }) else {
                    throw CustodyError.damaged(.row(table: "personal"))
                }
            }
            switch item.name {
            case .keyHalf, .metadataHalf, .keyRefresh:
                // A later move has taken the halves away.
                if let record = entry.request.action.record, try transaction.isMoved(record, after: sequence) { break }
                tally.halves += 1
                try checkHalf(entry, item, halves)
            case _ where !entry.request.action.keeps(item.name): break
            case .basis, .reason:
                // Free text may have been deleted; what is there must be the one.
                if try transaction.thing(item.name, of: sequence, in: manifest) != nil { tally.things += 1 }
            case .payload where try transaction.object(of: sequence) != nil:
                tally.objects += 1
                guard let record = entry.request.action.record, let name = try transaction.object(of: sequence) else {
                    throw CustodyError.damaged(.row(table: "objects"))
                }
                guard try transaction.objectSize(of: sequence) == item.byteCount else {
                    throw CustodyError.damaged(.row(table: "objects"))
                }
                report.byteCount += UInt64(item.byteCount)
                tally.payloads.add(name, record: record.text, item)
            default:
                guard try transaction.thing(item.name, of: sequence, in: manifest) != nil else {
                    throw CustodyError.damaged(.thing(sequence: sequence, name: item.name.text))
                }
                tally.things += 1
            }
        }
    }

    private func checkHalf(_ entry: Entry, _ item: Manifest.Item, _ halves: HalfStore) throws {
        let kind: Half.Kind = item.name == .metadataHalf ? .metadata : .key
        guard let id = entry.caseID else { return }
        let places = entry.request.action.kind.marks(entry.request).compactMap { mark -> HalfStore.Place? in
            switch mark {
            case .halves(let record, let version, let epoch, _):
                HalfStore.Place(sequence: entry.sequence, caseID: id, record: record, version: version, epoch: epoch)
            case .refreshedHalves(let record, let version, let epoch):
                HalfStore.Place(
                    sequence: entry.sequence, caseID: id, record: record.text, version: version, epoch: epoch)
            case .concern, .record, .grant, .ask, .export, .answer, .tokens, .hidden, .found: nil
            }
        }
        guard let place = places.first else { return }
        let half = try halves.get(kind, of: place)
        // The half that a move made nobody has signed: that it opens the record is for its holders to see.
        guard item.name == .keyRefresh || Digest.of(half.bytes) == item.digest else {
            throw CustodyError.damaged(.half(record: half.record))
        }
    }
}

/// Payloads to be held against the hashes that their entries name: all of them at once, on all cores.
struct ObjectChecks {
    private struct Check {
        let name: String
        let record: String
        let byteCount: Int
        let digest: Digest
    }

    private var checks: [Check] = []

    mutating func add(_ name: String, record: String, _ item: Manifest.Item) {
        checks.append(Check(name: name, record: record, byteCount: item.byteCount, digest: item.digest))
    }

    /// Those that differ, or that the disk does not give, in the order of their entries. Needs nobody's key: what is
    /// hashed is sealed.
    func damages(on shelf: ObjectShelf) -> [Damage] {
        let checks = checks
        let found = Mutex<[Int: Damage]>([:])
        DispatchQueue.concurrentPerform(iterations: checks.count) { place in
            let check = checks[place]
            if (try? shelf.digest(of: check.name, record: check.record, byteCount: check.byteCount)) == check.digest {
                return
            }
            found.withLock { $0[place] = .object(record: check.record) }
        }
        return found.withLock { found in found.sorted { $0.key < $1.key }.map(\.value) }
    }
}
