/// What can go wrong in this module. No case carries a byte of what was being worked on.
package enum SodiumError: Error, Equatable {
    /// Guarded memory of `byteCount` bytes could not be had.
    case outOfMemory(byteCount: Int)
    /// libsodium could not be started: no source of randomness.
    case unusable
    /// A key, nonce, tag or signature has another length than its algorithm demands.
    case wrongLength(expected: Int, actual: Int)
    /// A ciphertext does not authenticate under this key, nonce and associated data.
    case notAuthentic
    /// A public key is no point, or one of small order: a shared secret would be all zero.
    case weakPublicKey
    /// scrypt refused its parameters or could not have the memory for them.
    case scryptFailed
    /// The kernel's keyring refused: `code` is its errno.
    case keyringRefused(code: Int32)
}
