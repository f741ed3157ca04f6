import Casework
import Ledger

/// The entries that a reader of the log gets: all for `audit`; else their own, and those of cases their role holds.
struct AuditReading {
    static let entryLimit = 100_000

    let transaction: IndexTransaction
    let policy: Policy
    let request: Request
    let filter: AuditFilter

    func released(size: UInt64) throws -> Released {
        let seesAll = policy.roster.charter.capabilities(of: request.role)?.contains(.audit) == true
        let limit = Int(min(filter.limit, UInt64(Self.entryLimit)))
        var released = Released()
        var visible: [CaseID: Bool] = [:]
        var filter = filter
        while released.entries.count < limit {
            let sequences = try transaction.sequences(
                filter, onlyFor: seesAll ? nil : (request.actor, request.role), limit: limit - released.entries.count)
            guard let last = sequences.last else { break }
            for sequence in sequences {
                let entry = try transaction.entry(sequence)
                guard try seesAll || isOwn(entry, &visible) else { continue }
                released.entries.append(
                    ReleasedEntry(
                        bytes: entry.bytes,
                        inclusion: try MerkleTree.inclusionProof(index: sequence, size: size, in: transaction),
                        texts: filter.withTexts ? try texts(of: entry) : [:]))
            }
            filter.from = last + 1
        }
        if released.entries.count == limit, limit > 0,
            try !transaction.sequences(
                filter, onlyFor: seesAll ? nil : (request.actor, request.role), limit: 1
            ).isEmpty
        {
            released.nextSequence = filter.from
        }
        return released
    }

    private func isOwn(_ entry: Entry, _ visible: inout [CaseID: Bool]) throws -> Bool {
        if entry.request.actor == request.actor { return true }
        guard let id = entry.caseID else { return false }
        if let known = visible[id] { return known }
        var isVisible = false
        if let state = try transaction.state(of: id) {
            let own = Policy(roster: policy.roster, state: state, searchesToday: 0, now: policy.now)
            isVisible = own.access(request, to: .summary, purpose: nil).isAllowed
        }
        visible[id] = isVisible
        return isVisible
    }

    private func texts(of entry: Entry) throws -> [ItemName: [UInt8]] {
        let manifest = try transaction.manifest(entry.sequence)
        var texts: [ItemName: [UInt8]] = [:]
        for name in [ItemName.basis, .reason] {
            texts[name] = try transaction.thing(name, of: entry.sequence, in: manifest)
        }
        return texts
    }
}

extension Policy.Access {
    var isAllowed: Bool {
        if case .denied = self { return false }
        return true
    }
}

/// The log, leaf by leaf, up to the size that it had when the reading was logged: it only appends.
final class StoredLeaves: LeafSource {
    private let index: Index
    private var position: UInt64
    private let end: UInt64

    init(_ index: Index, from: UInt64, to end: UInt64) {
        self.index = index
        position = from
        self.end = end
    }

    func next(_ limit: Int) throws -> [[UInt8]] {
        guard position < end else { return [] }
        let range = position..<min(position + UInt64(limit), end)
        position = range.upperBound
        return try index.read { transaction in try range.map { try transaction.leaf($0) } }
    }
}
