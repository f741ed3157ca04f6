import Foundation
import Testing

@Suite("an export that waits")
struct ExportApprovalScenarios {
    private func exports(_ s: Session, _ who: String) throws -> [Value] {
        try s.done(who, "inbox --json").json["exports"].list
    }

    private func fingerprint(_ s: Session, _ handle: String) throws -> String {
        let people = try s.done("siti", "person list --json").json["people"].list
        return people.first { $0["handle"].text == handle }?["fingerprint"].text ?? "?"
    }

    @Test(arguments: Tongue.allCases)
    func `with an identity in it nothing leaves until a chief has read what goes to whom, and then once`(
        say: Tongue
    ) throws {
        let (s, played) = try Session.played()
        let speak = "--lang \(say.rawValue)"
        let bare = try s.recipient("rini@kejaksaan")
        let asked = try s.done(
            "siti",
            "case export \(played.caseID) --to joko@kejaksaan --to \(bare) --compartment identity,evidence"
                + " --purpose penyidikan --basis - --output berkas \(speak)", input: "P-21/40/2026\n")
        let grant = asked.lines[0]
        #expect(isID(grant, "G") && asked.lines.count == 1 && !s.exists("berkas"))
        #expect(
            asked.error
                == say(
                    id: "Ekspor ini menunggu persetujuan. Dalam 7 hari setelah disetujui: ",
                    en: "The export waits for an approval. Within 7 days of it: ")
                + "brankas case export --grant \(grant) --output FOLDER\n")

