import Age
import Casework
import Ledger
import Sodium
import Vocabulary

@testable import Vault

/// The keys that the parsers hold, the same in every run: nobody's, and derived from their names.
enum Fixed {
    static func seed(_ name: String) throws -> Secret {
        try Secret(copying: Digest.of("brankas fuzz " + name).bytes.span)
    }

    static func fileKey() throws -> Secret {
        try Secret(copying: Array(Digest.of("brankas fuzz file key").bytes.prefix(16)).span)
    }

    static func signingKey(_ name: String) throws -> SigningKey { try SigningKey(seed: try seed(name)) }

    static let witness = "saksi.example"

    static func witnessKey() throws -> NoteKey {
        try NoteKey(name: witness, key: try signingKey("witness").verifyingKey, algorithm: .cosignature)
    }

    static let hybrid = Result { Boxed(try HybridIdentity(seed: try seed("hybrid"))) }
    static let classical = Result { Boxed(try X25519Identity(seed: try seed("classical"))) }

    static func passphrase() throws -> Secret { try Secret(copying: Array("kata sandi".utf8).span) }

    /// The most that the target's reader of passphrases spends: what names more must be refused, and at once.
    static let workFactorLimit = 4

    static let vault = VaultID(Digest.of("brankas fuzz vault"))

    /// The header of the bundle that the target's reader expects.
    static func bundleHeader() throws -> String {
        KeyBundle.searchKey(vault, for: try Handle("siti@unit-ppa"))
    }

    /// The recipient of a key that nobody has.
    static func recipient(_ name: String) throws -> String {
        try HybridIdentity(seed: try seed("recipient " + name)).recipient.text
    }

    /// A card of nobody's.
    static func card(_ handle: String, name: String = "Nama") throws -> Card {
        try Card.make(
            handle: try Handle(handle), name: name, signingKey: try signingKey(handle),
            cosign: try signingKey("cosign " + handle).verifyingKey,
            recipient: try recipient(handle))
    }

    /// The cards that a keys file may name: `admin@AGENCY.card`, of three agencies.
    static let cards = Result {
        try Dictionary(
            uniqueKeysWithValues: ["dp2kbp3a", "unit-ppa", "kejaksaan"].map { agency in
                ("admin@\(agency).card", try card("admin@\(agency)").note.encoded)
            })
    }
}

/// Carries what can't be copied into a constant.
final class Boxed<Value: ~Copyable & Sendable>: Sendable {
    let value: Value
    init(_ value: consuming Value) { self.value = value }
}
