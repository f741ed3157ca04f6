import Age
import Casework
import Sodium
package import Vocabulary

/// An identity as it is to be stored: its JSON, how it is spoken of, and what it is found by.
package struct NewIdentity: Sendable {
    package let json: [UInt8]
    /// `alias`, `relation`, `ageBand` and `sex`, where known: they stand in the sealed metadata, for listings and counts.
    package let spokenOf: [JSON.Member]
    package let terms: [String]
    /// The one of them that nobody else has: two identities that share it are one person's.
    package let nik: String?

    package init(json: [UInt8], spokenOf: [JSON.Member], terms: [String], nik: String? = nil) {
        self.json = json
        self.spokenOf = spokenOf
        self.terms = terms
        self.nik = nik
    }

    fileprivate func noting(changed fields: [String]) -> NewIdentity {
        NewIdentity(
            json: json, spokenOf: spokenOf + [.init("changed", .array(fields.map { .string($0) }))], terms: terms,
            nik: nik)
    }
}

/// What became of an identity: one of its versions, without what it says.
package struct IdentityVersion: Sendable {
    package let number: Int
    package let time: Instant
    package let by: Handle
    package let role: RoleName
    /// The fields that differ from the version before, as whoever changed them said; nil of the first.
    package let changed: [String]?
    /// Why; nil of the first, and where the text was deleted.
    package let reason: String?
    package let sequence: UInt64
}

/// An identity that was stored.
package struct StoredIdentity: Sendable {
    package let id: RecordID
    package let version: Int
    /// The case's title, where it could be read: names do not belong in it.
    package let title: String?
    /// Others of the case that have the same NIK.
    package let twins: [RecordID]
    /// False where the new version would have said what the one before says: none was stored.
    package var isNew = true
}

extension Officer {
    /// Stores an identity, which is made once it is sure that the case is there and that the role may add to it.
    package func addIdentity(
        _ id: CaseID, make: () throws -> NewIdentity
    ) throws -> StoredIdentity {
        let role = try role(for: .identityAdd)
        var made: NewIdentity?
        return try retrying {
            let ground = try prepare(.caseID(id), .identity, for: .identityAdd, as: role)
            let identity = try made ?? make()
            made = identity
            let record = RecordID.make(.identity)
            let done = try ask([try draft(ground, record, 1, identity, reason: nil)])[0]
            return StoredIdentity(id: record, version: 1, title: try title(ground), twins: done.released.twins)
        }
    }

    /// Stores a new version of an identity: `merge` is given the current JSON, and when the identity was first stored, and
    /// makes the new one. To read what is there is an opening, for `purpose`. The old version stays, under its own key; it is
    /// found by the new one's terms alone. Where nothing would be other than it was, nothing is stored.
    package func updateIdentity(
        _ id: RecordID, purpose: Purpose, reason: () throws -> String,
        merge: (_ current: [UInt8], _ added: Instant) throws -> NewIdentity
    ) throws -> StoredIdentity {
        let role = try role(for: .identityEdit)
        var text: SaltedText?
        var merged: (version: Int, identity: NewIdentity, isNew: Bool)?
        return try retrying {
            let ground = try ground(try ask(.edit(id, purpose), as: role), .identity)
            guard let record = ground.keys.state.records[id] else {
                throw VaultError.tampered(.missing(id.text))
            }
            let version = record.latest
            // Asked again only where somebody else has changed the identity meanwhile.
            if merged?.version != version.number {
                let current = try current(version, ground)
                let new = try merge(current, record.versions[0].time)
                let changed = try changedFields(current, new.json)
                // What a role without `search` wrote is found once one that has it stores the same again.
                let isFound = !mayName(role) || mayName(version.role)
                merged = (version.number, new.noting(changed: changed), !changed.isEmpty || !isFound)
            }
            guard let (_, identity, isNew) = merged else { throw VaultError.tampered(.missing(id.text)) }
            guard isNew else {
                return StoredIdentity(id: id, version: version.number, title: nil, twins: [], isNew: false)
            }
            let why = try text ?? SaltedText(try reason())
            text = why
            let number = version.number + 1
            let done = try ask([try draft(ground, id, number, identity, reason: why)])[0]
            return StoredIdentity(id: id, version: number, title: nil, twins: done.released.twins)
        }
    }

