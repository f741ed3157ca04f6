import Casework
import Sodium
import Testing
import Vocabulary

struct CharterTests {
    private func charter(
        name: String = "okuselatan", timezone: String = "Asia/Jakarta",
        agencies: [(String, String, String)] = [("a", "x@a", "A")],
        roles: [(String, [Capability])] = [("a/r", [.add])], compartments: [String] = ["identity"], days: Int = 365,
        searches: Int = 100, approvals: [String: Int] = [:], enrolment: Int = 0,
        purposes: [String] = ["pelaporan"], labels: Labels? = nil
    ) -> Charter {
        Charter(
            name: name, timezone: timezone,
            agencies: agencies.map { Charter.Agency(name: agency($0.0), title: $0.2, admin: handle($0.1)) },
            roles: roles.map { Charter.Role(name: role($0.0), capabilities: $0.1) },
            compartments: compartments.map(part), purposes: purposes.map { try! Purpose($0) },
            labels: labels ?? Labels(names: purposes.map { try! Purpose($0) }, compartments.map(part)),
            longestGrantDays: days, searchesPerDay: searches,
            approvals: Dictionary(uniqueKeysWithValues: approvals.map { (part($0.key), $0.value) }),
            enrolmentApprovals: enrolment)
    }

    @Test func `a charter without fault is read back as it is`() throws {
        let title = "Dinas \u{e9} e\u{301}"
        for charter in [
            charter(), World.makeCharter(), charter(agencies: [("a", "x@a", title)]),
            charter(agencies: [("a", "x@a", "\u{301}Dinas")]), charter(name: "caf\u{e9}"), charter(roles: []),
            charter(agencies: [("a", "x@a", "A"), ("b", "x@b", "B")], enrolment: 1),
        ] {
            #expect(charter.fault == nil)
            let read = try Charter(parsing: charter.text)
            #expect(read == charter && read.text.utf8.elementsEqual(charter.text.utf8))
        }
    }

    @Test func `a charter's fault is named, and the charter not read`() {
        let cases: [(Charter, KeysFault)] = [
            (charter(name: ""), .vaultName), (charter(name: "a b"), .vaultName), (charter(name: "a+b"), .vaultName),
            (charter(name: "a/b"), .vaultName), (charter(name: "a+\u{301}b"), .vaultName),
            (charter(name: "a\u{a0}b"), .vaultName),
            (charter(name: "a\u{1b}b"), .vaultName),
            (charter(name: String(repeating: "a", count: 65)), .vaultName),
            (charter(timezone: "Asia\u{1b}[31m"), .vaultName),
            (charter(timezone: "Asia/Jakarta\r"), .vaultName),
            (charter(timezone: String(repeating: "a", count: 65)), .vaultName),
            (charter(agencies: [], roles: []), .missingKey("agencies")),
            (charter(agencies: [("a", "x@a", "A"), ("a", "y@a", "B")]), .duplicateKey("a")),
            (charter(agencies: [("a", "x@b", "A")]), .adminOfOther("a")),
            (charter(agencies: [("a", "x@a", "A\u{9b}")]), .adminOfOther("a")),
            (charter(roles: [("a/r", [.add]), ("a/r", [.audit])]), .duplicateKey("a/r")),
            (charter(roles: [("b/r", [.add])]), .unlistedAgency("b")),
            (charter(roles: [("a/admin", [.add])]), .reserved("a/admin")),
            (charter(roles: [("a/r", [])]), .badValue("a/r")),
            (charter(compartments: ["x", "x"]), .duplicateKey("x")),
            (charter(compartments: ["summary"]), .reserved("summary")),
            (charter(approvals: ["medical": 1]), .unlistedCompartment("medical")),
            (charter(days: 0), .badValue("rules")),
            (charter(days: 36_501), .badValue("rules")), (charter(searches: 1_000_001), .badValue("rules")),
            (charter(approvals: ["identity": 21]), .badValue("rules")), (charter(enrolment: 21), .badValue("rules")),
            // As many approvals as agencies: the admins of the others are too few for the first approver.
            (charter(enrolment: 1), .badValue("rules")),
            (charter(purposes: []), .missingKey("purposes")), (charter(purposes: ["x", "x"]), .duplicateKey("x")),
            (charter(labels: Labels(names: [], [.identity])), .badValue("pelaporan")),
            (charter(labels: Labels(names: [.pelaporan], [])), .badValue("identity")),
            (charter(labels: worded("a\u{1b}[31m")), .badValue("pelaporan")),
            (charter(labels: worded("")), .badValue("pelaporan")),
            (charter(labels: worded(String(repeating: "a", count: 101))), .badValue("pelaporan")),
            (charter(agencies: [("a", "x@a", "A"), ("b", "x@b", "B")], enrolment: 2), .badValue("rules")),
        ]
        for (charter, fault) in cases {
            #expect(charter.fault == fault)
            #expect(refuses { _ = try Charter(parsing: charter.text) }, "\(fault)")
        }
    }

