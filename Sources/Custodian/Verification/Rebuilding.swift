import Casework
import Files
package import Ledger
package import Sodium
package import Store
import Vocabulary

/// Makes an index anew from the ledger and the things of another.
///
/// Leaves, manifests and things are taken over, each held against the hash that was signed, and so are cosigned checkpoints,
/// floods, the hashes of the sealed seed and how far halves are settled. All else follows from the entries, and the root of
/// the tree that they make must be the one that the newest checkpoint signs.
struct Rebuilding {
    let old: IndexTransaction
    let new: IndexTransaction
    let objects: ObjectShelf

    /// Of the newest entry.
    private var lastTime = Instant(seconds: 0)
    private var roster: Roster?
    private var cases: [CaseID: CaseState] = [:]
    /// Payloads in files of their own, by what they hold. They are read only where one is asked for.
    private lazy var files = PayloadFiles(objects)

    init(_ old: IndexTransaction, into new: IndexTransaction, objects: ObjectShelf) {
        self.old = old
        self.new = new
        self.objects = objects
    }

    /// Throws `damaged` for what is no projection, and is not as it was signed. Returns how many entries there are.
    mutating func run() throws -> UInt64 {
        let size = try old.size
        if let last = try old.lastTime { lastTime = last }
        for sequence in 0..<size { try take(sequence) }
        let (signed, checkpoint) = try old.checkpoint
        guard signed == size else { throw CustodyError.damaged(.ledgerShort(size: size, expected: signed)) }
        try new.setCheckpoint(checkpoint, size: size)
        guard let roster else { throw CustodyError.damaged(.roster) }
        for handle in roster.people.keys {
            if let kept = try old.witnessed(handle) { try new.setWitnessed(handle, size: kept.size, kept.note) }
        }
        try new.copyUnderived(from: old)
        // Of a row that was not written by a move nothing is taken over: what it names may be the only copy.
        for sequence in try old.spentHalves where isSpent(sequence) { try new.addSpentHalves(sequence) }
        // Made once more from the rows, they need not be kept twice.
        cases = [:]
        // That the tree is the signed one, and every row what its entry says.
        try Inspection(transaction: new).spotCheck()
        let damages = try Inspection(transaction: new).rows(from: 0)
        if let damage = damages.first { throw CustodyError.damaged(damage) }
        return size
    }

    private func isSpent(_ sequence: UInt64) -> Bool {
        guard let entry = try? new.entry(sequence), let id = entry.place?.caseID,
            let name = entry.request.action.record,
            let record = cases[id]?.records[name]
        else { return false }
        return record.versions.allSatisfy { $0.place.sequence != sequence }
    }

    private mutating func take(_ sequence: UInt64) throws {
        let leaf = try old.leaf(sequence)
        guard let entry = try? Entry(parsing: leaf), entry.sequence == sequence else {
            throw CustodyError.damaged(.ledgerEntry(sequence))
        }
        let manifest = entry.keepsManifest ? try old.manifest(sequence) : nil
        guard manifest.map({ $0.digest == entry.request.manifest }) ?? true else {
            throw CustodyError.damaged(.ledgerEntry(sequence))
        }
        try new.append(entry, leaf: leaf, manifest: manifest ?? Manifest([]))
        if entry.outcome.isAllowed, let manifest { try takeThings(entry, manifest) }
        try take(entry, manifest)
    }

    private mutating func takeThings(_ entry: Entry, _ manifest: Manifest) throws {
        for (place, item) in manifest.items.enumerated() where entry.request.action.keeps(item.name) {
            if let bytes = try old.thing(item.name, of: entry.sequence, in: manifest) {
                try new.put(bytes, item: place, of: entry.sequence)
                continue
            }
            switch item.name {
            // Free text may have been deleted.
            case .basis, .reason: break
            case .payload:
                // One that is lost or damaged keeps nobody from the rest: `verify` names it.
                guard let name = try files.take(item) ?? old.object(of: entry.sequence)?.name, files.isFree(name) else {
                    throw CustodyError.damaged(.object(record: entry.request.action.record?.text ?? "?"))
                }
                files.use(name)
                try new.putObject(name, byteCount: item.byteCount, of: entry.sequence)
            default: throw CustodyError.damaged(.thing(sequence: entry.sequence, name: item.name.text))
            }
        }
    }

