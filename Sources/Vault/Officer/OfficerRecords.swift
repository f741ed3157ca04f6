import Age
import Casework
package import Files
import Sodium
package import Vocabulary

/// A stored record as a listing shows it.
package struct RecordSummary: Sendable {
    package let id: RecordID
    package let version: Int
    package let compartment: CompartmentName
    package let added: Instant
    package let by: Handle
    /// The entry that brought the content.
    package let sequence: UInt64
    /// Label, file name, size, hash; of an identity how it is spoken of: alias and relation.
    package let metadata: JSON
}

extension Officer {
    /// A record version whose payload is sealed and whose request is not yet signed.
    func draft(
        _ ground: Ground, record: RecordID, version: Int, opensEpoch: Bool, metadata: [JSON.Member],
        reason: SaltedText? = nil, payload: (borrowing Secret) throws -> SealedPayload
    ) throws -> (draft: Draft, digest: Digest, byteCount: Int) {
        // The officer makes both halves; the custodian gets B, and A is sealed under the compartment's key.
        let halfA = try Secret.makeRandom(byteCount: SealedSizes.half)
        let halfB = Random.bytes(SealedSizes.half)
        let fileKey = try halfA.xor(try Secret(copying: halfB.span))
        let sealed = try payload(fileKey)
        let salt = Random.bytes(32)
        let addition = AddRecord(
            caseID: ground.caseID, record: record, version: version, epoch: ground.epoch,
            keyCommitment: Commitment.fileKey(fileKey, vault: vault, record: record, version: version),
            contentCommitment: Commitment.content(
                sealed.digest, salt: salt, vault: vault, record: record, version: version),
            contentTag: record.kind == .document
                ? try Commitment.contentTag(sealed.digest, under: ground.key.secret) : nil, reason: reason?.digest,
            opening: opensEpoch ? ground.opening : nil)
        let described = JSON.object(
            metadata + (sealed.modified.map { [JSON.Member("modified", .string($0.text))] } ?? []) + [
                JSON.Member("size", JSON(integerLiteral: sealed.byteCount)),
                JSON.Member("sha256", .string(sealed.digest.hex)), JSON.Member("salt", .string(Hex.encode(salt))),
            ])
        let place = RecordPlace(
            vault: vault, caseID: ground.caseID, subject: .record(record, version: version), epoch: ground.epoch)
        let (box, half) = try place.sealMetadata(described, under: ground.key)
        var things: [ItemName: [UInt8]] = [.metadata: box, .metadataHalf: half, .keyHalf: halfB]
        things[.key] = try place.wrapHalf(halfA, under: ground.key)
        things[.payload] = sealed.inline
        things[.reason] = reason?.bytes
        if opensEpoch { things.merge(ground.envelopes) { first, _ in first } }
        return (
            Draft(action: .add(addition), role: ground.role, things: things, staged: sealed.staged),
            sealed.digest, sealed.byteCount
        )
    }

    struct SealedPayload {
        let inline: [UInt8]?
        let staged: Staged?
        let digest: Digest
        let byteCount: Int
        /// Of a file: when it was last changed, by what it said at intake.
        var modified: Instant?
    }

