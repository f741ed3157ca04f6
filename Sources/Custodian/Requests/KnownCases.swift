import Casework
import Synchronization
import Vocabulary

/// The few cases that were asked about last, each as some transaction read it before it changed anything.
///
/// A trail only grows: what was read once is the beginning of what stands there now, and only the rest is read again. That it is
/// so tells the last entry about the case, which names the trail that it follows.
final class KnownCases: Sendable {
    private static let limit = 8

    private struct Known {
        var states: [CaseID: CaseState] = [:]
        /// The one that was asked about last is at the end.
        var order: [CaseID] = []
    }

    private let known = Mutex(Known())

    /// The case as its trail has it, with nothing that is not committed yet.
    func state(of id: CaseID, _ transaction: IndexTransaction) throws -> CaseState? {
        guard let state = try current(id, transaction) else { return nil }
        known.withLock { known in
            known.order.append(id)
            known.states[id] = state
            if known.order.count > Self.limit { known.states[known.order.removeFirst()] = nil }
        }
        return state
    }

    /// An older copy of the database may have been put in the place of the one that was read: then all is read again.
    private func current(_ id: CaseID, _ transaction: IndexTransaction) throws -> CaseState? {
        if let known = take(id), let state = try goesOn(from: known, id, transaction),
            let last = try transaction.lastEntry(of: id), try transaction.entry(last.sequence).trailAfter == state.head
        {
            return state
        }
        return try transaction.state(of: id)
    }

    /// Nil where what stands there does not go on from it. What can't be read is no such sign: the transaction has ended with it.
    private func goesOn(from known: CaseState, _ id: CaseID, _ transaction: IndexTransaction) throws -> CaseState? {
        do {
            return try transaction.state(of: id, known: known)
        } catch CustodyError.damaged {
            return nil
        }
    }

    /// Not kept while it is extended: a state with one owner changes in its place.
    private func take(_ id: CaseID) -> CaseState? {
        known.withLock { known in
            known.order.removeAll { $0 == id }
            return known.states.removeValue(forKey: id)
        }
    }
}
