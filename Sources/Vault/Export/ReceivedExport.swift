import Age
package import Casework
import Ledger
import Sodium
package import Vocabulary

/// An export, read with a recipient's own key and held against what was signed: without a vault.
///
/// What it shows: the manifest is as its exporter signed it, the ledger that the genesis names has the entry by which the
/// case left, and that names this key among the recipients. Whether the genesis and the exporter's card are the right ones,
/// people tell each other: by the vault's id and the card's fingerprint.
package struct ReceivedExport: Sendable {
    package typealias Item = ExportManifest.Item

    package let vault: VaultID
    package let caseID: CaseID
    package let exporter: Card
    package let purpose: Purpose
    package let exported: Instant
    package let sequence: UInt64
    package let manifest: JSON
    package let items: [Item]
    /// What stayed behind, since nobody could read what it is.
    package let unreadable: [RecordID]

    /// `read` gives the bytes of a file of the export, at most as many as it is told.
    ///
    /// Throws `notARecipient`, or `tampered(.exported)` for the first file that is not as it must be.
    package init(with key: PersonKey, read: (_ name: String, _ limit: Int) throws -> [UInt8]) throws {
        func open(_ name: String) throws -> [UInt8] {
            let file = try read(name + ".age", ExportFile.manifestLimit + (1 << 20))
            do {
                return try AgeFile.open(file.span, with: key.identity, limit: ExportFile.manifestLimit)
            } catch AgeError.noMatch {
                throw VaultError.notARecipient
            } catch {
                throw VaultError.tampered(.exported(name + ".age"))
            }
        }
        func parsed<Value>(_ name: String, _ parse: ([UInt8]) throws -> Value?) throws -> Value {
            let bytes = try open(name)
            do {
                if let value = try parse(bytes) { return value }
            } catch {}
            throw VaultError.tampered(.exported(name + ".age"))
        }
        exporter = try parsed(ExportFile.card) { try Card(parsing: $0) }
        let exporter = exporter
        let manifest = try parsed(ExportFile.manifest) { bytes in
            let note = try Note(parsing: bytes, limit: ExportFile.manifestLimit)
            guard note.signatures.count == 1 else { return nil as ExportManifest? }
            try note.verify(with: exporter.noteKey)
            return try ExportManifest(text: note.text)
        }
        _ = try parsed(ExportFile.manifestJSON) { bytes in
            bytes.elementsEqual((manifest.object.text + "\n").utf8) ? true : nil
        }
        let genesis = try parsed(ExportFile.genesis) { try Genesis(parsing: try Note(parsing: $0).text) }
        let entry = try parsed(ExportFile.proof) { bytes -> Entry? in
            let proof = try TlogProof(parsing: bytes)
            guard let leaf = proof.extra else { return nil }
            try proof.verify(
                leafHash: MerkleTree.leafHash(leaf), origin: genesis.origin,
                key: try NoteKey(name: genesis.origin, key: genesis.custodian))
            let entry = try Entry(parsing: leaf)
            guard entry.sequence == proof.index, entry.outcome.isAllowed, entry.note.isSigned(by: try exporter.noteKey)
            else { return nil }
            return entry
        }
        let wrong = VaultError.tampered(.exported(ExportFile.manifest + ".age"))
        let own = Digest.of(try key.identity.recipient.text)
        guard let export = entry.request.action.as(ExportCase.self), export.record == nil,
            entry.request.vault == genesis.vault, entry.request.actor == exporter.handle,
            manifest.vault == genesis.vault, manifest.caseID == export.caseID, manifest.exporter == exporter.handle,
            manifest.purpose == export.purpose, manifest.exported == entry.time, manifest.sequence == entry.sequence,
            export.recipients.contains(where: { $0.digest == own })
        else { throw wrong }
        vault = genesis.vault
        caseID = export.caseID
        purpose = export.purpose
        exported = entry.time
        sequence = entry.sequence
        self.manifest = manifest.object
        items = manifest.items
        unreadable = manifest.unreadable
    }

    /// The file of a record: named by its id and nothing that anybody wrote.
    package static func file(of record: RecordID) -> String {
        record.text + (record.kind == .identity ? ".json.age" : ".age")
    }

    /// Opens a record, piece by piece into `sink`. That it is whole, and the one that the manifest names, is certain only when
    /// this returns.
    package func open(
        _ item: Item, with key: PersonKey, from source: (inout MutableSpan<UInt8>) throws -> Int,
        to sink: (Span<UInt8>) throws -> Void
    ) throws {
        var hasher = Hasher256()
        var byteCount = 0
        do {
            try AgeFile.open(with: key.identity, from: source) { chunk in
                hasher.update(chunk)
                byteCount += chunk.count
                try sink(chunk)
            }
        } catch is AgeError {
            throw VaultError.tampered(.exported(item.file))
        }
        guard byteCount == item.byteCount, hasher.finish() == item.digest else {
            throw VaultError.tampered(.exported(item.file))
        }
    }
}
