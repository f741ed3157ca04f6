import Sodium

/// What begins a stream, in either direction (docs/format.md, "Stream").
package enum Preamble {
    package static let bytes = Array("brankas/serve/1\n".utf8)

    /// Reads the other side's. Throws `otherGreeting` where something else comes, with as much of it as is there: whoever waits for
    /// more of a shell's line, or of another version's, waits for ever.
    package static func expect(from source: Source) throws {
        var read: [UInt8] = []
        repeat {
            let more = try source.some(upTo: 200)
            if more.isEmpty { break }
            read += more
        } while read.count < bytes.count && bytes.starts(with: read)
        guard read.starts(with: bytes) else { throw WireError.otherGreeting(Array(read.prefix(200))) }
        source.putBack(read[bytes.count...])
    }
}

/// What a frame is.
package enum FrameType: UInt8, CaseIterable, Sendable {
    // How a session begins, and how a vault does: an officer's program
    case hello = 1, prove, leave, identify, found
    // and the custodian
    case session = 8, ready, left, custodian, founded

    // What an officer's program asks
    case greet = 16, standing, witness, stage, ask
    /// Goes on with what an answer brought: a piece of its payload, a page of its leaves, what these rest on.
    case pull, page, trail, consistency
    /// Done with what an answer brought. Is not answered.
    case release
    /// Gives up what is being staged.
    case drop
    /// Goes on, over another connection, with what was being staged; with a payload that an entry brought.
    case proceed, resume
    /// How the service does.
    case inspect

    // What the custodian answers
    case welcome = 48, stands, witnessed, staged, reply, piece, leaves, digests, failed
    /// So much of what is being staged is on the disk.
    case taken
    case dropped
    /// What was asked is being worked on, and the answer still comes.
    case wait
    case resumed
    case condition

    /// What goes on with a message whose last frame was full.
    case part = 80
    /// Nothing more will come.
    case bye
}

/// One frame: `u32 length ≤ 65,536 ‖ u8 type ‖ body`, the length being the body's.
package struct Frame: Hashable, Sendable {
    package static let bodyLimit = 65_536
    /// Of a full one.
    static let byteLimit = headByteCount + bodyLimit
    static let headByteCount = 5

    package let type: FrameType
    package let body: [UInt8]

    /// `body` has at most `bodyLimit` bytes.
    package init(_ type: FrameType, _ body: [UInt8] = []) {
        precondition(body.count <= Self.bodyLimit, "a frame of \(body.count) bytes")
        self.type = type
        self.body = body
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headByteCount + body.count)
        Self.appendHead(type, byteCount: body.count, to: &bytes)
        bytes += body
        return bytes
    }

    static func appendHead(_ type: FrameType, byteCount: Int, to bytes: inout [UInt8]) {
        append(UInt32(byteCount), to: &bytes)
        bytes.append(type.rawValue)
    }

    /// The next frame; nil where the stream ends before one. Nothing is read into memory that its length does not allow.
    package static func next(from source: Source) throws -> Frame? {
        guard let (type, byteCount) = try nextHead(from: source) else { return nil }
        var body: [UInt8] = []
        try source.append(byteCount, to: &body)
        return Frame(type, body)
    }

    /// Type and length of the next frame, whose body follows.
    static func nextHead(from source: Source) throws -> (type: FrameType, byteCount: Int)? {
        guard try source.fill() else { return nil }
        var head: [UInt8] = []
        try source.append(headByteCount, to: &head)
        let byteCount = head[..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard byteCount <= bodyLimit else { throw WireError.frameTooLong(byteCount: byteCount) }
        guard let type = FrameType(rawValue: head[4]) else { throw WireError.unknownType(head[4]) }
        return (type, Int(byteCount))
    }

    /// Whether the message goes on: a full frame is never the last.
    package var goesOn: Bool { body.count == Self.bodyLimit }
}

/// A message: the frame that says what it is, and where that is full as many `part`s as follow, until one that is not.
///
/// So there is one way to cut a message, and its type is known before it is read.
package struct Message: Hashable, Sendable {
    package let type: FrameType
    package let body: [UInt8]

    package init(_ type: FrameType, _ body: [UInt8] = []) {
        self.type = type
        self.body = body
    }

    /// All of its frames.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count + Frame.headByteCount * (body.count / Frame.bodyLimit + 1))
        // Up to and with one that is not full: it may be empty.
        for start in stride(from: 0, through: body.count, by: Frame.bodyLimit) {
            let end = min(start + Frame.bodyLimit, body.count)
            Frame.appendHead(start == 0 ? type : .part, byteCount: end - start, to: &bytes)
            bytes += body[start..<end]
        }
        return bytes
    }

    /// The message that begins with `first`.
    package init(_ first: Frame, restFrom source: Source, limit: Int, before next: () -> Void = {}) throws {
        guard first.type != .part else { throw WireError.unexpected(.part) }
        var (body, goesOn) = (first.body, first.goesOn)
        while true {
            guard body.count <= limit else { throw WireError.messageTooLong(limit: limit) }
            guard goesOn else { break }
            next()
            guard let (type, byteCount) = try Frame.nextHead(from: source) else { throw WireError.ended }
            guard type == .part else { throw WireError.unexpected(type) }
            try source.append(byteCount, to: &body)
            goesOn = byteCount == Frame.bodyLimit
        }
        self.init(first.type, body)
    }
}

/// Bytes as they come from the other side.
package final class Source {
    private let read: (_ buffer: inout MutableSpan<UInt8>) throws -> Int
    /// What was read ahead: a frame's head at most, or what came with a greeting. So whoever waits for the next frame holds no room
    /// for it.
    private var kept: ArraySlice<UInt8> = []

    /// `read` fills what is there as soon as there is something, and says how many bytes; 0 at the end.
    package init(_ read: @escaping (_ buffer: inout MutableSpan<UInt8>) throws -> Int) { self.read = read }

    /// What is there; none at the end.
    func some(upTo limit: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        var buffer = bytes.mutableSpan
        let count = try some(into: &buffer)
        bytes.removeLast(limit - count)
        return bytes
    }

    private func some(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        if kept.isEmpty { return try read(&buffer) }
        let count = min(kept.count, buffer.count)
        buffer.replace(from: 0, with: kept.span.extracting(0..<count))
        kept = kept.dropFirst(count)
        return count
    }

    /// Just so many bytes. Throws `ended` where there are fewer.
    func append(_ count: Int, to bytes: inout [UInt8]) throws {
        let end = bytes.count + count
        var start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        var all = bytes.mutableSpan
        while start < end {
            var rest = all._mutatingExtracting(start..<end)
            let more = try some(into: &rest)
            guard more > 0 else { throw WireError.ended }
            start += more
        }
    }

    /// Waits until there is something, or the end: false.
    func fill() throws -> Bool {
        if kept.isEmpty { kept = try some(upTo: Frame.headByteCount)[...] }
        return !kept.isEmpty
    }

    /// Is given next.
    func putBack(_ bytes: ArraySlice<UInt8>) { kept = bytes + kept }
}

func append(_ number: UInt32, to bytes: inout [UInt8]) {
    for shift in stride(from: 24, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
    }
}
