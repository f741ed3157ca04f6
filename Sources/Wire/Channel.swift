/// One side's end of a connection. All that it throws is a `WireError`: after that nobody knows where in a message it is.
package final class Channel {
    private let source: Source
    private let write: (_ bytes: [UInt8]) throws -> Void

    /// `write` takes all of the bytes, or throws.
    package init(source: Source, write: @escaping (_ bytes: [UInt8]) throws -> Void) {
        self.source = source
        self.write = write
    }

    /// Says what is spoken here, and hears that it is spoken there.
    package func begin() throws(WireError) {
        try translated {
            try write(Preamble.bytes)
            try Preamble.expect(from: source)
        }
    }

    package func send(_ frame: Frame) throws(WireError) { try translated { try write(frame.bytes) } }

    package func send(_ message: Message) throws(WireError) { for frame in message.frames { try send(frame) } }

    /// Nil where the other side is gone.
    package func frame() throws(WireError) -> Frame? { try translated { try Frame.next(from: source) } }

    /// The message that begins with `first`.
    package func message(_ first: Frame, limit: Int) throws(WireError) -> Message {
        try translated { try Message(first, restFrom: source, limit: limit) }
    }

    private func translated<R>(_ body: () throws -> R) throws(WireError) -> R {
        do { return try body() } catch { throw error as? WireError ?? .broken }
    }
}
