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

    private let held = Mutex<[String: Held]>([:])

    func add(_ staged: Staged, of owner: Handle, by connection: UInt64) {
        held.withLock { $0[staged.id] = Held(staged: staged, owner: owner, connection: connection, until: nil) }
    }

    func isOwned(_ staged: Staged, by owner: Handle) -> Bool {
        held.withLock { $0[staged.id].map { $0.staged == staged && $0.owner == owner } ?? false }
    }

    /// A request claimed it, or the custodian gave it up.
    func forget(_ staged: Staged) { held.withLock { _ = $0.removeValue(forKey: staged.id) } }

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
