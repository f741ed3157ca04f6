import Ledger
import Sodium
import Testing

struct CosignatureTests {
    private let text = "log.example\n5\n\(CheckpointTests.root)\n"
    private let witness = "siti@unit-ppa"

    private func cosigned(_ text: String, at timestamp: UInt64) throws -> Note {
        var note = try signedNote(text, by: ("log.example", 1))
        try note.add(Cosignature.sign(checkpoint: note, as: witness, with: signingKey(2), timestamp: timestamp))
        return try Note(parsing: note.encoded)
    }

    private func key() throws -> NoteKey {
        try noteKey(2, name: witness, algorithm: .cosignature)
    }

    @Test(arguments: [0, 1, 1_679_315_147, UInt64(Int64.max)])
    func `a cosignature verifies and tells its time`(timestamp: UInt64) throws {
        let note = try cosigned(text, at: timestamp)
        #expect(try Cosignature.verify(note, key: key()) == timestamp)
        #expect(note.isSigned(by: try key()))
        try note.verify(with: noteKey(1, name: "log.example"))
    }

    @Test func `a time past the limit is refused on both sides`() throws {
        let late = Cosignature.timestampLimit + 1
        #expect(throws: LedgerError.timestampOutOfRange(late)) { try cosigned(text, at: late) }
        var note = try signedNote(text, by: ("log.example", 1))
        let signature = try signingKey(2).sign(Cosignature.message(text: text, timestamp: late))
        note.signatures.append(
            try NoteSignature(name: witness, keyID: key().id, bytes: bigEndian(late) + signature))
        #expect(throws: LedgerError.timestampOutOfRange(late)) { try Cosignature.verify(note, key: key()) }
    }

    @Test func `any bit of time or signature flipped is refused`() throws {
        let note = try cosigned(text, at: 1_679_315_147)
        let line = note.signatures[1]
        for bit in 0..<line.bytes.count * 8 {
            var bytes = line.bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            var changed = note
            changed.signatures[1] = try NoteSignature(name: line.name, keyID: line.keyID, bytes: bytes)
            #expect(!changed.isSigned(by: try key()))
        }
        for count in 1..<line.bytes.count {
            var changed = note
            changed.signatures[1] = try NoteSignature(
                name: line.name, keyID: line.keyID, bytes: Array(line.bytes.prefix(count)))
            #expect(throws: LedgerError.signatureInvalid(name: witness)) { try Cosignature.verify(changed, key: key()) }
        }
    }

    @Test func `a cosignature on another checkpoint is refused`() throws {
        var note = try Note(text: "log.example\n6\n\(CheckpointTests.root)\n")
        note.signatures = try cosigned(text, at: 7).signatures
        #expect(throws: LedgerError.signatureInvalid(name: witness)) { try Cosignature.verify(note, key: key()) }
    }

    @Test func `extension lines are signed too`() throws {
        let note = try cosigned(text + "extension\n", at: 7)
        #expect(try Cosignature.verify(note, key: key()) == 7)
        var cut = try Note(text: text)
        cut.signatures = note.signatures
        #expect(throws: LedgerError.signatureInvalid(name: witness)) { try Cosignature.verify(cut, key: key()) }
    }

    @Test func `what is no checkpoint is not cosigned`() throws {
        let note = try signedNote("hello\n", by: ("log.example", 1))
        #expect(throws: LedgerError.checkpointMalformed) {
            try Cosignature.sign(checkpoint: note, as: witness, with: signingKey(2), timestamp: 1)
        }
        var forged = note
        let signature = try signingKey(2).sign(Cosignature.message(text: "hello\n", timestamp: 1))
        forged.signatures.append(try NoteSignature(name: witness, keyID: key().id, bytes: bigEndian(1) + signature))
        #expect(throws: LedgerError.checkpointMalformed) { try Cosignature.verify(forged, key: key()) }
    }

    @Test func `a signature does not pass for a cosignature, nor the other way round`() throws {
        let note = try cosigned(text, at: 7)
        let plain = try noteKey(2, name: witness)
        #expect(throws: LedgerError.signatureMissing(name: witness)) { try note.verify(with: plain) }
        #expect(throws: LedgerError.signatureInvalid(name: witness)) { try Cosignature.verify(note, key: plain) }
        var swapped = note
        swapped.signatures = [
            try NoteSignature(
                name: witness, keyID: plain.id, bytes: Array(note.signatures[1].bytes.dropFirst(8)))
        ]
        #expect(throws: LedgerError.signatureInvalid(name: witness)) { try swapped.verify(with: plain) }
        let signed = try signedNote(text, by: (witness, 2))
        swapped.signatures = [
            try NoteSignature(name: witness, keyID: key().id, bytes: bigEndian(7) + signed.signatures[0].bytes)
        ]
        #expect(throws: LedgerError.signatureInvalid(name: witness)) { try Cosignature.verify(swapped, key: key()) }
    }

    @Test func `of two cosignatures the later counts, and both must verify`() throws {
        var note = try cosigned(text, at: 7)
        note.signatures.append(
            try Cosignature.sign(checkpoint: note, as: witness, with: signingKey(2), timestamp: 9))
        note.signatures.append(
            try Cosignature.sign(checkpoint: note, as: witness, with: signingKey(2), timestamp: 8))
        #expect(try Cosignature.verify(note, key: key()) == 9)
        note.signatures.append(
            try NoteSignature(name: witness, keyID: key().id, bytes: [UInt8](repeating: 0, count: 72)))
        #expect(throws: LedgerError.signatureInvalid(name: witness)) { try Cosignature.verify(note, key: key()) }
    }

    @Test func `cosigning again replaces the older time`() throws {
        var note = try cosigned(text, at: 7)
        try note.add(Cosignature.sign(checkpoint: note, as: witness, with: signingKey(2), timestamp: 9))
        #expect(note.signatures.count == 2)
        #expect(try Cosignature.verify(note, key: key()) == 9)
    }

    @Test func `a witness that did not cosign is missing`() throws {
        let note = try signedNote(text, by: ("log.example", 1))
        #expect(throws: LedgerError.signatureMissing(name: witness)) { try Cosignature.verify(note, key: key()) }
    }
}
