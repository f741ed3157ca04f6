package import Sodium

/// Seals a payload chunk by chunk, under a fresh nonce.
package struct PayloadSealer: ~Copyable {
    /// Sixteen bytes, to be written before the first chunk.
    package let nonce: [UInt8]

    private let key: PayloadKey
    private var index: UInt64 = 0
    private var isFinished = false

    package init(fileKey: borrowing Secret) throws(AgeError) {
        let nonce = Random.bytes(Payload.nonceByteCount)
        key = try PayloadKey(fileKey: fileKey, nonce: nonce.span)
        self.nonce = nonce
    }

    /// Seals the next chunk into `target`, which is 16 bytes longer. All chunks but the last are full.
    ///
    /// Throws `payloadFinished` after the last.
    package mutating func seal(
        _ chunk: Span<UInt8>, isLast: Bool, into target: inout MutableSpan<UInt8>
    ) throws(AgeError) {
        guard !isFinished else { throw .payloadFinished }
        try key.seal(chunk, index: index, isLast: isLast, into: &target)
        index += 1
        isFinished = isLast
    }
}
