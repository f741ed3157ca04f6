package import Ledger
package import Sodium
package import Vocabulary

/// What somebody who is enrolled hands to whoever joins: which vault is where, and the newest state of it that they vouch for
/// (docs/format.md, "Welcome"). Whose it is its fingerprint tells, by telephone.
package struct WelcomeFile: Sendable {
    package static let byteLimit = 16_384

    package let address: String
    package let vault: VaultID
    /// The checkpoint, signed by the custodian and cosigned by who made this.
    package let checkpoint: [UInt8]
    package let note: Note

    package var fingerprint: String { Fingerprint.text(Digest.of(note.text)) }

    private init(address: String, vault: VaultID, checkpoint: [UInt8], note: Note) {
        self.address = address
        self.vault = vault
        self.checkpoint = checkpoint
        self.note = note
    }

    /// Makes one that nobody has signed yet.
    package static func make(address: String, vault: VaultID, checkpoint: [UInt8]) throws -> WelcomeFile {
        guard isPlain(address, limit: 1_024) else { throw CaseworkError.malformed(kind: .welcome, line: "address") }
        var writer = FieldWriter(kind: "brankas/welcome/v1")
        writer.put("address", address)
        writer.put("vault", vault.digest)
        writer.put("checkpoint", Base64.encode(checkpoint))
        return WelcomeFile(
            address: address, vault: vault, checkpoint: checkpoint, note: try Note(text: writer.text))
    }

    package func signed(as handle: Handle, with key: borrowing SigningKey) throws -> WelcomeFile {
        var note = note
        try note.sign(as: handle.text, with: key)
        return WelcomeFile(address: address, vault: vault, checkpoint: checkpoint, note: note)
    }

    /// Who signed it is for the roster to say, once there is one.
    package init(parsing bytes: [UInt8]) throws {
        let note = try Note(parsing: bytes, limit: Self.byteLimit)
        var reader = try FieldReader(note.text, kind: .welcome, first: "brankas/welcome/v1")
        let address = String(try reader.take("address"))
        let vault = try VaultID(hex: reader.take("vault"))
        guard let checkpoint = Base64.decode(try reader.take("checkpoint")) else { throw reader.fault("checkpoint") }
        try reader.finish()
        let made = try Self.make(address: address, vault: vault, checkpoint: checkpoint)
        guard made.note.text.utf8.elementsEqual(note.text.utf8), note.signatures.count == 1 else {
            throw reader.fault("order")
        }
        self.init(address: address, vault: vault, checkpoint: checkpoint, note: note)
    }

    /// The tree head that it vouches for. Throws where the custodian of `genesis` did not sign it.
    package func head(by genesis: Genesis) throws -> TreeHead {
        let key = try NoteKey(name: genesis.origin, key: genesis.custodian)
        return try Checkpoint(verifying: try Note(parsing: checkpoint), origin: genesis.origin, key: key).head
    }

    /// Whose signature it bears, of the people of `roster` who are enrolled; nil for nobody's.
    package func signer(in roster: Roster) -> Handle? {
        roster.people.values.first { person in
            guard person.isActive, let key = try? person.card.noteKey else { return false }
            return (try? note.verify(with: key)) != nil
        }?.card.handle
    }
}
