package import Sodium
package import Vocabulary

/// The SHA-256 of the genesis text.
package struct VaultID: Hashable, Sendable {
    package let digest: Digest

    package init(_ digest: Digest) { self.digest = digest }

    package init(hex: String) throws(BadName) {
        try self.init(hex: hex[...])
    }

    package init(hex: Substring) throws(BadName) {
        guard let digest = Digest(hex: hex) else { throw BadName(.id) }
        self.digest = digest
    }

    package var text: String { digest.hex }
}

extension OpaqueID {
    /// A new one.
    package static func make(letter: Unicode.Scalar? = nil) -> Self {
        let bytes = Random.bytes(12)
        return Self(
            PackedID(
                letter: letter ?? letters[0], random: bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) },
                bytes[8...].reduce(0) { $0 << 8 | UInt32($1) }))
    }
}

extension RecordID {
    package static func make(_ kind: RecordKind) -> RecordID { .make(letter: kind.letter) }
}
