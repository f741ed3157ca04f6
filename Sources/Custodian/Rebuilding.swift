import Casework
import Files
import Ledger
package import Sodium
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
        // That the tree is the signed one, and every row what its entry says.
        try Inspection(transaction: new).spotCheck()
        let damages = try Inspection(transaction: new).rows(from: 0, roster: roster)
        if let damage = damages.first { throw CustodyError.damaged(damage) }
        return size
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
                guard let name = files.take(item) else {
                    throw CustodyError.damaged(.object(record: entry.request.action.record?.text ?? "?"))
                }
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

    init(_ shelf: ObjectShelf) {
        self.shelf = shelf
        names = (try? shelf.names()) ?? [:]
    }

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
    fileprivate func names() throws -> [Int: [String]] {
        var names: [Int: [String]] = [:]
        func add(_ name: String, at path: String) {
            guard File.isPlain(path), let file = try? File.openOwn(path), let count = try? file.byteCount() else {
                return
            }
            names[count, default: []].append(name)
        }
        for part in try Folder.names(folder) where part.utf8.count == 2 {
            for rest in try Folder.names("\(folder)/\(part)") { add(part + rest, at: "\(folder)/\(part)/\(rest)") }
        }
        if try File.kind(of: folder + "/staging") == .folder {
            for name in try Folder.names(folder + "/staging") { add(name, at: stagingPath(name)) }
        }
        return names
    }
}

extension Custodian {
    /// Makes the index of the vault in `folder` anew, in a file of its own, and puts what that holds in the place of the old one,
    /// all of it or nothing. Returns how many entries there are.
    ///
    /// Nobody else may have the vault open: throws `busy`. Throws `damaged` where the ledger or a thing is, and leaves all as it is.
    package static func rebuildIndex(folder: String, seed: borrowing Secret) throws -> UInt64 {
        let fresh = Layout.freshIndex(folder)
        let old = try Index(aloneAt: Layout.index(folder), keys: try CustodianKeys(seed: seed))
        try Layout.removeFreshIndex(folder)
        defer { try? Layout.removeFreshIndex(folder) }
        let cover = try old.cover()
        let new = try Index(aloneAt: fresh, keys: try CustodianKeys(seed: seed), creating: true)
        try new.create(vault: cover.vault, sealedSeed: cover.sealedSeed)
        let size = try old.read { old in
            try new.write { new in
                var rebuilding = Rebuilding(old, into: new, objects: ObjectShelf(folder: Layout.objects(folder)))
                return try rebuilding.run()
            }
        }
        try old.replaceContent(by: new)
        try new.close()
        try old.close()
        return size
    }
}
