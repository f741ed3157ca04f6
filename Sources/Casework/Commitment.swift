package import Sodium
package import Vocabulary

/// The hashes that stand in requests for things that must not (docs/format.md, "Commitments").
///
/// ChaCha20-Poly1305 does not commit to its key: without these, one ciphertext could be made to open under two keys,
/// and two agencies would hold different "same evidence".
package enum Commitment {
    /// To a compartment key, in the entry that opens its epoch.
    package static func epoch(
        _ key: borrowing Secret, vault: VaultID, caseID: CaseID, epoch: EpochName
    ) -> Digest {
        var hash = TaggedHash(tag: "brankas/v1 compartment key")
        hash.add(vault.digest)
        hash.add(caseID.text)
        hash.add(epoch.compartment.text)
        hash.add(UInt64(epoch.epoch))
        return key.withBytes { bytes in
            hash.add(bytes)
            return hash.finish()
        }
    }

    /// To the file key of a record version.
    package static func fileKey(_ key: borrowing Secret, vault: VaultID, record: RecordID, version: Int) -> Digest {
        var hash = TaggedHash(tag: "brankas/v1 file key")
        hash.add(vault.digest)
        hash.add(record.text)
        hash.add(UInt64(version))
        return key.withBytes { bytes in
            hash.add(bytes)
            return hash.finish()
        }
    }

    /// To the content of a record version: salted, so that nobody can test a guess.
    package static func content(
        _ plaintext: Digest, salt: [UInt8], vault: VaultID, record: RecordID, version: Int
    ) -> Digest {
        var hash = TaggedHash(tag: "brankas/v1 content")
        hash.add(vault.digest)
        hash.add(record.text)
        hash.add(UInt64(version))
        hash.add(salt.span)
        hash.add(plaintext)
        return hash.finish()
    }

    /// What the same file is found again by: HMAC-SHA-256 of its hash, under a key of its own from the compartment's.
    ///
    /// Two files of one epoch have the same tag if they are the same, which is all that anybody without the key learns.
    package static func contentTag(_ plaintext: Digest, under key: borrowing Secret) throws -> Digest {
        let own = try HKDF.derive(from: key, info: "brankas/v1 content-tag")
        return HMAC.digest(plaintext.bytes.span, key: own)
    }
}

/// The associated data that binds a ciphertext to its place: a text like every other of the format.
package struct Binding: Sendable {
    private var writer: FieldWriter

    package init(kind: String, vault: VaultID) {
        writer = FieldWriter(kind: "brankas/binding/v1")
        writer.put("kind", kind)
        writer.put("vault", vault.digest)
    }

    package func with(_ key: String, _ value: String) -> Binding {
        var copy = self
        copy.writer.put(key, value)
        return copy
    }

    package func with(_ key: String, _ number: UInt64) -> Binding {
        var copy = self
        copy.writer = FieldWriter(going: writer, room: key.utf8.count + 22)
        copy.writer.put(key, number)
        return copy
    }

    package var bytes: [UInt8] { writer.bytes }

    /// Of a record version's wrapped key half, or its metadata.
    package static func record(
        _ kind: String, vault: VaultID, caseID: CaseID, record: String, version: Int, epoch: EpochName
    ) -> Binding {
        Binding(kind: kind, vault: vault)
            .with("case", caseID.text)
            .with("compartment", epoch.text)
            .with("record", record)
            .with("version", String(version))
    }
}
