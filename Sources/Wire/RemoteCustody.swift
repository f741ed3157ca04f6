package import Casework
import Foundation
import Ledger
import Sodium
package import Vocabulary

/// A custodian at the other end of a connection.
///
/// One operation at a time: what several threads ask for goes one after the other. What breaks the connection breaks it for good.
package final class RemoteCustody: Custody {
    private let channel: Channel
    private let turn = NSRecursiveLock()
    private var isBroken = false
    /// What nobody reads any more, and the other side need not keep open.
    private let done = Finished()

    /// How long a message may be: what the other side sends is bounded here, and not by it.
    private static let limit = 256 << 20

    /// Throws `otherGreeting` where something else answers.
    package init(_ channel: Channel) throws {
        self.channel = channel
        try channel.begin()
    }

    deinit {
        if !isBroken { try? channel.send(Frame(.bye)) }
    }

    package func greet(_ greeting: Greeting) throws -> Welcome {
        try exchange(Message(.greet, greeting.bodyBytes), .welcome)
    }

    package func standing(_ greeting: Greeting) throws -> Standing {
        try exchange(Message(.standing, greeting.bodyBytes), .stands)
    }

    package func witness(_ checkpoint: [UInt8], by handle: Handle) throws {
        let cosigned = Cosigned(handle: handle, checkpoint: checkpoint)
        try exchanging { _ = try answer(to: Message(.witness, cosigned.bodyBytes), .witnessed) }
    }

    package func ask(_ calls: [Call]) throws -> Reply {
        let replied: Replied = try exchange(Message(.ask, Asking(calls).bodyBytes), .reply)
        return Reply(
            checkpoint: replied.checkpoint, consistency: replied.consistency,
            answers: replied.answers.map { answered in
                var released = answered.released
                if let delivery = answered.delivery {
                    let open = OpenDelivery(delivery.number, self, done)
                    if let byteCount = delivery.payloadByteCount {
                        released.payload = RemotePayload(open, byteCount: byteCount)
                    }
                    if delivery.hasLeaves { released.leaves = RemoteLeaves(open) }
                }
                return Answer(entry: answered.entry, inclusion: answered.inclusion, released: released)
            })
    }

    package func stage(_ produce: (_ sink: (Span<UInt8>) throws -> Void) throws -> Void) throws -> Staged {
        try exchanging {
            var writer = FrameWriter()
            var (count, untold) = (0, 0)
            func send(_ frame: Frame) throws {
                try sending { try channel.send(frame) }
                count += 1
                guard count % Upload.windowCount == 0 else { return }
                untold += 1
                guard untold == Upload.windowLimit else { return }
                _ = try receive(.taken)
                untold -= 1
            }
            do {
                try produce { bytes in try writer.take(bytes, send) }
            } catch {
                if count > 0, !isBroken { try giveUp() }
                throw error
            }
            try sending { try channel.send(writer.next()) }
            for _ in 0..<untold { _ = try receive(.taken) }
            return try reading { try Staged(reading: try receive(.staged)) }
        }
    }

    /// Takes back what was begun to be staged, so that the next operation has the connection to itself.
    private func giveUp() throws {
        try sending { try channel.send(Frame(.drop)) }
        while true {
            guard let frame = try sending({ try channel.frame() }) else { throw broken(.ended) }
            switch frame.type {
            case .dropped: return
            case .taken: continue
            case .failed: _ = try sending { try channel.message(frame, limit: Self.limit) }
            default: throw broken(.unexpected(frame.type))
            }
        }
    }

    // MARK: One message there, one back

    fileprivate func exchange<Answer: Body>(_ message: Message, _ expected: FrameType) throws -> Answer {
        try exchanging { try reading { try Answer(reading: try answer(to: message, expected)) } }
    }

    fileprivate func bytes(_ message: Message, _ expected: FrameType) throws -> [UInt8] {
        try exchanging { try answer(to: message, expected) }
    }

    private func exchanging<R>(_ body: () throws -> R) throws -> R {
        turn.lock()
        defer { turn.unlock() }
        guard !isBroken else { throw WireError.ended }
        for number in done.take() { try sending { try channel.send(Message(.release, Following(number).bodyBytes)) } }
        return try body()
    }

    private func answer(to message: Message, _ expected: FrameType) throws -> [UInt8] {
        try sending { try channel.send(message) }
        return try receive(expected)
    }

    /// The body of what is expected. Throws what the custodian says instead.
    private func receive(_ expected: FrameType) throws -> [UInt8] {
        guard let first = try sending({ try channel.frame() }) else { throw broken(.ended) }
        let message = try sending { try channel.message(first, limit: Self.limit) }
        if message.type == .failed { throw try reading { try CustodyError(reading: message.body) } }
        guard message.type == expected else { throw broken(.unexpected(message.type)) }
        return message.body
    }

    /// After what throws here nobody knows where in a message the connection is.
    private func sending<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch {
            isBroken = true
            throw error
        }
    }

    private func reading<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch let error as WireError {
            throw broken(error)
        }
    }

    private func broken(_ error: WireError) -> WireError {
        isBroken = true
        return error
    }
}

