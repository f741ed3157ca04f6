import Sodium

/// A log's signed tree head as text (C2SP tlog-checkpoint).
///
/// ```
/// <origin>
/// <size, decimal>
/// <root, base64>
/// <extension lines, none as a rule>
/// ```
package struct Checkpoint: Sendable {
    /// Which log. Compare it by bytes, never with `==`.
    package let origin: String
    package let head: TreeHead
    package let extensions: [String]

    /// Far more than any log writes; a bound on what a stranger can make us split.
    package static let byteLimit = 1 << 16

    /// Throws `checkpointMalformed` when a line is empty, or has a newline or another control character in it.
    package init(origin: String, head: TreeHead, extensions: [String] = []) throws(LedgerError) {
        let isSound = ([origin] + extensions).allSatisfy { line in
            !line.isEmpty && line.utf8.allSatisfy { $0 >= Ascii.space }
        }
        guard isSound else { throw .checkpointMalformed }
        self.origin = origin
        self.head = head
        self.extensions = extensions
        guard text.utf8.count <= Self.byteLimit else { throw .checkpointMalformed }
    }

    /// Reads a note's text, strictly: what it accepts, `text` gives back byte for byte.
    ///
    /// Throws `checkpointMalformed`. Whose word it is, the note's signatures tell.
    package init(parsing text: String) throws(LedgerError) {
        guard text.utf8.count <= Self.byteLimit, text.utf8.last == Ascii.newline else { throw .checkpointMalformed }
        let lines = text.utf8.dropLast().split(separator: Ascii.newline, omittingEmptySubsequences: false)
        guard lines.count >= 3, let size = UInt64(canonical: lines[1]),
            let root = Base64.decode(Array(lines[2])).flatMap(Digest.init)
        else { throw .checkpointMalformed }
        try self.init(
            origin: String(Substring(lines[0])), head: TreeHead(size: size, root: root),
            extensions: lines[3...].map { String(Substring($0)) })
    }

    /// The checkpoint in `note`, once `key` is found to have signed it and it is of the log `origin`.
    ///
    /// Throws as `Note.verify` does, `checkpointMalformed`, or `originDiffers`.
    package init(verifying note: Note, origin: String, key: NoteKey) throws(LedgerError) {
        try note.verify(with: key)
        try self.init(parsing: note.text)
        guard self.origin.hasSameBytes(as: origin) else { throw .originDiffers }
    }

    /// The text to sign, with its final newline.
    package var text: String {
        let lines = [origin, String(head.size), Base64.encode(head.root.bytes)] + extensions
        return lines.map { $0 + "\n" }.joined()
    }
}

extension Checkpoint: Hashable {
    package static func == (left: Checkpoint, right: Checkpoint) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(text.bytes)
    }
}
