package import Sodium

/// The binary half of an age file, and all of a document at rest (age.md, "Payload").
///
/// ```
/// nonce (16) ‖ chunks of 65,536 bytes, the last one shorter, each ‖ tag (16)
/// ```
package enum Payload {
    package static let chunkByteCount = 65_536
    package static let tagByteCount = ChaChaPoly.tagByteCount
    package static let nonceByteCount = 16
    package static let sealedChunkByteCount = chunkByteCount + tagByteCount

    /// The length of the payload of a plaintext. An empty one has one chunk, like one of a single byte.
    package static func sealedByteCount(plaintext: Int) -> Int {
        let chunkCount = max(1, (plaintext + chunkByteCount - 1) / chunkByteCount)
        return nonceByteCount + plaintext + chunkCount * tagByteCount
    }

    /// The length of the plaintext of a payload.
    ///
    /// Throws `payloadTruncated` or `lastChunkEmpty` for a length that no payload has.
    package static func plaintextByteCount(sealed: Int) throws(AgeError) -> Int {
        let body = sealed - nonceByteCount
        guard body >= tagByteCount else { throw .payloadTruncated }
        let chunkCount = (body + sealedChunkByteCount - 1) / sealedChunkByteCount
        let last = body - (chunkCount - 1) * sealedChunkByteCount
        guard last >= tagByteCount else { throw .payloadTruncated }
        guard last > tagByteCount || chunkCount == 1 else { throw .lastChunkEmpty(chunk: UInt64(chunkCount - 1)) }
        return body - chunkCount * tagByteCount
    }

    /// The payload of `plaintext`, whole in memory.
    package static func seal(_ plaintext: Span<UInt8>, fileKey: borrowing Secret) throws(AgeError) -> [UInt8] {
        var sealer = try PayloadSealer(fileKey: fileKey)
        var sealed = [UInt8](repeating: 0, count: sealedByteCount(plaintext: plaintext.count))
        sealed.replaceSubrange(0..<nonceByteCount, with: sealer.nonce)
        var target = sealed.mutableSpan
        var start = 0
        var position = nonceByteCount
        repeat {
            let end = min(start + chunkByteCount, plaintext.count)
            let next = position + end - start + tagByteCount
            var part = target._mutatingExtracting(position..<next)
            try sealer.seal(plaintext.extracting(start..<end), isLast: end == plaintext.count, into: &part)
            (start, position) = (end, next)
        } while start < plaintext.count
        return sealed
    }

    /// The plaintext of a whole payload. Throws when it is cut, changed, or followed by anything.
    package static func open(_ sealed: Span<UInt8>, fileKey: borrowing Secret) throws(AgeError) -> [UInt8] {
        var plaintext = [UInt8](repeating: 0, count: try plaintextByteCount(sealed: sealed.count))
        var target = plaintext.mutableSpan
        try open(sealed, fileKey: fileKey, into: &target)
        return plaintext
    }

    /// As `open`, straight into guarded memory: for payloads that carry keys.
    package static func openSecret(_ sealed: Span<UInt8>, fileKey: borrowing Secret) throws(AgeError) -> Secret {
        let count = try plaintextByteCount(sealed: sealed.count)
        var plaintext = try translated { () throws(SodiumError) in try Secret(byteCount: count) }
        try plaintext.withMutableBytes { target throws(AgeError) in
            try open(sealed, fileKey: fileKey, into: &target)
        }
        return plaintext
    }

    private static func open(
        _ sealed: Span<UInt8>, fileKey: borrowing Secret, into target: inout MutableSpan<UInt8>
    ) throws(AgeError) {
        let key = try PayloadKey(fileKey: fileKey, nonce: sealed.extracting(0..<nonceByteCount))
        var index: UInt64 = 0
        var position = nonceByteCount
        var start = 0
        repeat {
            let next = min(position + sealedChunkByteCount, sealed.count)
            let end = start + next - position - tagByteCount
            var part = target._mutatingExtracting(start..<end)
            let fault = try key.open(
                sealed.extracting(position..<next), index: index, endsHere: next == sealed.count, into: &part)
            if let fault { throw fault }
            (start, position) = (end, next)
            index += 1
        } while position < sealed.count
    }
}
