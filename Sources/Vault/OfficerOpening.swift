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
        _ record: RecordID, version number: Int? = nil, purpose: Purpose, as wished: RoleName?,
        described: (_ metadata: JSON) -> Void = { _ in },
        to sink: (Span<UInt8>) throws -> Void
    ) throws -> OpenedRecord {
        let action: ActionName = record.kind == .identity ? .identityOpen : .documentOpen
        let role = try role(for: action, wished: wished)
        let done = try ask(.open(record, purpose, version: number), as: role)
        let verified = try verifiedCase(done)
        let versions = verified.state.records[record]?.versions ?? []
        guard let version = versions.first(where: { $0.number == number ?? versions.count }) else {
            throw VaultError.tampered(.missing(record.text))
        }
        return try openVersion(version, verified, as: role, from: done.released, described: described, to: sink)
    }

    /// Opens what was released of a version. An envelope that is used for the first time is accepted.
    func openVersion(
        _ version: CaseState.Version, _ verified: VerifiedCase, as role: RoleName, from released: Received,
        described: (_ metadata: JSON) -> Void = { _ in }, to sink: (Span<UInt8>) throws -> Void
    ) throws -> OpenedRecord {
        var accepting: GrantID?
        let key: CompartmentKey
        do {
            key = try compartmentKey(
                version.place.epoch, of: verified, as: role, from: released, envelope: { accepting = $0 })
        } catch VaultError.compartmentNotHeld {
            // It was allowed, so it is held: the key was withheld.
            throw VaultError.tampered(.missing("compartment-key"))
        }
        let metadata = try openMetadata(version, verified, under: key, from: released)
        // The receipt goes before the content: the granter's agency learns that the grant has arrived.
        if let accepting { try accept(accepting, verified, as: role, from: released) }
        described(metadata)
        let fileKey = try recordKey(version, verified, key, released)
        try openPayload(version, verified, metadata, fileKey, released, to: sink)
        return OpenedRecord(id: version.addition.record, version: version.number, metadata: metadata)
    }

    /// A XOR B, committed to in the signed request: checked before the first byte is opened.
    private func recordKey(
        _ version: CaseState.Version, _ verified: VerifiedCase, _ key: CompartmentKey, _ released: Received
    ) throws -> Secret {
        let addition = version.addition
        let record = addition.record
        let halfB = try verified.half(
            .key, record: record.text, version: version.number, of: version.place.sequence, in: released)
        let halfA = try unwrapHalf(version, verified, key, released)
        let fileKey = try halfA.xor(halfB)
        guard
            Commitment.fileKey(fileKey, vault: vault, record: record, version: version.number)
                == addition.keyCommitment
        else { throw VaultError.tampered(.recordKey(record)) }
        return fileKey
    }

    /// A, from where the version now stands.
    func unwrapHalf(
        _ version: CaseState.Version, _ verified: VerifiedCase, _ key: CompartmentKey, _ released: Received
    ) throws -> Secret {
        let record = version.addition.record
        let wrapKey = try HKDF.derive(from: key.secret, info: "brankas/v1 record")
        let box = try verified.thing(.key, of: version.place.sequence, in: released)
        let binding = recordBinding(verified.id, record, version.number, version.place.epoch)
        do {
            let half = try XChaChaPoly.openSecret(box.span, associated: binding.bytes.span, key: wrapKey)
            guard half.byteCount == 16 else { throw VaultError.tampered(.recordKey(record)) }
            return half
        } catch {
            throw VaultError.tampered(.recordKey(record))
        }
    }

    private func openPayload(
        _ version: CaseState.Version, _ verified: VerifiedCase, _ metadata: JSON, _ fileKey: borrowing Secret,
        _ released: Received, to sink: (Span<UInt8>) throws -> Void
    ) throws {
        let record = version.addition.record
        func check(_ digest: Digest) throws {
            guard let salt = metadata["salt"]?.string.flatMap({ Hex.decode($0) }),
                Commitment.content(digest, salt: salt, vault: vault, record: record, version: version.number)
                    == version.addition.contentCommitment
            else { throw VaultError.tampered(.content(record)) }
        }
        do {
            if let payload = released.payload {
                try check(
                    try Payload.open(
                        fileKey: fileKey, from: { buffer in try payload.read(into: &buffer) }, to: sink))
            } else {
                let box = try verified.thing(.payload, of: version.sequence, in: released)
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
