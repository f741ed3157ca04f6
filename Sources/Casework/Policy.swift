import Sodium
package import Vocabulary

package enum Decision: Hashable, Sendable {
    /// On what it rests, where it is about a case.
    case allowed(Access?)
    case denied(Denial)
    case refused(Refusal)

    package var isAllowed: Bool {
        switch self {
        case .allowed: true
        case .denied, .refused: false
        }
    }
}

extension Entry {
    /// Whether it says what was decided. Of a request that brought too much the policy knows nothing wrong: what it brought
    /// stands in its manifest.
    package func isDecided(_ decision: Decision) -> Bool {
        switch outcome {
        case .allowed: decision == .allowed(access)
        case .denied(.surplusItems): decision.isAllowed && request.manifest != Manifest.emptyDigest
        case .denied(let reason): decision == .denied(reason)
        }
    }
}

/// Why a request is not allowed.
package enum Objection: Error {
    case denied(Denial)
    case refused(Refusal)
}

/// Who may do what: a pure function of the roster, the case and the request. The rules of each kind of action stand in
/// its own file; here is what they have in common.
package struct Policy: Sendable {
    package let roster: Roster
    /// The case that the request is about, if it is about one that exists.
    package let state: CaseState?
    package let searchesToday: Int
    package let now: Instant

    package init(roster: Roster, state: CaseState?, searchesToday: Int, now: Instant) {
        self.roster = roster
        self.state = state
        self.searchesToday = searchesToday
        self.now = now
    }

    /// Whether an allowed request can have brought what its manifest is of: with one that brings nothing, nothing came.
    package func admitsManifest(of request: Request) -> Bool {
        request.manifest == Manifest.emptyDigest || !request.action.kind.cargo(request, roster, state).isNothing
    }

    package func decide(_ request: Request) -> Decision {
        do throws(Objection) {
            return .allowed(try judge(request))
        } catch {
            switch error {
            case .denied(let denial): return .denied(denial)
            case .refused(let refusal): return .refused(refusal)
            }
        }
    }

    private func judge(_ request: Request) throws(Objection) -> Access? {
        guard let person = roster.people[request.actor] else { throw .denied(.notEnrolled) }
        switch person.state {
        case .dismissed: throw .denied(.dismissed)
        case .waiting: throw .denied(.enrolmentWaiting)
        case .active: break
        }
        guard person.roles.contains(request.role) else { throw .denied(.notMember) }
        if let purpose = request.action.purpose, !roster.charter.purposes.contains(purpose) {
            throw .refused(.unknownPurpose)
        }
        return try request.action.kind.judge(self, request)
    }

    func require(_ performer: Performer, _ request: Request) throws(Objection) {
        switch performer {
        case .anybody: break
        case .officer: if request.role.isAdmin { throw .denied(.adminOpens) }
        case .admin: if !request.role.isAdmin { throw .denied(.notAdmin) }
        case .holder(let capability): if !has(capability, request) { throw .denied(.lacksCapability) }
        }
    }

    func has(_ capability: Capability, _ request: Request) -> Bool {
        roster.charter.capabilities(of: request.role)?.contains(capability) == true
    }

    // MARK: Access

    /// On what strength the request's actor may see `compartment`, or do there what needs `permission`: as owner, or by the
    /// newest grant that fits; with a purpose, for that.
    func access(
        _ request: Request, to compartment: CompartmentName, for purpose: Purpose? = nil,
        allowing permission: Permission = .read
    ) throws(Objection) -> Access {
        guard let state else { throw .denied(.noGrant) }
        if request.role == state.owner { return .owner }
        // Of several reasons, that of the grant which comes nearest to what is asked for: a grant of something else that waits
        // or was revoked is no reason. Of equally near ones the newest.
        var nearest: (distance: Int, reason: Denial)?
        for grant in state.grants.values.sorted(by: { $0.sequence > $1.sequence }) where grant.terms.to == request.role
        {
            let reason: Denial
            let fault = fault(of: grant, request)
            let isOfThis = grant.terms.compartments.contains(compartment)
            if let fault {
                reason = fault
            } else if !isOfThis {
                reason = .otherCompartment
            } else if let purpose, purpose != grant.terms.purpose {
                reason = .otherPurpose
            } else if !grant.terms.allow.contains(permission) {
                // What others added is the owner's, unless a grant says otherwise.
                reason = permission == .update ? .notOwner : .notAllowed
            } else {
                return .grant(grant.terms.grant)
            }
            let distance = !isOfThis ? 2 : fault == nil ? 0 : 1
            if distance < nearest?.distance ?? .max { nearest = (distance, reason) }
        }
        throw .denied(nearest?.reason ?? .noGrant)
    }

    /// On what strengths the request's actor holds the keys of `compartment`: as owner, or by every grant that runs, the
    /// newest first.
    package func holdings(_ request: Request, _ compartment: CompartmentName) -> [Access] {
        guard let state else { return [] }
        if request.role == state.owner { return [.owner] }
        return state.grants.values.filter {
            $0.terms.compartments.contains(compartment) && fault(of: $0, request) == nil
        }.sorted { $0.sequence > $1.sequence }.map { .grant($0.terms.grant) }
    }

    /// The access by which it may be seen; nil where there is none.
    package func holding(
        _ request: Request, _ compartment: CompartmentName, for purpose: Purpose? = nil
    ) -> Access? {
        try? access(request, to: compartment, for: purpose)
    }

    /// What keeps the request's actor from using `grant` now, if anything does.
    func fault(of grant: CaseState.Grant, _ request: Request) -> Denial? {
        guard let state, grant.terms.to == request.role else { return .noGrant }
        switch state.state(of: grant, roster: roster, at: now) {
        case .waiting: return .grantWaiting
        case .scheduled: return .grantNotBegun
        case .expired: return .grantExpired
        case .revoked: return .grantRevoked
        case .active: break
        }
        return grant.isFor(request.actor, as: request.role) ? nil : .notNamed
    }

    /// Throws unless the request's role owns the case.
    func ownership(_ request: Request, _ state: CaseState) throws(Objection) -> Access {
        guard request.role == state.owner else { throw .denied(.notOwner) }
        return .owner
    }

    // MARK: Records and keys

    func record(_ id: RecordID, in state: CaseState) throws(Objection) -> CaseState.Record {
        guard let record = state.records[id] else { throw .refused(.unknownRecord) }
        return record
    }

    /// Whether the request's actor may see the content of `record`.
    func opening(
        of id: RecordID, for purpose: Purpose?, _ request: Request, in state: CaseState, changing: Bool = false
    ) throws(Objection) -> Access {
        let record = try record(id, in: state)
        let access = try access(
            request, to: record.compartment, for: purpose,
            allowing: changing ? permission(toChange: record, request) : .read)
        try requireListed(record)
        return access
    }

    /// Throws for a record that is not listed.
    func requireListed(_ record: CaseState.Record) throws(Objection) {
        guard record.isListed else { throw .denied(.withdrawn) }
    }

    /// Whether the request's actor may open `record` for `purpose`.
    package func opens(_ record: CaseState.Record, for purpose: Purpose, _ request: Request) -> Bool {
        guard let state else { return false }
        return (try? opening(of: record.id, for: purpose, request, in: state)) != nil
    }

    /// The records of a kind that are listed for the request's actor, in the order in which they came.
    package func listing(of kind: RecordKind, _ request: Request) -> [CaseState.Record] {
        (state?.records(of: kind) ?? []).filter { $0.isListed && holding(request, $0.compartment) != nil }
    }

    /// On what strength the request's role may see what was recorded of `record`, its content closed. Of what was withdrawn
    /// the owner may, and who withdrew it.
    func recorded(_ record: CaseState.Record, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let access = try access(request, to: record.compartment)
        if let withdrawn = record.withdrawn, request.role != state.owner, request.role != withdrawn.role {
            throw .denied(.withdrawn)
        }
        return access
    }

    /// What a grant has to allow for the request's role to change `record`, or how it is filed: less where no other role had
    /// a hand in it.
    func permission(toChange record: CaseState.Record, _ request: Request) -> Permission {
        record.hands == [request.role] ? .add : .update
    }

    /// Whether the request's role may set right how `record` is filed: the owner, whoever filed it, and whose grant allows
    /// it to update.
    func filing(of record: CaseState.Record, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let access = try access(
            request, to: record.compartment, allowing: permission(toChange: record, request))
        if state.isClosed { throw .denied(.caseClosed) }
        return access
    }

    /// Whether a change may stand under the key `name`: the newest of its compartment, or with `opening` the next.
    func epoch(_ name: EpochName, _ opening: NewEpoch?, in state: CaseState) throws(Objection) {
        guard let epoch = state.epochs[name.compartment]?.last else { throw .refused(.unknownCompartment) }
        let isStale = state.isStale(name.compartment, roster: roster, at: now)
        guard let opening else {
            if isStale { throw .refused(.epochStale) }
            guard name == epoch.name else { throw .refused(.epochMoved) }
            return
        }
        // A new key without need is not taken.
        guard isStale else { throw .refused(.epochMoved) }
        try nextEpoch(name, opening, in: state)
    }

    /// Whether `name` is the next key of its compartment, sealed to those who now hold that, and to nobody else.
    func nextEpoch(_ name: EpochName, _ opening: NewEpoch, in state: CaseState) throws(Objection) {
        guard let epoch = state.epochs[name.compartment]?.last else { throw .refused(.unknownCompartment) }
        guard name.epoch == epoch.name.epoch + 1,
            opening.holders == state.holders(of: name.compartment, roster: roster, at: now)
        else { throw .refused(.epochMoved) }
    }

    /// Throws unless a role of the owning agency acts.
    func owningAgency(_ request: Request, _ state: CaseState) throws(Objection) -> Access {
        guard request.role.agency == state.owner.agency else { throw .denied(.foreignAgency) }
        return .approver
    }
}

extension Request {
    /// Whether the same person acts in the same role.
    package func isBySame(as other: Request) -> Bool { actor == other.actor && role == other.role }
}
