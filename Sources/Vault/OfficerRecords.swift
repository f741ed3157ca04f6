import Age
import Casework
package import Files
package import Sodium
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

/// A document that was stored.
package struct StoredDocument: Sendable {
    package let id: RecordID
    package let digest: Digest
    package let byteCount: Int
}

/// What became of a file that was to be stored.
package enum FiledDocument: Sendable {
    case stored(StoredDocument)
    /// The same bytes are in this compartment of the case already, as this document.
    case known(RecordID)
}

/// A file to be stored, with what its metadata will say.
package struct NewDocument: Sendable {
    package let path: NamedPath
    /// Which file `path` has to name when it is read; nil where any will do.
    package let identity: File.Identity?
    /// As `ByteText` has it.
    package let fileName: String
    /// Its place in the folder that it came with: from the folder's own name on, as `ByteText` has it.
    package let relativePath: String?
    package let mediaType: String
    package let about: [JSON.Member]

    package init(
        path: NamedPath, identity: File.Identity? = nil, fileName: String, relativePath: String? = nil,
        mediaType: String,
        about: [JSON.Member]
    ) {
        self.path = path
        self.identity = identity
        self.fileName = fileName
        self.relativePath = relativePath
        self.mediaType = mediaType
        self.about = about
    }

    fileprivate var metadata: [JSON.Member] {
        Self.name("fileName", fileName) + (relativePath.map { Self.name("path", $0) } ?? [])
            + [JSON.Member("mediaType", .string(mediaType))] + about
    }

    /// A name as people read it, and where that is not what it is, its bytes besides.
    private static func name(_ member: String, _ text: String) -> [JSON.Member] {
        let bytes = ByteText.isPlain(text) ? nil : JSON.string(Base64.encode(ByteText.bytes(text)))
        return [JSON.Member(member, .string(ByteText.escaped(text)))]
            + [bytes.map { JSON.Member(member + "Bytes", $0) }].compactMap(\.self)
    }
}

extension NewDocument {
    /// The hash of what it now holds. Throws `changed` where that is another file than was named.
    fileprivate func digest(_ progress: (_ byteCount: Int) -> Void) throws(FileError) -> Digest {
        let file = try path.open()
        if let identity, try file.identity() != identity { throw .changed(path: path.text) }
        return try file.digest(progress: progress)
    }
}

extension File {
    /// The hash of all that it holds. Throws `changed` where it changes meanwhile.
    package borrowing func digest(progress: (_ byteCount: Int) -> Void = { _ in }) throws(FileError) -> Digest {
        let before = try version()
        var hasher = Hasher256()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            var span = buffer.mutableSpan
            let count = try read(into: &span)
            if count == 0 { break }
            hasher.update(buffer.span.extracting(0..<count))
            progress(count)
        }
        guard try version() == before else { throw .changed(path: path) }
        return hasher.finish()
    }
}

extension Instant {
    /// Nil for a time that no file had: before 1970, or of five digits' years.
    fileprivate init?(ofFile seconds: Int64) {
        guard (0...253_402_300_799).contains(seconds) else { return nil }
        self.init(seconds: seconds)
    }
}

extension Officer {
    /// Payloads up to here lie in the index, longer ones in files of their own.
    static let inlineLimit = 65_536

    // MARK: Adding

    /// What adding to a compartment stands on: the case, the key, and a new epoch where the old one is stale.
    struct Ground {
        let verified: VerifiedCase
        let released: Received
        let caseID: CaseID
        let role: RoleName
        let epoch: EpochName
        let key: CompartmentKey
        let opening: NewEpoch?
        let envelopes: [ItemName: [UInt8]]
    }

    /// Repeats `body` where the case or the roster went on between preparing and asking.
    func retrying<R>(_ body: () throws -> R) throws -> R {
        var attempts = 0
        while true {
            do {
                return try body()
            } catch let error as CustodyError where attempts < 3 && error.isOvertaken {
                attempts += 1
            }
        }
    }

