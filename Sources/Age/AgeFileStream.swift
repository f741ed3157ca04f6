import Sodium

/// Age files of any size, in the memory of a header and of the chunks that are worked on at once (`PayloadLine`).
extension AgeFile {
    /// Seals what `produce` writes to `recipients`: bytes are pushed, out of one payload into another. Nothing is written before every
    /// stanza is made.
    package static func seal(
        to recipients: [Recipient], to sink: ByteSink, produce: (_ write: ByteSink) throws -> Void
    ) throws {
        let fileKey = try FileKey.make()
        let stanzas = try Recipient.wrap(fileKey, to: recipients)
        let header = try Header.encode(stanzas, fileKey: fileKey)
        try sink(header.span)
        try Payload.seal(fileKey: fileKey, to: sink, produce: produce)
    }

    /// Opens the binary file that `source` gives. See `Payload.open` for what `sink` may believe, and when.
    package static func open(
        with identity: borrowing some Identity & ~Copyable, from source: ByteSource, to sink: ByteSink
    ) throws {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var (used, count) = (0, 0)
        let header = try readHeader(from: source, buffer: &buffer, used: &used, count: &count)
        let fileKey = try header.unwrap(with: identity)
        // What was read past the header's end is the payload's beginning.
        var start = Array(buffer[used..<count])
        if start.count < Payload.nonceByteCount {
            var rest = [UInt8](repeating: 0, count: Payload.nonceByteCount - start.count)
            guard try Payload.fill(&rest, from: source) == rest.count else { throw AgeError.headerMalformed(.nonce) }
            start += rest
        }
        var given = 0
        try Payload.open(
            fileKey: fileKey,
            from: { target in
                guard given < start.count else { return try source(&target) }
                let added = min(target.count, start.count - given)
                for index in 0..<added { target[index] = start[given + index] }
                given += added
                return added
            }, to: sink)
    }

    /// Reads the header; `buffer[used..<count]` is what came with its last piece.
    private static func readHeader(
        from source: ByteSource, buffer: inout [UInt8], used: inout Int, count: inout Int
    ) throws -> Header {
        var parser = HeaderParser()
        while true {
            var target = buffer.mutableSpan
            count = try source(&target)
            guard count > 0 else { throw AgeError.headerMalformed(.truncated) }
            used = 0
            while used < count {
                used += 1
                if let header = try parser.take(buffer[used - 1]) { return header }
            }
        }
    }
}
