import Age
package import Casework
import Cores
package import Ledger
import Sodium
package import Vocabulary

/// The officer's side: builds and signs requests, verifies what comes back, unwraps, opens.
///
/// It believes the genesis, the signatures and its own pin; the custodian is believed nothing.
package final class Officer {
    package let key: PersonKey
    package let vault: VaultID
    /// The roster at each length; the newest is `roster`.
    private(set) var history: RosterHistory { didSet { own.history = history } }
    /// The tree head that was last verified.
    package private(set) var head: TreeHead
    /// The signed checkpoint that says `head`, and when it was verified.
    private var checkpoint: [UInt8]
    private var verified: Instant
    /// Whether this was the first contact: the vault's id is now pinned.
    package let isFirstContact: Bool
    /// Whether requests say that the vault rested for long, and that the clock is right: only where the custodian asked.
    private var afterPause = false
    let custody: any Custody
    let pins: PinStore
    private let clock: () -> Instant
    private let confirmPause: (_ last: Instant, _ now: Instant) throws -> Bool
    /// In which role to act; nil for the only one that can do what is wanted.
    package let wished: RoleName?
    /// What is sealed to this person.
    let own: OwnKeys
    let findings = Findings()
    /// The case that was verified last: a command that goes on with it verifies what came since.
    var lastTrail: VerifiedTrail?

    /// Greets the custodian, verifies roster, checkpoint and consistency with the pin, and pins anew.
    ///
    /// `agree` is asked once all of that fits, and before anything is remembered. Throws `tampered` where anything does not fit,
    /// `notEnrolled` where the roster does not know this key's person.
    package init(
        key: PersonKey, vault: VaultID, custody: any Custody, pins: PinStore, as wished: RoleName? = nil,
        clock: @escaping () -> Instant,
        confirmPause: @escaping (_ last: Instant, _ now: Instant) throws -> Bool = { _, _ in false },
        agree: () throws -> Void = {}
    ) throws {
        let pin = pins.remembers ? try pins.load(vault, key) : nil
        let (history, head, welcome) = try Self.keepingEvidence(pin, vault, key, pins, custody, clock()) {
            try Self.greet(key, vault, custody, pin)
        }
        try agree()
        self.key = key
        self.vault = vault
        self.custody = custody
        self.pins = pins
        self.clock = clock
        self.confirmPause = confirmPause
        self.history = history
        self.head = head
        self.wished = wished
        own = OwnKeys(of: key, in: vault, sealed: welcome.sealed, history: history)
        checkpoint = welcome.checkpoint
        verified = clock()
        isFirstContact = pin == nil
        try pins.save(self.pin, provenFrom: pin?.head ?? .empty, key)
        guard let person = roster.people[key.handle] else { throw VaultError.notEnrolled(key.handle) }
        guard person.card == key.card else { throw VaultError.otherKey(key.handle) }
    }

    private static func greet(
        _ key: PersonKey, _ vault: VaultID, _ custody: any Custody, _ pin: Pin?
    ) throws -> (RosterHistory, TreeHead, Welcome) {
        let known = pin?.head ?? .empty
        let welcome = try Self.noticingRollback {
            try custody.greet(Greeting(handle: key.handle, head: known))
        }
        let history: RosterHistory
        do {
            history = try RosterHistory(welcome.roster)
        } catch {
            throw VaultError.tampered(.roster)
        }
        guard history.latest.vault == vault else { throw VaultError.tampered(.otherVault) }
        if let pinned = pin?.roster {
            let before = welcome.roster.prefix(pinned.count).reduce(RosterHead.start) { $0.appending($1.note) }
            guard before == pinned else { throw VaultError.tampered(.roster) }
        }
        let head = try Self.verify(
            checkpoint: welcome.checkpoint, consistency: welcome.consistency, from: known, history.latest)
        return (history, head, welcome)
    }

    /// Where the custodian shows a history that is not the one verified before, keeps both signed heads.
    private static func keepingEvidence<R>(
        _ pin: Pin?, _ vault: VaultID, _ key: PersonKey, _ pins: PinStore, _ custody: any Custody, _ now: Instant,
        _ body: () throws -> R
    ) throws -> R {
        do {
            return try body()
        } catch VaultError.tampered(let thing) {
            switch thing {
            case .rolledBack, .consistency:
                guard let pin else { break }
                let shown = try? custody.greet(Greeting(handle: key.handle, head: .empty)).checkpoint
                pins.keep(
                    first: pin.checkpoint, verified: pin.verified, second: shown, of: vault, at: now, key)
            default: break
            }
            throw VaultError.tampered(thing)
        }
    }

    static func noticingRollback<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch CustodyError.headUnknown(let named, let size) {
            throw VaultError.tampered(.rolledBack(pinned: named.size, shown: size))
        }
    }

    static func verify(
        checkpoint bytes: [UInt8], consistency: [Digest], from known: TreeHead, _ roster: Roster
    ) throws -> TreeHead {
        let genesis = roster.genesis
        let head: TreeHead
        do {
            let key = try NoteKey(name: genesis.origin, key: genesis.custodian)
            head = try Checkpoint(verifying: try Note(parsing: bytes), origin: genesis.origin, key: key).head
        } catch {
            throw VaultError.tampered(.checkpoint)
        }
        guard head.size >= known.size else {
            throw VaultError.tampered(.rolledBack(pinned: known.size, shown: head.size))
        }
        do {
            try verifyConsistency(from: known, to: head, proof: consistency)
        } catch {
            throw VaultError.tampered(.consistency(from: known.size, to: head.size))
        }
        return head
    }

    /// Fetches the roster anew, after somebody else changed it.
    private func refresh() throws {
        let before = pin
        let welcome: Welcome
        (history, head, welcome) = try Self.keepingEvidence(before, vault, key, pins, custody, now) {
            try Self.greet(key, vault, custody, before)
        }
        own.renew(sealed: welcome.sealed)
        checkpoint = welcome.checkpoint
        verified = now
        try pins.save(pin, provenFrom: before.head, key)
    }

    /// The signed checkpoint that says `head`.
    var checkpointNote: [UInt8] { checkpoint }

    /// Fetches the latest head, and the roster with it.
    func refreshHead() throws { try refresh() }

    /// Moves on to the head of `standing`, after verifying it.
    func follow(_ standing: Standing) throws {
        let known = head
        head = try Self.keepingEvidence(pin, vault, key, pins, custody, now) {
            try Self.verify(
                checkpoint: standing.checkpoint, consistency: standing.consistency, from: known, roster)
        }
        checkpoint = standing.checkpoint
        verified = now
        try pins.save(pin, provenFrom: known, key)
    }

    var now: Instant { clock() }

    /// Sealed keys that were not the ones that they should be, and were passed over for others.
    package var passedOver: [PassedOver] { findings.passedOver }
    /// What of a listing could not be read, since this began.
    package var unreadable: [Unreadable] { findings.unreadable }

    package var roster: Roster { history.latest }

    /// What is to be remembered.
    private var pin: Pin {
        Pin(
            vault: vault, head: head, roster: roster.head, mailbox: roster.genesis.mode.mailbox,
            role: roles.first ?? .admin(of: key.handle.agency), checkpoint: checkpoint, verified: verified)
    }

    // MARK: Asking

    /// What is to be asked, before it is signed.
    struct Draft: Sendable {
        let action: Action
        let role: RoleName
        var things: [ItemName: [UInt8]] = [:]
        var staged: Staged?

        /// Else it would be sealed to who has left meanwhile, or fit a place that is gone.
        var mustBeMadeAnew: Bool { type(of: action.kind).isMadeForTheMoment }
    }

    /// An allowed request's entry and what came with it, after all proofs were verified.
    struct Verified {
        let entry: Entry
        let released: Received
        /// The signed tree head of the answer, verified.
        let checkpoint: [UInt8]
        /// The path from the entry to the root of that.
        let inclusion: [Digest]
    }

    func ask(_ action: Action, as role: RoleName, things: [ItemName: [UInt8]] = [:]) throws -> Verified {
        try ask([Draft(action: action, role: role, things: things)])[0]
    }

    /// Signs and sends `drafts`, in one durable transaction; verifies every proof; pins; throws the first denial.
    func ask(_ drafts: [Draft]) throws -> [Verified] {
        for draft in drafts { try checkListed(draft.action.purpose) }
        // What was made for the moment is made anew by whoever made it; all else needs only another signature.
        if drafts.contains(where: \.mustBeMadeAnew) { return try send(drafts) }
        return try retrying(where: \.isOfAnOldRoster) { try send(drafts) }
    }

    private func send(_ drafts: [Draft]) throws -> [Verified] {
        let known = head
        let calls = try sign(drafts)
        let reply: Reply
        do {
            reply = try Self.keepingEvidence(pin, vault, key, pins, custody, now) {
                try Self.noticingRollback { try custody.ask(calls) }
            }
        } catch CustodyError.longPause(let last, let now) where !afterPause {
            guard try confirmPause(last, now) else { throw CustodyError.longPause(last: last, now: now) }
            afterPause = true
            return try send(drafts)
        }
        head = try Self.keepingEvidence(pin, vault, key, pins, custody, now) {
            try Self.verify(
                checkpoint: reply.checkpoint, consistency: reply.consistency, from: known, roster)
        }
        checkpoint = reply.checkpoint
        verified = now
        guard reply.answers.count == calls.count else { throw VaultError.tampered(.missing("answer")) }
        afterPause = false
        let verified = try zip(calls, reply.answers).map { call, answer in
            try verify(answer, of: call, reply.checkpoint)
        }
        try follow(calls, verified)
        try pins.save(pin, provenFrom: known, key)
        for done in verified {
            if case .denied(let reason) = done.entry.outcome {
                throw VaultError.denied(
                    reason, of: done.entry.request.action.record?.kind, sequence: done.entry.sequence)
            }
        }
        return verified
    }

    /// Repeats `body`, at most three times, where somebody else was faster: what it prepares is then prepared anew, by the
    /// roster of now.
    func retrying<R>(
        where isOvertaken: (CustodyError) -> Bool = \.isOvertaken, _ body: () throws -> R
    ) throws -> R {
        var attempts = 0
        while true {
            do {
                return try body()
            } catch let error as CustodyError where attempts < 3 && isOvertaken(error) {
                attempts += 1
                if error.isOfAnOldRoster { try refresh() }
            }
        }
    }

    /// Throws `unknownPurpose` for one that the charter does not list.
    func checkListed(_ purpose: Purpose?) throws {
        guard let purpose, !roster.charter.purposes.contains(purpose) else { return }
        throw VaultError.unknownPurpose(purpose, known: roster.charter.purposes)
    }

    /// The drafts as signed requests of one moment, on all cores.
    private func sign(_ drafts: [Draft]) throws -> [Call] {
        let (key, vault, time, head, roster, afterPause) = (key, vault, now, head, roster.head, afterPause)
        // The answers to several would each rest on it, and each goes on from it.
        let known = drafts.count == 1 ? lastTrail?.known : nil
        return try Cores.map(drafts, context: {}) { _, draft in
            Result {
                let manifest = Self.manifest(of: draft)
                let request = Request(
                    vault: vault, actor: key.handle, role: draft.role, time: time, head: head, roster: roster,
                    manifest: manifest.digest, afterPause: afterPause, action: draft.action)
                return Call(
                    note: try key.sign(request).encoded, manifest: manifest, things: draft.things,
                    staged: draft.staged, known: known)
            }
        }.map { try $0.get() }
    }

    private static func manifest(of draft: Draft) -> Manifest {
        var items = draft.things.map { Manifest.Item(name: $0.key, bytes: $0.value) }
        if let staged = draft.staged {
            items.append(Manifest.Item(name: .payload, byteCount: staged.byteCount, digest: staged.digest))
        }
        return Manifest(items)
    }

    private func verify(_ answer: Answer, of call: Call, _ checkpoint: [UInt8]) throws -> Verified {
        guard let entry = try? Entry(parsing: answer.entry) else {
            throw VaultError.tampered(.missing("entry"))
        }
        guard entry.note.encoded == call.note, Self.isPlaced(entry) else {
            throw VaultError.tampered(.entry(sequence: entry.sequence))
        }
        // A custodian whose clock is turned would make a grant that ended valid again. What sets the clock back is dated by two admins.
        guard entry.isWithinRequest || entry.request.action.kind is SetClockBack else {
            throw VaultError.tampered(.entry(sequence: entry.sequence))
        }
        do {
            try verifyInclusion(
                of: MerkleTree.leafHash(answer.entry), index: entry.sequence, in: head, proof: answer.inclusion)
        } catch {
            throw VaultError.tampered(.inclusion(sequence: entry.sequence))
        }
        return Verified(
            entry: entry, released: Received(answer.released), checkpoint: checkpoint,
            inclusion: answer.inclusion)
    }

    /// Whether an allowed request's entry stands in the chain of the case that it is about, and no other in one.
    static func isPlaced(_ entry: Entry) -> Bool {
        let about = entry.request.action.about
        guard entry.outcome.isAllowed else { return true }
        if let id = about.caseID { return entry.place?.caseID == id }
        let isAbout = about.record != nil || about.grant != nil || about.ask != nil
        return (entry.place != nil) == isAbout
    }

    /// The roster follows this officer's own changes of it.
    private func follow(_ calls: [Call], _ verified: [Verified]) throws {
        for (call, done) in zip(calls, verified)
        where done.entry.outcome.isAllowed && done.entry.request.action.changesRoster {
            let item = RosterItem(
                note: call.note, manifest: call.manifest, things: call.things.filter { $0.key.isPublic })
            try history.append(item)
            own.add(call.things.map { Thing(sequence: done.entry.sequence, name: $0.key, bytes: $0.value) })
        }
    }

    /// Who sealed the custodian's seed last.
    package var lastSealer: Handle? {
        history.items.last { $0.manifest.item(.custodianSeed) != nil }
            .flatMap { try? Request(parsing: try Note(parsing: $0.note).text).actor }
    }
}

extension CustodyError {
    fileprivate var isOfAnOldRoster: Bool { if case .rosterMoved = self { true } else { false } }

    /// Whether somebody else was faster: prepared anew, the same may be done.
    fileprivate var isOvertaken: Bool {
        switch self {
        case .rosterMoved, .refused(.epochMoved), .refused(.epochStale), .refused(.versionMoved): true
        default: false
        }
    }
}
