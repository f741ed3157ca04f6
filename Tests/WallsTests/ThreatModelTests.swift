import Foundation
import Testing

/// Holds docs/threat-model.md to the tests: every test that it names exists, and every row of its tables names one.
///
/// A page that says what is shown, and no longer is, would be worse than none.
struct ThreatModelTests {
    /// A test as the page names it: the suite's type and the function.
    struct Reference: Hashable {
        let suite: String
        let test: String
    }

    /// A row of a table whose last column is headed `tests`.
    struct Row {
        let text: String
        let tests: String
    }

    static func page() throws -> String {
        try String(contentsOf: WallsTests.root.appendingPathComponent("docs/threat-model.md"), encoding: .utf8)
    }

    /// Every backticked `Suite/test` of `text`, wherever its lines break.
    static func references(_ text: String) -> [Reference] {
        let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return flat.matches(of: #/`([A-Z][A-Za-z0-9]*(?:Tests|Scenarios))/([^`]+)`/#).map { match in
            Reference(suite: String(match.output.1), test: String(match.output.2))
        }
    }

    static func rows(_ page: String) -> [Row] {
        var rows: [Row] = []
        var isInTable = false
        var isOfTests = false
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                isInTable = false
                continue
            }
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            if !isInTable {
                isInTable = true
                isOfTests = cells.last == "tests"
            } else if isOfTests, !line.allSatisfy({ "|-: ".contains($0) }) {
                rows.append(Row(text: String(line), tests: cells.last ?? ""))
            }
        }
        return rows
    }

    /// What stands in each type and its extensions of `text`: from the line that names it to a `}` in column one.
    static func bodies(_ text: String) -> [String: String] {
        var bodies: [String: String] = [:]
        var current: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.split(separator: " ")
            if let keyword = words.firstIndex(where: { ["struct", "class", "extension"].contains($0) }),
                line.first?.isLetter == true || line.hasPrefix("@"), words.indices.contains(keyword + 1)
            {
                current = String(words[keyword + 1].prefix(while: { $0.isLetter || $0.isNumber }))
            } else if line == "}" {
                current = nil
            }
            if let current { bodies[current, default: ""] += "\(line)\n" }
        }
        return bodies
    }

    /// The suites of all test targets. Two of one name are one here.
    static func suites() throws -> [String: String] {
        let folder = WallsTests.root.appendingPathComponent("Tests")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var suites: [String: String] = [:]
        for url in (files?.allObjects as? [URL] ?? []) where url.pathExtension == "swift" {
            for (name, body) in bodies(try String(contentsOf: url, encoding: .utf8)) {
                suites[name, default: ""] += body
            }
        }
        return suites
    }

    static func exists(_ reference: Reference, in suites: [String: String]) -> Bool {
        suites[reference.suite]?.contains("func `\(reference.test)`(") == true
    }

    @Test func `every test that the threat model names exists`() throws {
        let references = Self.references(try Self.page())
        let suites = try Self.suites()
        #expect(references.count > 100)
        for reference in references {
            let exists = Self.exists(reference, in: suites)
            #expect(
                exists,
                "docs/threat-model.md names \(reference.suite)/\(reference.test), which is no test")
        }
    }

    @Test func `every row of the threat model names a test, or the one that is missing`() throws {
        let rows = Self.rows(try Self.page())
        #expect(rows.count > 40)
        for row in rows {
            #expect(
                !Self.references(row.tests).isEmpty || row.tests.contains("TO DO: "),
                "docs/threat-model.md, no test: \(row.text.prefix(100))")
        }
    }

    @Test func `the reader of the page finds what is wrong with it`() {
        let page = """
            Said of `WallsTests/every import
            stands in the table` and of `docs/format.md`.

            | a | tests |
            |---|---|
            | one | `WallsTests/no such test`; more |
            | two | none |

            | a | b |
            |---|---|
            | three | none |
            """
        #expect(
            Self.references(page) == [
                Reference(suite: "WallsTests", test: "every import stands in the table"),
                Reference(suite: "WallsTests", test: "no such test"),
            ])
        #expect(Self.rows(page).map(\.tests) == ["`WallsTests/no such test`; more", "none"])
        #expect(Self.rows(page).map { Self.references($0.tests).count } == [1, 0])
    }

    @Test func `the reader of the suites finds a test in its own suite only`() {
        let source = """
            @Suite("one")
            struct OneTests {
                @Test func `here`() {}
            }

            @Suite struct TwoTests {
                @Test(arguments: [1])
                func `there`(number: Int) {}
            }
            """
        let suites = Self.bodies(source)
        #expect(Set(suites.keys) == ["OneTests", "TwoTests"])
        #expect(Self.exists(Reference(suite: "OneTests", test: "here"), in: suites))
        #expect(Self.exists(Reference(suite: "TwoTests", test: "there"), in: suites))
        #expect(!Self.exists(Reference(suite: "OneTests", test: "there"), in: suites))
        #expect(!Self.exists(Reference(suite: "ThreeTests", test: "here"), in: suites))
        #expect(!Self.exists(Reference(suite: "TwoTests", test: "ther"), in: suites))
    }
}
