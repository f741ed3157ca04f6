package import Sodium

/// A text with signatures under it (C2SP signed-note).
///
/// ```
/// text, ending in a newline
///
/// — <key name> <base64>
/// ```
/// Until `verify` has passed, the text is anybody's.
package struct Note: Sendable {
    /// Ends in a newline. Compare it by bytes, never with `==`.
    package let text: String
    package var signatures: [NoteSignature]

    package static let byteLimit = 1 << 20
    package static let signatureLimit = 64

    /// A note yet to be signed.
    ///
    /// Throws `noteMalformed` when `text` does not end in a newline or has a control character.
    package init(text: String) throws(LedgerError) {
        let bytes = text.utf8.span
        guard bytes.count > 0, bytes[bytes.count - 1] == Ascii.newline else { throw .noteMalformed(.unfinished) }
        guard !bytes.hasControl else { throw .noteMalformed(.controlCharacter) }
        self.text = text
        signatures = []
    }

    /// Reads a signed note, strictly: what it accepts, `encoded` gives back byte for byte.
    ///
    /// Throws `noteMalformed` naming the first rule broken. No signature is verified.
    package init(parsing bytes: [UInt8], limit: Int = byteLimit) throws(LedgerError) {
        try self.init(parsing: bytes[...], limit: limit)
    }

    package init(parsing bytes: ArraySlice<UInt8>, limit: Int = byteLimit) throws(LedgerError) {
        guard bytes.count <= limit else { throw .noteMalformed(.tooLong(limit: limit)) }
        guard bytes.last == Ascii.newline else { throw .noteMalformed(.unfinished) }
        // The last empty line separates: the text may have empty lines, signatures have none.
        let start = bytes.startIndex
        var blank = bytes.endIndex - 1
        while blank > start, bytes[blank] != Ascii.newline || bytes[blank - 1] != Ascii.newline { blank -= 1 }
        guard blank > start, blank + 1 < bytes.endIndex else { throw .noteMalformed(.unsigned) }
        let written = bytes.span.extracting(..<(blank - start))
        guard let text = String(strict: written) else { throw .noteMalformed(.notUTF8) }
        try self.init(text: text)

        var rest = bytes[(blank + 1)...]
        while let end = rest.firstIndex(of: Ascii.newline) {
            guard signatures.count < Self.signatureLimit else {
                throw .noteMalformed(.tooManySignatures(limit: Self.signatureLimit))
            }
            signatures.append(try NoteSignature(line: rest[..<end]))
            rest = rest[(end + 1)...]
        }
    }

    /// The note as it is stored and sent.
    package var encoded: [UInt8] {
        text.bytes + [Ascii.newline] + signatures.flatMap(\.line)
    }

    /// Adds the Ed25519 signature of `key`, in place of one under the same name and key.
    package mutating func sign(as name: String, with key: borrowing SigningKey) throws(LedgerError) {
        let noteKey = try NoteKey(name: name, key: key.verifyingKey)
        try add(NoteSignature(name: name, keyID: noteKey.id, bytes: key.sign(text.bytes)))
    }

    /// Adds `signature`, in place of one under the same name and id.
    ///
    /// Throws `noteMalformed` when the note would have more signatures than a reader accepts.
    package mutating func add(_ signature: NoteSignature) throws(LedgerError) {
        var others = signatures.filter {
            $0.keyID != signature.keyID || !$0.name.hasSameBytes(as: signature.name)
        }
        others.append(signature)
        guard others.count <= Self.signatureLimit else {
            throw .noteMalformed(.tooManySignatures(limit: Self.signatureLimit))
        }
        signatures = others
    }

    /// Checks that `key` signed this text; lines of other keys are ignored, as C2SP demands.
    ///
    /// Throws `signatureMissing` when no line is of this key, `signatureInvalid` when one claims to be and is not, and
    /// for a key that cosigns what `Cosignature.verify` throws.
    package func verify(with key: NoteKey) throws(LedgerError) {
        switch key.algorithm {
        case .ed25519:
            var isSigned = false
            for signature in signatures where signature.claims(key) {
                guard key.key.verifies(signature.bytes, on: text.utf8.span) else {
                    throw .signatureInvalid(name: key.name)
                }
                isSigned = true
            }
            guard isSigned else { throw .signatureMissing(name: key.name) }
        case .cosignature:
            _ = try Cosignature.verify(self, key: key)
        }
    }

    package func isSigned(by key: NoteKey) -> Bool {
        (try? verify(with: key)) != nil
    }

    /// The lines that claim to be of `key`; at least one.
    func claims(of key: NoteKey) throws(LedgerError) -> [NoteSignature] {
        let claims = signatures.filter { $0.claims(key) }
        guard !claims.isEmpty else { throw .signatureMissing(name: key.name) }
        return claims
    }
}

extension Note: Hashable {
    package static func == (left: Note, right: Note) -> Bool {
        left.text.hasSameBytes(as: right.text) && left.signatures == right.signatures
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(text.bytes)
        hasher.combine(signatures)
    }
}
