import Casework
import Cores
import Dispatch
import Foundation
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

    /// How many entries are read at a time.
    private static let batchCount: UInt64 = 2_048

    /// The rows of the entries from `first` on, and that there are none besides: what searches, listings and proofs are made from.
    static func rows(_ index: Index, from first: UInt64) throws -> (size: UInt64, damages: [Damage]) {
        index.turn.lock()
        defer { index.turn.unlock() }
        let (size, damages) = try index.read { transaction in
            (try transaction.size, try Inspection(transaction: transaction).rows(from: first))
        }
        // Whatever else there is: a trigger that is gone is told.
        return (size, damages + [try index.schemaFault()].compactMap(\.self))
    }

    /// The same of an index that is being made.
    func rows(from first: UInt64) throws -> [Damage] { try read(from: first) { _, _ in } }

    /// Hands each allowed entry to `visit`, with its manifest, where its rows fit.
    private func read(
        from first: UInt64, visit: (Entry, Manifest) throws -> Void
    ) throws -> [Damage] {
        let size = try transaction.size
        let roster = try transaction.roster()
        var check = RowCheck(
            min(first, size)..<size, roster, lastTime: try transaction.lastTime ?? Instant(seconds: 0),
            timeStart: (try? transaction.setBack(roster)) ?? 0)
        var reading: LeafReading?
        for start in stride(from: min(first, size), to: size, by: Int(Self.batchCount)) {
            let rows = try stored(start..<min(start + Self.batchCount, size), &check)
            // While other cores read these leaves, the batch before is held against its rows.
            let next = LeafReading(rows)
            if let reading { try take(reading, &check, visit) }
            reading = next
        }
        if let reading { try take(reading, &check, visit) }
        return try check.finish(transaction)
    }

    /// The rows of some entries with their leaves; where one is damaged, the others.
    private func stored(_ range: Range<UInt64>, _ check: inout RowCheck) throws -> [(row: LedgerRow, leaf: [UInt8])] {
        do {
            return try transaction.ledgerRows(range) { ($0, $1) }
        } catch CustodyError.damaged {
            return try range.flatMap { sequence in
                do {
                    return try transaction.ledgerRows(sequence..<sequence + 1) { ($0, $1) }
                } catch CustodyError.damaged(let damage) {
                    check.note(damage)
                    return []
                }
            }
        }
    }

    /// Holds what was read against its rows, run by run without a gap.
    private func take(
        _ reading: LeafReading, _ check: inout RowCheck, _ visit: (Entry, Manifest) throws -> Void
    ) throws {
        var run: [(row: LedgerRow, leaf: ReadLeaf)] = []
        for (row, leaf) in zip(reading.rows, reading.leaves()) {
            guard let leaf, leaf.entry.sequence == row.sequence else {
                check.note(.ledgerEntry(row.sequence))
                continue
            }
            if let last = run.last, last.row.sequence + 1 != row.sequence {
                try check.take(run, transaction, visit: visit)
                run = []
            }
            run.append((row, leaf))
        }
        try check.take(run, transaction, visit: visit)
    }

    /// Everything: leaves, tree, rows, things, halves, objects, as a snapshot has it while others write on.
    static func all(_ index: Index, _ halves: HalfStore, _ objects: ObjectStore) throws -> StorageReport {
        index.turn.lock()
        defer { index.turn.unlock() }
        var (report, tally) = try index.read { try Inspection(transaction: $0).all(halves, objects) }
        // Nobody stores, moves or seals meanwhile: what is asked here takes no time.
        do {
            try index.write { try Inspection(transaction: $0).settle(&tally, after: report.entries, halves, objects) }
        } catch CustodyError.damaged(let damage) {
            tally.damages.note(damage)
        }
        for damage in tally.payloads.damages(on: objects.shelf) { tally.damages.note(damage) }
        let faults = [try index.schemaFault(), try index.fileFault()]
        report.damages = tally.damages.found + faults.compactMap(\.self)
        return report
    }

    private func all(
        _ halves: HalfStore, _ objects: ObjectStore
    ) throws -> (StorageReport, Tally) {
        var report = StorageReport()
        var tally = Tally()
        func collect(_ tally: inout Tally, _ body: () throws -> Void) throws {
            do { try body() } catch CustodyError.damaged(let damage) { tally.damages.note(damage) }
        }
        if try !halves.isInOrder() { tally.damages.note(.row(table: "halves")) }
        try collect(&tally) { _ = try checkedHead() }
        report.entries = try transaction.size
        let rows = try read(from: 0) { entry, manifest in
            for mark in entry.request.action.kind.marks(entry.request) {
                if case .record = mark { report.records += 1 }
            }
            try checkThings(entry, manifest, &tally, halves, &report)
        }
        for damage in rows { tally.damages.note(damage) }
        try collect(&tally) { try checkWitnesses(try transaction.roster()) }
        if try transaction.rowCount(.things) != tally.things { tally.damages.note(.row(table: "things")) }
        if try transaction.rowCount(.objects) != report.objects { tally.damages.note(.row(table: "objects")) }
        return (report, tally)
    }

    /// What the entries say there must be, and what is not.
    private struct Tally {
        var damages = Damages()
        var things = 0
        /// What lies in files of its own.
        var payloads = ObjectChecks()
        var halves = 0
        /// Halves that were not found, or were others. A move may have taken them away since.
        var missing: [(record: RecordID?, sequence: UInt64, damage: Damage)] = []
    }

    /// Counts the halves, and looks for those that were missing once more, by the entries that came since; and for the sealed
    /// seeds, which whoever opens the newest puts elsewhere.
    private func settle(
        _ tally: inout Tally, after size: UInt64, _ halves: HalfStore, _ objects: ObjectStore
    ) throws {
        let seeds = try transaction.sealedSeeds
        if try !Layout.hasSeeds(objects.vaultFolder, [seeds.newest, seeds.kept]) { tally.damages.note(.seal) }
        // What a transaction left behind that never came to its end is nobody's.
        try transaction.sweepHalves(halves)
        for (record, sequence, damage) in tally.missing {
            if let record, try transaction.isMoved(record, after: sequence) { continue }
            tally.damages.note(damage)
        }
        var count = tally.halves
        for sequence in size..<max(size, try transaction.size) {
            let entry = try transaction.entry(sequence)
            guard entry.isChange else { continue }
            for case .halves(_, _, _, let key) in entry.request.action.kind.marks(entry.request) {
                count += key ? 2 : 1
            }
        }
        if try halves.count() != count { tally.damages.note(.row(table: "halves")) }
    }

    private func checkWitnesses(_ roster: Roster) throws {
        let kept = try roster.people.keys.count { try transaction.witnessed($0) != nil }
        guard try transaction.rowCount(.witnesses) == kept else { throw CustodyError.damaged(.row(table: "witnesses")) }
    }

    private func checkThings(
        _ entry: Entry, _ manifest: Manifest, _ tally: inout Tally, _ halves: HalfStore,
        _ report: inout StorageReport
    ) throws {
        let sequence = entry.sequence
        for item in manifest.items {
            switch item.name {
            case .keyHalf, .metadataHalf, .keyRefresh:
                // A later move has taken the halves away.
                if let record = entry.request.action.record, try transaction.isMoved(record, after: sequence) { break }
                tally.halves += 1
                do {
                    try checkHalf(entry, item, manifest, halves)
                } catch CustodyError.damaged(let damage) {
                    tally.missing.append((entry.request.action.record, sequence, damage))
                }
            case _ where !entry.request.action.keeps(item.name): break
            case .basis, .reason:
                // Free text may have been deleted; what is there must be the one.
                if try transaction.thing(item.name, of: sequence, in: manifest) != nil { tally.things += 1 }
            case .payload where try transaction.object(of: sequence) != nil:
                report.objects += 1
                guard let record = entry.request.action.record, let object = try transaction.object(of: sequence),
                    object.byteCount == item.byteCount
                else { throw CustodyError.damaged(.row(table: "objects")) }
                report.byteCount += UInt64(item.byteCount)
                tally.payloads.add(object.name, record: record.text, item)
            default:
                guard try transaction.thing(item.name, of: sequence, in: manifest) != nil else {
                    throw CustodyError.damaged(.thing(sequence: sequence, name: item.name.text))
                }
                tally.things += 1
            }
        }
    }

    private func checkHalf(
        _ entry: Entry, _ item: Manifest.Item, _ manifest: Manifest, _ halves: HalfStore
    ) throws {
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
        guard manifest.holds(half) else { throw CustodyError.damaged(.half(record: half.record)) }
    }
}