    /// Stores files, each under a record key of its own, in one durable transaction. One whose bytes lie in this compartment
    /// of the case already is not stored `again` unless that is wanted.
    ///
    /// In `role`, or in the one that may: who stores a folder in several batches chooses once.
    ///
    /// With `all`, all of them or none; else without those that can't be read or that change meanwhile: in their places stands why.
    package func addDocuments(
        _ id: CaseID, _ documents: [NewDocument], to compartment: CompartmentName, as role: RoleName? = nil, all: Bool,
        again: Bool, progress: (_ byteCount: Int) -> Void = { _ in }
    ) throws -> [Result<FiledDocument, FileError>] {
        let role = try role ?? self.role(for: .documentAdd)
        return try retrying {
            let ground = try prepare(.caseID(id), compartment, for: .documentAdd, as: role)
            var known = again ? nil : try KnownContent(ground, of: compartment)
            var drafts: [Draft] = []
            let filed = try documents.map { document -> Result<FiledDocument, FileError> in
                let record = RecordID.make(.document)
                do {
                    // Where there is something that it may be, it is read twice rather than sealed for nothing.
                    if let known, !known.isEmpty {
                        var read = 0
                        let digest = try document.digest { count in
                            read += count
                            progress(count)
                        }
                        if let same = try known.id(of: digest) { return .success(.known(same)) }
                        progress(-read)
                    }
                    let (draft, digest, byteCount) = try draft(
                        ground, record: record, version: 1, opensEpoch: ground.opening != nil && drafts.isEmpty,
                        metadata: document.metadata
                    ) { fileKey throws in try seal(document, fileKey, progress) }
                    try known?.add(record, digest)
                    drafts.append(draft)
                    return .success(.stored(StoredDocument(id: record, digest: digest, byteCount: byteCount)))
                } catch let fault as FileError where !all && fault.path == document.path.text {
                    return .failure(fault)
                }
            }
            if !drafts.isEmpty { _ = try ask(drafts) }
            return filed
        }
    }

    /// Seals a file: in memory if it is small, else straight into the custodian's staging.
    private func seal(
        _ document: NewDocument, _ fileKey: borrowing Secret, _ progress: (Int) -> Void
    ) throws -> SealedPayload {
        let path = document.path.text
        let file = try document.path.open()
        // Somebody may have put a link there, or in place of a folder above, since the folder was read.
        if let identity = document.identity, try file.identity() != identity { throw FileError.changed(path: path) }
        let before = try file.version()
        let modified = Instant(ofFile: try file.modified())
        if try file.byteCount() <= SealedSizes.inlinePayload {
            let content = try file.readAll(limit: SealedSizes.inlinePayload)
            guard try file.version() == before else { throw FileError.changed(path: path) }
            progress(content.count)
            return SealedPayload(
                inline: try Payload.seal(content.span, fileKey: fileKey), staged: nil, digest: Digest.of(content),
                byteCount: content.count, modified: modified)
        }
        var digest: Digest?
        var byteCount = 0
        let staged = try custody.stage { sink in
            digest = try Payload.seal(
                fileKey: fileKey,
                from: { buffer in
                    let count = try file.read(into: &buffer)
                    byteCount += count
                    progress(count)
                    return count
                }, to: sink)
        }
        guard let digest, try file.version() == before else { throw FileError.changed(path: path) }
        return SealedPayload(
            inline: nil, staged: staged, digest: digest, byteCount: byteCount, modified: modified)
    }

    // MARK: Listing

    /// The records of a kind that the role holds, and whether the case has others of it, by its signed trail.
    package func list(
        _ kind: RecordKind, of id: CaseID
    ) throws -> (records: [RecordSummary], isPart: Bool) {
        let action: ActionName = kind == .identity ? .identityList : .documentList
        let role = try role(for: action)
        let done = try ask(.list(kind, id), as: role)
        let keys = try keys(done)
        let records = try summaries([kind], keys, done)
        let count = keys.state.records(of: kind).count(where: \.isListed)
        return (records, records.count < count)
    }

    /// All records that this role holds and that were not withdrawn: none of them may be missing from the answer.
    func summaries(
        _ kinds: [RecordKind], _ keys: CaseKeys, _ done: Verified
    ) throws -> [RecordSummary] {
        let policy = Policy(roster: roster, state: keys.state, searchesToday: 0, now: done.entry.time)
        return try kinds.flatMap { policy.listing(of: $0, done.entry.request) }.map { record in
            let version = record.latest
            return RecordSummary(
                id: record.id, version: version.number, compartment: record.compartment,
                added: record.versions[0].time, by: version.actor, sequence: version.sequence,
                metadata: try keys.listedMetadata(of: version))
        }
    }
}
