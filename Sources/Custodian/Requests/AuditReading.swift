import Casework
import Ledger
import Sodium
import Vocabulary

/// The entries that a reader of the log gets: all for `audit`; else their own, and those of cases their role holds.
///
/// They are gathered slice by slice. The log only appends, and what came since the reading was entered is not looked at: so each
/// slice may have a snapshot of its own.
struct AuditReading {
    /// Of one answer: whoever wants more asks again, from where it ended.
    static let entryLimit = 16_384
    /// That are looked at in one snapshot.
    private static let sliceLength = 512

    /// Of the ledger, when the reading was entered.
    private let size: UInt64
    private let policy: Policy
    private let request: Request
    /// What is left to be read.
    private var filter: AuditFilter
    private let limit: Int
    private var visible: [CaseID: CaseState?] = [:]
    private(set) var released = Released()

    init(size: UInt64, policy: Policy, request: Request, filter: AuditFilter) {
        self.size = size
        self.policy = policy
        self.request = request
        self.filter = filter
        limit = Int(min(filter.limit, UInt64(Self.entryLimit)))
    }

    /// Gathers what `transaction` has of the next slice. False once there is no more to gather.
    mutating func goOn(_ transaction: IndexTransaction) throws -> Bool {
        let seesAll = policy.roster.charter.capabilities(of: request.role)?.contains(.audit) == true
        let reader: IndexTransaction.Reader? = seesAll ? nil : (request.actor, request.role)
        let sequences = try transaction.sequences(
            filter, for: reader, limit: min(Self.sliceLength, limit - released.entries.count), before: size)
        guard let last = sequences.last else { return false }
        for sequence in sequences {
            let leaf = try transaction.leaf(sequence)
            var texts: [ItemName: [UInt8]] = [:]
            if !seesAll {
                let entry = try self.entry(leaf, sequence)
                let state = try shown(entry, transaction)
                guard state != nil || entry.request.actor == request.actor else { continue }
                if filter.withTexts, Listing.tells(entry, of: state, to: request, roster: policy.roster) {
                    texts = try self.texts(of: sequence, transaction)
                }
            } else if filter.withTexts {
                texts = try self.texts(of: sequence, transaction)
            }
            released.entries.append(
                ReleasedEntry(
                    bytes: leaf,
                    inclusion: try MerkleTree.inclusionProof(index: sequence, size: size, in: transaction),
                    texts: texts))
        }
        filter.from = last + 1
        guard released.entries.count == limit else { return true }
        if try !transaction.sequences(filter, for: reader, limit: 1, before: size).isEmpty {
            released.nextSequence = filter.from
        }
        return false
    }

    private func entry(_ leaf: [UInt8], _ sequence: UInt64) throws -> Entry {
        guard let entry = try? Entry(parsing: leaf), entry.sequence == sequence else {
            throw CustodyError.damaged(.ledgerEntry(sequence))
        }
        return entry
    }

    /// The case that `entry` is about, where the reader's role holds it.
    private mutating func shown(_ entry: Entry, _ transaction: IndexTransaction) throws -> CaseState? {
        guard let id = entry.caseID else { return nil }
        if let known = visible[id] { return known }
        let state = try transaction.state(of: id, before: size).flatMap { state in
            Listing.shows(state, to: request, roster: policy.roster, at: policy.now) ? state : nil
        }
        visible[id] = .some(state)
        return state
    }

    private func texts(of sequence: UInt64, _ transaction: IndexTransaction) throws -> [ItemName: [UInt8]] {
        guard let manifest = try transaction.keptManifest(sequence) else { return [:] }
        var texts: [ItemName: [UInt8]] = [:]
        for name in [ItemName.basis, .reason] {
            texts[name] = try transaction.thing(name, of: sequence, in: manifest)
        }
        return texts
    }
}

/// The log, leaf by leaf, up to the size that it had when the reading was logged: it only appends.
final class StoredLeaves: LeafSource {
    private let index: Index
    private let start: UInt64
    private var position: UInt64
    private let end: UInt64

    init(_ index: Index, from: UInt64, to end: UInt64) {
        self.index = index
        start = from
        position = from
        self.end = end
    }

    func next(_ limit: Int) throws -> [[UInt8]] {
        guard position < end else { return [] }
        let range = position..<min(position + UInt64(limit), end)
        position = range.upperBound
        return try index.read { try $0.leaves(range) }
    }

    func trail(_ id: CaseID) throws -> [[UInt8]] {
        try index.read { transaction in
            try transaction.trail(id).filter { $0 < start }.map { try transaction.leaf($0) }
        }
    }

    func consistency(from size: UInt64, to: UInt64) throws -> [Digest] {
        guard to <= end else { throw CustodyError.refused(.malformed) }
        return try index.read { try MerkleTree.consistencyProof(from: size, to: to, in: $0) }
    }
}
