import Ledger
import Sodium
import Testing

struct CosignedNoteTests {
    private let text = "log.example\n5\n\(CheckpointTests.root)\n"

    private func checkpoint() throws -> Note {
        try signedNote(text, by: ("log.example", 1))
    }

    private func key(_ byte: UInt8) throws -> NoteKey {
        try noteKey(byte, name: "w\(byte)", algorithm: .cosignature)
    }

    private func cosigned(_ witnesses: (byte: UInt8, timestamp: UInt64)...) throws -> Note {
        var note = try checkpoint()
        for witness in witnesses {
            try note.cosign(as: "w\(witness.byte)", with: signingKey(witness.byte), timestamp: witness.timestamp)
        }
        return note
    }

    @Test func `cosigning again replaces the line`() throws {
        let note = try cosigned((2, 5), (3, 6), (2, 7))
        #expect(note.signatures.map(\.name) == ["log.example", "w3", "w2"])
        #expect(try Cosignature.verify(note, key: key(2)) == 7)
        try note.verify(with: noteKey(1, name: "log.example"))
        #expect(try Note(parsing: note.encoded) == note)
        var hello = try Note(text: "hello\n")
        #expect(throws: LedgerError.checkpointMalformed) {
            try hello.cosign(as: "w", with: signingKey(2), timestamp: 1)
        }
    }

    @Test func `cosignatures of several notes come together, the latest of each key`() throws {
        var note = try cosigned((2, 5), (3, 9))
        let keys = try [key(2), key(3), key(4), key(5)]
        try note.mergeCosignatures(of: cosigned((4, 1), (2, 8)), by: keys)
        try note.mergeCosignatures(of: cosigned((3, 4), (2, 8)), by: keys)
        let times = try [2, 3, 4].map { try Cosignature.verify(note, key: key($0)) }
        #expect(times == [8, 9, 1])
        #expect(note.signatures.count == 4)
        try note.verify(with: noteKey(1, name: "log.example"))
        let before = note
        try note.mergeCosignatures(of: note, by: keys)
        #expect(note == before)
    }

    @Test func `of several lines of one key the latest is taken`() throws {
        var other = try checkpoint()
        for timestamp in [4, 9, 6] as [UInt64] {
            other.signatures += try cosigned((2, timestamp)).signatures.dropFirst()
        }
        var note = try checkpoint()
        try note.mergeCosignatures(of: other, by: [key(2)])
        #expect(note == (try cosigned((2, 9))))
    }

    @Test func `a stranger's lines are left where they are`() throws {
        var other = try cosigned((2, 5), (9, 5))
        for number in 0..<60 {
            other.signatures.append(try NoteSignature(name: "stranger\(number)", keyID: 1, bytes: [1]))
        }
        var note = try checkpoint()
        try note.mergeCosignatures(of: other, by: [key(2)])
        #expect(note == (try cosigned((2, 5))))
    }

    @Test func `a note of another checkpoint is not merged`() throws {
        var note = try checkpoint()
        for other in [text.replacing("\n5\n", with: "\n6\n"), text + "extension\n", "log.éxample\n5\nx\n"] {
            let before = note
            #expect(throws: LedgerError.checkpointDiffers) {
                try note.mergeCosignatures(of: Note(text: other), by: [key(2)])
            }
            #expect(note == before)
        }
        // Alike to the eye and to String's `==`, another to whoever verifies.
        var composed = try Note(text: text.replacing("log.example", with: "caf\u{e9}"))
        let decomposed = try Note(text: text.replacing("log.example", with: "cafe\u{301}"))
        #expect(composed.text == decomposed.text)
        #expect(throws: LedgerError.checkpointDiffers) { try composed.mergeCosignatures(of: decomposed, by: []) }
    }

    @Test func `a false cosignature of a known key is an error, and nothing is taken`() throws {
        var other = try cosigned((2, 5))
        let line = try #require(try cosigned((3, 5)).signatures.last)
        var bytes = line.bytes
        bytes[7] ^= 1
        other.signatures.append(try NoteSignature(name: line.name, keyID: line.keyID, bytes: bytes))
        var note = try checkpoint()
        let before = note
        #expect(throws: LedgerError.signatureInvalid(name: "w3")) {
            try note.mergeCosignatures(of: other, by: [key(2), key(3)])
        }
        #expect(note == before)
        // The same line of a key that nobody asked for is a stranger's.
        try note.mergeCosignatures(of: other, by: [key(2)])
        #expect(note == (try cosigned((2, 5))))
    }

    @Test func `a merged note has 64 signatures at most`() throws {
        let keys = try (100..<164).map { try key($0) }
        var note = try checkpoint()
        for (place, key) in keys.enumerated() {
            var other = try checkpoint()
            try other.cosign(as: key.name, with: signingKey(UInt8(100 + place)), timestamp: 1)
            if place < 63 {
                try note.mergeCosignatures(of: other, by: keys)
                #expect(note.signatures.count == place + 2)
            } else {
                let before = note
                #expect(throws: LedgerError.noteMalformed(.tooManySignatures(limit: 64))) {
                    try note.mergeCosignatures(of: other, by: keys)
                }
                #expect(note == before)
            }
        }
        #expect(try Note(parsing: note.encoded) == note)
    }
}
