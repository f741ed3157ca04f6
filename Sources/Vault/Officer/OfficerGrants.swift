import Age
import Casework
import Sodium
package import Vocabulary

/// What a grant is to give, before ids and keys. Where it answers an ask, what is nil is taken from that.
package struct GrantWish: Sendable {
    package let caseID: CaseID?
    package let ask: AskID?
    package let to: RoleName?
    package let compartments: [CompartmentName]?
    package let persons: [Handle]
    package let purpose: Purpose?
    /// What the role may do with it; nil for what is usual, as far as what the grant rests on or answers allows it.
    package let allow: Permissions?
    package let from: Instant?
    package let until: Instant

    package init(
        caseID: CaseID?, ask: AskID?, to: RoleName?, compartments: [CompartmentName]?, persons: [Handle],
        purpose: Purpose?, allow: Permissions? = nil, from: Instant?, until: Instant
    ) {
        self.caseID = caseID
        self.ask = ask
        self.to = to
        self.compartments = compartments
        self.persons = persons
        self.purpose = purpose
        self.allow = allow
        self.from = from
        self.until = until
    }
}

extension Officer {
    /// Shares compartments of a case with a role, or with persons of it. The basis is asked once it is sure that the case is
    /// there; nil is that of the ask which the grant answers. Where it waits, `approvals` are how many it needs, and how many
    /// people there are now who may give one.
    package func grant(
        _ wish: GrantWish, basis: (() throws -> String)?
    ) throws -> (grant: GrantSummary, approvals: (needed: Int, possible: Int)) {
        try checkListed(wish.purpose)
        let role = try role(for: .grantCreate)
        var given: String?
        return try retrying {
            try makeGrant(wish, as: role) {
                if given == nil { given = try basis?() }
                return given
            }
        }
    }

    private func makeGrant(
        _ wish: GrantWish, as role: RoleName, givenBasis: () throws -> String?
    ) throws -> (grant: GrantSummary, approvals: (needed: Int, possible: Int)) {
        guard let target = wish.ask.map({ .ask($0) }) ?? wish.caseID.map({ PrepareChange.Target.caseID($0) }) else {
            throw VaultError.missingTerm("CASE")
        }
        let done = try ask(.prepare(target, for: .grantCreate), as: role)
        let keys = try keys(done)
        let state = keys.state
        var asked: CaseState.Asked?
        if let id = wish.ask {
            guard let known = state.asks[id], wish.caseID ?? state.id == state.id else {
                throw CustodyError.refused(.unknownAsk)
            }
            asked = known
        }
        let basisText: String
        if let given = try givenBasis() {
            basisText = given
        } else {
            guard let asked, let text = try text(.basis, of: asked.sequence, asked.ask.basis, in: done.released)
            else { throw VaultError.missingTerm("--basis") }
            basisText = text
        }
        let basis = SaltedText(basisText)
        let terms = try terms(wish, asked, state, role, basis, now: done.entry.time)
        var things: [ItemName: [UInt8]] = [.basis: basis.bytes]
        let recipients = try recipients(of: terms)
        var bundle: [CompartmentKey] = []
        for epoch in KeyBundle.keys(of: terms) where !recipients.isEmpty {
            do {
                bundle.append(try keys.key(epoch))
            } catch VaultError.compartmentNotHeld {
                bundle = []
                break
            } catch VaultError.tampered where state.epochs[epoch.compartment]?.last?.name != epoch {
                // Somebody sealed another key under an earlier epoch's name: it locks nobody out of the others.
                bundle.append(CompartmentKey(try Secret(byteCount: KeyBundle.keyByteCount)))
            }
        }
        if !bundle.isEmpty {
            let header = KeyBundle.grant(vault, terms, granter: key.handle)
            things[.envelope] = try KeyBundle.seal(
                header: header, keys: try concatenate(bundle), to: recipients)
        }
        // Without keys or recipients the custodian denies it, and the attempt is on record.
        let answer = try ask(.createGrant(terms), as: role, things: things)
        // The entry follows the trail that was verified, if nobody was faster.
        var after = state
        let follows = (try? after.apply(answer.entry)) != nil
        let grant = (follows ? after.grants[terms.grant] : nil) ?? CaseState.Grant(terms, answer.entry)
        let needed = terms.approvalsNeeded(roster.charter)
        let approvers = roster.activePeople().filter { handle in
            handle.agency == state.owner.agency && grant.mayBeApproved(by: handle, roster)
                && roster.people[handle]?.roles.contains { role in
                    roster.charter.capabilities(of: role)?.contains(.approve) == true
                } == true
        }
        return (
            GrantSummary(
                grant, grant.stateByItself(roster: roster, at: answer.entry.time), basis: basisText),
            (needed, approvers.count)
        )
    }

