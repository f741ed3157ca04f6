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
        package let addition: Addition
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
    }

    package struct Record: Hashable, Sendable {
        package let id: RecordID
        package internal(set) var versions: [Version]
        /// Who withdrew it: nobody opens it until it is restored.
        package internal(set) var withdrawn: Withdrawal?

        package var latest: Version { versions[versions.count - 1] }
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
        package internal(set) var approvals: [Handle: Approval] = [:]
        package internal(set) var revoked: Instant?
    }

    package struct Approval: Hashable, Sendable {
        package let sequence: UInt64
        /// How long the roster was then.
        package let rosterCount: Int
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
    package private(set) var closed: Instant?
    package private(set) var epochs: [CompartmentName: [Epoch]] = [:]
    package private(set) var records: [RecordID: Record] = [:]
    package private(set) var grants: [GrantID: Grant] = [:]
    package private(set) var asks: [AskID: Asked] = [:]
    /// Cases about the same matter.
    package private(set) var links: Set<CaseID> = []
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
        guard case .createCase(let caseID, let generation, let openings) = entry.request.action, caseID == id else {
            throw refuse(.notOfThisCase)
        }
        guard entry.outcome.isAllowed, entry.place?.caseID == id, entry.place?.trail == .start else {
            throw refuse(.chain)
        }
        self.id = id
        owner = entry.request.role
        created = entry.time
        sequence = entry.sequence
        let holder = Holder.owner(RoleGeneration(role: owner, generation: generation))
        for opening in openings {
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

    /// Adds the next change. Whether it was right to allow it is `Policy`'s question; that it follows is this one's.
    package mutating func apply(_ entry: Entry) throws {
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
        guard mayStand(entry.request) else { throw refuse(.content) }
        switch entry.request.action {
        case .closeCase: closed = entry.time
        case .reopenCase: closed = nil
        case .linkCase(_, let other): links.insert(other)
        case .unlinkCase(_, let other): links.remove(other)
        case .add(let addition): try add(addition, entry)
        case .move(let move): try self.move(move, entry)
        case .withdraw(let record, _):
            records[record]?.withdrawn = Withdrawal(sequence: entry.sequence, role: entry.request.role)
        case .restore(let record, _): records[record]?.withdrawn = nil
        case .requestGrant(let ask):
            guard asks[ask.id] == nil else { throw refuse(.content) }
            asks[ask.id] = Asked(
                ask: ask, sequence: entry.sequence, time: entry.time, actor: entry.request.actor,
                role: entry.request.role)
        case .refuseAsk(let id, _): asks[id]?.answered = entry.sequence
        case .createGrant(let terms):
            guard grants[terms.grant] == nil, terms.epochs.allSatisfy({ epoch($0) != nil }) else {
                throw refuse(.content)
            }
            if let ask = terms.answers { asks[ask]?.answered = entry.sequence }
            grants[terms.grant] = Grant(
                terms: terms, sequence: entry.sequence, granter: entry.request.actor,
                granterRole: entry.request.role, request: Digest.of(entry.note.encoded),
                rosterCount: entry.request.roster.count)
        case .acceptGrant(let id):
            guard let grant = grants[id] else { throw refuse(.content) }
            grants[id]?.acceptances[grant.holder(for: entry.request.actor)] = entry.sequence
        case .approveGrant(let id, let request):
            guard let grant = grants[id], grant.request == request else { throw refuse(.content) }
            grants[id]?.approvals[entry.request.actor] = Approval(
                sequence: entry.sequence, rosterCount: entry.request.roster.count)
        case .revokeGrant(let id, _):
            guard grants[id] != nil else { throw refuse(.content) }
            grants[id]?.revoked = entry.time
        default: throw refuse(.content)
        }
        extend(by: entry)
    }

    private mutating func add(_ addition: Addition, _ entry: Entry) throws {
        func refuse() -> CaseworkError { .trailRefused(case: id, change: head.count, .content) }
        let compartment = addition.epoch.compartment
        guard let current = epochs[compartment]?.last else { throw refuse() }
        guard addition.version == (records[addition.record]?.latest.number ?? 0) + 1 else { throw refuse() }
        guard follow(addition.epoch, addition.opening, current, entry) else { throw refuse() }
        let version = Version(
            number: addition.version, sequence: entry.sequence, time: entry.time, actor: entry.request.actor,
            role: entry.request.role, addition: addition,
            place: Place(epoch: addition.epoch, sequence: entry.sequence))
        records[addition.record, default: Record(id: addition.record, versions: [])].versions.append(version)
    }

    private mutating func move(_ move: Move, _ entry: Entry) throws {
        guard let record = records[move.record], let current = epochs[move.epoch.compartment]?.last,
            move.version == record.latest.number, move.from == record.latest.place.sequence,
            follow(move.epoch, move.opening, current, entry)
        else { throw CaseworkError.trailRefused(case: id, change: head.count, .content) }
        records[move.record]?.versions[record.versions.count - 1].place = Place(
            epoch: move.epoch, sequence: entry.sequence)
    }

    /// Opens the epoch that a change brings. False where it brings none and names another than the newest.
    private mutating func follow(
        _ name: EpochName, _ opening: Addition.Opening?, _ current: Epoch, _ entry: Entry
    ) -> Bool {
        guard let opening else { return name == current.name }
        guard name.epoch == current.name.epoch + 1 else { return false }
        epochs[name.compartment]?.append(
            Epoch(
                name: name, commitment: opening.commitment, sequence: entry.sequence,
                rosterCount: entry.request.roster.count, opener: entry.request.actor, holders: opening.holders))
        return true
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

    /// What needs neither clock nor roster of `Policy`'s rules, held against the trail itself: a custodian that calls
    /// a stranger's request allowed gets no new holder into the case.
    package func mayStand(_ request: Request) -> Bool {
        let role = request.role
        switch request.action {
        case .closeCase: return role == owner && !isClosed
        case .reopenCase: return role == owner && isClosed
        case .linkCase(_, let other): return mayHold(role, .summary) && other != id && !links.contains(other)
        case .unlinkCase(_, let other): return mayHold(role, .summary) && links.contains(other)
        case .add(let addition): return mayHold(role, addition.epoch.compartment)
        case .move(let move):
            guard let record = records[move.record], record.withdrawn == nil else { return false }
            let compartment = move.epoch.compartment
            return mayChange(role, record) && mayHold(role, record.compartment) && mayHold(role, compartment)
                && compartment != record.compartment && compartment != .summary && compartment != .identity
        case .withdraw(let record, _):
            return records[record].map { $0.withdrawn == nil && mayChange(role, $0) } ?? false
        case .restore(let record, _):
            return records[record].map { mayRestore(role, $0) } ?? false
        case .requestGrant: return role != owner
        case .refuseAsk(let id, _): return role == owner && asks[id].map { $0.answered == nil } ?? false
        case .createGrant(let terms):
            if let ask = terms.answers {
                guard role == owner, let asked = asks[ask], asked.answered == nil, asked.role == terms.to else {
                    return false
                }
            }
            guard let parent = terms.parent else { return role == owner }
            guard depth(of: parent) < Self.depthLimit, let parent = grants[parent]?.terms else { return false }
            return parent.to == role && Set(terms.compartments).isSubset(of: parent.compartments)
        case .acceptGrant(let id):
            guard let terms = grants[id]?.terms, terms.to == role else { return false }
            return terms.persons.isEmpty || terms.persons.contains(request.actor)
        case .approveGrant(let id, _):
            guard let grant = grants[id], role.agency == owner.agency, grant.approvals[request.actor] == nil else {
                return false
            }
            return request.actor != grant.granter && !grant.terms.persons.contains(request.actor)
        case .revokeGrant(let id, _): return grants[id].map { role == owner || role == $0.granterRole } ?? false
        default: return false
        }
    }

    /// Whether `role` owns the case or was ever granted `compartment`.
    private func mayHold(_ role: RoleName, _ compartment: CompartmentName) -> Bool {
        role == owner
            || grants.values.contains { $0.terms.to == role && $0.terms.compartments.contains(compartment) }
    }

    /// Whether `role` may set right how `record` is filed: the owner, and whoever filed it.
    package func mayChange(_ role: RoleName, _ record: Record) -> Bool {
        record.id.kind == .document && (role == owner || role == record.versions[0].role)
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
