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
    /// Not the one spelling of a tile's path.
    case tilePathMalformed
    /// A level, an index or a width that no tile, or no tile of this kind, can have.
    case tileOutOfRange
    case tileMissing(Tile)
    /// A tile or bundle that has not as many hashes or entries as its place demands.
    case tileMalformed(Tile)
    /// A full tile does not hash to what the tile above has for it.
    case tileDiffers(Tile)
    /// The partial tiles do not lead to the root of the checkpoint.
    case rootDiffers(size: UInt64)
    case bundleMalformed
    case entryTooLong(index: UInt64)
    /// An entry is not the leaf that the tree has at its index.
    case entryDiffers(index: UInt64)
    /// Two notes are not of one and the same checkpoint.
    case checkpointDiffers
    /// `line` counts from 1; nil for what belongs to no line.
    case policyMalformed(PolicyFlaw, line: Int?)
}

/// Which rule of C2SP tlog-policy was broken.
package enum PolicyFlaw: Error, Equatable, Sendable {
    case tooLong(limit: Int)
    case tooManyLines(limit: Int)
    /// The last line does not end in a newline.
    case unfinished
    /// A control character but tab and newline, or 0x7F.
    case controlCharacter
    /// A line that defines nothing known.
    case keyword
    /// Too few or too many items for what the line defines.
    case items
    /// No verifier key, or one of an algorithm that logs, or witnesses, don't sign with.
    case key
    /// Two logs or two witnesses with one public key.
    case duplicateKey
    /// A name that is empty, has white space or a control character, or is `none` where something is defined.
    case name
    /// The name has a definition already.
    case duplicateName
    /// Nothing of this name is defined on a line before.
    case unknownName
    /// The name is a member of a group already.
    case memberTwice
    /// Not `all`, `any`, or a number from 1 to that of the members.
    case threshold
    /// No quorum, or a second one.
    case quorum
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
