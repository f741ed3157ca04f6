package import Ledger
package import Sodium
package import Vocabulary

/// A person's public half, a signed note that vouches for itself (docs/format.md, "Card").
///
/// ```
/// brankas/card/v1
/// handle siti@unit-ppa
/// name Siti Rahma
/// sign <base64, 32 bytes>
/// cosign <base64, 32 bytes>
/// recipient age1pq1…
/// ```
package struct Card: Hashable, Sendable {
    package static let byteLimit = 16_384

    package let handle: Handle
    package let name: String
    /// Signs requests and this card.
    package let sign: VerifyingKey
    /// Cosigns checkpoints.
    package let cosign: VerifyingKey
    /// A hybrid age recipient. This module does not look inside.
    package let recipient: String
    package let note: Note

    /// Reads a card and checks its own signature. Whether it is the person's is for the fingerprint to say.
    package init(parsing bytes: [UInt8]) throws {
        let note = try Note(parsing: bytes, limit: Self.byteLimit)
        var reader = try FieldReader(note.text, kind: .card, first: "brankas/card/v1")
        let handle = try Handle(reader.take("handle"))
        let name = String(try reader.take("name"))
        guard isPlain(name, limit: 200) else { throw CaseworkError.malformed(kind: .card, line: "name") }
        let sign = try reader.takeKey("sign")
        let cosign = try reader.takeKey("cosign")
        let recipient = String(try reader.take("recipient"))
        guard isRecipient(recipient), sign != cosign else {
            throw CaseworkError.malformed(kind: .card, line: "recipient")
        }
        try reader.finish()
        self.init(handle: handle, name: name, sign: sign, cosign: cosign, recipient: recipient, note: note)
        guard note.signatures.count == 1 else { throw CaseworkError.malformed(kind: .card, line: "signature") }
        try note.verify(with: noteKey)
    }

    /// Reads a card as mail brought it: with other line ends, a mark of its encoding, and words before and after. What is between
    /// them must be a card to the last byte.
    package init(mailed bytes: [UInt8]) throws {
        let plain = bytes.enumerated().filter { position, byte in
            byte != 0x0d || position + 1 == bytes.count || bytes[position + 1] != 0x0a
        }.map(\.element)
        let lines = plain.split(separator: 0x0a, omittingEmptySubsequences: false)
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        guard
            let first = lines.firstIndex(where: {
                ($0.starts(with: mark) ? $0.dropFirst(3) : $0).elementsEqual("brankas/card/v1".utf8)
            }),
            let end = lines[first...].firstIndex(where: \.isEmpty)
        else { throw CaseworkError.malformed(kind: .card, line: "brankas/card/v1") }
        // Of two cards nobody could say which was meant.
        guard !lines[(first + 1)...].contains(where: { $0.elementsEqual("brankas/card/v1".utf8) }) else {
            throw CaseworkError.malformed(kind: .card, line: "brankas/card/v1")
        }
        let signatures = lines[(end + 1)...].prefix { $0.starts(with: "\u{2014} ".utf8) }
        let note =
            ["brankas/card/v1".utf8[...].map { $0 }] + lines[(first + 1)...end].map { Array($0) }
            + signatures.map { Array($0) }
        try self.init(parsing: note.flatMap { $0 + [0x0a] })
    }

    private init(handle: Handle, name: String, sign: VerifyingKey, cosign: VerifyingKey, recipient: String, note: Note)
    {
        self.handle = handle
        self.name = name
        self.sign = sign
        self.cosign = cosign
        self.recipient = recipient
        self.note = note
    }

    /// Makes and signs the card of a new key.
    package static func make(
        handle: Handle, name: String, signingKey: borrowing SigningKey, cosign: VerifyingKey, recipient: String
    ) throws -> Card {
        guard isPlain(name, limit: 200) else { throw BadName(.personName) }
        var writer = FieldWriter(kind: "brankas/card/v1")
        writer.put("handle", handle.text)
        writer.put("name", name)
        writer.put("sign", Base64.encode(signingKey.verifyingKey.bytes))
        writer.put("cosign", Base64.encode(cosign.bytes))
        writer.put("recipient", recipient)
        var note = try Note(text: writer.text)
        try note.sign(as: handle.text, with: signingKey)
        return Card(
            handle: handle, name: name, sign: signingKey.verifyingKey, cosign: cosign, recipient: recipient, note: note)
    }

    package var noteKey: NoteKey {
        get throws { try NoteKey(name: handle.text, key: sign) }
    }

    package var witnessKey: NoteKey {
        get throws { try NoteKey(name: handle.text, key: cosign, algorithm: .cosignature) }
    }

    /// The hash of the whole card.
    package var digest: Digest { Digest.of(note.encoded) }

    /// What people compare by voice: the first 160 bits of the text's hash, eight groups of four digits.
    package var fingerprint: String {
        Fingerprint.text(Digest.of(note.text))
    }

    /// The same of the recipient alone: what is compared where only that is known, of an export to somebody outside.
    package var recipientFingerprint: String {
        Fingerprint.text(Digest.of(recipient))
    }
}
