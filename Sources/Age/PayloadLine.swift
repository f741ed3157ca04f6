import Cores
import Dispatch
import Sodium
import Synchronization

/// A payload of any size on all cores, in bounded memory: chunks are sealed or opened in any order, the plaintext is hashed
/// and the result handed out in theirs.
///
/// Source and sink are only ever called by the thread that calls `run`. While it reads and writes, the others work on the
/// shares that wait; where there is nothing to read or to write, it does so too.
final class PayloadLine: Sendable {
    /// Some consecutive chunks: what a thread takes at a time.
    private struct Share: Sendable {
        /// Counted from 0.
        var position = 0
        /// Whether the payload ends with it.
        var isLast = false
        var input: [UInt8]
        var inputCount = 0
        var output: [UInt8]
        var outputCount = 0
        /// What is wrong behind the output.
        var fault: AgeError?
    }

    enum Direction: Sendable {
        case sealing, opening

        fileprivate var inputChunkByteCount: Int {
            self == .sealing ? Payload.chunkByteCount : Payload.sealedChunkByteCount
        }
        fileprivate var outputChunkByteCount: Int {
            self == .sealing ? Payload.sealedChunkByteCount : Payload.chunkByteCount
        }
    }

    private struct State {
        /// Shares to be sealed or opened, first come first.
        var waiting: [Share] = []
        /// Those that are, by their positions, until their plaintext is hashed.
        var done: [Int: Share] = [:]
        var nextHashed = 0
        var isHashing = false
        var hasher = Hasher256()
        /// In order, to be handed out.
        var hashed: [Share] = []
        var helpers = 0
        var isOver = false

        var canHash: Bool { !isHashing && done[nextHashed] != nil }
    }

    private enum Task {
        case work(Share)
        case hash(Share, Hasher256)
    }

    /// Half a mebibyte: few enough bytes to lie in a core's cache, enough to be worth a change of hands.
    private static let chunksPerShare = 8
    private static let coreCount = min(16, Cores.count)
    /// Of a mebibyte each, input and output.
    private static let shareLimit = 2 * coreCount + 4

    private let key: PayloadKey
    private let direction: Direction
    private let state = Mutex(State())
    /// As many as there are tasks that somebody could take.
    private let tasks = DispatchSemaphore(value: 0)
    /// As many as there are shares to be handed out.
    private let ready = DispatchSemaphore(value: 0)
    private let exits = DispatchSemaphore(value: 0)

    private init(_ key: consuming PayloadKey, _ direction: Direction) {
        self.key = key
        self.direction = direction
    }

    /// Takes all that `source` gives through the line and into `sink`, and gives the hash of the plaintext.
    ///
    /// When opening, `sink` sees authentic bytes only, in order; what is wrong behind them is thrown once it has them.
    static func run(
        _ key: consuming PayloadKey, _ direction: Direction, from source: ByteSource, to sink: ByteSink
    ) throws -> Digest {
        let line = PayloadLine(key, direction)
        var used: [Share] = []
        var (next, following) = (line.makeShare(), line.makeShare())
        defer {
            line.close()
            line.wipePlaintext(&next)
            line.wipePlaintext(&following)
            for place in used.indices { line.wipePlaintext(&used[place]) }
        }
        next.inputCount = try Payload.fill(&next.input, from: source)
        var isRead = false
        var (given, taken) = (0, 0)
        while true {
            if taken < given, line.ready.wait(timeout: .now()) == .success {
                used.append(line.takeHashed())
                try line.handOut(used[used.count - 1], to: sink)
                taken += 1
            } else if !isRead, given - taken < shareLimit {
                // Only what comes after a full share tells whether it is the last.
                following = used.popLast() ?? line.makeShare()
                let isFull = next.inputCount == next.input.count
                following.inputCount = isFull ? try Payload.fill(&following.input, from: source) : 0
                isRead = following.inputCount == 0
                swap(&next, &following)
                following.position = given
                following.isLast = isRead
                // What is one share is done here and now.
                if given == 1 { line.startHelpers() }
                line.give(&following)
                given += 1
            } else if taken == given {
                return line.digest
            } else if !line.help() {
                line.ready.wait()
                used.append(line.takeHashed())
                try line.handOut(used[used.count - 1], to: sink)
                taken += 1
            }
        }
    }

    private func makeShare() -> Share {
        Share(
            input: [UInt8](repeating: 0, count: Self.chunksPerShare * direction.inputChunkByteCount),
            output: [UInt8](repeating: 0, count: Self.chunksPerShare * direction.outputChunkByteCount))
    }

    private func wipePlaintext(_ share: inout Share) {
        if direction == .sealing { wipe(&share.input) } else { wipe(&share.output) }
    }

    private var digest: Digest { state.withLock { $0.hasher }.finish() }

    // MARK: The calling thread

    /// Leaves an empty share behind: whoever works on it has it alone, and copies nothing.
    private func give(_ share: inout Share) {
        enqueue(&share)
        tasks.signal()
    }

    private func enqueue(_ share: inout Share) {
        var given = Share(input: [], output: [])
        swap(&given, &share)
        state.withLock { $0.waiting.append(given) }
    }

