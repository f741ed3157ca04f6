import Ledger
import Sodium
import Testing

/// C2SP tlog-policy: which texts are policies.
struct LogPolicyTests {
    static let log = "log.example"
    private static let names = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]

    static func logKey(_ byte: UInt8 = 1, name: String = log) throws -> NoteKey {
        try noteKey(byte, name: name)
    }

    /// Witness `number` of six, counted from 0.
    static func witnessKey(_ number: Int) throws -> NoteKey {
        try noteKey(UInt8(10 + number), name: "witness.example/\(number)", algorithm: .cosignature)
    }

    /// The specification's example, with keys.
    static func example() throws -> String {
        let witnesses = try names.enumerated().map { "witness \($1) \(try witnessKey($0).vkey)\n" }
        return """
            log \(try logKey().vkey)

            \(witnesses[..<3].joined())group X-witnesses 2 X1 X2 X3

            \(witnesses[3...].joined())group Y-witnesses any Y1 Y2 Y3

            group X-and-Y all X-witnesses Y-witnesses
            quorum X-and-Y

            """
    }

    private func parse(_ text: String) throws(LedgerError) -> LogPolicy {
        try LogPolicy(parsing: Array(text.utf8))
    }

    private func text(_ policy: LogPolicy) -> String {
        String(decoding: policy.encoded, as: UTF8.self)
    }

    @Test func `the specification's example is read`() throws {
        let policy = try parse(Self.example())
        #expect(try policy.logs == [LogPolicy.Log(key: Self.logKey())])
        #expect(policy.witnesses.map(\.name) == Self.names.map { Array($0.utf8) })
        #expect(try policy.witnesses.map(\.key) == (0..<6).map(Self.witnessKey))
        #expect(policy.groups.map(\.threshold) == [.atLeast(2), .any, .all])
        #expect(policy.groups[2].members == ["X-witnesses", "Y-witnesses"].map { Array($0.utf8) })
        #expect(policy.quorum == Array("X-and-Y".utf8))
        #expect(try parse(text(policy)) == policy)
        #expect(
            try LogPolicy(
                logs: policy.logs, witnesses: policy.witnesses, groups: policy.groups, quorum: policy.quorum) == policy)
    }

    /// Every set of witnesses, against the rule as the specification's prose tells it.
    @Test func `the specification's example requires two of X and one of Y`() throws {
        let policy = try parse(Self.example())
        for set in 0..<64 {
            let names = Self.names.indices.filter { set >> $0 & 1 == 1 }.map { Self.names[$0] }
            let isEnough = (set & 7).nonzeroBitCount >= 2 && set >> 3 > 0
            #expect(policy.isQuorumMet(by: names.map { Array($0.utf8) }) == isEnough)
            #expect(policy.isQuorumMet(by: (names + names).map { Array($0.utf8) }) == isEnough)
        }
        // A group is never named by a signature.
        #expect(!policy.isQuorumMet(by: [Array("X-and-Y".utf8)]))
    }

    @Test func `white space, comments and order don't matter where the specification says so`() throws {
        let log = try Self.logKey().vkey
        let witness = try Self.witnessKey(0).vkey
        let plain = "log \(log)\nwitness W \(witness) https://w.example/\nquorum W\n"
        let loose = """
            # a comment

            \t #quorum none
            \twitness  W\t \(witness)   https://w.example/ \t
              quorum\tW\u{20}
            \t
            log\t\(log)\t
            # é

            """
        #expect(try text(parse(loose)) == plain)
        #expect(try parse(loose) == parse(plain))
    }

    @Test func `a policy without logs or witnesses is one`() throws {
        let policy = try parse("quorum none\n")
        #expect(policy.logs.isEmpty && policy.witnesses.isEmpty && policy.quorum == nil)
        #expect(policy.isQuorumMet(by: []))
        #expect(text(policy) == "quorum none\n")
    }

    /// "Names must be handled as opaque octet strings", UTF-8 or not, and never by how they look.
    @Test func `names are bytes`() throws {
        let keys = try (0..<4).map { Array(try Self.witnessKey($0).vkey.utf8) }
        let names: [[UInt8]] = [[0x4b], [0xe2, 0x84, 0xaa], [0xff, 0x80], Array("#all".utf8)]
        var bytes: [UInt8] = []
        for (name, key) in zip(names, keys) { bytes += Array("witness ".utf8) + name + [0x20] + key + [0x0a] }
        bytes += Array("group any 2 ".utf8) + names.joined(separator: [0x20]) + Array("\nquorum any\n".utf8)
        let policy = try LogPolicy(parsing: bytes)
        #expect(policy.witnesses.map(\.name) == names)
        #expect(policy.encoded == bytes)
        #expect(!policy.isQuorumMet(by: [[0x4b], [0x4b]]))
        #expect(policy.isQuorumMet(by: [[0x4b], [0xe2, 0x84, 0xaa]]))
    }

    @Test func `as many logs, witnesses and groups as the specification recommends fit`() throws {
        var text = ""
        for number in 0..<32 as Range<UInt8> {
            text += "log \(try noteKey(number, name: "log.example/\(number)").vkey) https://log.example/\(number)\n"
            text += "witness w\(number) \(try noteKey(number, name: "w", algorithm: .cosignature).vkey)\n"
            text += "group g\(number) all w\(number)" + (number == 0 ? "" : " g\(number - 1)") + "\n"
        }
        let policy = try parse(text + "quorum g31\n")
        #expect(policy.logs.count == 32 && policy.witnesses.count == 32 && policy.groups.count == 32)
        let all = policy.witnesses.map(\.name)
        #expect(policy.isQuorumMet(by: all))
        for missing in all { #expect(!policy.isQuorumMet(by: all.filter { $0 != missing })) }
    }

    /// Each text is a good policy but for one thing; `A`, `B`, `C` stand for witnesses' keys, `L`, `M` for logs'.
    @Test(
        arguments: [
            ("", nil, .unfinished), ("\n", nil, .quorum), ("# quorum none\n", nil, .quorum),
            ("quorum none", nil, .unfinished),
            ("quorum none\nquorum none\n", 2, .quorum), ("quorum\n", 1, .items), ("quorum none none\n", 1, .items),
            ("quorum a\n", 1, .unknownName), ("quorum a\nwitness a <A>\n", 1, .unknownName),
            ("quorum None\n", 1, .unknownName), ("Quorum none\n", 1, .keyword), ("quorumnone\n", 1, .keyword),
            ("policy x\nquorum none\n", 1, .keyword), ("log\nquorum none\n", 1, .items),
            ("log <L> url more\nquorum none\n", 1, .items), ("log <A>\nquorum none\n", 1, .key),
            ("log nonsense\nquorum none\n", 1, .key), ("log <L>x\nquorum none\n", 1, .key),
            ("log <L>\nlog <L>\nquorum none\n", 2, .duplicateKey),
            ("log <L>\n\nlog <L renamed> url\nquorum none\n", 3, .duplicateKey),
            ("witness a\nquorum none\n", 1, .items), ("witness <A>\nquorum none\n", 1, .items),
            ("witness a <A> url more\nquorum none\n", 1, .items), ("witness a <L>\nquorum none\n", 1, .key),
            ("witness a <A without id>\nquorum none\n", 1, .key), ("witness none <A>\nquorum none\n", 1, .name),
            ("witness a <A>\nwitness a <B>\nquorum a\n", 2, .duplicateName),
            ("witness a <A>\nwitness b <A>\nquorum a\n", 2, .duplicateKey),
            ("witness a <A>\nwitness b <A renamed>\nquorum a\n", 2, .duplicateKey),
            ("witness a <A>\ngroup a any a\nquorum a\n", 2, .duplicateName),
            ("witness a <A>\ngroup none any a\nquorum a\n", 2, .name),
            ("witness a <A>\ngroup g any none\nquorum g\n", 2, .unknownName),
            ("witness a <A>\ngroup g any g\nquorum g\n", 2, .unknownName),
            ("witness a <A>\ngroup g any b\nwitness b <B>\nquorum g\n", 2, .unknownName),
            ("witness a <A>\ngroup g any a a\nquorum g\n", 2, .memberTwice),
            ("witness a <A>\ngroup g any a\ngroup h any a\nquorum g\n", 3, .memberTwice),
            ("witness a <A>\ngroup g any a\ngroup h all g a\nquorum h\n", 3, .memberTwice),
            ("witness a <A>\ngroup g all\nquorum a\n", 2, .items), ("witness a <A>\ngroup g\nquorum a\n", 2, .items),
            ("witness a <A>\ngroup g 0 a\nquorum g\n", 2, .threshold),
            ("witness a <A>\ngroup g 2 a\nquorum g\n", 2, .threshold),
            ("witness a <A>\ngroup g 01 a\nquorum g\n", 2, .threshold),
            ("witness a <A>\ngroup g +1 a\nquorum g\n", 2, .threshold),
            ("witness a <A>\ngroup g -1 a\nquorum g\n", 2, .threshold),
            ("witness a <A>\ngroup g 1.0 a\nquorum g\n", 2, .threshold),
            ("witness a <A>\ngroup g ALL a\nquorum g\n", 2, .threshold),
            ("witness a <A>\ngroup g 18446744073709551615 a\nquorum g\n", 2, .threshold),
            ("witness a <A>\ngroup g 18446744073709551617 a\nquorum g\n", 2, .threshold),
            ("witness a <A>\r\nquorum a\n", 1, .controlCharacter), ("# \u{0b}\nquorum none\n", 1, .controlCharacter),
            ("# \u{7f}\nquorum none\n", 1, .controlCharacter), ("\0\nquorum none\n", 1, .controlCharacter),
            ("quorum\u{a0}none\n", 1, .keyword),
        ] as [(String, Int?, PolicyFlaw)])
    func `a text with one flaw is refused for it`(template: String, line: Int?, flaw: PolicyFlaw) throws {
        let keys = try [
            "<L>": Self.logKey().vkey, "<L renamed>": Self.logKey(name: "other.example").vkey,
            "<A>": Self.witnessKey(0).vkey, "<B>": Self.witnessKey(1).vkey,
            "<A renamed>": noteKey(10, name: "other", algorithm: .cosignature).vkey,
            "<A without id>": Self.witnessKey(0).vkey.replacing("/0+", with: "/1+"),
        ]
        let text = keys.reduce(template) { $0.replacing($1.key, with: $1.value) }
        #expect(throws: LedgerError.policyMalformed(flaw, line: line)) { try parse(text) }
    }

    @Test func `limits are exact`() throws {
        let quorum = "quorum none\n"
        let lines = String(repeating: "\n", count: LogPolicy.lineLimit - 1)
        #expect(try parse(lines + quorum).quorum == nil)
        #expect(throws: LedgerError.policyMalformed(.tooManyLines(limit: LogPolicy.lineLimit), line: nil)) {
            try parse(lines + "\n" + quorum)
        }
        let comment = "#" + String(repeating: "x", count: LogPolicy.byteLimit - 2 - quorum.utf8.count) + "\n"
        #expect(try parse(comment + quorum).quorum == nil)
        #expect(throws: LedgerError.policyMalformed(.tooLong(limit: LogPolicy.byteLimit), line: nil)) {
            try parse("#" + comment + quorum)
        }
    }

    @Test func `a policy that could not be read back is not made`() throws {
        let key = try Self.witnessKey(0)
        func make(_ name: String, url: String? = nil) throws(LedgerError) -> LogPolicy {
            let witness = LogPolicy.Witness(name: Array(name.utf8), key: key, url: url.map { Array($0.utf8) })
            return try LogPolicy(logs: [], witnesses: [witness], quorum: Array(name.utf8))
        }
        #expect(try parse(text(make("w", url: "u"))) == make("w", url: "u"))
        for name in ["", " ", "a b", "a\t", "a\n", "\u{7f}", "none"] {
            #expect(throws: LedgerError.policyMalformed(.name, line: nil)) { try make(name) }
        }
        for url in ["", "a b", "a\n"] {
            #expect(throws: LedgerError.policyMalformed(.items, line: nil)) { try make("w", url: url) }
        }
        #expect(throws: LedgerError.policyMalformed(.tooLong(limit: LogPolicy.byteLimit), line: nil)) {
            try make("w", url: String(repeating: "x", count: LogPolicy.byteLimit))
        }
        let group = LogPolicy.Group(name: [0x67], threshold: .all, members: [])
        #expect(throws: LedgerError.policyMalformed(.items, line: nil)) {
            try LogPolicy(logs: [], groups: [group], quorum: nil)
        }
    }
}
