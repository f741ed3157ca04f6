import Casework
import Synchronization
import Vocabulary

/// What was staged and no request has claimed, of all connections: it is its person's, and lives ten minutes without a connection.
///
/// What a person has here may not grow beyond what it leaves free for the others, nor into the reserve, which is the ledger's.
final class Stages: Sendable {
    private struct Held {
        let staged: Staged
        let owner: Handle
        /// The connection that it came by, as long as that lasts.
        var connection: UInt64?
        var until: ContinuousClock.Instant?
    }

    private struct State {
        var held: [String: Held] = [:]
        /// Of each person, what is being written: the bytes that came so far.
        var arriving: [Handle: [UInt64: Int]] = [:]
        var count: UInt64 = 0

        func byteCount(of owner: Handle) -> Int {
            held.values.reduce(0) { $0 + ($1.owner == owner ? $1.staged.byteCount : 0) }
                + (arriving[owner]?.values.reduce(0, +) ?? 0)
        }
    }

    static let lifetime = Duration.seconds(600)
    /// Of one person, of all connections: two asks' worth.
    static let limit = 2 * Call.limit

    private let state = Mutex(State())
    private let limits: Server.Limits
    /// Bytes that are free where payloads lie; nil where the system does not say.
    private let room: @Sendable () -> Int?

    init(_ limits: Server.Limits = Server.Limits(), room: @escaping @Sendable () -> Int? = { .max }) {
        self.limits = limits
        self.room = room
    }

    /// One that is being written. It counts for its person until it ends.
    struct Arriving {
        fileprivate let owner: Handle
        fileprivate let number: UInt64
    }

    /// Throws `busy` where `owner` writes, or has left, as many as anybody may.
    func begin(of owner: Handle) throws(CustodyError) -> Arriving {
        let number = state.withLock { state -> UInt64? in
            let arriving = state.arriving[owner, default: [:]]
            let held = state.held.values.count { $0.owner == owner }
            guard arriving.count < limits.stages, held + arriving.count < Self.limit else { return nil }
            state.count += 1
            state.arriving[owner, default: [:]][state.count] = 0
            return state.count
        }
        guard let number else { throw .busy }
        return Arriving(owner: owner, number: number)
    }

    /// Before `byteCount` more of it are written. Throws `full` where they would leave too little.
    func take(_ byteCount: Int, for arriving: Arriving) throws(CustodyError) {
        // A disk that does not say how full it is takes nothing new.
        guard let room = room() else { throw .full }
        let fits = state.withLock { state in
            guard state.byteCount(of: arriving.owner) + byteCount <= room - limits.reserve else { return false }
            state.arriving[arriving.owner]?[arriving.number, default: 0] += byteCount
            return true
        }
        guard fits else { throw .full }
    }

    /// It is written, or given up.
    func end(_ arriving: Arriving) {
        state.withLock { state in
            state.arriving[arriving.owner]?[arriving.number] = nil
            if state.arriving[arriving.owner]?.isEmpty == true { state.arriving[arriving.owner] = nil }
        }
    }

    func add(_ staged: Staged, of owner: Handle, by connection: UInt64) {
        state.withLock {
            $0.held[staged.id] = Held(staged: staged, owner: owner, connection: connection, until: nil)
        }
    }

    /// Takes them out for a request of `owner` that claims them: all or none. From then on nobody else claims them, nor is their time
    /// over in the middle of a transaction.
    func take(_ wanted: [Staged], of owner: Handle) -> Bool {
        state.withLock { state in
            let isWhole = Set(wanted.map(\.id)).count == wanted.count
            guard isWhole,
                wanted.allSatisfy({ state.held[$0.id]?.staged == $0 && state.held[$0.id]?.owner == owner })
            else { return false }
            for one in wanted { state.held[one.id] = nil }
            return true
        }
    }

    /// The connection is gone.
    func leave(_ connection: UInt64, at now: ContinuousClock.Instant) {
        state.withLock { state in
            for (id, one) in state.held where one.connection == connection {
                state.held[id]?.connection = nil
                state.held[id]?.until = now.advanced(by: Self.lifetime)
            }
        }
    }

    /// Takes out those whose time is over.
    func takeExpired(at now: ContinuousClock.Instant) -> [Staged] {
        state.withLock { state in
            let expired = state.held.filter { _, one in one.until.map { $0 <= now } ?? false }
            for id in expired.keys { state.held[id] = nil }
            return expired.values.map(\.staged)
        }
    }
}
