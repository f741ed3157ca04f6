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
        source.putBack(read.dropFirst(bytes.count))
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

    // What the custodian answers
    case welcome = 48, stands, witnessed, staged, reply, piece, leaves, digests, failed
    /// So much of what is being staged is on the disk.
    case taken
    case dropped
    /// What was asked is being worked on, and the answer still comes.
    case wait
    case resumed

    /// What goes on with a message whose last frame was full.
    case part = 80
    /// Nothing more will come.
    case bye
}

/// One frame: `u32 length ≤ 65,536 ‖ u8 type ‖ body`, the length being the body's.
package struct Frame: Hashable, Sendable {
    package static let bodyLimit = 65_536

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
        bytes.reserveCapacity(5 + body.count)
        append(UInt32(body.count), to: &bytes)
        bytes.append(type.rawValue)
        bytes += body
        return bytes
    }

    /// The next frame; nil where the stream ends before one. Nothing is read into memory that its length does not allow.
    package static func next(from source: Source) throws -> Frame? {
        guard let head = try source.exactly(5) else { return nil }
        let byteCount = head[..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard byteCount <= Frame.bodyLimit else { throw WireError.frameTooLong(byteCount: byteCount) }
        guard let type = FrameType(rawValue: head[4]) else { throw WireError.unknownType(head[4]) }
        guard byteCount > 0 else { return Frame(type) }
        guard let body = try source.exactly(Int(byteCount)) else { throw WireError.ended }
        return Frame(type, body)
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

    package var frames: [Frame] {
        var frames: [Frame] = []
        var rest = body[...]
        repeat {
            frames.append(Frame(frames.isEmpty ? type : .part, Array(rest.prefix(Frame.bodyLimit))))
            rest = rest.dropFirst(Frame.bodyLimit)
        } while frames.last?.goesOn == true
        return frames
    }

    /// The message that begins with `first`.
    package init(_ first: Frame, restFrom source: Source, limit: Int, before next: () -> Void = {}) throws {
        guard first.type != .part else { throw WireError.unexpected(.part) }
        var (body, last) = (first.body, first)
        while true {
            guard body.count <= limit else { throw WireError.messageTooLong(limit: limit) }
            guard last.goesOn else { break }
            next()
            guard let part = try Frame.next(from: source) else { throw WireError.ended }
            guard part.type == .part else { throw WireError.unexpected(part.type) }
            body += part.body
            last = part
        }
        self.init(first.type, body)
    }
}

/// Bytes as they come from the other side.
package final class Source {
    private let read: (_ limit: Int) throws -> [UInt8]
    /// What was read ahead.
    private var kept: ArraySlice<UInt8> = []

    /// `read` gives at most so many bytes, as soon as there are some; none at the end.
    package init(_ read: @escaping (_ limit: Int) throws -> [UInt8]) { self.read = read }

    /// What is there; none at the end.
    func some(upTo limit: Int) throws -> [UInt8] {
        guard kept.isEmpty else {
            defer { kept = kept.dropFirst(limit) }
            return Array(kept.prefix(limit))
        }
        return try read(limit)
    }

    /// Just so many bytes; nil where there is not one. Throws `ended` where there are fewer.
    func exactly(_ count: Int) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let more = try some(upTo: count - bytes.count)
            if more.isEmpty { break }
            bytes += more
        }
        if bytes.isEmpty { return nil }
        guard bytes.count == count else { throw WireError.ended }
        return bytes
    }

    /// Waits until there is something, or the end.
    func fill() throws {
        if kept.isEmpty { kept = try read(Frame.bodyLimit)[...] }
    }

    /// Is given next.
    func putBack(_ bytes: ArraySlice<UInt8>) { kept = bytes + kept }
}

func append(_ number: UInt32, to bytes: inout [UInt8]) {
    for shift in stride(from: 24, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
    }
}
