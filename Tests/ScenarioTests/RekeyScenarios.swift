import Foundation
import Testing

@Suite("case rekey")
struct RekeyScenarios {
    private func open(_ id: String, _ purpose: String = "penuntutan") -> String {
        "document open \(id) --purpose \(purpose)"
    }

    @Test(arguments: Tongue.allCases)
    func `new keys are for all who hold the case, and what was there opens as before`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let speak = "--lang \(say.rawValue)"
        try s.write("baru.txt", "sesudah kunci baru")
        let json = try s.done("siti", "case rekey \(played.caseID) --compartment evidence --json").json
        #expect(json.keys == ["case", "epochs"] && json["case"].text == played.caseID)
        #expect(json["epochs"].list.map { $0["compartment"].text } == ["evidence"])
        #expect(json["epochs"][0]["epoch"].number == 2)
        let new = try s.addDocument("sari", played.caseID, "baru.txt", to: "evidence")
        for (who, purpose) in [("joko", "penuntutan"), ("rini", "penuntutan"), ("siti", "penyidikan")] {
            #expect(try s.done(who, open(new, purpose)).output == "sesudah kunci baru", "\(who)")
            #expect(try s.done(who, open(played.letter, purpose)).output == Played.letterText, "\(who)")
        }
        // All of them, by a colleague; what is added by a grantee goes under the new one.
        let all = try s.done("sari", "case rekey \(played.caseID) \(speak)")
        #expect(
            all.output.isEmpty
                && all.error.hasPrefix(
                    say(
                        id: "Kasus \(played.caseID) mempunyai kunci baru: ",
                        en: "Case \(played.caseID) has new keys: ")),
            "\(all)")
        for compartment in ["assessment", "evidence", "identity", "medical", "statement"] {
            #expect(all.error.contains(compartment))
        }
        #expect(!all.error.contains("summary"))
        let theirs = try s.addDocument("joko", played.caseID, "baru.txt", to: "evidence")
        #expect(try s.done("siti", open(theirs, "penyidikan")).output == "sesudah kunci baru")
        #expect(
            try s.done("siti", "identity open \(played.identity) --purpose penyidikan --json").output
                == Played.identityText + "\n")
        let again = try s.done("siti", "case rekey \(played.caseID) --compartment evidence,medical --json").json
        #expect(again["epochs"].list.map { $0["epoch"].number } == [4, 3])
        try s.isWhole()
    }

    @Test func `a closed case gets new keys, and a grant that waited is opened after them`() throws {
        let (s, played) = try Session.played()
        let waiting = try s.grant(played.caseID, "identity,statement")
        try s.done("siti", "case close \(played.caseID)")
        try s.done("siti", "case rekey \(played.caseID)")
        try s.done("siti", "case reopen \(played.caseID)")
        try s.done("tono", "grant approve \(waiting) --yes")
        #expect(try s.done("joko", open(played.statement)).output == Played.statementText)
        #expect(try s.done("joko", open(played.video)).bytes == Played.videoBytes)
        #expect(
            try s.done("joko", "identity open \(played.identity) --purpose penuntutan --json").output
                == Played.identityText + "\n")
        try s.write("baru.txt", "x")
        let new = try s.addDocument("siti", played.caseID, "baru.txt", to: "statement")
        #expect(try s.done("rini", open(new)).output == "x")
        try s.isWhole()
    }

    @Test func `whoever was revoked gets none of the new keys, and a new grant brings all`() throws {
        let (s, played) = try Session.played()
        try s.done("joko", open(played.letter))
        try s.done("siti", "grant revoke \(played.grant) --reason selesai")
        try s.done("siti", "case rekey \(played.caseID) --compartment evidence")
        try s.write("baru.txt", "x")
        let new = try s.addDocument("siti", played.caseID, "baru.txt", to: "evidence")
        for id in [new, played.letter] {
            try s.denied("joko", open(id), why: "grant-revoked", action: "document.open")
        }
        _ = try s.grant(played.caseID)
        #expect(try s.done("joko", open(new)).output == "x")
        #expect(try s.done("joko", open(played.letter)).output == Played.letterText)
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `nobody else gives a case new keys, and not every name is a compartment's`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let speak = "--lang \(say.rawValue)"
        _ = try s.grant(played.caseID, to: "dp2kbp3a/pendamping", purpose: "pendampingan", more: "--allow read,update")
        for (who, why) in [
            ("ayu", "not-owner"), ("joko", "lacks-capability"), ("tono", "lacks-capability"), ("budi", "admin-opens"),
            ("wati", "lacks-capability"),
        ] { try s.denied(who, "case rekey \(played.caseID)", why: why, action: "case.rekey") }
        try s.changesNothing {
            try s.fails(
                64, "siti", "case rekey \(played.caseID) --compartment summary \(speak)", says: "'summary'")
            try s.fails(64, "siti", "case rekey \(played.identity) \(speak)", says: played.identity)
            try s.fails(
                1, "siti", "case rekey K-0123456789ABCDEF \(speak)",
                says: say(id: "kasus tidak dikenal", en: "unknown case"))
        }
        try s.fails(
            64, "siti", "case rekey \(played.caseID) --compartment gudang \(speak)",
            says: say(id: "tidak ada bagian gudang", en: "no compartment gudang"))
        #expect(
            try s.done("wati", "audit list --action case.rekey --outcome allowed --json").json["entries"].list.isEmpty)
        try s.isWhole()
    }
}
