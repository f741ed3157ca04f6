import Casework
import Ledger
import Sodium
import Vocabulary

/// The files of an exported ledger, each read strictly and in bounded memory. Bytes that nobody explains have no place in
/// evidence: what was not asked for is a fault, too.
package final class LedgerFolder {
    private let files: Set<String>
    private var explained: Set<String> = []
    private let readFile: (_ path: String, _ limit: Int) throws -> [UInt8]

    /// `files` are the paths of all that lies in the folder, with `/` between their parts; `read` gives a file's bytes, and throws
    /// where there are more than it is told.
    package init(_ files: Set<String>, read: @escaping (_ path: String, _ limit: Int) throws -> [UInt8]) {
        self.files = files
        readFile = read
    }

    var fileCount: Int { files.count }

    var holdsOneCase: Bool { files.contains { $0.hasPrefix("entries/") } }

    func has(_ path: String) -> Bool { files.contains(path) }

    /// The bytes of a file that has to be there.
    func read(_ path: String, limit: Int = Note.byteLimit) throws -> [UInt8] {
        guard has(path) else { throw VaultError.tampered(.exported(path)) }
        explained.insert(path)
        return try readFile(path, limit)
    }

    /// What `parse` makes of a file. Where it can't, the file is not as it must be.
    func parsed<Value>(_ path: String, limit: Int = Note.byteLimit, _ parse: ([UInt8]) throws -> Value?) throws -> Value
    {
        let bytes = try read(path, limit: limit)
        guard let value = try? parse(bytes) else { throw VaultError.tampered(.exported(path)) }
        return value
    }

    /// Throws for the first file that has no place in such an export.
    func finish() throws {
        if let path = files.subtracting(explained).min() { throw VaultError.tampered(.exported(path)) }
    }

    func note(_ path: String) throws -> Note { try parsed(path) { try Note(parsing: $0) } }

    // MARK: Who is who

    /// The roster's links, with all of their public items, from the founding on. Nothing of a vault other than `id` is read beyond
    /// its founding.
    func roster(of id: VaultID?) throws -> RosterHistory {
        var history: RosterHistory?
        var position = 0
        while position == 0 || has(LedgerFile.Link(position).note) {
            let files = LedgerFile.Link(position)
            let link = try link(files, history?.latest)
            do {
                if history == nil { history = try RosterHistory([link]) } else { try history?.append(link) }
            } catch {
                throw VaultError.tampered(.exported(files.note))
            }
            if let id, history?.latest.vault != id { throw VaultError.tampered(.otherVault) }
            position += 1
        }
        guard let history else { throw VaultError.tampered(.roster) }
        return history
    }

    /// A link, whose manifest is the one that was signed: only then its items are read, each no longer than such an item is.
    private func link(_ files: LedgerFile.Link, _ roster: Roster?) throws -> RosterItem {
        let note = try read(files.note, limit: Request.byteLimit + 4_096)
        guard let request = try? Request(parsing: try Note(parsing: note).text) else {
            throw VaultError.tampered(.exported(files.note))
        }
        let manifest = try parsed(files.manifest) { bytes in
            try String(validating: bytes, as: UTF8.self).map { try Manifest(parsing: $0) }
        }
        let names = Set(manifest.items.map(\.name))
        let cargo = roster.map { request.action.kind.cargo(request, $0, nil) }
        // The founding is taken as it is, before there are rules: of everything else nothing travels that nobody asked for.
        guard manifest.digest == request.manifest,
            cargo.map({ $0.surplus(names).isEmpty && $0.isComplete(names) }) ?? true
        else { throw VaultError.tampered(.exported(files.manifest)) }
        var things: [ItemName: [UInt8]] = [:]
        var room = Self.publicLimit
        for (place, item) in manifest.items.enumerated() where item.name.isPublic {
            guard item.byteCount <= room else { throw VaultError.tampered(.exported(files.manifest)) }
            room -= item.byteCount
            things[item.name] = try parsed(files.item(place), limit: item.byteCount) { bytes in
                bytes.count == item.byteCount && Digest.of(bytes) == item.digest ? bytes : nil
            }
        }
        return RosterItem(note: note, manifest: manifest, things: things)
    }

    /// Of what is public of one link: a charter, a keys file, and a card for each agency.
    private static let publicLimit = 4 << 20

    /// The files by which people check the foundations by hand are the ones that the roster stands on.
    func checkFoundations(of history: RosterHistory) throws {
        let founding = history.items[0].things
        for (path, name) in [
            (LedgerFile.genesis, ItemName.genesis), (LedgerFile.charter, .charter), (LedgerFile.keysFile, .keysFile),
        ] {
            guard try read(path) == founding[name] else { throw VaultError.tampered(.exported(path)) }
        }
        for (handle, person) in history.latest.people {
            let path = LedgerFile.card(handle)
            guard try read(path) == person.card.note.encoded else { throw VaultError.tampered(.exported(path)) }
        }
        // For people, and signed by nobody: that it is there is all that can be asked.
        _ = try read(LedgerFile.readMe, limit: 1 << 16)
    }

    // MARK: Whose word it is

    /// The tree head that a checkpoint says, which the custodian signed.
    func head(_ note: Note, _ path: String, of roster: Roster) throws -> TreeHead {
        let origin = roster.genesis.origin
        guard let key = try? NoteKey(name: origin, key: roster.genesis.custodian),
            let checkpoint = try? Checkpoint(verifying: note, origin: origin, key: key),
            checkpoint.extensions.isEmpty
        else { throw VaultError.tampered(.exported(path)) }
        return checkpoint.head
    }

    /// Who cosigned the export's checkpoint, besides the custodian that signed it: nobody but people of the roster.
    func cosigners(_ note: Note, of roster: Roster) throws -> [Handle] {
        let fault = VaultError.tampered(.exported(LedgerFile.checkpoint))
        let found = try roster.people.filter { _, person in
            do {
                _ = try Cosignature.verify(note, key: try person.card.witnessKey)
                return true
            } catch LedgerError.signatureMissing {
                return false
            } catch {
                throw fault
            }
        }
        guard note.signatures.count == found.count + 1 else { throw fault }
        return found.keys.sorted()
    }

    /// The checkpoints that people of the roster cosigned last.
    func witnessed(by roster: Roster) throws -> [(handle: Handle, head: TreeHead)] {
        try files.filter { $0.hasPrefix(LedgerFile.witnessed) }.sorted().map { path in
            let fault = VaultError.tampered(.exported(path))
            guard let handle = try? Handle(path.dropFirst(LedgerFile.witnessed.count)),
                let person = roster.people[handle]
            else { throw fault }
            let note = try note(path)
            guard note.signatures.count == 2, (try? Cosignature.verify(note, key: person.card.witnessKey)) != nil else {
                throw fault
            }
            return (handle, try head(note, path, of: roster))
        }
    }

    /// Whose word is asked for: what follows from the roster and the charter.
    func policy(of roster: Roster) throws -> LogPolicy {
        try parsed(LedgerFile.policy) { bytes in
            let policy = try LogPolicy(parsing: bytes)
            return bytes == (try roster.witnessPolicy().encoded) ? policy : nil
        }
    }
}

