package import Sodium

/// A proof, complete in itself, that a log holds an entry (C2SP tlog-proof).
///
/// ```
/// c2sp.org/tlog-proof@v1
/// extra <base64>                 left out when there is none
/// index <decimal>
/// <base64 of a hash>             one line each, the leaf's sibling first
///
/// <the checkpoint, a signed note>
/// ```
package struct TlogProof: Hashable, Sendable {
    /// For the application's use, and signed by nobody. Nil, or not empty.
    package let extra: [UInt8]?
    package let index: UInt64
    package let proof: [Digest]
    package let checkpoint: Note

    package static let byteLimit = 1 << 20
    /// A tree of fewer than 2^64 leaves has no longer path.
    package static let hashLimit = 64

    private static let header = Array("c2sp.org/tlog-proof@v1".utf8)

    /// Throws `proofMalformed` when `extra` is empty or `proof` too long, `checkpointMalformed` when the note is no
    /// checkpoint.
    package init(index: UInt64, proof: [Digest], checkpoint: Note, extra: [UInt8]? = nil) throws(LedgerError) {
        guard extra != [], proof.count <= Self.hashLimit else { throw .proofMalformed }
        _ = try Checkpoint(parsing: checkpoint.text)
        self.index = index
        self.proof = proof
        self.checkpoint = checkpoint
        self.extra = extra
    }

    /// Reads a proof, strictly: what it accepts, `encoded` gives back byte for byte.
    ///
    /// Throws `proofMalformed`, or for its checkpoint `noteMalformed` or `checkpointMalformed`. Nothing is verified.
    package init(parsing bytes: [UInt8], limit: Int = byteLimit) throws(LedgerError) {
        guard bytes.count <= limit else { throw .proofMalformed }
        // The proof has no empty line of its own: the first one ends it.
        var rest = bytes[...]
        func nextLine() -> ArraySlice<UInt8>? {
            guard let end = rest.firstIndex(of: Ascii.newline) else { return nil }
            defer { rest = rest[(end + 1)...] }
            return rest[..<end]
        }
        guard nextLine()?.elementsEqual(Self.header) == true, var line = nextLine() else { throw .proofMalformed }
        var extra: [UInt8]?
        if let value = Self.value(of: "extra ", in: line) {
            guard let bytes = Base64.decode(Array(value)), let next = nextLine() else { throw .proofMalformed }
            extra = bytes
            line = next
        }
        guard let index = Self.value(of: "index ", in: line).flatMap({ UInt64(canonical: $0) }) else {
            throw .proofMalformed
        }
        var proof: [Digest] = []
        while true {
            guard let line = nextLine() else { throw .proofMalformed }
            if line.isEmpty { break }
            guard proof.count < Self.hashLimit, let hash = Base64.decode(Array(line)).flatMap(Digest.init) else {
                throw .proofMalformed
            }
            proof.append(hash)
        }
        try self.init(
            index: index, proof: proof, checkpoint: Note(parsing: Array(rest), limit: limit), extra: extra)
    }

    /// The proof as a `.tlog-proof` file.
    package var encoded: [UInt8] {
        var lines = ["index \(index)"] + proof.map { Base64.encode($0.bytes) }
        if let extra { lines.insert("extra " + Base64.encode(extra), at: 0) }
        return Self.header + [Ascii.newline] + lines.flatMap { $0.bytes + [Ascii.newline] } + [Ascii.newline]
            + checkpoint.encoded
    }

    /// Checks that the log `origin` with `key` holds `leafHash` at `index`; gives the checkpoint that says so.
    ///
    /// Throws as `Checkpoint(verifying:)` does, or `inclusionFails`. Which witnesses must have cosigned is the
    /// caller's policy (`Cosignature.verify` on `checkpoint`).
    @discardableResult
    package func verify(leafHash: Digest, origin: String, key: NoteKey) throws(LedgerError) -> Checkpoint {
        let checkpoint = try Checkpoint(verifying: checkpoint, origin: origin, key: key)
        try verifyInclusion(of: leafHash, index: index, in: checkpoint.head, proof: proof)
        return checkpoint
    }

    private static func value(of label: String, in line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        line.starts(with: label.utf8) ? line.dropFirst(label.utf8.count) : nil
    }
}
