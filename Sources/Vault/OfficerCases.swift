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
    package let documentCount: Int
    package let identityCount: Int

    package var isClosed: Bool { closed != nil }
}

extension Officer {
    /// Makes a case, with a key for each compartment, held by the making role. What it is called is asked once it is sure that
    /// the role may make one.
    package func createCase(as wished: RoleName?, summary: () throws -> JSON) throws -> CaseID {
        try createCases(as: wished) { [try summary()] }[0]
    }

    /// Makes a case of each of `summaries`, all in one durable transaction.
    package func createCases(as wished: RoleName?, summaries: () throws -> [JSON]) throws -> [CaseID] {
        let role = try role(for: .caseCreate, wished: wished)
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
                under: try roleIdentity(generation).wrapKey, CompartmentKey.holding(vault, id, epoch, holder))
            openings.append(
                EpochOpening(
                    name: epoch,
                    commitment: Commitment.epoch(key.secret, vault: vault, caseID: id, epoch: epoch)))
            if compartment == .summary {
                let sealed = try sealMetadata(summary, id, record: id.text, version: 1, epoch: epoch, under: key)
                things[.metadata] = sealed.box
                things[.metadataHalf] = sealed.half
            }
        }
        let action = Action.createCase(id, generation: generation.generation, epochs: openings)
        return (id, Draft(action: action, role: generation.role, things: things))
    }

    /// The cases that the role holds, in the order of their ids, up to `limit`; `next` where there are more.
    package func cases(
        after: CaseID? = nil, limit: Int, as wished: RoleName?
    ) throws -> (cases: [CaseSummary], next: CaseID?) {
        let role = try role(for: .caseList, wished: wished)
        let done = try ask(.listCases(after: after, limit: limit), as: role)
        let verified = try verifyListing(done)
        return (
            try verified.map { try summary(of: $0, as: role, from: done.released) }, done.released.nextCase
        )
    }

    /// One case.
    package func showCase(_ id: CaseID, as wished: RoleName?) throws -> CaseSummary {
        let role = try role(for: .caseShow, wished: wished)
        let done = try ask(.showCase(id), as: role)
        return try summary(of: try verifiedCase(done), as: role, from: done.released)
    }

    package func closeCase(_ id: CaseID, as wished: RoleName?) throws {
        let role = try role(for: .caseClose, wished: wished)
        _ = try ask(.closeCase(id), as: role)
    }

    package func reopenCase(_ id: CaseID, as wished: RoleName?) throws {
        let role = try role(for: .caseReopen, wished: wished)
        _ = try ask(.reopenCase(id), as: role)
    }

    /// Says of two cases that they are about the same matter, or no longer: in both trails, or in none.
    package func link(_ first: CaseID, _ second: CaseID, isLinked: Bool, as wished: RoleName?) throws {
        let action: ActionName = isLinked ? .caseLink : .caseUnlink
        let role = try role(for: action, wished: wished)
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

    func summary(
        of verified: VerifiedCase, as role: RoleName, from released: Received
    ) throws -> CaseSummary {
        let state = verified.state
        let epoch = EpochName(compartment: .summary, epoch: 1)
        let fields = try readable(Unreadable(caseID: state.id, record: nil, sequence: state.sequence)) {
            try openMetadata(
                verified, record: state.id.text, version: 1, epoch: epoch, sequence: state.sequence,
                under: try compartmentKey(epoch, of: verified, as: role, from: released), from: released)
        }
        let compartments =
            state.owner == role
            ? state.compartments
            : Set(
                state.grants.values.filter { grant in
                    grant.terms.to == role && state.state(of: grant, roster: roster, at: now) == .active
                        && (grant.terms.persons.isEmpty || grant.terms.persons.contains(self.key.handle))
                }.flatMap(\.terms.compartments)
            ).sorted()
        return CaseSummary(
            id: state.id, owner: state.owner, closed: state.closed, fields: fields, compartments: compartments,
            created: state.created, links: state.links.sorted(),
            documentCount: state.records(of: .document).count { $0.withdrawn == nil },
            identityCount: state.records(of: .identity).count { $0.withdrawn == nil })
    }

    // MARK: Metadata

    private func metadataKey(
        _ kind: String, _ id: CaseID, record: String, version: Int, epoch: EpochName, half: borrowing Secret,
        under key: CompartmentKey
    ) throws -> (key: SecretBox, binding: Binding) {
        let binding = Binding.record(kind, vault: vault, caseID: id, record: record, version: version, epoch: epoch)
        let info = Array("brankas/v1 metadata\n".utf8) + binding.bytes
        let derived = try half.withBytes { half throws in
            try HKDF.derive(from: key.secret, salt: half, info: info.span)
        }
        return (SecretBox(derived), binding)
    }

    /// Sealed under a key that is born with it: HKDF(compartment key, M, ids).
    func sealMetadata(
        _ value: JSON, _ id: CaseID, record: String, version: Int, epoch: EpochName, under key: CompartmentKey
    ) throws -> (box: [UInt8], half: [UInt8]) {
        let half = Random.bytes(32)
        let secret = try Secret(copying: half.span)
        let (metadataKey, binding) = try metadataKey(
            "metadata", id, record: record, version: version, epoch: epoch, half: secret, under: key)
        let text = pad(Array(value.text.utf8))
        return (
            try XChaChaPoly.seal(text.span, associated: binding.bytes.span, key: metadataKey.secret), half
        )
    }

    func openMetadata(
        _ verified: VerifiedCase, record: String, version: Int, epoch: EpochName, sequence: UInt64,
        under key: CompartmentKey, from released: Received
    ) throws -> JSON {
        let half = try verified.half(.metadata, record: record, version: version, of: sequence, in: released)
        let box = try verified.thing(.metadata, of: sequence, in: released)
        let (metadataKey, binding) = try metadataKey(
            "metadata", verified.id, record: record, version: version, epoch: epoch, half: half, under: key)
        guard
            let text = try? XChaChaPoly.open(box.span, associated: binding.bytes.span, key: metadataKey.secret),
            let value = try? JSON(parsing: text)
        else { throw VaultError.tampered(.metadata(record)) }
        return value
    }

    /// Spaces up to a multiple of 256: JSON ignores them, and the length of a title shows less.
    private func pad(_ text: [UInt8]) -> [UInt8] {
        text + [UInt8](repeating: 0x20, count: (256 - text.count % 256) % 256)
    }
}

/// Carries a secret where only copyable things go.
final class SecretBox: Sendable {
    let secret: Secret
    init(_ secret: consuming Secret) { self.secret = secret }
}
