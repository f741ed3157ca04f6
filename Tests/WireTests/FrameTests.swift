import Makers
import Testing
import Wire

/// docs/format.md, "Stream": what begins a connection, and how messages are cut.
struct FrameTests {
    private func messages(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> [Message] {
        let source = Source(bytes)
        var messages: [Message] = []
        while let message = try Message.next(from: source, limit: { _ in limit }) { messages.append(message) }
        return messages
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_001])
    func `a message of any length comes back, cut in one way`(byteCount: Int) throws {
        let message = Message(.ask, (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        let bytes = message.bytes
        #expect(message.frames.count == byteCount / Frame.bodyLimit + 1)
        #expect(try messages(bytes + Message(.bye).bytes) == [message, Message(.bye)])
        // What is cut off within it is no message.
        for cut in [1, 4, bytes.count - 1] where cut < bytes.count {
            #expect(throws: WireError.ended) { try messages(Array(bytes.prefix(cut))) }
        }
    }

    @Test func `what a frame's length does not allow is not read`() throws {
        #expect(throws: WireError.frameTooLong(byteCount: 65_537)) { try messages([0, 1, 0, 1, 16]) }
        #expect(throws: WireError.frameTooLong(byteCount: .max)) { try messages([255, 255, 255, 255, 16]) }
        #expect(throws: WireError.unknownType(0)) { try messages([0, 0, 0, 0, 0]) }
    }

    @Test func `a message has a limit, from its first frame on`() throws {
        let message = Message(.ask, [UInt8](repeating: 1, count: 70_000))
        let bytes = message.bytes
        #expect(try messages(bytes, limit: 70_000) == [message])
        #expect(throws: WireError.messageTooLong(limit: 69_999)) { try messages(bytes, limit: 69_999) }
        // The first frame is over it: nothing more is waited for.
        let first = Array(message.frames[0].bytes)
        #expect(throws: WireError.messageTooLong(limit: 4_096)) { try messages(first, limit: 4_096) }
    }

    @Test func `a part stands behind a full frame, and nowhere else`() throws {
        let full = Frame(.ask, [UInt8](repeating: 1, count: Frame.bodyLimit))
        #expect(throws: WireError.unexpected(.part)) { try messages(Frame(.part, [1]).bytes) }
        #expect(throws: WireError.unexpected(.ask)) { try messages(full.bytes + Frame(.ask).bytes) }
        #expect(throws: WireError.ended) { try messages(full.bytes) }
    }

    @Test func `a shell's greeting is shown, and not waited for`() throws {
        #expect(throws: Never.self) { try Preamble.expect(from: Source(Preamble.bytes)) }
        let greeting = Array("Welcome to Debian GNU/Linux 13\n".utf8)
        #expect(throws: WireError.otherGreeting(greeting)) { try Preamble.expect(from: Source(greeting)) }
        #expect(throws: WireError.otherGreeting(Array("brankas/serve/2\n".utf8))) {
            try Preamble.expect(from: Source(Array("brankas/serve/2\n".utf8)))
        }
        #expect(throws: WireError.otherGreeting([])) { try Preamble.expect(from: Source([])) }
        let long = [UInt8](repeating: 0x2e, count: 10_000)
        #expect(throws: WireError.otherGreeting(Array(long.prefix(200)))) { try Preamble.expect(from: Source(long)) }
    }
}
