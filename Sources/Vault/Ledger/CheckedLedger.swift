package import Casework
package import Ledger
import Sodium
package import Vocabulary

/// A ledger that was exported, checked without a vault and without a key (docs/format.md, "Ledger export").
///
/// All follows from the vault's id, which the reader has from elsewhere: the id fixes the genesis, the genesis the custodian's
/// key and the admins' cards, the custodian's key the tree, the tree the entries, the roster's links everybody's card, the cards
/// every signature. Every request is decided again as `audit verify` does; of one case, as a released trail is.
package struct CheckedLedger: Sendable {
    package enum Extent: Sendable {
        case whole(bundles: Int, tiles: Int)
        case oneCase(CaseID, entries: Int, links: Int)
    }

    /// What was counted on the way.
    package struct Counts: Sendable {
        package fileprivate(set) var allowed = 0
        package fileprivate(set) var denied = 0
        package fileprivate(set) var late = 0
        package fileprivate(set) var approvals = 0
        package fileprivate(set) var openings = 0
        package fileprivate(set) var cases = 0
        package fileprivate(set) var grants = 0
        package fileprivate(set) var exports = 0

        package var entries: Int { allowed + denied }

        mutating func add(_ entry: Entry) {
            if entry.outcome.isAllowed { allowed += 1 } else { denied += 1 }
            if entry.isLate { late += 1 }
            if entry.disclosure == .content { openings += 1 }
            if entry.outcome.isAllowed, entry.request.action.name == .grantApprove { approvals += 1 }
        }

        mutating func add(_ states: some Collection<CaseState>) {
            cases = states.count
            grants = states.reduce(0) { $0 + $1.grants.count }
            exports = states.reduce(0) { $0 + $1.exports.count }
        }
    }

    /// The roster at the end, with the genesis.
    package let roster: Roster
    package let links: Int
    package let founder: Handle
    package let extent: Extent
    package let head: TreeHead
    package let counts: Counts
    /// When the last entry was made.
    package let until: Instant
    /// Who cosigned the checkpoint of the export, sorted.
    package let cosigners: [Handle]
    /// The size of the tree that each person witnessed last.
    package let witnessed: [Handle: UInt64]
    /// How many of those trees are known to be this one's beginning: of one case, those that the proofs tell of.
    package let provedWitnesses: Int
    /// Whether those who cosigned the checkpoint are as many as the policy asks for, and up to which size as many have seen the
    /// tree.
    package let isQuorumMet: Bool
    package let quorumSize: UInt64

    /// Checks what lies in `folder`. Without `id` whose ledger it is, is only told.
    ///
    /// Throws `tampered(.otherVault)` where it is not of the vault `id`, `tampered(.exported)` for the first file that does not
    /// fit, and `LogFault` for the first entry.
    package init(
        _ folder: LedgerFolder, id: VaultID?, progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
    ) throws {
        let history = try folder.roster(of: id)
        let roster = history.latest
        try folder.checkFoundations(of: history)
        let note = try folder.note(LedgerFile.checkpoint)
        let head = try folder.head(note, LedgerFile.checkpoint, of: roster)
        let read =
            try folder.holdsOneCase
            ? Read(caseIn: folder, note, head, history) : Read(allIn: folder, head, history, progress)
        // The export is its own last entry: nothing from before it was left out.
        let last = read.last
        guard last.sequence + 1 == head.size, last.outcome.isAllowed, last.request.action.name == .auditExport,
            last.request.action.about.caseID == read.extent.caseID
        else { throw LogFault.decision(sequence: last.sequence) }

        let fault = VaultError.tampered(.exported(LedgerFile.checkpoint))
        let cosigners = try folder.cosigners(note, of: roster)
        guard cosigners.contains(last.request.actor) else { throw fault }
        var (sizes, proved): ([Handle: UInt64], [Handle: UInt64]) = ([:], [:])
        for (handle, seen) in try folder.witnessed(by: roster) {
            guard seen.size <= head.size, try read.root(seen.size) ?? seen.root == seen.root else {
                throw VaultError.tampered(.exported(LedgerFile.witnessed(handle)))
            }
            sizes[handle] = seen.size
            if try read.proved(seen.size) == seen.root { proved[handle] = seen.size }
        }
        guard cosigners == sizes.filter({ $0.value == head.size }).keys.sorted() else { throw fault }
        let policy = try folder.policy(of: roster)
        try folder.finish()

        self.roster = roster
        self.head = head
        self.cosigners = cosigners
        witnessed = sizes
        provedWitnesses = proved.count
        links = history.items.count
        founder = try Request(parsing: try Note(parsing: history.items[0].note).text).actor
        extent = read.extent
        counts = read.counts
        until = last.time
        isQuorumMet = try policy.verify(note).isQuorumMet
        // Who witnessed a tree has witnessed each that it grew from.
        quorumSize =
            Set(proved.values).filter { size in
                policy.isQuorumMet(by: proved.filter { $0.value >= size }.map { Array($0.key.text.utf8) })
            }.max() ?? 0
    }

    /// What the entries amount to, all of them or those of a case.
    private struct Read {
        let extent: Extent
        let last: Entry
        var counts = Counts()
        /// The root of the tree of so many leaves, as far as that is known; and as far as that is proved.
        let root: (UInt64) throws -> Digest?
        let proved: (UInt64) throws -> Digest?

        init(
            allIn folder: LedgerFolder, _ head: TreeHead, _ history: RosterHistory,
            _ progress: (_ done: UInt64, _ total: UInt64) -> Void
        ) throws {
            let roster = history.latest
            let leaves = try TileLeaves(head: head, folder)
            var replay = Replay(vault: roster.vault, items: history.items, source: leaves)
            var reading = LogReading(keys: try roster.people.mapValues { try $0.card.noteKey })
            var (last, counts): (Entry?, Counts) = (nil, Counts())
            try reading.run(leaves, from: 0) { leaf in
                let entry = try replay.take(leaf)
                counts.add(entry)
                last = entry
                if entry.sequence.isMultiple(of: 1_024) { progress(entry.sequence, head.size) }
            }
            _ = try replay.finish(at: head)
            guard let last else { throw LogFault.tree(size: head.size) }
            counts.add(replay.states.values)
            self.last = last
            self.counts = counts
            extent = .whole(bundles: leaves.bundleCount, tiles: leaves.tileCount)
            root = { try MerkleTree.root(size: $0, in: leaves.tree) }
            proved = root
        }

        init(caseIn folder: LedgerFolder, _ note: Note, _ head: TreeHead, _ history: RosterHistory) throws {
            let found = try CaseLeaves(folder, note, head, history)
            guard let last = found.entries.last else { throw LogFault.tree(size: head.size) }
            for entry in found.all { counts.add(entry) }
            counts.add([found.state])
            self.last = last
            extent = .oneCase(found.id, entries: found.entries.count, links: history.items.count)
            root = { found.roots[$0] }
            proved = { found.proved[$0] }
        }
    }
}

extension CheckedLedger.Extent {
    package var caseID: CaseID? { if case .oneCase(let id, _, _) = self { id } else { nil } }
}
