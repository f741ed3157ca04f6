import CSodium

/// Diffie–Hellman on Curve25519 (RFC 7748, section 5).
package enum X25519 {
    package static let byteCount = 32

    /// The public share of a 32-byte scalar.
    package static func publicShare(of scalar: borrowing Secret) throws(SodiumError) -> [UInt8] {
        try expect(byteCount, scalar.byteCount)
        try Library.start()
        var share = [UInt8](repeating: 0, count: byteCount)
        scalar.withBytes { scalar in
            unsafe scalar.withUnsafeBufferPointer { scalar in
                _ = unsafe crypto_scalarmult_base(&share, scalar.baseAddress!)
            }
        }
        return share
    }

    /// The shared secret of `scalar` and another's `share`.
    ///
    /// Throws `weakPublicKey` when it would be all zero, that is, when the share is of small order.
    package static func sharedSecret(
        _ scalar: borrowing Secret, with share: [UInt8]
    ) throws(SodiumError) -> Secret {
        try expect(byteCount, scalar.byteCount)
        try expect(byteCount, share.count)
        try Library.start()
        var shared = try Secret(byteCount: byteCount)
        let status = shared.withMutableBytes { shared in
            scalar.withBytes { scalar in
                unsafe shared.withUnsafeMutableBufferPointer { shared in
                    unsafe scalar.withUnsafeBufferPointer { scalar in
                        unsafe crypto_scalarmult(shared.baseAddress!, scalar.baseAddress!, share)
                    }
                }
            }
        }
        guard status == 0 else { throw .weakPublicKey }
        return shared
    }
}
