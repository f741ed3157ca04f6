package import Sodium
package import Vocabulary

/// Stores a version of a record: a document, an identity, or the next version of one.
package struct AddRecord: CaseChange, InCase {
    package let caseID: CaseID
    package let record: RecordID
    package let version: Int
    package let epoch: EpochName
    package let keyCommitment: Digest
    package let contentCommitment: Digest
    /// Of a document, by which who holds the compartment finds the same file again (`Commitment.contentTag`).
    package let contentTag: Digest?
    /// Why, for an update.
    package let reason: Digest?
    /// Where the compartment's key was stale: the new one, with whom it is sealed to.
    package let opening: NewEpoch?

    package init(
        caseID: CaseID, record: RecordID, version: Int, epoch: EpochName, keyCommitment: Digest,
        contentCommitment: Digest, contentTag: Digest? = nil, reason: Digest?, opening: NewEpoch?
    ) {
        self.caseID = caseID
        self.record = record
        self.version = version
        self.epoch = epoch
        self.keyCommitment = keyCommitment
        self.contentCommitment = contentCommitment
        self.contentTag = contentTag
        self.reason = reason
        self.opening = opening
    }

    package var name: ActionName {
        switch record.kind {
        case .identity: version == 1 ? .identityAdd : .identityUpdate
        case .document: .documentAdd
        }
    }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        caseID = try lines.one("case", known?.caseID)
        record = try lines.one("record", known?.record)
        version = try lines.one("version", known?.version)
        epoch = try lines.one("epoch", known?.epoch)
        keyCommitment = try lines.one("commits-key", known?.keyCommitment)
        contentCommitment = try lines.one("commits-content", known?.contentCommitment)
        contentTag = try lines.optional("content-tag", known?.contentTag)
        guard (record.kind == .document) == (contentTag != nil) else {
            throw .malformed(kind: .request, line: "content-tag")
        }
        reason = try lines.optional("reason", known?.reason)
        opening = try lines.epoch(known?.opening)
    }

    package var about: About { About(caseID: caseID, record: record, text: reason.map { (.reason, $0) }) }
    package static var performer: Performer { .holder(of: .add) }

    package func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let compartment = epoch.compartment
        guard state.epochs[compartment] != nil, compartment != .summary else { throw .refused(.unknownCompartment) }
        guard (record.kind == .identity) == (compartment == .identity) else { throw .refused(.malformed) }
        let access = try policy.access(
            request, to: compartment,
            allowing: state.records[record].map { policy.permission(toChange: $0, request) } ?? .add)
        if state.isClosed { throw .denied(.caseClosed) }
        if let known = state.records[record] {
            guard record.kind == .identity else { throw .refused(.idTaken) }
            try policy.requireListed(known)
            guard version == known.latest.number + 1, reason != nil else { throw .refused(.versionMoved) }
        } else if version != 1 {
            throw .refused(.unknownRecord)
        }
        try policy.epoch(epoch, opening, in: state)
        return access
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo {
        var cargo = Cargo([.metadata, .metadataHalf, .key, .keyHalf, .payload])
        if reason != nil { cargo.required.insert(.reason) }
        // Who may not search does not say what an identity is found by.
        let searches = roster.charter.capabilities(of: request.role)?.contains(.search) == true
        if record.kind == .identity, searches { cargo.optional = [.tokens, .nikToken] }
        cargo.expect(opening, of: epoch)
        return cargo
    }

    package var release: Release { record.kind == .identity ? .twins(caseID, record) : .nothing }

    package func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        guard version == (state.records[record]?.latest.number ?? 0) + 1 else { throw Unfitting() }
        try state.stand(under: epoch, opening, entry)
        let version = CaseState.Version(
            number: version, sequence: entry.sequence, time: entry.time, actor: entry.request.actor,
            role: entry.request.role, addition: self,
            place: .init(epoch: epoch, sequence: entry.sequence, contentTag: contentTag))
        state.records[record, default: CaseState.Record(id: record, versions: [])].versions.append(version)
        state.records[record]?.hands.insert(entry.request.role)
    }

    package func marks(_ request: Request) -> [Mark] {
        (version == 1 ? [.record(record)] : [])
            + [.halves(record: record.text, version: version, epoch: epoch, key: true)]
            + (record.kind == .identity ? [.tokens(record)] : [])
    }
}

extension Action {
    package static func add(_ record: AddRecord) -> Action { Action(record) }
}
