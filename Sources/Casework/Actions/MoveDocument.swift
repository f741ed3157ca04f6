package import Sodium
package import Vocabulary

/// Puts a document under the key of another compartment. Its content stays as it is; both halves of its key are refreshed
/// (A' = A XOR R, B' = B XOR R), so that what was known of the old ones fits nothing.
package struct MoveDocument: CaseChange, InCase {
    package let record: RecordID
    package let version: Int
    /// The entry where the version stood: A' was made of what is there, and fits no other half.
    package let from: UInt64
    package let epoch: EpochName
    /// As of an addition, under the key of the other compartment.
    package let contentTag: Digest
    /// Where the compartment's key was stale, as with an addition.
    package let opening: NewEpoch?

    package init(record: RecordID, version: Int, from: UInt64, epoch: EpochName, contentTag: Digest, opening: NewEpoch?)
    {
        self.record = record
        self.version = version
        self.from = from
        self.epoch = epoch
        self.contentTag = contentTag
        self.opening = opening
    }

    package var name: ActionName { .documentMove }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        record = try lines.one("record", known?.record)
        version = try lines.one("version", known?.version)
        from = try lines.one("from", known?.from)
        epoch = try lines.one("epoch", known?.epoch)
        contentTag = try lines.one("content-tag", known?.contentTag)
        opening = try lines.epoch(known?.opening)
    }

    package var about: About { About(record: record) }
    package static var performer: Performer { .holder(of: .add) }
    package static var isMadeForTheMoment: Bool { true }

    package func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let record = try policy.record(self.record, in: state)
        guard record.id.kind == .document else { throw .refused(.malformed) }
        let access = try policy.filing(of: record, request, in: state)
        try policy.requireListed(record)
        let compartment = epoch.compartment
        guard state.epochs[compartment] != nil, compartment != .summary, compartment != .identity else {
            throw .refused(.unknownCompartment)
        }
        _ = try policy.access(request, to: compartment, allowing: .add)
        guard compartment != record.compartment else { throw .refused(.alreadyDone) }
        guard version == record.latest.number, from == record.latest.place.sequence else {
            throw .refused(.versionMoved)
        }
        try policy.epoch(epoch, opening, in: state)
        return access
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo {
        var cargo = Cargo([.key, .keyRefresh, .metadata, .metadataHalf])
        cargo.expect(opening, of: epoch)
        return cargo
    }

    package var release: Release { .nothing }

    package func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        guard let record = state.records[record], version == record.latest.number,
            from == record.latest.place.sequence
        else { throw Unfitting() }
        try state.stand(under: epoch, opening, entry)
        state.records[record.id]?.versions[record.versions.count - 1].place = .init(
            epoch: epoch, sequence: entry.sequence, contentTag: contentTag)
        state.records[record.id]?.hands.insert(entry.request.role)
    }

    package func marks(_ request: Request) -> [Mark] { [.refreshedHalves(record, version: version, epoch: epoch)] }
}

extension Action {
    package static func move(_ move: MoveDocument) -> Action { Action(move) }
}
