import Foundation
import Testing

@Suite("witness")
struct WitnessScenarios {
    @Test(arguments: ["en", "id"])
    func `everybody sees how far each agency's last look lies behind`(language: String) throws {
        let (s, _) = try Session.played()
        let size = try s.entryCount()
        let witnessed = try s.done("joko", "witness --lang \(language)").output
        #expect(witnessed.contains(language == "en" ? "is witnessed." : "disaksikan."))
        let seen = try s.done("joko", "witness --json").json["entries"].number
        #expect(seen > size)
        try s.done("siti", "case list")
        let agencies = try s.done("sari", "show --json").json["agencies"].list
        let prosecutors = try #require(agencies.first { $0["agency"].text == "kejaksaan" })
        #expect(prosecutors["witnessed"]["handle"].text == "joko@kejaksaan")
        #expect(prosecutors["witnessed"]["entries"].number == seen)
        let police = try #require(agencies.first { $0["agency"].text == "unit-ppa" })
        #expect(police["witnessed"].isNull && police["requested"]["entries"].number == seen + 1)
        let shown = try s.done("sari", "show --lang \(language)").output
        #expect(shown.contains(language == "en" ? "LAST WITNESSED" : "TERAKHIR MENYAKSIKAN"))
        #expect(shown.contains("joko@kejaksaan"))
    }

    @Test func `an entry is proved with what the proof itself holds`() throws {
        let (s, _) = try Session.played()
        let proof = try s.done("wati", "audit prove 3").output
        #expect(proof.hasPrefix("c2sp.org/tlog-proof@v1\nextra "))
        #expect(proof.contains("\nindex 3\n"))
        #expect(try s.done("wati", "audit prove 3 --json").json["seq"].number == 3)
        try s.fails(1, "wati", "audit prove 999999", says: "there is no entry 999999 that you may see")
        // Another's entry is not everybody's to see.
        try s.fails(1, "joko", "audit prove 0", says: "there is no entry 0 that you may see")
    }
}
