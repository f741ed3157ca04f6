package import Sodium

/// Gathering cosignatures under one checkpoint (C2SP tlog-cosignature).
extension Note {
    /// Adds the cosignature of `key`, in place of one under the same name and key.
    ///
    /// Throws as `Cosignature.sign` and `add` do.
    package mutating func cosign(
        as name: String, with key: borrowing SigningKey, timestamp: UInt64
    ) throws(LedgerError) {
        try add(Cosignature.sign(checkpoint: self, as: name, with: key, timestamp: timestamp))
    }

    /// Takes over from `other`, a note of the same checkpoint, the cosignatures of `keys`: of each key the latest of
    /// both notes stays. What else stands under `other` is left there, so that a stranger's lines can't fill this note.
    ///
    /// Changes nothing when it throws: `checkpointDiffers` when the texts differ, `noteMalformed` when there would be
    /// more than 64 signatures, and as `Cosignature.verify` does for the lines of a key that signed `other`.
    package mutating func mergeCosignatures(of other: Note, by keys: [NoteKey]) throws(LedgerError) {
        guard text.hasSameBytes(as: other.text) else { throw .checkpointDiffers }
        var merged = self
        for key in keys where other.signatures.contains(where: { $0.claims(key) }) {
            let theirs = try Cosignature.latest(in: other, key: key)
            if signatures.contains(where: { $0.claims(key) }) {
                guard try Cosignature.latest(in: self, key: key).timestamp < theirs.timestamp else { continue }
            }
            try merged.add(theirs.signature)
        }
        self = merged
    }
}
