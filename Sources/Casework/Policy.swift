import Sodium

/// Why a request is denied, as the ledger writes it.
package enum Denial: String, CaseIterable, Sendable {
    case notEnrolled = "not-enrolled"
    case dismissed
    case notMember = "not-member"
    case lacksCapability = "lacks-capability"
    case notAdmin = "not-admin"
    case adminOpens = "admin-opens"
    case foreignAgency = "foreign-agency"
    case agencyNotJoined = "agency-not-joined"
    case noGrant = "no-grant"
    case notNamed = "not-named"
    case otherCompartment = "other-compartment"
    case otherPurpose = "other-purpose"
    case grantWaiting = "grant-waiting"
    case grantNotBegun = "grant-not-begun"
    case grantExpired = "grant-expired"
    case grantRevoked = "grant-revoked"
    case notOwner = "not-owner"
    case ownRole = "own-role"
    case beyondParent = "beyond-parent"
    case tooLong = "too-long"
    case ownRequest = "own-request"
    case caseClosed = "case-closed"
    case searchLimit = "search-limit"
}

/// Why a request can't be carried out though nobody is at fault: it makes no entry.
package enum Refusal: String, Sendable {
    case unknownCase, unknownRecord, unknownGrant, unknownPerson, unknownRole, unknownCompartment
    case handleTaken, idTaken, epochStale, epochMoved, versionMoved, alreadyDone, roleHasNoKey, timesReversed
    case malformed, tooLarge
}

package enum Decision: Hashable, Sendable {
    case allowed
    case denied(Denial)
    case refused(Refusal)
}

