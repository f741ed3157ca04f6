import Casework
import Ledger
import Sodium
import Vocabulary

/// A call whose form is right: the note parses, the manifest is the one it signs, the things are those of the manifest.
///
/// Who signed it, and whether they may, comes later.
struct Arrival: Sendable {
    let note: Note
    let request: Request
    let call: Call

    /// Whether it brings content: the room that is kept for a full disk is for what was stored before.
    var stores: Bool { call.staged != nil || call.things[.payload] != nil }

    init(_ call: Call, vault: VaultID, objects: ObjectStore?) throws {
        guard call.note.count <= Request.byteLimit else { throw CustodyError.refused(.tooLarge) }
        guard let note = try? Note(parsing: call.note), note.signatures.count == 1,
            let request = try? Request(parsing: note.text)
        else { throw CustodyError.refused(.malformed) }
        guard request.vault == vault else { throw CustodyError.notThisVault }
        // As it will be read back: an item that stands twice, or a name that no reader takes, would spoil the entry.
        guard request.manifest == call.manifest.digest,
            (try? Manifest(parsing: call.manifest.text)) == call.manifest
        else { throw CustodyError.refused(.malformed) }
        // By name: nobody's signature is checked yet, and somebody may name ten thousand.
        var expected = Dictionary(call.manifest.items.map { ($0.name, $0) }) { first, _ in first }
        for (name, bytes) in call.things {
            guard let item = expected.removeValue(forKey: name), item.byteCount == bytes.count,
                item.digest == Digest.of(bytes)
            else { throw CustodyError.refused(.malformed) }
        }
        if let staged = call.staged {
            // It comes in one way: stored twice, it would be a row that no entry explains.
            guard call.things[.payload] == nil, let item = expected.removeValue(forKey: .payload),
                item.byteCount == staged.byteCount,
                item.digest == staged.digest, objects?.holds(staged) == true
            else { throw CustodyError.refused(.malformed) }
        }
        guard expected.isEmpty else { throw CustodyError.refused(.malformed) }
        self.note = note
        self.request = request
        self.call = call
    }
}
