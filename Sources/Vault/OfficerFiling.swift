import Age
package import Casework
import Ledger
package import Sodium

/// What was recorded of a document, under the commitment that its entry holds.
package struct RecordedDocument: Sendable {
    package let id: RecordID
    package let version: Int
    package let caseID: CaseID
    package let compartment: CompartmentName
    /// Label, file name, media type, size; where it came from.
    package let metadata: JSON
    package let digest: Digest
    package let salt: [UInt8]
    package let commitment: Digest
    package let added: Instant
    package let by: Handle
    package let sequence: UInt64
    /// As of `CheckedDocument`.
    package let proof: [UInt8]
}

/// What was recorded of a document, held against a file.
package struct CheckedDocument: Sendable {
    package let id: RecordID
    /// Whether the file is the one that was recorded.
    package let matches: Bool
    package let recorded: Digest
    package let found: Digest
    package let salt: [UInt8]
    package let commitment: Digest
    package let added: Instant
    package let by: Handle
    package let sequence: UInt64
    /// That the ledger holds the entry which recorded it (C2SP tlog-proof), the entry itself as its extra data.
    package let proof: [UInt8]
}

/// Setting right how documents are filed.
extension Officer {
    /// Takes a misfiled document out of listings and openings. It stays in the ledger and in the store.
    package func withdraw(_ id: RecordID, reason: String, as wished: RoleName?) throws {
        let role = try role(for: .documentWithdraw, needing: .add, wished: wished)
        let text = SaltedText(reason)
        _ = try ask(.withdraw(id, reason: text.digest), as: role, things: [.reason: text.bytes])
    }

    /// Puts a withdrawn document back.
    package func restore(_ id: RecordID, reason: String, as wished: RoleName?) throws {
        let role = try role(for: .documentRestore, needing: .add, wished: wished)
        let text = SaltedText(reason)
        _ = try ask(.restore(id, reason: text.digest), as: role, things: [.reason: text.bytes])
    }

    /// Puts a document under the key of another compartment. Its content is neither read nor sealed again: both halves
    /// of its key are refreshed, so that the old ones, whoever kept them, fit nothing.
    package func move(_ id: RecordID, to compartment: CompartmentName, as wished: RoleName?) throws {
        let role = try role(for: .documentMove, needing: .add, wished: wished)
        try retrying {
            let ground = try prepare(.record(id), compartment, for: .documentMove, as: role)
            let verified = ground.verified
            guard let version = verified.state.records[id]?.latest else {
                throw VaultError.tampered(.missing(id.text))
            }
            let old = try compartmentKey(version.place.epoch, of: verified, as: role, from: ground.released)
            let refresh = Random.bytes(16)
            let half = try unwrapHalf(version, verified, old, ground.released)
                .xor(try Secret(copying: refresh.span))
            let metadata = try openMetadata(version, verified, under: old, from: ground.released)
            let sealed = try sealMetadata(
                metadata, ground.caseID, record: id.text, version: version.number, epoch: ground.epoch,
                under: ground.key)
            var things = ground.envelopes
            things[.key] = try wrapHalf(half, ground, id, version.number)
            things[.keyRefresh] = refresh
            things[.metadata] = sealed.box
            things[.metadataHalf] = sealed.half
            let move = Move(
                record: id, version: version.number, from: version.place.sequence, epoch: ground.epoch,
                opening: ground.opening)
            _ = try ask(.move(move), as: role, things: things)
        }
    }

    /// What was recorded of a document. Needs no key to the content, but the compartment's: the commitment's salt stands in
    /// the sealed metadata.
    package func recorded(_ id: RecordID, as wished: RoleName?) throws -> RecordedDocument {
        try checked(id, as: wished).document
    }

    /// Holds a file's hash against what was recorded of a document.
    package func check(_ id: RecordID, against file: Digest, as wished: RoleName?) throws -> CheckedDocument {
        let (document, version) = try checked(id, as: wished)
        return CheckedDocument(
            id: id, matches: commitment(file, document.salt, version) == document.commitment,
            recorded: document.digest, found: file, salt: document.salt, commitment: document.commitment,
            added: document.added, by: document.by, sequence: document.sequence, proof: document.proof)
    }

    private func checked(
        _ id: RecordID, as wished: RoleName?
    ) throws -> (document: RecordedDocument, version: CaseState.Version) {
        let role = try role(for: .documentCheck, wished: wished)
        let done = try ask(.check(id), as: role)
        let verified = try verifiedCase(done)
        guard let version = verified.state.records[id]?.latest else { throw VaultError.tampered(.missing(id.text)) }
        let key = try compartmentKey(version.place.epoch, of: verified, as: role, from: done.released)
        let metadata = try openMetadata(version, verified, under: key, from: done.released)
        guard let salt = metadata["salt"]?.string.flatMap({ Hex.decode($0) }),
            let recorded = metadata["sha256"]?.string.flatMap({ Digest(hex: $0) }),
            commitment(recorded, salt, version) == version.addition.contentCommitment
        else { throw VaultError.tampered(.metadata(id.text)) }
        let document = RecordedDocument(
            id: id, version: version.number, caseID: verified.id, compartment: version.place.epoch.compartment,
            metadata: metadata, digest: recorded, salt: salt, commitment: version.addition.contentCommitment,
            added: version.time, by: version.actor, sequence: version.sequence,
            proof: try proof(of: version.sequence, done))
        return (document, version)
    }

    private func commitment(_ digest: Digest, _ salt: [UInt8], _ version: CaseState.Version) -> Digest {
        Commitment.content(
            digest, salt: salt, vault: vault, record: version.addition.record, version: version.number)
    }

    /// The proof that came for the entry `sequence`, verified.
    private func proof(of sequence: UInt64, _ done: Verified) throws -> [UInt8] {
        guard
            let released = done.released.entries.first(where: { (try? Entry(parsing: $0.bytes))?.sequence == sequence })
        else { throw VaultError.tampered(.missing("entry")) }
        do {
            let proof = try TlogProof(
                index: sequence, proof: released.inclusion, checkpoint: try Note(parsing: done.checkpoint),
                extra: released.bytes)
            try verifyInclusion(
                of: MerkleTree.leafHash(released.bytes), index: sequence, in: head, proof: released.inclusion)
            return proof.encoded
        } catch {
            throw VaultError.tampered(.inclusion(sequence: sequence))
        }
    }
}