/// Who may do what: a pure function of the roster, the case and the request.
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

    package func decide(_ request: Request) -> Decision {
        guard let person = roster.people[request.actor] else { return .denied(.notEnrolled) }
        guard person.isActive else { return .denied(.dismissed) }
        guard person.roles.contains(request.role) else { return .denied(.notMember) }
        switch request.action {
        case .foundVault: return .refused(.alreadyDone)
        case .enter: return .refused(.malformed)
        case .joinVault, .enroll, .dismiss: return decideRoster(request)
        case .verifyVault: return .allowed
        case .readAudit:
            return .allowed  // what is shown depends on the role: `audit` sees all, others their cases and themselves
        case .verifyAudit: return need(.audit, request)
        case .find:
            if request.role.isAdmin { return .denied(.adminOpens) }
            if let denial = lacks(.search, request) { return denial }
            return searchesToday < roster.charter.searchesPerDay ? .allowed : .denied(.searchLimit)
        case .listCases, .listGrants(nil):
            return request.role.isAdmin ? .denied(.adminOpens) : .allowed
        case .createCase(_, let generation, let epochs): return decideCreation(request, generation, epochs)
        default: return decideInCase(request)
        }
    }

    private func lacks(_ capability: Capability, _ request: Request) -> Decision? {
        roster.charter.capabilities(of: request.role)?.contains(capability) == true
            ? nil : .denied(.lacksCapability)
    }

    private func need(_ capability: Capability, _ request: Request) -> Decision {
        lacks(capability, request) ?? .allowed
    }

    // MARK: The roster

    private func decideRoster(_ request: Request) -> Decision {
        let agency = request.actor.agency
        guard request.role.isAdmin else { return .denied(.notAdmin) }
        switch request.action {
        case .joinVault(let genesis):
            guard genesis == roster.vault else { return .refused(.malformed) }
            return roster.joined.contains(agency) ? .refused(.alreadyDone) : .allowed
        case .enroll(let handle, let roles, _, _):
            guard roster.joined.contains(agency) else { return .denied(.agencyNotJoined) }
            switch roster.enrolmentFault(handle, roles, by: agency) {
            case nil: return .allowed
            case .foreignAgency: return .denied(.foreignAgency)
            case .handleTaken: return .refused(.handleTaken)
            case .approval: return .denied(.ownRequest)
            default: return .refused(.unknownRole)
            }
        case .dismiss(let handle, _, _):
            guard handle.agency == agency else { return .denied(.foreignAgency) }
            guard let person = roster.people[handle], handle != roster.charter.admin(of: agency) else {
                return .refused(.unknownPerson)
            }
            return person.isActive ? .allowed : .refused(.alreadyDone)
        default: return .refused(.malformed)
        }
    }

    // MARK: Cases

    private func decideCreation(_ request: Request, _ generation: Int, _ epochs: [EpochOpening]) -> Decision {
        if let denial = lacks(.create, request) { return denial }
        guard state == nil else { return .refused(.idTaken) }
        guard roster.currentKey(of: request.role)?.generation == generation else { return .refused(.epochMoved) }
        let expected = Set(roster.charter.compartments + [.summary])
        guard Set(epochs.map(\.name.compartment)) == expected, epochs.count == expected.count,
            epochs.allSatisfy({ $0.name.epoch == 1 })
        else { return .refused(.malformed) }
        return .allowed
    }

    private func decideInCase(_ request: Request) -> Decision {
        guard let state else { return .refused(unknown(request.action)) }
        if request.role.isAdmin { return .denied(.adminOpens) }
        switch request.action {
        case .showCase, .list, .listGrants:
            return decide(access(request, to: .summary, purpose: nil))
        case .prepare(_, let intended): return decidePreparation(request, intended, state)
        case .open(let record, let purpose):
            guard let record = state.records[record] else { return .refused(.unknownRecord) }
            return decide(access(request, to: record.compartment, purpose: purpose))
        case .closeCase:
            if let denial = lacks(.create, request) { return denial }
            guard request.role == state.owner else { return .denied(.notOwner) }
            return state.isClosed ? .refused(.alreadyDone) : .allowed
        case .add(let addition): return decideAddition(request, addition, state)
        case .createGrant(let terms): return decideGrant(request, terms, state)
        case .acceptGrant(let id):
            guard let grant = state.grants[id] else { return .refused(.unknownGrant) }
            if let denial = denial(grant, request) { return .denied(denial) }
            return grant.acceptances[grant.holder(for: request.actor)] == nil ? .allowed : .refused(.alreadyDone)
        case .reviewGrant(let id): return decideReview(request, id, state)
        case .approveGrant(let id, let digest): return decideApproval(request, id, digest, state)
        case .revokeGrant(let id, _):
            guard let grant = state.grants[id] else { return .refused(.unknownGrant) }
            if let denial = lacks(.share, request) { return denial }
            guard request.role == state.owner || request.role == grant.granterRole else { return .denied(.notOwner) }
            return grant.revoked == nil ? .allowed : .refused(.alreadyDone)
        default: return .refused(.malformed)
        }
    }

    private func unknown(_ action: Action) -> Refusal {
        switch action {
        case .open: .unknownRecord
        case .acceptGrant, .reviewGrant, .approveGrant, .revokeGrant: .unknownGrant
        default: .unknownCase
        }
    }

    private func decide(_ access: Access) -> Decision {
        if case .denied(let denial) = access { return .denied(denial) }
        return .allowed
    }

    /// On what strength a role holds a compartment.
    package enum Access: Hashable, Sendable {
        case owner
        case grant(GrantID)
        case denied(Denial)
    }

    /// Whether the request's actor may see `compartment`, and by which grant; with a purpose, whether for that.
    package func access(_ request: Request, to compartment: CompartmentName, purpose: Purpose?) -> Access {
        guard let state else { return .denied(.noGrant) }
        if request.role == state.owner { return .owner }
        var nearest = Denial.noGrant
        for grant in state.grants.values.sorted(by: { $0.sequence > $1.sequence }) where grant.terms.to == request.role
        {
            let reason: Denial
            if let denial = denial(grant, request) {
                reason = denial
            } else if !grant.terms.compartments.contains(compartment) {
                reason = .otherCompartment
            } else if let purpose, purpose != grant.terms.purpose {
                reason = .otherPurpose
            } else {
                return .grant(grant.terms.grant)
            }
            // Of several reasons, the one of the newest grant is told.
            if nearest == .noGrant { nearest = reason }
        }
        return .denied(nearest)
    }

    private func denial(_ grant: CaseState.Grant, _ request: Request) -> Denial? {
        guard let state, grant.terms.to == request.role else { return .noGrant }
        switch state.state(of: grant, roster: roster, at: now) {
        case .waiting: return .grantWaiting
        case .scheduled: return .grantNotBegun
        case .expired: return .grantExpired
        case .revoked: return .grantRevoked
        case .active: break
        }
        return grant.terms.persons.isEmpty || grant.terms.persons.contains(request.actor) ? nil : .notNamed
    }

    private func decidePreparation(_ request: Request, _ intended: ActionName, _ state: CaseState) -> Decision {
        switch intended {
        case .identityAdd, .identityUpdate, .documentAdd:
            if let denial = lacks(.add, request) { return denial }
        case .grantCreate:
            if let denial = lacks(.share, request) { return denial }
        default: return .refused(.malformed)
        }
        if case .denied(let denial) = access(request, to: .summary, purpose: nil) { return .denied(denial) }
        return state.isClosed ? .denied(.caseClosed) : .allowed
    }

    private func decideAddition(_ request: Request, _ addition: Addition, _ state: CaseState) -> Decision {
        if let denial = lacks(.add, request) { return denial }
        let compartment = addition.epoch.compartment
        guard let epoch = state.epochs[compartment]?.last, compartment != .summary else {
            return .refused(.unknownCompartment)
        }
        guard (addition.record.kind == .identity) == (compartment == .identity) else { return .refused(.malformed) }
        if case .denied(let denial) = access(request, to: compartment, purpose: nil) { return .denied(denial) }
        if state.isClosed { return .denied(.caseClosed) }
        if let record = state.records[addition.record] {
            guard record.id.kind == .identity else { return .refused(.idTaken) }
            guard addition.version == record.latest.number + 1, addition.reason != nil else {
                return .refused(.versionMoved)
            }
        } else if addition.version != 1 {
            return .refused(.unknownRecord)
        }
        let isStale = state.isStale(compartment, roster: roster, at: now)
        guard let opening = addition.opening else {
            if isStale { return .refused(.epochStale) }
            return addition.epoch == epoch.name ? .allowed : .refused(.epochMoved)
        }
        // A new key without need, or sealed to others than those who now hold the compartment, is not taken.
        guard isStale, addition.epoch.epoch == epoch.name.epoch + 1,
            opening.holders == state.holders(of: compartment, roster: roster, at: now)
        else { return .refused(.epochMoved) }
        return .allowed
    }

    // MARK: Grants

    private func decideGrant(_ request: Request, _ terms: GrantTerms, _ state: CaseState) -> Decision {
        if let denial = lacks(.share, request) { return denial }
        if terms.to == request.role { return .denied(.ownRole) }
        if roster.people[request.actor]?.roles.contains(terms.to) == true { return .denied(.ownRole) }
        guard roster.joined.contains(terms.to.agency) else {
            return roster.charter.agency(terms.to.agency) == nil ? .refused(.unknownRole) : .denied(.agencyNotJoined)
        }
        guard !terms.to.isAdmin, roster.charter.capabilities(of: terms.to) != nil else {
            return .refused(.unknownRole)
        }
        guard let key = roster.currentKey(of: terms.to), key.generation == terms.generation else {
            return .refused(.roleHasNoKey)
        }
        for person in terms.persons {
            guard let found = roster.people[person], found.isActive, found.roles.contains(terms.to) else {
                return .refused(.unknownPerson)
            }
        }
        // Before anything that tells of the case: a stranger's attempt is an entry.
        if let denial = strengthFault(request, terms, state) { return .denied(denial) }
        if state.isClosed { return .denied(.caseClosed) }
        if let refusal = shapeFault(terms, state) { return .refused(refusal) }
        let longest = Int64(roster.charter.longestGrantDays) * 86_400
        guard terms.until.seconds - max(terms.from, now).seconds <= longest else { return .denied(.tooLong) }
        return .allowed
    }

    private func shapeFault(_ terms: GrantTerms, _ state: CaseState) -> Refusal? {
        guard state.grants[terms.grant] == nil else { return .idTaken }
        guard terms.until > terms.from, terms.until > now else { return .timesReversed }
        guard terms.compartments.contains(.summary), terms.compartments.count > 1,
            Set(terms.compartments).count == terms.compartments.count, Set(terms.persons).count == terms.persons.count
        else { return .malformed }
        for name in terms.epochs {
            guard let epoch = state.epochs[name.compartment]?.last else { return .unknownCompartment }
            guard epoch.name == name else { return .epochMoved }
        }
        return nil
    }

    /// The owner may give anything; a grantee what their own grant gives, not longer, to no other purpose.
    private func strengthFault(_ request: Request, _ terms: GrantTerms, _ state: CaseState) -> Denial? {
        if request.role == state.owner { return terms.parent == nil ? nil : .beyondParent }
        guard let parentID = terms.parent, let parent = state.grants[parentID] else { return .noGrant }
        if let denial = denial(parent, request) { return denial }
        guard state.depth(of: parentID) < CaseState.depthLimit else { return .beyondParent }
        guard Set(terms.compartments).isSubset(of: parent.terms.compartments) else { return .otherCompartment }
        guard terms.purpose == parent.terms.purpose, terms.until <= parent.terms.until,
            terms.from >= parent.terms.from,
            parent.terms.persons.isEmpty
                || Set(terms.persons).isSubset(of: parent.terms.persons)
                    && !terms.persons.isEmpty
        else { return .beyondParent }
        return nil
    }

    private func decideReview(_ request: Request, _ id: GrantID, _ state: CaseState) -> Decision {
        guard state.grants[id] != nil else { return .refused(.unknownGrant) }
        if let denial = lacks(.approve, request) { return denial }
        return request.role.agency == state.owner.agency ? .allowed : .denied(.foreignAgency)
    }

    private func decideApproval(_ request: Request, _ id: GrantID, _ digest: Digest, _ state: CaseState) -> Decision {
        guard let grant = state.grants[id] else { return .refused(.unknownGrant) }
        if let denial = lacks(.approve, request) { return denial }
        guard request.role.agency == state.owner.agency else { return .denied(.foreignAgency) }
        // Neither who grants nor who receives, by name or as a member of the role.
        guard request.actor != grant.granter, !grant.terms.persons.contains(request.actor),
            roster.people[request.actor]?.roles.contains(grant.terms.to) != true
        else { return .denied(.ownRequest) }
        guard grant.request == digest else { return .refused(.malformed) }
        guard grant.approvals[request.actor] == nil,
            state.state(of: grant, roster: roster, at: now) == .waiting
        else { return .refused(.alreadyDone) }
        return .allowed
    }
}
