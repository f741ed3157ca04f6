import Casework
import Dispatch
import Glibc
import Ledger
import Synchronization

/// Reads a log on all cores: while one batch of leaves is parsed and its signatures are checked, the one before it is
/// decided, in the order of the log, and the next one is read.
struct LogReading {
    private static let batchCount = 512
    /// How many leaves are checked at the same time.
    static let coreCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    let keys: [Handle: NoteKey]
    /// What all signature checks cost together, on one core.
    private(set) var signing = Duration.zero

    init(keys: [Handle: NoteKey]) {
        self.keys = keys
    }

    /// Hands every leaf, checked by itself, to `decide`. Throws `LogFault.leaf` for one that does not parse, counted from
    /// `first`, and whatever `leaves` and `decide` throw.
    mutating func run(
        _ leaves: any LeafSource, from first: UInt64, decide: (CheckedLeaf) throws -> Void
    ) throws {
        let queue = DispatchQueue.global()
        var batch = try leaves.next(Self.batchCount)
        var checked: [CheckedLeaf] = []
        var sequence = first
        while !batch.isEmpty || !checked.isEmpty {
            let checking = Checking(batch, keys: keys)
            for _ in 1..<Self.coreCount { queue.async { checking.work() } }
            for leaf in checked { try decide(leaf) }
            batch = batch.isEmpty ? [] : try leaves.next(Self.batchCount)
            checking.work()
            checked = try checking.results().map { leaf in
                guard let leaf else { throw LogFault.leaf(sequence: sequence) }
                signing += leaf.signing
                sequence += 1
                return leaf
            }
        }
    }

    /// A batch that any number of threads check together. Nobody waits for a thread that has not begun: a share that was
    /// taken is being worked on.
    private final class Checking: Sendable {
        /// Leaves that a thread takes at a time.
        private static let shareCount = 16

        private struct State {
            var next = 0
            var checked: [Int: [CheckedLeaf?]] = [:]
        }

        private let batch: [[UInt8]]
        private let keys: [Handle: NoteKey]
        private let state = Mutex(State())
        /// Signalled once for each share.
        private let finished = DispatchSemaphore(value: 0)

        init(_ batch: [[UInt8]], keys: [Handle: NoteKey]) {
            self.batch = batch
            self.keys = keys
        }

        /// Until nothing is left to be taken.
        func work() {
            while let share = takeShare() {
                let checked = share.map { CheckedLeaf(batch[$0], keys: keys) }
                state.withLock { $0.checked[share.lowerBound] = checked }
                finished.signal()
            }
        }

        private func takeShare() -> Range<Int>? {
            state.withLock { state in
                guard state.next < batch.count else { return nil }
                defer { state.next += Self.shareCount }
                return state.next..<min(state.next + Self.shareCount, batch.count)
            }
        }

        /// In the order of the batch, once every share is done; nil for a leaf that does not parse. Asked for once.
        func results() -> [CheckedLeaf?] {
            let shares = stride(from: 0, to: batch.count, by: Self.shareCount)
            for _ in shares { finished.wait() }
            return state.withLock { state in shares.flatMap { state.checked[$0] ?? [nil] } }
        }
    }
}
