import Foundation
import Testing

@Suite("grant request")
struct RequestScenarios {
    private static let ask = "grant request"

    /// What ayu, of another agency, asks of siti's case.
    private func request(_ s: Session, _ id: String, _ compartments: String = "identity,evidence") throws -> String {
        try s.done(
            "ayu", "grant request \(id) --compartment \(compartments) --purpose pendampingan --basis - --json",
            input: "Rujukan 31/XI/2026\n"
        ).json["request"].text
    }

    private func asked(_ s: Session, _ who: String) throws -> [Value] {
        try s.done(who, "inbox --json").json["requests"].list
    }

    @Test(arguments: Tongue.allCases)
    func `a request reaches the owner, the grant answers it, and the asker sees that`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let speak = "--lang \(say.rawValue)"
        let made = try s.done(
            "ayu", "grant request \(played.caseID) --compartment evidence --purpose pendampingan --basis S-1 \(speak)")
        let id = made.lines[0]
        #expect(id.wholeMatch(of: /R-[0-9A-HJKMNP-TV-Z]{16}/) != nil)
        #expect(
            made.error
                == say(
                    id: "Permintaan \(id) dicatat; pemilik kasus melihatnya di: brankas inbox\n",
                    en: "Request \(id) is on record; the case's owner sees it in: brankas inbox\n"))
        let mine = try asked(s, "ayu")
        #expect(mine.count == 1 && mine[0]["mine"].isTrue && mine[0]["state"].text == "waiting")
        let theirs = try asked(s, "siti")
        #expect(theirs.count == 1)
        #expect(
            theirs[0].keys == [
                "request", "case", "role", "by", "time", "compartments", "purpose", "allow", "state", "mine", "basis",
            ])
        #expect(theirs[0]["request"].text == id && theirs[0]["case"].text == played.caseID)
        #expect(theirs[0]["by"].text == "ayu@dp2kbp3a" && theirs[0]["role"].text == "dp2kbp3a/pendamping")
        #expect(theirs[0]["compartments"].texts == ["evidence"] && theirs[0]["basis"].text == "S-1")
        #expect(!theirs[0]["mine"].isTrue)
        let text = try s.done("siti", "inbox \(speak)")
        #expect(text.output.hasPrefix(say(id: "Permintaan akses\n", en: "Requests for grants\n")))
        #expect(text.error.contains("brankas grant new --request \(id) --until "))
        for stranger in ["lina", "wati", "tono", "joko", "rini"] { #expect(try asked(s, stranger).isEmpty) }
        #expect(try asked(s, "sari").count == 1)

        let grant = try s.done("siti", "grant new --request \(id) --until \(day(in: 30)) \(speak) --json").json
        #expect(grant.keys == ["grant", "state"] && grant["state"].text == "active")
        let answered = try asked(s, "ayu")
        #expect(answered[0]["state"].text == "granted" && answered[0]["grant"].text == grant["grant"].text)
        #expect(try asked(s, "siti").isEmpty)
        let listed = try s.done("ayu", "grant list --json").json["grants"][0]
        #expect(listed["purpose"].text == "pendampingan" && listed["basis"].text == "S-1")
        #expect(listed["persons"].texts.isEmpty && listed["to"].text == "dp2kbp3a/pendamping")
        let unopened = try s.done("ayu", "inbox \(speak)").output
        #expect(unopened.hasPrefix(say(id: "Akses baru, belum dibuka\n", en: "New grants, not opened yet\n")))
        #expect(
            try s.done("ayu", "document open \(played.letter) --purpose pendampingan").output == Played.letterText)
        #expect(try s.done("ayu", "inbox --json").json["new"].list.isEmpty)
        for command in ["grant new --request \(id) --until \(day(in: 3))", "grant refuse \(id) --reason x"] {
            try s.fails(
                1, "siti", "\(command) \(speak)", says: say(id: "sudah dilakukan", en: "it is done already"))
        }
        try s.isWhole()
    }

    @Test func `the owner grants less than was asked, and to one person`() throws {
        let (s, played) = try Session.played()
        let id = try request(s, played.caseID)
        let grant = try s.done(
            "siti",
            "grant new --request \(id) --compartment evidence --person ayu@dp2kbp3a --purpose pelaporan --basis S-9"
                + " --until \(day(in: 30)) --json"
        ).json
        #expect(grant["state"].text == "active")
        let listed = try s.done("ayu", "grant list --json").json["grants"][0]
        #expect(Set(listed["compartments"].texts).subtracting(["summary"]) == ["evidence"])
        #expect(listed["persons"].texts == ["ayu@dp2kbp3a"] && listed["purpose"].text == "pelaporan")
        #expect(listed["basis"].text == "S-9")
        try s.denied(
            "ayu", "identity open \(played.identity) --purpose pelaporan", why: "other-compartment",
            action: "identity.open")
        // As it was asked, it would have had to wait: that is so of the next.
        let second = try request(s, played.caseID)
        let waiting = try s.done("siti", "grant new --request \(second) --until \(day(in: 30)) --json").json
        #expect(waiting["state"].text == "waiting")
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `a refusal reaches the asker with its reason`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let speak = "--lang \(say.rawValue)"
        let id = try request(s, played.caseID)
        // Only the owner answers.
        try s.denied("ayu", "grant refuse \(id) --reason x", why: "not-owner", action: "grant.refuse")
        try s.denied("joko", "grant refuse \(id) --reason x", why: "lacks-capability", action: "grant.refuse")
        try s.denied("budi", "grant refuse \(id) --reason x", why: "admin-opens", action: "grant.refuse")
        try s.fails(1, "siti", "grant refuse R-0123456789ABCDEF --reason x", says: "unknown request for a grant")
        try s.fails(64, "siti", "grant refuse \(id) --reason - \(speak)", input: " \n")
        let refused = try s.done("sari", "grant refuse \(id) --reason - \(speak)", input: "minta ke RSUD dulu\n")
        #expect(refused.error == say(id: "Permintaan \(id) ditolak.\n", en: "Request \(id) is refused.\n"))
        let mine = try asked(s, "ayu")
        #expect(mine[0]["state"].text == "refused" && mine[0]["reason"].text == "minta ke RSUD dulu")
        #expect(mine[0]["grant"].isNull)
        #expect(try s.done("ayu", "inbox \(speak)").output.contains("minta ke RSUD dulu"))
        #expect(try asked(s, "siti").isEmpty)
        try s.fails(1, "siti", "grant new --request \(id) --until \(day(in: 3))", says: "it is done already")
        try s.fails(77, "ayu", "document list \(played.caseID)")
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `three may be open at a time, and a fourth after an answer`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let ids = try ["evidence", "statement", "medical"].map { try request(s, played.caseID, $0) }
        let fourth = "grant request \(played.caseID) --compartment identity --purpose pendampingan --basis S"
        try s.changesNothing {
            try s.fails(
                1, "ayu", "\(fourth) --lang \(say.rawValue)",
                says: say(id: "sudah punya 3 permintaan yang belum dijawab", en: "has 3 unanswered requests"))
        }
        #expect(try asked(s, "siti").map { $0["request"].text } == ids)
        // Another role is not held up by it.
        try s.done("joko", "grant request \(played.caseID) --compartment identity --purpose penuntutan --basis S")
        try s.done("siti", "grant refuse \(ids[1]) --reason x")
        try s.done("ayu", fourth)
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `what can't be asked for`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let tail = "--purpose pendampingan --basis S"
        func ask(_ id: String, _ compartment: String = "evidence") -> String {
            "grant request \(id) --compartment \(compartment) \(tail) --lang \(say.rawValue)"
        }
        let evidence = "grant request \(played.caseID) --compartment evidence \(tail)"
        try s.denied("siti", evidence, why: "own-role", action: "grant.request")
        try s.denied("budi", evidence, why: "admin-opens", action: "grant.request")
        try s.changesNothing {
            try s.fails(
                1, "ayu", ask("K-0123456789ABCDEF"), says: say(id: "kasus tidak dikenal", en: "unknown case"))
            try s.fails(
                64, "ayu", ask(played.caseID, "gudang"),
                says: say(id: "tidak ada bagian gudang", en: "no compartment gudang"))
            try s.fails(64, "ayu", ask(played.caseID, "summary"), says: "'summary'")
            try s.fails(64, "ayu", ask("K-12"), says: "'K-12'")
            try s.fails(64, "ayu", ask(played.caseID) + " --basis ''", says: say(id: "teksnya kosong", en: "is empty"))
        }
        let open = try request(s, played.caseID)
        try s.done("siti", "case close \(played.caseID)")
        try s.fails(
            77, "ayu", ask(played.caseID), says: say(id: "ditolak: kasus sudah ditutup", en: "denied: the case is"))
        // What waits in a closed case waits for nobody, until it is open again.
        #expect(try asked(s, "siti").isEmpty)
        try s.fails(77, "siti", "grant new --request \(open) --until \(day(in: 3))", says: "the case is closed")
        try s.done("siti", "case reopen \(played.caseID)")
        #expect(try asked(s, "siti").map { $0["request"].text } == [open])
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `a grant that ends within two weeks is told of, to both sides`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let grant = try s.grant(played.caseID, "statement", until: day(in: 5))
        func ending(_ who: String) throws -> [String] {
            try s.done(who, "inbox --json").json["ending"].list.map { $0["grant"].text }
        }
        #expect(try ending("siti") == [grant])
        // The receivers are told first that it is there.
        #expect(try ending("joko").isEmpty)
        #expect(try s.done("joko", "inbox --json").json["new"].list.map { $0["grant"].text }.contains(grant))
        try s.done("joko", "document open \(played.statement) --purpose penuntutan")
        #expect(try ending("joko") == [grant])
        let text = try s.done("siti", "inbox --lang \(say.rawValue)").output
        #expect(text.hasPrefix(say(id: "Akses yang segera berakhir\n", en: "Grants about to end\n")))
        #expect(text.contains(grant) && !text.contains(played.grant))
        #expect(
            try s.done("lina", "inbox --lang \(say.rawValue)").output == say(id: "Tidak ada.\n", en: "None.\n"))
        try s.isWhole()
    }
}
