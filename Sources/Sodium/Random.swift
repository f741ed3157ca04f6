import CSodium

/// The system's cryptographic random generator (`getrandom`, through libsodium).
package enum Random {
    /// Fills `bytes` in place.
    package static func fill(_ bytes: inout MutableSpan<UInt8>) {
        precondition(Library.isReady)
        let count = bytes.count
        unsafe bytes.withUnsafeMutableBytes { buffer in
            if let base = buffer.baseAddress { unsafe randombytes_buf(base, count) }
        }
    }

    /// `byteCount` fresh bytes that are no secret: a nonce, a salt, an id.
    package static func bytes(_ byteCount: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        var span = bytes.mutableSpan
        fill(&span)
        return bytes
    }

    /// A number below `bound`, each as likely as any other.
    package static func number(below bound: UInt32) -> UInt32 {
        precondition(Library.isReady)
        return randombytes_uniform(bound)
    }
}