/// The leaves of a whole export, bundle by bundle, each found to be the one that the signed tree has there.
final class TileLeaves: LeafSource {
    let tree: TileTree
    let bundleCount: Int
    let tileCount: Int
    private var next: UInt64 = 0
    private var waiting: ArraySlice<ArraySlice<UInt8>> = []

    init(head: TreeHead, _ folder: LedgerFolder) throws {
        // By arithmetic: a stranger's size may stand for 2^55 bundles.
        let width = UInt64(Tile.fullWidth)
        func tiles(over count: UInt64) -> UInt64 { count / width + (count % width == 0 ? 0 : 1) }
        let bundles = tiles(over: head.size)
        guard bundles <= folder.fileCount else { throw LogFault.tree(size: head.size) }
        var (count, all) = (head.size, UInt64(0))
        while count > 0 {
            all += tiles(over: count)
            count /= width
        }
        (bundleCount, tileCount) = (Int(bundles), Int(all))
        do {
            tree = try TileTree(head: head, isExact: true) { tile in
                folder.has(tile.path) ? try folder.read(tile.path, limit: EntryBundle.byteLimit) : nil
            }
        } catch let fault as LedgerError {
            throw Self.fault(fault, head.size)
        }
    }

    func next(_ limit: Int) throws -> [[UInt8]] {
        var leaves: [[UInt8]] = []
        while leaves.count < limit {
            if let leaf = waiting.popFirst() {
                leaves.append(Array(leaf))
                continue
            }
            guard next * UInt64(Tile.fullWidth) < tree.head.size else { break }
            do {
                waiting = try tree.entries(bundle: next)[...]
            } catch let fault as LedgerError {
                throw Self.fault(fault, tree.head.size)
            }
            next += 1
        }
        return leaves
    }

    // Nothing lies before the first leaf.
    func trail(_ id: CaseID) throws -> [[UInt8]] { throw VaultError.tampered(.trail(id)) }
    func consistency(from size: UInt64, to: UInt64) throws -> [Digest] { throw LogFault.tree(size: to) }

    /// Which file it is, or which entry.
    private static func fault(_ fault: LedgerError, _ size: UInt64) -> any Error {
        switch fault {
        case .tileMissing(let tile), .tileMalformed(let tile), .tileDiffers(let tile):
            VaultError.tampered(.exported(tile.path))
        case .entryDiffers(let index): LogFault.leaf(sequence: index)
        default: LogFault.tree(size: size)
        }
    }
}

