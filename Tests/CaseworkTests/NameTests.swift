import Casework
import Sodium
import Testing
import Vocabulary

struct NameTests {
    @Test(arguments: ["siti@unit-ppa", "s@u", "siti.rahma_2-b@dp2kbp3a", "0@0"])
    func `a handle is taken`(_ text: String) throws {
        let parsed = try Handle(text)
        #expect(parsed.text == text)
        #expect(parsed.agency.text == text.split(separator: "@")[1])
    }

    @Test(arguments: [
        "", "@", "siti", "siti@", "@unit-ppa", "Siti@unit-ppa", "siti@Unit-ppa", "siti@unit-ppa@x", "si ti@unit-ppa",
        "siti@unit ppa", "-siti@unit-ppa", ".siti@unit-ppa", "_siti@unit-ppa", "siti@-ppa", "siti@unit_ppa",
        "siti@unit.ppa", "siti@unit-ppa\n", "siti@unit-ppa ", " siti@unit-ppa", "siti/../x@unit-ppa", "siti\u{0}@ppa",
        "caf\u{e9}@unit-ppa", "cafe\u{301}@unit-ppa", "siti@unit-pp\u{430}", "s\u{131}ti@unit-ppa",
        "siti\u{200b}@unit-ppa", "siti\u{ff20}unit-ppa", "siti@\u{301}unit-ppa", "siti@unit\u{2010}ppa",
        "\u{202e}siti@unit-ppa",
    ]) func `a handle that looks like one is refused`(_ text: String) {
        #expect(throws: BadName(.handle)) { try Handle(text) }
    }

    @Test func `names have at most 64 characters`() throws {
        let longest = String(repeating: "a", count: 64)
        #expect(try Handle(longest + "@" + longest).text.count == 129)
        #expect(throws: BadName(.handle)) { try Handle(longest + "a@b") }
        #expect(throws: BadName(.handle)) { try Handle("b@" + longest + "a") }
        #expect(throws: BadName(.agency)) { try AgencyName(longest + "a") }
        #expect(throws: BadName(.compartment)) { try CompartmentName(longest + "a") }
    }

    @Test(arguments: [
        "", "/", "unit-ppa", "unit-ppa/", "/penyidik", "unit-ppa/penyidik/x", "unit-ppa/Penyidik", "unit-ppa/pe.nyidik",
        "unit-ppa/penyidik\u{301}", "unit-ppa/\u{301}penyidik", "unit-ppa\u{2215}penyidik", "unit-ppa/penyidik\n",
    ]) func `a role that looks like one is refused`(_ text: String) {
        #expect(throws: BadName(.role)) { try RoleName(text) }
    }

    @Test func `the admin's role is known by its name`() throws {
        #expect(try RoleName("unit-ppa/admin").isAdmin)
        #expect(try RoleName("unit-ppa/admin") == .admin(of: agency("unit-ppa")))
        #expect(try !RoleName("unit-ppa/admin2").isAdmin)
        #expect(try !RoleName("admin/unit-ppa").isAdmin)
    }

    @Test func `every ASCII character stands in a name only where it may`() {
        for value in UInt8(0)...127 {
            let character = Character(UnicodeScalar(value))
            let isWord = ("a"..."z").contains(character) || ("0"..."9").contains(character)
            #expect(((try? AgencyName(String(character))) != nil) == isWord)
            #expect(((try? AgencyName("a\(character)")) != nil) == (isWord || character == "-"))
            #expect(((try? Handle("a\(character)b@c")) != nil) == (isWord || "-._".contains(character)))
        }
    }

    @Test func `purposes are names, and capabilities those of the list`() throws {
        for purpose in Purpose.usual { #expect(try Purpose(purpose.text) == purpose) }
        for capability in Capability.allCases { #expect(try Capability(capability.rawValue) == capability) }
        for text in ["", "Darurat", "darurat ", "dar\u{fc}rat", "keadaan darurat"] as [String] {
            #expect(throws: BadName(.purpose)) { try Purpose(text) }
            #expect(throws: BadName(.capability)) { try Capability(text) }
        }
    }

    @Test func `ids are random, of the right letter and alphabet`() throws {
        var seen: Set<String> = []
        var used: Set<UInt8> = []
        for _ in 0..<2_000 {
            let ids =
                [CaseID.make().text, RecordID.make(.identity).text, RecordID.make(.document).text]
                + [GrantID.make().text]
            #expect(ids.map(\.first) == ["K", "I", "D", "G"])
            for id in ids {
                #expect(id.utf8.count == 18)
                used.formUnion(id.utf8.dropFirst(2))
                seen.insert(id)
            }
        }
        #expect(seen.count == 8_000)
        #expect(used == Set(Crockford.digits))
    }

    @Test func `an id is read as it is written`() throws {
        let record = RecordID.make(.identity)
        #expect(try RecordID(record.text) == record)
        #expect(record.kind == .identity && RecordID.make(.document).kind == .document)
    }

    @Test(arguments: [
        "", "K-", "K-0123456789ABCDE", "K-0123456789ABCDEFG", "k-0123456789ABCDEF", "K-0123456789abcdef",
        "K-I123456789ABCDEF", "K-L123456789ABCDEF", "K-O123456789ABCDEF", "K-U123456789ABCDEF", "K 0123456789ABCDEF",
        "G-0123456789ABCDEF", "D-0123456789ABCDEF", "K-0123456789ABCDE\n", "\u{212a}-123456789ABCDEF",
        "K-0123456789ABC\u{c9}", "K-\u{ff10}123456789ABC", "K\u{2010}123456789ABCDE",
    ]) func `a case id that looks like one is refused`(_ text: String) {
        #expect(throws: BadName(.id)) { try CaseID(text) }
    }

    @Test func `Crockford's digits are written as others write them`() {
        #expect(Crockford.encode([]) == "")
        #expect(Crockford.encode([0xff]) == "ZW")
        #expect(Crockford.encode(Array("foobar".utf8)) == "CSQPYRK1E8")
        #expect(Crockford.encode([UInt8](repeating: 0, count: 20)) == String(repeating: "0", count: 32))
    }

    @Test func `a vault's id is 64 lower-case digits`() throws {
        let hex = Digest.of("vault").hex
        #expect(try VaultID(hex: hex).text == hex)
        for wrong in [hex.uppercased(), String(hex.dropLast()), hex + "0", hex + "\n", ""] {
            #expect(throws: BadName(.id)) { try VaultID(hex: wrong) }
        }
    }

    @Test func `plain text has no control characters`() {
        for value in UInt32(0)..<0x300 {
            let isControl = value < 0x20 || (0x7f...0x9f).contains(value)
            #expect(isPlain("a\(UnicodeScalar(value)!)b", limit: 10) == !isControl)
        }
        #expect(!isPlain("", limit: 10))
        #expect(isPlain("e\u{301}", limit: 3) && !isPlain("e\u{301}", limit: 2))
        // Whoever shows a text escapes what turns it around; here it is kept as it was signed.
        #expect(isPlain("\u{202e}\u{2066}\u{2028}", limit: 9))
    }
}
