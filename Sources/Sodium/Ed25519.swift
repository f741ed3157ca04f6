import CSodium

/// An Ed25519 public key (RFC 8032): 32 bytes. Equality is of bytes.
package struct VerifyingKey: Hashable, Sendable {
    package static let byteCount = 32
    package static let signatureByteCount = 64

    package let bytes: [UInt8]

    /// Nil unless `bytes` are 32. Whether they are a good point shows when a signature is verified.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Whether `signature` is this key's on `message`.
    ///
    /// The one verifier of the whole project, so that no two readers disagree about a log: libsodium's, which rejects
    /// a scalar that is not reduced, and keys or commitments of small order.
    package func verifies(_ signature: [UInt8], on message: Span<UInt8>) -> Bool {
        guard Library.isReady, signature.count == Self.signatureByteCount else { return false }
        return unsafe message.withUnsafeBufferPointer { message in
            unsafe crypto_sign_verify_detached(signature, message.baseAddress, UInt64(message.count), bytes) == 0
        }
    }

    package func verifies(_ signature: [UInt8], on message: [UInt8]) -> Bool {
        verifies(signature, on: message.span)
    }
}

/// An Ed25519 private key in guarded memory.
package struct SigningKey: ~Copyable, Sendable {
    package static let seedByteCount = 32

    package let verifyingKey: VerifyingKey
    private let secretKey: Secret

    /// The key pair of a 32-byte seed.
    package init(seed: borrowing Secret) throws(SodiumError) {
        try expect(Self.seedByteCount, seed.byteCount)
        var secretKey = try Secret(byteCount: 64)
        var publicKey = [UInt8](repeating: 0, count: VerifyingKey.byteCount)
        secretKey.withMutableBytes { secretKey in
            seed.withBytes { seed in
                unsafe secretKey.withUnsafeMutableBufferPointer { secretKey in
                    unsafe seed.withUnsafeBufferPointer { seed in
                        _ = unsafe crypto_sign_seed_keypair(&publicKey, secretKey.baseAddress!, seed.baseAddress!)
                    }
                }
            }
        }
        self.secretKey = secretKey
        verifyingKey = VerifyingKey(publicKey)!
    }

    /// The 64-byte signature of `message`.
    package borrowing func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: VerifyingKey.signatureByteCount)
        secretKey.withBytes { secretKey in
            unsafe secretKey.withUnsafeBufferPointer { secretKey in
                _ = unsafe crypto_sign_detached(
                    &signature, nil, message, UInt64(message.count), secretKey.baseAddress!)
            }
        }
        return signature
    }
}
