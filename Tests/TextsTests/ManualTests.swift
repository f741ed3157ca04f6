import Foundation
import Testing
import Vocabulary

/// The manual says what the program takes and prints.
struct ManualTests {
    private let manual: String

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        manual = try String(contentsOf: root.appending(path: "docs/manual.md"), encoding: .utf8)
    }

    @Test func `it has every code of an error, with its exit code, and no other`() throws {
        let rows = manual.matches(of: /\| (\d+) \| (`[a-z0-9-]+`(?:, `[a-z0-9-]+`)*) \|/)
        var told: [String: String] = [:]
        for row in rows {
            for code in row.output.2.split(separator: ", ") {
                told[code.trimmingCharacters(in: ["`"])] = String(row.output.1)
            }
        }
        #expect(told == Dictionary(uniqueKeysWithValues: ErrorCode.allCases.map { ($0.rawValue, String($0.exitCode)) }))
    }

    @Test func `it has every field, by both names`() {
        func rows<Field: FiledField>(_: Field.Type) -> [String] {
            Field.allCases.map { "\n| `\($0.rawValue)` | `\($0.indonesian)` | " }
        }
        for row in rows(IdentityField.self) + rows(CaseField.self) + rows(DocumentField.self) {
            #expect(manual.contains(row), "\(row)")
        }
    }
}