    private func terms(
        _ wish: GrantWish, _ asked: CaseState.Asked?, _ state: CaseState, _ role: RoleName, _ basis: SaltedText,
        now: Instant
    ) throws -> GrantTerms {
        guard let to = wish.to ?? asked?.role else { throw VaultError.missingTerm("--to") }
        guard let wanted = wish.compartments ?? asked?.ask.compartments else {
            throw VaultError.missingTerm("--compartment")
        }
        guard let purpose = wish.purpose ?? asked?.ask.purpose else { throw VaultError.missingTerm("--purpose") }
        let compartments = Set(wanted + [.summary]).sorted()
        let epochs = try compartments.map { compartment throws(VaultError) in
            guard let epoch = state.epochs[compartment]?.last else { throw .unknownCompartment(compartment) }
            return epoch.name
        }
        let parent =
            state.owner == role
            ? nil
            : state.grants.values.filter { grant in
                grant.isFor(key.handle, as: role) && state.state(of: grant, roster: roster, at: now) == .active
                    && Set(compartments).isSubset(of: grant.terms.compartments)
                    && grant.terms.purpose == purpose && wish.allow?.isWithin(grant.terms.allow) ?? true
            }.max { $0.sequence < $1.sequence }?.terms
        let bound = asked?.ask.allow ?? parent?.allow ?? .usual
        return GrantTerms(
            grant: .make(), caseID: state.id, to: to,
            generation: roster.currentKey(of: to)?.generation ?? 0, persons: wish.persons, epochs: epochs,
            purpose: purpose, allow: wish.allow ?? (asked == nil ? .usual.limited(to: bound) : bound),
            basis: basis.digest, from: wish.from ?? now, until: wish.until, parent: parent?.grant,
            answers: asked?.ask.id)
    }

    /// A free text of the entry `sequence` if it was released, which must be the one whose salted hash was signed.
    func text(_ name: ItemName, of sequence: UInt64, _ digest: Digest, in released: Received) throws -> String? {
        guard let bytes = released.thing(name, of: sequence) else { return nil }
        guard let text = SaltedText(bytes: bytes), text.digest == digest else {
            throw VaultError.tampered(.thing(sequence: sequence, name: name.text))
        }
        return text.text
    }

    /// From the signed roster: the role's newest key, or the named persons' own.
    private func recipients(of terms: GrantTerms) throws -> [Recipient] {
        if terms.persons.isEmpty {
            return try roster.recipient(of: RoleGeneration(role: terms.to, generation: terms.generation))
                .map { [try Recipient($0)] } ?? []
        }
        return try terms.persons.compactMap { handle in
            try roster.people[handle].map { try Recipient($0.card.recipient) }
        }
    }

    /// Re-seals a grant's keys under the own wrap key: from then on opening is symmetric, and the ledger has a receipt.
    func accept(_ id: GrantID, _ keys: CaseKeys) throws {
        guard let grant = keys.state.grants[id], let things = try keys.acceptance(of: grant) else { return }
        do {
            _ = try ask(.acceptGrant(id), as: keys.role, things: things)
        } catch CustodyError.refused(.alreadyDone) {
            // A colleague was faster.
        } catch CustodyError.alreadyDone {
            // So, too.
        }
        keys.noteAccepted(id)
    }

    package func revoke(_ id: GrantID, reason: String) throws {
        try ask(for: .grantRevoke, reason) { .revokeGrant(id, reason: $0) }
    }

    /// What an approval is asked for.
    package enum Awaiting: Sendable {
        case grant(GrantSummary)
        case export(ExportSummary)
    }

