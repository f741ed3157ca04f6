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
