package import Ledger
package import Sodium
package import Vocabulary

/// The custodian as the officer's side sees it: ciphertext in, ciphertext and halves out.
///
/// One message in, one out, with byte streams beside. It is answered in process over a directory, and can be answered
/// over any byte stream.
package protocol Custody: AnyObject {
    /// Says who is there; gets the roster and what is sealed to that person. Opens nothing and makes no entry.
    func greet(_ greeting: Greeting) throws -> Welcome

    /// Takes a large sealed payload, which `produce` hands to the sink piece by piece, ahead of the request that will
    /// name it. What no request claims is swept away.
    func stage(_ produce: (_ sink: (Span<UInt8>) throws -> Void) throws -> Void) throws -> Staged

    /// Decides, logs and carries out, all `calls` in one durable transaction; only then releases.
    func ask(_ calls: [Call]) throws -> Reply

    /// Takes a cosigned checkpoint. No entry: the ledger does not grow by being looked at.
    func witness(_ checkpoint: [UInt8], by handle: Handle) throws

    /// Who witnessed which head, and what each agency did last. No entry either.
    func standing(_ greeting: Greeting) throws -> Standing
}

/// What an officer is shown of the others: signed and proved, all of it.
package struct Standing: Sendable {
    package let checkpoint: [UInt8]
    package let consistency: [Digest]
    /// Of each person who is enrolled, the latest checkpoint that they cosigned.
    package let witnessed: [Witnessed]
    /// Of each agency, the last entry.
    package let last: [ReleasedEntry]

    package init(checkpoint: [UInt8], consistency: [Digest], witnessed: [Witnessed], last: [ReleasedEntry]) {
        self.checkpoint = checkpoint
        self.consistency = consistency
        self.witnessed = witnessed
        self.last = last
    }
}

/// A checkpoint with a person's cosignature, and the proof that the tree of now contains it.
package struct Witnessed: Sendable {
    package let handle: Handle
    package let note: [UInt8]
    package let consistency: [Digest]

    package init(handle: Handle, note: [UInt8], consistency: [Digest]) {
        self.handle = handle
        self.note = note
        self.consistency = consistency
    }
}

package struct Greeting: Sendable {
    package let handle: Handle
    /// The tree head that the officer last verified.
    package let head: TreeHead

    package init(handle: Handle, head: TreeHead) {
        self.handle = handle
        self.head = head
    }
}

/// What an officer begins with. Everything in it is signed or sealed; nothing is believed for having been sent.
package struct Welcome: Sendable {
    package let roster: [RosterItem]
    /// Age files to the person: role seeds and the search key, with their names and entries.
    package let sealed: [Thing]
    package let checkpoint: [UInt8]
    package let consistency: [Digest]

    package init(roster: [RosterItem], sealed: [Thing], checkpoint: [UInt8], consistency: [Digest]) {
        self.roster = roster
        self.sealed = sealed
        self.checkpoint = checkpoint
        self.consistency = consistency
    }
}

/// A payload that was taken and is not yet claimed.
package struct Staged: Hashable, Sendable {
    package let id: String
    package let byteCount: Int
    package let digest: Digest

    package init(id: String, byteCount: Int, digest: Digest) {
        self.id = id
        self.byteCount = byteCount
        self.digest = digest
    }
}

/// A signed request with the sealed things that it lists.
package struct Call: Sendable {
    package let note: [UInt8]
    package let manifest: Manifest
    package let things: [ItemName: [UInt8]]
    /// A payload too large to travel inside, staged before.
    package let staged: Staged?
    /// What of a case's trail the officer has verified: of an answer about that case the rest is enough.
    package let known: KnownTrail?

    package init(
        note: [UInt8], manifest: Manifest, things: [ItemName: [UInt8]], staged: Staged? = nil, known: KnownTrail? = nil
    ) {
        self.note = note
        self.manifest = manifest
        self.things = things
        self.staged = staged
        self.known = known
    }
}