    /// Approves exactly the request that is in the case's trail, after `agree` was shown what it asks for. Returns whether it
    /// still waits for others.
    package func approve(
        _ id: GrantID, agree: (Awaiting) throws -> Void
    ) throws -> Bool {
        let role = try role(for: .grantApprove)
        let done = try ask(.reviewGrant(id), as: role)
        let state = try verifiedCase(done).state
        guard let given = state.approvable(id) else { throw CustodyError.refused(.unknownGrant) }
        // Nobody reads and agrees to what they then may not approve: the custodian says so at once.
        if state.waits(id, roster, at: done.entry.time), given.mayBeApproved(by: key.handle, roster) {
            try agree(try awaiting(id, state, done))
        }
        let answer = try ask(.approveGrant(id, request: given.request), as: role)
        var after = state
        // It follows the trail that was reviewed, if nobody was faster.
        guard (try? after.apply(answer.entry)) != nil else { return state.waits(id, roster, at: done.entry.time) }
        return after.waits(id, roster, at: answer.entry.time)
    }

    private func awaiting(_ id: GrantID, _ state: CaseState, _ done: Verified) throws -> Awaiting {
        if let grant = state.grants[id] { return .grant(try summary(of: grant, state, done)) }
        guard let export = state.exports[id] else { throw CustodyError.refused(.unknownGrant) }
        return .export(try summary(of: export, done))
    }

    func summary(of grant: CaseState.Grant, _ state: CaseState, _ done: Verified) throws -> GrantSummary {
        GrantSummary(
            grant, state.state(of: grant, roster: roster, at: done.entry.time),
            basis: try text(.basis, of: grant.sequence, grant.terms.basis, in: done.released),
            reason: try grant.revocation.flatMap { try text(.reason, of: $0.sequence, $0.reason, in: done.released) })
    }

    /// The grants of a case, or of all cases that the role holds.
    package func grants(of id: CaseID?) throws -> [GrantSummary] {
        let role = try role(for: .grantList)
        let done = try ask(.listGrants(id), as: role)
        let own = try ownEntries(done, of: role)
        var summaries: [GrantSummary] = []
        for verified in try verifyListing(done, own: own.sequences) {
            let state = verified.state
            for grant in Listing.grants(of: state, for: role) {
                summaries.append(try summary(of: grant, state, done))
            }
        }
        summaries += own.grants.all.map { summary(of: $0, own, at: done.entry.time) }
        return summaries
    }

    /// Of cases that the role may not see: the entries of its own grants and asks, each proved and signed.
    struct OwnEntries {
        var grants: OwnGrants
        /// Of each such case, the entries that were shown.
        var sequences: [CaseID: [UInt64]] = [:]
        /// What the role asked, and the answers.
        var asks: [(entry: Entry, text: String?)] = []
        var bases: [GrantID: String] = [:]
        var reasons: [GrantID: String] = [:]
    }

    func ownEntries(_ done: Verified, of role: RoleName) throws -> OwnEntries {
        var own = OwnEntries(grants: OwnGrants(to: role))
        let whole = Set(done.released.cases.map(\.id))
        var last: UInt64 = 0
        var asked: [AskID: CaseID] = [:]
        for released in done.released.entries {
            let entry = try proved(released)
            let action = entry.request.action
            guard entry.sequence > last, entry.outcome.isAllowed, let id = entry.place?.caseID else {
                throw VaultError.tampered(.entry(sequence: entry.sequence))
            }
            last = entry.sequence
            own.sequences[id, default: []].append(entry.sequence)
            let text = try action.text.flatMap { try self.text($0.name, of: entry, released) }
            let isOfAsk = isOf(role, entry, &asked)
            if isOfAsk { own.asks.append((entry, text)) }
            if let grant = action.grant, let name = action.text?.name {
                if name == .basis { own.bases[grant] = text } else { own.reasons[grant] = text }
            }
            // Of a case that is shown whole, the trail tells of the grants.
            guard isOfAsk || !whole.contains(id) && (try? own.grants.take(entry)) != nil else {
                throw VaultError.tampered(.entry(sequence: entry.sequence))
            }
            if isOfAsk, action.grant != nil { try? own.grants.take(entry) }
        }
        return own
    }

    func summary(of grant: CaseState.Grant, _ own: OwnEntries, at now: Instant) -> GrantSummary {
        GrantSummary(
            grant, own.grants.state(of: grant, for: key.handle, roster: roster, at: now),
            basis: own.bases[grant.terms.grant], reason: own.reasons[grant.terms.grant])
    }
}