    /// Gets the case, and the key of `compartment` to work under: with a new epoch where the newest is stale.
    func prepare(
        _ target: PrepareChange.Target, _ compartment: CompartmentName, for action: ActionName, as role: RoleName
    ) throws -> Ground {
        let done = try ask(.prepare(target, for: action), as: role)
        return try ground(done, compartment, as: role) { id, epoch in
            // The role holds the case, but not this part: the custodian says no, and the ledger says so.
            try self.provokeDenial(id, target, epoch, action, role)
        }
    }

    /// The case of an answer that brought its keys, and the key of `compartment` to work under. `withheld` is called where
    /// the role does not hold that.
    func ground(
        _ done: Verified, _ compartment: CompartmentName, as role: RoleName,
        withheld: (CaseID, EpochName) throws -> Void = { _, _ in }
    ) throws -> Ground {
        let verified = try verifiedCase(done)
        let state = verified.state
        guard let current = state.epochs[compartment]?.last, compartment != .summary else {
            throw VaultError.unknownCompartment(compartment)
        }
        guard state.isStale(compartment, roster: roster, at: done.entry.time) else {
            let key: CompartmentKey
            do {
                key = try compartmentKey(current.name, of: verified, as: role, from: done.released)
            } catch VaultError.compartmentNotHeld {
                try withheld(state.id, current.name)
                throw VaultError.compartmentNotHeld(compartment)
            }
            return Ground(
                verified: verified, released: done.released, caseID: state.id, role: role, epoch: current.name,
                key: key, opening: nil, envelopes: [:])
        }
        return try openEpoch(after: current.name, verified, role, done)
    }

    /// Asks for what can't be granted, so that the attempt is on record.
    private func provokeDenial(
        _ id: CaseID, _ target: PrepareChange.Target, _ epoch: EpochName, _ action: ActionName, _ role: RoleName
    ) throws {
        if case .record(let record) = target, action == .documentMove {
            _ = try ask(
                .move(
                    MoveDocument(
                        record: record, version: 1, from: 0, epoch: epoch, contentTag: Digest.of(""), opening: nil)),
                as: role)
            return
        }
        let record = RecordID.make(action == .documentAdd ? .document : .identity)
        let nothing = Digest.of("")
        _ = try ask(
            .add(
                AddRecord(
                    caseID: id, record: record, version: 1, epoch: epoch, keyCommitment: nothing,
                    contentCommitment: nothing, contentTag: action == .documentAdd ? nothing : nil, reason: nil,
                    opening: nil)), as: role)
    }

    /// Somebody who knows the key has left: a new one, sealed only to those who hold the compartment now.
    private func openEpoch(
        after old: EpochName, _ verified: VerifiedCase, _ role: RoleName, _ done: Verified
    ) throws -> Ground {
        let made = try makeEpoch(after: old, verified, role, at: done.entry.time)
        return Ground(
            verified: verified, released: done.released, caseID: verified.id, role: role, epoch: made.name,
            key: made.key, opening: made.opening, envelopes: made.envelopes)
    }

    private struct MadeEpoch {
        let name: EpochName
        let key: CompartmentKey
        let opening: NewEpoch
        let envelopes: [ItemName: [UInt8]]
    }

    /// The next key of a compartment, sealed to those who hold it at `time`.
    private func makeEpoch(
        after old: EpochName, _ verified: VerifiedCase, _ role: RoleName, at time: Instant
    ) throws -> MadeEpoch {
        let state = verified.state
        let epoch = EpochName(compartment: old.compartment, epoch: old.epoch + 1)
        let key = try CompartmentKey.make()
        let holders = state.holders(of: old.compartment, roster: roster, at: time)
        var envelopes: [ItemName: [UInt8]] = [:]
        for holder in holders {
            if case .owner(let generation) = holder, generation.role == role {
                envelopes[.holding(epoch, holder)] = try key.wrap(
                    under: try roleIdentity(generation).wrapKey,
                    CompartmentKey.holding(vault, state.id, epoch, holder))
                continue
            }
            let header = KeyBundle.epoch(vault, state.id, epoch, holder, by: self.key.handle)
            envelopes[.envelope(epoch, holder)] = try KeyBundle.seal(
                header: header, keys: key.secret, to: [try recipient(of: holder)])
        }
        let commitment = Commitment.epoch(key.secret, vault: vault, caseID: state.id, epoch: epoch)
        return MadeEpoch(
            name: epoch, key: key, opening: NewEpoch(commitment: commitment, holders: holders), envelopes: envelopes)
    }