        // In the inbox of whoever may approve it, and of nobody else.
        let waiting = try #require(try exports(s, "tono").first)
        #expect(
            waiting.keys == [
                "grant", "case", "by", "role", "to", "compartments", "records", "purpose", "basis", "time", "state",
                "mine",
            ])
        #expect(waiting["grant"].text == grant && waiting["state"].text == "waiting")
        #expect(waiting["compartments"].texts == ["evidence", "identity"] && waiting["basis"].text == "P-21/40/2026")
        #expect(Set(waiting["records"].texts) == [played.identity, played.letter, played.video])
        #expect(waiting["to"][0]["handle"].text == "joko@kejaksaan" && waiting["to"][1].keys == ["fingerprint"])
        for who in ["sari", "joko", "lina", "wati"] { #expect(try exports(s, who).isEmpty, "\(who)") }
        // Whoever asked sees that it waits.
        #expect(try exports(s, "siti").map { $0["grant"].text } == [grant])
        #expect(try exports(s, "siti").map { $0["state"].text } == ["waiting"])
        let inbox = try s.done("tono", "inbox \(speak)")
        #expect(
            inbox.output.hasPrefix(
                say(id: "Ekspor yang menunggu persetujuan Anda\n", en: "Exports that wait for your approval\n")))
        #expect(inbox.error.hasSuffix("brankas grant approve \(grant)\n"))

        // Before the approval nobody writes it, and whoever may not approve it does not.
        let write = "case export --grant \(grant) --output berkas"
        try s.denied("siti", write, why: "needs-approval", action: "case.export")
        for (who, why) in [
            ("siti", "lacks-capability"), ("sari", "lacks-capability"), ("joko", "lacks-capability"),
            ("lina", "foreign-agency"), ("budi", "admin-opens"),
        ] { try s.denied(who, "grant approve \(grant) --yes", why: why, action: "grant.approve") }

        for (answer, status) in [(say(id: "tidak", en: "no"), Int32(1)), (say(id: "ya", en: "yes"), 0)] {
            let terminal = try s.terminal("tono", "grant approve \(grant) \(speak)")
            try terminal.expect(say(id: "Setujui? (ya/tidak) ", en: "Approve? (yes/no) "))
            for line in [
                grant, played.caseID, "siti@unit-ppa (unit-ppa/penyidik)",
                "joko@kejaksaan \(try fingerprint(s, "joko@kejaksaan"))",
                "age1pq1… \(waiting["to"][1]["fingerprint"].text)",
                say(id: "barang bukti, identitas", en: "evidence, identity"), "\(played.identity) (1)",
                "\(played.letter) (1)", say(id: "penyidikan", en: "criminal investigation"), "P-21/40/2026", "WIB",
            ] {
                #expect(terminal.screen.contains(line), "\(line)")
            }
            #expect(!terminal.screen.contains(played.statement))
            try terminal.type(answer)
            #expect(try terminal.end() == status)
        }
        #expect(try exports(s, "tono").isEmpty && exports(s, "sari").isEmpty)
        #expect(try exports(s, "siti").map { $0["state"].text } == ["ready"])
        #expect(try s.done("siti", "inbox \(speak)").error.contains("brankas case export --grant \(grant) --output "))

        // It is the asker's, and once.
        try s.denied("sari", write, why: "beyond-export", action: "case.export")
        try s.fails(77, "joko", write, says: "denied: ")
        let done = try s.done("siti", "\(write) \(speak)")
        #expect(try done.output.isEmpty && done.error.contains(fingerprint(s, "joko@kejaksaan")))
        #expect(done.error.contains(waiting["to"][1]["fingerprint"].text))
        #expect(
            done.error.hasSuffix(
                say(
                    id: "Kasus \(played.caseID) diekspor: 3 rekaman di berkas\n",
                    en: "Case \(played.caseID) is exported: 3 records in berkas\n")))
        for who in ["joko", "rini"] {
            try s.unpacked(who, "berkas", into: "buka-\(who)")
            #expect(try s.read("buka-\(who)/\(played.video).bin") == Played.videoBytes)
        }
        try s.fails(
            77, "siti", "case export --grant \(grant) --output lagi \(speak)",
            says: say(id: "ekspor itu sudah dipakai atau berakhir", en: "the export was used, or is over"))
        #expect(try s.lastDenial()["why"].text == "export-over" && !s.exists("lagi") && exports(s, "siti").isEmpty)
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `a wish is taken back, and so is what was approved`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let speak = "--lang \(say.rawValue)"
        let ids = try (0..<2).map { _ in try s.askedExport("siti", played.caseID, "--to joko@kejaksaan") }
        try s.done("tono", "grant approve \(ids[1]) --yes")
        try s.denied("ayu", "grant revoke \(ids[0]) --reason x", why: "not-owner", action: "grant.revoke")
        for (who, id) in [("siti", ids[0]), ("sari", ids[1])] {
            let revoked = try s.done(who, "grant revoke \(id) --reason - \(speak)", input: "perkara dihentikan\n")
            #expect(revoked.error == say(id: "\(id) dicabut.\n", en: "\(id) is revoked.\n"))
            try s.denied(
                "siti", "case export --grant \(id) --output berkas", why: "export-over", action: "case.export")
        }
        try s.fails(
            1, "tono", "grant approve \(ids[0]) --yes --quiet \(speak)",
            says: say(id: "sudah dilakukan", en: "it is done already"))
        #expect(try exports(s, "tono").isEmpty && exports(s, "siti").isEmpty && !s.exists("berkas"))
        try s.isWhole()
    }

    @Test func `what was changed after it was asked for does not leave as it now is`() throws {
        let (s, played) = try Session.played()
        let grant = try s.askedExport("siti", played.caseID, "--to joko@kejaksaan --compartment identity")
        try s.done("tono", "grant approve \(grant) --yes")
        try s.done(
            "siti", "identity update \(played.identity) --from - --purpose penyidikan --reason x",
            input: #"{"name":"Mawar"}"#)
        try s.fails(
            1, "siti", "case export --grant \(grant) --output berkas --quiet",
            says: "has changed since the export was asked for")
        #expect(try exports(s, "siti").map { $0["state"].text } == ["ready"])
        #expect(!s.exists("berkas") && s.files(under: ".").allSatisfy { !$0.contains(".part") })
        try s.exported("siti", played.caseID, "--to joko@kejaksaan --compartment identity", into: "berkas")
        try s.unpacked("joko", "berkas", into: "buka")
        #expect(Value(parsing: try s.read("buka/\(played.identity).json"))["name"].text == "Mawar")
        try s.isWhole()
    }

    @Test func `without such a record it leaves at once, and a vault may ask for no approvals, or for two`() throws {
        let (s, played) = try Session.played()
        let evidence = try s.done(
            "siti",
            "case export \(played.caseID) --to joko@kejaksaan --compartment evidence \(Session.exportReason)"
                + " --output bukti --json"
        ).json
        #expect(evidence["records"].number == 2 && s.exists("bukti"))

        let free = try Session.founded(rules: "  approvals: { identity: 0 }\n")
        for name in ["siti", "wati"] { try free.enroll(name) }
        let open = try free.newCase()
        _ = try free.addIdentity("siti", open, Played.identityText)
        let at = "--to keys/wati@dp2kbp3a.card"
        #expect(
            try free.done("siti", "case export \(open) \(at) \(Session.exportReason) --output x --json")
                .json["records"].number == 1)

        let strict = try Session.founded(rules: "  approvals: { identity: 2 }\n")
        for name in ["siti", "tono", "wati"] { try strict.enroll(name) }
        try strict.enroll("asing", as: "unit-ppa/kanit")
        let closed = try strict.newCase()
        _ = try strict.addIdentity("siti", closed, Played.identityText)
        let grant = try strict.askedExport("siti", closed, at)
        #expect(try strict.done("tono", "grant approve \(grant) --yes").error.contains("waits for a further approval"))
        try strict.denied(
            "siti", "case export --grant \(grant) --output x", why: "needs-approval", action: "case.export")
        try strict.done("asing", "grant approve \(grant) --yes")
        try strict.done("siti", "case export --grant \(grant) --output x")
        for session in [s, free, strict] { try session.isWhole() }
    }

    @Test(arguments: Tongue.allCases)
    func `what is left out of an export, or said twice, is named`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let before = try s.entryCount()
        let environment = ["BRANKAS_LANG": say.rawValue]
        let whole = ["--to joko@kejaksaan", "--purpose penyidikan", "--basis S", "--output x"]
        for index in whole.indices {
            let rest = whole.indices.filter { $0 != index }.map { whole[$0] }.joined(separator: " ")
            let name = whole[index].split(separator: " ")[0]
            s.expectFailure(
                try s.run("siti", "case export \(played.caseID) \(rest)", environment: environment), 64,
                say(id: "\(name) belum diberikan", en: "\(name) is missing"))
        }
        let grant = "case export --grant G-0123456789ABCDEF --output x"
        for option in ["--to joko@kejaksaan", "--purpose penyidikan", "--basis S", "--compartment evidence"] {
            s.expectFailure(
                try s.run("siti", "\(grant) \(option)", environment: environment), 64,
                String(option.split(separator: " ")[0]))
        }
        s.expectFailure(
            try s.run("siti", "\(grant) \(played.caseID)", environment: environment), 64, "ID")
        for (more, en, id) in [
            ("--purpose iseng", "iseng", "iseng"), ("--basis ''", "the text is empty", "teksnya kosong"),
            ("--purpose darurat --to entah@kejaksaan", "", ""),
        ] where !en.isEmpty {
            let command = "case export \(played.caseID) --to joko@kejaksaan --output x \(Session.exportReason) \(more)"
            s.expectFailure(try s.run("siti", command, environment: environment), 64, say(id: id, en: en))
        }
        s.expectFailure(
            try s.run("siti", grant, environment: environment), 1,
            say(id: "pemberian akses tidak dikenal", en: "unknown grant"))
        #expect(try !s.exists("x") && s.entryCount() == before + 1)
    }

    @Test(arguments: Tongue.allCases)
    func `a handle stands for the card in the roster, and for nobody who has left`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let speak = "--lang \(say.rawValue)"
        let export = "case export \(played.caseID) \(Session.exportReason) --compartment"
        try s.exported("siti", played.caseID, "--to joko@kejaksaan --compartment evidence", into: "berkas")
        let said = try s.unpacked("joko", "berkas", into: "buka")
        #expect(said["records"].list.count == 2 && said["by"].text == "siti@unit-ppa")
        let manifest = Value(parsing: try s.read("buka/manifest.json"))
        #expect(manifest["to"].texts == ["joko@kejaksaan"])

        try s.done("rina", "person dismiss rini@kejaksaan --reason pindah")
        let left = say(id: "penerima itu bukan petugas", en: "the recipient is ")
        for (compartment, action) in [("evidence", "case.export"), ("identity", "export.request")] {
            for recipient in ["rini@kejaksaan", "keys/rini@kejaksaan.card"] {
                let command = "\(export) \(compartment) --to \(recipient) --output x"
                try s.denied("siti", command, why: "recipient-left", action: action)
                try s.fails(77, "siti", "\(command) \(speak)", says: left)
            }
        }
        // Of an agency here, and enrolled by nobody.
        try s.denied(
            "siti", "\(export) evidence --to keys/asing@unit-ppa.card --output x", why: "other-recipient",
            action: "case.export")
        try s.fails(
            1, "siti", "\(export) evidence --to entah@kejaksaan --output x \(speak)",
            says: say(id: "tidak ada petugas entah@kejaksaan", en: "nobody here is called entah@kejaksaan"))
        #expect(!s.exists("x"))
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `whom no card of the roster names is reported by the fingerprint of the key`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let made = try s.run(
            "key new advokat@lbh-okus --name 'Advokat Rembulan' --output keys/advokat.age --work-factor 4"
                + " --passphrase-fd 9", passphrases: [Session.passphrase("advokat")])
        try #require(made.status == 0)
        let (bare, lawyer) = (try s.recipient("rini@kejaksaan"), try s.recipient("advokat@lbh-okus"))
        try s.exported(
            "siti", played.caseID, "--to \(bare) --to keys/advokat@lbh-okus.card --compartment evidence",
            into: "berkas")
        let own = try s.run(
            "key show --key keys/advokat.age --passphrase-fd 9 --json", passphrases: [Session.passphrase("advokat")])
        #expect(own.json["recipientFingerprint"].text == (try hashed(s, lawyer)))
        let expected = [try hashed(s, bare), "advokat@lbh-okus (\(try hashed(s, lawyer)))"]
        let review = try s.done("wati", "audit report --json").json
        #expect(review["exports"][0]["to"].texts.sorted() == expected.sorted(), "\(review["exports"][0])")
        let custody = try s.done("siti", "audit custody \(played.letter) --json").json
        let link = try #require(custody["entries"].list.last { $0["action"].text == "case.export" })
        #expect(link["to"].texts.sorted() == expected.sorted(), "\(link)")
        for (who, report) in [
            ("wati", "audit report"), ("siti", "audit custody \(played.letter)"),
            ("wati", "audit trail \(played.caseID)"),
        ] {
            let text = try s.done(who, "\(report) --lang \(say.rawValue)").output
            for name in expected { #expect(text.contains(name), "\(report): \(name)") }
            #expect(!text.contains("age1pq1"))
        }
        try s.isWhole()
    }

    /// The fingerprint of a recipient, by a program of another hand.
    private func hashed(_ s: Session, _ recipient: String) throws -> String {
        let python =
            "import hashlib,sys; n=int.from_bytes(hashlib.sha256(sys.argv[1].encode()).digest()[:20],'big');"
            + " d=''.join('0123456789ABCDEFGHJKMNPQRSTVWXYZ'[n>>5*i&31] for i in range(31,-1,-1));"
            + " print('-'.join(d[i:i+4] for i in range(0,32,4)))"
        let answer = try s.shell("nobody", "python3 -c \"\(python)\" \(recipient)")
        return answer.lines.first ?? "\(answer)"
    }
}
