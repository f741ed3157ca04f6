import Casework
import Sodium
import Vocabulary

/// Where a record's version stands, or a case's summary: what its ciphertexts are bound to, so that none of them opens in any
/// other place (docs/format.md, "Bindings").
struct RecordPlace {
    enum Subject: Hashable {
        case summary
        case record(RecordID, version: Int)
    }

    let vault: VaultID
    let caseID: CaseID
    let subject: Subject
    /// The key of which compartment it is under.
    let epoch: EpochName

    /// A case's summary stands under the only key of its compartment.
    static func summary(_ vault: VaultID, _ id: CaseID) -> RecordPlace {
        RecordPlace(
            vault: vault, caseID: id, subject: .summary, epoch: EpochName(compartment: .summary, epoch: 1))
    }

    /// As halves and bindings name it: of a summary, its case.
    var record: String {
        switch subject {
        case .summary: caseID.text
        case .record(let id, _): id.text
        }
    }

    var version: Int {
        switch subject {
        case .summary: 1
        case .record(_, let version): version
        }
    }

    private func binding(_ kind: String) -> Binding {
        .record(kind, vault: vault, caseID: caseID, record: record, version: version, epoch: epoch)
    }

    // MARK: Metadata

    /// Seals `value` under a key that is born with it: HKDF(compartment key, half, ids). The custodian gets the half.
    func sealMetadata(_ value: JSON, under key: CompartmentKey) throws -> (box: [UInt8], half: [UInt8]) {
        let half = Random.bytes(SealedSizes.metadataHalf)
        let binding = binding("metadata")
        let metadataKey = try metadataKey(try Secret(copying: half.span), binding, under: key)
        return (
            try XChaChaPoly.seal(
                padded(Array(value.text.utf8)).span, associated: binding.bytes.span, key: metadataKey), half
        )
    }

    func openMetadata(_ box: [UInt8], half: borrowing Secret, under key: CompartmentKey) throws -> JSON {
        let binding = binding("metadata")
        let metadataKey = try metadataKey(half, binding, under: key)
        guard let text = try? XChaChaPoly.open(box.span, associated: binding.bytes.span, key: metadataKey),
            let value = try? JSON(parsing: text)
        else { throw VaultError.tampered(.metadata(record)) }
        return value
    }

    private func metadataKey(
        _ half: borrowing Secret, _ binding: Binding, under key: CompartmentKey
    ) throws -> Secret {
        let info = Array("brankas/v1 metadata\n".utf8) + binding.bytes
        return try half.withBytes { half throws in
            try HKDF.derive(from: key.secret, salt: half, info: info.span)
        }
    }

    /// Spaces up to a multiple of 256: JSON ignores them, and the length of a title shows less.
    private func padded(_ text: [UInt8]) -> [UInt8] {
        text + [UInt8](repeating: 0x20, count: -text.count & (SealedSizes.metadataPadding - 1))
    }

    // MARK: The officer's half of the file key

    func wrapHalf(_ half: borrowing Secret, under key: CompartmentKey) throws -> [UInt8] {
        let binding = binding("record-key")
        let wrapKey = try HKDF.derive(from: key.secret, info: "brankas/v1 record")
        return try half.withBytes { half throws in
            try XChaChaPoly.seal(half, associated: binding.bytes.span, key: wrapKey)
        }
    }

    /// Nil where it does not open, or is no half.
    func unwrapHalf(_ box: [UInt8], under key: CompartmentKey) throws -> Secret? {
        let binding = binding("record-key")
        let wrapKey = try HKDF.derive(from: key.secret, info: "brankas/v1 record")
        guard let half = try? XChaChaPoly.openSecret(box.span, associated: binding.bytes.span, key: wrapKey),
            half.byteCount == SealedSizes.half
        else { return nil }
        return half
    }
}
