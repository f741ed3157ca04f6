package import Casework
package import Wire

/// One connection, from its beginning to its end: each message is answered before the next is read.
///
/// What is malformed, unexpected or too long ends it; what the custodian refuses does not.
package final class Conversation {
    private let custody: any Custody
    private let channel: Channel
    /// What answers have brought and the officer's side has not let go of.
    private var deliveries: [UInt64: Released] = [:]
    private var deliveryCount: UInt64 = 0

    /// Open deliveries of one connection: each holds a file, or the place in a ledger.
    static let deliveryLimit = 256
    /// Leaves of a page.
    static let pageLimit = 1_024
    /// Bytes of a payload that one pull brings.
    static let pieceByteLimit = 1 << 20

    package init(_ custody: any Custody, _ channel: Channel) {
        self.custody = custody
        self.channel = channel
    }

    /// Until the other side is gone or says so. Throws a `WireError` where it says what it may not.
    package func run() throws {
        try channel.begin()
        while let frame = try channel.frame(), frame.type != .bye {
            if frame.type == .stage {
                try takeStage(frame)
            } else {
                try answer(try channel.message(frame, limit: Self.limit(frame.type)))
            }
        }
    }

    private static func limit(_ type: FrameType) -> Int {
        switch type {
        case .ask: 32 << 20
        case .witness: 1 << 17
        default: 4_096
        }
    }

    private func answer(_ message: Message) throws {
        switch message.type {
        case .greet:
            let greeting = try Greeting(reading: message.body)
            try tell(.welcome) { try custody.greet(greeting).bodyBytes }
        case .standing:
            let greeting = try Greeting(reading: message.body)
            try tell(.stands) { try custody.standing(greeting).bodyBytes }
        case .witness:
            let cosigned = try Cosigned(reading: message.body)
            try tell(.witnessed) {
                try custody.witness(cosigned.checkpoint, by: cosigned.handle)
                return []
            }
        case .ask:
            let asking = try Asking(reading: message.body)
            try tell(.reply) { try replied(try custody.ask(asking.calls)).bodyBytes }
        case .pull:
            guard let payload = try delivery(message).payload else { throw WireError.unexpected(.pull) }
            try tell(.piece) { try piece(of: payload) }
        case .page:
            let wanted = try Following(reading: message.body)
            guard let leaves = try delivery(message).leaves, let limit = wanted.limit, limit > 0 else {
                throw WireError.unexpected(.page)
            }
            try tell(.leaves) { Listed(try leaves.next(min(limit, Self.pageLimit))).bodyBytes }
        case .trail:
            let wanted = try Following(reading: message.body)
            guard let leaves = try delivery(message).leaves, let id = wanted.caseID else {
                throw WireError.unexpected(.trail)
            }
            try tell(.leaves) { Listed(try leaves.trail(id)).bodyBytes }
        case .consistency:
            let wanted = try Following(reading: message.body)
            guard let leaves = try delivery(message).leaves, let from = wanted.from, let to = wanted.to else {
                throw WireError.unexpected(.consistency)
            }
            try tell(.digests) { Listed(try leaves.consistency(from: from, to: to)).bodyBytes }
        case .release:
            deliveries[try Following(reading: message.body).delivery] = nil
        default: throw WireError.unexpected(message.type)
        }
    }

    /// Sends what `body` makes, or why the custodian gives no answer.
    private func tell(_ type: FrameType, _ body: () throws -> [UInt8]) throws {
        let message: Message
        do {
            message = Message(type, try body())
        } catch let error as WireError {
            throw error
        } catch {
            message = Self.failure(error)
        }
        try channel.send(message)
    }

    private static func failure(_ error: any Error) -> Message {
        // What else is thrown comes of the disk, in words that are not for everybody.
        Message(.failed, (error as? CustodyError ?? .storage("")).bodyBytes)
    }

    private func replied(_ reply: Reply) throws -> Replied {
        Replied(
            checkpoint: reply.checkpoint, consistency: reply.consistency,
            answers: try reply.answers.map { answer in
                let released = answer.released
                guard released.payload != nil || released.leaves != nil else { return Answered(answer, delivery: nil) }
                guard deliveries.count < Self.deliveryLimit else { throw CustodyError.busy }
                deliveryCount += 1
                deliveries[deliveryCount] = released
                let delivery = Delivery(
                    number: deliveryCount, payloadByteCount: released.payload?.byteCount,
                    hasLeaves: released.leaves != nil)
                return Answered(answer, delivery: delivery)
            })
    }

    private func delivery(_ message: Message) throws -> Released {
        guard let found = deliveries[try Following(reading: message.body).delivery] else {
            throw WireError.unexpected(message.type)
        }
        return found
    }

    private func piece(of payload: any PayloadSource) throws -> [UInt8] {
        var piece = [UInt8](repeating: 0, count: Self.pieceByteLimit)
        var target = piece.mutableSpan
        let count = try payload.read(into: &target)
        piece.removeLast(piece.count - count)
        return piece
    }

    // MARK: What is staged

    /// The other side gave up.
    private struct Dropped: Error {}

    private func takeStage(_ first: Frame) throws {
        var (last, count) = (first, 0)
        /// The next frame of the stream.
        func next() throws -> Frame {
            guard let frame = try channel.frame() else { throw WireError.ended }
            if frame.type == .drop { throw Dropped() }
            guard frame.type == .part else { throw WireError.unexpected(frame.type) }
            return frame
        }
        do {
            let staged = try custody.stage { sink in
                while true {
                    try sink(last.body.span)
                    guard last.goesOn else { break }
                    count += 1
                    if count % Upload.windowCount == 0 { try channel.send(Frame(.taken)) }
                    last = try next()
                }
            }
            try channel.send(Message(.staged, staged.bodyBytes))
        } catch let error as WireError {
            throw error
        } catch is Dropped {
            try channel.send(Frame(.dropped))
        } catch {
            try channel.send(Self.failure(error))
            // What is under way is read to its end, or to where it is given up.
            do {
                while last.goesOn { last = try next() }
            } catch is Dropped {
                try channel.send(Frame(.dropped))
            }
        }
    }
}
