package import Sodium

/// The key of one payload, and what it does to one chunk (age.md, "Payload").
///
/// ```
/// chunk nonce (12) = chunk number, big-endian (11) ‖ 0x01 for the final chunk, else 0x00
/// ```
/// It keeps no count: chunks may be sealed and opened in any order, on several cores at once.
package struct PayloadKey: ~Copyable, Sendable {
    private let key: Secret

    /// Throws `wrongByteCount` unless the file key and the nonce are 16 bytes each.
    package init(fileKey: borrowing Secret, nonce: Span<UInt8>) throws(AgeError) {
        try expect(FileKey.byteCount, fileKey.byteCount)
        try expect(Payload.nonceByteCount, nonce.count)
        let info = Array("payload".utf8)
        do {
            key = try HKDF.derive(from: fileKey, salt: nonce, info: info.span)
        } catch {
            throw .sodium(error)
        }
    }

    /// Seals chunk number `index` into `target`, which is 16 bytes longer.
    ///
    /// Throws `wrongByteCount` when the chunk is not full and not the last, `lastChunkEmpty` when it is empty and not
    /// the only one.
    package borrowing func seal(
        _ chunk: Span<UInt8>, index: UInt64, isLast: Bool, into target: inout MutableSpan<UInt8>
    ) throws(AgeError) {
        try Self.check(chunk.count, index: index, isLast: isLast)
        try expect(chunk.count + Payload.tagByteCount, target.count)
        let nonce = Self.nonce(index: index, isLast: isLast)
        do {
            try ChaChaPoly.seal(chunk, into: &target, nonce: nonce.span, key: key)
        } catch {
            throw .sodium(error)
        }
    }

    /// Opens chunk number `index` into `target`, which is 16 bytes shorter and all zero if this throws.
    ///
    /// Throws `payloadTruncated` when there is no whole tag, `payloadNotAuthentic` when this is not that chunk.
    package borrowing func open(
        _ chunk: Span<UInt8>, index: UInt64, isLast: Bool, into target: inout MutableSpan<UInt8>
    ) throws(AgeError) {
        guard chunk.count >= Payload.tagByteCount else { throw .payloadTruncated }
        try expect(chunk.count - Payload.tagByteCount, target.count)
        let nonce = Self.nonce(index: index, isLast: isLast)
        do {
            try ChaChaPoly.open(chunk, into: &target, nonce: nonce.span, key: key)
        } catch .notAuthentic {
            throw .payloadNotAuthentic(chunk: index)
        } catch {
            throw .sodium(error)
        }
        try Self.check(target.count, index: index, isLast: isLast)
    }

    /// Opens chunk number `index`, with which the payload ends or does not.
    ///
    /// When the chunk is authentic but stands in the wrong place, its plaintext is good and the answer says what
    /// is wrong behind it: `payloadTruncated` or `trailingData`. Nil when all is well.
    borrowing func open(
        _ chunk: Span<UInt8>, index: UInt64, endsHere: Bool, into target: inout MutableSpan<UInt8>
    ) throws(AgeError) -> AgeError? {
        do {
            try open(chunk, index: index, isLast: endsHere, into: &target)
            return nil
        } catch .payloadNotAuthentic where chunk.count == Payload.sealedChunkByteCount {
            try open(chunk, index: index, isLast: !endsHere, into: &target)
            return endsHere ? .payloadTruncated : .trailingData
        }
    }

    private static func check(_ count: Int, index: UInt64, isLast: Bool) throws(AgeError) {
        guard isLast else { return try expect(Payload.chunkByteCount, count) }
        guard count <= Payload.chunkByteCount else { throw .tooLong(limit: Payload.chunkByteCount) }
        guard count > 0 || index == 0 else { throw .lastChunkEmpty(chunk: index) }
    }

    private static func nonce(index: UInt64, isLast: Bool) -> [UInt8] {
        [0, 0, 0] + bigEndian(index) + [isLast ? 1 : 0]
    }
}
