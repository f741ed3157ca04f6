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

    /// What is being written; or was, by a connection that was dropped.
    private struct Under {
        let payload: any ArrivingPayload
        let owner: Handle
        /// Of what came so far, and of what is about to be written.
        var byteCount = 0
        /// By which it comes, as long as that lasts.
        var connection: UInt64?
        var until: ContinuousClock.Instant?
    }

    private struct State {
        var held: [String: Held] = [:]
        var under: [String: Under] = [:]

        func byteCount(of owner: Handle) -> Int {
            held.values.reduce(0) { $0 + ($1.owner == owner ? $1.staged.byteCount : 0) }
                + under.values.reduce(0) { $0 + ($1.owner == owner ? $1.byteCount : 0) }
        }

        /// Which are being written at this moment.
        func writtenCount(of owner: Handle) -> Int {
            under.values.count { $0.owner == owner && $0.connection != nil }
        }

        func count(of owner: Handle) -> Int {
            held.values.count { $0.owner == owner } + under.values.count { $0.owner == owner }
        }
    }

    static let lifetime = Duration.seconds(Resumption.seconds)
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

    /// Nil where the system does not say.
    var freeByteCount: Int? { room() }

    /// Throws `busy` where `owner` writes, or has left, as many as anybody may.
    func check(_ owner: Handle) throws(CustodyError) {
        let hasRoom = state.withLock { state in
            state.writtenCount(of: owner) < limits.stages && state.count(of: owner) < Self.limit
        }
        guard hasRoom else { throw .busy }
    }

    /// One is being written from now on, until it ends or is parted with. Throws as `check` does.
    func begin(_ payload: any ArrivingPayload, of owner: Handle, by connection: UInt64) throws(CustodyError) {
        let isBegun = state.withLock { state in
            guard state.writtenCount(of: owner) < limits.stages, state.count(of: owner) < Self.limit else {
                return false
            }
            state.under[payload.id] = Under(payload: payload, owner: owner, connection: connection)
            return true
        }
        guard isBegun else { throw .busy }
    }

    /// Before a request that brings so many bytes itself. Throws `full` where they would leave too little.
    func checkRoom(for byteCount: Int) throws(CustodyError) {
        guard let room = room(), byteCount <= room - limits.reserve else { throw .full }
    }

    /// Before `byteCount` more of it are written. Throws `full` where they would leave too little.
    func take(_ byteCount: Int, for payload: any ArrivingPayload) throws(CustodyError) {
        // A disk that does not say how full it is takes nothing new.
        guard let room = room() else { throw .full }
        let fits = state.withLock { state in
            guard let owner = state.under[payload.id]?.owner,
                state.byteCount(of: owner) + byteCount <= room - limits.reserve
            else { return false }
            state.under[payload.id]?.byteCount += byteCount
            return true
        }
        guard fits else { throw .full }
    }

    /// It is written, or given up.
    func end(_ payload: any ArrivingPayload) { state.withLock { $0.under[payload.id] = nil } }

    /// Its connection was dropped: it is gone on with over another, or goes in time.
    func part(_ payload: any ArrivingPayload, by connection: UInt64, at now: ContinuousClock.Instant) {
        state.withLock { state in
            // Another may go on with it by now.
            guard state.under[payload.id]?.connection == connection else { return }
            state.under[payload.id]?.connection = nil
            state.under[payload.id]?.until = now.advanced(by: Self.lifetime)
        }
    }

    /// What somebody goes on with.
    enum Found {
        case payload(any ArrivingPayload)
        /// It came to its end.
        case whole(Staged)
        /// Its connection does not know yet that it is gone.
        case elsewhere(UInt64)
        /// There is none by that name, or it is not theirs.
        case none
    }

    /// Throws `busy` where `owner` writes as many as anybody may.
    func goOn(
        with id: String, of owner: Handle, by connection: UInt64, at now: ContinuousClock.Instant
    ) throws(CustodyError) -> Found {
        let (found, isBusy) = state.withLock { state -> (Found, Bool) in
            if let held = state.held[id], held.owner == owner, held.until.map({ $0 > now }) ?? true {
                state.held[id]?.connection = connection
                state.held[id]?.until = nil
                return (.whole(held.staged), false)
            }
            guard let under = state.under[id], under.owner == owner, under.until.map({ $0 > now }) ?? true else {
                return (.none, false)
            }
            if let other = under.connection { return (.elsewhere(other), false) }
            guard state.writtenCount(of: owner) < limits.stages else { return (.none, true) }
            state.under[id]?.connection = connection
            state.under[id]?.until = nil
            return (.payload(under.payload), false)
        }
        if isBusy { throw .busy }
        return found
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

    /// Takes out those whose time is over. What was never finished is gone with that.
    func takeExpired(at now: ContinuousClock.Instant) -> [Staged] {
        state.withLock { state in
            state.under = state.under.filter { _, one in one.until.map { $0 > now } ?? true }
            let expired = state.held.filter { _, one in one.until.map { $0 <= now } ?? false }
            for id in expired.keys { state.held[id] = nil }
            return expired.values.map(\.staged)
        }
    }
}