    /// Who changed which fields of an identity, when, and why. Opens no version.
    package func history(of id: RecordID) throws -> [IdentityVersion] {
        let role = try role(for: .identityHistory)
        let done = try ask(.readHistory(id), as: role)
        let keys = try keys(done)
        guard let record = keys.state.records[id] else { throw VaultError.tampered(.missing(id.text)) }
        return try record.versions.map { version in
            let metadata = try keys.listedMetadata(of: version)
            var changed: [String]?
            if case .array(let names) = metadata["changed"] { changed = names.compactMap(\.string) }
            let reason = try version.addition.reason.flatMap {
                try text(.reason, of: version.sequence, $0, in: done.released)
            }
            return IdentityVersion(
                number: version.number, time: version.time, by: version.actor, role: version.role,
                changed: changed, reason: reason, sequence: version.sequence)
        }
    }

    private func current(_ version: CaseState.Version, _ ground: Ground) throws -> [UInt8] {
        var bytes: [UInt8] = []
        _ = try openVersion(version, ground.keys) { chunk in
            for index in 0..<chunk.count { bytes.append(chunk[index]) }
        }
        while bytes.last == 0x20 { bytes.removeLast() }
        return bytes
    }

    /// The names of the fields that are not the same in both, in the order of their bytes.
    private func changedFields(_ old: [UInt8], _ new: [UInt8]) throws -> [String] {
        let (old, new) = (try JSON(parsing: old), try JSON(parsing: new))
        guard case .object(let before) = old, case .object(let after) = new else { return [] }
        return Set((before + after).map(\.name)).filter { old[$0] != new[$0] }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func title(_ ground: Ground) throws -> String? {
        guard ground.keys.released.half(.metadata, record: ground.caseID.text, version: 1) != nil else { return nil }
        return try ground.keys.summary()["title"]?.string
    }

    private func draft(
        _ ground: Ground, _ record: RecordID, _ version: Int, _ identity: NewIdentity, reason: SaltedText?
    ) throws -> Draft {
        var (draft, _, _) = try draft(
            ground, record: record, version: version, opensEpoch: ground.opening != nil, metadata: identity.spokenOf,
            reason: reason
        ) { fileKey throws in
            let padded = pad(identity.json)
            return SealedPayload(
                inline: try Payload.seal(padded.span, fileKey: fileKey), staged: nil,
                digest: Digest.of(padded), byteCount: padded.count)
        }
        if mayName(ground.role) {
            draft.things[.tokens] = try tokens(identity.terms).bytes
            if let nik = identity.nik { draft.things[.nikToken] = try tokens([nik]).bytes }
        }
        return draft
    }

    /// Spaces to a multiple of 4,096: JSON ignores them.
    private func pad(_ json: [UInt8]) -> [UInt8] {
        let rest = json.count % SealedSizes.identityPadding
        return rest == 0 ? json : json + [UInt8](repeating: 0x20, count: SealedSizes.identityPadding - rest)
    }

    /// Who can add but not search: the identity is found once somebody who can updates it.
    private func mayName(_ role: RoleName) -> Bool {
        roster.charter.capabilities(of: role)?.contains(.search) == true
    }

    /// Of an identity that has nothing to be found by, none: then it is not found by what it said before.
    private func tokens(_ terms: [String]) throws -> SearchTokens {
        let searchKey = try own.searchKey()
        var tokens: [[UInt8]] = []
        for term in terms { tokens.append(HMAC.authenticate(Array(term.utf8), key: searchKey)) }
        return SearchTokens(tokens)
    }
}
