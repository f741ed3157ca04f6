import CKeyutils
import Glibc

/// A secret held by the kernel for a while (keyrings(7)), so that a passphrase need not be asked at every command.
///
/// It lives in the user keyring as a key of type `user`, readable by this account only, out of every process's
/// memory and out of swap, and ends at its timeout, at logout of the last session, or at `drop`.
package enum KernelKeyring {
    package static let byteLimit = 4_096

    /// Stores `secret` under `name` for `seconds`.
    ///
    /// Throws `keyringRefused` where the kernel or a sandbox forbids keyrings.
    package static func hold(_ secret: borrowing Secret, name: String, seconds: UInt32) throws(SodiumError) {
        guard secret.byteCount <= byteLimit else {
            throw .wrongLength(expected: byteLimit, actual: secret.byteCount)
        }
        let serial = secret.withBytes { bytes in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe add_key("user", name, bytes.baseAddress, bytes.count, userKeyring)
            }
        }
        guard serial >= 0 else { throw .keyringRefused(code: errno) }
        // View, read, search for whoever possesses it and for the account; nothing for group and others.
        guard keyctl_setperm(serial, 0x3f0b_0000) == 0,
            keyctl_set_timeout(serial, seconds) == 0
        else {
            let code = errno
            keyctl_unlink(serial, userKeyring)
            throw .keyringRefused(code: code)
        }
    }

    /// The secret under `name`, or nil when there is none (never held, timed out, dropped).
    ///
    /// Throws `keyringRefused` where the kernel or a sandbox forbids keyrings.
    package static func read(name: String) throws(SodiumError) -> Secret? {
        let serial = unsafe keyctl_search(userKeyring, "user", name, 0)
        guard serial >= 0 else {
            if errno == ENOKEY || errno == EKEYEXPIRED || errno == EKEYREVOKED { return nil }
            throw .keyringRefused(code: errno)
        }
        let byteCount = keyctl_read(key_serial_t(serial), nil, 0)
        guard byteCount > 0, byteCount <= byteLimit else { return nil }
        var secret = try Secret(byteCount: Int(byteCount))
        let read = secret.withMutableBytes { bytes in
            unsafe bytes.withUnsafeMutableBufferPointer { bytes in
                unsafe bytes.baseAddress!.withMemoryRebound(to: CChar.self, capacity: bytes.count) { target in
                    unsafe keyctl_read(key_serial_t(serial), target, bytes.count)
                }
            }
        }
        guard read == byteCount else { return nil }
        return secret
    }

    /// Forgets the secret under `name`. True if there was one.
    @discardableResult
    package static func drop(name: String) -> Bool {
        let serial = unsafe keyctl_search(userKeyring, "user", name, 0)
        guard serial >= 0 else { return false }
        // Unlinking would leave a reader's handle alive for a moment; invalidating ends the key itself.
        if keyctl_invalidate(key_serial_t(serial)) != 0 { keyctl_unlink(key_serial_t(serial), userKeyring) }
        return true
    }

    private static let userKeyring: key_serial_t = -4
}