    private mutating func take(_ entry: Entry, _ manifest: Manifest?) throws {
        var changed: CaseState?
        do {
            if entry.outcome.isAllowed, entry.request.action.changesRoster { try takeLink(entry, manifest) }
            if entry.isChange, let id = entry.caseID {
                if entry.place?.trail == .start {
                    cases[id] = try CaseState(id, trail: [entry])
                } else {
                    try cases[id]?.apply(entry)
                }
                guard let state = cases[id] else { throw CustodyError.damaged(.caseTrail(id)) }
                changed = state
            }
        } catch is CaseworkError {
            throw CustodyError.damaged(entry.caseID.map { .caseTrail($0) } ?? .roster)
        }
        guard let roster else { throw CustodyError.damaged(.roster) }
        try new.store(IndexRows(entry, manifest, changed, roster), now: lastTime)
    }

    private mutating func takeLink(_ entry: Entry, _ manifest: Manifest?) throws {
        guard let manifest else { throw CustodyError.damaged(.ledgerEntry(entry.sequence)) }
        var things: [ItemName: [UInt8]] = [:]
        for item in manifest.items where item.name.isPublic {
            things[item.name] = try new.thing(item.name, of: entry.sequence, in: manifest)
        }
        let item = RosterItem(note: entry.note.encoded, manifest: manifest, things: things)
        if roster == nil {
            roster = try Roster([item])
        } else {
            try roster?.apply(item)
        }
    }
}

/// The files of payloads, found again by the hashes of what they hold.
private struct PayloadFiles {
    private let shelf: ObjectShelf
    private var names: [Int: [String]]
    private var known: [Digest: [String]] = [:]
    private var used: Set<String> = []

    init(_ shelf: ObjectShelf) {
        self.shelf = shelf
        names = shelf.names()
    }

    func isFree(_ name: String) -> Bool { !used.contains(name) }
    mutating func use(_ name: String) { used.insert(name) }

    /// The name of a file that holds `item`, each given out once.
    mutating func take(_ item: Manifest.Item) -> String? {
        for name in names.removeValue(forKey: item.byteCount) ?? [] {
            if let digest = try? shelf.digest(of: name, record: "", byteCount: item.byteCount) {
                known[digest, default: []].append(name)
            }
        }
        return known[item.digest]?.popLast()
    }
}

extension ObjectShelf {
    /// All that lie there, by their length; those whose process never came to put them in their place, too.
    fileprivate func names() -> [Int: [String]] {
        var names: [Int: [String]] = [:]
        func add(_ name: String, at path: String) {
            guard File.isPlain(path), let file = try? File.openOwn(path), let count = try? file.byteCount() else {
                return
            }
            names[count, default: []].append(name)
        }
        // What can't be listed holds nothing that could be found.
        func list(_ folder: String) -> [String] { (try? Folder.names(folder)) ?? [] }
        for part in list(folder) where part.utf8.count == 2 {
            for rest in list("\(folder)/\(part)") { add(part + rest, at: "\(folder)/\(part)/\(rest)") }
        }
        for name in list(folder + "/staging") { add(name, at: stagingPath(name)) }
        return names
    }
}

extension Custodian {
    /// Makes the index of the vault in `folder` anew, in a file of its own, and puts what that holds in the place of the old one,
    /// all of it or nothing. Returns how many entries there are.
    ///
    /// Nobody else may have the vault open: throws `busy`. Throws `headUnknown` where the tree that the ledger makes does not begin
    /// with the one of `known`, which somebody verified before: it was rolled back, or rewritten. Throws `damaged` where the ledger
    /// or a thing is, and leaves all as it is.
    package static func rebuildIndex(
        folder: String, engine: any Engine, seed: borrowing Secret, having known: TreeHead = .empty
    ) throws -> UInt64 {
        let keys = try CustodianKeys(seed: seed)
        return try StoreError.translating {
            try engine.remakeIndex(Layout.index(folder), at: Layout.freshIndex(folder)) { old, new in
                let cover = try Index.Cover(old)
                try IndexTransaction.create(new, vault: cover.vault, sealedSeed: cover.sealedSeed)
                let index = try IndexTransaction(new, keys: keys)
                var rebuilding = Rebuilding(
                    try IndexTransaction(old, keys: keys), into: index,
                    objects: ObjectShelf(folder: Layout.objects(folder)))
                let size = try rebuilding.run()
                guard known.size <= size, try MerkleTree.root(size: known.size, in: index) == known.root else {
                    throw CustodyError.headUnknown(named: known, size: size)
                }
                return size
            }
        }
    }
}
