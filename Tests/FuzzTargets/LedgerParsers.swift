import Ledger
import Sodium

extension Parser {
    static let ledger: [Parser] = [
        Parser("note", bytes: { try Note(parsing: $0) }, write: { $0.encoded }),
        Parser("checkpoint", text: { try Checkpoint(parsing: $0) }, write: { $0.text }),
        Parser("tlog-proof", bytes: { try TlogProof(parsing: $0) }, write: { $0.encoded }),
        Parser("note-key", text: { try NoteKey(vkey: $0) }, write: { $0.vkey }),
        Parser("cosignature", readCosignature),
        Parser("merkle-proof", readMerkleProof),
        Parser("hex", text: { try some(Hex.decode($0)) }, write: { Hex.encode($0) }),
        Parser("base64") { bytes in
            any(
                [Base64.Padding.padded, .unpadded].map { padding in
                    guard let decoded = Base64.decode(bytes, padding) else { return .refused }
                    return rewritten(bytes) { Array(Base64.encode(decoded, padding).utf8) }
                })
        },
    ]

    /// A witness's key is fixed: what is accepted is a note that it cosigned.
    private static func readCosignature(_ bytes: [UInt8]) -> Verdict {
        guard let note = try? Note(parsing: bytes), let key = try? Fixed.witnessKey(),
            let time = try? Cosignature.verify(note, key: key)
        else { return .refused }
        guard time <= Cosignature.timestampLimit, (try? Checkpoint(parsing: note.text)) != nil, note.isSigned(by: key)
        else { return .broken("a cosignature on what is no checkpoint") }
        return rewritten(bytes) { note.encoded }
    }

    /// Size and root twice, the index of a leaf, its hash, then the hashes of the proof: who proves chooses all of it.
    ///
    ///     from (8 ‖ 32) ‖ to (8 ‖ 32) ‖ index (8) ‖ leaf hash (32) ‖ n × hash (32)
    private static func readMerkleProof(_ bytes: [UInt8]) -> Verdict {
        var rest = bytes[...]
        func take(_ count: Int) -> [UInt8]? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        func number() -> UInt64? { take(8)?.reduce(0) { $0 << 8 | UInt64($1) } }
        func hash() -> Digest? { take(32).flatMap { Digest($0) } }
        guard let fromSize = number(), let fromRoot = hash(), let toSize = number(), let toRoot = hash(),
            let index = number(), let leaf = hash()
        else { return .refused }
        var proof: [Digest] = []
        while let digest = hash() { proof.append(digest) }
        let (from, to) = (TreeHead(size: fromSize, root: fromRoot), TreeHead(size: toSize, root: toRoot))
        let isIncluded = (try? verifyInclusion(of: leaf, index: index, in: to, proof: proof)) != nil
        let isConsistent = (try? verifyConsistency(from: from, to: to, proof: proof)) != nil
        if isIncluded, index >= toSize || proof.count > 64 { return .broken("a leaf outside its tree") }
        if isConsistent, fromSize > toSize || fromSize == toSize && fromRoot != toRoot {
            return .broken("a tree that shrank or changed")
        }
        return isIncluded || isConsistent ? .accepted : .refused
    }
}

/// Throws where an optional's reader refuses.
func some<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Refused() }
    return value
}
