import Casework
import Ledger
import Sodium
import Vocabulary

/// The entries that a reader of the log gets: all for `audit`; else their own, and those of cases their role holds.
struct AuditReading {
    static let entryLimit = 100_000

    let transaction: IndexTransaction
    /// Of the ledger, when the reading was entered: what came since is not looked at.
    let size: UInt64
    let policy: Policy
    let request: Request
    let filter: AuditFilter

    func released() throws -> Released {
        let seesAll = policy.roster.charter.capabilities(of: request.role)?.contains(.audit) == true
        let reader: IndexTransaction.Reader? = seesAll ? nil : (request.actor, request.role)
        let limit = Int(min(filter.limit, UInt64(Self.entryLimit)))
        var released = Released()
        var visible: [CaseID: CaseState?] = [:]
        var filter = filter
        while released.entries.count < limit {
            let sequences = try transaction.sequences(
                filter, for: reader, limit: limit - released.entries.count, before: size)
            guard let last = sequences.last else { break }
            for sequence in sequences {
                let leaf = try transaction.leaf(sequence)
                var texts: [ItemName: [UInt8]] = [:]
                if !seesAll {
                    let entry = try self.entry(leaf, sequence)
                    let state = try shown(entry, &visible)
                    guard state != nil || entry.request.actor == request.actor else { continue }
                    if filter.withTexts, Listing.tells(entry, of: state, to: request, roster: policy.roster) {
                        texts = try self.texts(of: sequence)
                    }
                } else if filter.withTexts {
                    texts = try self.texts(of: sequence)
                }
                released.entries.append(
                    ReleasedEntry(
                        bytes: leaf,
                        inclusion: try MerkleTree.inclusionProof(index: sequence, size: size, in: transaction),
                        texts: texts))
            }
            filter.from = last + 1
        }
        if released.entries.count == limit, limit > 0,
            try !transaction.sequences(filter, for: reader, limit: 1, before: size).isEmpty
        {
            released.nextSequence = filter.from
        }
        return released
    }

    private func entry(_ leaf: [UInt8], _ sequence: UInt64) throws -> Entry {
        guard let entry = try? Entry(parsing: leaf), entry.sequence == sequence else {
            throw CustodyError.damaged(.ledgerEntry(sequence))
        }
        return entry
    }

    /// The case that `entry` is about, where the reader's role holds it.
    private func shown(_ entry: Entry, _ visible: inout [CaseID: CaseState?]) throws -> CaseState? {
        guard let id = entry.caseID else { return nil }
        if let known = visible[id] { return known }
        let state = try transaction.state(of: id, before: size).flatMap { state in
            Listing.shows(state, to: request, roster: policy.roster, at: policy.now) ? state : nil
        }
        visible[id] = .some(state)
        return state
    }

    private func texts(of sequence: UInt64) throws -> [ItemName: [UInt8]] {
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