/// The leaves of the export of a case: its whole chain, and the roster's, each proved to stand in the ledger.
struct CaseLeaves {
    let id: CaseID
    let entries: [Entry]
    /// With the roster's, in the order of the ledger.
    let all: [Entry]
    let state: CaseState
    /// The trees of which the leaves' proofs tell: those that end before and with each, and the checkpoint's.
    let proved: [UInt64: Digest]
    /// By size, those and what requests' officers say to have verified: of a size that no proof tells of, none may contradict
    /// another.
    let roots: [UInt64: Digest]

    init(_ folder: LedgerFolder, _ note: Note, _ head: TreeHead, _ history: RosterHistory) throws {
        var proved = [head.size: head.root, 0: TreeHead.empty.root]
        let origin = history.latest.genesis.origin
        func entry(_ leaf: LedgerFile.Leaf) throws -> Entry {
            let bytes = try folder.read(leaf.entry, limit: Entry.byteLimit)
            return try folder.parsed(leaf.proof, limit: 2 * Note.byteLimit) { file in
                let proof = try TlogProof(parsing: file)
                let entry = try Entry(parsing: bytes)
                let around = try prefixes(
                    of: MerkleTree.leafHash(bytes), index: proof.index, in: head, proof: proof.proof)
                // It carries the checkpoint of the export, with the custodian's signature alone.
                let isOfThis =
                    proof.extra == nil && proof.checkpoint.text.utf8.elementsEqual(note.text.utf8)
                    && proof.checkpoint.signatures.count == 1 && proof.checkpoint.signatures[0].name == origin
                    && note.signatures.contains(proof.checkpoint.signatures[0])
                guard isOfThis, entry.sequence == proof.index else { return nil }
                for tree in [around.before, around.through] { proved[tree.size] = tree.root }
                return entry
            }
        }
        let links = try history.items.indices.map { position in
            let entry = try entry(.link(position))
            // A link is about no case, and says nothing besides.
            guard entry.note.encoded == history.items[position].note, entry.outcome.isAllowed, entry.place == nil,
                entry.access == nil, entry.shown == nil, entry.matches.isEmpty, !entry.hasMoreMatches, !entry.isLate
            else { throw LogFault.roster(sequence: entry.sequence) }
            return entry
        }
        var entries: [Entry] = []
        while entries.isEmpty || folder.has(LedgerFile.Leaf.entry(entries.count + 1).entry) {
            entries.append(try entry(.entry(entries.count + 1)))
        }
        guard let id = entries.first?.place?.caseID, entries.allSatisfy({ $0.place?.caseID == id }),
            links.first?.sequence == 0,
            zip(links, links.dropFirst()).allSatisfy({ $0.sequence < $1.sequence }),
            zip(entries, entries.dropFirst()).allSatisfy({ $0.sequence < $1.sequence })
        else { throw LogFault.caseChain(sequence: entries.first?.sequence ?? 0) }
        all = (links + entries).sorted { $0.sequence < $1.sequence }
        self.proved = proved
        roots = try Self.check(all, links, proved, history)
        // The chain has no gap from the first on, every change is verified, and each entry decided again.
        guard let state = try VerifiedCase.states(of: entries, history)[id] else {
            throw VaultError.tampered(.trail(id))
        }
        self.id = id
        self.entries = entries
        self.state = state
    }

    /// Holds what each entry says by itself against the others: whose it is, when it was made, and what its officer had seen.
    private static func check(
        _ all: [Entry], _ links: [Entry], _ proved: [UInt64: Digest], _ history: RosterHistory
    ) throws -> [UInt64: Digest] {
        var roots = proved
        var requests: Set<Digest> = []
        var time = Instant(seconds: 0)
        var count = 0
        for entry in all {
            let (sequence, request) = (entry.sequence, entry.request)
            // As the roster was at that moment; the founding's own is none.
            let roster = count == 0 ? nil : history.roster(at: request.roster)
            guard request.vault == history.latest.vault, request.roster.count == count,
                count == 0 ? request.roster == .start : roster != nil
            else { throw LogFault.roster(sequence: sequence) }
            guard let person = (roster ?? history.latest).people[request.actor],
                entry.note.isSigned(by: try person.card.noteKey)
            else { throw LogFault.signature(sequence: sequence) }
            guard requests.insert(Digest.of(entry.note.text)).inserted else { throw LogFault.nonce(sequence: sequence) }
            // The one way back is by the admins of two agencies, and never past what they said.
            let earliest = roster?.setsClockBack(request).map { min($0, time) } ?? time
            // What ends a jump of the clock is dated as the entry before it, or by what two admins said.
            guard entry.time >= earliest, entry.isWithinRequest || request.action.name == .vaultClock else {
                throw LogFault.time(sequence: sequence)
            }
            let seen = request.head
            guard seen.size <= sequence, roots[seen.size] ?? seen.root == seen.root else {
                throw LogFault.namedHead(sequence: sequence)
            }
            roots[seen.size] = seen.root
            time = entry.time
            if request.action.changesRoster, entry.outcome.isAllowed { count += 1 }
        }
        return roots
    }
}
