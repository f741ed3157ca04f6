import CSodium

/// Somewhere to point at for an argument of no bytes.
private nonisolated(unsafe) let nowhere = unsafe UnsafePointer(UnsafeMutablePointer<UInt8>.allocate(capacity: 1))

/// HMAC-SHA-256 (RFC 2104).
package enum HMAC {
    package static let byteCount = 32

    /// The authenticator of `message` under `key` of any length, none included, written in place.
    static func authenticate(
        _ message: Span<UInt8>, key: Span<UInt8>, into tag: inout MutableSpan<UInt8>
    ) {
        var state = crypto_auth_hmacsha256_state()
        unsafe key.withUnsafeBufferPointer { key in
            // C wants a pointer even to nothing.
            _ = unsafe crypto_auth_hmacsha256_init(&state, key.baseAddress ?? nowhere, key.count)
        }
        unsafe message.withUnsafeBufferPointer { message in
            _ = unsafe crypto_auth_hmacsha256_update(&state, message.baseAddress ?? nowhere, UInt64(message.count))
        }
        unsafe tag.withUnsafeMutableBufferPointer { tag in
            _ = unsafe crypto_auth_hmacsha256_final(&state, tag.baseAddress!)
        }
        // The state holds the key's schedule.
        unsafe withUnsafeMutableBytes(of: &state) { unsafe sodium_memzero($0.baseAddress!, $0.count) }
    }

    /// The 32-byte authenticator of `bytes`: public, to be stored or compared in constant time.
    package static func digest(_ bytes: Span<UInt8>, key: borrowing Secret) -> Digest {
        let tag = authenticate(bytes, key: key)
        return unsafe tag.withUnsafeBytes { bytes in
            unsafe Digest(words: bytes.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self))
        }
    }

    package static func authenticate(_ bytes: Span<UInt8>, key: borrowing Secret) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: byteCount)
        var span = tag.mutableSpan
        key.withBytes { authenticate(bytes, key: $0, into: &span) }
        return tag
    }

    package static func authenticate(_ bytes: [UInt8], key: borrowing Secret) -> [UInt8] {
        authenticate(bytes.span, key: key)
    }
}

/// HKDF-SHA-256 (RFC 5869), written over HMAC because libsodium 1.0.18 has no call for it.
package enum HKDF {
    /// Extract, then expand, from `secret` into guarded memory. `byteCount` is at most 255 × 32.
    package static func derive(
        from secret: borrowing Secret, salt: Span<UInt8> = Span(), info: Span<UInt8>, byteCount: Int = 32
    ) throws(SodiumError) -> Secret {
        precondition(byteCount <= 255 * HMAC.byteCount)
        try Library.start()
        var pseudorandom = try Secret(byteCount: HMAC.byteCount)
        pseudorandom.withMutableBytes { target in
            secret.withBytes { HMAC.authenticate($0, key: salt, into: &target) }
        }
        return try expand(pseudorandom, info: info, byteCount: byteCount)
    }

    package static func derive(
        from secret: borrowing Secret, salt: [UInt8] = [], info: String, byteCount: Int = 32
    ) throws(SodiumError) -> Secret {
        let info = Array(info.utf8)
        return try derive(from: secret, salt: salt.span, info: info.span, byteCount: byteCount)
    }

    /// Section 2.3: T(n) = HMAC(PRK, T(n-1) ‖ info ‖ n).
    private static func expand(
        _ pseudorandom: borrowing Secret, info: Span<UInt8>, byteCount: Int
    ) throws(SodiumError) -> Secret {
        var output = try Secret(byteCount: byteCount)
        // T(n-1) ‖ info ‖ n in guarded memory: T is key material.
        var input = try Secret(byteCount: HMAC.byteCount + info.count + 1)
        var block = try Secret(byteCount: HMAC.byteCount)
        input.withMutableBytes { input in
            for index in 0..<info.count { input[HMAC.byteCount + index] = info[index] }
        }
        var done = 0
        var counter: UInt8 = 1
        while done < byteCount {
            let skipped = counter == 1 ? HMAC.byteCount : 0
            input.withMutableBytes { $0[$0.count - 1] = counter }
            block.withMutableBytes { block in
                input.withBytes { input in
                    pseudorandom.withBytes { key in
                        HMAC.authenticate(input.extracting(skipped..<input.count), key: key, into: &block)
                    }
                }
            }
            block.withBytes { block in
                output.withMutableBytes { output in
                    for index in 0..<min(HMAC.byteCount, byteCount - done) { output[done + index] = block[index] }
                }
                input.withMutableBytes { input in
                    for index in 0..<HMAC.byteCount { input[index] = block[index] }
                }
            }
            done += HMAC.byteCount
            counter &+= 1
        }
        return output
    }
}

/// scrypt (RFC 7914), for passphrases only.
package enum Scrypt {
    /// A 32-byte key from `passphrase`: N = 2^`logN`, r = 8, p = 1 (128 × 8 × N bytes of memory while it runs).
    ///
    /// The limit on `logN` is the caller's: a hostile file names its own.
    package static func derive(
        passphrase: borrowing Secret, salt: Span<UInt8>, logN: Int, r: UInt32 = 8, p: UInt32 = 1, byteCount: Int = 32
    ) throws(SodiumError) -> Secret {
        try Library.start()
        guard logN > 0, logN < 63 else { throw .scryptFailed }
        var key = try Secret(byteCount: byteCount)
        let status = key.withMutableBytes { target in
            passphrase.withBytes { passphrase in
                unsafe target.withUnsafeMutableBufferPointer { target in
                    unsafe passphrase.withUnsafeBufferPointer { passphrase in
                        unsafe salt.withUnsafeBufferPointer { salt in
                            unsafe crypto_pwhash_scryptsalsa208sha256_ll(
                                passphrase.baseAddress ?? nowhere, passphrase.count, salt.baseAddress ?? nowhere,
                                salt.count, UInt64(1) << UInt64(logN), r, p, target.baseAddress!, target.count)
                        }
                    }
                }
            }
        }
        guard status == 0 else { throw .scryptFailed }
        return key
    }
}
