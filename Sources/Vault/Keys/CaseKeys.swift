import Age
import Casework
import Sodium
import Vocabulary

/// The way from a verified case to what is sealed in it: compartment keys, and under them metadata and record keys.
///
/// Everything is checked against what was signed: a thing against its author's manifest, a key against its commitment.
final class CaseKeys {
    let verified: VerifiedCase
    let released: Received
    /// In which role the case was asked for.
    let role: RoleName
    private let own: OwnKeys
    private let findings: Findings
    private var keys: [EpochName: CompartmentKey] = [:]
    /// The grants whose envelopes gave keys: they are not accepted yet.
    private var envelopes: [EpochName: GrantID] = [:]

    init(_ verified: VerifiedCase, from released: Received, as role: RoleName, _ own: OwnKeys, _ findings: Findings) {
        self.verified = verified
        self.released = released
        self.role = role
        self.own = own
        self.findings = findings
    }

    var state: CaseState { verified.state }

    // MARK: Compartment keys

    /// The key of `epoch`, unwrapped from what was released and checked against its commitment.
    ///
    /// Throws `compartmentNotHeld` where nothing was released that holds it. What somebody sealed wrongly, by mistake or to
    /// lock others out, is passed over for the next place, and named.
    func key(_ epoch: EpochName) throws -> CompartmentKey {
        if let known = keys[epoch] { return known }
        guard let commitment = state.epoch(epoch)?.commitment else {
            throw VaultError.compartmentNotHeld(epoch.compartment)
        }
        var wrong: [(sequence: UInt64, fault: VaultError)] = []
        for access in accesses(epoch.compartment) {
            for place in state.keyPlaces(of: epoch, access: access, actor: own.person.handle) {
                guard released.thing(place.item, of: place.sequence) != nil else { continue }
                let box = try verified.thing(place.item, of: place.sequence, in: released)
                let secret: Secret
                do throws(VaultError) {
                    secret = try committed(box, epoch, place.item, access, commitment)
                } catch {
                    wrong.append((place.sequence, error))
                    continue
                }
                for place in wrong { findings.passOver(epoch, state.id, place.sequence) }
                if place.item == .envelope, case .grant(let id) = access { envelopes[epoch] = id }
                let key = CompartmentKey(secret)
                keys[epoch] = key
                return key
            }
        }
        throw wrong.first?.fault ?? VaultError.compartmentNotHeld(epoch.compartment)
    }

    /// The grant by whose envelope the key of `epoch` came, which is not accepted yet; nil where it came otherwise.
    func grantToAccept(with epoch: EpochName) -> GrantID? { envelopes[epoch] }

    /// It is accepted now.
    func noteAccepted(_ grant: GrantID) { envelopes = envelopes.filter { $0.value != grant } }

    /// On what strengths this officer may hold a compartment, the newest grant first; what still runs is the custodian's to say.
    private func accesses(_ compartment: CompartmentName) -> [Access] {
        if role == state.owner { return [.owner] }
        return state.grants.values.filter {
            $0.terms.to == role && $0.terms.compartments.contains(compartment)
        }.sorted { $0.sequence > $1.sequence }.map { .grant($0.terms.grant) }
    }

    private func committed(
        _ box: [UInt8], _ epoch: EpochName, _ item: ItemName, _ access: Access, _ commitment: Digest
    ) throws(VaultError) -> Secret {
        let fault = VaultError.tampered(.compartmentKey(epoch, state.id))
        do {
            let secret = try unwrap(box, epoch, item, access)
            guard Commitment.epoch(secret, vault: own.vault, caseID: state.id, epoch: epoch) == commitment else {
                throw fault
            }
            return secret
        } catch let error as VaultError {
            throw error
        } catch {
            throw fault
        }
    }

    private func unwrap(_ box: [UInt8], _ epoch: EpochName, _ item: ItemName, _ access: Access) throws -> Secret {
        let fault = VaultError.tampered(.compartmentKey(epoch, state.id))
        if item == .envelope, case .grant(let id) = access, let grant = state.grants[id] {
            return try own.envelope(box, of: grant).key(KeyBundle.keys(of: grant.terms).firstIndex(of: epoch) ?? 0)
        }
        guard let holder = state.holder(named: item, epoch, access, own.person.handle) else { throw fault }
        do {
            if item == .holding(epoch, holder) {
                let place = CompartmentKey.holding(own.vault, state.id, epoch, holder)
                return try own.withWrapKey(of: holder) { key throws in
                    try XChaChaPoly.openSecret(box.span, associated: place.bytes.span, key: key)
                }
            }
            guard let opener = state.epoch(epoch)?.opener else { throw fault }
            let header = KeyBundle.epoch(own.vault, state.id, epoch, holder, by: opener)
            return try own.open(box, header: header, keyCount: 1, for: holder)
        } catch let error as VaultError {
            throw error
        } catch {
            throw fault
        }
    }

