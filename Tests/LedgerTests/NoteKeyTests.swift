import Ledger
import Sodium
import Testing

struct NoteKeyTests {
    static let example = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

    @Test func `a key as text is read back`() throws {
        #expect(try NoteKey(vkey: Self.example).vkey == Self.example)
        for algorithm in [NoteKey.Algorithm.ed25519, .cosignature] {
            let key = try noteKey(1, name: "é.example/x", algorithm: algorithm)
            #expect(try NoteKey(vkey: key.vkey) == key)
        }
    }

    @Test func `the id is of name, algorithm and key`() throws {
        let key = try signingKey(1).verifyingKey
        let hash = Digest.of(Array("a.example\n".utf8) + [0x04] + key.bytes)
        let noteKey = try NoteKey(name: "a.example", key: key, algorithm: .cosignature)
        #expect(bigEndian(UInt64(noteKey.id)).suffix(4) == hash.bytes.prefix(4))
        let ids = [
            noteKey.id, try NoteKey(name: "a.example", key: key).id, try NoteKey(name: "b.example", key: key).id,
        ]
        #expect(Set(ids).count == 3)
    }

    @Test(arguments: [
        "", "+", "++", "example.com/foo", "example.com/foo+530d903a",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fox+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+0530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k=",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAAAA",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
        " example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo++530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ])
    func `another spelling of a key is refused`(vkey: String) {
        #expect(throws: LedgerError.keyMalformed) { try NoteKey(vkey: vkey) }
    }

    @Test(arguments: [
        "", " ", "a b", "a+b", "+", "a\u{301}+\u{301}", "a\nb", "a\tb", "a\rb", "a\u{0}", "a\u{85}b", "a\u{a0}b",
        "a\u{1680}", "a\u{2000}", "a\u{200a}", "a\u{2028}", "a\u{2029}", "a\u{202f}", "a\u{205f}", "a\u{3000}", "a ",
        " \u{301}a", "\u{1b}[0m",
    ])
    func `a name that can't stand in a signature line is refused`(name: String) throws {
        let key = try signingKey(1)
        #expect(throws: LedgerError.noteMalformed(.name)) { try NoteKey(name: name, key: key.verifyingKey) }
        #expect(throws: LedgerError.noteMalformed(.name)) {
            try NoteSignature(name: name, keyID: 1, bytes: [1])
        }
        var note = try Note(text: "text\n")
        #expect(throws: LedgerError.noteMalformed(.name)) { try note.sign(as: name, with: key) }
        #expect(note.signatures.isEmpty)
    }

    @Test func `names that only look alike are two names`() throws {
        let composed = "caf\u{e9}.example"
        let decomposed = "cafe\u{301}.example"
        #expect(composed == decomposed)
        let first = try noteKey(1, name: composed)
        let second = try noteKey(1, name: decomposed)
        #expect(first != second)
        #expect(first.id != second.id)
        #expect(Set([first, second]).count == 2)
    }
}