    /// The next share in order. There is one.
    private func takeHashed() -> Share { state.withLock { $0.hashed.removeFirst() } }

    private func handOut(_ share: Share, to sink: ByteSink) throws {
        if share.outputCount > 0 { try sink(share.output.span.extracting(0..<share.outputCount)) }
        if let fault = share.fault { throw fault }
    }

    /// Does one task, if there is one.
    private func help() -> Bool {
        guard tasks.wait(timeout: .now()) == .success else { return false }
        perform()
        return true
    }

    private func startHelpers() {
        for _ in 1..<Self.coreCount {
            DispatchQueue.global(qos: .userInitiated).async { self.serve() }
        }
    }

    /// Ends the helpers that have begun, and waits for them.
    private func close() {
        let helpers = state.withLock { state in
            state.isOver = true
            return state.helpers
        }
        for _ in 0..<helpers { tasks.signal() }
        for _ in 0..<helpers { exits.wait() }
        state.withLock { state in
            for place in state.waiting.indices { wipePlaintext(&state.waiting[place]) }
            for place in state.hashed.indices { wipePlaintext(&state.hashed[place]) }
            for position in state.done.keys { wipePlaintext(&state.done[position]!) }
        }
    }

    // MARK: Every thread

    private func serve() {
        // Who comes when all is over is not waited for.
        let isNeeded = state.withLock { state in
            if !state.isOver { state.helpers += 1 }
            return !state.isOver
        }
        guard isNeeded else { return }
        defer { exits.signal() }
        while true {
            tasks.wait()
            if state.withLock({ $0.isOver }) { return }
            perform()
        }
    }

    /// Does the task that the semaphore promised.
    private func perform() {
        let task = state.withLock { state -> Task? in
            if state.canHash, let share = state.done.removeValue(forKey: state.nextHashed) {
                state.isHashing = true
                return .hash(share, state.hasher)
            }
            return state.waiting.isEmpty ? nil : .work(state.waiting.removeFirst())
        }
        switch task {
        case .work(var share):
            work(&share)
            let canHash = state.withLock { state in
                state.done[share.position] = share
                return state.canHash && share.position == state.nextHashed
            }
            if canHash { tasks.signal() }
        case .hash(let share, var hasher):
            switch direction {
            case .sealing: hasher.update(share.input.span.extracting(0..<share.inputCount))
            case .opening: hasher.update(share.output.span.extracting(0..<share.outputCount))
            }
            let canHash = state.withLock { state in
                state.hasher = hasher
                state.isHashing = false
                state.nextHashed += 1
                state.hashed.append(share)
                return state.canHash
            }
            if canHash { tasks.signal() }
            ready.signal()
        case nil: break
        }
    }

    /// Seals or opens a share, as far as it goes.
    private func work(_ share: inout Share) {
        let job = Job(
            firstChunk: UInt64(share.position * Self.chunksPerShare), inputCount: share.inputCount,
            isLast: share.isLast)
        // Taken out for as long: a span of one property forbids to change another.
        var output: [UInt8] = []
        swap(&output, &share.output)
        let done =
            switch direction {
            case .sealing: seal(job, share.input.span, into: &output)
            case .opening: open(job, share.input.span, into: &output)
            }
        swap(&output, &share.output)
        (share.outputCount, share.fault) = done
    }

    private struct Job {
        let firstChunk: UInt64
        let inputCount: Int
        let isLast: Bool
    }

    private func seal(
        _ job: Job, _ input: Span<UInt8>, into output: inout [UInt8]
    ) -> (outputCount: Int, fault: AgeError?) {
        var target = output.mutableSpan
        var (index, start, count) = (job.firstChunk, 0, 0)
        repeat {
            let end = min(start + Payload.chunkByteCount, job.inputCount)
            let outputEnd = count + end - start + Payload.tagByteCount
            var part = target._mutatingExtracting(count..<outputEnd)
            do {
                try key.seal(
                    input.extracting(start..<end), index: index, isLast: job.isLast && end == job.inputCount,
                    into: &part)
            } catch {
                return (count, error)
            }
            (start, count) = (end, outputEnd)
            index += 1
        } while start < job.inputCount
        return (count, nil)
    }

    private func open(
        _ job: Job, _ input: Span<UInt8>, into output: inout [UInt8]
    ) -> (outputCount: Int, fault: AgeError?) {
        var target = output.mutableSpan
        var (index, start, count) = (job.firstChunk, 0, 0)
        repeat {
            let end = min(start + Payload.sealedChunkByteCount, job.inputCount)
            guard end - start >= Payload.tagByteCount else { return (count, .payloadTruncated) }
            let outputEnd = count + end - start - Payload.tagByteCount
            var part = target._mutatingExtracting(count..<outputEnd)
            let fault: AgeError?
            do {
                fault = try key.open(
                    input.extracting(start..<end), index: index, endsHere: job.isLast && end == job.inputCount,
                    into: &part)
            } catch {
                return (count, error)
            }
            (start, count) = (end, outputEnd)
            if let fault { return (count, fault) }
            index += 1
        } while start < job.inputCount
        return (count, nil)
    }
}
