package import Sodium
import Vocabulary

/// What both sides know of the custodian's seed: whoever founds an embedded vault makes it.
package enum CustodianSeed {
    package static let byteCount = 32

    /// The key that signs checkpoints, whose public half the genesis names.
    package static func checkpointKey(_ seed: borrowing Secret) throws(SodiumError) -> SigningKey {
        try SigningKey(seed: try HKDF.derive(from: seed, info: "brankas/v1 checkpoint"))
    }

    /// The seed of the mailbox's key pair, whose recipient the genesis names.
    package static func mailboxSeed(_ seed: borrowing Secret) throws(SodiumError) -> Secret {
        try HKDF.derive(from: seed, info: "brankas/v1 mailbox")
    }
}
