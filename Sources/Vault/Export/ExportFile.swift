import Casework
import Ledger
import Vocabulary

/// The files of an export beside its records (docs/format.md, "Export"); each is an age file, with `.age` behind its name.
package enum ExportFile {
    /// What is in it, a note signed by whoever exported it.
    package static let manifest = "manifest.note"
    /// The same, for programs that read no notes.
    package static let manifestJSON = "manifest.json"
    /// That the ledger has the entry by which it left.
    package static let proof = "entry.tlog-proof"
    package static let genesis = "genesis"
    package static let card = "exporter.card"

    /// Of the manifest, as a note and as JSON, in bytes.
    static let manifestLimit = 16 << 20
    /// What others wrote of a record stands in the manifest up to this length; of all records together up to `describedLimit`.
    package static let recordLimit = 64 << 10
    package static let describedLimit = 8 << 20
    /// A record's metadata stands two levels deep.
    static let manifestDepth = JSON.depthLimit + 2

    /// The first line of the manifest's note.
    static let kind = "brankas/export/v1"
}

extension Officer {
    /// The genesis as its founder signed it.
    package var genesisNote: [UInt8] { history.items.first?.things[.genesis] ?? [] }

    /// The manifest of an export as a note under this officer's name: its type in the first line, the object in the second.
    package func signExport(manifest: JSON) throws -> [UInt8] {
        var note = try Note(text: ExportFile.kind + "\n" + manifest.text + "\n")
        try note.sign(as: key.handle.text, with: key.signing)
        return note.encoded
    }
}
