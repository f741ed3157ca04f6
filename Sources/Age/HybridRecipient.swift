internal import Crypto
internal import FoundationEssentials
package import Sodium

/// A private key that withstands quantum computers, `AGE-SECRET-KEY-PQ-1…`: the X-Wing pair of a 32-byte seed
/// (age.md, "The MLKEM768-X25519 hybrid post-quantum recipient type").
package struct HybridIdentity: ~Copyable, Sendable {
    package let recipient: Recipient
    private let seed: Secret

    private static let shareByteCount = 1120
    private static let info = Data("age-encryption.org/mlkem768x25519".utf8)
    private static let suite = HPKE.Ciphersuite(kem: .XWingMLKEM768X25519, kdf: .HKDF_SHA256, aead: .chaChaPoly)

    package init(seed: consuming Secret) throws(AgeError) {
        try expect(Recipient.Kind.seedByteCount, seed.byteCount)
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try Self.privateKey(of: seed).publicKey.rawRepresentation)
        } catch {
            throw .weakRecipient
        }
        recipient = try Recipient(.hybrid, bytes: bytes)
        self.seed = seed
    }

    package init(encoded: Span<UInt8>) throws(AgeError) {
        try self.init(seed: try Recipient.Kind.hybrid.decodeSeed(encoded))
    }

    /// The line of an identity file, as ASCII in guarded memory, without a line's end.
    package borrowing func encoded() throws(AgeError) -> Secret {
        try Recipient.Kind.hybrid.encode(seed: seed)
    }

    package borrowing func withSeed<R: ~Copyable, E: Error>(
        _ body: (borrowing Secret) throws(E) -> R
    ) throws(E) -> R {
        try body(seed)
    }

    /// Made for one use: BoringSSL's expanded key lies on the ordinary heap, so it lives as briefly as it can.
    private static func privateKey(of seed: borrowing Secret) throws -> XWingMLKEM768X25519.PrivateKey {
        try seed.withBytes { bytes in
            unsafe try bytes.withUnsafeBytes { unsafe try .init(seedRepresentation: $0, publicKey: nil) }
        }
    }

    /// Throws `weakRecipient` when the recipient is no lattice key, or its point is of small order.
    static func wrap(_ fileKey: borrowing Secret, to recipient: Recipient) throws(AgeError) -> Stanza {
        try expect(FileKey.byteCount, fileKey.byteCount)
        do {
            let key = try XWingMLKEM768X25519.PublicKey(rawRepresentation: recipient.bytes)
            var sender = try HPKE.Sender(recipientKey: key, ciphersuite: suite, info: info)
            let body = try fileKey.withBytes { bytes in unsafe try bytes.withUnsafeBytes { unsafe try sender.seal($0) }
            }
            return Stanza(
                type: Recipient.Kind.hybrid.stanzaType,
                arguments: [Base64.encode([UInt8](sender.encapsulatedKey), .unpadded)], body: [UInt8](body))
        } catch {
            throw .weakRecipient
        }
    }
}

extension HybridIdentity: Identity {
    package borrowing func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> Secret? {
        for stanza in stanzas where stanza.type == Recipient.Kind.hybrid.stanzaType {
            try stanza.expect(argumentCount: 1)
            let share = try stanza.bytes(ofArgument: 0, byteCount: Self.shareByteCount)
            if let fileKey = try open(stanza.body, share: share) { return fileKey }
        }
        return nil
    }

    private borrowing func open(_ body: [UInt8], share: [UInt8]) throws(AgeError) -> Secret? {
        var recipient: HPKE.Recipient
        do {
            recipient = try HPKE.Recipient(
                privateKey: try Self.privateKey(of: seed), ciphersuite: Self.suite, info: Self.info,
                encapsulatedKey: Data(share))
        } catch {
            // ML-KEM rejects implicitly, so what decapsulation refuses is a point of small order.
            throw .stanzaMalformed(.lowOrder)
        }
        guard var opened = try? recipient.open(body) else { return nil }
        defer { opened.resetBytes(in: opened.startIndex..<opened.endIndex) }
        do {
            return try Secret(copying: opened.span)
        } catch {
            throw .sodium(error)
        }
    }
}
