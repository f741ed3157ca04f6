import Age
import Casework
import Ledger
package import Sodium
package import Vocabulary

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

/// Setting right how records are filed.
extension Officer {
    /// Takes a misfiled record out of listings, openings and searches. It stays in the ledger and in the store.
    package func withdraw(_ id: RecordID, reason: String) throws {
        try ask(for: .withdrawal(of: id.kind), reason) { .withdraw(id, reason: $0) }
    }

    /// Puts a withdrawn record back.
    package func restore(_ id: RecordID, reason: String) throws {
        try ask(for: .restoration(of: id.kind), reason) { .restore(id, reason: $0) }
    }

    /// Asks for what has a reason and nothing else to bring.
    func ask(for name: ActionName, _ reason: String, _ make: (Digest) -> Action) throws {
        let role = try role(for: name)
        let text = SaltedText(reason)
        _ = try ask(make(text.digest), as: role, things: [.reason: text.bytes])
    }

    /// Puts a document under the key of another compartment. Its content is neither read nor sealed again: both halves
    /// of its key are refreshed, so that the old ones, whoever kept them, fit nothing.
    package func move(_ id: RecordID, to compartment: CompartmentName) throws {
        let role = try role(for: .documentMove)
        try retrying {
            let ground = try prepare(.record(id), compartment, for: .documentMove, as: role)
            let keys = ground.keys
            guard let version = keys.state.records[id]?.latest else {
                throw VaultError.tampered(.missing(id.text))
            }
            let refresh = Random.bytes(SealedSizes.half)
            let half = try keys.half(of: version).xor(try Secret(copying: refresh.span))
            let metadata = try keys.metadata(of: version)
            let content = metadata["sha256"]?.string.flatMap { Digest(hex: $0) } ?? Digest.of("")
            let place = RecordPlace(
                vault: vault, caseID: ground.caseID, subject: .record(id, version: version.number),
                epoch: ground.epoch)
            let sealed = try place.sealMetadata(metadata, under: ground.key)
            var things = ground.envelopes
            things[.key] = try place.wrapHalf(half, under: ground.key)
            things[.keyRefresh] = refresh
            things[.metadata] = sealed.box
            things[.metadataHalf] = sealed.half
            let move = MoveDocument(
                record: id, version: version.number, from: version.place.sequence, epoch: ground.epoch,
                contentTag: try Commitment.contentTag(content, under: ground.key.secret), opening: ground.opening)
            _ = try ask(.move(move), as: role, things: things)
        }
    }

    /// What was recorded of a document. Needs no key to the content, but the compartment's: the commitment's salt stands in
    /// the sealed metadata.
    package func recorded(_ id: RecordID) throws -> RecordedDocument {
        try checked(id).document
    }

    /// The same, of a document that is to be opened: who may not see it is denied an opening.
    package func recordedToOpen(_ id: RecordID) throws -> RecordedDocument {
        try checked(id, for: .documentOpen).document
    }

    /// Holds a file's hash against what was recorded of a document.
    package func check(_ id: RecordID, against file: Digest) throws -> CheckedDocument {
        let (document, version) = try checked(id)
        return CheckedDocument(
            id: id, matches: version.isCommitted(to: file, salt: document.salt, in: vault),
            recorded: document.digest, found: file, salt: document.salt, commitment: document.commitment,
            added: document.added, by: document.by, sequence: document.sequence, proof: document.proof)
    }

    /// Holds what is recorded of each record of a case against the commitments that were signed with it: of those that this
    /// role holds and that are not withdrawn. Opens no content. Returns how many fit, and which do not.
    package func checkCommitments(
        of id: CaseID
    ) throws -> (fitting: Int, damaged: [RecordID]) {
        var (fitting, damaged): (Int, [RecordID]) = (0, [])
        for kind in RecordKind.allCases {
            let role = try role(for: kind == .identity ? .identityList : .documentList)
            let done = try ask(.list(kind, id), as: role)
            let keys = try keys(done)
            let policy = Policy(roster: roster, state: keys.state, searchesToday: 0, now: done.entry.time)
            for record in policy.listing(of: kind, done.entry.request) {
                do {
                    _ = try keys.recordedHash(of: record.latest)
                    fitting += 1
                } catch VaultError.tampered {
                    damaged.append(record.id)
                }
            }
        }
        return (fitting, damaged)
    }

    private func checked(
        _ id: RecordID, for intended: ActionName? = nil
    ) throws -> (document: RecordedDocument, version: CaseState.Version) {
        let role = try role(for: intended ?? .documentCheck)
        let done = try ask(.check(id, for: intended), as: role)
        let keys = try keys(done)
        guard let version = keys.state.records[id]?.latest else { throw VaultError.tampered(.missing(id.text)) }
        let (metadata, recorded, salt) = try keys.recordedHash(of: version)
        let document = RecordedDocument(
            id: id, version: version.number, caseID: keys.state.id, compartment: version.place.epoch.compartment,
            metadata: metadata, digest: recorded, salt: salt, commitment: version.addition.contentCommitment,
            added: version.time, by: version.actor, sequence: version.sequence,
            proof: try proof(of: version.sequence, done))
        return (document, version)
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
