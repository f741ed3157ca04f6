import AgeKeys
package import Sodium
import Vocabulary

/// What both sides know of the custodian's seed: whoever founds an embedded vault makes it. Of a served one no officer has it.
package enum CustodianSeed {
    package static let byteCount = 32

    /// The key that signs checkpoints, whose public half the genesis names.
    package static func checkpointKey(_ seed: borrowing Secret) throws(SodiumError) -> SigningKey {
        try SigningKey(seed: try HKDF.derive(from: seed, info: "brankas/v1 checkpoint"))
    }

    /// The key that begins sessions, whose public half the genesis of a served vault names.
    package static func sessionKey(_ seed: borrowing Secret) throws(SodiumError) -> SigningKey {
        try SigningKey(seed: try HKDF.derive(from: seed, info: "brankas/v1 session"))
    }

    /// The seed of the mailbox's key pair, whose recipient the genesis names.
    package static func mailboxSeed(_ seed: borrowing Secret) throws(SodiumError) -> Secret {
        try HKDF.derive(from: seed, info: "brankas/v1 mailbox")
    }

    /// What the index of a served vault names in place of a sealed seed: it is sealed to nobody.
    package static let unsealed = Digest.of([])

    private static let prefix = "BRANKAS-CUSTODIAN-SEED-"

    /// The seed as its file has it: one line of Bech32, whose checksum notices a letter that was lost on paper.
    package static func text(_ seed: borrowing Secret) throws -> Secret {
        let encoded = try seed.withBytes { bytes throws in try Bech32.encode(bytes, prefix: prefix) }
        var line = try Secret(byteCount: encoded.byteCount + 1)
        line.withMutableBytes { target in
            encoded.withBytes { text in for index in 0..<text.count { target[index] = text[index] } }
            target[target.count - 1] = 0x0a
        }
        return line
    }

    /// Reads the line, without its end.
    package static func read(_ line: borrowing Secret) throws -> Secret {
        try line.withBytes { text throws in try Bech32.decode(text, prefix: prefix, byteCount: byteCount) }
    }
}
