import Sodium
package import Vocabulary

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
        guard person.isActive else {
            return .denied(person.state == .dismissed ? .dismissed : .enrolmentWaiting)
        }
        guard person.roles.contains(request.role) else { return .denied(.notMember) }
        if let purpose = request.action.purpose, !roster.charter.purposes.contains(purpose) {
            return .refused(.unknownPurpose)
        }
        switch request.action {
        case .foundVault: return .refused(.alreadyDone)
        case .enter: return .refused(.malformed)
        case .joinVault, .enroll, .dismiss: return decideRoster(request)
        case .approveEnrolment(let handle, let digest): return decideEnrolment(request, handle, digest)
        case .verifyVault: return .allowed
        case .readInbox: return request.role.isAdmin ? .denied(.adminOpens) : .allowed
        case .readAudit:
            return .allowed  // what is shown depends on the role: `audit` sees all, others their cases and themselves
        case .reportAudit(.review): return .allowed  // likewise
        case .verifyAudit, .exportAudit(nil), .reportAudit(.exposure): return need(.audit, request)
        case .exportAudit, .reportAudit(.trail), .reportAudit(.custody): return decideReading(request)
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

    func lacks(_ capability: Capability, _ request: Request) -> Decision? {
        roster.charter.capabilities(of: request.role)?.contains(capability) == true
            ? nil : .denied(.lacksCapability)
    }

    func need(_ capability: Capability, _ request: Request) -> Decision {
        lacks(capability, request) ?? .allowed
    }

    // MARK: The roster

    func decideRoster(_ request: Request) -> Decision {
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
            default: return .refused(.unknownRole)
            }
        case .dismiss(let handle, _, _):
            guard handle.agency == agency else { return .denied(.foreignAgency) }
            guard let person = roster.people[handle], handle != roster.charter.admin(of: agency) else {
                return .refused(.unknownPerson)
            }
            return person.state == .dismissed ? .refused(.alreadyDone) : .allowed
        default: return .refused(.malformed)
        }
    }

    func decideEnrolment(_ request: Request, _ handle: Handle, _ digest: Digest) -> Decision {
        guard let person = roster.people[handle], handle != roster.charter.admin(of: handle.agency) else {
            return .refused(.unknownPerson)
        }
        guard person.state == .waiting, person.approvals[request.actor] == nil else { return .refused(.alreadyDone) }
        guard roster.joined.contains(request.actor.agency) else { return .denied(.agencyNotJoined) }
        switch roster.approvalFault(by: request.actor, as: request.role, of: handle) {
        case nil: return person.request == digest ? .allowed : .refused(.malformed)
        case .lacksCapability: return .denied(.lacksCapability)
        case .foreignAgency: return .denied(.foreignAgency)
        case .ownRequest: return .denied(.ownRequest)
        }
    }

    // MARK: Cases

    func decideCreation(_ request: Request, _ generation: Int, _ epochs: [EpochOpening]) -> Decision {
        if let denial = lacks(.create, request) { return denial }
        guard state == nil else { return .refused(.idTaken) }
        guard roster.currentKey(of: request.role)?.generation == generation else { return .refused(.epochMoved) }
        let expected = Set(roster.charter.compartments + [.summary])
        guard Set(epochs.map(\.name.compartment)) == expected, epochs.count == expected.count,
            epochs.allSatisfy({ $0.name.epoch == 1 })
        else { return .refused(.malformed) }
        return .allowed
    }

    /// A case's entries are read by oversight, and by whoever holds the case.
    func decideReading(_ request: Request) -> Decision {
        guard let state else { return .refused(unknown(request.action)) }
        if let record = request.action.record {
            guard state.records[record] != nil else { return .refused(.unknownRecord) }
            guard record.kind == .document else { return .refused(.malformed) }
        }
        if lacks(.audit, request) == nil { return .allowed }
        return request.role.isAdmin ? .denied(.adminOpens) : decide(access(request, to: .summary, purpose: nil))
    }

    func decideInCase(_ request: Request) -> Decision {
        guard let state else { return .refused(unknown(request.action)) }
        if request.role.isAdmin { return .denied(.adminOpens) }
        switch request.action {
        case .showCase, .list, .listGrants:
            return decide(access(request, to: .summary, purpose: nil))
        case .prepare(let preparation): return decidePreparation(request, preparation, state)
        case .open(let record, let purpose): return decideOpening(request, record, purpose, state)
        case .check(let record):
            guard let record = state.records[record] else { return .refused(.unknownRecord) }
            guard record.id.kind == .document else { return .refused(.malformed) }
            return decide(access(request, to: record.compartment, purpose: nil))
        case .export(let export):
            guard !export.recipients.isEmpty, Set(export.recipients.map(\.digest)).count == export.recipients.count
            else { return .refused(.malformed) }
            guard let record = export.record else { return decide(access(request, to: .summary, purpose: nil)) }
            return decideOpening(request, record, nil, state)
        case .closeCase, .reopenCase:
            if let denial = lacks(.create, request) { return denial }
            guard request.role == state.owner else { return .denied(.notOwner) }
            return state.isClosed == (request.action.name == .caseClose) ? .refused(.alreadyDone) : .allowed
        case .linkCase(_, let other), .unlinkCase(_, let other):
            if let denial = lacks(.add, request) { return denial }
            if case .denied(let denial) = access(request, to: .summary, purpose: nil) { return .denied(denial) }
            guard other != state.id else { return .refused(.malformed) }
            return state.links.contains(other) == (request.action.name == .caseLink)
                ? .refused(.alreadyDone) : .allowed
        case .add(let addition): return decideAddition(request, addition, state)
        case .move(let move): return decideMove(request, move, state)
        case .withdraw(let id, _), .restore(let id, _):
            guard let record = state.records[id] else { return .refused(.unknownRecord) }
            if let denial = filingFault(request, record, state) { return denial }
            let isWithdrawal = request.action.name == .documentWithdraw
            guard (record.withdrawn != nil) != isWithdrawal else { return .refused(.alreadyDone) }
            return isWithdrawal || state.mayRestore(request.role, record) ? .allowed : .denied(.notOwner)
        case .requestGrant(let ask): return decideAsk(request, ask, state)
        case .refuseAsk(let id, _):
            guard let asked = state.asks[id] else { return .refused(.unknownAsk) }
            if let denial = lacks(.share, request) { return denial }
            guard request.role == state.owner else { return .denied(.notOwner) }
            return asked.answered == nil ? .allowed : .refused(.alreadyDone)
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

    func unknown(_ action: Action) -> Refusal {
        switch action {
        case .open, .check, .move, .withdraw, .restore, .reportAudit(.custody): .unknownRecord
        case .refuseAsk: .unknownAsk
        case .prepare(let preparation):
            switch preparation.target {
            case .caseID: .unknownCase
            case .record: .unknownRecord
            case .ask: .unknownAsk
            }
        case .acceptGrant, .reviewGrant, .approveGrant, .revokeGrant: .unknownGrant
        default: .unknownCase
        }
    }

    func decide(_ access: Access) -> Decision {
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

    func denial(_ grant: CaseState.Grant, _ request: Request) -> Denial? {
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
}
