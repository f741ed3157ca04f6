import Casework
import Synchronization
import Vocabulary

/// What was staged and no request has claimed, of all connections: it is its person's, and lives ten minutes without a connection.
final class Stages: Sendable {
    private struct Held {
        let staged: Staged
        let owner: Handle
        /// The connection that it came by, as long as that lasts.
        var connection: UInt64?
        var until: ContinuousClock.Instant?
    }

    static let lifetime = Duration.seconds(600)
    /// Of one person, of all connections: two asks' worth.
    static let limit = 2 * Call.limit

    private let held = Mutex<[String: Held]>([:])

    func add(_ staged: Staged, of owner: Handle, by connection: UInt64) {
        held.withLock { $0[staged.id] = Held(staged: staged, owner: owner, connection: connection, until: nil) }
    }

    /// Whether `owner` may leave one more.
    func hasRoom(for owner: Handle) -> Bool { held.withLock { $0.values.count { $0.owner == owner } < Self.limit } }

    /// Takes them out for a request of `owner` that claims them: all or none. From then on nobody else claims them, nor is their time
    /// over in the middle of a transaction.
    func take(_ wanted: [Staged], of owner: Handle) -> Bool {
        held.withLock { held in
            let isWhole = Set(wanted.map(\.id)).count == wanted.count
            guard isWhole, wanted.allSatisfy({ held[$0.id]?.staged == $0 && held[$0.id]?.owner == owner }) else {
                return false
            }
            for one in wanted { held[one.id] = nil }
            return true
        }
    }

    /// The connection is gone.
    func leave(_ connection: UInt64, at now: ContinuousClock.Instant) {
        held.withLock { held in
            for (id, one) in held where one.connection == connection {
                held[id]?.connection = nil
                held[id]?.until = now.advanced(by: Self.lifetime)
            }
        }
    }

    /// Takes out those whose time is over.
    func takeExpired(at now: ContinuousClock.Instant) -> [Staged] {
        held.withLock { held in
            let expired = held.filter { _, one in one.until.map { $0 <= now } ?? false }
            for id in expired.keys { held[id] = nil }
            return expired.values.map(\.staged)
        }
    }
}
