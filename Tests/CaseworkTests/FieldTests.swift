import Casework
import Sodium
import Testing
import Vocabulary

/// The reader of every `key value` text, a pin among them.
struct FieldTests {
    private func read(_ text: String) throws -> (size: UInt64, root: Digest, note: String?, seen: [String]) {
        var reader = try FieldReader(text, kind: .entry, first: "brankas/pin/v1")
        let size = try reader.takeNumber("size")
        let root = try reader.takeDigest("root")
        let note = reader.takeIfPresent("note").map(String.init)
        let seen = try reader.takeAll("seen", limit: 3).map(String.init)
        try reader.finish()
        return (size, root, note, seen)
    }

    private func write(note: String? = nil, seen: [String] = []) -> String {
        var writer = FieldWriter(kind: "brankas/pin/v1")
        writer.put("size", 7)
        writer.put("root", Digest.of("root").hex)
        writer.put("note", note)
        for value in seen { writer.put("seen", value) }
        return writer.text
    }

    @Test func `what was written is read`() throws {
        let plain = try read(write())
        #expect(plain.size == 7 && plain.root == Digest.of("root") && plain.note == nil && plain.seen == [])
        let full = try read(write(note: "a b  c", seen: ["x", "y", "z"]))
        #expect(full.note == "a b  c" && full.seen == ["x", "y", "z"])
        #expect(refuses { _ = try read(write(seen: ["1", "2", "3", "4"])) })
    }

    @Test(arguments: [
        ("size 7", "size 07"), ("size 7", "size +7"), ("size 7", "size  7"), ("size 7", "size 7 "),
        ("size 7", "Size 7"),
        ("size 7", "size\t7"), ("size 7", "size"), ("size 7", "size "), ("size 7\n", ""), ("size 7\n", "size 7\n\n"),
        ("size 7\n", "size 7\r\n"), ("size 7\n", "size 7\u{2028}"), ("size 7\n", "size 7\u{85}"),
        ("size 7", "size \u{301}7"), ("size 7", "size\u{301} 7"), ("size 7", "\u{feff}size 7"), ("v1", "v2"),
        ("v1", "v1 "), ("v1", "v1\u{301}"), ("brankas", "\u{feff}brankas"),
    ]) func `another spelling is refused`(_ old: String, _ new: String) {
        let text = write().replacing(old, with: new)
        #expect(!text.utf8.elementsEqual(write().utf8))
        #expect(refuses { _ = try read(text) })
    }

    @Test func `a line ends in a newline and in nothing else`() throws {
        #expect(refuses { _ = try read(String(write().dropLast())) })
        #expect(refuses { _ = try read("") })
        #expect(try read(write(note: "a\u{2028}b")).note == "a\u{2028}b")
        // CR LF is one character to Swift, and no place to hide a line in.
        #expect(try read(write(note: "a\r\nseen x")).seen == ["x"])
    }

    @Test func `parts are divided by single spaces, whatever follows them`() throws {
        let reader = try FieldReader("k\n", kind: .entry, first: "k")
        #expect(try reader.pair("a b c d", "x") == ("a", "b c d"))
        #expect(try reader.triple("a b c d", "x") == ("a", "b", "c d"))
        let accented = try reader.pair("a \u{301}b", "x")
        #expect(Array(accented.0.utf8) == [0x61] && Array(accented.1.utf8) == Array("\u{301}b".utf8))
        for value in ["a", " a", "a ", ""] {
            #expect(refuses { _ = try reader.pair(value[...], "x") }, "\(value)")
            #expect(refuses { _ = try reader.triple(value[...], "x") }, "\(value)")
        }
        #expect(refuses { _ = try reader.triple("a  b", "x") })
    }
}
