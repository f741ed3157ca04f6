import Casework
import Cores
import Sodium
package import Vocabulary

/// A case as its holders see it.
package struct CaseSummary: Sendable {
    package let id: CaseID
    package let owner: RoleName
    /// When it was closed, where it is not open again.
    package let closed: Instant?
    /// What was given at its making: title, number, kind, opened.
    package let fields: JSON
    /// The compartments that the reader's role holds now.
    package let compartments: [CompartmentName]
    package let created: Instant
    package let links: [CaseID]
    package let identityCount: Int

    package var isClosed: Bool { closed != nil }
}

extension Officer {
    /// Makes a case, with a key for each compartment, held by the making role. What it is called is asked once it is sure that
    /// the role may make one.
    package func createCase(summary: () throws -> JSON) throws -> CaseID {
        try createCases { [try summary()] }[0]
    }

    /// Makes a case of each of `summaries`, all in one durable transaction.
    package func createCases(summaries: () throws -> [JSON]) throws -> [CaseID] {
        let role = try role(for: .caseCreate)
        // A role without a key can't make a case, and neither can one that is not the actor's: let it be denied.
        guard roles.contains(role), roster.charter.capabilities(of: role)?.contains(.create) == true,
            let generation = roster.currentKey(of: role)
        else {
            _ = try ask(.createCase(.make(), generation: 0, epochs: []), as: role)
            throw VaultError.roleHasNoKey(role)
        }
        let made = try summaries().map { try draftCase($0, generation) }
        _ = try ask(made.map(\.draft))
        return made.map(\.id)
    }

    private func draftCase(_ summary: JSON, _ generation: RoleGeneration) throws -> (id: CaseID, draft: Draft) {
        guard case .object = summary else { throw VaultError.badJSON(.notAnObject) }
        let id = CaseID.make()
        let holder = Holder.owner(generation)
        var things: [ItemName: [UInt8]] = [:]
        var openings: [EpochOpening] = []
        for compartment in (roster.charter.compartments + [.summary]).sorted() {
            let epoch = EpochName(compartment: compartment, epoch: 1)
            let key = try CompartmentKey.make()
            things[.holding(epoch, holder)] = try key.wrap(
                under: try own.role(generation).wrapKey, CompartmentKey.holding(vault, id, epoch, holder))
            openings.append(
                EpochOpening(
                    name: epoch,
                    commitment: Commitment.epoch(key.secret, vault: vault, caseID: id, epoch: epoch)))
            if compartment == .summary {
                let sealed = try RecordPlace.summary(vault, id).sealMetadata(summary, under: key)
                things[.metadata] = sealed.box
                things[.metadataHalf] = sealed.half
            }
        }
        let action = Action.createCase(id, generation: generation.generation, epochs: openings)
        return (id, Draft(action: action, role: generation.role, things: things))
    }

    /// The cases that the role holds, in the order of their ids, up to `limit`; `next` where there are more.
    package func cases(
        after: CaseID? = nil, limit: Int
    ) throws -> (cases: [CaseSummary], next: CaseID?) {
        let role = try role(for: .caseList)
        let done = try ask(.listCases(after: after, limit: limit), as: role)
        let verified = try verifyListing(done)
        return (
            try verified.map { try summary(keys(of: $0, done)) }, done.released.nextCase
        )
    }

    /// One case.
    package func showCase(_ id: CaseID) throws -> CaseSummary {
        let role = try role(for: .caseShow)
        return try summary(try keys(try ask(.showCase(id), as: role)))
    }

    package func closeCase(_ id: CaseID) throws {
        let role = try role(for: .caseClose)
        _ = try ask(.closeCase(id), as: role)
    }

    package func reopenCase(_ id: CaseID) throws {
        let role = try role(for: .caseReopen)
        _ = try ask(.reopenCase(id), as: role)
    }

    /// Says of two cases that they are about the same matter, or no longer: in both trails, or in none.
    package func link(_ first: CaseID, _ second: CaseID, isLinked: Bool) throws {
        let action: ActionName = isLinked ? .caseLink : .caseUnlink
        let role = try role(for: action)
        // Seen first: a denial at the second must not leave the first linked.
        for id in [first, second] { _ = try verifiedCase(try ask(.showCase(id), as: role)) }
        _ = try ask(
            [(first, second), (second, first)].map { one, other in
                Draft(
                    action: isLinked ? .linkCase(one, other: other) : .unlinkCase(one, other: other), role: role)
            })
    }

    // MARK: What the custodian released

    /// The only case of an answer, verified against the trail that its entry names.
    func verifiedCase(_ done: Verified) throws -> VerifiedCase {
        guard let released = done.released.cases.first, done.released.cases.count == 1,
            let place = done.entry.place
        else { throw VaultError.tampered(.missing("case")) }
        return try VerifiedCase(released, history: history, place: place, known: &lastTrail)
    }

    /// The cases of a listing: the entry holds the hash of which were shown, with the heads of their trails.
    /// So of cases of which only single entries are shown, in the order of their ids like the others.
    func verifyListing(_ done: Verified, own: [CaseID: [UInt64]] = [:]) throws -> [VerifiedCase] {
        let history = history
        let verified = try Cores.map(done.released.cases, context: {}) { _, released in
            Result { try VerifiedCase(released, history: history, place: nil) }
        }.map { try $0.get() }
        var shown = ShownHash()
        let whole = Dictionary(verified.map { ($0.id, $0.state) }, uniquingKeysWith: { first, _ in first })
        guard whole.count == verified.count, own.keys.allSatisfy({ whole[$0] == nil }) else {
            throw VaultError.tampered(.entry(sequence: done.entry.sequence))
        }
        for id in (own.isEmpty ? verified.map(\.id) : (verified.map(\.id) + own.keys).sorted()) {
            if let state = whole[id] { shown.add(state) } else { shown.add(id, entries: own[id] ?? []) }
        }
        guard shown.finish() == done.entry.shown else {
            throw VaultError.tampered(.entry(sequence: done.entry.sequence))
        }
        return verified
    }

    /// The case of an answer, verified, with the way to what is sealed in it.
    func keys(_ done: Verified) throws -> CaseKeys { keys(of: try verifiedCase(done), done) }

    func keys(of verified: VerifiedCase, _ done: Verified) -> CaseKeys {
        CaseKeys(verified, from: done.released, as: done.entry.request.role, own, findings)
    }

    func summary(_ keys: CaseKeys) throws -> CaseSummary {
        let (state, role) = (keys.state, keys.role)
        let fields = try keys.listedSummary()
        let compartments =
            state.owner == role
            ? state.compartments
            : Set(
                state.grants.values.filter { grant in
                    grant.isFor(key.handle, as: role) && state.state(of: grant, roster: roster, at: now) == .active
                }.flatMap(\.terms.compartments)
            ).sorted()
        return CaseSummary(
            id: state.id, owner: state.owner, closed: state.closed, fields: fields, compartments: compartments,
            created: state.created, links: state.links.sorted(),
            identityCount: state.records(of: .identity).count(where: \.isListed))
    }
}
