import Casework
import Ledger
import Sodium
import Vocabulary

/// Holds the entries of an answer against what was asked for: they pass the filter, stand in order, and where that can
/// be known, none is left out.
struct EntryOrder {
    private let filter: AuditFilter
    private let size: UInt64
    /// Nothing but the range was asked for, by somebody who sees everything: the answer has no gaps.
    private let isWhole: Bool
    /// One case and nothing else was asked for, likewise: its entries are a counted chain.
    private let isCase: Bool
    private var next: UInt64
    private var count: UInt64 = 0
    private var link: (number: Int, hash: Digest)?

    init(_ filter: AuditFilter, upTo size: UInt64, seesAll: Bool) {
        self.filter = filter
        self.size = size
        var plain = AuditFilter()
        plain.from = filter.from
        plain.limit = filter.limit
        plain.withTexts = filter.withTexts
        isWhole = seesAll && filter == plain
        plain.caseID = filter.caseID
        isCase = seesAll && filter.caseID != nil && filter == plain
        next = filter.from
        if filter.from == 0 { link = (0, Digest.of("")) }
    }

    mutating func take(_ entry: Entry) throws {
        guard entry.sequence >= next, !isWhole || entry.sequence == next, passes(entry) else {
            throw VaultError.tampered(.entry(sequence: entry.sequence))
        }
        next = entry.sequence + 1
        count += 1
        guard isCase, let place = entry.place else { return }
        if let link {
            guard place.number == link.number + 1, place.previous == link.hash else {
                throw VaultError.tampered(.entry(sequence: entry.sequence))
            }
        }
        link = (place.number, entry.leafHash)
    }

    /// At the end, or where the answer says that it goes on.
    func finish(next continued: UInt64?) throws {
        guard isWhole, filter.from < size, filter.limit > 0 else { return }
        guard next == (continued ?? size) else { throw VaultError.tampered(.entry(sequence: next)) }
    }

    private func passes(_ entry: Entry) -> Bool {
        let request = entry.request
        func fits<Value: Equatable>(_ wanted: Value?, _ value: Value?) -> Bool { wanted == nil || wanted == value }
        return fits(filter.caseID, entry.caseID) && fits(filter.record, request.action.record)
            && fits(filter.actor, request.actor) && fits(filter.role, request.role)
            && fits(filter.action, entry.shownAction)
            && fits(filter.outcome, entry.outcome.isAllowed ? .allowed : .denied)
            && (filter.since.map { entry.time >= $0 } ?? true) && (filter.until.map { entry.time <= $0 } ?? true)
    }
}
