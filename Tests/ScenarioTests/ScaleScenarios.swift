import Foundation
import Testing

/// The maker of large vaults, in small: what it makes is a vault like any other.
@Suite("the maker of large vaults")
struct ScaleScenarios {
    private static let maker = (Session.program as NSString).deletingLastPathComponent + "/Scale"

    private func list(_ s: Session, _ folder: String, _ words: String) throws -> Answer {
        try s.shell(
            "nobody",
            "\"$BRANKAS\" \(words) --vault \(folder)/vault --key \(folder)/keys/dewi@dp2kbp3a.age --passphrase-fd 3 --after-pause "
                + "3<\(folder)/passphrase")
    }

    @Test func `its vaults verify, and a seed makes the same work again`() throws {
        let s = try Session()
        var made: [[String]] = []
        for (folder, seed) in [("one", 7), ("two", 7), ("three", 8)] {
            let answer = try s.shell("nobody", "'\(Self.maker)' make \(folder) 600 40 \(seed)")
            #expect(answer.status == 0 && answer.output.contains("600 entries, 40 cases, seed \(seed)"), "\(answer)")
            let entries = try list(s, folder, "audit list --json --limit 599").json["entries"].list
            made.append(entries.map { "\($0["time"].text) \($0["actor"].text) \($0["action"].text)" })
        }
        #expect(made[0].count == 599 && made[0] == made[1] && made[0] != made[2])
        let kinds = Set(made[0].map { $0.split(separator: " ")[2] })
        #expect(kinds.isSuperset(of: ["case.create", "identity.add", "document.add", "document.open", "audit.read"]))
        #expect(try list(s, "one", "audit verify --json").json["cases"].number == 40)
        #expect(try list(s, "one", "verify --json").json["ok"].isTrue)
    }

    @Test func `it compares two vaults, and the program goes on with them`() throws {
        let s = try Session()
        for (folder, size) in [("small", 300), ("large", 500)] {
            #expect(try s.shell("nobody", "'\(Self.maker)' make \(folder) \(size) 21").status == 0)
        }
        let answer = try s.shell("nobody", "'\(Self.maker)' compare small large")
        #expect(answer.status == 0, "\(answer)")
        let ratios = answer.output.split(separator: "\n").compactMap { $0.firstMatch(of: /ratio (\d+\.\d\d)$/)?.1 }
        #expect(ratios.count == 4 && ratios.allSatisfy { (Double($0) ?? 0) > 0 }, "\(answer)")
        #expect(try list(s, "large", "audit verify --json").json["ok"].isTrue)
        #expect(try s.shell("nobody", "'\(Self.maker)' compare small nothing").status == 1)
        #expect(try s.shell("nobody", "'\(Self.maker)' make").status == 64)
    }
}
