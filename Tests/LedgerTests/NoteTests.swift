import Ledger
import Sodium
import Testing

struct NoteTests {
    private let name = "log.example"
    private let other = "witness.example"

    @Test func `a signed note verifies and is read back byte for byte`() throws {
        let note = try signedNote("one\n\ntwo\n", by: (name, 1))
        try note.verify(with: noteKey(1, name: name))
        let again = try Note(parsing: note.encoded)
        #expect(again == note)
        #expect(again.encoded == note.encoded)
        try again.verify(with: noteKey(1, name: name))
    }

    @Test func `a note with two signatures verifies under each`() throws {
        let note = try Note(parsing: signedNote("text\n", by: (name, 1), (other, 2)).encoded)
        #expect(note.signatures.count == 2)
        try note.verify(with: noteKey(1, name: name))
        try note.verify(with: noteKey(2, name: other))
    }

    @Test func `a key that did not sign is missing`() throws {
        let note = try signedNote("text\n", by: (name, 1))
        let strangers = [
            try noteKey(2, name: name), try noteKey(1, name: other),
            try noteKey(1, name: name, algorithm: .cosignature),
        ]
        for key in strangers.prefix(2) {
            #expect(throws: LedgerError.signatureMissing(name: key.name)) { try note.verify(with: key) }
        }
        for key in strangers { #expect(!note.isSigned(by: key)) }
        #expect(throws: LedgerError.signatureMissing(name: name)) {
            try Note(text: "text\n").verify(with: noteKey(1, name: name))
        }
    }

    @Test func `lines of unknown keys are ignored, even with the name or the id of a known one`() throws {
        let key = try noteKey(1, name: name)
        var note = try signedNote("text\n", by: (name, 1))
        note.signatures.insert(try NoteSignature(name: name, keyID: key.id ^ 1, bytes: [1]), at: 0)
        note.signatures.append(try NoteSignature(name: other, keyID: key.id, bytes: [1, 2]))
        note = try Note(parsing: note.encoded)
        try note.verify(with: key)
    }

    @Test func `a line with the name and id of a known key has to verify`() throws {
        let key = try noteKey(1, name: name)
        let note = try signedNote("text\n", by: (name, 1))
        for bytes in [[1], [UInt8](repeating: 0, count: 64), note.signatures[0].bytes + [0]] {
            var forged = try Note(text: "text\n")
            forged.signatures = [try NoteSignature(name: name, keyID: key.id, bytes: bytes)]
            #expect(throws: LedgerError.signatureInvalid(name: name)) { try forged.verify(with: key) }
            // Beside the true one as well: the whole note is then in doubt.
            forged.signatures += note.signatures
            #expect(throws: LedgerError.signatureInvalid(name: name)) { try forged.verify(with: key) }
        }
    }

    @Test func `a signature on another text is invalid`() throws {
        var note = try Note(text: "other\n")
        note.signatures = try signedNote("text\n", by: (name, 1)).signatures
        #expect(throws: LedgerError.signatureInvalid(name: name)) { try note.verify(with: noteKey(1, name: name)) }
    }

    @Test func `signing again replaces`() throws {
        var note = try signedNote("text\n", by: (name, 1), (other, 2))
        try note.sign(as: name, with: signingKey(1))
        #expect(note.signatures.count == 2)
        try note.sign(as: name, with: signingKey(3))
        #expect(note.signatures.count == 3)
    }

    @Test(arguments: ["", "text", "text\r", "\n ", "text\n\u{301}"])
    func `a text that does not end in a newline is refused`(text: String) {
        #expect(throws: LedgerError.noteMalformed(.unfinished)) { try Note(text: text) }
    }

    @Test func `a text with a control character is refused`() {
        for control in UInt8(0)..<0x20 where control != 0x0a {
            let character = String(UnicodeScalar(control))
            for text in ["\(character)\n", "a\(character)b\n", "a\(character)\n", "a\n\(character)\n"] {
                #expect(throws: LedgerError.noteMalformed(.controlCharacter)) { try Note(text: text) }
            }
        }
    }

    @Test(arguments: ["\n", "\n\n", "a\n\n\n", "\n\na\n", "— a b\n", "a\n\n— log.example AAAAAAA=\n"])
    func `any text of lines can be signed and read back`(text: String) throws {
        let note = try Note(parsing: signedNote(text, by: (name, 1)).encoded)
        #expect(Array(note.text.utf8) == Array(text.utf8))
        try note.verify(with: noteKey(1, name: name))
    }

    @Test func `texts that only look alike are two texts`() throws {
        let composed = try signedNote("caf\u{e9}\n", by: (name, 1))
        var decomposed = try Note(text: "cafe\u{301}\n")
        #expect(composed.text == decomposed.text)
        decomposed.signatures = composed.signatures
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(!decomposed.isSigned(by: try noteKey(1, name: name)))
    }

    @Test func `a key does not verify a name that only looks like its own`() throws {
        let note = try signedNote("text\n", by: ("caf\u{e9}", 1))
        try note.verify(with: noteKey(1, name: "caf\u{e9}"))
        #expect(!note.isSigned(by: try noteKey(1, name: "cafe\u{301}")))
        // Nor when the id is made to fit.
        var forged = note
        let decomposed = try noteKey(1, name: "cafe\u{301}")
        forged.signatures = [
            try NoteSignature(name: "caf\u{e9}", keyID: decomposed.id, bytes: note.signatures[0].bytes)
        ]
        #expect(throws: LedgerError.signatureMissing(name: "cafe\u{301}")) { try forged.verify(with: decomposed) }
    }
}
