package import Casework
package import Sockets
import Synchronization
import Vocabulary
import Wire

/// The custodian at its door: a thread for each connection, from its beginning to its end.
package final class Server: Sendable {
    /// What is served.
    package enum Host: Sendable {
        /// Its vault waits for the one person who may found it.
        case unfounded(any FoundableCustody)
        case vault(any ServedCustody)
    }

    /// So many at once, and then so many come back each second.
    package struct Rate: Sendable {
        package let burst: Int
        package let perSecond: Double

        package init(burst: Int, perSecond: Double) {
            self.burst = burst
            self.perSecond = perSecond
        }
    }

    package struct Limits: Sendable {
        /// Connections in all, those of one person, and those of which it is not yet known whose they are.
        package var connections = 256
        package var ofPerson = 8
        package var unknown = 16
        /// Payloads that one person sends at a time, of all connections.
        package var stages = 2
        /// Deliveries that one person has open, on all connections: each may hold a file.
        package var deliveries = 1_024
        /// Full frames of a payload, after each so many of which it is made durable and told to be.
        package var window = Window.frames
        /// Bytes of the disk that no payload takes before a request claims it.
        package var reserve = Condition.reserve
        /// Of one person: requests, of which each may be an entry. A folder of ten thousand files passes at once.
        package var entries = Rate(burst: 20_000, perSecond: 20)
        /// Of one person: each command begins one.
        package var sessions = Rate(burst: 1_000, perSecond: 20)
        /// Of one person whom the vault is closed to: as many as the ledger lists denials of one.
        package var words = Rate(burst: 100, perSecond: 100.0 / 3_600)
        /// Until it is known who asks.
        package var session = Duration.seconds(5)
        /// For bytes that are under way, and for them to be taken.
        package var transfer = Duration.seconds(30)
        /// While an answer is being made, from one sign of it to the next.
        package var sign = Duration.seconds(5)
        /// For the next question.
        package var idle = Duration.seconds(900)
        /// From one report of how it does to the next.
        package var report = Duration.seconds(15)
        /// For answers, once the service is stopped.
        package var ending = Duration.seconds(25)

        package init() {}
    }

    private struct State: Sendable {
        var host: Host
        var open: [UInt64: Pace] = [:]
        /// Those of which it is not yet known whose they are, in the order in which they came, with the accounts that they came from.
        var unknown: [(number: UInt64, account: UInt32?)] = []
        /// Threads of connections, of those too that are being told that there is no room.
        var threads = 0
        var people: [Handle: Int] = [:]
        var count: UInt64 = 0
        /// Whether a thread tells those who wait for an answer that it is being made.
        var isTicking = false
        var isEnding = false
        /// Whether something of the vault, or of its disk, was found wrong.
        var isTroubled = false
    }

    private let state: Mutex<State>
    /// The version of the program.
    private let program: String
    private let versions: [UInt64]
    private let house: House
    private let limits: Limits
    /// Is told of what went wrong with the custodian, in its own words: the other side hears none of them.
    private let log: @Sendable (any Error) -> Void

    /// `versions` of the stream are spoken here, `room` tells how many bytes are free where payloads lie, and `clock` is one that
    /// nobody sets.
    package init(
        _ host: Host, program: String = "", versions: [UInt64] = Hello.spoken, limits: Limits = Limits(),
        room: @escaping @Sendable () -> Int? = { .max },
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        log: @escaping @Sendable (any Error) -> Void
    ) {
        state = Mutex(State(host: host))
        self.program = program
        self.versions = versions
        house = House(limits, room: room, clock: clock)
        self.limits = limits
        self.log = log
    }

    /// How it does.
    package func condition() throws -> Condition {
        let (host, count, isTroubled) = state.withLock { ($0.host, $0.open.count, $0.isTroubled) }
        var condition = Condition(program: program)
        if case .vault(let custody) = host { condition = try custody.condition() }
        condition.program = program
        condition.connections = count
        condition.isTroubled = isTroubled
        condition.freeByteCount = house.stages.freeByteCount
        return condition
    }

    private func tell(_ error: any Error) {
        // Of a disk that is full its free space tells, until there is room.
        if case CustodyError.full = error {} else { state.withLock { $0.isTroubled = true } }
        log(error)
    }

    /// Takes whoever arrives, until `listener` is stopped. `report` is told how it does, at once and then from time to time.
    package func run(_ listener: Listener, report: (@Sendable (Condition) -> Void)? = nil) throws {
        _ = Worker.start { [weak self, limits] in
            var due = ContinuousClock.now
            while let self, !self.state.withLock({ $0.isEnding }) {
                sweep()
                if let report, due <= .now {
                    if let condition = try? condition() { report(condition) }
                    due = .now.advanced(by: limits.report)
                }
                Worker.pause(.seconds(1))
            }
        }
        while let connection = try listener.accept() {
            // More than can be told that there is no room are let go untold.
            let hasThread = state.withLock { state in
                guard state.threads < limits.connections + limits.unknown else { return false }
                state.threads += 1
                return true
            }
            guard hasThread else { continue }
            let isStarted = Worker.start { [self] in
                serve(connection, hasArrived: true)
                state.withLock { $0.threads -= 1 }
            }
            if !isStarted { state.withLock { $0.threads -= 1 } }
        }
    }

    /// Takes nobody else, and lets those who are there come to their end, so long as that takes no more than `limits.ending`: where
    /// the custodian stands still, they are to be told so, and to keep what proves why. Then it hears nothing more.
    package func endGently() {
        state.withLock { $0.isEnding = true }
        let deadline = ContinuousClock.now.advanced(by: limits.ending)
        while !state.withLock({ $0.open.isEmpty }), ContinuousClock.now < deadline { Worker.pause(.milliseconds(10)) }
        end()
    }

    /// Takes nobody else, and hears nothing more: what was asked is answered, so long as that takes no more than `limits.ending`.
    package func end() {
        let open = state.withLock { state in
            state.isEnding = true
            return Array(state.open.values)
        }
        for pace in open { pace.connection.hearNoMore() }
        let deadline = ContinuousClock.now.advanced(by: limits.ending)
        while !state.withLock({ $0.open.isEmpty }), ContinuousClock.now < deadline { Worker.pause(.milliseconds(10)) }
    }

    private func hearNoMore(_ connection: UInt64) {
        state.withLock { $0.open[connection] }?.connection.hearNoMore()
    }

    /// Gives up what nobody claimed in time.
    private func sweep() {
        guard case .vault(let custody) = state.withLock({ $0.host }) else { return }
        for staged in house.stages.takeExpired(at: house.clock()) { custody.discard(staged) }
    }

    /// One connection, from its beginning to its end. Of whom `hasArrived` at a listener of ours it is known whose account they have;
    /// whatever else is served may come from anywhere.
    package func serve(_ connection: Connection, hasArrived: Bool = false) {
        let pace = Pace(connection, limits)
        guard let number = admit(pace) else { return turnAway(connection) }
        let visit = Visit(number)
        defer { leave(visit) }
        let channel = Channel(connection, pace: pace.bound)
        // Whoever runs the service, by its own account or as the machine's, need not be anybody in the vault.
        let isOperator = hasArrived && (connection.account.map { $0 == 0 || $0 == Connection.ownAccount } ?? false)
        let inspect = isOperator ? condition : nil
        do {
            try channel.begin()
            switch state.withLock({ $0.host }) {
            case .unfounded(let custody):
                if let founded = try FoundingReception(custody, channel, inspect: inspect).receive() {
                    state.withLock { $0.host = .vault(founded) }
                }
            case .vault(let custody):
                let guest = try Reception(custody, channel, house, speaking: (versions, program), inspect: inspect)
                    .receive {
                        guest in
                        try enter(guest, visit)
                        pace.isKnown()
                    }
                guard let guest else { return }
                try Conversation(
                    custody, channel, with: guest, house, number: number, end: hearNoMore, inspect: condition,
                    log: tell
                ).run()
            }
        } catch is WireError {
            // Of the other side there is nothing to tell, and nobody to tell it to.
        } catch {
            if Conversation.isOfTheDisk(error) { tell(error) }
            try? channel.send(Conversation.failure(error))
            connection.part()
        }
    }

    /// What a connection counts as.
    private final class Visit {
        let number: UInt64
        /// Nil as long as nobody knows.
        var guest: Guest?

        init(_ number: UInt64) { self.number = number }
    }

    /// Its number; nil where there are too many.
    ///
    /// Of those that nobody knows yet, the oldest makes room for whoever comes: an honest beginning takes a moment. It is one of the
    /// account that has the most of them, so that one account does not crowd out another.
    private func admit(_ pace: Pace) -> UInt64? {
        let account = pace.connection.account
        let (number, displaced, mustTick) = state.withLock { state -> (UInt64?, Pace?, Bool) in
            guard !state.isEnding, state.open.count < limits.connections else { return (nil, nil, false) }
            var displaced: Pace?
            if state.unknown.count >= limits.unknown {
                var counts: [UInt32?: Int] = [account: 1]
                for one in state.unknown { counts[one.account, default: 0] += 1 }
                guard let most = counts.values.max(),
                    let place = state.unknown.firstIndex(where: { counts[$0.account] == most })
                else { return (nil, nil, false) }
                displaced = state.open[state.unknown.remove(at: place).number]
            }
            state.count += 1
            state.unknown.append((state.count, account))
            state.open[state.count] = pace
            defer { state.isTicking = true }
            return (state.count, displaced, !state.isTicking)
        }
        displaced?.connection.hearNoMore()
        if mustTick { tick() }
        return number
    }

    /// One thread for all connections, as long as there are any.
    private func tick() {
        let isStarted = Worker.start { [weak self, limits] in
            while let open = self?.openOrDone() {
                for pace in open { pace.tick(at: .now) }
                Worker.pause(min(limits.sign, .seconds(1)))
            }
        }
        if !isStarted { state.withLock { $0.isTicking = false } }
    }

    private func openOrDone() -> [Pace]? {
        state.withLock { state in
            state.isTicking = !state.open.isEmpty
            return state.isTicking ? Array(state.open.values) : nil
        }
    }

    private func enter(_ guest: Guest, _ visit: Visit) throws {
        try state.withLock { state in
            guard state.people[guest.handle, default: 0] < limits.ofPerson else { throw CustodyError.busy }
            state.people[guest.handle, default: 0] += 1
            state.unknown.removeAll { $0.number == visit.number }
        }
        visit.guest = guest
    }

    private func leave(_ visit: Visit) {
        state.withLock { state in
            state.open[visit.number] = nil
            guard let handle = visit.guest?.handle else {
                state.unknown.removeAll { $0.number == visit.number }
                return
            }
            let count = state.people[handle, default: 1] - 1
            state.people[handle] = count == 0 ? nil : count
        }
    }

    /// Says that there is no room, to whoever listens at once.
    private func turnAway(_ connection: Connection) {
        connection.wait(until: .now.advanced(by: .milliseconds(100)))
        try? Channel(connection).send(unasked: Conversation.failure(CustodyError.busy))
        connection.part()
    }
}
