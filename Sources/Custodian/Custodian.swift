package import Casework
import Files
import Ledger
package import Sodium
package import Store
import Synchronization
package import Vocabulary

/// The side that stores ciphertext, decides, logs, and only then releases its half of a key.
///
/// It can't open anything: `Age` is not among its imports. Here it is answered in process, over a directory.
///
/// Several threads may ask at once: writers come one after the other, and where the engine has readers, these do not wait.
package final class Custodian: Custody, Sendable {
    let folder: String
    private let engine: any Engine
    let keys: CustodianKeys
    let index: Index
    let halves: HalfStore
    let objects: ObjectStore
    let vault: VaultID
    let clock: @Sendable () -> Instant
    /// Whether it works on a copy in memory.
    let isCopy: Bool
    var reserve: Reserve { Reserve(folder) }
    /// The cases that were asked about last, as they were committed.
    let cases = KnownCases()
    let queue = AskQueue()
    let turns = Turns()
    /// What one ask may bring of entries, in bytes, about: it is gathered in memory before it leaves.
    private let answerLimit: Int
    /// Of a service, what it is held against.
    private let watch: Watch?
    /// As it was last committed: a chain only grows, so one of as many links is the same.
    private let cachedRoster = Mutex<Roster?>(nil)

    /// Opens the vault in `folder` with the custodian's seed, and clears away what a crash left behind.
    ///
    /// Reads O(log n) of the ledger, not all of it. Throws `damaged` where what it reads does not fit together.
    package convenience init(
        folder: String, engine: any Engine, seed: borrowing Secret, clock: @escaping @Sendable () -> Instant
    ) throws {
        try self.init(
            folder: folder, engine: engine, index: try Index(opening: folder, engine, .existing), isCopy: false,
            seed: seed, clock: clock)
        try tidy()
    }

    /// Opens a vault of which the cover is open. Nothing in it is changed before `tidy`.
    package convenience init(
        _ sealed: SealedVault, seed: borrowing Secret, clock: @escaping @Sendable () -> Instant,
        onHalt: @escaping @Sendable (any Error) -> Void = { _ in }, watch: Watch? = nil,
        answerLimit: Int = .max
    ) throws {
        // Somebody may have put another vault there while a passphrase was typed: what is written must not lie in two.
        guard try File.identity(of: Layout.index(sealed.folder)) == sealed.identity else { throw CustodyError.busy }
        try self.init(
            folder: sealed.folder, engine: sealed.engine, index: sealed.index, isCopy: sealed.isCopy, seed: seed,
            clock: clock, onHalt: onHalt, watch: watch, answerLimit: answerLimit)
    }

    private init(
        folder: String, engine: any Engine, index cover: Index, isCopy: Bool, seed: borrowing Secret,
        clock: @escaping @Sendable () -> Instant, onHalt: @escaping @Sendable (any Error) -> Void = { _ in },
        watch: Watch? = nil, answerLimit: Int = .max
    ) throws {
        self.folder = folder
        self.watch = watch
        self.answerLimit = answerLimit
        self.engine = engine
        self.isCopy = isCopy
        self.clock = clock
        keys = try CustodianKeys(seed: seed)
        index = Index(cover.store, keys: keys, onHalt: onHalt)
        vault = try index.cover().vault
        halves = try HalfStore(opening: folder, engine, isCopy ? .copy : .existing, keys: keys, vault: vault)
        objects = ObjectStore(folder: Layout.objects(folder))
        try index.read { try Inspection(transaction: $0).spotCheck() }
    }

    /// Clears away what a crash left behind, and keeps room for a full disk. Only once it is certain that this is the vault to
    /// work in.
    package func tidy() throws {
        if isCopy { return }
        // Nobody makes an index anew while this process has the vault open.
        try engine.removeIndex(Layout.freshIndex(folder))
        try objects.restoreFolders()
        try objects.sweep { name in try index.read { try $0.hasObject(named: name) } }
        let isUntidy = try [Layout.nextSeed(folder), Layout.newSeed(folder)].contains { try File.kind(of: $0) != nil }
        if isUntidy { try tidySeed() }
        reserve.keep()
    }

    /// Puts the sealed seeds where they belong. Under the index's lock, lest one be another process's.
    private func tidySeed() throws {
        try write { transaction in
            let seeds = try transaction.sealedSeeds
            try Layout.settleSeeds(folder, newest: seeds.newest, kept: seeds.kept)
        }
    }

    /// Says that `handle` opened the sealed seed `file`. The seed that was sealed before is kept until somebody else than the
    /// sealer has opened the newest: it may be sealed to nobody, or be another seed.
    package func noteOpened(_ file: [UInt8], by handle: Handle) throws {
        if isCopy { return }
        let digest = Digest.of(file)
        let seeds = try index.read { try $0.sealedSeeds }
        guard seeds.newest == digest, seeds.kept != digest else { return }
        let isSettled = try withRoom(evenIfFull: true) { try write { try $0.noteOpened(digest, by: handle) } }
        if isSettled { try tidySeed() }
    }

    /// Removes the halves that moves replaced.
    private func tidyHalves() throws {
        try write { try $0.removeSpentHalves(from: halves) }
    }

    // MARK: Custody

    package func greet(_ greeting: Greeting) throws -> Welcome {
        try index.read { transaction in
            let (size, note) = try transaction.checkpoint
            let items = try transaction.rosterSequences.map { try transaction.rosterItem($0) }
            let isWaiting = try isWaiting(greeting.handle, items)
            let sealed = try transaction.personal(greeting.handle).compactMap { place -> Thing? in
                if isWaiting { return nil }
                let manifest = try transaction.manifest(place.sequence)
                guard manifest.items.indices.contains(place.item) else {
                    throw CustodyError.damaged(.row(table: "personal"))
                }
                let name = manifest.items[place.item].name
                return try transaction.thing(name, of: place.sequence, in: manifest)
                    .map { Thing(sequence: place.sequence, name: name, bytes: $0) }
            }
            return Welcome(
                roster: items, sealed: sealed, checkpoint: note,
                consistency: try consistency(from: greeting.head, to: size, transaction))
        }
    }

    /// Whether the enrolment of `handle` waits for an approval: then no role's seed is handed out.
    private func isWaiting(_ handle: Handle, _ items: [RosterItem]) throws -> Bool {
        guard let roster = try? Roster(Array(items.prefix(1))) else { throw CustodyError.damaged(.roster) }
        if roster.charter.enrolmentApprovals == 0 { return false }
        guard let roster = try? Roster(items) else { throw CustodyError.damaged(.roster) }
        return roster.people[handle]?.state == .waiting
    }

    package func stage(_ produce: ((Span<UInt8>) throws -> Void) throws -> Void) throws -> Staged {
        if isCopy { throw CustodyError.onlyLooking }
        guard reserve.admitsNew else { throw CustodyError.full }
        do {
            return try objects.stage(produce)
        } catch let error as FileError where error.isOutOfSpace && error.path.hasPrefix(folder) {
            throw CustodyError.full
        }
    }

    package func ask(_ calls: [Call]) throws -> Reply {
        if isCopy { try checkLooking(calls) }
        let staged = calls.compactMap(\.staged)
        guard objects.take(staged) else { throw CustodyError.refused(.malformed) }
        do {
            return try ask(holding: calls)
        } catch let error as CustodyError where error.isAskedAgain {
            objects.giveBack(staged)
            throw error
        } catch {
            discardUnclaimed(calls)
            throw error
        }
    }

    private func ask(holding calls: [Call]) throws -> Reply {
        let arrivals = try calls.map { try Arrival($0, vault: vault, objects: objects) }
        guard let head = arrivals.first?.request.head, arrivals.allSatisfy({ $0.request.head == head }) else {
            throw CustodyError.refused(.malformed)
        }
        let ask = QueuedAsk(arrivals, head, signedBy: try knownRoster())
        if ask.stores, !reserve.admitsNew { throw CustodyError.full }
        let outcome = try queue.run(ask, carryOut)
        // What follows the commit repeats itself at the next start, should it fail or this process end here. The request is in
        // the ledger whatever becomes of its answer.
        for effect in outcome.effects {
            switch effect {
            case .settleObject(let name): try? objects.settle(name)
            case .replaceSeed: try? tidySeed()
            case .removeHalves: try? tidyHalves()
            }
        }
        discardUnclaimed(calls)
        try checkGoesOn()
        guard outcome.afterwards.contains(where: { $0 != nil }), let actor = arrivals.first?.request.actor else {
            return outcome.reply
        }
        return Reply(
            checkpoint: outcome.reply.checkpoint, consistency: outcome.reply.consistency,
            answers: try turns.take(actor) { try gather(outcome) })
    }

    /// The answers with what takes long. Throws `refused` where it is more than an answer may have: the entries stand, and tell so.
    private func gather(_ outcome: AskOutcome) throws -> [Answer] {
        var byteCount = 0
        return try zip(outcome.reply.answers, outcome.afterwards).map { answer, afterwards in
            guard let afterwards else { return answer }
            guard byteCount <= answerLimit else { throw CustodyError.refused(.tooLarge) }
            let released = try afterwards(outcome.size)
            byteCount += released.entries.reduce(0) { $0 + $1.bytes.count + 32 * $1.inclusion.count }
            return Answer(entry: answer.entry, inclusion: answer.inclusion, released: released)
        }
    }

    /// Runs a transaction. Where the disk is full, what it left in SQLite's logs is taken back; and if it may be done
    /// `evenIfFull`, it is done once more in the room that was kept for this.
    func withRoom<R>(evenIfFull: Bool, _ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let error where Self.isFull(error) {
            let hasRoom = evenIfFull && reserve.giveUp()
            index.giveBackRoom()
            halves.giveBackRoom()
            guard hasRoom else { throw CustodyError.full }
            return try body()
        }
    }

    static func isFull(_ error: any Error) -> Bool {
        if case CustodyError.full = error { return true }
        return (error as? FileError)?.isOutOfSpace == true
    }

    /// What is entered in a copy in memory is entered nowhere, and the heads that are signed there are heads of no tree: so the
    /// store and the log are checked and read, and nothing else.
    private func checkLooking(_ calls: [Call]) throws {
        for call in calls {
            guard let request = try? Request(parsing: try Note(parsing: call.note).text),
                [.vaultVerify, .auditVerify, .auditRead].contains(request.action.name)
            else { throw CustodyError.onlyLooking }
        }
    }

    /// Removes what was staged for `calls` and is in no entry. What the index knows, or can't be asked about, stays.
    private func discardUnclaimed(_ calls: [Call]) {
        // Whether a commit that failed is on the disk the next start sees: until then what was staged may be an entry's.
        guard (try? index.checkGoesOn()) != nil else { return }
        for staged in calls.compactMap(\.staged)
        where (try? index.read { try $0.hasObject(named: staged.id) }) == false {
            objects.discard(staged)
        }
    }

    /// One durable transaction, by a clock that nobody turned; the head that it comes to is kept before anybody is answered.
    func write<R>(_ body: (IndexTransaction) throws -> R) throws -> R {
        var head: TreeHead?
        return try index.write { transaction in
            try watch?.checkClock()
            let size = try transaction.size
            let result = try body(transaction)
            if watch != nil, try transaction.size > size { head = try transaction.head }
            // Nor while it went on: its entries have the clock's time.
            try watch?.checkClock()
            return result
        } then: {
            if let head { try watch?.keep(head, of: vault) }
        }
    }

    package func checkGoesOn() throws { try index.checkGoesOn() }

    func halt(_ error: any Error) -> CustodyError { index.halt(error) }

    /// Holds the ledger against a watch, before anything is served.
    func begin(_ watch: Watch) throws {
        try index.read { transaction in
            try watch.begin(vault, transaction.head, lastEntry: transaction.lastTime) {
                try MerkleTree.root(size: $0, in: transaction)
            }
        }
    }

    // MARK: What both sides reduce

    func currentRoster(_ transaction: IndexTransaction) throws -> Roster {
        let known = cachedRoster.withLock { $0 }
        if let known, known.head.count == (try transaction.rosterCount) { return known }
        let roster = try transaction.roster()
        know(roster)
        return roster
    }

    /// Of two the longer is the newer: whoever reads an older snapshot does not bring it back.
    func know(_ roster: Roster) {
        cachedRoster.withLock { known in
            if let known, known.head.count > roster.head.count { return }
            known = roster
        }
    }

    /// The roster as it was committed at some time: whoever goes by it has to see later whether it is that of then.
    func knownRoster() throws -> Roster {
        try cachedRoster.withLock({ $0 }) ?? index.read { try currentRoster($0) }
    }

    /// Throws `headUnknown` for a head that the tree never had.
    func require(_ head: TreeHead, _ tree: IndexTransaction) throws {
        let size = try tree.size
        guard try isKnown(head, size, tree) else { throw CustodyError.headUnknown(named: head, size: size) }
    }

    private func isKnown(_ head: TreeHead, _ size: UInt64, _ tree: IndexTransaction) throws -> Bool {
        if head.size == 0 { return head == .empty }
        // A disk that can't be read is no evidence of anything.
        do {
            return head.size <= size ? try MerkleTree.root(size: head.size, in: tree) == head.root : false
        } catch is LedgerError {
            return false
        }
    }

    func consistency(from head: TreeHead, to size: UInt64, _ tree: IndexTransaction) throws -> [Digest] {
        try require(head, tree)
        return head.size == 0 ? [] : try MerkleTree.consistencyProof(from: head.size, to: size, in: tree)
    }
}
