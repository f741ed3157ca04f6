import Foundation
import Testing

@Suite("who was granted a case, and no longer is")
struct FormerGranteeScenarios {
    /// The prosecutors' grant, one of the district's office for another reason, and a denial of somebody else.
    private func played() throws -> (Session, Played, other: String) {
        let (s, played) = try Session.played()
        let other = try s.done(
            "siti",
            "grant new \(played.caseID) --to dp2kbp3a/pendamping --compartment statement --purpose pendampingan"
                + " --basis - --until \(day(in: 30)) --json", input: "Rujukan 31\n"
        ).json["grant"].text
        try s.done("joko", "document open \(played.letter) --purpose penuntutan")
        try s.done("ayu", "document open \(played.statement) --purpose pendampingan")
        try s.done("siti", "document withdraw \(played.letter) --reason -", input: "berkas anak lain\n")
        return (s, played, other)
    }

    private func texts(_ s: Session, _ who: String, _ more: String = "") throws -> Set<String> {
        let entries = try s.done(who, "audit list --names --json \(more)").json["entries"].list
        return Set(entries.flatMap { [$0["basis"].text, $0["reason"].text] }.filter { !$0.isEmpty })
    }

    @Test func `a text reaches the owner, the auditor, who wrote it, and whom it was written to`() throws {
        let (s, played, _) = try played()
        let all: Set = ["P-16/1/2026", "Rujukan 31", "berkas anak lain"]
        for who in ["siti", "sari", "wati"] {
            #expect(try texts(s, who).isSuperset(of: all), "\(who)")
        }
        #expect(try texts(s, "joko").isDisjoint(with: ["Rujukan 31"]))
        #expect(try texts(s, "joko").contains("P-16/1/2026"))
        #expect(try texts(s, "ayu", "--case \(played.caseID)").isDisjoint(with: ["P-16/1/2026"]))
        #expect(try texts(s, "ayu").contains("Rujukan 31"))
        for who in ["tono", "rini"] { #expect(try texts(s, who).isDisjoint(with: ["Rujukan 31"]), "\(who)") }
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `a list without a case shows them their own grant and no other`(say: Tongue) throws {
        let (s, played, other) = try played()
        func grants(_ who: String) throws -> [Value] { try s.done(who, "grant list --json").json["grants"].list }
        #expect(try Set(grants("joko").map { $0["grant"].text }) == [played.grant])
        try s.done("siti", "grant revoke \(played.grant) --reason -", input: "perkara dihentikan\n")
        let later = try s.grant(played.caseID, to: "dp2kbp3a/pendamping", "medical")
        for who in ["joko", "rini"] {
            let own = try grants(who).filter { $0["grant"].text == played.grant }
            #expect(own.map { $0["state"].text } == ["revoked"] && own[0]["basis"].text == "P-16/1/2026", "\(who)")
            #expect(own[0]["compartments"].texts.contains("evidence") && own[0]["purpose"].text == "penuntutan")
        }
        #expect(try grants("joko").count == 1)
        #expect(try Set(grants("siti").map { $0["grant"].text }) == [played.grant, other, later])
        let table = try s.done("joko", "grant list --lang \(say.rawValue)").output
        #expect(table.contains(say(id: "dicabut", en: "revoked")) && !table.contains("Rujukan 31"))
        try s.denied("joko", "grant list \(played.caseID)", why: "grant-revoked", action: "grant.list")
        try s.denied("joko", "case show \(played.caseID)", why: "grant-revoked", action: "case.show")

        // Of the ledger their own entries; nothing more of the case.
        #expect(try texts(s, "joko").isDisjoint(with: ["Rujukan 31", "berkas anak lain"]))
        let entries = try s.done("joko", "audit list --json").json["entries"].list
        #expect(entries.contains { $0["action"].text == "document.open" && $0["case"].text == played.caseID })
        #expect(entries.allSatisfy { $0["actor"].text == "joko@kejaksaan" })
        try s.isWhole()
    }
}
