import Sodium
import Testing

struct DigestTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `FIPS 180-4`(text: String, expected: String) {
        #expect(Digest.of(text).hex == expected)
        #expect(Digest.of(Array(text.utf8)).hex == expected)
    }

    @Test func `FIPS 180-4, a million times the letter a, in pieces`() {
        var hasher = Hasher256()
        let piece = repeated(0x61, 1009)
        var left = 1_000_000
        while left > 0 {
            let count = min(left, piece.count)
            hasher.update(piece.span.extracting(0..<count))
            left -= count
        }
        #expect(hasher.finish().hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func `a digest is 32 bytes`() {
        #expect(Digest([]) == nil)
        #expect(Digest(repeated(0, 31)) == nil)
        #expect(Digest(repeated(0, 33)) == nil)
        #expect(Digest(repeated(7, 32))?.bytes == repeated(7, 32))
    }

    @Test func `a digest is written in 64 lower-case digits`() {
        let digest = Digest.of("abc")
        #expect(Digest(hex: digest.hex) == digest)
        #expect(Digest(hex: digest.hex.uppercased()) == nil)
        #expect(Digest(hex: digest.hex.dropLast()) == nil)
        #expect(Digest(hex: digest.hex + "00") == nil)
        #expect(Digest(hex: "") == nil)
    }
}

struct TaggedHashTests {
    private func hash(_ tag: String, _ fields: [String]) -> Digest {
        var hash = TaggedHash(tag: tag)
        for field in fields { hash.add(field) }
        return hash.finish()
    }

    @Test func `the bytes are as documented`() {
        let bytes = Array("tag".utf8) + [0] + [0, 0, 0, 0, 0, 0, 0, 2] + Array("ab".utf8) + repeated(0, 8)
        #expect(hash("tag", ["ab", ""]) == Digest.of(bytes))
    }

    @Test func `no two lists of fields give one hash`() {
        let lists: [(String, [String])] = [
            ("t", []), ("t", [""]), ("t", ["", ""]), ("t", ["abc"]), ("t", ["ab", "c"]), ("t", ["a", "bc"]),
            ("t", ["", "abc"]), ("t", ["abc", ""]), ("ta", ["bc"]), ("", ["abc"]), ("tabc", []), ("t", ["c", "ab"]),
        ]
        #expect(Set(lists.map { hash($0.0, $0.1) }).count == lists.count)
    }

    @Test func `numbers and digests are fields of their bytes`() {
        var typed = TaggedHash(tag: "t")
        typed.add(UInt64(0x0102_0304_0506_0708))
        typed.add(Digest.of("abc"))
        var plain = TaggedHash(tag: "t")
        plain.add([1, 2, 3, 4, 5, 6, 7, 8].span)
        plain.add(Digest.of("abc").bytes.span)
        #expect(typed.finish() == plain.finish())
    }

    @Test func `big-endian means most significant first`() {
        #expect(bigEndian(0) == repeated(0, 8))
        #expect(bigEndian(1) == [0, 0, 0, 0, 0, 0, 0, 1])
        #expect(bigEndian(.max) == repeated(0xff, 8))
        #expect(bigEndian(0x0102_0304_0506_0708) == [1, 2, 3, 4, 5, 6, 7, 8])
    }
}
