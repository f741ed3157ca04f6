import Foundation
import Testing

@Suite("what a grant allows")
struct PermissionScenarios {
    /// Ayu is granted identity and evidence.
    private func granted(_ allow: String) throws -> (Session, Played, grant: String) {
        let (s, played) = try Session.played()
        let grant = try s.grant(
            played.caseID, to: "dp2kbp3a/pendamping", "identity,evidence", purpose: "pendampingan", more: allow)
        try s.done("tono", "grant approve \(grant) --yes")
        try s.write("catatan.txt", "catatan pendamping")
        return (s, played, grant)
    }

    private func update(_ id: String) -> String {
        "identity update \(id) --from - --purpose pendampingan --reason ralat"
    }

    @Test(arguments: Tongue.allCases)
    func `by default a role reads and adds, and changes nothing of others`(say: Tongue) throws {
        let (s, played, grant) = try granted("")
        let speak = "--lang \(say.rawValue)"
        let listed = try s.done("ayu", "grant list --json").json["grants"].list.first { $0["grant"].text == grant }
        #expect(listed?["allow"].texts == ["read", "add"])
        #expect(try s.done("siti", "grant list \(speak)").output.contains("read,add"))
        let own = try s.addDocument("ayu", played.caseID, "catatan.txt", to: "evidence")
        let person = try s.addIdentity("ayu", played.caseID, #"{"name":"Ibu Sri"}"#)
        for (command, action, input) in [
            (update(played.identity), "identity.edit", #"{"name":"Palsu"}"#),
            ("identity withdraw \(played.identity) --reason x", "identity.withdraw", nil),
            ("document withdraw \(played.letter) --reason x", "document.withdraw", nil),
        ] as [(String, String, String?)] {
            try s.denied("ayu", command, why: "not-owner", action: action, input: input)
            try s.fails(
                77, "ayu", "\(command) \(speak)", input: input,
                says: say(id: "peran ini bukan pemilik kasus", en: "the role does not own the case"))
        }
        #expect(
            try s.done("ayu", "identity open \(played.identity) --purpose pendampingan --json").output
                == Played.identityText + "\n")
        // What it added is its own.
        #expect(
            try s.done("ayu", update(person) + " --json", input: #"{"phone":"0812-3456-7890"}"#).json["version"].number
                == 2)
        try s.done("ayu", "document withdraw \(own) --reason keliru")
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `a role that may only read adds nothing`(say: Tongue) throws {
        let (s, played, _) = try granted("--allow read")
        let says = say(id: "akses itu tidak membolehkannya", en: "the grant does not allow it")
        let document = "document add \(played.caseID) catatan.txt --compartment evidence"
        try s.denied("ayu", document, why: "not-allowed", action: "document.add")
        try s.fails(77, "ayu", "\(document) --lang \(say.rawValue)", says: says)
        let identity = "identity add \(played.caseID) --from -"
        try s.denied("ayu", identity, why: "not-allowed", action: "identity.add", input: #"{"name":"X"}"#)
        try s.denied(
            "ayu", update(played.identity), why: "not-owner", action: "identity.edit", input: #"{"name":"X"}"#)
        #expect(
            try s.done("ayu", "document open \(played.letter) --purpose pendampingan").output == Played.letterText)
        try s.isWhole()
    }

    @Test func `a role that may update changes what others added, and adds nothing if it may not`() throws {
        let (s, played, _) = try granted("--allow read,update")
        #expect(
            try s.done("ayu", update(played.identity) + " --json", input: #"{"alias":"Nga"}"#).json["version"].number
                == 2)
        #expect(try s.found("siti", "name", "Bunga Melati") == [played.caseID])
        try s.denied(
            "ayu", "document add \(played.caseID) catatan.txt --compartment evidence", why: "not-allowed",
            action: "document.add")
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `what is allowed is asked for, and granted as it was asked for or less`(say: Tongue) throws {
        let (s, played) = try Session.played()
        func ask(_ allow: String) throws -> String {
            try s.done(
                "ayu",
                "grant request \(played.caseID) --compartment evidence --purpose pendampingan --basis S-1 \(allow)"
                    + " --json"
            ).json["request"].text
        }
        func allowed(_ answer: String, _ allow: String = "") throws -> [String] {
            let grant = try s.done("siti", "grant new --request \(answer) \(allow) --until \(day(in: 9)) --json")
                .json["grant"].text
            let grants = try s.done("ayu", "grant list --json").json["grants"].list
            return grants.first { $0["grant"].text == grant }?["allow"].texts ?? []
        }
        let (usual, all) = (try ask(""), try ask("--allow add,update"))
        let asked = try s.done("siti", "inbox --json").json["requests"].list.map { $0["allow"].texts }
        #expect(asked == [["read", "add"], ["read", "add", "update"]])
        #expect(try allowed(usual) == ["read", "add"] && allowed(all) == ["read", "add", "update"])
        #expect(try allowed(try ask("--allow read,update"), "--allow read") == ["read"])
        let last = try ask("--allow read")
        try s.denied(
            "siti", "grant new --request \(last) --allow read,add --until \(day(in: 9))", why: "beyond-ask",
            action: "grant.create")
        for command in [
            "grant new \(played.caseID) --to kejaksaan/jaksa --compartment evidence --purpose penuntutan --basis x"
                + " --until \(day(in: 9)) --allow",
            "grant request \(played.caseID) --compartment evidence --purpose penuntutan --basis x --allow",
        ] {
            for word in ["write", "''", "read,hapus"] {
                try s.fails(
                    64, "siti", "\(command) \(word) --lang \(say.rawValue)", says: "read, add, update")
            }
        }
        try s.isWhole()
    }

    // MARK: History

    @Test(arguments: Tongue.allCases)
    func `a history says who changed which fields, when and why, and old versions open`(say: Tongue) throws {
        let (s, played, _) = try granted("--allow read,add,update")
        let (id, speak) = (played.identity, "--lang \(say.rawValue)")
        try s.done(
            "siti",
            "identity update \(id) --from - --purpose penyidikan --reason 'ganti nomor'",
            input: #"{"phone":"0812-3456-7890","extra":{"julukan":null}}"#)
        try s.done("ayu", update(id), input: #"{"alias":"Melur"}"#)
        for who in ["siti", "sari", "ayu"] {
            let history = try s.done(who, "identity history \(id) --json").json
            #expect(history.keys == ["identity", "versions"] && history["identity"].text == id)
            let versions = history["versions"].list
            #expect(versions.map { $0["version"].number } == [1, 2, 3])
            #expect(versions.map { $0["by"].text } == ["siti@unit-ppa", "siti@unit-ppa", "ayu@dp2kbp3a"])
            #expect(versions.map { $0["role"].text }.last == "dp2kbp3a/pendamping")
            #expect(versions[0].keys == ["version", "time", "by", "role", "seq"])
            #expect(versions[1]["changed"].texts == ["extra", "phone"] && versions[2]["changed"].texts == ["alias"])
            #expect(versions.allSatisfy { $0["time"].text.hasSuffix("Z") })
            #expect(versions.map { $0["seq"].number } == versions.map { $0["seq"].number }.sorted())
            // Why somebody changed it is for the owner and for their own agency, as every reason is.
            #expect(versions[2]["reason"].text == "ralat", "\(who)")
            let tells = who != "ayu"
            #expect(versions[1].keys.contains("reason") == tells, "\(who)")
            #expect(!tells || versions[1]["reason"].text == "ganti nomor", "\(who)")
        }
        let table = try s.done("siti", "identity history \(id) \(speak)").lines
        #expect(table.count == 4 && table[0].contains(say(id: "YANG BERUBAH", en: "CHANGED")))
        #expect(table[0].contains(say(id: "ALASAN", en: "REASON")) && table[2].contains("extra, phone"))
        #expect(table[2].contains("ganti nomor") && table[3].contains("ayu@dp2kbp3a") && table[3].contains("ralat"))
        // Nothing of what it says is in there, and nothing was opened.
        #expect(!table.joined().contains("0812") && !table.joined().contains("Melur"))

        func opened(_ version: String) throws -> Value {
            try s.done("ayu", "identity open \(id) \(version) --purpose pendampingan --json").json
        }
        #expect(
            try s.done("siti", "identity open \(id) --version 1 --purpose penyidikan --json").output
                == Played.identityText + "\n")
        #expect(try opened("--version 2")["phone"].text == "0812-3456-7890" && opened("--version 2")["alias"].isNull)
        #expect(try opened("--version 3")["alias"].text == "Melur" && opened("")["alias"].text == "Melur")
        let before = try s.entryCount()
        for version in ["4", "999999"] {
            try s.fails(
                1, "siti", "identity open \(id) --version \(version) --purpose penyidikan \(speak)",
                says: say(id: "rekaman itu tidak punya versi itu", en: "the record has no such version"))
        }
        for version in ["0", "-1"] {
            try s.fails(64, "siti", "identity open \(id) --version=\(version) --purpose penyidikan \(speak)")
        }
        #expect(try s.entryCount() == before + 1)
        for (who, why) in [
            ("joko", "other-compartment"), ("lina", "no-grant"), ("tono", "no-grant"), ("budi", "admin-opens"),
        ] { try s.denied(who, "identity history \(id)", why: why, action: "identity.history") }
        try s.denied(
            "joko", "identity open \(id) --version 1 --purpose penuntutan", why: "other-compartment",
            action: "identity.open")
        try s.fails(64, "siti", "identity history \(played.letter) \(speak)", says: played.letter)
        try s.isWhole()
    }
}
