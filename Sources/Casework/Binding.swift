package import Vocabulary

/// The associated data that binds a ciphertext to its place: a text like every other of the format.
package struct Binding: Sendable {
    private var writer: FieldWriter

    package init(kind: String, vault: VaultID) {
        writer = FieldWriter(kind: "brankas/binding/v1")
        writer.put("kind", kind)
        writer.put("vault", vault.digest)
    }

    package func with(_ key: String, _ value: String) -> Binding {
        var copy = self
        copy.writer.put(key, value)
        return copy
    }

    package func with(_ key: String, _ number: UInt64) -> Binding {
        var copy = self
        copy.writer = FieldWriter(going: writer, room: key.utf8.count + 22)
        copy.writer.put(key, number)
        return copy
    }

    package var bytes: [UInt8] { writer.bytes }

    /// Of a record version's wrapped key half, or its metadata.
    package static func record(
        _ kind: String, vault: VaultID, caseID: CaseID, record: String, version: Int, epoch: EpochName
    ) -> Binding {
        Binding(kind: kind, vault: vault)
            .with("case", caseID.text)
            .with("compartment", epoch.text)
            .with("record", record)
            .with("version", String(version))
    }
}
