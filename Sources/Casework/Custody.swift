package import Ledger
package import Sodium
package import Vocabulary

/// The custodian as the officer's side sees it: ciphertext in, ciphertext and halves out.
///
/// One message in, one out, with byte streams beside. It is answered in process, over a directory.
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

package struct Greeting: Hashable, Sendable {
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

/// A payload on its way, by whoever brings it: a connection, and after that another. What is not finished is gone with whoever
/// holds it.
package protocol ArrivingPayload: AnyObject, Sendable {
    /// As `Staged` has it in the end.
    var id: String { get }
    /// Of what was appended.
    var byteCount: Int { get }
    func append(_ bytes: Span<UInt8>) throws
    /// Waits until all of that is on the disk.
    func sync() throws
    /// Once: all of it is there, durably.
    func finish() throws -> Staged
    /// Unless it is finished, nothing of it is left.
    func discard()
}

/// A signed request with the sealed things that it lists.
package struct Call: Sendable {
    /// So many go in one ask, at most: what takes more goes in several, each whole.
    package static let limit = 256

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
    /// That no answer over a connection goes beyond, as it is sent.
    package static let byteLimit = 256 << 20

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
