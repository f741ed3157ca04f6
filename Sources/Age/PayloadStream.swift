package import Sodium

/// Fills a buffer, wholly or in part, and says how many bytes it gave: none only at the end.
package typealias ByteSource = (inout MutableSpan<UInt8>) throws -> Int

/// Takes bytes, all of them.
package typealias ByteSink = (Span<UInt8>) throws -> Void

/// Payloads of any size in the memory of three chunks. Errors of source and sink pass through as they are.
extension Payload {
    /// Seals what `source` gives, nonce first.
    package static func seal(fileKey: borrowing Secret, from source: ByteSource, to sink: ByteSink) throws {
        var sealer = try PayloadSealer(fileKey: fileKey)
        try sink(sealer.nonce.span)
        var current = [UInt8](repeating: 0, count: chunkByteCount)
        var following = current
        var sealed = [UInt8](repeating: 0, count: sealedChunkByteCount)
        defer {
            wipe(&current)
            wipe(&following)
        }
        var count = try fill(&current, from: source)
        var isLast = false
        while !isLast {
            // Only the chunk after it tells whether a full one is the last.
            let followingCount = count == chunkByteCount ? try fill(&following, from: source) : 0
            isLast = followingCount == 0
            var whole = sealed.mutableSpan
            var target = whole._mutatingExtracting(0..<(count + tagByteCount))
            try sealer.seal(current.span.extracting(0..<count), isLast: isLast, into: &target)
            try sink(sealed.span.extracting(0..<(count + tagByteCount)))
            swap(&current, &following)
            count = followingCount
        }
    }

    /// Opens what `source` gives; `sink` sees authentic bytes only, a chunk at a time.
    ///
    /// That a payload is cut or followed by anything shows at its end, when the chunks before are already handed out:
    /// whoever takes them keeps them back until this returns.
    package static func open(fileKey: borrowing Secret, from source: ByteSource, to sink: ByteSink) throws {
        var nonce = [UInt8](repeating: 0, count: nonceByteCount)
        guard try fill(&nonce, from: source) == nonceByteCount else { throw AgeError.payloadTruncated }
        let key = try PayloadKey(fileKey: fileKey, nonce: nonce.span)
        var current = [UInt8](repeating: 0, count: sealedChunkByteCount)
        var following = current
        var opened = [UInt8](repeating: 0, count: chunkByteCount)
        defer { wipe(&opened) }
        var count = try fill(&current, from: source)
        var index: UInt64 = 0
        repeat {
            guard count >= tagByteCount else { throw AgeError.payloadTruncated }
            let followingCount = count == sealedChunkByteCount ? try fill(&following, from: source) : 0
            var whole = opened.mutableSpan
            var target = whole._mutatingExtracting(0..<(count - tagByteCount))
            let fault = try key.open(
                current.span.extracting(0..<count), index: index, endsHere: followingCount == 0, into: &target)
            if count > tagByteCount { try sink(opened.span.extracting(0..<(count - tagByteCount))) }
            if let fault { throw fault }
            swap(&current, &following)
            count = followingCount
            index += 1
        } while count > 0
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
