import Foundation
import Testing

/// Texts knows no type of Casework, and yet has words for its codes: both lists are held together here.
struct LedgerWordsTests {
    /// The raw values of an enumeration in a source file.
    static func codes(_ path: String, _ name: String) throws -> Set<String> {
        let text = try String(
            contentsOf: WallsTests.root.appendingPathComponent("Sources/" + path), encoding: .utf8)
        let start = try #require(text.range(of: "enum \(name): String"), "no \(name) in \(path)")
        var codes: Set<String> = []
        for line in text[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false).dropFirst() {
            let line = line.drop { $0 == " " }
            if line.hasPrefix("case ") {
                for part in line.dropFirst(5).split(separator: ",") {
                    let sides = part.split(separator: "=").map { $0.filter { $0 != " " && $0 != "\"" } }
                    codes.insert(sides.last ?? "")
                }
            } else if line.hasPrefix("package ") || line.hasPrefix("}") {
                break
            }
        }
        return codes
    }

    @Test(arguments: [
        ("Casework/Action.swift", "ActionName", "Deed"), ("Casework/Names.swift", "Purpose", "PurposeWord"),
        ("Casework/GrantState.swift", "State", "GrantWord"),
    ])
    func `every code of the ledger has words`(path: String, type: String, words: String) throws {
        let codes = try Self.codes(path, type)
        #expect(codes.count >= 5 && !codes.contains(""))
        #expect(try codes == Self.codes("Texts/Deed.swift", words))
    }
}
