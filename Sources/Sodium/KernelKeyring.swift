import CKeyutils
import Glibc

/// A secret held by the kernel for a while (keyrings(7)), so that a passphrase need not be asked at every command.
///
/// It is a key of type `user`, out of every process's memory and out of swap, and ends at its timeout or at `drop`.
package enum KernelKeyring {
    package static let byteLimit = 4_096

    /// Who can read it.
    package enum Place: Sendable {
        /// The processes of this login, by its session keyring (session-keyring(7)): until the login ends.
        case session
        /// All processes of this Unix account (user-keyring(7)).
        case account
    }

    /// Whether this process has a session keyring of its own. Where a login made none, or its login has ended, as that of a
    /// tmux that went on, the kernel falls back to one that all of the account share, or to one that is revoked.
    package static var hasOwnSession: Bool {
        let session = keyctl_get_keyring_ID(sessionKeyring, 0)
        guard session >= 0 else { return false }
        let shared = keyctl_get_keyring_ID(userSessionKeyring, 0)
        return session != shared && keyctl_describe(session, nil, 0) >= 0
    }

    /// Whether the kernel takes keys at all, tried without leaving one.
    package static var isOffered: Bool {
        // One of no bytes is refused for just that where keys are taken, and for another reason where a sandbox forbids them.
        guard unsafe add_key("user", "brankas:", nil, 0, processKeyring) < 0, errno == EINVAL else { return false }
        do { _ = try read(name: "brankas:") } catch { return false }
        return true
    }

    /// Stores `secret` under `name` for `seconds`.
    ///
    /// Throws `keyringRefused` where the kernel or a sandbox forbids keyrings.
    package static func hold(
        _ secret: borrowing Secret, name: String, seconds: UInt32, in place: Place
    ) throws(SodiumError) {
        guard secret.byteCount <= byteLimit else {
            throw .wrongLength(expected: byteLimit, actual: secret.byteCount)
        }
        // Made where this process possesses it, which a login may not do with what is the account's.
        let keyring = place == .session ? sessionKeyring : processKeyring
        let serial = secret.withBytes { bytes in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe add_key("user", name, bytes.baseAddress, bytes.count, keyring)
            }
        }
        guard serial >= 0 else { throw .keyringRefused(code: errno) }
        // Whoever possesses it: of a session's, that is who has the session. The account's is searched by its owner, too.
        guard keyctl_setperm(serial, place == .session ? 0x3f00_0000 : 0x3f0b_0000) == 0,
            keyctl_set_timeout(serial, seconds) == 0,
            place == .session || keyctl_link(serial, userKeyring) == 0
        else {
            let code = errno
            keyctl_unlink(serial, keyring)
            throw .keyringRefused(code: code)
        }
        if place == .account { keyctl_unlink(serial, keyring) }
    }

    /// The secret under `name`, or nil when there is none (never held, timed out, dropped): this login's, else the account's.
    ///
    /// Throws `keyringRefused` where the kernel or a sandbox forbids keyrings.
    package static func read(name: String) throws(SodiumError) -> Secret? {
        if hasOwnSession, let secret = try read(name: name, in: sessionKeyring) { return secret }
        return try read(name: name, in: userKeyring)
    }

    private static func read(name: String, in keyring: key_serial_t) throws(SodiumError) -> Secret? {
        let serial = unsafe keyctl_search(keyring, "user", name, 0)
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

    /// Forgets the secret under `name`, in this login and in the account. True if there was one.
    @discardableResult
    package static func drop(name: String) -> Bool {
        let places = hasOwnSession ? [sessionKeyring, userKeyring] : [userKeyring]
        return places.map { drop(name: name, in: $0) }.contains(true)
    }

    private static func drop(name: String, in keyring: key_serial_t) -> Bool {
        let serial = unsafe keyctl_search(keyring, "user", name, 0)
        guard serial >= 0 else { return false }
        // Unlinking would leave a reader's handle alive for a moment; invalidating ends the key itself.
        if keyctl_invalidate(key_serial_t(serial)) != 0 { keyctl_unlink(key_serial_t(serial), keyring) }
        return true
    }

    // keyctl(2), KEY_SPEC_…
    private static let processKeyring: key_serial_t = -2
    private static let sessionKeyring: key_serial_t = -3
    private static let userKeyring: key_serial_t = -4
    private static let userSessionKeyring: key_serial_t = -5
}
