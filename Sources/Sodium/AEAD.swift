import CSodium

/// ChaCha20-Poly1305 with a 12-byte nonce (RFC 8439): the cipher of age's stanzas and payloads.
///
/// The nonce is the caller's duty: under one key, never twice.
package enum ChaChaPoly {
    package static let keyByteCount = 32
    package static let nonceByteCount = 12
    package static let tagByteCount = 16

    /// Seals `plaintext` into `ciphertext`, which is 16 bytes longer.
    package static func seal(
        _ plaintext: Span<UInt8>, into ciphertext: inout MutableSpan<UInt8>,
        nonce: Span<UInt8>, associated: Span<UInt8> = Span(), key: borrowing Secret
    ) throws(SodiumError) {
        try unsafe Cipher.seal(
            plaintext, into: &ciphertext, nonce: nonce, nonceByteCount: nonceByteCount, associated: associated,
            key: key, with: crypto_aead_chacha20poly1305_ietf_encrypt)
    }

    /// Opens `ciphertext` into `plaintext`, which is 16 bytes shorter and all zero if this throws.
    ///
    /// Throws `notAuthentic` when the tag does not fit.
    package static func open(
        _ ciphertext: Span<UInt8>, into plaintext: inout MutableSpan<UInt8>,
        nonce: Span<UInt8>, associated: Span<UInt8> = Span(), key: borrowing Secret
    ) throws(SodiumError) {
        try unsafe Cipher.open(
            ciphertext, into: &plaintext, nonce: nonce, nonceByteCount: nonceByteCount, associated: associated,
            key: key, with: crypto_aead_chacha20poly1305_ietf_decrypt)
    }
}

/// XChaCha20-Poly1305 with a random 24-byte nonce (draft-irtf-cfrg-xchacha-03): what wraps keys and seals rows.
///
/// ```
/// box = nonce (24) ‖ ciphertext ‖ tag (16)
/// ```
package enum XChaChaPoly {
    package static let keyByteCount = 32
    package static let nonceByteCount = 24
    package static let tagByteCount = 16
    package static let overhead = nonceByteCount + tagByteCount

    /// The box of `plaintext` under a fresh nonce.
    package static func seal(
        _ plaintext: Span<UInt8>, associated: Span<UInt8>, key: borrowing Secret
    ) throws(SodiumError) -> [UInt8] {
        let nonce = Random.bytes(nonceByteCount)
        var ciphertext = [UInt8](repeating: 0, count: plaintext.count + tagByteCount)
        var target = ciphertext.mutableSpan
        try seal(plaintext, into: &target, nonce: nonce.span, associated: associated, key: key)
        return nonce + ciphertext
    }

    /// The plaintext of `box`. Throws `notAuthentic` when the box is cut, changed, or bound to something else.
    package static func open(
        _ box: Span<UInt8>, associated: Span<UInt8>, key: borrowing Secret
    ) throws(SodiumError) -> [UInt8] {
        guard box.count >= overhead else { throw .notAuthentic }
        var plaintext = [UInt8](repeating: 0, count: box.count - overhead)
        var target = plaintext.mutableSpan
        try open(
            box.extracting(nonceByteCount..<box.count), into: &target,
            nonce: box.extracting(0..<nonceByteCount), associated: associated, key: key)
        return plaintext
    }

    /// As `open`, straight into guarded memory: for boxes that hold a key.
    package static func openSecret(
        _ box: Span<UInt8>, associated: Span<UInt8>, key: borrowing Secret
    ) throws(SodiumError) -> Secret {
        guard box.count >= overhead else { throw .notAuthentic }
        var secret = try Secret(byteCount: box.count - overhead)
        try secret.withMutableBytes { target throws(SodiumError) in
            try open(
                box.extracting(nonceByteCount..<box.count), into: &target,
                nonce: box.extracting(0..<nonceByteCount), associated: associated, key: key)
        }
        return secret
    }

    /// The bare cipher, with the nonce handed in: for the published vectors.
    package static func seal(
        _ plaintext: Span<UInt8>, into ciphertext: inout MutableSpan<UInt8>,
        nonce: Span<UInt8>, associated: Span<UInt8>, key: borrowing Secret
    ) throws(SodiumError) {
        try unsafe Cipher.seal(
            plaintext, into: &ciphertext, nonce: nonce, nonceByteCount: nonceByteCount, associated: associated,
            key: key, with: crypto_aead_xchacha20poly1305_ietf_encrypt)
    }

    /// The bare cipher, opening. Throws `notAuthentic` when the tag does not fit.
    package static func open(
        _ ciphertext: Span<UInt8>, into plaintext: inout MutableSpan<UInt8>,
        nonce: Span<UInt8>, associated: Span<UInt8>, key: borrowing Secret
    ) throws(SodiumError) {
        try unsafe Cipher.open(
            ciphertext, into: &plaintext, nonce: nonce, nonceByteCount: nonceByteCount, associated: associated,
            key: key, with: crypto_aead_xchacha20poly1305_ietf_decrypt)
    }
}

