import Casework
import Cores
import Dispatch
import Ledger
import Synchronization
import Vocabulary

/// Reads a log on all cores: while the others check one batch of leaves, this thread reads the next, helps, and decides
/// the one before, in the order of the log.
struct LogReading {
    private static let batchCount = 2048
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
        // Each is one more core: what is queued waits until the batch before is done.
        let helpers = (1..<Cores.count).map { DispatchQueue(label: "brankas.check.\($0)") }
        var sequence = first
        var checking: Checking?
        while true {
            let batch = try leaves.next(Self.batchCount)
            let next = batch.isEmpty ? nil : Checking(batch, keys: keys)
            // Before the batch at hand is done: nobody runs out of work.
            if let next {
                for helper in helpers { helper.async { next.work() } }
            }
            if let checking {
                checking.work()
                for share in checking.results(&signing) {
                    // Each where it lies: a copy is made by many threads' counts of references.
                    let checked = share.leaves.span
                    for place in checked.indices { try decide(checked[place]) }
                    sequence += UInt64(checked.count)
                    guard share.isWhole else { throw LogFault.leaf(sequence: sequence) }
                }
            }
            guard let next else { return }
            checking = next
        }
    }

    /// A batch that any number of threads check together. Nobody waits for a thread that has not begun: a share that was
    /// taken is being worked on.
    private final class Checking: Sendable {
        /// Leaves that a thread takes at a time.
        private static let shareCount = 16

        struct Share {
            let leaves: [CheckedLeaf]
            /// False where the leaf after these does not parse.
            let isWhole: Bool
        }

        private struct State {
            var next = 0
            var checked: [Int: Share] = [:]
            var signing = Duration.zero
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
                var signing = Duration.zero
                let checked = CheckedLeaf.check(batch[share], keys: keys, signing: &signing)
                state.withLock { state in
                    state.checked[share.lowerBound] = Share(leaves: checked, isWhole: checked.count == share.count)
                    state.signing += signing
                }
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

        /// The shares in the order of the batch, once every one is done. Asked for once.
        func results(_ signing: inout Duration) -> [Share] {
            let shares = stride(from: 0, to: batch.count, by: Self.shareCount)
            for _ in shares { finished.wait() }
            return state.withLock { state in
                signing += state.signing
                return shares.map { state.checked[$0] ?? Share(leaves: [], isWhole: false) }
            }
        }
    }
}
