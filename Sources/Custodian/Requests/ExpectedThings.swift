import Casework
import Ledger
import Sodium
import Vocabulary

/// Whether a request brought what its action needs, and nothing that nobody asked for.
struct ExpectedThings {
    /// The longest thing that travels inside a call; an identity's JSON has at most 1 MiB.
    static let byteLimit = 4 << 20
    /// Of an envelope: 256 KiB of keys, and about 1.6 KiB for each person that it is sealed to. All that somebody holds are
    /// released at once.
    static let envelopeLimit = 512 << 10

    private let arrival: Arrival
    private let cargo: Cargo

    init(_ arrival: Arrival, roster: Roster, state: CaseState?) {
        self.arrival = arrival
        cargo = arrival.request.action.kind.cargo(arrival.request, roster, state)
    }

    private var names: Set<ItemName> { Set(arrival.call.manifest.items.map(\.name)) }

    /// Whether it brought something that nobody asked for: a seed for somebody, a key for everybody. That is an attempt.
    var hasSurplus: Bool { !cargo.surplus(names).isEmpty }

    var fault: Refusal? {
        guard cargo.isComplete(names) else { return .malformed }
        return sizeFault ?? stagedFault ?? textFault
    }

    private var sizeFault: Refusal? {
        for (name, bytes) in arrival.call.things {
            guard isFormed(name, bytes) else { return .malformed }
            guard bytes.count <= limit(of: name) else { return .tooLarge }
        }
        return nil
    }

    private func limit(of name: ItemName) -> Int {
        if name == .custodianSeed { return Custodian.seedLimit }
        return name.isEnvelope ? Self.envelopeLimit : Self.byteLimit
    }

    private func isFormed(_ name: ItemName, _ bytes: [UInt8]) -> Bool {
        if name == .keyHalf || name == .keyRefresh { return bytes.count == SealedSizes.half }
        if name == .metadataHalf { return bytes.count == SealedSizes.metadataHalf }
        // Boxes of A, and of a compartment key.
        if name == .key { return bytes.count == SealedSizes.half + Self.boxOverhead }
        if name.isHolding { return bytes.count == SealedSizes.compartmentKey + Self.boxOverhead }
        if name == .metadata {
            let text = bytes.count - Self.boxOverhead
            return text > 0 && text.isMultiple(of: SealedSizes.metadataPadding)
                && text <= SealedSizes.json + SealedSizes.metadataPadding
        }
        if name == .payload { return isPayload(bytes.count) }
        if name == .recipients { return areRecipients(bytes) }
        if name == .basis || name == .reason {
            return SaltedText(bytes: bytes) != nil
        }
        if name == .nikToken { return SearchTokens(bytes: bytes)?.tokens.count == 1 }
        guard [.tokens, .aliasTokens, .guardianTokens].contains(name) else { return true }
        // Of an identity they are many; a search names the words of one name.
        let counts = cargo.required.contains(.tokens) ? 1...SearchTokens.searchLimit : 0...SearchTokens.limit
        return SearchTokens(bytes: bytes).map { counts.contains($0.tokens.count) } ?? false
    }

    /// Of an XChaCha20-Poly1305 box: nonce and tag.
    private static let boxOverhead = 40
    /// Of an age payload: the nonce, and of each chunk's sealed bytes the tag.
    private static let chunk = (nonce: 16, plaintext: SealedSizes.inlinePayload, tag: 16)

    /// Of a document what fits in one chunk; of an identity a JSON with its padding.
    private func isPayload(_ count: Int) -> Bool {
        let sealed = count - Self.chunk.nonce
        guard sealed >= Self.chunk.tag else { return false }
        let chunks = (sealed + Self.chunk.plaintext + Self.chunk.tag - 1) / (Self.chunk.plaintext + Self.chunk.tag)
        let plaintext = sealed - chunks * Self.chunk.tag
        guard arrival.request.action.record?.kind == .identity else { return chunks == 1 }
        return plaintext > 0 && plaintext.isMultiple(of: SealedSizes.identityPadding)
            && plaintext <= SealedSizes.json + SealedSizes.identityPadding
    }

    /// What is staged is too long to travel inside, and no identity.
    private var stagedFault: Refusal? {
        guard let staged = arrival.call.staged else { return nil }
        let inline = Self.chunk.nonce + Self.chunk.plaintext + Self.chunk.tag
        return arrival.request.action.record?.kind == .document && staged.byteCount > inline ? nil : .malformed
    }

    /// Each of them a line, in the order of the request, which has their hashes; and each a key that a quantum computer does
    /// not open.
    private func areRecipients(_ bytes: [UInt8]) -> Bool {
        let action = arrival.request.action
        let named = action.as(ExportCase.self)?.recipients ?? action.as(RequestExport.self)?.terms.recipients ?? []
        guard let text = String(validating: bytes, as: UTF8.self), text.hasSuffix("\n") else { return false }
        let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count == named.count
            && zip(lines, named).allSatisfy { isRecipient($0) && Digest.of(String($0)) == $1.digest }
    }

    /// A text travels beside its salted hash, and must be the one that was signed.
    private var textFault: Refusal? {
        guard let (name, digest) = arrival.request.action.text else { return nil }
        return arrival.call.manifest.item(name)?.digest == digest ? nil : .malformed
    }
}
