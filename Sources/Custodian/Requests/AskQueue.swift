import Casework
import Dispatch
import Files
import Ledger
import Synchronization
import Vocabulary

/// Asks on their way into the ledger, in the order in which they came.
///
/// Nobody waits for a timer: whoever finds nobody at work begins, and writes for all who wait by then. While one group reaches the
/// disk the next gathers behind it, and the first of that one writes it.
final class AskQueue: Sendable {
    /// In one transaction.
    static let groupLimit = 32
    /// That wait: more are turned away, and their senders come again.
    static let limit = 256
    static let byteLimit = 64 << 20

    private struct Line {
        var waiting: [QueuedAsk] = []
        var byteCount = 0
        var isWriting = false
        // Since the start.
        var asks: UInt64 = 0
        var groups: UInt64 = 0
        var turnedAway: UInt64 = 0
        /// Processor time in nanoseconds.
        var writing: UInt64 = 0
    }

    private let line = Mutex(Line())

    /// That wait.
    var count: Int { line.withLock { $0.waiting.count } }
    /// Whether somebody has a group in hand.
    var isWriting: Bool { line.withLock { $0.isWriting } }

    /// Fills in what has been done since the start, and what waits.
    func describe(_ condition: inout Condition) {
        line.withLock { line in
            condition.waiting = line.waiting.count
            (condition.asks, condition.groups, condition.turnedAway) = (line.asks, line.groups, line.turnedAway)
            condition.writing = line.writing / 1_000
        }
    }

    /// Returns once `ask` is carried out: by `carryOut` on this thread, which is lent whole groups and ends each of their asks, or on
    /// another's. Throws `busy` where too many wait.
    func run(_ ask: QueuedAsk, _ carryOut: ([QueuedAsk]) -> Void) throws -> AskOutcome {
        let isFirst = try line.withLock { line in
            // However large, one that nobody stands before is not turned away.
            let hasRoom = line.waiting.count < Self.limit && line.byteCount + ask.byteCount <= Self.byteLimit
            guard hasRoom || line.waiting.isEmpty else {
                line.turnedAway += 1
                throw CustodyError.busy
            }
            line.waiting.append(ask)
            line.byteCount += ask.byteCount
            defer { line.isWriting = true }
            return !line.isWriting
        }
        if !isFirst {
            ask.wait()
            if let result = ask.result { return try result.get() }
        }
        let group = line.withLock { line in
            let group = Array(line.waiting.prefix(Self.groupLimit))
            line.waiting.removeFirst(group.count)
            for one in group { line.byteCount -= one.byteCount }
            return group
        }
        let begun = Machine.threadTime
        carryOut(group)
        let spent = Machine.threadTime - begun
        let next = line.withLock { line in
            line.asks += UInt64(group.count)
            line.groups += 1
            line.writing += spent
            line.isWriting = !line.waiting.isEmpty
            return line.waiting.first
        }
        // First whoever writes next: the others have only to answer.
        next?.wake()
        for one in group where one !== ask { one.wake() }
        guard let result = ask.result else { throw CustodyError.storage("") }
        return try result.get()
    }
}

/// What somebody asks, until it is answered. It is in the hand of one thread at a time: of the one that brings it, then of the one
/// that carries it out, and once it is woken of the first again.
final class QueuedAsk: @unchecked Sendable {
    let arrivals: [Arrival]
    /// The tree head that all of them name.
    let head: TreeHead
    /// Whether all are signed, by the roster with the head that stands beside it.
    let signed: (isRight: Bool, roster: RosterHead)
    /// How much memory it takes, about.
    let byteCount: Int
    private(set) var result: Result<AskOutcome, any Error>?
    private let semaphore = DispatchSemaphore(value: 0)

    init(_ arrivals: [Arrival], _ head: TreeHead, signedBy roster: Roster) {
        self.arrivals = arrivals
        self.head = head
        signed = (Execution.areSigned(arrivals, roster), roster.head)
        byteCount = arrivals.reduce(0) { $0 + $1.call.byteCount }
    }

    /// Whether it brings content.
    var stores: Bool { arrivals.contains { $0.stores } }

    func end(_ result: Result<AskOutcome, any Error>) { self.result = result }

    fileprivate func wait() { semaphore.wait() }
    fileprivate func wake() { semaphore.signal() }
}

extension Call {
    fileprivate var byteCount: Int {
        note.count + manifest.items.count * 128 + things.values.reduce(0) { $0 + $1.count }
    }
}

/// What an ask came to, once its transaction is durable.
struct AskOutcome {
    let reply: Reply
    /// Of the ledger.
    let size: UInt64
    /// What is done to files now.
    let effects: [Effect]
    /// Of each answer, what takes long.
    let afterwards: [((UInt64) throws -> Released)?]
}
