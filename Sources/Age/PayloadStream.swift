package import Sodium

/// Fills a buffer, wholly or in part, and says how many bytes it gave: none only at the end.
package typealias ByteSource = (inout MutableSpan<UInt8>) throws -> Int

/// Takes bytes, all of them.
package typealias ByteSink = (Span<UInt8>) throws -> Void

/// Payloads of any size in bounded memory, on all cores. Errors of source and sink pass through as they are.
extension Payload {
    /// Seals what `source` gives, nonce first, and gives the hash of the plaintext.
    @discardableResult
    package static func seal(fileKey: borrowing Secret, from source: ByteSource, to sink: ByteSink) throws -> Digest {
        let nonce = Random.bytes(nonceByteCount)
        let key = try PayloadKey(fileKey: fileKey, nonce: nonce.span)
        try sink(nonce.span)
        return try PayloadLine.run(key, .sealing, from: source, to: sink)
    }

    /// Seals what `produce` writes, nonce first.
    package static func seal(
        fileKey: borrowing Secret, to sink: ByteSink, produce: (_ write: ByteSink) throws -> Void
    ) throws {
        let nonce = Random.bytes(nonceByteCount)
        let chunks = ChunkWriter(try PayloadKey(fileKey: fileKey, nonce: nonce.span))
        try sink(nonce.span)
        try withoutActuallyEscaping(sink) { sink in
            try produce { bytes in try chunks.write(bytes, to: sink) }
        }
        try chunks.seal(isLast: true, to: sink)
    }

    /// Opens what `source` gives, and gives the hash of the plaintext; `sink` sees authentic bytes only, in order.
    ///
    /// That a payload is cut or followed by anything shows at its end, when the chunks before are already handed out:
    /// whoever takes them keeps them back until this returns, or, where they go out as they come, says afterwards that it was not whole.
    @discardableResult
    package static func open(fileKey: borrowing Secret, from source: ByteSource, to sink: ByteSink) throws -> Digest {
        var nonce = [UInt8](repeating: 0, count: nonceByteCount)
        guard try fill(&nonce, from: source) == nonceByteCount else { throw AgeError.payloadTruncated }
        let key = try PayloadKey(fileKey: fileKey, nonce: nonce.span)
        return try PayloadLine.run(key, .opening, from: source, to: sink)
    }

    /// Reads until `buffer` is full or the source ends.
    static func fill(_ buffer: inout [UInt8], from source: ByteSource) throws -> Int {
        let capacity = buffer.count
        var count = 0
        var whole = buffer.mutableSpan
        while count < capacity {
            var rest = whole._mutatingExtracting(count..<capacity)
            let added = try source(&rest)
            precondition((0...(capacity - count)).contains(added))
            if added == 0 { break }
            count += added
        }
        return count
    }
}

/// Cuts what is pushed into chunks. Holds one: only what follows a full one tells whether it was the last.
private final class ChunkWriter {
    private let key: PayloadKey
    private var chunk: [UInt8] = []
    private var index: UInt64 = 0

    init(_ key: consuming PayloadKey) {
        self.key = key
        chunk.reserveCapacity(Payload.chunkByteCount)
    }

    deinit { wipe(&chunk) }

    func write(_ bytes: Span<UInt8>, to sink: ByteSink) throws {
        var start = 0
        while start < bytes.count {
            if chunk.count == Payload.chunkByteCount { try seal(isLast: false, to: sink) }
            let end = min(bytes.count, start + Payload.chunkByteCount - chunk.count)
            for position in start..<end { chunk.append(bytes[position]) }
            start = end
        }
    }

    func seal(isLast: Bool, to sink: ByteSink) throws {
        var sealed = [UInt8](repeating: 0, count: chunk.count + Payload.tagByteCount)
        var target = sealed.mutableSpan
        // A span may not outlive an access to a property: the chunk is taken out for as long.
        var whole: [UInt8] = []
        swap(&whole, &chunk)
        defer { swap(&whole, &chunk) }
        try key.seal(whole.span, index: index, isLast: isLast, into: &target)
        try sink(sealed.span)
        wipe(&whole)
        whole.removeAll(keepingCapacity: true)
        index += 1
    }
}
