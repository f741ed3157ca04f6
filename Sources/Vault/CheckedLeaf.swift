import Casework
import Ledger
import Sodium

/// A leaf as far as it can be checked by itself, many at once: it parses, and its actor signed the request.
struct CheckedLeaf: Sendable {
    let leaf: ReadLeaf
    /// The hash of the request's text: no request stands twice.
    let request: Digest
    let isSigned: Bool
    /// What the signature check cost.
    let signing: Duration

    /// `keys` are of everybody who was ever in the roster: a card never changes. Nil where the leaf does not parse.
    init?(_ bytes: [UInt8], keys: [Handle: NoteKey]) {
        guard let leaf = try? ReadLeaf(parsing: bytes) else { return nil }
        self.leaf = leaf
        let entry = leaf.entry
        request = Digest.of(entry.note.text)
        let clock = ContinuousClock()
        let start = clock.now
        isSigned = keys[entry.request.actor].map { entry.note.isSigned(by: $0) } ?? false
        signing = start.duration(to: clock.now)
    }
}
