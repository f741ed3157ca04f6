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
    /// Nobody knows where in a message the connection is.
    private var isBroken = false
    private var isStaging = false
    /// What came with the session, until somebody wants it.
    private var first: (greeting: Greeting, welcome: Welcome)?
    /// What nobody reads any more, and the other side need not keep open.
    private let done = Finished()

    /// Goes on with `session`. Throws `stranger` for whom the vault is closed to.
    package convenience init(_ session: RemoteSession) throws {
        guard session.state == .active else { throw CustodyError.stranger }
        self.init(begun: session.channel)
        first = session.first.welcome.map { (session.first.greeting, $0) }
    }

    /// A connection on which it is known who asks.
    package init(begun channel: Channel) {
        self.channel = channel
        channel.hasBegun()
    }

    deinit {
        if !isBroken { try? channel.send(Frame(.bye)) }
    }

    package func greet(_ greeting: Greeting) throws -> Welcome {
        let known = turn.withLock {
            defer { first = nil }
            return first
        }
        if let known, known.greeting == greeting { return known.welcome }
        return try exchange(Message(.greet, greeting.bodyBytes), .welcome)
    }

    package func standing(_ greeting: Greeting) throws -> Standing {
        try exchange(Message(.standing, greeting.bodyBytes), .stands)
    }

    package func witness(_ checkpoint: [UInt8], by handle: Handle) throws {
        let cosigned = Cosigned(handle: handle, checkpoint: checkpoint)
        try exchanging {
            let body = try answer(to: Message(.witness, cosigned.bodyBytes), .witnessed)
            guard body.isEmpty else { throw broken(.unexpected(.witnessed)) }
        }
    }

    package func ask(_ calls: [Call]) throws -> Reply {
        guard calls.count <= Call.limit else { throw CustodyError.refused(.tooLarge) }
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
            isStaging = true
            defer { isStaging = false }
            var writer = FrameWriter()
            var hash = Hasher256()
            var (count, byteCount, untold) = (0, 0, 0)
            /// Why nothing more is sent, whatever becomes of it where it is thrown.
            var failure: (any Error)?
            func send(_ frame: Frame) throws {
                try sending { try channel.send(frame) }
                count += 1
                guard count % Upload.windowCount == 0 else { return }
                untold += 1
                guard untold == Upload.windowLimit else { return }
                try receiveEmpty(.taken)
                untold -= 1
            }
            do {
                try produce { bytes in
                    if let failure { throw failure }
                    do {
                        hash.update(bytes)
                        byteCount += bytes.count
                        try writer.take(bytes, send)
                    } catch {
                        failure = error
                        throw error
                    }
                }
                if let failure { throw failure }
            } catch {
                if count > 0, !isBroken { try? giveUp(untold, hasFailed: failure is CustodyError) }
                throw error
            }
            try sending { try channel.send(writer.next()) }
            for _ in 0..<untold { try receiveEmpty(.taken) }
            let staged = try reading { try Staged(reading: try channel.receive(.staged)) }
            // This is signed next: nobody signs what somebody else says was sent.
            guard staged.byteCount == byteCount, staged.digest == hash.finish() else {
                throw broken(.malformed(tag: 3))
            }
            return staged
        }
    }

    /// Takes back what was begun to be staged, so that the next operation has the connection to itself.
    private func giveUp(_ untold: Int, hasFailed: Bool) throws {
        try sending { try channel.send(Frame(.drop)) }
        var (untold, hasFailed) = (untold, hasFailed)
        while true {
            let frame = try sending { try channel.answer() }
            switch frame.type {
            case .dropped where frame.body.isEmpty: return
            case .taken where untold > 0 && frame.body.isEmpty: untold -= 1
            case .failed where !hasFailed:
                _ = try sending { try channel.message(frame, limit: MessageLimit.answer) }
                hasFailed = true
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
        // From within what is being staged: its frames stand between others.
        guard !isStaging else { throw CustodyError.busy }
        for number in done.take() { try sending { try channel.send(Message(.release, Following(number).bodyBytes)) } }
        return try body()
    }

    private func answer(to message: Message, _ expected: FrameType) throws -> [UInt8] {
        try reading { try channel.exchange(message, for: expected) }
    }

    private func receiveEmpty(_ expected: FrameType) throws {
        guard try reading({ try channel.receive(expected) }).isEmpty else { throw broken(.unexpected(expected)) }
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

    fileprivate func broken(_ error: WireError) -> WireError {
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
    /// Of what was told, not asked for yet.
    private var left: Int

    init(_ delivery: OpenDelivery, byteCount: Int) {
        self.delivery = delivery
        self.byteCount = byteCount
        left = byteCount
    }

    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        var filled = 0
        while filled < buffer.count, !piece.isEmpty || left > 0 {
            if piece.isEmpty {
                piece = try delivery.custody.bytes(Message(.pull, Following(delivery.number).bodyBytes), .piece)[...]
                guard !piece.isEmpty, piece.count <= min(left, MessageLimit.piece) else {
                    throw delivery.custody.broken(.unexpected(.piece))
                }
                left -= piece.count
            }
            let count = min(piece.count, buffer.count - filled)
            buffer.replace(from: filled, with: piece.span.extracting(0..<count))
            filled += count
            piece = piece.dropFirst(count)
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
        guard page.elements.count <= limit else { throw delivery.custody.broken(.unexpected(.leaves)) }
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
