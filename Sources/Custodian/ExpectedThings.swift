import Casework
import Ledger
import Sodium
import Vocabulary

/// Which things a request must bring, and which it may: what nobody asked for is not stored.
///
/// Without this, whoever may do anything at all could send a `custodian-seed` along, or a role seed and a search key
/// for somebody else.
struct ExpectedThings {
    /// The longest thing that travels inside a call; an identity's JSON has at most 1 MiB.
    static let byteLimit = 4 << 20
    /// Words of a name that one search names at most.
    static let termLimit = 32

    private let arrival: Arrival
    private var required: Set<ItemName> = []
    private var optional: Set<ItemName> = []
    /// Of each group, one at least.
    private var either: [[ItemName]] = []
    private var takesTokens = false

    init(_ arrival: Arrival, roster: Roster, state: CaseState?) {
        self.arrival = arrival
        let actor = arrival.request.actor
        switch arrival.request.action {
        case .joinVault: required = [.genesis]
        case .enroll(let handle, let roles, _, let newKeys):
            required = Set([.card(handle)] + newKeys.map { .roleKey($0) })
            optional = [.searchKey(for: handle)]
            if roster.charter.enrolmentApprovals == 0 { optional.insert(.custodianSeed) }
            for role in roles {
                for number in 1...max(roster.currentKey(of: role)?.generation ?? 1, 1) {
                    optional.insert(.roleSeed(RoleGeneration(role: role, generation: number), for: handle))
                }
            }
            for key in newKeys { optional.formUnion([.roleSeed(key, for: handle), .roleSeed(key, for: actor)]) }
        case .approveEnrolment(let handle, _):
            // Before the approval that suffices the seed is for nobody new.
            let count = roster.people[handle].map { roster.approvalCount($0) } ?? 0
            if count + 1 >= roster.charter.enrolmentApprovals { optional = [.custodianSeed] }
        case .dismiss(let handle, _, let newKeys):
            required = Set([.reason] + newKeys.map { .roleKey($0) })
            optional = [.custodianSeed]
            for key in newKeys {
                for member in roster.members(andWaitingOf: key.role) + [actor] where member != handle {
                    optional.insert(.roleSeed(key, for: member))
                }
            }
        case .createCase(_, let generation, let epochs):
            let holder = Holder.owner(RoleGeneration(role: arrival.request.role, generation: generation))
            required = Set([.metadata, .metadataHalf] + epochs.map { .holding($0.name, holder) })
        case .add(let addition): expect(addition)
        case .move(let move):
            required = [.key, .keyRefresh, .metadata, .metadataHalf]
            expect(move.opening, of: move.epoch)
        case .requestGrant: required = [.basis]
        case .createGrant: required = [.envelope, .basis]
        case .acceptGrant(let id):
            guard let grant = state?.grants[id] else { break }
            for newest in grant.terms.epochs {
                for number in 1...max(newest.epoch, 1) {
                    let epoch = EpochName(compartment: newest.compartment, epoch: number)
                    required.insert(.holding(epoch, grant.holder(for: actor)))
                }
            }
        case .revokeGrant, .refuseAsk, .withdraw, .restore: required = [.reason]
        case .find:
            required = [.token(1), .salt]
            optional = Set((2...Self.termLimit).map { .token($0) })
        default: break
        }
    }

    private mutating func expect(_ addition: Addition) {
        required = [.metadata, .metadataHalf, .key, .keyHalf, .payload]
        if addition.reason != nil { required.insert(.reason) }
        takesTokens = addition.record.kind == .identity
        expect(addition.opening, of: addition.epoch)
    }

    /// Whoever opens an epoch seals its key to every holder: nobody is left out.
    private mutating func expect(_ opening: Addition.Opening?, of epoch: EpochName) {
        for holder in opening?.holders ?? [] {
            either.append([.holding(epoch, holder), .envelope(epoch, holder)])
        }
    }

    var fault: Refusal? {
        let names = Set(arrival.call.manifest.items.map(\.name))
        guard required.isSubset(of: names), either.allSatisfy({ !names.isDisjoint(with: $0) }) else {
            return .malformed
        }
        let expected = required.union(optional).union(either.joined())
        guard names.allSatisfy({ expected.contains($0) || takesTokens && $0.isToken }) else {
            return .malformed
        }
        return sizeFault ?? textFault
    }

    private var sizeFault: Refusal? {
        for (name, bytes) in arrival.call.things {
            let isRight =
                switch name {
                case .keyHalf, .keyRefresh: bytes.count == 16
                case .metadataHalf, .salt: bytes.count == 32
                case .basis, .reason: SaltedText(bytes: bytes) != nil && bytes.count <= SaltedText.byteLimit + 32
                default: !name.isToken || bytes.count == 32
                }
            guard isRight else { return .malformed }
            guard bytes.count <= (name == .custodianSeed ? Custodian.seedLimit : Self.byteLimit) else {
                return .tooLarge
            }
        }
        return nil
    }

    /// A text travels beside its salted hash, and must be the one that was signed.
    private var textFault: Refusal? {
        guard let (name, digest) = arrival.request.action.text else { return nil }
        return arrival.call.manifest.item(name)?.digest == digest ? nil : .malformed
    }
}
