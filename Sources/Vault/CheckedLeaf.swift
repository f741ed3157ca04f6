import Casework
import Ledger
import Sodium

/// A leaf as far as it can be checked by itself, many at once: it parses, and its actor signed the request.
struct CheckedLeaf: Sendable {
    let leaf: ReadLeaf
    /// The hash of the request's text: no request stands twice.
    let request: Digest
    let isSigned: Bool

    /// Checks some leaves: first all are read, then all signatures are checked, so that the code of either stays at hand.
    /// Nil for one that does not parse. `keys` are of everybody who was ever in the roster: a card never changes.
    ///
    /// `signing` is told what the signature checks cost.
    static func check(
        _ leaves: ArraySlice<[UInt8]>, keys: [Handle: NoteKey], signing: inout Duration
    ) -> [CheckedLeaf?] {
        let read = leaves.map { try? ReadLeaf(parsing: $0) }
        let requests = read.map { $0.map { Digest.of($0.entry.note.text) } }
        let clock = ContinuousClock()
        let start = clock.now
        let signed = read.map { leaf in
            guard let entry = leaf?.entry, let key = keys[entry.request.actor] else { return false }
            return entry.note.isSigned(by: key)
        }
        signing += start.duration(to: clock.now)
        return read.indices.map { place in
            guard let leaf = read[place], let request = requests[place] else { return nil }
            return CheckedLeaf(leaf: leaf, request: request, isSigned: signed[place])
        }
    }
}
