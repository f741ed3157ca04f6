import Casework
import Ledger
import Sodium
import Vocabulary

/// Everything that the custodian's seed gives (docs/format.md, "Custodian keys").
final class CustodianKeys: Sendable {
    let checkpoint: SigningKey
    let session: SigningKey
    private let ledger: Secret
    private let column: Secret
    private let lookup: Secret
    private let pepper: Secret
    private let half: Secret

    init(seed: borrowing Secret) throws {
        checkpoint = try CustodianSeed.checkpointKey(seed)
        session = try CustodianSeed.sessionKey(seed)
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
