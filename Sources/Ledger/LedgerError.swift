/// What can be wrong with a log, or with what is shown of one.
package enum LedgerError: Error, Equatable {
    case noteMalformed(NoteFlaw)
    /// A verifier key is not `<name>+<id>+<base64>`, or its id is not its own.
    case keyMalformed
    /// The note bears no signature line of this key's name and id.
    case signatureMissing(name: String)
    /// A line claims this key by name and id, and its signature does not verify.
    case signatureInvalid(name: String)
    case checkpointMalformed
    /// A valid checkpoint of another log.
    case originDiffers
    /// A cosignature's time is past 2^63 - 1 seconds.
    case timestampOutOfRange(UInt64)
    case proofMalformed
    case inclusionFails(index: UInt64, size: UInt64)
    case consistencyFails(from: UInt64, to: UInt64)
    /// The storage lacks a node that a tree of this size has.
    case nodeMissing(level: Int, index: UInt64)
    /// A proof was asked for a leaf that is not in the tree.
    case indexOutOfRange(index: UInt64, size: UInt64)
    /// A proof was asked from a larger tree to a smaller one, or an append to a tree that can't grow.
    case sizeOutOfRange(size: UInt64, limit: UInt64)
}

/// Which rule of C2SP signed-note was broken.
package enum NoteFlaw: Equatable, Sendable {
    case tooLong(limit: Int)
    case notUTF8
    case controlCharacter
    /// The text or the note does not end in a newline.
    case unfinished
    /// No empty line, or no signature after it.
    case unsigned
    case signatureLine
    case tooManySignatures(limit: Int)
    /// A key name that is empty or has white space, a plus sign or a control character.
    case name
}