    private func worded(_ word: String) -> Labels {
        Labels(
            purposes: [.pelaporan: Wording(indonesian: "pelaporan", english: word)],
            compartments: [.identity: Wording(indonesian: "identitas", english: "identity")])
    }

    @Test func `labels are read as they were written, and in that order only`() throws {
        let charter = charter(labels: worded("reporting to the office"))
        #expect(try Charter(parsing: charter.text).labels == worded("reporting to the office"))
        let text = charter.text
        let (first, second) = (
            "label-purpose pelaporan id pelaporan\n", "label-purpose pelaporan en reporting to the office\n"
        )
        #expect(text.contains(first + second))
        for other in [second + first, first, second, first + first, first + second + first, ""] {
            #expect(refuses { _ = try Charter(parsing: text.replacing(first + second, with: other)) }, "\(other)")
        }
    }

    @Test func `a line that hides in another's value is refused`() {
        let text = charter().text
        for hidden in ["\r\nagency b x@b B", "\u{85}", "\u{0}", "\u{7f}"] {
            #expect(refuses { _ = try Charter(parsing: text.replacing("Asia/Jakarta", with: "Asia/Jakarta" + hidden)) })
        }
    }

    @Test func `unsorted, doubled and misspelt lists are refused`() throws {
        let text = World.makeCharter().text
        for (old, new) in [
            ("approvals identity 1\napprovals medical 2\n", "approvals medical 2\napprovals identity 1\n"),
            ("approvals identity 1\n", "approvals identity 1\napprovals identity 1\n"),
            ("approvals identity 1\n", "approvals identity 0\napprovals identity 1\n"),
            ("role kejaksaan/jaksa add\n", "role kejaksaan/jaksa add,\n"),
            ("role kejaksaan/jaksa add\n", "role kejaksaan/jaksa ,add\n"),
            ("role kejaksaan/jaksa add\n", "role kejaksaan/jaksa admin\n"),
            (
                "role kejaksaan/jaksa add\nrole kejaksaan/penghubung share\n",
                "role kejaksaan/penghubung share\nrole kejaksaan/jaksa add\n"
            ),
            ("enrolment-approvals 0\n", "enrolment-approvals 0\nx y\n"), ("enrolment-approvals 0\n", ""),
        ] {
            let other = text.replacing(old, with: new)
            #expect(other != text)
            #expect(refuses { _ = try Charter(parsing: other) }, "\(new)")
        }
    }

    @Test func `a role has what the charter says, and an admin's nothing`() {
        let charter = World.makeCharter()
        #expect(charter.capabilities(of: World.owner) == [.create, .add, .share, .search])
        #expect(charter.capabilities(of: role("unit-ppa/admin")) == [])
        #expect(charter.capabilities(of: role("polda/admin")) == nil)
        #expect(charter.capabilities(of: role("unit-ppa/sopir")) == nil)
        #expect(charter.admin(of: agency("unit-ppa")) == handle("admin@unit-ppa"))
        #expect(charter.admin(of: agency("polda")) == nil)
    }

    @Test func `the vault's id is the hash of its genesis`() throws {
        let genesis = try World().genesis
        #expect(genesis.vault.digest == Digest.of(genesis.text))
        #expect(genesis.origin == "brankas/okuselatan/" + genesis.vault.text.prefix(8))
        let admins = genesis.text.split(separator: "\n").filter { $0.hasPrefix("admin ") }
        let swapped = genesis.text.replacing("\(admins[0])\n\(admins[1])\n", with: "\(admins[1])\n\(admins[0])\n")
        #expect(swapped != genesis.text)
        #expect(refuses { _ = try Genesis(parsing: swapped) })
        #expect(refuses { _ = try Genesis(parsing: genesis.text.replacing("name okuselatan", with: "name \u{1b}c")) })
        #expect(refuses { _ = try Genesis(parsing: genesis.text.replacing("mode embedded", with: "mode Embedded")) })
    }
}
