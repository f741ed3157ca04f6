import Casework
import Ledger
import Sodium
import Vocabulary

/// Everything that the custodian's seed gives (docs/format.md, "Custodian keys").
final class CustodianKeys: Sendable {
    let checkpoint: SigningKey
    private let ledger: Secret
    private let column: Secret
    private let lookup: Secret
    private let pepper: Secret
    private let half: Secret

    init(seed: borrowing Secret) throws {
        checkpoint = try CustodianSeed.checkpointKey(seed)
        ledger = try HKDF.derive(from: seed, info: "brankas/v1 ledger")
        column = try HKDF.derive(from: seed, info: "brankas/v1 column")
        lookup = try HKDF.derive(from: seed, info: "brankas/v1 lookup")
        pepper = try HKDF.derive(from: seed, info: "brankas/v1 pepper")
        half = try HKDF.derive(from: seed, info: "brankas/v1 half")
    }

    /// A leaf at rest, padded to a multiple of 512 so that its length tells less.
    func sealLeaf(_ leaf: [UInt8], binding: Binding) throws -> [UInt8] {
        try XChaChaPoly.seal(Padding.pad(leaf, to: 512).span, associated: binding.bytes.span, key: ledger)
    }

    func openLeaf(_ box: Span<UInt8>, binding: Binding) -> [UInt8]? {
        guard var leaf = try? XChaChaPoly.open(box, associated: binding.bytes.span, key: ledger),
            Padding.unpad(&leaf)
        else { return nil }
        return leaf
    }

    func seal(_ bytes: [UInt8], binding: Binding) throws -> [UInt8] {
        try XChaChaPoly.seal(bytes.span, associated: binding.bytes.span, key: column)
    }

    func open(_ box: [UInt8], binding: Binding) -> [UInt8]? {
        open(box.span, binding: binding)
    }

    func open(_ box: Span<UInt8>, binding: Binding) -> [UInt8]? {
        try? XChaChaPoly.open(box, associated: binding.bytes.span, key: column)
    }

    func sealHalf(_ bytes: [UInt8], binding: Binding) throws -> [UInt8] {
        try XChaChaPoly.seal(bytes.span, associated: binding.bytes.span, key: half)
    }

    func openHalf(_ box: [UInt8], binding: Binding) -> [UInt8]? {
        try? XChaChaPoly.open(box.span, associated: binding.bytes.span, key: half)
    }

    /// What a name is looked up by: equal for equal names, telling nothing else.
    func lookup(_ kind: String, _ text: String) -> [UInt8] {
        Array(HMAC.authenticate(Array("\(kind)\n\(text)".utf8), key: lookup).prefix(LookupValue.byteCount))
    }

    /// What a search token is stored as: index and search key alone find nothing.
    func pepper(_ token: [UInt8]) -> [UInt8] {
        HMAC.authenticate(token, key: pepper)
    }
}

/// What a name is looked up by, in place: a log's rows hold three each.
struct LookupValue: Hashable {
    static let byteCount = 16

    private let high: UInt64
    private let low: UInt64

    /// Nil unless `bytes` are 16.
    init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var (high, low) = (UInt64(0), UInt64(0))
        for place in 0..<8 {
            high = high << 8 | UInt64(bytes[place])
            low = low << 8 | UInt64(bytes[8 + place])
        }
        self.high = high
        self.low = low
    }
}

/// What the actor, the role and the action of an entry are looked up by.
struct LookupValues: Hashable {
    let actor: LookupValue
    let role: LookupValue
    let action: LookupValue

    /// Nil unless there are all three.
    init?(actor: LookupValue?, role: LookupValue?, action: LookupValue?) {
        guard let actor, let role, let action else { return nil }
        self.actor = actor
        self.role = role
        self.action = action
    }
}

/// ISO/IEC 7816-4 padding: 0x80, then zeros.
enum Padding {
    static func pad(_ bytes: [UInt8], to multiple: Int) -> [UInt8] {
        let length = (bytes.count / multiple + 1) * multiple
        return bytes + [0x80] + [UInt8](repeating: 0, count: length - bytes.count - 1)
    }

    /// False, and `bytes` as they were, where they were not padded.
    static func unpad(_ bytes: inout [UInt8]) -> Bool {
        guard let end = bytes.span.lastNonzero, bytes[end] == 0x80 else { return false }
        bytes.removeLast(bytes.count - end)
        return true
    }
}