/// The beginning of a case's trail, by its head.
package struct KnownTrail: Hashable, Sendable {
    package let caseID: CaseID
    package let head: ChainHead

    package init(caseID: CaseID, head: ChainHead) {
        self.caseID = caseID
        self.head = head
    }
}

/// A stored thing, named by the entry that brought it.
package struct Thing: Hashable, Sendable {
    package let sequence: UInt64
    package let name: ItemName
    package let bytes: [UInt8]

    package init(sequence: UInt64, name: ItemName, bytes: [UInt8]) {
        self.sequence = sequence
        self.name = name
        self.bytes = bytes
    }
}

/// The answers to the calls of one `ask`, in their order, with the proofs that their entries are in the ledger.
package struct Reply {
    package let checkpoint: [UInt8]
    /// From the tree head that the requests named.
    package let consistency: [Digest]
    package let answers: [Answer]

    package init(checkpoint: [UInt8], consistency: [Digest], answers: [Answer]) {
        self.checkpoint = checkpoint
        self.consistency = consistency
        self.answers = answers
    }
}

package struct Answer {
    package let entry: [UInt8]
    package let inclusion: [Digest]
    /// Empty where the request was denied.
    package let released: Released

    package init(entry: [UInt8], inclusion: [Digest], released: Released) {
        self.entry = entry
        self.inclusion = inclusion
        self.released = released
    }
}

/// What an allowed request brings.
package struct Released {
    package var cases: [ReleasedCase] = []
    package var things: [Thing] = []
    package var halves: [Half] = []
    package var payload: (any PayloadSource)?
    package var matches: [Match] = []
    /// Whose words those of a search for a name are, by the custodian's own word: its entry does not say.
    package var found: [CaseID: Set<FoundAs>] = [:]
    /// Other identities of the case that have the token of the NIK that came with an addition, by the custodian's own word.
    package var twins: [RecordID] = []
    package var entries: [ReleasedEntry] = []
    package var leaves: (any LeafSource)?
    package var report: StorageReport?
    /// More than fitted: go on after this case, or at this sequence number.
    package var nextCase: CaseID?
    package var nextSequence: UInt64?

    package init() {}
}

/// The trail of a case: its leaves verbatim, and the manifests of those whose things are released.
package struct ReleasedCase: Sendable {
    package let id: CaseID
    /// The head that the officer named, where `trail` is what follows it; else that of no change.
    package let base: ChainHead
    package let trail: [[UInt8]]
    package let manifests: [UInt64: Manifest]

    package init(id: CaseID, base: ChainHead = .start, trail: [[UInt8]], manifests: [UInt64: Manifest]) {
        self.id = id
        self.base = base
        self.trail = trail
        self.manifests = manifests
    }
}

/// The custodian's part of a record version's keys: noise by itself.
package struct Half: Hashable, Sendable {
    package enum Kind: String, Sendable {
        /// B: with A it is the file key.
        case key
        /// M: the salt of the metadata key.
        case metadata
    }

    package let kind: Kind
    /// A record's id, or a case's for its summary.
    package let record: String
    package let version: Int
    package let epoch: EpochName
    package let bytes: [UInt8]

    package init(kind: Kind, record: String, version: Int, epoch: EpochName, bytes: [UInt8]) {
        self.kind = kind
        self.record = record
        self.version = version
        self.epoch = epoch
        self.bytes = bytes
    }
}

package struct Match: Hashable, Sendable {
    package let caseID: CaseID
    package let owner: RoleName

    package init(caseID: CaseID, owner: RoleName) {
        self.caseID = caseID
        self.owner = owner
    }
}

package struct ReleasedEntry: Sendable {
    package let bytes: [UInt8]
    package let inclusion: [Digest]
    /// Basis and reason, where asked for and not deleted.
    package let texts: [ItemName: [UInt8]]

    package init(bytes: [UInt8], inclusion: [Digest], texts: [ItemName: [UInt8]]) {
        self.bytes = bytes
        self.inclusion = inclusion
        self.texts = texts
    }
}

/// A sealed payload, read piece by piece.
package protocol PayloadSource: AnyObject {
    var byteCount: Int { get }
    /// Fills `buffer`; fewer bytes only at the end.
    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int
}

