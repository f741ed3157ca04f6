/// One file of the corpus.
package struct Seed: Sendable {
    package let parser: String
    package let name: String
    package let bytes: [UInt8]
    /// Made with fresh randomness (what is sealed): kept as it lies there, as long as its parser accepts it.
    package let isSealed: Bool

    init(_ parser: String, _ name: String, _ bytes: [UInt8], isSealed: Bool = false) {
        self.parser = parser
        self.name = name
        self.bytes = bytes
        self.isSealed = isSealed
    }

    init(_ parser: String, _ name: String, _ text: String) {
        self.init(parser, name, Array(text.utf8))
    }

    /// Names of what need not be accepted.
    package static let invalidPrefix = "bad-"
    /// Names of what the fuzzer found: by hand, and not from the generator.
    package static let findingPrefix = "found-"

    /// The whole corpus, the same at each call but for what is sealed.
    package static func all() throws -> [Seed] {
        let valid = try ledger() + casework() + age() + vault() + program() + sshKeys() + wire()
        var all = valid + special()
        for parser in Parser.all {
            guard let first = valid.first(where: { $0.parser == parser.name }) else { continue }
            all += damaged(first)
        }
        return all
    }

    /// What goes wrong on the way, or is done on purpose: each of them to a parser's first seed.
    private static func damaged(_ seed: Seed) -> [Seed] {
        let bytes = seed.bytes
        let (middle, lines) = (bytes.count / 2, bytes.split(separator: 0x0a, omittingEmptySubsequences: false))
        var flipped = bytes
        if !flipped.isEmpty { flipped[middle] ^= 1 }
        var twice = lines
        twice.insert(lines[lines.count / 2], at: lines.count / 2)
        let damaged: [(String, [UInt8])] = [
            ("cut", Array(bytes.prefix(middle))), ("flipped", flipped),
            ("line-twice", Array(twice.joined(separator: [0x0a]))),
            ("crlf", Array(lines.joined(separator: [0x0d, 0x0a]))),
            ("nul", bytes.prefix(middle) + [0] + bytes.dropFirst(middle)),
            // Two bytes for a newline, three for a slash, a lone surrogate.
            (
                "overlong",
                bytes.prefix(middle) + [0xc0, 0x8a, 0xe0, 0x80, 0xaf, 0xed, 0xa0, 0x80] + bytes.dropFirst(middle)
            ),
            ("number", overflowing(bytes)), ("base64", stray(bytes)), ("trailing", bytes + bytes.suffix(1)),
        ]
        return damaged.filter { $0.1 != bytes }.map {
            Seed(seed.parser, invalidPrefix + $0.0, $0.1, isSealed: seed.isSealed)
        }
    }

    /// With 2^64 + 1 for the first number that stands by itself.
    private static func overflowing(_ bytes: [UInt8]) -> [UInt8] {
        var words = bytes.split(separator: 0x20, omittingEmptySubsequences: false).map { Array($0) }
        for index in words.indices.dropFirst() {
            let digits = words[index].prefix { (0x30...0x39).contains($0) }
            let rest = words[index].dropFirst(digits.count)
            guard !digits.isEmpty, rest.isEmpty || rest.first == 0x0a else { continue }
            words[index] = Array("18446744073709551617".utf8) + rest
            break
        }
        return Array(words.joined(separator: [0x20]))
    }

    /// With a bit set that the last character of a padded base64 text must leave zero.
    private static func stray(_ bytes: [UInt8]) -> [UInt8] {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "=")), end > 0 else { return bytes }
        var bytes = bytes
        // The next letter of the alphabet, in the runs of it that matter here.
        bytes[end - 1] += 1
        return bytes
    }

    private static func special() -> [Seed] {
        func nested(_ count: Int, _ open: String, _ close: String) -> String {
            String(repeating: open, count: count) + String(repeating: close, count: count)
        }
        let age = "age-encryption.org/v1\n"
        func scrypt(_ work: String) -> String {
            age + "-> scrypt AAAAAAAAAAAAAAAAAAAAAA \(work)\n" + String(repeating: "A", count: 43)
                + "\n--- " + String(repeating: "A", count: 43) + "\n" + String(repeating: "\0", count: 32)
        }
        let works = ["5", "22", "30", "63", "64", "0", "-1", "+4", "04", "9223372036854775808", "18446744073709551617"]
        return works.map { Seed("age-passphrase", "bad-work-\($0)", scrypt($0)) } + [
            // The Escape key, and what ends a paste right after it; a letter of another encoding.
            Seed("keys", "bad-escaped-twice", "\u{1b}\u{1b}[201~"), Seed("keys", "bad-latin-1", [0xe9, 0x31]),
            Seed("json", "bad-nested-10000", nested(10_000, "[", "]")),
            Seed("json", "nested-32", nested(32, "[", "]")), Seed("json", "bad-nested-33", nested(40, "[", "]")),
            Seed("json", "bad-doubled-key", #"{"name":"a","n\u0061me":"b"}"#),
            Seed("json", "bad-surrogate", #"["\ud800","\udc00\ud800"]"#), Seed("json", "bad-minus", "-"),
            Seed("json", "bad-exponent", "1e"),
            Seed("identity-fields", "bad-doubled-name", #"{"name":"a","name":"b"}"#),
            Seed("keys-file", "bad-nested-10000", nested(10_000, "[", "]")),
            Seed("keys-file", "bad-nested-mapping", String(repeating: "{a: ", count: 1_000)),
            Seed("keys-file", "bad-doubled-key", "vault: a\nvault: b\n"),
            Seed("keys-file", "bad-aliases", aliases("- ")), Seed("keys-file", "bad-alias-of-itself", "&a [*a]\n"),
            Seed("keys-file", "bad-aliases-as-keys", aliases("? ")), Seed("keys-file", "bad-merge", "<<: {a: b}\n"),
            Seed("keys-file", "bad-tag", "!!binary vault\n"), Seed("keys-file", "bad-tab", "\tvault: a\n"),
            Seed("keys-file", "bad-documents", "--- a\n--- b\n"),
            Seed("age-header", "bad-no-stanza", age + "--- " + String(repeating: "A", count: 43) + "\n"),
            Seed("age-header", "bad-version", "age-encryption.org/v2\n-> a\n\n--- \n"),
            Seed("age-header", "bad-arguments", age + "-> X25519  a\n\n---\n"),
            Seed("age-header", "bad-many", age + String(repeating: "-> a\n\n", count: 5_000)),
            Seed("base64", "bad-stray-bits", "QR=="), Seed("base64", "bad-white-space", "QUJD\nQUJD"),
            Seed("base64", "bad-high-bytes", "QUJ\u{80}"), Seed("name-words", "bad-nothing", " .,\u{301}\u{200d}"),
            Seed("instant", "bad-leap", "2026-02-29T00:00:00Z"), Seed("instant", "bad-hour", "2026-02-28T24:00:00Z"),
            Seed("date", "bad-day", "2026-02-30"), Seed("date", "bad-sign", "2026--1-01"),
            Seed("date", "bad-plus", "+026-01-01"), Seed("phone", "bad-two", "+62812345678+"),
            Seed("terminal-text", "bad-escape", "\u{1b}[2J"), Seed("terminal-text", "bad-direction", "a\u{202e}b"),
            Seed("name", "bad-look-alike", "ѕiti@unit-ppa"), Seed("name", "bad-accent", "siti@\u{301}unit-ppa"),
        ]
    }

    /// Nine levels that each name the one before nine times: 9^9 values, written out.
    private static func aliases(_ mark: String) -> String {
        var text = "a0: &a0 [x]\n"
        for level in 1...9 {
            let names = [String](repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += mark == "? " ? "? &a\(level) [\(names)]\n: x\n" : "a\(level): &a\(level) [\(names)]\n"
        }
        return text
    }
}
