import Ledger
package import Sodium
package import Vocabulary

/// What a case is, reduced from its trail: the signed, allowed entries that changed it, in their order.
///
/// The custodian decides by it and the officer's side opens by it, each from the same leaves. A database row that
/// says something else has no say.
package struct CaseState: Sendable {
    package struct Epoch: Hashable, Sendable {
        package let name: EpochName
        package let commitment: Digest
        /// The entry that opened it, whose things hold the sealed keys.
        package let sequence: UInt64
        /// How long the roster was then: who was dismissed later knew this key.
        package let rosterCount: Int
        /// Who made the key, and sealed it.
        package let opener: Handle
        package let holders: [Holder]
    }

    package struct Version: Hashable, Sendable {
        package let number: Int
        /// The entry that brought the content.
        package let sequence: UInt64
        package let time: Instant
        package let actor: Handle
        package let role: RoleName
        package let addition: AddRecord
        /// Under which key the version is, and the entry whose things hold its wrapped key and metadata: another one
        /// than the content's where it was moved.
        package internal(set) var place: Place

        package var isMoved: Bool { place.sequence != sequence }
    }

    package struct Withdrawal: Hashable, Sendable {
        package let sequence: UInt64
        package let role: RoleName
    }

    package struct Place: Hashable, Sendable {
        package let epoch: EpochName
        package let sequence: UInt64
        /// Of a document: what its content is found again by, under the key of this epoch.
        package let contentTag: Digest?
    }

    package struct Record: Hashable, Sendable {
        package let id: RecordID
        package internal(set) var versions: [Version]
        /// The roles that gave it a version or moved it.
        package internal(set) var hands: Set<RoleName> = []
        /// Who withdrew it: nobody opens it until it is restored.
        package internal(set) var withdrawn: Withdrawal?

        package var latest: Version { versions[versions.count - 1] }
        /// Whether it is listed, searched and opened: of one that was withdrawn only what was recorded is shown.
        package var isListed: Bool { withdrawn == nil }
        package var compartment: CompartmentName { latest.place.epoch.compartment }
    }

    package struct Grant: Hashable, Sendable {
        package let terms: GrantTerms
        package let sequence: UInt64
        package let granter: Handle
        package let granterRole: RoleName
        /// The hash of the signed request, which approvals name.
        package let request: Digest
        /// How long the roster was then: who was dismissed before never had the envelope's key.
        package let rosterCount: Int
        /// Entries of acceptance: whose wrap, and where it stands.
        package internal(set) var acceptances: [Holder: UInt64] = [:]
        package var approvals: [Handle: Approval] = [:]
        package internal(set) var revocation: Revocation?

        package var revoked: Instant? { revocation?.time }
    }

    package struct Revocation: Hashable, Sendable {
        package let sequence: UInt64
        package let reason: Digest
        package let time: Instant
    }

    package struct Approval: Hashable, Sendable {
        package let sequence: UInt64
        package let time: Instant
        /// How long the roster was then.
        package let rosterCount: Int
    }

    /// What somebody asked to take out of the vault, and what became of it.
    package struct Export: Hashable, Sendable {
        package let terms: ExportTerms
        package let sequence: UInt64
        package let time: Instant
        package let actor: Handle
        package let role: RoleName
        /// The hash of the signed request, which approvals name.
        package let request: Digest
        /// Where its records then stood: what these demand of approvals, it waits for.
        package let compartments: Set<CompartmentName>
        package var approvals: [Handle: Approval] = [:]
        /// The entry by which the case left.
        package internal(set) var used: UInt64?
        package internal(set) var taken: Set<RecordID> = []
        package internal(set) var ended = false
    }

    /// What a role asked for, and what became of it.
    package struct Asked: Hashable, Sendable {
        package let ask: Ask
        package let sequence: UInt64
        package let time: Instant
        package let actor: Handle
        package let role: RoleName
        /// The entry that granted or refused it.
        package internal(set) var answered: UInt64?
    }

    package let id: CaseID
    package let owner: RoleName
    package let created: Instant
    /// The entry of the founding, whose things hold the summary.
    package let sequence: UInt64
    /// When it was closed, where it is not open again.
    package internal(set) var closed: Instant?
    package internal(set) var epochs: [CompartmentName: [Epoch]] = [:]
    package internal(set) var records: [RecordID: Record] = [:]
    package internal(set) var grants: [GrantID: Grant] = [:]
    package internal(set) var asks: [AskID: Asked] = [:]
    package internal(set) var exports: [GrantID: Export] = [:]
    /// Which role linked each of the cases that are linked.
    package internal(set) var linkers: [CaseID: RoleName] = [:]
    /// Cases about the same matter.
    package var links: Set<CaseID> { Set(linkers.keys) }
    package private(set) var head: ChainHead = .start
    /// The entry and the manifest hash of each change.
    package private(set) var manifests: [UInt64: Digest] = [:]

    /// Reduces a whole trail. Throws `trailRefused` where a link does not follow.
    package init(_ id: CaseID, trail: [Entry]) throws {
        guard let first = trail.first else { throw CaseworkError.trailRefused(case: id, change: 0, .content) }
        try self.init(id, founding: first)
        for entry in trail.dropFirst() { try apply(entry) }
    }

    private init(_ id: CaseID, founding entry: Entry) throws {
        func refuse(_ fault: CaseworkError.TrailFault) -> CaseworkError {
            .trailRefused(case: id, change: 0, fault)
        }
        guard let founding = entry.request.action.as(CreateCase.self), founding.caseID == id else {
            throw refuse(.notOfThisCase)
        }
        guard entry.outcome.isAllowed, entry.place?.caseID == id, entry.place?.trail == .start else {
            throw refuse(.chain)
        }
        self.id = id
        owner = entry.request.role
        created = entry.time
        sequence = entry.sequence
        let holder = founding.holder(entry.request)
        for opening in founding.epochs {
            guard opening.name.epoch == 1, epochs[opening.name.compartment] == nil else { throw refuse(.content) }
            epochs[opening.name.compartment] = [
                Epoch(
                    name: opening.name, commitment: opening.commitment, sequence: entry.sequence,
                    rosterCount: entry.request.roster.count, opener: entry.request.actor, holders: [holder])
            ]
        }
        guard epochs[.summary] != nil else { throw refuse(.content) }
        extend(by: entry)
    }

    /// Adds the next change, if the policy lets it through with the case and `roster` as they then were: the custodian's
    /// word that it was allowed counts for nothing.
    package static func apply(
        _ entry: Entry, to state: inout CaseState?, decidedBy roster: Roster, of id: CaseID
    ) throws {
        try state?.checkPlace(entry)
        let isNew = state == nil
        let founded = isNew ? try CaseState(id, founding: entry) : nil
        // The policy holds the case no longer than it decides: else each change would copy all that the case has.
        let decision = Policy(roster: roster, state: state, searchesToday: 0, now: entry.time).decide(entry.request)
        guard decision == .allowed(entry.access) else {
            throw CaseworkError.trailRefused(case: id, change: state?.head.count ?? 0, .content)
        }
        if isNew { state = founded } else { try state?.apply(entry) }
    }

    /// Adds the next change, which was decided. That it follows is what is asked here.
    package mutating func apply(_ entry: Entry) throws {
        try checkPlace(entry)
        do throws(Unfitting) {
            try entry.request.action.kind.change(&self, by: entry)
        } catch {
            throw CaseworkError.trailRefused(case: id, change: head.count, .content)
        }
        extend(by: entry)
    }

    private func checkPlace(_ entry: Entry) throws {
        func refuse(_ fault: CaseworkError.TrailFault) -> CaseworkError {
            .trailRefused(case: id, change: head.count, fault)
        }
        guard entry.outcome.isAllowed, let place = entry.place, place.caseID == id, place.trail == head else {
            throw refuse(.chain)
        }
        // The place is the custodian's word, the request's own case is what was signed.
        guard entry.request.action.caseID == nil || entry.request.action.caseID == id else {
            throw refuse(.notOfThisCase)
        }
    }

    /// Lets a change stand under the key `name`: the newest of its compartment, or the next, which `opening` opens.
    mutating func stand(under name: EpochName, _ opening: NewEpoch?, _ entry: Entry) throws(Unfitting) {
        guard let current = epochs[name.compartment]?.last else { throw Unfitting() }
        guard let opening else {
            guard name == current.name else { throw Unfitting() }
            return
        }
        guard name.epoch == current.name.epoch + 1 else { throw Unfitting() }
        epochs[name.compartment]?.append(
            Epoch(
                name: name, commitment: opening.commitment, sequence: entry.sequence,
                rosterCount: entry.request.roster.count, opener: entry.request.actor, holders: opening.holders))
    }

    /// How long a chain of grants that rest on each other may be.
    package static let depthLimit = 8

    /// How many grants `id` rests on, itself among them.
    package func depth(of id: GrantID) -> Int {
        var depth = 0
        var next: GrantID? = id
        while let id = next, depth <= Self.depthLimit {
            depth += 1
            next = grants[id]?.terms.parent
        }
        return depth
    }

    /// Whether `role` may put `record` back: the owner, and whoever withdrew it.
    package func mayRestore(_ role: RoleName, _ record: Record) -> Bool {
        record.withdrawn.map { role == owner || role == $0.role } ?? false
    }

    private mutating func extend(by entry: Entry) {
        manifests[entry.sequence] = entry.request.manifest
        head = head.appending(entry.leafHash)
    }

    package func epoch(_ name: EpochName) -> Epoch? {
        guard let all = epochs[name.compartment], all.indices.contains(name.epoch - 1) else { return nil }
        return all[name.epoch - 1]
    }

    package var isClosed: Bool { closed != nil }

    package var compartments: [CompartmentName] { epochs.keys.sorted() }

    /// Records by the order in which they came.
    package func records(of kind: RecordKind) -> [Record] {
        records.values.filter { $0.id.kind == kind }.sorted { $0.versions[0].sequence < $1.versions[0].sequence }
    }
}