/// Deliveries that were let go of, by whatever thread did.
private final class Finished: @unchecked Sendable {
    private let lock = NSLock()
    private var numbers: [UInt64] = []

    func add(_ number: UInt64) { lock.withLock { numbers.append(number) } }

    func take() -> [UInt64] {
        lock.withLock {
            defer { numbers = [] }
            return numbers
        }
    }
}

/// A delivery, as long as somebody may go on with it.
private final class OpenDelivery {
    let number: UInt64
    let custody: RemoteCustody
    private let done: Finished

    init(_ number: UInt64, _ custody: RemoteCustody, _ done: Finished) {
        self.number = number
        self.custody = custody
        self.done = done
    }

    deinit { done.add(number) }
}

private final class RemotePayload: PayloadSource {
    let byteCount: Int
    private let delivery: OpenDelivery
    private var piece: ArraySlice<UInt8> = []
    private var isDone = false

    init(_ delivery: OpenDelivery, byteCount: Int) {
        self.delivery = delivery
        self.byteCount = byteCount
    }

    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        var filled = 0
        while filled < buffer.count, !isDone {
            if piece.isEmpty {
                piece = try delivery.custody.bytes(Message(.pull, Following(delivery.number).bodyBytes), .piece)[...]
                if piece.isEmpty { isDone = true }
            }
            let taken = piece.prefix(buffer.count - filled)
            for byte in taken {
                buffer[filled] = byte
                filled += 1
            }
            piece = piece.dropFirst(taken.count)
        }
        return filled
    }
}

private final class RemoteLeaves: LeafSource {
    private let delivery: OpenDelivery

    init(_ delivery: OpenDelivery) { self.delivery = delivery }

    func next(_ limit: Int) throws -> [[UInt8]] {
        var wanted = Following(delivery.number)
        wanted.limit = limit
        let page: Listed<[UInt8]> = try delivery.custody.exchange(Message(.page, wanted.bodyBytes), .leaves)
        return page.elements
    }

    func trail(_ id: CaseID) throws -> [[UInt8]] {
        var wanted = Following(delivery.number)
        wanted.caseID = id
        let trail: Listed<[UInt8]> = try delivery.custody.exchange(Message(.trail, wanted.bodyBytes), .leaves)
        return trail.elements
    }

    func consistency(from size: UInt64, to: UInt64) throws -> [Digest] {
        var wanted = Following(delivery.number)
        (wanted.from, wanted.to) = (size, to)
        let proof: Listed<Digest> = try delivery.custody.exchange(Message(.consistency, wanted.bodyBytes), .digests)
        return proof.elements
    }
}
