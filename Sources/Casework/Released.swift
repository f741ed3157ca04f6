import Ledger
package import Sodium
package import Vocabulary

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

extension Manifest {
    /// Whether this is the half that was signed. Of a move, nobody but the custodian knows the new key half: there, its author's
    /// commitment to the file key is the check.
    package func holds(_ half: Half) -> Bool {
        if half.kind == .key, item(.keyRefresh) != nil { return true }
        return item(half.kind == .key ? .keyHalf : .metadataHalf)?.digest == Digest.of(half.bytes)
    }
}

/// A case that a search found.
package struct Match: Hashable, Sendable {
    /// That one search names.
    package static let limit = 50

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
