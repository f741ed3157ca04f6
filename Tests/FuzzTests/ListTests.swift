import Foundation
import FuzzTargets
import Testing

/// Lists that are kept by hand, held against the actions that there are.
@Suite("lists of actions")
struct ListTests {
    private static let format = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/format.md").standardizedFileURL

    /// The names in the first cells of the table under this heading row.
    private func names(under heading: String) throws -> Set<String> {
        let lines = try String(contentsOf: Self.format, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0 == heading })
        let rows = lines[(start + 2)...].prefix { $0.hasPrefix("|") }
        return Set(
            rows.flatMap { row in
                row.split(separator: "|", maxSplits: 1)[0].split(separator: "`", omittingEmptySubsequences: false)
                    .enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
            })
    }

    @Test func `the samples have every action`() throws {
        let sampled = Set(try Sampled.actions().keys)
        #expect(sampled == Set(Sampled.all), "\(sampled.symmetricDifference(Sampled.all))")
    }

    @Test func `the sampled case has every change that a case can have`() throws {
        let changes = Set(try Sampled.actions().filter { $0.value.changesCase }.keys)
        let trail = try Sampled.trail()
        #expect(trail == changes, "\(trail.symmetricDifference(changes))")
    }

    @Test func `the format says of every action what its lines are`() throws {
        let told = try names(under: "| action | own lines, in order | items required (`?`: optional) |")
        #expect(told == Set(Sampled.all), "\(told.symmetricDifference(Sampled.all))")
    }

    @Test func `the format says what every action that brings something brings`() throws {
        let told = try names(under: "| action | released if allowed |")
        let releasing = Set(try Sampled.actions().filter { $0.value.releases }.keys)
        #expect(told.isSuperset(of: releasing), "\(releasing.subtracting(told))")
        #expect(told.isSubset(of: Sampled.all), "\(told.subtracting(Sampled.all))")
    }

    @Test func `the format says of every action who may do it`() throws {
        let told = try names(under: "| action | conditions in order, with the denial |")
        // The founder founds; of additions the table speaks together.
        let others: Set = ["vault.found", "identity.add", "identity.update", "document.add"]
        let missing = Set(Sampled.all).subtracting(told).subtracting(others)
        #expect(missing.isEmpty, "\(missing)")
    }

    @Test func `the format and the checker in Python have every reason of a denial`() throws {
        let format = try String(contentsOf: Self.format, encoding: .utf8)
        let checker = try String(
            contentsOf: Self.format.deletingLastPathComponent().appendingPathComponent("../Tests/Peers/export.py"),
            encoding: .utf8)
        let start = try #require(checker.range(of: "DENIALS = ("))
        let end = try #require(checker.range(of: "PATTERNS = ", range: start.upperBound..<checker.endIndex))
        let codes = checker[start.upperBound..<end.lowerBound].filter { !"\" \n)".contains($0) }.split(separator: "|")
        #expect(Set(codes.map(String.init)) == Set(Sampled.denials))
        for denial in Sampled.denials { #expect(format.contains("`\(denial)`"), "\(denial)") }
    }
}
