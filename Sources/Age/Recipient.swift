import AgeKeys
package import Sodium

/// A public recipient, `age1…` or `age1pq1…`. Equality is of bytes.
package struct Recipient: Hashable, Sendable {
    package enum Kind: Hashable, Sendable, CaseIterable {
        /// Curve25519 alone.
        case x25519
        /// ML-KEM-768 with X25519: secure against quantum computers.
        case hybrid
    }

    package let kind: Kind
    package let bytes: [UInt8]

    /// Throws `wrongByteCount` when `bytes` are not a key of this kind.
    package init(_ kind: Kind, bytes: [UInt8]) throws(AgeError) {
        try expect(kind.recipientByteCount, bytes.count)
        self.kind = kind
        self.bytes = bytes
    }

    /// Parses the lower-case Bech32 string, the only one that `text` gives back.
    ///
    /// Throws `badEncoding`. Whether the key is usable shows when something is sealed to it.
    package init(_ text: some StringProtocol) throws(AgeError) {
        let characters = Array(text.utf8)
        let hybrid = Kind.hybrid.recipientPrefix
        let kind: Kind = characters.starts(with: Array((hybrid + "1").utf8)) ? .hybrid : .x25519
        let decoded = try readingKey { () throws(KeyTextError) in
            try Bech32.decode(
                characters.span, prefix: kind.recipientPrefix, byteCount: kind.recipientByteCount)
        }
        self.kind = kind
        bytes = decoded.withBytes { bytes in (0..<bytes.count).map { bytes[$0] } }
    }

    package var text: String {
        get throws(AgeError) {
            let text = try readingKey { () throws(KeyTextError) in
                try Bech32.encode(bytes.span, prefix: kind.recipientPrefix)
            }
            return text.withBytes { text in String(decoding: (0..<text.count).map { text[$0] }, as: UTF8.self) }
        }
    }

    /// The stanza that gives `fileKey` to this recipient.
    package func wrap(_ fileKey: borrowing Secret) throws(AgeError) -> Stanza {
        switch kind {
        case .x25519: try X25519Identity.wrap(fileKey, to: self)
        case .hybrid: try HybridIdentity.wrap(fileKey, to: self)
        }
    }

    /// One stanza for each of `recipients`.
    ///
    /// Throws `noRecipients`, and `mixedRecipients` when only some would withstand a quantum computer.
    static func wrap(_ fileKey: borrowing Secret, to recipients: [Recipient]) throws(AgeError) -> [Stanza] {
        guard let first = recipients.first else { throw .noRecipients }
        var stanzas: [Stanza] = []
        for recipient in recipients {
            guard recipient.kind == first.kind else { throw .mixedRecipients }
            stanzas.append(try recipient.wrap(fileKey))
        }
        return stanzas
    }
}

extension Recipient.Kind {
    static let seedByteCount = 32

    var recipientPrefix: String {
        switch self {
        case .x25519: "age"
        case .hybrid: HybridKey.prefix
        }
    }

    var identityPrefix: String {
        switch self {
        case .x25519: "AGE-SECRET-KEY-"
        case .hybrid: "AGE-SECRET-KEY-PQ-"
        }
    }

    var recipientByteCount: Int {
        switch self {
        case .x25519: X25519.byteCount
        case .hybrid: HybridKey.byteCount
        }
    }

    var stanzaType: String {
        switch self {
        case .x25519: "X25519"
        case .hybrid: "mlkem768x25519"
        }
    }

    /// The upper-case Bech32 line of a private key, in guarded memory.
    func encode(seed: borrowing Secret) throws(AgeError) -> Secret {
        try readingKey { () throws(KeyTextError) in
            try seed.withBytes { seed throws(KeyTextError) in try Bech32.encode(seed, prefix: identityPrefix) }
        }
    }

    /// The private key of an upper-case Bech32 line.
    func decodeSeed(_ text: Span<UInt8>) throws(AgeError) -> Secret {
        do throws(KeyTextError) {
            return try Bech32.decode(text, prefix: identityPrefix, byteCount: Self.seedByteCount)
        } catch {
            throw AgeError(error)
        }
    }
}
