import CSodium

/// libsodium, started once for the process.
///
/// `sodium_init` is idempotent and thread-safe; a static constant makes every first use go through it.
enum Library {
    static let isReady: Bool = sodium_init() >= 0

    static func start() throws(SodiumError) {
        guard isReady else { throw .unusable }
    }
}

/// Bytes that nobody may see: a key, a seed, a passphrase.
///
/// They live in guarded memory (`sodium_malloc`): locked against swap where the system allows it, left out of
/// core dumps, between two inaccessible pages, and wiped when the value ends. Keys share such pages (`SecretPool`);
/// what is larger has its own, read-only except while being filled, at some 24 µs each.
/// A secret can't be copied, compared with `==`, printed or encoded; its bytes are lent by closure.
@safe package struct Secret: ~Copyable, @unchecked Sendable {
    package let byteCount: Int
    private let base: UnsafeMutableRawPointer
    private let isPooled: Bool

    /// All zero, until filled.
    package init(byteCount: Int) throws(SodiumError) {
        try Library.start()
        let isPooled = SecretPool.holds(byteCount)
        guard let base = unsafe isPooled ? SecretPool.take() : sodium_malloc(byteCount) else {
            throw .outOfMemory(byteCount: byteCount)
        }
        self.byteCount = byteCount
        self.isPooled = isPooled
        unsafe self.base = base
        guard !isPooled else { return }
        unsafe sodium_memzero(base, byteCount)
        unsafe sodium_mprotect_readonly(base)
    }

    /// A copy of `bytes` in guarded memory. The original is the caller's to wipe.
    package init(copying bytes: Span<UInt8>) throws(SodiumError) {
        try self.init(byteCount: bytes.count)
        withMutableBytes { target in
            for index in 0..<bytes.count { target[index] = bytes[index] }
        }
    }

    /// `byteCount` bytes from the system's generator.
    package static func makeRandom(byteCount: Int) throws(SodiumError) -> Secret {
        var secret = try Secret(byteCount: byteCount)
        secret.withMutableBytes { Random.fill(&$0) }
        return secret
    }

    deinit {
        if isPooled { unsafe SecretPool.giveBack(base) } else { unsafe sodium_free(base) }
    }

    /// Lends the bytes for the time of `body`.
    package borrowing func withBytes<R: ~Copyable, E: Error>(
        _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        let bytes = unsafe Span<UInt8>(
            _unsafeStart: UnsafePointer(base.assumingMemoryBound(to: UInt8.self)), count: byteCount)
        return try body(bytes)
    }

    /// Lends the bytes to be filled in place.
    package mutating func withMutableBytes<R: ~Copyable, E: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        if !isPooled { unsafe sodium_mprotect_readwrite(base) }
        defer { if !isPooled { unsafe sodium_mprotect_readonly(base) } }
        var bytes = unsafe MutableSpan<UInt8>(
            _unsafeStart: base.assumingMemoryBound(to: UInt8.self), count: byteCount)
        return try body(&bytes)
    }

    /// A second guarded copy, for an owner of its own.
    package borrowing func duplicate() throws(SodiumError) -> Secret {
        try withBytes { bytes throws(SodiumError) in try Secret(copying: bytes) }
    }

    /// `self XOR other`, both of one length: how the two halves of a record key become the key.
    package borrowing func xor(_ other: borrowing Secret) throws(SodiumError) -> Secret {
        guard byteCount == other.byteCount else {
            throw .wrongLength(expected: byteCount, actual: other.byteCount)
        }
        var result = try duplicate()
        result.withMutableBytes { target in
            other.withBytes { bytes in
                for index in 0..<bytes.count { target[index] ^= bytes[index] }
            }
        }
        return result
    }
}

/// Whether two byte strings are equal, in a time that depends on their lengths only.
package func constantTimeEqual(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bool {
    let count = first.count
    guard count == second.count else { return false }
    guard count > 0 else { return true }
    return unsafe first.withUnsafeBufferPointer { first in
        unsafe second.withUnsafeBufferPointer { second in
            unsafe sodium_memcmp(first.baseAddress!, second.baseAddress!, count) == 0
        }
    }
}

/// Overwrites `bytes` with zeros in a way the compiler can't leave out.
package func wipe(_ bytes: inout [UInt8]) {
    let count = bytes.count
    unsafe bytes.withUnsafeMutableBytes { buffer in
        if let base = buffer.baseAddress { unsafe sodium_memzero(base, count) }
    }
}
