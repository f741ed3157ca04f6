import Makers
import Sodium

@testable import Age

extension Seed {
    static func age() throws -> [Seed] {
        let fileKey = try Fixed.fileKey()
        let (classical, hybrid) = (try Fixed.classical.get(), try Fixed.hybrid.get())
        let content = Array("isi\n".utf8)
        let stanza = try classicalStanza(fileKey, to: classical.value.recipient)
        let grease = Stanza(type: "grease", arguments: ["satu", "!~"], body: [UInt8](repeating: 7, count: 48))
        let header = try Header.encode([stanza], fileKey: fileKey)
        let file = header + (try payload(content, fileKey))
        let passphrase = try Header.encode([try passphraseStanza(fileKey)], fileKey: fileKey)
        // Encapsulation takes its own randomness.
        let sealed = try AgeFile.seal(content.span, to: [hybrid.value.recipient])
        let classicalLine = plain(try classical.value.encoded())
        return [
            Seed("age-header", "x25519", header),
            Seed("age-header", "grease", try Header.encode([grease, stanza], fileKey: fileKey)),
            Seed("age-header", "scrypt", passphrase),
            Seed("age-header", "hybrid", sealed, isSealed: true),
            Seed("age-armor", "plain", Armor.encode(file)), Seed("age-armor", "one-byte", Armor.encode([0])),
            Seed("age-armor", "white-space", " \n\r\n" + Armor.encode(file).replacing("\n", with: "\r\n") + "\t\n"),
            Seed("age-armor", "whole-lines", Armor.encode([UInt8](repeating: 0, count: 96))),
            Seed("age-payload", "plain", try payload(content, fileKey)),
            Seed("age-payload", "empty", try payload([], fileKey)),
            Seed(
                "age-payload", "two-chunks",
                try payload([UInt8](repeating: 9, count: Payload.chunkByteCount + 1), fileKey)),
            Seed("age-file", "x25519", file), Seed("age-file", "armored", Armor.encode(file)),
            Seed("age-file", "hybrid", sealed, isSealed: true),
            Seed(
                "age-file", "grease", try Header.encode([grease, stanza], fileKey: fileKey) + payload(content, fileKey)),
            Seed("age-passphrase", "plain", passphrase + (try payload(content, fileKey))),
            Seed("bech32", "identity", classicalLine),
            Seed("bech32", "recipient", try classical.value.recipient.text),
            Seed("recipient", "x25519", try classical.value.recipient.text),
            Seed("recipient", "hybrid", try hybrid.value.recipient.text),
        ]
    }

    /// As `X25519Identity.wrap` makes it, with a share that is always the same.
    private static func classicalStanza(_ fileKey: borrowing Secret, to recipient: Recipient) throws -> Stanza {
        let ephemeral = try Fixed.seed("ephemeral")
        let share = try X25519.publicShare(of: ephemeral)
        let shared = try X25519.sharedSecret(ephemeral, with: recipient.bytes)
        let key = try HKDF.derive(from: shared, salt: share + recipient.bytes, info: "age-encryption.org/v1/X25519")
        return Stanza(
            type: "X25519", arguments: [Base64.encode(share, .unpadded)], body: try FileKey.wrap(fileKey, under: key))
    }

    private static func passphraseStanza(_ fileKey: borrowing Secret) throws -> Stanza {
        let salt = [UInt8](repeating: 1, count: 16)
        let whole = Array("age-encryption.org/v1/scrypt".utf8) + salt
        let key = try Scrypt.derive(
            passphrase: try Fixed.passphrase(), salt: whole.span, logN: Fixed.workFactorLimit)
        return Stanza(
            type: "scrypt", arguments: [Base64.encode(salt, .unpadded), String(Fixed.workFactorLimit)],
            body: try FileKey.wrap(fileKey, under: key))
    }

    /// A payload whose nonce is always the same.
    private static func payload(_ content: [UInt8], _ fileKey: borrowing Secret) throws -> [UInt8] {
        let nonce = [UInt8](repeating: 2, count: Payload.nonceByteCount)
        let key = try PayloadKey(fileKey: fileKey, nonce: nonce.span)
        var sealed = nonce
        var start = 0
        repeat {
            let end = min(start + Payload.chunkByteCount, content.count)
            var chunk = [UInt8](repeating: 0, count: end - start + Payload.tagByteCount)
            var target = chunk.mutableSpan
            try key.seal(
                Array(content[start..<end]).span, index: UInt64(start / Payload.chunkByteCount),
                isLast: end == content.count, into: &target)
            sealed += chunk
            start = end
        } while start < content.count
        return sealed
    }
}
