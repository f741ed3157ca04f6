import Casework
import Files
import Ledger
import Sodium
import Synchronization
import Vocabulary

/// What a service holds against the world outside of its folder: the clock against the time that passed, and the ledger against the
/// last head that was signed.
///
/// Where they differ it stands still: entries with a wrong time prove nothing, and a ledger that was put back has lost some.
package final class Watch: Sendable {
    /// By which a clock may be corrected unnoticed, in seconds.
    package static let jumpLimit: Int64 = 60

    private let path: String?
    private let write: @Sendable (KeptHead, _ path: String) throws -> Void
    private let machine: @Sendable () -> MachineTime
    /// When it began, by a clock that was right: small steps add up against it. It is moved on by the time that passes alone.
    private let anchor: Mutex<MachineTime>
    private let isClockRight: Bool
    private let isNew = Atomic(false)

    /// Whether there was no last head when it began, and one is wanted: the first, or somebody took it away.
    package var hadNoHead: Bool { isNew.load(ordering: .relaxed) }

    /// - Parameters:
    ///   - path: where the last head is kept; nil where nowhere.
    ///   - isClockRight: whether whoever runs the service says so: then it may start with a clock that nothing else speaks for.
    package convenience init(
        head path: String?, isClockRight: Bool, machine: @escaping @Sendable () -> MachineTime
    ) {
        self.init(head: path, isClockRight: isClockRight, machine: machine) { try $0.write($1) }
    }

    /// With a disk that does as `write` says.
    init(
        head path: String?, isClockRight: Bool, machine: @escaping @Sendable () -> MachineTime,
        write: @escaping @Sendable (KeptHead, _ path: String) throws -> Void
    ) {
        self.path = path
        self.write = write
        self.machine = machine
        self.isClockRight = isClockRight
        anchor = Mutex(machine())
    }

    /// Before anything is served. `lastEntry` is the time of the last entry, and `root` tells the tree's root at a size that it has.
    func begin(
        _ vault: VaultID, _ head: TreeHead, lastEntry: Instant?, root: (UInt64) throws -> Digest
    ) throws {
        let time = machine()
        let kept = try path.flatMap { try KeptHead.read($0) }
        isNew.store(path != nil && kept == nil, ordering: .relaxed)
        if let kept {
            guard kept.vault == vault else { throw ServiceHalt.headUnreadable(path: path ?? "") }
            guard kept.head.size <= head.size, try root(kept.head.size) == kept.head.root else {
                throw ServiceHalt.otherLedger(signed: kept.head.size, size: head.size)
            }
        }
        if !isClockRight {
            if let kept, let jump = time.jump(since: kept.time), abs(jump) > Self.jumpLimit {
                throw ServiceHalt.clockJumped(seconds: jump)
            }
            if let lastEntry {
                let now = time.now
                guard lastEntry <= now.adding(seconds: Request.skewSeconds) else {
                    throw ServiceHalt.clockBehind(last: lastEntry, now: now)
                }
                guard now <= lastEntry.adding(seconds: Request.pauseSeconds) else {
                    throw ServiceHalt.clockFarAhead(last: lastEntry, now: now)
                }
            }
        }
        // Of the same start of the machine, the clock is held against what it was held against before.
        let began = isClockRight ? time : kept.flatMap { $0.time.boot == time.boot ? $0.time : nil } ?? time
        anchor.withLock { $0 = began }
        try keep(head, of: vault)
    }

    /// Before anything is entered, and after. Throws `clockJumped`.
    func checkClock() throws {
        let time = machine()
        let jump = anchor.withLock { time.jump(since: $0) }
        if let jump, abs(jump) > Self.jumpLimit { throw ServiceHalt.clockJumped(seconds: jump) }
    }

    /// Durably, before anybody is answered. Its time is the one that the clock would show had nobody corrected it.
    func keep(_ head: TreeHead, of vault: VaultID) throws {
        guard let path else { return }
        let uptime = machine().uptime
        let time = anchor.withLock { anchor in
            MachineTime(
                now: anchor.now.adding(seconds: uptime - anchor.uptime), boot: anchor.boot, uptime: uptime)
        }
        try write(KeptHead(vault: vault, head: head, time: time), path)
    }
}
