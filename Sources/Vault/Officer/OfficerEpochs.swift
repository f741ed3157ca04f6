import Age
import Casework
import Sodium
package import Vocabulary

/// The keys of compartments: the one to work under, and new ones.
extension Officer {
    /// What adding to a compartment stands on: the case, the key, and a new epoch where the old one is stale.
    struct Ground {
        let keys: CaseKeys
        let epoch: EpochName
        let key: CompartmentKey
        let opening: NewEpoch?
        let envelopes: [ItemName: [UInt8]]

        var caseID: CaseID { keys.state.id }
        var role: RoleName { keys.role }
    }

    /// Gets the case, and the key of `compartment` to work under: with a new epoch where the newest is stale.
    func prepare(
        _ target: PrepareChange.Target, _ compartment: CompartmentName, for action: ActionName, as role: RoleName
    ) throws -> Ground {
        let done = try ask(.prepare(target, for: action), as: role)
        return try ground(done, compartment) { id, epoch in
            // The role holds the case, but not this part: the custodian says no, and the ledger says so.
            try self.provokeDenial(id, target, epoch, action, role)
        }
    }

    /// The case of an answer that brought its keys, and the key of `compartment` to work under. `withheld` is called where
    /// the role does not hold that.
    func ground(
        _ done: Verified, _ compartment: CompartmentName,
        withheld: (CaseID, EpochName) throws -> Void = { _, _ in }
    ) throws -> Ground {
        let keys = try keys(done)
        let state = keys.state
        guard let current = state.epochs[compartment]?.last, compartment != .summary else {
            throw VaultError.unknownCompartment(compartment)
        }
        guard state.isStale(compartment, roster: roster, at: done.entry.time) else {
            let key: CompartmentKey
            do {
                key = try keys.key(current.name)
            } catch VaultError.compartmentNotHeld {
                try withheld(state.id, current.name)
                throw VaultError.compartmentNotHeld(compartment)
            }
            return Ground(keys: keys, epoch: current.name, key: key, opening: nil, envelopes: [:])
        }
        // Somebody who knows the key has left: a new one, sealed only to those who hold the compartment now.
        let made = try makeEpoch(after: current.name, state, keys.role, at: done.entry.time)
        return Ground(
            keys: keys, epoch: made.name, key: made.key, opening: made.opening, envelopes: made.envelopes)
    }

    /// Asks for what can't be granted, so that the attempt is on record.
    private func provokeDenial(
        _ id: CaseID, _ target: PrepareChange.Target, _ epoch: EpochName, _ action: ActionName, _ role: RoleName
    ) throws {
        if case .record(let record) = target, action == .documentMove {
            _ = try ask(
                .move(
                    MoveDocument(
                        record: record, version: 1, from: 0, epoch: epoch, contentTag: Digest.of(""), opening: nil)),
                as: role)
            return
        }
        let record = RecordID.make(action == .documentAdd ? .document : .identity)
        let nothing = Digest.of("")
        _ = try ask(
            .add(
                AddRecord(
                    caseID: id, record: record, version: 1, epoch: epoch, keyCommitment: nothing,
                    contentCommitment: nothing, contentTag: action == .documentAdd ? nothing : nil, reason: nil,
                    opening: nil)), as: role)
    }

    private struct MadeEpoch {
        let name: EpochName
        let key: CompartmentKey
        let opening: NewEpoch
        let envelopes: [ItemName: [UInt8]]
    }

    /// The next key of a compartment, sealed to those who hold it at `time`.
    private func makeEpoch(
        after old: EpochName, _ state: CaseState, _ role: RoleName, at time: Instant
    ) throws -> MadeEpoch {
        let epoch = EpochName(compartment: old.compartment, epoch: old.epoch + 1)
        let key = try CompartmentKey.make()
        let holders = state.holders(of: old.compartment, roster: roster, at: time)
        var envelopes: [ItemName: [UInt8]] = [:]
        for holder in holders {
            if case .owner(let generation) = holder, generation.role == role {
                envelopes[.holding(epoch, holder)] = try key.wrap(
                    under: try own.role(generation).wrapKey,
                    CompartmentKey.holding(vault, state.id, epoch, holder))
                continue
            }
            let header = KeyBundle.epoch(vault, state.id, epoch, holder, by: self.key.handle)
            envelopes[.envelope(epoch, holder)] = try KeyBundle.seal(
                header: header, keys: key.secret, to: [try recipient(of: holder)])
        }
        let commitment = Commitment.epoch(key.secret, vault: vault, caseID: state.id, epoch: epoch)
        return MadeEpoch(
            name: epoch, key: key, opening: NewEpoch(commitment: commitment, holders: holders), envelopes: envelopes)
    }

    /// Opens a new key of each of `compartments`, or of all that records can stand in: what is added from then on is under
    /// it. Old records keep their keys.
    package func rekey(
        _ id: CaseID, _ compartments: [CompartmentName]?
    ) throws -> [EpochName] {
        let role = try role(for: .caseRekey)
        return try retrying {
            let done = try ask(.prepare(.caseID(id), for: .caseRekey), as: role)
            let state = try verifiedCase(done).state
            let all = compartments ?? state.compartments.filter { $0 != .summary }
            let made = try all.map { compartment in
                guard let old = state.epochs[compartment]?.last else {
                    throw VaultError.unknownCompartment(compartment)
                }
                return try makeEpoch(after: old.name, state, role, at: done.entry.time)
            }
            _ = try ask(
                made.map {
                    Draft(
                        action: .rekeyCase(id, epoch: $0.name, opening: $0.opening), role: role, things: $0.envelopes)
                })
            return made.map(\.name)
        }
    }

    /// The recipient of a holder, from the signed roster and nowhere else.
    private func recipient(of holder: Holder) throws -> Recipient {
        switch holder {
        case .owner(let generation), .granted(_, let generation):
            guard let text = roster.recipient(of: generation) else {
                throw VaultError.roleHasNoKey(generation.role)
            }
            return try Recipient(text)
        case .person(_, let handle):
            guard let person = roster.people[handle] else { throw VaultError.notEnrolled(handle) }
            return try Recipient(person.card.recipient)
        }
    }
}
