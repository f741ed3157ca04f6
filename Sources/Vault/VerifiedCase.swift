import Casework
import Ledger
import Sodium
import Vocabulary

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
        guard let half, manifests[sequence]?.holds(half) == true else {
            throw VaultError.tampered(.thing(sequence: sequence, name: "half"))
        }
        return try Secret(copying: half.bytes.span)
    }
}
