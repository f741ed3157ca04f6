import Testing
import Vocabulary

struct NearestTests {
    static let names = ["case", "document", "grant", "document-open", "h", "id", "role"]

    @Test(arguments: [
        ("docuemnt", ["document"]), ("Document_Opne", ["document-open"]), ("docu", ["document", "document-open"]),
        ("grnat", ["grant"]), ("caze", ["case"]), ("CASE", ["case"]),
        // Too far, too short, too long, or nothing at all.
        ("witness", []), ("cx", []), ("3", []), ("", []), (String(repeating: "case", count: 17), []),
    ])
    func `a slip of the hand is recognised, and what is something else is not`(typed: String, meant: [String]) {
        #expect(nearest(typed, of: Self.names) == meant)
    }

    @Test func `the nearest comes first, each name once, and not more than are wanted`() {
        #expect(nearest("rolee", of: ["rules", "roles", "role", "role"], limit: 2) == ["roles", "role"])
        #expect(nearest("role", of: ["roles", "role"]) == ["roles", "role"])
    }
}
