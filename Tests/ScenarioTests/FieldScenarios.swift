import Foundation
import Testing

@Suite("fields")
struct FieldScenarios {
    private static func ground() throws -> (Session, String) {
        let s = try Session.founded()
        return (s, try s.newCase(title: "TPPO"))
    }

    @Test func `names of both languages are taken, and come back as the stored ones, with their values`() throws {
        let (s, id) = try Self.ground()
        let record = try s.addIdentity(
            "siti", id,
            #"{"nama":"Anggun Lestari","telepon":"0812-7000-1111","tanggalLahir":"05-06-2010","jenisKelamin":"P","#
                + #""hubungan":"child victim","nik":"\u200e16.0901.450610.0007","wali":"Sumiati","alamat":null}"#)
        let opened = try s.done("siti", "identity open \(record) --purpose penyidikan --json").json
        #expect(opened.keys == ["name", "phone", "birthDate", "sex", "relation", "nik", "guardian"])
        #expect(opened["birthDate"].text == "2010-06-05" && opened["sex"].text == "F")
        #expect(opened["relation"].text == "anak-korban" && opened["nik"].text == "1609014506100007")
        for (kind, term) in [
            ("nik", "16 0901 450610 0007"), ("nik", "'1609014506100007"), ("name", "lestari"),
            ("phone", "+62 812 70001111"),
        ] {
            let found = try s.run("siti", "find \(kind) --purpose penyidikan --json", input: term).json["cases"]
            #expect(found.list.map { $0["case"].text } == [id] && found[0]["as"].text.isEmpty)
        }
        let made = try s.done(
            "siti", "case new --from - --json",
            input: "\u{feff}" + #"{"judul":"KDRT","nomor":"7","dibuka":"01/11/2026"}"#)
        let shown = try s.done("siti", "case show \(made.json["case"].text) --json").json
        #expect(shown["title"].text == "KDRT" && shown["number"].text == "7" && shown["opened"].text == "2026-11-01")
    }

    @Test(arguments: Tongue.allCases)
    func `what is no field is refused, and the nearest is named`(say: Tongue) throws {
        let (s, id) = try Self.ground()
        let lang = "--lang \(say.rawValue)"
        for (json, names) in [
            (#"{"name":"Anggun","NIK":"1609014506100007"}"#, "'nik'"),
            (#"{"name":"Anggun","birth_date":"2010-06-05"}"#, "'birthDate'"),
            (#"{"name":"Anggun","telpon":"0812"}"#, "'telepon'"), (#"{"name":"Anggun","sekolah":"SDN 1"}"#, "'extra'"),
            (#"{"name":"Anggun","nama":"Lestari"}"#, "'name'"),
        ] {
            try s.fails(64, "siti", "identity add \(id) --from - \(lang)", input: json, says: names)
        }
        try s.fails(64, "siti", "case new --from - \(lang)", input: #"{"title":"x","nomer":"1"}"#, says: "'nomor'")
        try s.write("about.json", #"{"lable":"foto"}"#)
        try s.write("foto.jpg", "x")
        try s.fails(
            64, "siti", "document add \(id) foto.jpg --compartment evidence --about about.json \(lang)", says: "'label'"
        )
        let record = try s.addIdentity("siti", id, #"{"name":"Anggun","extra":{"sekolah":"SDN 1","kelas":4}}"#)
        try s.fails(
            64, "siti", "identity update \(record) --set adress --purpose penyidikan --reason x \(lang)", input: "y\n",
            says: "'address'")
        let changed = "identity update \(record) --set extra.sekolah alamat --purpose penyidikan --reason x \(lang)"
        try s.done("siti", changed, input: "SDN 2\nDusun II\n")
        let opened = try s.done("siti", "identity open \(record) --purpose penyidikan --json").output
        #expect(opened == #"{"name":"Anggun","extra":{"sekolah":"SDN 2","kelas":4},"address":"Dusun II"}"# + "\n")
    }

    @Test func `a day that can hardly be right is refused without a terminal, and asked about at one`() throws {
        let (s, id) = try Self.ground()
        let tomorrow = day(in: 2)
        try s.fails(
            64, "siti", "identity add \(id) --from -", input: #"{"name":"A","birthDate":"2035-01-02"}"#,
            says: "birthDate")
        try s.fails(
            64, "siti", "identity add \(id) --from -", input: #"{"name":"A","birthDate":"1850-01-02"}"#,
            says: "birthDate")
        try s.fails(64, "siti", "case new --from -", input: #"{"title":"x","opened":"2062-11-01"}"#, says: "opened")
        #expect(try s.done("siti", "identity list \(id) --json").json["identities"].list.isEmpty)
        let terminal = try s.terminal("siti", "case new")
        for (question, answer) in [
            ("Title, ", "TPPO 2"), ("Number (", ""), ("Kind (", ""), ("Day of opening, ", "besok"), ("'opened'", nil),
            ("Day of opening, ", tomorrow), ("Is it right? [y/N] ", "n"), ("Day of opening, ", "2026-11-01"),
        ] as [(String, String?)] {
            try terminal.expect(question)
            if let answer { try terminal.type(answer) }
        }
        #expect(try terminal.end() == 0)
        #expect(
            try s.done("siti", "case list --json").json["cases"].list.contains { $0["opened"].text == "2026-11-01" })
        // A file, and somebody who sits there.
        try s.write("orang.json", #"{"name":"Anggun","birthDate":"\#(tomorrow)"}"#)
        let born = try s.terminal("siti", "identity add \(id) --from orang.json")
        try born.expect("Is it right? [y/N] ", type: "y")
        #expect(try born.end() == 0)
    }

    @Test func `aliases and guardians are found, and told as such`() throws {
        let (s, id) = try Self.ground()
        _ = try s.addIdentity("siti", id, #"{"name":"Anggun Lestari","alias":"Mawar","guardian":"Sumiati (ibu)"}"#)
        func find(_ term: String) throws -> (String, [String]) {
            let text = try s.run("siti", "find name --purpose penyidikan", input: term).output
            let json = try s.run("siti", "find name --purpose penyidikan --json", input: term).json["cases"][0]
            #expect(json["case"].text == id)
            return (text, json["as"].texts)
        }
        #expect(try find("sumiati") == ("1 case matches:\n\(id)  unit-ppa/penyidik  as guardian\n", ["guardian"]))
        #expect(try find("mawar") == ("1 case matches:\n\(id)  unit-ppa/penyidik  as alias\n", ["alias"]))
        #expect(try find("mawar lestari") == ("1 case matches:\n\(id)  unit-ppa/penyidik\n", []))
        #expect(
            try s.run("siti", "find name --purpose penyidikan", input: "sumiati lestari").output == "No case matches.\n"
        )
        #expect(
            try s.run("siti", "find name --purpose penyidikan --lang id", input: "Sumiati").output.hasSuffix(
                "  sebagai wali\n"))
    }

    @Test(arguments: Tongue.allCases)
    func `somebody who is in the case already is told of, with the id`(say: Tongue) throws {
        let (s, id) = try Self.ground()
        let lang = "--lang \(say.rawValue)"
        let person = #"{"name":"Anggun","nik":"1609014506100007"}"#
        let first = try s.addIdentity("siti", id, person)
        let again = try s.run("siti", "identity add \(id) --from - --json \(lang)", input: person)
        #expect(again.json["sameNIK"].texts == [first])
        #expect(
            again.error.contains(
                say(id: "NIK ini sudah ada di kasus ini: \(first)", en: "this NIK is in the case already: \(first)")))
        // In another case they may be, and who shares a name is somebody else.
        let other = try s.newCase(title: "TPPO 2")
        #expect(try s.run("siti", "identity add \(other) --from - --json", input: person).json["sameNIK"].texts.isEmpty)
        let namesake = try s.run("siti", "identity add \(other) --from - --json", input: #"{"name":"Anggun"}"#).json
        #expect(namesake["sameNIK"].texts.isEmpty)
        let update = "identity update \(namesake["identity"].text) --from - --purpose penyidikan --reason x --json"
        let known = try s.done("siti", "identity list \(other) --json").json["identities"].list.map {
            $0["identity"].text
        }
        let updated = try s.run("siti", update, input: #"{"nik":"1609014506100007"}"#).json["sameNIK"].texts
        #expect(updated == known.filter { $0 != namesake["identity"].text })
    }

    @Test func `an update in which nothing changes stores nothing`() throws {
        let (s, id) = try Self.ground()
        let record = try s.addIdentity("siti", id, #"{"name":"Anggun","phone":"0812"}"#)
        let update = "identity update \(record) --set name phone notes --purpose penyidikan --reason -"
        let terminal = try s.terminal("siti", update)
        for question in ["Full name: ", "Phone (", "Notes ("] { try terminal.expect(question, type: "") }
        try terminal.expect("is as it was; nothing was stored")
        #expect(try terminal.end() == 0)
        let versions = try s.done("siti", "identity history \(record) --json").json["versions"].list
        #expect(versions.count == 1)
        let same = try s.run(
            "siti", "identity update \(record) --from - --purpose penyidikan --reason x --json",
            input: #"{"phone":"0812"}"#)
        #expect(same.json["version"].number == 1 && same.json.keys.contains("changed") && !same.json["changed"].isTrue)
    }

    @Test func `who may not, or asks for what is not there, types nothing`() throws {
        let (s, id) = try Self.ground()
        for (who, command, status) in [
            ("joko", "identity add \(id)", 77), ("siti", "identity add K-0123456789ABCDEF", 1),
            ("joko", "case new", 77),
            ("joko", "find name --purpose penuntutan", 77),
            (
                "siti",
                "grant new \(id) --to kejaksaan/jaksaa --compartment evidence --purpose penuntutan --until \(day(in: 3)) --basis -",
                1
            ),
            (
                "siti",
                "grant new K-0123456789ABCDEF --to kejaksaan/jaksa --compartment evidence --purpose penuntutan --until \(day(in: 3)) --basis -",
                1
            ),
        ] {
            let terminal = try s.terminal(who, command)
            #expect(try terminal.end() == Int32(status), "\(command): \(terminal.screen)")
        }
    }
}