/// The leaves of the ledger in their order, from the number asked for to the size of the reply's checkpoint; and for
/// whoever read those before it already, what these rest on.
package protocol LeafSource: AnyObject {
    /// Up to `limit` leaves; none at the end.
    func next(_ limit: Int) throws -> [[UInt8]]
    /// The changes of a case among the leaves before the first.
    func trail(_ id: CaseID) throws -> [[UInt8]]
    /// The proof that the tree of `size` leaves is the beginning of the tree of `to`, which ends before the first leaf.
    func consistency(from size: UInt64, to: UInt64) throws -> [Digest]
}

/// A leaf, read: its entry and its hash.
package struct ReadLeaf: Sendable {
    package let entry: Entry
    package let hash: Digest

    /// Throws as `Entry` does.
    package init(parsing leaf: [UInt8]) throws {
        entry = try Entry(parsing: leaf)
        hash = MerkleTree.leafHash(leaf)
    }
}

/// What `verify` found: how much was held against each other, and what does not fit.
package struct StorageReport: Sendable {
    package var entries: UInt64 = 0
    package var records = 0
    package var objects = 0
    package var byteCount: UInt64 = 0
    package var damages: [Damage] = []

    package init() {}
}

/// The entry by which something became what somebody asks for once more, by the custodian's own word.
package struct Precedent: Hashable, Sendable {
    package let action: ActionName
    package let sequence: UInt64
    package let time: Instant
    package let by: Handle

    package init(_ entry: Entry) {
        action = entry.request.action.name
        sequence = entry.sequence
        time = entry.time
        by = entry.request.actor
    }
}

/// Why the custodian gave no answer. A denial is an answer.
package enum CustodyError: Error {
    case refused(Refusal)
    /// What was asked for is so already, by this entry.
    case alreadyDone(Precedent)
    /// The roster went on: fetch it and ask again.
    case rosterMoved
    /// The officer verified a tree head that this ledger does not contain.
    case headUnknown(named: TreeHead, size: UInt64)
    /// The officer's clock and the custodian's differ too much.
    case notFresh(custodian: Instant)
    /// The last entry is of a later time than now: the clock of this moment is behind, or that of the last entry ran ahead.
    case behindLedger(last: Instant, now: Instant)
    /// The last entry is long past: the vault rested, or the clock ran ahead.
    case longPause(last: Instant, now: Instant)
    case replayed
    case badSignature
    case notThisVault
    case damaged(Damage)
    /// Too many denials: counted, not listed.
    case throttled
    /// Another program held the vault for too long.
    case busy
    /// The vault's disk is full.
    case full
    /// The disk refuses.
    case storage(String)
    /// The vault is only looked at, and this needs an entry.
    case onlyLooking
}

extension CaseState {
    /// Where the key of `epoch` may stand, wrapped for `actor` on the strength of `access`: the best first.
    package func keyPlaces(
        of name: EpochName, access: Access, actor: Handle
    ) -> [(sequence: UInt64, item: ItemName)] {
        guard let epoch = epoch(name) else { return [] }
        switch access {
        case .approver, .audit, .asker: return []
        case .owner:
            return epoch.holders.filter { $0.grant == nil }.flatMap { holder in
                [(epoch.sequence, .holding(name, holder)), (epoch.sequence, .envelope(name, holder))]
            }
        case .grant(let id):
            guard let grant = grants[id] else { return [] }
            var places: [(UInt64, ItemName)] = []
            let holder = grant.holder(for: actor)
            if let accepted = grant.acceptances[holder] { places.append((accepted, .holding(name, holder))) }
            if grant.terms.epochs.contains(where: { $0.compartment == name.compartment && $0.epoch >= name.epoch }) {
                places.append((grant.sequence, .envelope))
            }
            for holder in epoch.holders where holder.grant == id {
                if case .person(_, let person) = holder, person != actor { continue }
                places.append((epoch.sequence, .envelope(name, holder)))
            }
            return places
        }
    }
}
