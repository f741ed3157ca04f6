import Age
import Casework
import Ledger
import Sodium
package import Vocabulary

/// A case as its trail has it, after every change in it was verified: signed by a person of the roster as it then was,
/// and allowed by the policy with the case as it then was. The custodian's word that it was allowed counts for nothing.
struct VerifiedCase: Sendable {
    let state: CaseState
    let manifests: [UInt64: Manifest]

    var id: CaseID { state.id }

    /// Verifies a released trail. With `place`, it must be the very trail that the logged entry names.
    init(_ released: ReleasedCase, history: RosterHistory, place: Entry.CasePlace?) throws {
        var none: VerifiedTrail?
        try self.init(released, history: history, place: place, known: &none)
    }

    /// The same. Where the trail is what follows `known`, that is verified; `known` becomes all of it, or nil where it throws.
    init(
        _ released: ReleasedCase, history: RosterHistory, place: Entry.CasePlace?, known: inout VerifiedTrail?
    ) throws {
        let id = released.id
        do {
            var trail = VerifiedTrail(id: id)
            // What was verified once is behind: a trail does not go back.
            let seen = known?.id == id ? known?.state?.head : nil
            if released.base != .start {
                guard let before = known, before.known == KnownTrail(caseID: id, head: released.base) else {
                    throw VaultError.tampered(.trail(id))
                }
                trail = before
            }
            known = nil
            try trail.extend(by: released.trail, history, through: seen)
            guard let verified = trail.state else { throw VaultError.tampered(.trail(id)) }
            if let place {
                guard place.caseID == id, place.trail == verified.head else { throw VaultError.tampered(.oldTrail(id)) }
            }
            state = verified
            known = trail
        } catch VaultError.tampered(.oldTrail(let id)) {
            throw VaultError.tampered(.oldTrail(id))
        } catch {
            throw VaultError.tampered(.trail(id))
        }
        for (sequence, manifest) in released.manifests where state.manifests[sequence] != manifest.digest {
            throw VaultError.tampered(.manifest(sequence: sequence))
        }
        manifests = released.manifests
    }

    /// Throws `tampered(.trail)` for any change that the policy of its moment would not have let through.
    static func verified(_ id: CaseID, _ trail: [Entry], _ history: RosterHistory) throws -> CaseState {
        do {
            var verified = VerifiedTrail(id: id)
            for entry in trail { try verified.append(entry, history) }
            if let state = verified.state { return state }
        } catch {}
        throw VaultError.tampered(.trail(id))
    }

    /// A released thing, checked against the manifest that its author signed.
    func thing(_ name: ItemName, of sequence: UInt64, in released: Received) throws -> [UInt8] {
        guard let bytes = released.thing(name, of: sequence) else {
            throw VaultError.tampered(.missing(name.text))
        }
        guard let item = manifests[sequence]?.item(name), item.byteCount == bytes.count,
            item.digest == Digest.of(bytes)
        else { throw VaultError.tampered(.thing(sequence: sequence, name: name.text)) }
        return bytes
    }

    /// A released half, checked likewise: its author signed its hash.
    func half(
        _ kind: Half.Kind, record: String, version: Int, of sequence: UInt64, in released: Received
    ) throws -> Secret {
        let half = released.half(kind, record: record, version: version)
        guard let half, let manifest = manifests[sequence],
            // A move's new half is known to the custodian alone; the commitment to the file key is the check.
            kind == .key && manifest.item(.keyRefresh) != nil
                || manifest.item(kind == .key ? .keyHalf : .metadataHalf)?.digest == Digest.of(half.bytes)
        else { throw VaultError.tampered(.thing(sequence: sequence, name: "half")) }
        return try Secret(copying: half.bytes.span)
    }
}

/// A sealed key that is not the one that its entry committed to: whoever signed the entry `sequence` put it there.
package struct PassedOver: Hashable, Sendable {
    package let epoch: EpochName
    package let caseID: CaseID
    package let sequence: UInt64
}

/// What the entry `sequence` says about a case or a record, and nobody can read: its author sealed it wrongly, for all that was
/// released is as it was signed.
package struct Unreadable: Hashable, Sendable {
    package let caseID: CaseID
    /// Nil where it is the case's summary.
    package let record: RecordID?
    package let sequence: UInt64
}

extension Tampering {
    /// Whether what somebody signed is itself of no use; whoever stores it has not changed it.
    var isByAuthor: Bool {
        switch self {
        case .metadata, .compartmentKey, .envelope: true
        case .rolledBack, .checkpoint, .inclusion, .consistency, .entry, .roster, .otherVault, .trail, .oldTrail,
            .manifest,
            .thing, .missing, .recordKey, .payload, .content, .roleSeed, .exported, .pin:
            false
        }
    }
}

extension Officer {
    /// What `body` reads of a listing; where its author sealed it wrongly, an empty object. One such row keeps nobody from the
    /// others, and is named.
    func readable(_ place: Unreadable, _ body: () throws -> JSON) throws -> JSON {
        do {
            return try body()
        } catch VaultError.tampered(let fault) where fault.isByAuthor {
            note(place)
            return .object([])
        }
    }

