import Sodium
import Vocabulary

/// Grants: asked for, given, approved.
extension Policy {
    /// Of one role there are this many unanswered asks in a case at most.
    package static let askLimit = 3

    func decideAsk(_ request: Request, _ ask: Ask, _ state: CaseState) -> Decision {
        guard request.role != state.owner else { return .denied(.ownRole) }
        if state.isClosed { return .denied(.caseClosed) }
        guard !ask.compartments.isEmpty, Set(ask.compartments).count == ask.compartments.count else {
            return .refused(.malformed)
        }
        guard ask.compartments.allSatisfy({ $0 != .summary && state.epochs[$0] != nil }) else {
            return .refused(.unknownCompartment)
        }
        guard state.asks[ask.id] == nil else { return .refused(.idTaken) }
        let open = state.asks.values.count { $0.role == request.role && $0.answered == nil }
        return open < Self.askLimit ? .allowed : .refused(.alreadyDone)
    }

    func decideGrant(_ request: Request, _ terms: GrantTerms, _ state: CaseState) -> Decision {
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
        if let ask = terms.answers {
            guard request.role == state.owner else { return .denied(.notOwner) }
            guard let asked = state.asks[ask], asked.role == terms.to else { return .refused(.unknownAsk) }
            guard asked.answered == nil else { return .refused(.alreadyDone) }
        }
        if state.isClosed { return .denied(.caseClosed) }
        if let refusal = shapeFault(terms, state) { return .refused(refusal) }
        let longest = Int64(roster.charter.longestGrantDays) * 86_400
        guard terms.until.seconds - max(terms.from, now).seconds <= longest else { return .denied(.tooLong) }
        return .allowed
    }

    func shapeFault(_ terms: GrantTerms, _ state: CaseState) -> Refusal? {
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
    func strengthFault(_ request: Request, _ terms: GrantTerms, _ state: CaseState) -> Denial? {
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

    func decideReview(_ request: Request, _ id: GrantID, _ state: CaseState) -> Decision {
        guard state.grants[id] != nil else { return .refused(.unknownGrant) }
        if let denial = lacks(.approve, request) { return denial }
        return request.role.agency == state.owner.agency ? .allowed : .denied(.foreignAgency)
    }

    func decideApproval(_ request: Request, _ id: GrantID, _ digest: Digest, _ state: CaseState) -> Decision {
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
