import Casework
import Ledger
import Sodium
import Vocabulary

/// A leaf as far as it can be checked by itself, many at once: it parses, and its actor signed the request.
struct CheckedLeaf: Sendable {
    let leaf: ReadLeaf
    /// The hash of the request's text: no request stands twice.
    let request: Digest
    private(set) var isSigned = false

    /// Nil where it does not parse. The signature is yet to be checked.
    private init?(parsing bytes: [UInt8]) {
        guard let leaf = try? ReadLeaf(parsing: bytes) else { return nil }
        self.leaf = leaf
        request = Digest.of(leaf.entry.note.text)
    }

    /// Checks some leaves: first all are read, then all signatures are checked, so that the code of either stays at hand.
    /// Where one does not parse, those before it. `keys` are of everybody who was ever in the roster: a card never changes.
    ///
    /// `signing` is told what the signature checks cost.
    static func check(
        _ leaves: ArraySlice<[UInt8]>, keys: [Handle: NoteKey], signing: inout Duration
    ) -> [CheckedLeaf] {
        var checked: [CheckedLeaf] = []
        checked.reserveCapacity(leaves.count)
        for bytes in leaves {
            guard let leaf = CheckedLeaf(parsing: bytes) else { break }
            checked.append(leaf)
        }
        let clock = ContinuousClock()
        let start = clock.now
        for place in checked.indices {
            let entry = checked[place].leaf.entry
            guard let key = keys[entry.request.actor] else { continue }
            checked[place].isSigned = entry.note.isSigned(by: key)
        }
        signing += start.duration(to: clock.now)
        return checked
    }
}
