import Foundation
import Testing

@Suite("grant")
struct GrantScenarios {
    private func new(
        _ caseID: String, _ compartment: String = "medical", to: String = "kejaksaan/jaksa", more: String = ""
    ) -> String {
        "grant new \(caseID) --to \(to) --compartment \(compartment) --purpose penuntutan --basis P-16"
            + " --until \(day(in: 30)) \(more)"
    }

    private func state(_ s: Session, _ who: String, _ grant: String) throws -> String? {
        try s.done(who, "grant list --json").json["grants"].list.first { $0["grant"].text == grant }?["state"].text
    }

    @Test func `a grant is made, printed and listed on both sides`() throws {
        let (s, played) = try Session.played()
        let made = try s.done("siti", new(played.caseID) + "--json").json
        #expect(made.keys == ["grant", "state"] && made["state"].text == "active" && isID(made["grant"].text, "G"))
        let text = try s.done("siti", new(played.caseID, "statement"))
        #expect(text.output.wholeMatch(of: /G-[0-9A-Z]{16}  active\n/) != nil && text.error.isEmpty)
        for who in ["siti", "sari", "joko", "rini"] {
            let grants = try s.done(who, "grant list \(played.caseID) --json").json["grants"]
            #expect(grants.list.count == 3)
            #expect(
                grants[0].keys.isSuperset(of: [
                    "grant", "case", "to", "persons", "compartments", "purpose", "basis", "from", "until", "by",
                    "state", "allow",
                ]))
            #expect(grants[0]["allow"].texts == ["read", "add"])
            #expect(grants[0]["grant"].text == played.grant && grants[0]["case"].text == played.caseID)
            #expect(grants[0]["to"].text == "kejaksaan/jaksa" && grants[0]["persons"].texts.isEmpty)
            #expect(grants[0]["compartments"].texts.contains("evidence"))
            #expect(grants[0]["purpose"].text == "penuntutan" && grants[0]["basis"].text == "P-16/1/2026")
            #expect(grants[0]["by"].text == "siti@unit-ppa" && grants[0]["state"].text == "active")
            // The last second of the day in Jakarta.
            #expect(grants[0]["until"].text == "\(day(in: 300))T16:59:59Z")
        }
        #expect(try s.done("ayu", "grant list --json").json["grants"].list.isEmpty)
        try s.denied("ayu", "grant list \(played.caseID)", why: "no-grant", action: "grant.list")
        try s.denied("budi", "grant list", why: "admin-opens", action: "grant.list")
    }

    @Test func `the first opening is the receipt`() throws {
        let (s, played) = try Session.played()
        func accepted() throws -> Bool {
            try s.done("siti", "grant list --json").json["grants"][0]["accepted"].isTrue
        }
        #expect(try !accepted())
        try s.done("joko", "document open \(played.letter) --purpose penuntutan")
        #expect(try accepted())
        try s.done("rini", "document open \(played.letter) --purpose penuntutan")
        let receipts = try s.done("wati", "audit list --json --action grant.accept").json["entries"].list
        #expect(receipts.map { $0["actor"].text } == ["joko@kejaksaan"])
        #expect(receipts.first?["grant"].text == played.grant)
    }

    @Test func `an identity grant waits until the owning agency's chief approves`() throws {
        let (s, played) = try Session.played()
        let made = try s.done("siti", new(played.caseID, "identity,evidence"))
        let grant = String(made.output.prefix(18))
        #expect(made.output == "\(grant)  waiting\n")
        #expect(made.error == "It waits for an approval in the agency that owns the case.\n")
        #expect(
            try s.run("siti", new(played.caseID, "identity --lang id")).error
                == "Menunggu persetujuan dari instansi pemilik kasus.\n")
        let open = "identity open \(played.identity) --purpose penuntutan"
        try s.denied("joko", open, why: "grant-waiting", action: "identity.open")
        let approve = "grant approve --yes \(grant)"
        try s.denied("siti", approve, why: "lacks-capability", action: "grant.approve")
        try s.denied("sari", approve, why: "lacks-capability", action: "grant.approve")
        try s.denied("lina", approve, why: "foreign-agency", action: "grant.approve")
        try s.denied("joko", approve, why: "lacks-capability", action: "grant.approve")
        try s.denied("budi", approve, why: "admin-opens", action: "grant.approve")
        try s.denied("joko", open, why: "grant-waiting", action: "identity.open")
        #expect(try state(s, "siti", grant) == "waiting")
        #expect(try s.done("tono", approve).error == "\(grant) is approved.\n")
        #expect(try state(s, "joko", grant) == "active")
        #expect(try s.done("joko", open + " --json").output == Played.identityText + "\n")
        try s.fails(1, "tono", approve + " --quiet", says: "it is done already")
        // The chief approves and reads nothing.
        try s.denied(
            "tono", "identity open \(played.identity) --purpose penyidikan", why: "no-grant", action: "identity.open")
        try s.fails(1, "tono", "grant approve --yes G-0123456789ABCDEF", says: "unknown grant\n")
    }

    @Test func `who grants does not approve, though they could`() throws {
        let (s, played) = try Session.played()
        try s.done(
            "budi", "person enroll --yes keys/asing@unit-ppa.card --role unit-ppa/penyidik --role unit-ppa/kanit")
        let grant = try s.grant(by: "asing", played.caseID, "identity")
        try s.denied("asing", "grant approve --yes \(grant) --quiet", why: "own-request", action: "grant.approve")
        try s.done("tono", "grant approve --yes \(grant)")
    }

    @Test func `a grant to a person is no colleague's`() throws {
        let (s, played) = try Session.played()
        let grant = try s.grant(played.caseID, "statement", more: "--person joko@kejaksaan")
        let open = "document open \(played.statement) --purpose penuntutan"
        #expect(try s.done("joko", open).output == Played.statementText)
        try s.denied("rini", open, why: "not-named", action: "document.open")
        #expect(try s.documents("rini", played.caseID) == [played.letter, played.video])
        let listed = try s.done("siti", "grant list --json").json["grants"].list.first { $0["grant"].text == grant }
        #expect(listed?["persons"].texts == ["joko@kejaksaan"])
        try s.fails(
            1, "siti", new(played.caseID, more: "--person siti@unit-ppa"), says: "siti@unit-ppa is no kejaksaan/jaksa")
    }

    @Test func `after a revocation the next addition has a new key, and the revoked role sees nothing`() throws {
        let (s, played) = try Session.played()
        let open = "document open \(played.letter) --purpose penuntutan"
        try s.done("joko", open)
        try s.denied("joko", "grant revoke \(played.grant) --reason x", why: "lacks-capability", action: "grant.revoke")
        try s.denied("ayu", "grant revoke \(played.grant) --reason x", why: "not-owner", action: "grant.revoke")
        let revoked = try s.done("sari", "grant revoke \(played.grant) --reason -", input: "perkara dihentikan\n")
        #expect(revoked.error == "\(played.grant) is revoked.\n")
        try s.fails(1, "siti", "grant revoke \(played.grant) --reason lagi", says: "it is done already")
        #expect(try state(s, "siti", played.grant) == "revoked")
        try s.denied("joko", open, why: "grant-revoked", action: "document.open")
        try s.denied("joko", "document list \(played.caseID)", why: "grant-revoked", action: "document.list")
        #expect(try s.done("joko", "case list --json").json["cases"].list.isEmpty)
        try s.write("baru.txt", "sesudah pencabutan")
        let new = try s.addDocument("siti", played.caseID, "baru.txt", to: "evidence")
        try s.denied("joko", "document open \(new) --purpose penuntutan", why: "grant-revoked", action: "document.open")
        for who in ["siti", "sari"] {
            #expect(try s.done(who, "document open \(new) --purpose penyidikan").output == "sesudah pencabutan")
            #expect(try s.done(who, "document open \(played.letter) --purpose penyidikan").output == Played.letterText)
        }
        // A new grant brings old and new.
        _ = try s.grant(played.caseID, more: "--person joko@kejaksaan")
        #expect(try s.documents("joko", played.caseID) == [played.letter, played.video, new])
        #expect(try s.done("joko", "document open \(new) --purpose penuntutan").output == "sesudah pencabutan")
        #expect(try s.done("joko", open).output == Played.letterText)
        try s.denied("rini", open, why: "not-named", action: "document.open")
        try s.done("wati", "audit verify")
    }

    @Test func `a grant ends at its moment`() throws {
        let (s, played) = try Session.played()
        let until = String(Date(timeIntervalSinceNow: 2).formatted(.iso8601))
        let grant = try s.done(
            "siti",
            "grant new \(played.caseID) --to kejaksaan/jaksa --compartment statement --purpose penuntutan --basis P"
                + " --until \(until) --person joko@kejaksaan --json"
        ).json["grant"].text
        let open = "document open \(played.statement) --purpose penuntutan"
        let deadline = Date(timeIntervalSinceNow: 30)
        var answer = try s.run("joko", open)
        while answer.status == 0, Date() < deadline {
            #expect(answer.output == Played.statementText)
            answer = try s.run("joko", open)
        }
        #expect(Date() > (try Date(until, strategy: .iso8601)))
        s.expectFailure(answer, 77, "denied: the grant has expired")
        #expect(try s.lastDenial()["why"].text == "grant-expired")
        #expect(try state(s, "siti", grant) == "expired")
        // The older grant, to other compartments, goes on.
        #expect(try s.done("joko", "document open \(played.letter) --purpose penuntutan").output == Played.letterText)
        try s.write("baru.txt", "sesudah berakhir")
        let new = try s.addDocument("siti", played.caseID, "baru.txt", to: "statement")
        #expect(try s.done("siti", "document open \(new) --purpose penyidikan").output == "sesudah berakhir")
        try s.fails(77, "joko", "document open \(new) --purpose penuntutan")
    }

    @Test func `a grant that has not begun opens nothing`() throws {
        let (s, played) = try Session.played()
        let made = try s.done(
            "siti", new(played.caseID, "statement", to: "dp2kbp3a/pendamping", more: "--from \(day(in: 5)) --json"))
        #expect(made.json["state"].text == "scheduled")
        #expect(try state(s, "siti", made.json["grant"].text) == "scheduled")
        let table = try s.done("siti", "grant list --lang id").output
        #expect(table.contains("belum mulai: "), "\(table)")
        try s.denied(
            "ayu", "document open \(played.statement) --purpose penuntutan", why: "grant-not-begun",
            action: "document.open")
    }

    @Test func `what can't be granted`() throws {
        let (s, played) = try Session.played()
        let k = played.caseID
        try s.denied("joko", new(k, to: "dp2kbp3a/pendamping"), why: "lacks-capability", action: "grant.create")
        try s.denied("ayu", new(k), why: "no-grant", action: "grant.create")
        try s.denied("siti", new(k, to: "unit-ppa/penyidik"), why: "own-role", action: "grant.create")
        try s.denied("budi", new(k), why: "admin-opens", action: "grant.create")
        let long = "grant new \(k) --to kejaksaan/jaksa --compartment medical --purpose penuntutan --basis P --until"
        try s.fails(64, "siti", "\(long) 2099-01-01", says: "a grant lasts 365 days at most")
        let before = try s.entryCount()
        try s.fails(64, "siti", "\(long) 2020-01-01", says: "the grant would end in the past, or before it begins")
        try s.fails(64, "siti", "\(long) besok", says: "'besok' is not a date\nhint: YYYY-MM-DD")
        try s.fails(64, "siti", "\(long) 2026-13-01", says: "'2026-13-01' is not a date")
        try s.fails(64, "siti", new(k, "gudang"), says: "no compartment gudang")
        try s.fails(1, "siti", new(k, to: "kejaksaan/hakim"), says: "no role kejaksaan/hakim")
        try s.fails(64, "siti", new(k, to: "kejaksaan"), says: "'kejaksaan' is not a valid role")
        try s.fails(1, "siti", new("K-0123456789ABCDEF"), says: "unknown case")
        let basis =
            "grant new \(k) --to kejaksaan/jaksa --compartment medical --purpose penuntutan --until \(day(in: 3)) --basis"
        try s.fails(64, "siti", "\(basis) -", input: " \n", says: "the text is empty")
        try s.fails(64, "siti", "\(basis) -", input: String(repeating: "x", count: 70_000))
        try s.fails(64, "siti", "\(basis) x --purpose iseng")
        #expect(try s.done("siti", "grant list \(k) --json").json["grants"].list.count == 1)
        // Only what got as far as a case was looked at, and nothing of it was denied.
        let entries = try s.done("wati", "audit list --json --from \(before)").json["entries"].list
        #expect(entries.allSatisfy { $0["outcome"].text == "allowed" && $0["action"].text != "grant.create" })
    }

    @Test func `bases and reasons are asked at the terminal`() throws {
        let (s, played) = try Session.played()
        let new = "grant new \(played.caseID) --to kejaksaan/jaksa --compartment medical --purpose penuntutan"
        let terminal = try s.terminal("siti", new + " --until \(day(in: 9)) --basis - --lang id")
        try terminal.expect("Dasar hukum: ")
        #expect(!terminal.commandLine.contains("P-16"))
        try terminal.type("P-16/77/2026")
        #expect(try terminal.end() == 0)
        let grant = try #require(terminal.screen.firstMatch(of: /G-[0-9A-Z]{16}/)?.output)
        let revoking = try s.terminal("siti", "grant revoke \(grant) --reason -")
        try revoking.expect("Reason: ", type: "keliru")
        #expect(try revoking.end() == 0)
        let listed = try s.done("siti", "grant list --json").json["grants"].list.first { $0["grant"].text == grant }
        #expect(listed?["basis"].text == "P-16/77/2026" && listed?["state"].text == "revoked")
    }

    @Test func `a grant on the strength of a grant stays within it`() throws {
        let (s, played) = try Session.played()
        let parent = try s.grant(
            played.caseID, to: "dp2kbp3a/pendamping", "evidence,medical", until: day(in: 20), purpose: "penuntutan")
        try s.denied("ayu", new(played.caseID, "medical"), why: "beyond-parent", action: "grant.create")
        let child = try s.grant(by: "ayu", played.caseID, "medical", until: day(in: 20))
        try s.write("visum.txt", "hasil visum")
        let id = try s.addDocument("siti", played.caseID, "visum.txt", to: "medical")
        #expect(try s.done("joko", "document open \(id) --purpose penuntutan").output == "hasil visum")
        try s.done("siti", "grant revoke \(parent) --reason selesai")
        #expect(try state(s, "siti", child) == "revoked")
        try s.fails(77, "joko", "document open \(id) --purpose penuntutan")
        try s.fails(77, "ayu", "document open \(id) --purpose penuntutan")
    }
}
