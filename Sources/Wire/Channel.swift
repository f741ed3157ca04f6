import Casework
import Vocabulary

/// One side's end of a connection. All that it throws is a `WireError`: after that nobody knows where in a message it is.
package final class Channel {
    private let source: Source
    private let write: (_ bytes: Span<UInt8>) throws -> Void
    private let pace: (Moment) -> Void
    /// Whether the other side may say that it is at work.
    private var mayWait = false

    /// What comes next, for whoever bounds how long it may take.
    package enum Moment: Sendable {
        /// Something that the other side may send, or not.
        case waits
        /// A frame that is due, or has begun.
        case reads
        case writes
        /// Nothing of either side, until the answer to what was asked is made.
        case works
    }

    /// `write` takes all of the bytes, or throws.
    package init(
        source: Source, write: @escaping (_ bytes: Span<UInt8>) throws -> Void,
        pace: @escaping (_ next: Moment) -> Void = { _ in }
    ) {
        self.source = source
        self.write = write
        self.pace = pace
    }

    /// Says what is spoken here, and hears that it is spoken there. Throws `otherGreeting`, without one where nobody is there.
    package func begin() throws(WireError) {
        do {
            // Whoever says something and leaves, as the shell of an account that is shut does, is heard all the same.
            do { try put(Preamble.bytes) } catch .broken {}
            try translated { try Preamble.expect(from: source) }
        } catch  where error == .broken || error == .silent {
            throw .otherGreeting([])
        }
    }

    /// The greeting and an answer to whatever was asked, without hearing it.
    package func send(unasked message: Message) throws(WireError) {
        try put(Preamble.bytes)
        try send(message)
    }

    package func send(_ frame: Frame) throws(WireError) {
        pace(.writes)
        try put(frame.bytes)
    }

    /// From here on the other side may take its time with what it is asked, as long as it says that it does.
    func hasBegun() { mayWait = true }

    /// What was asked for is being made.
    package func works() { pace(.works) }

    package func send(_ message: Message) throws(WireError) {
        let bytes = message.bytes
        // A frame at a time: each of them may take its while.
        for start in stride(from: 0, to: bytes.count, by: Frame.byteLimit) {
            pace(.writes)
            try put(bytes.span.extracting(start..<min(start + Frame.byteLimit, bytes.count)))
        }
    }

    /// Nil where the other side is gone.
    package func frame() throws(WireError) -> Frame? {
        pace(.reads)
        return try translated { try Frame.next(from: source) }
    }

    /// The same, where the other side may take its time with it.
    package func nextFrame() throws(WireError) -> Frame? {
        pace(.waits)
        guard try translated({ try source.fill() }) else { return nil }
        return try frame()
    }

    /// The message that begins with `first`.
    package func message(_ first: Frame, limit: Int) throws(WireError) -> Message {
        try translated { try Message(first, restFrom: source, limit: limit) { pace(.reads) } }
    }

    private func put(_ bytes: [UInt8]) throws(WireError) { try put(bytes.span) }

    private func put(_ bytes: Span<UInt8>) throws(WireError) {
        do { try write(bytes) } catch { throw error as? WireError ?? .broken }
    }

    private func translated<R>(_ body: () throws -> R) throws(WireError) -> R {
        do { return try body() } catch { throw error as? WireError ?? .broken }
    }
}

// MARK: - One message there, one back, as the officer's side does it

extension Channel {
    /// Sends `message`, and reads the body of what is expected. Throws what the custodian says instead; of that only what is
    /// `admitted` is believed.
    func exchange(
        _ message: Message, for expected: FrameType, admitting admitted: (CustodyError) -> Bool = { _ in true }
    ) throws -> [UInt8] {
        guard message.body.count <= MessageLimit.asked(message.type) else { throw CustodyError.refused(.tooLarge) }
        // Whoever has no room says so, and does not wait to be asked.
        do { try send(message) } catch .broken {}
        return try receive(expected, admitting: admitted)
    }

    /// The body of what is expected, which was asked for before.
    func receive(
        _ expected: FrameType, admitting admitted: (CustodyError) -> Bool = { _ in true }
    ) throws -> [UInt8] {
        let answer = try message(try answer(), limit: MessageLimit.answered(expected))
        if answer.type == .failed {
            let error = try CustodyError(reading: answer.body)
            throw admitted(error) ? error : WireError.malformed(tag: 1)
        }
        guard answer.type == expected else { throw WireError.unexpected(answer.type) }
        return answer.body
    }

    /// The first frame of what was asked for. Before it the other side may say that it is at work: each time that has as long
    /// again.
    func answer() throws(WireError) -> Frame {
        for _ in 0...MessageLimit.waits {
            guard let frame = try frame() else { throw .ended }
            // The service is stopped: this was not heard any more.
            if frame.type == .bye, frame.body.isEmpty { throw .ended }
            guard frame.type == .wait, frame.body.isEmpty, mayWait else { return frame }
        }
        throw .unexpected(.wait)
    }
}
