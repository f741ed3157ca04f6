import Casework
import Ledger
import Sodium
import Vocabulary

/// Whether a request brought what its action needs, and nothing that nobody asked for.
struct ExpectedThings {
    /// The longest thing that travels inside a call; an identity's JSON has at most 1 MiB.
    static let byteLimit = 4 << 20

    private let arrival: Arrival
    private let cargo: Cargo

    init(_ arrival: Arrival, roster: Roster, state: CaseState?) {
        self.arrival = arrival
        cargo = arrival.request.action.kind.cargo(arrival.request, roster, state)
    }

    var fault: Refusal? {
        guard cargo.fits(Set(arrival.call.manifest.items.map(\.name))) else { return .malformed }
        return sizeFault ?? textFault
    }

    private var sizeFault: Refusal? {
        for (name, bytes) in arrival.call.things {
            guard isFormed(name, bytes) else { return .malformed }
            guard bytes.count <= (name == .custodianSeed ? Custodian.seedLimit : Self.byteLimit) else {
                return .tooLarge
            }
        }
        return nil
    }

    private func isFormed(_ name: ItemName, _ bytes: [UInt8]) -> Bool {
        if name == .keyHalf || name == .keyRefresh { return bytes.count == 16 }
        if name == .metadataHalf { return bytes.count == 32 }
        if name == .basis || name == .reason {
            return SaltedText(bytes: bytes) != nil && bytes.count <= SaltedText.byteLimit + 32
        }
        guard name == .tokens else { return true }
        // Of an identity they are many; a search names the words of one name.
        let counts = cargo.required.contains(.tokens) ? 1...SearchTokens.searchLimit : 0...SearchTokens.limit
        return SearchTokens(bytes: bytes).map { counts.contains($0.tokens.count) } ?? false
    }

    /// A text travels beside its salted hash, and must be the one that was signed.
    private var textFault: Refusal? {
        guard let (name, digest) = arrival.request.action.text else { return nil }
        return arrival.call.manifest.item(name)?.digest == digest ? nil : .malformed
    }
}