    /// The key of `epoch`, unwrapped from what was released and checked against its commitment.
    ///
    /// `envelope` is called with the grant whose age file gave the key: it is not accepted yet.
    func compartmentKey(
        _ epoch: EpochName, of verified: VerifiedCase, as role: RoleName, from released: Received,
        envelope: (GrantID) -> Void = { _ in }
    ) throws -> CompartmentKey {
        let state = verified.state
        guard let commitment = state.epoch(epoch)?.commitment else {
            throw VaultError.compartmentNotHeld(epoch.compartment)
        }
        // What somebody sealed wrongly, by mistake or to lock others out, is passed over for the next place, and named.
        var wrong: [(sequence: UInt64, fault: VaultError)] = []
        for access in accesses(state, epoch.compartment, role) {
            for place in state.keyPlaces(of: epoch, access: access, actor: key.handle) {
                guard released.thing(place.item, of: place.sequence) != nil else { continue }
                let box = try verified.thing(place.item, of: place.sequence, in: released)
                let secret: Secret
                do throws(VaultError) {
                    secret = try unwrapped(box, epoch, place.item, access, verified, commitment)
                } catch {
                    wrong.append((place.sequence, error))
                    continue
                }
                for place in wrong { passOver(epoch, state.id, place.sequence) }
                if place.item == .envelope, case .grant(let id) = access { envelope(id) }
                return CompartmentKey(secret)
            }
        }
        throw wrong.first?.fault ?? VaultError.compartmentNotHeld(epoch.compartment)
    }

    private func unwrapped(
        _ box: [UInt8], _ epoch: EpochName, _ item: ItemName, _ access: Access, _ verified: VerifiedCase,
        _ commitment: Digest
    ) throws(VaultError) -> Secret {
        let fault = VaultError.tampered(.compartmentKey(epoch, verified.id))
        do {
            let secret = try unwrap(box, epoch, item, access, verified)
            guard Commitment.epoch(secret, vault: vault, caseID: verified.id, epoch: epoch) == commitment else {
                throw fault
            }
            return secret
        } catch let error as VaultError {
            throw error
        } catch {
            throw fault
        }
    }

    /// On what strengths this officer may hold a compartment; what still runs is the custodian's to say.
    private func accesses(_ state: CaseState, _ compartment: CompartmentName, _ role: RoleName) -> [Access] {
        if role == state.owner { return [.owner] }
        return state.grants.values.filter {
            $0.terms.to == role && $0.terms.compartments.contains(compartment)
        }.sorted { $0.sequence > $1.sequence }.map { .grant($0.terms.grant) }
    }

    private func unwrap(
        _ box: [UInt8], _ epoch: EpochName, _ item: ItemName, _ access: Access, _ verified: VerifiedCase
    ) throws -> Secret {
        let state = verified.state
        let fault = VaultError.tampered(.compartmentKey(epoch, state.id))
        if item == .envelope, case .grant(let id) = access, let grant = state.grants[id] {
            return try envelopeKeys(box, grant).key(KeyBundle.keys(of: grant.terms).firstIndex(of: epoch) ?? 0)
        }
        guard let holder = state.holder(named: item, epoch, access, key.handle) else { throw fault }
        do {
            if item == .holding(epoch, holder) {
                let place = CompartmentKey.holding(vault, state.id, epoch, holder)
                return try withWrapKey(of: holder) { key throws in
                    try XChaChaPoly.openSecret(box.span, associated: place.bytes.span, key: key)
                }
            }
            guard let opener = state.epoch(epoch)?.opener else { throw fault }
            let header = KeyBundle.epoch(vault, state.id, epoch, holder, by: opener)
            return try open(box, header, keyCount: 1, for: holder)
        } catch let error as VaultError {
            throw error
        } catch {
            throw fault
        }
    }

    /// All keys of a grant's envelope, checked against the terms that were signed.
    func envelopeKeys(_ box: [UInt8], _ grant: CaseState.Grant) throws -> Secret {
        let header = KeyBundle.grant(vault, grant.terms, granter: grant.granter)
        do {
            return try open(
                box, header, keyCount: KeyBundle.keys(of: grant.terms).count, for: grant.holder(for: key.handle))
        } catch let error as VaultError {
            throw error
        } catch {
            throw VaultError.tampered(.envelope(grant.terms.grant))
        }
    }

    private func open(_ box: [UInt8], _ header: String, keyCount: Int, for holder: Holder) throws -> Secret {
        switch holder {
        case .owner(let generation), .granted(_, let generation):
            try KeyBundle.open(
                box, header: header, keyCount: keyCount, with: try roleIdentity(generation).identity)
        case .person: try KeyBundle.open(box, header: header, keyCount: keyCount, with: key.identity)
        }
    }

    /// Lends the symmetric key under which `holder` keeps compartment keys.
    func withWrapKey<R: ~Copyable>(of holder: Holder, _ body: (borrowing Secret) throws -> R) throws -> R {
        switch holder {
        case .owner(let generation), .granted(_, let generation): try body(try roleIdentity(generation).wrapKey)
        case .person: try body(key.wrapKey)
        }
    }
}

extension CaseState {
    /// Which holder an item's name speaks of, among those that `actor` can be.
    fileprivate func holder(
        named item: ItemName, _ epoch: EpochName, _ access: Access, _ actor: Handle
    ) -> Holder? {
        var holders = self.epoch(epoch)?.holders ?? []
        if case .grant(let id) = access, let grant = grants[id] { holders.append(grant.holder(for: actor)) }
        return holders.first { item == .holding(epoch, $0) || item == .envelope(epoch, $0) }
    }
}
