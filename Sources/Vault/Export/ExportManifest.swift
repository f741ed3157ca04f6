package import Casework
package import Sodium
package import Vocabulary

/// What an export says that it is: the text of the note that its exporter signed (docs/format.md, "Export").
package struct ExportManifest: Sendable {
    package struct Item: Sendable {
        package let record: RecordID
        /// In the export, with `.age` behind it.
        package let file: String
        package let byteCount: Int
        package let digest: Digest
        /// All that the manifest says of it.
        package let described: JSON
    }

    /// The whole, as it was signed.
    package let object: JSON
    package let vault: VaultID
    package let caseID: CaseID
    package let exporter: Handle
    package let purpose: Purpose
    package let exported: Instant
    package let sequence: UInt64
    package let items: [Item]
    /// What stayed behind, since nobody could read what it is.
    package let unreadable: [RecordID]

    /// Reads the text of a note, strictly: what it accepts, `text` gives back byte for byte.
    ///
    /// Throws `tampered(.exported)`.
    package init(text: String) throws {
        let wrong = VaultError.tampered(.exported(ExportFile.manifest + ".age"))
        let lines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
        guard lines.count == 3, lines[0].elementsEqual(ExportFile.kind.utf8), lines[2].isEmpty,
            let object = try? JSON(
                parsing: Array(lines[1]), limit: ExportFile.manifestLimit, depth: ExportFile.manifestDepth),
            object.text.utf8.elementsEqual(lines[1]), object["format"]?.string == ExportFile.kind,
            let vault = object["vault"]?.string.flatMap({ try? VaultID(hex: $0) }),
            let caseID = object["case"]?.string.flatMap({ try? CaseID($0) }),
            let exporter = object["by"]?.string.flatMap({ try? Handle($0) }),
            let purpose = object["purpose"]?.string.flatMap({ try? Purpose($0) }),
            let exported = object["exported"]?.string.flatMap({ try? Instant($0) }),
            let sequence = object["entry"]?.number.flatMap({ UInt64(exactly: $0) }),
            case .array(let records) = object["records"], case .array(let left) = object["unreadable"]
        else { throw wrong }
        unreadable = try left.map { id in
            guard let id = id.string.flatMap({ try? RecordID($0) }) else { throw wrong }
            return id
        }
        items = try records.map { record in
            guard let id = record["record"]?.string.flatMap({ try? RecordID($0) }),
                let digest = record["sha256"]?.string.flatMap({ Digest(hex: $0[...]) }),
                let byteCount = record["size"]?.number, byteCount >= 0,
                record["file"]?.string == ReceivedExport.file(of: id)
            else { throw wrong }
            return Item(
                record: id, file: ReceivedExport.file(of: id), byteCount: byteCount, digest: digest, described: record)
        }
        guard Set(items.map(\.record)).count == items.count else { throw wrong }
        self.object = object
        self.vault = vault
        self.caseID = caseID
        self.exporter = exporter
        self.purpose = purpose
        self.exported = exported
        self.sequence = sequence
    }

    var text: String { ExportFile.kind + "\n" + object.text + "\n" }
}
