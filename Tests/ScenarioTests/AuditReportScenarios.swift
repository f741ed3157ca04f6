import Foundation
import Testing

@Suite("audit reports")
struct AuditReportScenarios {
    /// What was played, with an opening, a denial and an export.
    private static func used() throws -> (Session, Played) {
        let (s, played) = try Session.played()
        try s.done("joko", "document open \(played.letter) --purpose penuntutan")
        try s.fails(77, "joko", "identity open \(played.identity) --purpose penuntutan")
        try s.exported("siti", played.caseID, "--to keys/joko@kejaksaan.card", into: "keluar")
        return (s, played)
    }

    private static func seconds(_ text: String) throws -> Int {
        Int(try Date(text, strategy: .iso8601).timeIntervalSince1970)
    }

    // MARK: Review

    @Test func `the review counts who opened what, and who was denied`() throws {
        let (s, played) = try Self.used()
        let review = try s.done("wati", "audit report --json").json
        #expect(review["origin"]["whole"].isTrue && review["origin"]["by"].text == "wati@dp2kbp3a")
        let counts = review["counts"]
        // Each record that leaves in an export was opened for it.
        #expect(counts["openings"].number == 5 && counts["officers"].number == 2 && counts["denied"].number == 1)
        #expect(counts["exports"].number == 1 && counts["entries"].number == review["origin"]["size"].number)
        let officer = review["officers"][1]
        #expect(officer["actor"].text == "joko@kejaksaan" && officer["cases"].texts == [played.caseID])
        #expect(officer["purposes"].texts == ["penuntutan"] && officer["records"].number == 1)
        let exporter = review["officers"][0]
        #expect(exporter["actor"].text == "siti@unit-ppa" && exporter["records"].number == 4)
        #expect(review["cases"][0]["officers"].texts == ["joko@kejaksaan", "siti@unit-ppa"])
        let denied = review["denied"][0]
        #expect(denied["record"].text == played.identity && denied["why"].text == "other-compartment")
        let grant = review["grants"][0]
        #expect(grant["grant"].text == played.grant && grant["openings"].number == 1 && grant["state"].text == "active")
        #expect(review["exports"][0]["to"].texts == ["joko@kejaksaan"])
        #expect(review["exports"][0]["records"].texts.count == 4)

        let english = try s.done("wati", "audit report").output
        #expect(
            english.contains("2 officers opened or exported records 5 times in 1 case. Denied attempts: 1. Exports: 1.")
        )
        #expect(english.contains("Joko Prabowo (joko@kejaksaan), Kejaksaan Negeri Muaradua: 1 opening in 1 case"))
        let indonesian = try s.done("wati", "audit report --lang id").output
        #expect(
            indonesian.contains(
                "2 petugas membuka atau mengekspor rekaman 5 kali dalam 1 kasus. Percobaan yang ditolak: 1."))
        #expect(indonesian.contains("Buku catatan utuh: "))
    }

    @Test func `what deserves a second look is said with its entries`() throws {
        let (s, played) = try Session.played()
        for _ in 0..<5 { try s.fails(77, "ayu", "document open \(played.letter) --purpose pendampingan") }
        let findings = try s.done("wati", "audit report --json").json["findings"].list
        let finding = try #require(findings.first { $0["kind"].text == "denials" })
        #expect(finding["actor"].text == "ayu@dp2kbp3a" && finding["entries"].list.count == 5)
        #expect(finding["reason"].text.hasPrefix("Ayu Lestari (ayu@dp2kbp3a) was denied 5 times on "))
    }

    @Test func `a review is of its period`() throws {
        let (s, _) = try Self.used()
        let past = try s.done("wati", "audit report --json --until 2020-01-01").json
        #expect(past["counts"]["openings"].number == 0 && past["counts"]["entries"].number == 0)
        #expect(past["grants"].list.count == 1 && past["grants"][0]["openings"].number == 1)
        let now = try s.done("wati", "audit report --json --since \(day(in: -2)) --until \(day(in: 2))").json
        #expect(now["counts"]["openings"].number == 5)
        // A clean paper of a time that is yet to come would be worth nothing.
        try s.fails(64, "wati", "audit report --since 2062-01-01", says: "2062-01-01 is in the future")
        try s.fails(64, "wati", "audit stats --month 2062-01", says: "2062-01 is in the future")
    }

    @Test func `without the capability the review is of one's own cases`() throws {
        let (s, played) = try Self.used()
        let other = try s.newCase(by: "ayu", title: "Milik dinas")
        let own = try s.done("joko", "audit report --json").json
        #expect(own["partial"].isTrue)
        #expect(!own["origin"]["whole"].isTrue && own["counts"]["openings"].number == 5)
        #expect(own["cases"].list.map { $0["case"].text } == [played.caseID])
        let text = try s.done("joko", "audit report").output
        #expect(text.contains(played.caseID) && !text.contains(other))
        #expect(text.contains("Your own entries and your cases' only; there may be others."))
        #expect(text.contains("Every entry shown is proved to stand in this ledger."))
        let others = try s.done("ayu", "audit report").output
        #expect(others.contains(other) && !others.contains(played.caseID) && !others.contains("joko@kejaksaan"))
    }

    @Test(arguments: Tongue.allCases)
    func `an identity that only went into an export was opened, in every report`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let grant = try s.grant(played.caseID, purpose: "darurat")
        try s.exported("siti", played.caseID, "--to keys/joko@kejaksaan.card", into: "keluar")
        let lang = " --lang \(say.rawValue)"
        let trail = try s.done("siti", "audit trail \(played.caseID)" + lang).output
        #expect(
            trail.contains(say(id: "Data dibuka atau diekspor 4 kali", en: "The data were opened or exported 4 times")))
        #expect(!trail.contains(say(id: "Belum ada rekaman yang dibuka", en: "No record was ever opened")))
        let exposure = try s.done("wati", "audit exposure siti@unit-ppa" + lang).output
        #expect(exposure.contains(say(id: "membuka atau mengekspor 4 rekaman", en: "opened or exported 4 records")))
        #expect(!exposure.contains(say(id: "tidak ada rekaman yang dibuka", en: "no record was opened")))
        let letter = say(id: "yang benar-benar dibuka atau diekspor: ", en: "what was opened or exported: ")
        #expect(exposure.contains(letter) && exposure.contains(played.identity))
        let custody = try s.done("siti", "audit custody \(played.letter)" + lang).output
        #expect(
            custody.contains(
                say(id: "dibuka atau diekspor 1 kali (ekspor: 1)", en: "opened or exported once (exports: 1)")))
        // A grant that only an export rests on was used, and what it is for is what the export was for.
        try s.exported("joko", played.caseID, "--to keys/siti@unit-ppa.card", into: "bawa", purpose: "darurat")
        let review = try s.done("wati", "audit report --json" + lang).json
        let used = try #require(review["grants"].list.first { $0["openings"].number > 0 })
        #expect(used["grant"].text == grant && used["openings"].number == 2)
        let emergency = review["findings"].list.filter { $0["kind"].text == "purpose" }
        #expect(emergency.map { $0["actor"].text } == ["joko@kejaksaan"])
        let exports = review["exports"].list.map { $0["records"].texts.count }
        #expect(exports == [4, 2])
    }

    // MARK: Trail

    @Test func `a victim is told who opened their data, when and for what`() throws {
        let (s, played) = try Self.used()
        let command = "audit trail \(played.caseID) --requested 2026-11-02T03:00:00Z"
        let trail = try s.done("siti", command + " --json").json
        #expect(trail["case"].text == played.caseID && trail["complete"].isTrue)
        #expect(trail["owner"].text == "Unit PPA Polres" && trail["deadline"].text == "2026-11-05T03:00:00Z")
        let actions = trail["entries"].list.map { $0["action"].text }
        #expect(actions.first == "case.create" && actions.last == "audit.report")
        let opened = try #require(trail["entries"].list.first { $0["action"].text == "document.open" })
        #expect(opened["actor"].text == "joko@kejaksaan" && opened["purpose"].text == "penuntutan")
        #expect(opened["compartment"].text == "evidence" && opened["record"].text == played.letter)
        #expect(trail["grants"][0]["basis"].text == "P-16/1/2026" && trail["grants"][0]["openings"].number == 1)

        let english = try s.done("wati", command).output
        #expect(
            english.contains(
                "Asked for on 2 Nov 2026 10:00 WIB; to be given, or refused with reasons, by 5 Nov 2026 10:00 WIB"))
        #expect(english.contains("The data were opened or exported 5 times by 2 officers of 2 agencies."))
        #expect(english.contains("Kejaksaan Negeri Muaradua") && english.contains("prosecution, P-16/1/2026"))
        #expect(english.contains("This trail has "))
        let indonesian = try s.done("siti", command + " --lang id").output
        #expect(indonesian.contains("5 Nov 2026 10.00 WIB") && indonesian.contains("penuntutan, P-16/1/2026"))
        try s.fails(77, "ayu", "audit trail \(played.caseID)", says: "denied: ")
    }

    // MARK: Exposure

    @Test(.inAFolder) func `a lost key is told by what it reached, what it opened, and when the notice is due`() throws
    {
        let (s, played) = try Self.used()
        _ = try s.newCase(by: "ayu", title: "Milik dinas")
        let command = "audit exposure joko@kejaksaan --learned 2026-11-02T03:00:00Z --cause lost-device"
        let json = try s.done("wati", command + " --json").json
        #expect(json["deadline"].text == "2026-11-05T03:00:00Z" && json["cause"].text == "lost-device")
        let hours = try (Self.seconds(json["deadline"].text) - Self.seconds(json["learned"].text)) / 3_600
        #expect(hours == 72)
        #expect(json["roles"].texts == ["kejaksaan/jaksa"] && json["embedded"].isTrue)
        let reach = json["reach"]
        #expect(reach.list.count == 2 && reach[0]["grant"].text == played.grant)
        #expect(reach[0]["compartments"].texts == ["summary", "evidence"] && reach[0]["records"].number == 2)
        // The whole case was exported to him: what of it his grant does not reach counts too.
        #expect(reach[1]["records"].number == 2 && reach[1].keys.contains("export") && !reach[1].keys.contains("role"))
        #expect(json["counts"]["couldRecords"].number == 4 && json["counts"]["openedRecords"].number == 1)
        #expect(json["shared"].texts == ["ledger", "texts", "signing-key"])
        #expect(json["entries"].list.allSatisfy { $0["actor"].text == "joko@kejaksaan" })

        let english = try s.done("wati", command).output
        #expect(
            english.contains(
                "This key could have opened 4 records in 1 case. By the ledger it opened or exported 1 record in"))
        #expect(english.contains("It became known on 2 Nov 2026 10:00 WIB: the written notice is due by 5 Nov 2026"))
        #expect(english.contains("Law 27/2022, article 46"))
        #expect(english.contains("kejaksaan/jaksa, grant \(played.grant)"))
        let indonesian = try s.done("wati", command + " --lang id").output
        #expect(indonesian.contains("pemberitahuan tertulis paling lambat 5 Nov 2026 10.00 WIB"))
        #expect(indonesian.contains("perangkat yang menyimpan kunci petugas hilang atau dicuri"))
    }

    @Test(.inAFolder) func `the owner's reach is all of the case, and no dismissal ends it in a folder`() throws {
        let (s, played) = try Session.played()
        try s.done("budi", "person dismiss siti@unit-ppa --reason -", input: "laptop hilang")
        let json = try s.done("wati", "audit exposure siti@unit-ppa --json").json
        #expect(json["reach"].list.count == 1 && json["reach"][0]["records"].number == 4)
        #expect(!json["reach"][0].keys.contains("grant") && !json["reach"][0].keys.contains("until"))
        #expect(!json["dismissed"].text.isEmpty && json["shared"].texts.contains("guesses"))
        #expect(json["reach"][0]["compartments"].texts.contains("identity") && !json.keys.contains("deadline"))
        let other = try s.done("wati", "audit exposure sari@unit-ppa --json").json["reach"][0]
        #expect(other["case"].text == played.caseID && !other.keys.contains("until"))
        // An admin holds the seeds of the agency's roles, and a folder refuses nobody.
        let admin = try s.done("wati", "audit exposure admin@kejaksaan --json").json
        #expect(admin["reach"][0]["role"].text == "kejaksaan/jaksa" && admin["counts"]["couldRecords"].number == 2)
    }

    @Test func `a document that was moved away still counts for who held where it stood`() throws {
        let (s, played) = try Session.played()
        try s.done("siti", "document move \(played.letter) --compartment statement")
        let json = try s.done("wati", "audit exposure joko@kejaksaan --json").json
        #expect(json["counts"]["couldRecords"].number == 2)
    }

    @Test(.inAFolder, arguments: Tongue.allCases)
    func `of a key that no case was sealed to it is told what it reached all the same`(say: Tongue) throws {
        let (s, _) = try Session.played()
        let text = try s.done("wati", "audit exposure tono@unit-ppa --lang \(say.rawValue)").output
        #expect(!text.contains(say(id: "Tidak ada kasus yang terpapar", en: "No case was exposed")))
        let texts = say(id: "dasar hukum dan alasan", en: "legal bases and reasons")
        let key = say(id: "kunci penanda tangan buku catatan", en: "ledger's signing key")
        #expect(text.contains(texts) && text.contains(key))
        #expect(try s.done("wati", "audit exposure tono@unit-ppa --json").json["reach"].list.isEmpty)
    }

    @Test func `exposure takes the capability audit`() throws {
        let (s, _) = try Session.played()
        try s.denied("siti", "audit exposure joko@kejaksaan", why: "lacks-capability", action: "audit.report")
        try s.fails(1, "wati", "audit exposure nobody@kejaksaan", says: "nobody here is called nobody@kejaksaan")
        try s.fails(64, "wati", "audit exposure joko@kejaksaan --learned 2062-01-01", says: "is in the future")
    }

    // MARK: Custody

    @Test func `a document's custody has every link with its proof`() throws {
        let (s, played) = try Self.used()
        try s.fails(77, "ayu", "document open \(played.letter) --purpose pendampingan")
        try s.done("siti", "document move \(played.letter) --compartment statement")
        try s.done("siti", "document withdraw \(played.letter) --reason -", input: "salah")
        try s.done("siti", "document restore \(played.letter) --reason -", input: "benar")
        let custody = try s.done("siti", "audit custody \(played.letter) --json").json
        let document = custody["document"]
        #expect(document["fileName"].text == "surat.txt" && document["case"].text == played.caseID)
        #expect(document["by"].text == "siti@unit-ppa" && document["compartment"].text == "statement")
        let entries = custody["entries"].list
        #expect(
            entries.map { $0["action"].text } == [
                "document.add", "grant.create", "document.open", "grant.accept", "export.request", "grant.review",
                "grant.approve", "case.export", "case.export", "document.open", "document.move", "document.withdraw",
                "document.restore", "document.check",
                "audit.report",
            ])
        #expect(entries[9]["outcome"].text == "denied" && entries[9]["actor"].text == "ayu@dp2kbp3a")
        #expect(entries[1]["to"].texts == ["kejaksaan/jaksa"] && entries[0]["compartment"].text == "evidence")
        #expect(custody["grants"].list.map { $0["grant"].text } == [played.grant])
        for entry in entries {
            let proof = entry["proof"].text
            #expect(proof.hasPrefix("c2sp.org/tlog-proof@v1\nextra "))
            #expect(proof.contains("\nindex \(entry["seq"].number)\n"))
        }
        // The proof of the intake, by a program that is not ours.
        try s.write("bukti", entries[0]["proof"].text)
        try s.write("dikatakan.json", Array(try JSONSerialization.data(withJSONObject: document.any ?? [:])))
        try s.write("surat.txt", Played.letterText)
        let checker = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Peers/proof.py").path
        let vault = custody["origin"]["vault"].text
        let checked = try s.shell("siti", "python3 \(checker) bukti dikatakan.json surat.txt \(vault)")
        #expect(checked.status == 0 && checked.output.contains("was recorded by siti@unit-ppa"), "\(checked)")

        let english = try s.done("siti", "audit custody \(played.letter)").output
        #expect(english.contains("Since intake: opened or exported 2 times (exports: 1), 1 grant."))
        #expect(english.contains("\(played.grant); → kejaksaan/jaksa"))
        let indonesian = try s.done("siti", "audit custody \(played.letter) --lang id").output
        #expect(indonesian.contains("Rantai penguasaan dokumen \(played.letter)"))
        try s.fails(77, "ayu", "audit custody \(played.letter)", says: "denied: ")
    }

    // MARK: Stats

    @Test func `the month's victims are counted without opening an identity`() throws {
        let s = try Session.founded()
        func add(_ kind: String, opened: String, _ identities: String...) throws -> String {
            let id = try s.done(
                "ayu", "case new --from - --json",
                input: #"{"title":"Perkara","kind":"\#(kind)","opened":"\#(opened)"}"#
            ).json["case"].text
            for identity in identities { try s.done("ayu", "identity add \(id) --from -", input: identity) }
            return id
        }
        let year = Int(day(in: 0).prefix(4)) ?? 0
        let child = #""birthDate":"\#(year - 8)-01-01""#
        let first = try add(
            "TPPO", opened: "2026-03-10", #"{"name":"A",\#(child),"sex":"F","relation":"korban"}"#,
            #"{"name":"Ibu A","birthDate":"1980-01-01","sex":"F","relation":"orang-tua"}"#,
            #"{"name":"B","relation":"Anak Korban"}"#)
        _ = try add("KDRT", opened: "2026-03-31", #"{"name":"C","birthDate":"\#(year - 30)-01-01","sex":"F"}"#)
        _ = try add("KDRT", opened: "2026-04-01", #"{"name":"D","sex":"M"}"#)
        let before = try s.entryCount()
        let stats = try s.done("ayu", "audit stats --month 2026-03 --json").json
        #expect(stats["opened"].number == 2 && stats["running"].number == 2 && stats["closed"].number == 0)
        #expect(stats["victims"].number == 3 && stats["withheld"].number == 0)
        func count(_ kind: String, _ age: String, _ sex: String) -> Int {
            stats["rows"].list.first {
                $0["kind"].text == kind && $0["ageBand"].text == age && $0["sex"].text == sex
            }?["count"].number ?? 0
        }
        #expect(count("TPPO", "6-12", "F") == 1 && count("TPPO", "unknown", "unknown") == 1)
        #expect(count("KDRT", "25-44", "F") == 1 && stats["rows"].list.count == 3)
        let asked = try s.done("wati", "audit list --json --from \(before)").json["entries"].list
            .filter { $0["actor"].text == "ayu@dp2kbp3a" }.map { $0["action"].text }
        #expect(asked == ["case.list", "identity.list", "identity.list"])

        let month = String(day(in: 0).prefix(7))
        try s.done("ayu", "case close \(first)")
        #expect(try s.done("ayu", "audit stats --month \(month) --json").json["closed"].number == 1)
        let english = try s.done("ayu", "audit stats --month 2026-03").output
        #expect(english.contains("Monthly recap, March 2026") && english.contains("3 victims; most: TPPO, 2."))
        let indonesian = try s.done("ayu", "audit stats --month 2026-03 --lang id").output
        #expect(indonesian.contains("Rekap bulanan Maret 2026") && indonesian.contains("3 korban; terbanyak: TPPO, 2."))
        let table = try s.done("ayu", "audit stats --month 2026-03 --csv").output
        #expect(table.hasPrefix("Kind of case,Age band (years),Sex,Count\r\nTPPO,6–12,female,1\r\n"))
        #expect(table.hasSuffix("KDRT,25–44,female,1\r\n"))
        // Another agency's role holds none of these cases.
        #expect(try s.done("siti", "audit stats --month 2026-03 --json").json["opened"].number == 0)
    }

    @Test func `an update corrects what is counted, at the age of the day of adding`() throws {
        let s = try Session.founded()
        let id = try s.newCase(by: "ayu")
        let identity = try s.done("ayu", "identity add \(id) --from - --json", input: #"{"name":"A"}"#)
            .json["identity"].text
        let month = String(day(in: 0).prefix(7))
        func row() throws -> Value { try s.done("ayu", "audit stats --month \(month) --json").json["rows"][0] }
        #expect(try row()["ageBand"].text == "unknown")
        let year = (Int(day(in: 0).prefix(4)) ?? 0) - 15
        try s.done(
            "ayu", "identity update \(identity) --set birthDate,sex --purpose pendampingan --reason ralat",
            input: "\(year)-01-01\nM\n")
        let now = try row()
        #expect(now["ageBand"].text == "13-17" && now["sex"].text == "M" && now["count"].number == 1)
    }

    @Test func `a case whose identities one does not hold is told, not counted`() throws {
        let (s, played) = try Session.played()
        let month = String(day(in: 0).prefix(7))
        let stats = try s.done("joko", "audit stats --month \(month) --json").json
        #expect(stats["opened"].number == 1 && stats["victims"].number == 0 && stats["withheld"].number == 1)
        #expect(
            try s.done("joko", "audit stats --month \(month)").output.contains(
                "1 case of this month has identities that this role does not hold"))
        #expect(try s.done("siti", "audit stats --month \(month) --json").json["victims"].number == 1, "\(played)")
    }

    // MARK: Files and mistakes

    @Test func `each report is a page that appears whole or not at all`() throws {
        let (s, played) = try Self.used()
        let month = String(day(in: 0).prefix(7))
        for (who, command, says) in [
            ("wati", "report", "Review of access"), ("siti", "trail \(played.caseID)", "Trail of the data"),
            ("wati", "exposure joko@kejaksaan", "Exposure of the key of Joko Prabowo"),
            ("siti", "custody \(played.letter)", "Chain of custody"),
            ("siti", "stats --month \(month)", "Monthly recap"),
        ] {
            let written = try s.done(who, "audit \(command) --output laporan.html")
            #expect(written.output.isEmpty && written.error.contains("laporan.html"))
            let page = String(decoding: try s.read("laporan.html"), as: UTF8.self)
            #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">") && page.contains(says))
            #expect(page.contains("default-src 'none'") && page.hasSuffix("</html>\n"))
            try FileManager.default.removeItem(atPath: s.path("laporan.html"))
            let both = try s.done(who, "audit \(command) --output laporan.html --json --lang id --quiet")
            #expect(!both.json["origin"].isNull && both.error.isEmpty)
            let entries = try s.entryCount()
            // What stands there is left alone, and nothing is asked of the custodian.
            let before = try s.read("laporan.html")
            try s.fails(1, who, "audit \(command) --output laporan.html", says: "laporan.html")
            let (after, later) = (try s.read("laporan.html"), try s.entryCount())
            #expect(after == before && later == entries + 1)
            try FileManager.default.removeItem(atPath: s.path("laporan.html"))
        }
        let names = try s.names()
        try s.fails(77, "ayu", "audit exposure joko@kejaksaan --output laporan.html")
        try s.fails(64, "wati", "audit report --since kemarin --output laporan.html")
        #expect(try s.names() == names)
    }

    @Test func `wrong input is wrong usage`() throws {
        let (s, played) = try Session.played()
        for (command, says) in [
            ("report --since kemarin", "'kemarin' is not a date"),
            ("report --since 2026-02-02 --until 2026-02-01", "the period ends before it begins"),
            ("trail 12", "'12' is not a valid case id"),
            ("trail \(played.caseID) --requested besok", "'besok' is not a date"),
            ("exposure Joko", "'Joko' is not a valid handle"),
            ("exposure joko@kejaksaan --cause lupa", "'lupa' is not a valid cause (lost-device, "),
            ("exposure joko@kejaksaan --learned 31-02-2026", "'31-02-2026' is not a date"),
            ("custody \(played.identity)", "is not a valid document id"),
            ("stats --month 2026-13", "'2026-13' is not a valid month (YYYY-MM)"),
            ("stats --month 2026-1", "'2026-1' is not a valid month"),
            ("stats --month 2026-03 --csv --json", "--csv"),
        ] { try s.fails(64, "wati", "audit " + command, says: says) }
        try s.fails(64, "wati", "audit stats --month juli --lang id", says: "'juli' bukan bulan (TTTT-BB) yang sah")
        try s.fails(1, "wati", "audit trail K-0123456789ABCDEF", says: "unknown case")
        try s.fails(1, "siti", "audit custody D-0123456789ABCDEF", says: "unknown record")
    }
}
