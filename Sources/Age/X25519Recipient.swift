package import Sodium

/// A classical private key, `AGE-SECRET-KEY-1…` (age.md, "The X25519 recipient type").
package struct X25519Identity: ~Copyable, Sendable {
    package let recipient: Recipient
    private let seed: Secret

    private static let info = "age-encryption.org/v1/X25519"

    package init(seed: consuming Secret) throws(AgeError) {
        try expect(Recipient.Kind.seedByteCount, seed.byteCount)
        do {
            recipient = try Recipient(.x25519, bytes: try X25519.publicShare(of: seed))
        } catch {
            throw Self.named(error, weak: .weakRecipient)
        }
        self.seed = seed
    }

    package init(encoded: Span<UInt8>) throws(AgeError) {
        try self.init(seed: try Recipient.Kind.x25519.decodeSeed(encoded))
    }

    /// The line of an identity file, as ASCII in guarded memory, without a line's end.
    package borrowing func encoded() throws(AgeError) -> Secret {
        try Recipient.Kind.x25519.encode(seed: seed)
    }

    package borrowing func withSeed<R: ~Copyable, E: Error>(
        _ body: (borrowing Secret) throws(E) -> R
    ) throws(E) -> R {
        try body(seed)
    }

    /// Throws `weakRecipient` when the recipient is a point of small order.
    static func wrap(_ fileKey: borrowing Secret, to recipient: Recipient) throws(AgeError) -> Stanza {
        do {
            let ephemeral = try Secret.makeRandom(byteCount: X25519.byteCount)
            let share = try X25519.publicShare(of: ephemeral)
            let shared = try X25519.sharedSecret(ephemeral, with: recipient.bytes)
            let wrapKey = try HKDF.derive(from: shared, salt: share + recipient.bytes, info: info)
            return Stanza(
                type: Recipient.Kind.x25519.stanzaType, arguments: [Base64.encode(share, .unpadded)],
                body: try FileKey.wrap(fileKey, under: wrapKey))
        } catch {
            throw Self.named(error, weak: .weakRecipient)
        }
    }

    private static func named(_ error: any Error, weak: AgeError) -> AgeError {
        switch error {
        case let error as AgeError: error
        case SodiumError.weakPublicKey: weak
        case let error as SodiumError: .sodium(error)
        default: weak
        }
    }
}

extension X25519Identity: Identity {
    package borrowing func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> Secret? {
        for stanza in stanzas where stanza.type == Recipient.Kind.x25519.stanzaType {
            try stanza.expect(argumentCount: 1)
            let share = try stanza.bytes(ofArgument: 0, byteCount: X25519.byteCount)
            if let fileKey = try open(stanza.body, share: share) { return fileKey }
        }
        return nil
    }

    private borrowing func open(_ body: [UInt8], share: [UInt8]) throws(AgeError) -> Secret? {
        do {
            let shared = try X25519.sharedSecret(seed, with: share)
            let wrapKey = try HKDF.derive(from: shared, salt: share + recipient.bytes, info: Self.info)
            return try FileKey.unwrap(body, under: wrapKey)
        } catch {
            throw Self.named(error, weak: .stanzaMalformed(.lowOrder))
        }
    }
}
