/// One side's end of a connection.
package final class Channel {
    private let source: Source
    private let write: (_ bytes: [UInt8]) throws -> Void

    /// `write` takes all of the bytes, or throws.
    package init(source: Source, write: @escaping (_ bytes: [UInt8]) throws -> Void) {
        self.source = source
        self.write = write
    }

    /// Says what is spoken here, and hears that it is spoken there.
    package func begin() throws {
        try write(Preamble.bytes)
        try Preamble.expect(from: source)
    }

    package func send(_ frame: Frame) throws { try write(frame.bytes) }

    package func send(_ message: Message) throws { for frame in message.frames { try send(frame) } }

    /// Nil where the other side is gone.
    package func frame() throws -> Frame? { try Frame.next(from: source) }

    /// The message that begins with `first`.
    package func message(_ first: Frame, limit: Int) throws -> Message {
        try Message(first, restFrom: source, limit: limit)
    }
}