/// The two libsodium ciphers have one shape; this is the only place that calls it.
private enum Cipher {
    typealias Seal = (
        UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt64>?, UnsafePointer<UInt8>?, UInt64,
        UnsafePointer<UInt8>?, UInt64, UnsafePointer<UInt8>?, UnsafePointer<UInt8>, UnsafePointer<UInt8>
    ) -> Int32
    typealias Open = (
        UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UInt8>?,
        UnsafePointer<UInt8>, UInt64, UnsafePointer<UInt8>?, UInt64, UnsafePointer<UInt8>, UnsafePointer<UInt8>
    ) -> Int32

    static func seal(
        _ plaintext: Span<UInt8>, into ciphertext: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
        nonceByteCount: Int, associated: Span<UInt8>, key: borrowing Secret, with function: Seal
    ) throws(SodiumError) {
        try expect(nonceByteCount, nonce.count)
        try expect(32, key.byteCount)
        try expect(plaintext.count + 16, ciphertext.count)
        try Library.start()
        key.withBytes { key in
            unsafe ciphertext.withUnsafeMutableBufferPointer { target in
                unsafe plaintext.withUnsafeBufferPointer { source in
                    unsafe associated.withUnsafeBufferPointer { associated in
                        unsafe nonce.withUnsafeBufferPointer { nonce in
                            unsafe key.withUnsafeBufferPointer { key in
                                _ = unsafe function(
                                    target.baseAddress!, nil, source.baseAddress, UInt64(source.count),
                                    associated.baseAddress, UInt64(associated.count), nil, nonce.baseAddress!,
                                    key.baseAddress!)
                            }
                        }
                    }
                }
            }
        }
    }

    static func open(
        _ ciphertext: Span<UInt8>, into plaintext: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
        nonceByteCount: Int, associated: Span<UInt8>, key: borrowing Secret, with function: Open
    ) throws(SodiumError) {
        try expect(nonceByteCount, nonce.count)
        try expect(32, key.byteCount)
        guard ciphertext.count >= 16 else { throw .notAuthentic }
        try expect(ciphertext.count - 16, plaintext.count)
        try Library.start()
        let status = key.withBytes { key in
            unsafe plaintext.withUnsafeMutableBufferPointer { target in
                unsafe ciphertext.withUnsafeBufferPointer { source in
                    unsafe associated.withUnsafeBufferPointer { associated in
                        unsafe nonce.withUnsafeBufferPointer { nonce in
                            unsafe key.withUnsafeBufferPointer { key in
                                unsafe function(
                                    target.baseAddress, nil, nil, source.baseAddress!, UInt64(source.count),
                                    associated.baseAddress, UInt64(associated.count), nonce.baseAddress!,
                                    key.baseAddress!)
                            }
                        }
                    }
                }
            }
        }
        guard status == 0 else {
            for index in plaintext.indices { plaintext[index] = 0 }
            throw .notAuthentic
        }
    }
}

func expect(_ expected: Int, _ actual: Int) throws(SodiumError) {
    guard expected == actual else { throw .wrongLength(expected: expected, actual: actual) }
}
