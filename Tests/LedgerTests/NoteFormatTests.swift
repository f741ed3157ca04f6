import Ledger
import Testing

struct NoteFormatTests {
    @Test(arguments: [
        // No empty line, or nothing after it.
        ("", NoteFlaw.unfinished), ("\n", .unsigned), ("text\n", .unsigned), ("text\n\n", .unsigned),
        ("text\n— a AAAAAAA=\n", .unsigned), ("\n— a AAAAAAA=\n", .unsigned), ("— a AAAAAAA=\n", .unsigned),
        ("text\n\n— a AAAAAAA=\n\n", .unsigned), ("text\n\n\n", .unsigned),
        // No newline at the end, or after the last line's base64.
        ("text", .unfinished), ("text\n\n— a AAAAAAA=", .unfinished), ("text\n\n— a AAAAAAA=\n ", .unfinished),
        ("text\n\n— a AAAAAAA=\r", .unfinished),
        // Control characters in the text.
        ("te\rxt\n\n— a AAAAAAA=\n", .controlCharacter), ("text\r\n\n— a AAAAAAA=\n", .controlCharacter),
        ("te\txt\n\n— a AAAAAAA=\n", .controlCharacter), ("te\0xt\n\n— a AAAAAAA=\n", .controlCharacter),
        ("\u{1b}[2J\n\n— a AAAAAAA=\n", .controlCharacter),
        // Carriage returns where lines end are no line ends.
        ("text\r\n\r\n— a AAAAAAA=\r\n", .unsigned), ("text\n\n— a AAAAAAA=\r\n", .signatureLine),
        // Signature lines of another shape.
        ("text\n\n- a AAAAAAA=\n", .signatureLine), ("text\n\n–\u{20}a AAAAAAA=\n", .signatureLine),
        ("text\n\n—a AAAAAAA=\n", .signatureLine), ("text\n\n—  a AAAAAAA=\n", .signatureLine),
        ("text\n\n—  AAAAAAA=\n", .name),
        ("text\n\n— a  AAAAAAA=\n", .signatureLine), ("text\n\n— a AAAAAAA= \n", .signatureLine),
        ("text\n\n— a AAAAAAA= b\n", .signatureLine), ("text\n\n— a\n", .signatureLine),
        ("text\n\n— a \n", .signatureLine), ("text\n\n— \n", .signatureLine), ("text\n\n—\n", .signatureLine),
        ("text\n\n—\u{a0}a AAAAAAA=\n", .signatureLine), ("text\n\n — a AAAAAAA=\n", .signatureLine),
        ("text\n\nx\n", .signatureLine), ("text\n\n— a AAAAAAA=\nx\n", .signatureLine),
        // Key names.
        ("text\n\n— a+b AAAAAAA=\n", .name), ("text\n\n— a\u{3000}b AAAAAAA=\n", .name),
        ("text\n\n— a\tb AAAAAAA=\n", .name), ("text\n\n— + AAAAAAA=\n", .name),
        ("text\n\n— a+\u{301} AAAAAAA=\n", .name),
        // Base64 that is not the one encoding, and too few bytes for an id and a signature.
        ("text\n\n— a AAAAAAB=\n", .signatureLine), ("text\n\n— a AAAAAAA\n", .signatureLine),
        ("text\n\n— a AAAAAAA==\n", .signatureLine), ("text\n\n— a AAAA\n", .signatureLine),
        ("text\n\n— a AAAAAA==\n", .signatureLine), ("text\n\n— a AAAA_-A=\n", .signatureLine),
        ("text\n\n— a AAAAAAA=AAAA\n", .signatureLine), ("text\n\n— a é\n", .signatureLine),
        ("text\n\n— a AAAéAAA=\n", .signatureLine), ("text\n\n— a AAAA\tAAA=\n", .signatureLine),
    ])
    func `a note of another shape is refused`(text: String, flaw: NoteFlaw) {
        #expect(throws: LedgerError.noteMalformed(flaw)) { try parse(text) }
    }

    @Test func `the smallest note is one empty line of text and one byte of signature`() throws {
        let note = try parse("\n\n— a AAAAAAA=\n")
        #expect(note.text == "\n")
        #expect(note.signatures == [try NoteSignature(name: "a", keyID: 0, bytes: [0])])
    }

    @Test(
        arguments: [
            [0xff], [0xc3], [0xc3, 0x28], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82],
        ] as [[UInt8]])
    func `a note that is not UTF-8 is refused`(bytes: [UInt8]) {
        let end = Array("\n\n— a AAAAAAA=\n".utf8)
        #expect(throws: LedgerError.noteMalformed(.notUTF8)) { try Note(parsing: Array("text".utf8) + bytes + end) }
        let inName = Array("text\n\n— a".utf8) + bytes + Array(" AAAAAAA=\n".utf8)
        #expect(throws: LedgerError.noteMalformed(.signatureLine)) { try Note(parsing: inName) }
        let inSignature = Array("text\n\n— a AAAA".utf8) + bytes + Array("AAA=\n".utf8)
        #expect(throws: LedgerError.noteMalformed(.signatureLine)) { try Note(parsing: inSignature) }
    }

    @Test func `sixteen signatures are read, as C2SP demands, and as many as the limit, and no more`() throws {
        for count in [16, Note.signatureLimit] {
            let lines = (0..<count).map { "— name\($0) AAAAAAA=\n" }.joined()
            #expect(try parse("text\n\n" + lines).signatures.count == count)
        }
        let tooMany = (0...Note.signatureLimit).map { "— name\($0) AAAAAAA=\n" }.joined()
        #expect(throws: LedgerError.noteMalformed(.tooManySignatures(limit: Note.signatureLimit))) {
            try parse("text\n\n" + tooMany)
        }
    }

    @Test func `a note is not given more signatures than can be read`() throws {
        var note = try Note(text: "text\n")
        for number in 0..<Note.signatureLimit {
            try note.add(NoteSignature(name: "n\(number)", keyID: 0, bytes: [0]))
        }
        #expect(throws: LedgerError.noteMalformed(.tooManySignatures(limit: Note.signatureLimit))) {
            try note.add(NoteSignature(name: "one-more", keyID: 0, bytes: [0]))
        }
        #expect(throws: LedgerError.noteMalformed(.tooManySignatures(limit: Note.signatureLimit))) {
            try note.sign(as: "one-more", with: signingKey(1))
        }
        #expect(note.signatures.count == Note.signatureLimit)
        #expect(try Note(parsing: note.encoded) == note)
    }

    @Test func `a note over the limit of bytes is refused unread`() throws {
        let note = try signedNote("text\n", by: ("a", 1)).encoded
        _ = try Note(parsing: note, limit: note.count)
        #expect(throws: LedgerError.noteMalformed(.tooLong(limit: note.count - 1))) {
            try Note(parsing: note, limit: note.count - 1)
        }
        let large = [UInt8](repeating: 0x0a, count: Note.byteLimit + 1)
        #expect(throws: LedgerError.noteMalformed(.tooLong(limit: Note.byteLimit))) { try Note(parsing: large) }
    }

    @Test func `a mebibyte of empty lines is refused for want of a signature`() {
        let lines = [UInt8](repeating: 0x0a, count: Note.byteLimit)
        #expect(throws: LedgerError.noteMalformed(.unsigned)) { try Note(parsing: lines) }
    }
}
