package import Vocabulary

extension CaseState.Grant {
    /// How the ledger writes the wrap of this grant for `handle`: the person, where persons are named, else the role.
    package func holder(for handle: Handle) -> Holder {
        terms.persons.isEmpty
            ? .granted(terms.grant, RoleGeneration(role: terms.to, generation: terms.generation))
            : .person(terms.grant, handle)
    }

    /// Its state at `now`, but for what comes of the grant that it rests on.
    package func stateByItself(roster: Roster, at now: Instant) -> GrantState {
        if revoked != nil { return .revoked }
        if now > terms.until { return .expired }
        if !isApproved(roster) { return .waiting }
        return now < terms.from ? .scheduled : .active
    }

    /// Whether it is to `role`, and to `handle` where it names persons.
    package func isFor(_ handle: Handle, as role: RoleName) -> Bool {
        terms.to == role && (terms.persons.isEmpty || terms.persons.contains(handle))
    }

    /// The entries that made it what it is, each of which whom it is to may see.
    var sequences: [UInt64] {
        [sequence] + approvals.values.map(\.sequence) + acceptances.values + [revocation?.sequence].compactMap { $0 }
    }
}

extension GrantTerms {
    package func approvalsNeeded(_ charter: Charter) -> Int {
        charter.approvalsNeeded(compartments)
    }
}

extension CaseState {
    /// The state of `grant` at `now`. One made on another's strength ends with it.
    package func state(of grant: Grant, roster: Roster, at now: Instant) -> GrantState {
        if grant.revoked != nil { return .revoked }
        if let parent = grant.terms.parent {
            guard let parent = grants[parent] else { return .revoked }
            switch state(of: parent, roster: roster, at: now) {
            case .revoked: return .revoked
            case .expired: return .expired
            case .waiting: return .waiting
            case .scheduled, .active: break
            }
        }
        return grant.stateByItself(roster: roster, at: now)
    }

    /// Whom the newest key of `compartment` must be sealed to now: the owner, and every grant that still runs or will.
    package func holders(of compartment: CompartmentName, roster: Roster, at now: Instant) -> [Holder] {
        var holders: [Holder] = []
        if let key = roster.currentKey(of: owner) { holders.append(.owner(key)) }
        for grant in grants.values.sorted(by: { $0.sequence < $1.sequence })
        where grant.terms.compartments.contains(compartment) {
            switch state(of: grant, roster: roster, at: now) {
            case .expired, .revoked: continue
            case .waiting, .scheduled, .active: break
            }
            if grant.terms.persons.isEmpty {
                if let key = roster.currentKey(of: grant.terms.to) { holders.append(.granted(grant.terms.grant, key)) }
            } else {
                for person in grant.terms.persons where roster.people[person]?.isActive == true {
                    holders.append(.person(grant.terms.grant, person))
                }
            }
        }
        return holders
    }

    /// Whether somebody who knows the newest key of `compartment` holds it no longer: revoked, expired or dismissed.
    package func isStale(_ compartment: CompartmentName, roster: Roster, at now: Instant) -> Bool {
        guard let epoch = epochs[compartment]?.last else { return false }
        if roster.hasLost(memberOf: owner, persons: [], since: epoch.rosterCount) { return true }
        return grants.values.contains { grant in
            let terms = grant.terms
            let knew =
                epoch.holders.contains { $0.grant == terms.grant }
                || terms.epochs.contains { $0.compartment == compartment && $0.epoch >= epoch.name.epoch }
            guard knew else { return false }
            switch state(of: grant, roster: roster, at: now) {
            case .expired, .revoked: return true
            case .waiting, .scheduled, .active:
                return roster.hasLost(
                    memberOf: terms.to, persons: terms.persons, since: max(epoch.rosterCount, grant.rosterCount))
            }
        }
    }
}

extension Holder {
    package var grant: GrantID? {
        switch self {
        case .owner: nil
        case .granted(let id, _), .person(let id, _): id
        }
    }
}

extension GrantSummary {
    /// `grant` as it stands, with those of its texts that whoever looks may read.
    ///
    /// `compartments` are those of the terms, in another order where that is wanted.
    package init(
        _ grant: CaseState.Grant, _ state: GrantState, compartments: [CompartmentName]? = nil, basis: String?,
        reason: String? = nil
    ) {
        let terms = grant.terms
        self.init(
            grant: terms.grant, caseID: terms.caseID, to: terms.to, persons: terms.persons,
            compartments: compartments ?? terms.compartments, purpose: terms.purpose, allow: terms.allow,
            from: terms.from,
            until: terms.until, by: grant.granter, state: state, isAccepted: !grant.acceptances.isEmpty, basis: basis,
            reason: reason)
    }
}