    /// Opens a new key of each of `compartments`, or of all that records can stand in: what is added from then on is under
    /// it. Old records keep their keys.
    package func rekey(
        _ id: CaseID, _ compartments: [CompartmentName]?, as wished: RoleName?
    ) throws -> [EpochName] {
        let role = try role(for: .caseRekey, wished: wished)
        return try retrying {
            let done = try ask(.prepare(.caseID(id), for: .caseRekey), as: role)
            let verified = try verifiedCase(done)
            let all = compartments ?? verified.state.compartments.filter { $0 != .summary }
            let made = try all.map { compartment in
                guard let old = verified.state.epochs[compartment]?.last else {
                    throw VaultError.unknownCompartment(compartment)
                }
                return try makeEpoch(after: old.name, verified, role, at: done.entry.time)
            }
            _ = try ask(
                made.map {
                    Draft(
                        action: .rekeyCase(id, epoch: $0.name, opening: $0.opening), role: role, things: $0.envelopes)
                })
            return made.map(\.name)
        }
    }

    /// The recipient of a holder, from the signed roster and nowhere else.
    private func recipient(of holder: Holder) throws -> Recipient {
        switch holder {
        case .owner(let generation), .granted(_, let generation):
            guard let text = roster.recipient(of: generation) else {
                throw VaultError.roleHasNoKey(generation.role)
            }
            return try Recipient(text)
        case .person(_, let handle):
            guard let person = roster.people[handle] else { throw VaultError.notEnrolled(handle) }
            return try Recipient(person.card.recipient)
        }
    }

    /// A record version whose payload is sealed and whose request is not yet signed.
    func draft(
        _ ground: Ground, record: RecordID, version: Int, opensEpoch: Bool, metadata: [JSON.Member],
        reason: SaltedText? = nil, payload: (borrowing Secret) throws -> SealedPayload
    ) throws -> (draft: Draft, digest: Digest, byteCount: Int) {
        // The officer makes both halves; the custodian gets B, and A is sealed under the compartment's key.
        let halfA = try Secret.makeRandom(byteCount: 16)
        let halfB = Random.bytes(16)
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
        let (box, half) = try sealMetadata(
            described, ground.caseID, record: record.text, version: version, epoch: ground.epoch, under: ground.key)
        var things: [ItemName: [UInt8]] = [.metadata: box, .metadataHalf: half, .keyHalf: halfB]
        things[.key] = try wrapHalf(halfA, ground, record, version)
        things[.payload] = sealed.inline
        things[.reason] = reason?.bytes
        if opensEpoch { things.merge(ground.envelopes) { first, _ in first } }
        return (
            Draft(action: .add(addition), role: ground.role, things: things, staged: sealed.staged),
            sealed.digest, sealed.byteCount
        )
    }

    func recordBinding(_ id: CaseID, _ record: RecordID, _ version: Int, _ epoch: EpochName) -> Binding {
        .record("record-key", vault: vault, caseID: id, record: record.text, version: version, epoch: epoch)
    }

    func wrapHalf(
        _ half: borrowing Secret, _ ground: Ground, _ record: RecordID, _ version: Int
    ) throws -> [UInt8] {
        let key = try HKDF.derive(from: ground.key.secret, info: "brankas/v1 record")
        let binding = recordBinding(ground.caseID, record, version, ground.epoch)
        return try half.withBytes { half throws in
            try XChaChaPoly.seal(half, associated: binding.bytes.span, key: key)
        }
    }

