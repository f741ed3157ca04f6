import Ledger
package import Sodium
package import Vocabulary

// What the two sides sign when a session begins (docs/format.md, "Session"). Each note rests on the hash of what came before it, so
// neither can be carried to another vault, another officer, an older version or another moment.

/// The custodian's: it holds this vault, now.
package struct SessionNote: Hashable, Sendable {
    package let vault: VaultID
    /// SHA-256 of the hello's body.
    package let hello: Digest
    /// 32 random bytes.
    package let nonce: Digest
    /// What is spoken from here on.
    package let version: UInt64
    package let time: Instant

    package init(vault: VaultID, hello: Digest, nonce: Digest, version: UInt64, time: Instant) {
        self.vault = vault
        self.hello = hello
        self.nonce = nonce
        self.version = version
        self.time = time
    }

    package var text: String {
        var writer = FieldWriter(kind: "brankas/session/v1")
        writer.put("vault", vault.digest)
        writer.put("hello", hello)
        writer.put("nonce", nonce)
        writer.put("version", version)
        writer.put("time", time)
        return writer.text
    }

    package init(parsing text: String) throws {
        var reader = try FieldReader(text, kind: .session, first: "brankas/session/v1")
        vault = try VaultID(hex: reader.take("vault"))
        hello = try reader.takeDigest("hello")
        nonce = try reader.takeDigest("nonce")
        version = try reader.takeNumber("version")
        time = try Instant(reader.take("time"))
        try reader.finish()
        guard self.text.utf8.elementsEqual(text.utf8) else { throw reader.fault("order") }
    }

    /// Reads `bytes` as the note of the custodian whose `genesis` this is. Throws where anybody else signed it.
    package init(verifying bytes: [UInt8], by genesis: Genesis) throws {
        let note = try Note(parsing: bytes, limit: Self.byteLimit)
        guard let key = genesis.mode.session, note.signatures.count == 1 else {
            throw CaseworkError.malformed(kind: .session, line: "signature")
        }
        try note.verify(with: try NoteKey(name: genesis.origin, key: key))
        try self.init(parsing: note.text)
        guard vault == genesis.vault else { throw CaseworkError.malformed(kind: .session, line: "vault") }
    }

    package static let byteLimit = 2_048
}

/// The officer's: it is this person who asks.
package struct OfficerNote: Hashable, Sendable {
    package let vault: VaultID
    package let handle: Handle
    /// SHA-256 of the custodian's signed note.
    package let session: Digest

    package init(vault: VaultID, handle: Handle, session: Digest) {
        self.vault = vault
        self.handle = handle
        self.session = session
    }

    package var text: String {
        var writer = FieldWriter(kind: "brankas/officer/v1")
        writer.put("vault", vault.digest)
        writer.put("handle", handle.text)
        writer.put("session", session)
        return writer.text
    }

    /// Whether `bytes` are this note, signed by `card`'s key and nobody else's.
    package func isSigned(_ bytes: [UInt8], by card: Card) -> Bool {
        guard let note = try? Note(parsing: bytes, limit: Self.byteLimit), note.signatures.count == 1,
            note.text.utf8.elementsEqual(text.utf8), let key = try? card.noteKey
        else { return false }
        return (try? note.verify(with: key)) != nil
    }

    package static let byteLimit = 2_048
}
