import Age
import Casework
import Sodium
package import Vocabulary

/// A record that was opened: its bytes went to the sink.
package struct OpenedRecord: Sendable {
    package let id: RecordID
    package let version: Int
    package let metadata: JSON
}

extension Officer {
    /// Opens a record, its newest version or the one of that number, piece by piece into `sink`. What `sink` gets is authenticated; that it
    /// is whole and the content that was stored is certain only when this returns.
    package func open(
        _ record: RecordID, version number: Int? = nil, purpose: Purpose,
        described: (_ metadata: JSON) -> Void = { _ in },
        to sink: (Span<UInt8>) throws -> Void
    ) throws -> OpenedRecord {
        let action: ActionName = record.kind == .identity ? .identityOpen : .documentOpen
        let role = try role(for: action)
        let keys = try keys(try ask(.open(record, purpose, version: number), as: role))
        let versions = keys.state.records[record]?.versions ?? []
        guard let version = versions.first(where: { $0.number == number ?? versions.count }) else {
            throw VaultError.tampered(.missing(record.text))
        }
        return try openVersion(version, keys, described: described, to: sink)
    }

    /// Opens what was released of a version. An envelope that is used for the first time is accepted.
    func openVersion(
        _ version: CaseState.Version, _ keys: CaseKeys, described: (_ metadata: JSON) -> Void = { _ in },
        to sink: (Span<UInt8>) throws -> Void
    ) throws -> OpenedRecord {
        let epoch = version.place.epoch
        do {
            _ = try keys.key(epoch)
        } catch VaultError.compartmentNotHeld {
            // It was allowed, so it is held: the key was withheld.
            throw VaultError.tampered(.missing("compartment-key"))
        }
        let metadata = try keys.metadata(of: version)
        // The receipt goes before the content: the granter's agency learns that the grant has arrived.
        if let grant = keys.grantToAccept(with: epoch) { try accept(grant, keys) }
        described(metadata)
        try openPayload(version, keys, metadata, try keys.fileKey(of: version), to: sink)
        return OpenedRecord(id: version.addition.record, version: version.number, metadata: metadata)
    }

    private func openPayload(
        _ version: CaseState.Version, _ keys: CaseKeys, _ metadata: JSON, _ fileKey: borrowing Secret,
        to sink: (Span<UInt8>) throws -> Void
    ) throws {
        let record = version.addition.record
        func check(_ digest: Digest) throws {
            guard let salt = metadata.salt, version.isCommitted(to: digest, salt: salt, in: vault)
            else { throw VaultError.tampered(.content(record)) }
        }
        do {
            if let payload = keys.released.payload {
                try check(
                    try Payload.open(
                        fileKey: fileKey, from: { buffer in try payload.read(into: &buffer) }, to: sink))
            } else {
                let box = try keys.verified.thing(.payload, of: version.sequence, in: keys.released)
                // What is whole in memory is checked before a byte of it leaves.
                var content = try Payload.open(box.span, fileKey: fileKey)
                defer { wipe(&content) }
                try check(Digest.of(content))
                try sink(content.span)
            }
        } catch is AgeError {
            throw VaultError.tampered(.payload(record))
        }
    }
}
