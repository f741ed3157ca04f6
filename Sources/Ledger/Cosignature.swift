package import Sodium

/// A witness's statement that a checkpoint is the latest and consistent with all it saw (C2SP tlog-cosignature, Ed25519).
///
/// ```
/// signature: timestamp, u64 big-endian, seconds since 1970 ‖ Ed25519 signature (64)
/// signed:    "cosignature/v1\n" ‖ "time <timestamp>\n" ‖ text of the checkpoint
/// ```
package enum Cosignature {
    package static let timestampLimit = UInt64(Int64.max)

    private static let timestampByteCount = 8

    /// The signature line that `name` adds under `note`, whose text is a checkpoint.
    ///
    /// Throws `checkpointMalformed` when it is none, `timestampOutOfRange`, or `noteMalformed` for the name.
    package static func sign(
        checkpoint note: Note, as name: String, with key: borrowing SigningKey, timestamp: UInt64
    ) throws(LedgerError) -> NoteSignature {
        guard timestamp <= timestampLimit else { throw .timestampOutOfRange(timestamp) }
        _ = try Checkpoint(parsing: note.text)
        let noteKey = try NoteKey(name: name, key: key.verifyingKey, algorithm: .cosignature)
        let signature = key.sign(message(text: note.text, timestamp: timestamp))
        return try NoteSignature(name: name, keyID: noteKey.id, bytes: bigEndian(timestamp) + signature)
    }

    /// When the witness `key` cosigned `note`: the latest time, where it did so more than once.
    ///
    /// Throws `checkpointMalformed`, `signatureMissing`, `signatureInvalid` (also for a key that does not cosign), or
    /// `timestampOutOfRange`. A time in the future is the caller's to judge.
    package static func verify(_ note: Note, key: NoteKey) throws(LedgerError) -> UInt64 {
        try latest(in: note, key: key).timestamp
    }

    /// The line that `verify` tells the time of.
    static func latest(
        in note: Note, key: NoteKey
    ) throws(LedgerError) -> (signature: NoteSignature, timestamp: UInt64) {
        guard key.algorithm == .cosignature else { throw .signatureInvalid(name: key.name) }
        _ = try Checkpoint(parsing: note.text)
        let claims = try note.claims(of: key)
        var latest = (signature: claims[0], timestamp: UInt64(0))
        for claim in claims {
            guard claim.bytes.count == timestampByteCount + VerifyingKey.signatureByteCount else {
                throw .signatureInvalid(name: key.name)
            }
            let timestamp = UInt64(bigEndian: claim.bytes.prefix(timestampByteCount))
            guard timestamp <= timestampLimit else { throw .timestampOutOfRange(timestamp) }
            let signature = Array(claim.bytes.dropFirst(timestampByteCount))
            guard key.key.verifies(signature, on: message(text: note.text, timestamp: timestamp)) else {
                throw .signatureInvalid(name: key.name)
            }
            if timestamp > latest.timestamp { latest = (claim, timestamp) }
        }
        return latest
    }

    /// What is signed: a header of its own, so that a cosignature never passes for a signature on the text.
    package static func message(text: String, timestamp: UInt64) -> [UInt8] {
        "cosignature/v1\ntime \(timestamp)\n\(text)".bytes
    }
}
