import Ledger
package import Sodium
package import Vocabulary

/// What a grant gives, to whom, for what and until when.
package struct GrantTerms: Hashable, Sendable {
    package let grant: GrantID
    package let caseID: CaseID
    package let to: RoleName
    /// The role's key that the envelope is sealed to, where no persons are named.
    package let generation: Int
    package let persons: [Handle]
    /// Each compartment with its newest epoch: the envelope holds that key and all before it.
    package let epochs: [EpochName]
    package let purpose: Purpose
    /// What the role may do with it.
    package let allow: Permissions
    package let basis: Digest
    package let from: Instant
    package let until: Instant
    /// The grant on whose strength this one is made, where the granter's role does not own the case.
    package let parent: GrantID?
    /// What it answers, where it was asked for.
    package let answers: AskID?

    package init(
        grant: GrantID, caseID: CaseID, to: RoleName, generation: Int, persons: [Handle], epochs: [EpochName],
        purpose: Purpose, allow: Permissions = .usual, basis: Digest, from: Instant, until: Instant, parent: GrantID?,
        answers: AskID? = nil
    ) {
        self.grant = grant
        self.caseID = caseID
        self.to = to
        self.generation = generation
        self.persons = persons.sorted()
        self.epochs = epochs.sorted { $0.compartment < $1.compartment }
        self.purpose = purpose
        self.allow = allow
        self.basis = basis
        self.from = from
        self.until = until
        self.parent = parent
        self.answers = answers
    }

    package var compartments: [CompartmentName] { epochs.map(\.compartment) }
}

/// Shares compartments of a case with a role, or with persons of it.
package struct CreateGrant: CaseChange, InCase {
    package let terms: GrantTerms

    package var name: ActionName { .grantCreate }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        let old = known?.terms
        let (grant, caseID) = (try lines.one("grant", old?.grant), try lines.one("case", old?.caseID))
        let to = try lines.one("to", old.map { RoleGeneration(role: $0.to, generation: $0.generation) })
        terms = GrantTerms(
            grant: grant, caseID: caseID, to: to.role, generation: to.generation,
            persons: try lines.all("person", old?.persons), epochs: try lines.all("compartment", old?.epochs),
            purpose: try lines.one("purpose", old?.purpose), allow: try lines.one("allow", old?.allow),
            basis: try lines.one("basis", old?.basis),
            from: try lines.one("from", old?.from), until: try lines.one("until", old?.until),
            parent: try lines.optional("parent", old?.parent), answers: try lines.optional("answers", old?.answers))
    }

    init(terms: GrantTerms) { self.terms = terms }

    package var about: About {
        About(
            caseID: terms.caseID, grant: terms.grant, ask: terms.answers, purpose: terms.purpose,
            text: (.basis, terms.basis),
            grantees: terms.persons.isEmpty ? [terms.to.text] : terms.persons.map(\.text))
    }

    package static var performer: Performer { .holder(of: .share) }
    package static var isMadeForTheMoment: Bool { true }

    package func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let roster = policy.roster
        if terms.to == request.role { throw .denied(.ownRole) }
        if roster.people[request.actor]?.roles.contains(terms.to) == true { throw .denied(.ownRole) }
        guard roster.joined.contains(terms.to.agency) else {
            if roster.charter.agency(terms.to.agency) == nil { throw .refused(.unknownRole) }
            throw .denied(.agencyNotJoined)
        }
        guard !terms.to.isAdmin, roster.charter.capabilities(of: terms.to) != nil else {
            throw .refused(.unknownRole)
        }
        guard let key = roster.currentKey(of: terms.to), key.generation == terms.generation else {
            throw .refused(.roleHasNoKey)
        }
        for person in terms.persons {
            guard let found = roster.people[person], found.isActive, found.roles.contains(terms.to) else {
                throw .refused(.unknownPerson)
            }
        }
        // Before anything that tells of the case: a stranger's attempt is an entry.
        let access = try strength(policy, request, state)
        if let ask = terms.answers {
            _ = try policy.ownership(request, state)
            guard let asked = state.asks[ask], asked.role == terms.to else { throw .refused(.unknownAsk) }
            guard asked.answered == nil else { throw .refused(.alreadyDone) }
            guard terms.allow.isWithin(asked.ask.allow) else { throw .denied(.beyondAsk) }
        }
        if state.isClosed { throw .denied(.caseClosed) }
        try checkShape(state, policy.now)
        let longest = Int64(roster.charter.longestGrantDays) * 86_400
        guard terms.until.seconds - max(terms.from, policy.now).seconds <= longest else { throw .denied(.tooLong) }
        return access
    }

    private func checkShape(_ state: CaseState, _ now: Instant) throws(Objection) {
        guard state.approvable(terms.grant) == nil else { throw .refused(.idTaken) }
        guard terms.until > terms.from, terms.until > now else { throw .refused(.timesReversed) }
        guard terms.compartments.contains(.summary), terms.compartments.count > 1,
            Set(terms.compartments).count == terms.compartments.count, Set(terms.persons).count == terms.persons.count
        else { throw .refused(.malformed) }
        for name in terms.epochs {
            guard let epoch = state.epochs[name.compartment]?.last else { throw .refused(.unknownCompartment) }
            guard epoch.name == name else { throw .refused(.epochMoved) }
        }
    }

    /// The owner may give anything; a grantee what their own grant gives and allows, not longer, to no other purpose.
    private func strength(_ policy: Policy, _ request: Request, _ state: CaseState) throws(Objection) -> Access {
        if request.role == state.owner {
            guard terms.parent == nil else { throw .denied(.beyondParent) }
            return .owner
        }
        guard let id = terms.parent, let parent = state.grants[id] else { throw .denied(.noGrant) }
        if let fault = policy.fault(of: parent, request) { throw .denied(fault) }
        guard state.depth(of: id) < CaseState.depthLimit else { throw .denied(.beyondParent) }
        guard Set(terms.compartments).isSubset(of: parent.terms.compartments) else { throw .denied(.otherCompartment) }
        guard terms.purpose == parent.terms.purpose, terms.allow.isWithin(parent.terms.allow),
            terms.until <= parent.terms.until,
            terms.from >= parent.terms.from,
            parent.terms.persons.isEmpty
                || Set(terms.persons).isSubset(of: parent.terms.persons) && !terms.persons.isEmpty
        else { throw .denied(.beyondParent) }
        return .grant(id)
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo {
        Cargo([.envelope, .basis])
    }

    package var release: Release { .nothing }

    package func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        guard state.approvable(terms.grant) == nil, terms.epochs.allSatisfy({ state.epoch($0) != nil }) else {
            throw Unfitting()
        }
        if let ask = terms.answers { state.asks[ask]?.answered = entry.sequence }
        state.grants[terms.grant] = CaseState.Grant(terms, entry)
    }

    package func marks(_ request: Request) -> [Mark] {
        [.concern(terms.to), .grant(terms.grant)] + (terms.answers.map { [.answer($0)] } ?? [])
    }
}

extension CaseState.Grant {
    package init(_ terms: GrantTerms, _ entry: Entry) {
        self.init(
            terms: terms, sequence: entry.sequence, granter: entry.request.actor, granterRole: entry.request.role,
            request: Digest.of(entry.note.encoded), rosterCount: entry.request.roster.count)
    }
}

extension Action {
    package static func createGrant(_ terms: GrantTerms) -> Action { Action(CreateGrant(terms: terms)) }
}
