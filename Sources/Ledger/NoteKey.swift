package import Sodium

/// A key that verifies note signatures, under its name (C2SP signed-note, "Signatures" and "Verifier keys").
package struct NoteKey: Sendable {
    package enum Algorithm: UInt8, Sendable {
        /// Ed25519 over the note's text.
        case ed25519 = 0x01
        /// Timestamped Ed25519 over a checkpoint (C2SP tlog-cosignature).
        case cosignature = 0x04
    }

    package let name: String
    package let key: VerifyingKey
    package let algorithm: Algorithm
    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ algorithm ‖ key). A short name for the key, no proof of it.
    package let id: UInt32

    /// Throws `noteMalformed(.name)` when `name` can't stand in a signature line.
    package init(name: String, key: VerifyingKey, algorithm: Algorithm = .ed25519) throws(LedgerError) {
        guard Self.isName(name) else { throw .noteMalformed(.name) }
        self.name = name
        self.key = key
        self.algorithm = algorithm
        id = Self.id(name: name, algorithm: algorithm, key: key)
    }

    /// Reads `<name>+<id as 8 hex digits>+<base64 of algorithm ‖ key>`.
    ///
    /// Throws `keyMalformed` for another algorithm, an id that is not the key's, or any other spelling.
    package init(vkey: String) throws(LedgerError) {
        // Base64 has a plus of its own: only the first two separate.
        let parts = vkey.utf8.split(separator: Ascii.plus, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let name = String(parts[0]), Self.isName(name),
            parts[1].count == 8, let id = Hex.decode(Substring(parts[1])),
            let material = Base64.decode(Array(parts[2])), material.count == 1 + VerifyingKey.byteCount,
            let algorithm = Algorithm(rawValue: material[0]), let key = VerifyingKey(Array(material[1...]))
        else { throw .keyMalformed }
        try self.init(name: name, key: key, algorithm: algorithm)
        guard UInt64(self.id) == UInt64(bigEndian: id) else { throw .keyMalformed }
    }

    /// The key as text, to be handed to others.
    package var vkey: String {
        let idBytes = Array(bigEndian(UInt64(id)).suffix(4))
        return "\(name)+\(Hex.encode(idBytes))+\(Base64.encode([algorithm.rawValue] + key.bytes))"
    }

    static func id(name: String, algorithm: Algorithm, key: VerifyingKey) -> UInt32 {
        let hash = Digest.of(name.bytes + [Ascii.newline, algorithm.rawValue] + key.bytes)
        return UInt32(UInt64(bigEndian: hash.bytes.prefix(4)))
    }

    /// Non-empty, without white space (Unicode White_Space), plus signs or control characters.
    static func isName(_ name: String) -> Bool {
        // Scalars, not characters: a plus with an accent on it is still a plus. Of ASCII the space alone is white space that
        // is no control character.
        if name.utf8.allSatisfy({ 0x20 < $0 && $0 < 0x80 && $0 != Ascii.plus }) { return !name.isEmpty }
        return !name.isEmpty
            && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "+" && !$0.properties.isWhitespace }
    }
}

extension NoteKey: Hashable {
    /// By bytes: two names that only look alike are two keys.
    package static func == (left: NoteKey, right: NoteKey) -> Bool {
        left.id == right.id && left.algorithm == right.algorithm && left.key == right.key
            && left.name.hasSameBytes(as: right.name)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(key)
    }
}