    /// The keys of a grant, wrapped anew by who accepts it: under the wrap key of their role, or their own. Nil where one that
    /// was committed to is another: what opens of it opens, but a receipt is given only for what is whole.
    func acceptance(of grant: CaseState.Grant) throws -> [ItemName: [UInt8]]? {
        let box = try verified.thing(.envelope, of: grant.sequence, in: released)
        let all = try own.envelope(box, of: grant)
        let holder = grant.holder(for: own.person.handle)
        var things: [ItemName: [UInt8]] = [:]
        for (index, epoch) in KeyBundle.keys(of: grant.terms).enumerated() {
            let key = CompartmentKey(try all.key(index))
            // The newest are those that were committed to. One of an earlier epoch that is not, because the granter could not
            // open it either, is passed over where it is wanted: it keeps nobody from the others.
            guard
                !grant.terms.epochs.contains(epoch)
                    || Commitment.epoch(key.secret, vault: own.vault, caseID: state.id, epoch: epoch)
                        == state.epoch(epoch)?.commitment
            else {
                findings.passOver(epoch, state.id, grant.sequence)
                return nil
            }
            things[.holding(epoch, holder)] = try own.withWrapKey(of: holder) { wrapKey throws in
                try key.wrap(under: wrapKey, CompartmentKey.holding(own.vault, state.id, epoch, holder))
            }
        }
        return things
    }

    // MARK: Metadata

    /// What the case was given at its making: title, number, kind, opened.
    func summary() throws -> JSON { try metadata(.summary(own.vault, state.id), of: state.sequence) }

    /// The metadata of a record's version, from where it now stands.
    func metadata(of version: CaseState.Version) throws -> JSON {
        try metadata(place(of: version), of: version.place.sequence)
    }

    private func metadata(_ place: RecordPlace, of sequence: UInt64) throws -> JSON {
        let key = try key(place.epoch)
        let half = try verified.half(
            .metadata, record: place.record, version: place.version, of: sequence, in: released)
        return try place.openMetadata(
            try verified.thing(.metadata, of: sequence, in: released), half: half, under: key)
    }

    /// What is listed of a version; where its author sealed it wrongly, an empty object.
    func listedMetadata(of version: CaseState.Version) throws -> JSON {
        let place = Unreadable(
            caseID: state.id, record: version.addition.record, sequence: version.place.sequence)
        return try findings.readable(place) { try metadata(of: version) }
    }

    func listedSummary() throws -> JSON {
        try findings.readable(Unreadable(caseID: state.id, record: nil, sequence: state.sequence)) { try summary() }
    }

    /// The hash of a version's content and the commitment's salt, as the metadata has them: they make the commitment that
    /// was signed.
    func recordedHash(
        of version: CaseState.Version
    ) throws -> (metadata: JSON, digest: Digest, salt: [UInt8]) {
        let metadata = try metadata(of: version)
        guard let salt = metadata.salt, let digest = metadata["sha256"]?.string.flatMap({ Digest(hex: $0) }),
            version.isCommitted(to: digest, salt: salt, in: own.vault)
        else { throw VaultError.tampered(.metadata(version.addition.record.text)) }
        return (metadata, digest, salt)
    }

    // MARK: Record keys

    private func place(of version: CaseState.Version) -> RecordPlace {
        RecordPlace(
            vault: own.vault, caseID: state.id, subject: .record(version.addition.record, version: version.number),
            epoch: version.place.epoch)
    }

    /// A, the officer's half of a version's file key, from where it now stands.
    func half(of version: CaseState.Version) throws -> Secret {
        let key = try key(version.place.epoch)
        let box = try verified.thing(.key, of: version.place.sequence, in: released)
        guard let half = try place(of: version).unwrapHalf(box, under: key) else {
            throw VaultError.tampered(.recordKey(version.addition.record))
        }
        return half
    }

    /// A XOR B, committed to in the signed request: checked before the first byte is opened.
    func fileKey(of version: CaseState.Version) throws -> Secret {
        let record = version.addition.record
        let halfB = try verified.half(
            .key, record: record.text, version: version.number, of: version.place.sequence, in: released)
        let fileKey = try half(of: version).xor(halfB)
        guard
            Commitment.fileKey(fileKey, vault: own.vault, record: record, version: version.number)
                == version.addition.keyCommitment
        else { throw VaultError.tampered(.recordKey(record)) }
        return fileKey
    }
}

extension JSON {
    /// Of a record's metadata, the salt of the commitment to its content.
    var salt: [UInt8]? { self["salt"]?.string.flatMap { Hex.decode($0) } }
}

extension CaseState.Version {
    /// Whether its author committed to content with this hash.
    func isCommitted(to content: Digest, salt: [UInt8], in vault: VaultID) -> Bool {
        Commitment.content(content, salt: salt, vault: vault, record: addition.record, version: number)
            == addition.contentCommitment
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
