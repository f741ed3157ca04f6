import Sodium

/// One signature line of a note: who says to have signed, and with what (C2SP signed-note, "Signatures").
///
/// ```
/// — <name> base64( key id, u32 big-endian ‖ signature )
/// ```
package struct NoteSignature: Sendable {
    package let name: String
    package let keyID: UInt32
    /// The signature as its algorithm writes it.
    package let bytes: [UInt8]

    private static let dash: [UInt8] = [0xe2, 0x80, 0x94, Ascii.space]

    /// Throws `noteMalformed` when the name can't stand in a line or there are no bytes.
    package init(name: String, keyID: UInt32, bytes: [UInt8]) throws(LedgerError) {
        guard NoteKey.isName(name) else { throw .noteMalformed(.name) }
        guard !bytes.isEmpty else { throw .noteMalformed(.signatureLine) }
        self.name = name
        self.keyID = keyID
        self.bytes = bytes
    }

    /// `line` without its newline.
    init(line: ArraySlice<UInt8>) throws(LedgerError) {
        guard line.starts(with: Self.dash) else { throw .noteMalformed(.signatureLine) }
        let rest = line.dropFirst(Self.dash.count)
        guard let space = rest.firstIndex(of: Ascii.space) else { throw .noteMalformed(.signatureLine) }
        let encoded = rest[(space + 1)...]
        let written = rest[..<space]
        guard let name = String(strict: written.span), let material = Base64.decode(encoded.span), material.count > 4
        else { throw .noteMalformed(.signatureLine) }
        try self.init(
            name: name, keyID: UInt32(UInt64(bigEndian: material.prefix(4))), bytes: Array(material.dropFirst(4)))
    }

    /// The line with its newline.
    var line: [UInt8] {
        let material = bigEndian(UInt64(keyID)).suffix(4) + bytes
        return Self.dash + name.utf8 + [Ascii.space] + Base64.encode(Array(material)).utf8 + [Ascii.newline]
    }

    /// Whether the line claims to be of `key`: name and id both, never one of them.
    func claims(_ key: NoteKey) -> Bool {
        keyID == key.id && name.hasSameBytes(as: key.name)
    }
}

extension NoteSignature: Hashable {
    package static func == (left: NoteSignature, right: NoteSignature) -> Bool {
        left.keyID == right.keyID && left.bytes == right.bytes && left.name.hasSameBytes(as: right.name)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
        hasher.combine(bytes)
    }
}