    struct SealedPayload {
        let inline: [UInt8]?
        let staged: Staged?
        let digest: Digest
        let byteCount: Int
        /// Of a file: when it was last changed, by what it said at intake.
        var modified: Instant?
    }

    /// The role to add documents in.
    package func addingRole(_ wished: RoleName?) throws -> RoleName {
        try role(for: .documentAdd, wished: wished)
    }

    /// Stores files, each under a record key of its own, in one durable transaction. One whose bytes lie in this compartment
    /// of the case already is not stored `again` unless that is wanted.
    ///
    /// With `all`, all of them or none; else without those that can't be read or that change meanwhile: in their places stands why.
    package func addDocuments(
        _ id: CaseID, _ documents: [NewDocument], to compartment: CompartmentName, as wished: RoleName?, all: Bool,
        again: Bool, progress: (_ byteCount: Int) -> Void = { _ in }
    ) throws -> [Result<FiledDocument, FileError>] {
        let role = try role(for: .documentAdd, wished: wished)
        return try retrying {
            let ground = try prepare(.caseID(id), compartment, for: .documentAdd, as: role)
            var known = again ? nil : try KnownContent(ground, of: compartment, self)
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
        if try file.byteCount() <= Self.inlineLimit {
            let content = try file.readAll(limit: Self.inlineLimit)
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
        _ kind: RecordKind, of id: CaseID, as wished: RoleName?
    ) throws -> (records: [RecordSummary], isPart: Bool) {
        let action: ActionName = kind == .identity ? .identityList : .documentList
        let role = try role(for: action, wished: wished)
        let done = try ask(.list(kind, id), as: role)
        let verified = try verifiedCase(done)
        let records = try summaries([kind], of: verified, as: role, from: done)
        let count = verified.state.records(of: kind).count { $0.withdrawn == nil }
        return (records, records.count < count)
    }

    /// All records that this role holds and that were not withdrawn: none of them may be missing from the answer.
    func summaries(
        _ kinds: [RecordKind], of verified: VerifiedCase, as role: RoleName, from done: Verified
    ) throws -> [RecordSummary] {
        let released = done.released
        let policy = Policy(roster: roster, state: verified.state, searchesToday: 0, now: done.entry.time)
        var keys: [EpochName: CompartmentKey] = [:]
        return try kinds.flatMap { verified.state.records(of: $0) }.compactMap { record in
            let version = record.latest
            let epoch = version.place.epoch
            if record.withdrawn != nil { return nil }
            if policy.holding(done.entry.request, record.compartment) == nil { return nil }
            let place = Unreadable(caseID: verified.id, record: record.id, sequence: version.place.sequence)
            let metadata = try readable(place) {
                let key = try keys[epoch] ?? compartmentKey(epoch, of: verified, as: role, from: released)
                keys[epoch] = key
                return try openMetadata(version, verified, under: key, from: released)
            }
            return RecordSummary(
                id: record.id, version: version.number, compartment: record.compartment,
                added: record.versions[0].time, by: version.actor, sequence: version.sequence,
                metadata: metadata)
        }
    }

    /// The metadata of a record's version, from where it now stands.
    func openMetadata(
        _ version: CaseState.Version, _ verified: VerifiedCase, under key: CompartmentKey, from released: Received
    ) throws -> JSON {
        try openMetadata(
            verified, record: version.addition.record.text, version: version.number, epoch: version.place.epoch,
            sequence: version.place.sequence, under: key, from: released)
    }
}

extension CustodyError {
    /// Whether somebody else was faster: prepared anew, the same may be done.
    fileprivate var isOvertaken: Bool {
        switch self {
        case .rosterMoved, .refused(.epochMoved), .refused(.epochStale), .refused(.versionMoved): true
        default: false
        }
    }
}
