import Foundation
import Testing

@Suite("identity update")
struct IdentityUpdateScenarios {
    private static let person =
        #"{"name":"Bunga Melati","nik":"1609014507100001","birthDate":"2010-07-05","sex":"F","#
        + #""phone":"0812-3456-7890","address":"Dusun II","extra":{"lvl":1.50,"sekolah":{"kelas":10}}}"#

    private static func session() throws -> (Session, String) {
        let (s, played) = try Session.played()
        let id = try s.newCase(title: "TPPO")
        #expect(isID(played.caseID, "K"))
        return (s, try s.addIdentity("siti", id, person))
    }

    @Test(arguments: Tongue.allCases)
    func `on a terminal what stands there is shown, Enter keeps it, a hyphen empties it`(say: Tongue) throws {
        let (s, id) = try Self.session()
        let update =
            "identity update \(id) --set phone,address --set birthDate notes --purpose penyidikan --reason pindah"
        let terminal = try s.terminal("siti", update + " --lang \(say.rawValue)")
        let now = say(id: "[sekarang: ", en: "[now: ")
        try terminal.expect(now + "0812-3456-7890; ")
        try terminal.expect(say(id: "Telepon ", en: "Phone "), type: "-")
        try terminal.expect(now + "Dusun II; ")
        #expect(!terminal.commandLine.contains("Dusun"))
        try terminal.expect(say(id: "Alamat ", en: "Address "), type: "Jl. Lama 9")
        try terminal.expect(now + "2010-07-05; ")
        try terminal.expect(say(id: "Tanggal lahir, ", en: "Birth date, "), type: "")
        try terminal.expect(now + "-; ")
        try terminal.expect(say(id: "Catatan ", en: "Notes "), type: "")
        try terminal.expect(say(id: "\(id) kini versi 2.", en: "\(id) is now version 2."))
        #expect(try terminal.end() == 0)
        let expected = Self.person.replacingOccurrences(of: #""phone":"0812-3456-7890","#, with: "")
            .replacingOccurrences(of: "Dusun II", with: "Jl. Lama 9")
        #expect(try s.identity("siti", id) == expected + "\n")
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `a typing mistake on a terminal is asked again, and a contradiction too`(say: Tongue) throws {
        let (s, id) = try Self.session()
        let terminal = try s.terminal(
            "siti",
            "identity update \(id) --set nik birthDate address --purpose penyidikan --reason keliru --lang \(say.rawValue)"
        )
        try terminal.expect(say(id: "NIK, 16 angka", en: "NIK, 16 digits"), type: "1609")
        try terminal.expect(say(id: "NIK harus 16 angka", en: "a NIK has 16 digits"))
        try terminal.expect(say(id: "NIK, 16 angka", en: "NIK, 16 digits"), type: "1609014607100001")
        try terminal.expect(say(id: "Tanggal lahir, ", en: "Birth date, "), type: "")
        try terminal.expect(say(id: "Alamat ", en: "Address "), type: "Jl. Baru 3")
        try terminal.expect(say(id: "NIK tidak cocok dengan tanggal lahir", en: "NIK does not fit birthDate"))
        try terminal.expect(say(id: "[sekarang: ", en: "[now: ") + "1609014607100001; ")
        try terminal.expect(say(id: "NIK, 16 angka", en: "NIK, 16 digits"), type: "")
        try terminal.expect(say(id: "Tanggal lahir, ", en: "Birth date, "), type: "06-07-2010")
        try terminal.expect(say(id: "[sekarang: ", en: "[now: ") + "F; ")
        try terminal.expect(say(id: "Jenis kelamin, ", en: "Sex, "), type: "")
        // The address was typed once.
        #expect(try terminal.end() == 0)
        let expected = Self.person.replacingOccurrences(of: "4507100001", with: "4607100001")
            .replacingOccurrences(of: "2010-07-05", with: "2010-07-06")
            .replacingOccurrences(of: "Dusun II", with: "Jl. Baru 3")
        #expect(try s.identity("siti", id) == expected + "\n")
    }

    @Test func `without a terminal each line is the next field's`() throws {
        let (s, id) = try Self.session()
        let update =
            "identity update \(id) --set phone,sex,birthDate,extra.sekolah --purpose penyidikan --reason lengkap --json"
        let answer = try s.done("siti", update, input: "+62 813 1111 2222\n\n05/07/2010\n-\n").json
        #expect(answer.keys == ["identity", "version"])
        #expect(answer["identity"].text == id && answer["version"].number == 2)
        let expected = Self.person.replacingOccurrences(of: "0812-3456-7890", with: "+62 813 1111 2222")
            .replacingOccurrences(of: #","sekolah":{"kelas":10}"#, with: "")
        #expect(try s.identity("siti", id) == expected + "\n")
        try s.isWhole()
    }

    @Test func `from JSON, what is named changes, null removes, the rest stays as it was`() throws {
        let (s, id) = try Self.session()
        let update = "identity update \(id) --from - --purpose penyidikan --reason lengkap"
        try s.done(
            "siti", update, input: #"{"address":null,"extra":{"saksi":["Ibu Sri",2.50]},"telepon":"0813-1111-2222"}"#)
        let second = Self.person.replacingOccurrences(of: #","address":"Dusun II""#, with: "")
            .replacingOccurrences(of: "0812-3456-7890", with: "0813-1111-2222")
            .replacingOccurrences(of: #"{"kelas":10}}}"#, with: #"{"kelas":10},"saksi":["Ibu Sri",2.50]}}"#)
        #expect(try s.identity("siti", id) == second + "\n")
        // By a colleague, on top of it.
        #expect(
            try s.done("sari", update + " --lang id", input: #"{"extra":{"saksi":null},"alias":"Nga"}"#).output
                == "\(id) kini versi 3.\n")
        let third = second.replacingOccurrences(of: #","saksi":["Ibu Sri",2.50]}}"#, with: #"},"alias":"Nga"}"#)
        #expect(try s.identity("siti", id) == third + "\n")
        let entries = try s.done("wati", "audit list --json --names --record \(id) --action identity.update")
            .json["entries"].list
        #expect(entries.map { $0["actor"].text } == ["siti@unit-ppa", "sari@unit-ppa"])
        #expect(entries.allSatisfy { $0["reason"].text == "lengkap" })
        try s.isWhole()
    }

    @Test func `an identity is found by what it says now, and no longer by what it said`() throws {
        let (s, id) = try Self.session()
        let caseID = try s.done("siti", "case list --json").json["cases"].list.map { $0["case"].text }
        let other = try #require(try s.found("siti", "phone", "0812-3456-7890").first)
        #expect(caseID.contains(other))
        let change =
            #"{"name":"Mawar Hitam","nik":"1609010507100002","sex":"M","phone":"0813-1111-2222","alias":"Nga"}"#
        try s.done("siti", "identity update \(id) --from - --purpose penyidikan --reason keliru", input: change)
        #expect(try s.found("wati", "phone", "0812-3456-7890").isEmpty)
        #expect(try s.found("wati", "name", "Bunga Melati").contains(other) == false)
        #expect(try s.found("wati", "nik", "1609014507100001").contains(other) == false)
        #expect(try s.found("ayu", "phone", "+62 813 1111 2222") == [other])
        #expect(try s.found("ayu", "name", "hitam") == [other])
        #expect(try s.found("ayu", "nik", "1609010507100002") == [other])
        let listed = try s.done("siti", "identity list \(other) --json").json["identities"]
        #expect(listed.list.count == 1 && listed[0]["version"].number == 2 && listed[0]["alias"].text == "Nga")
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `what is asked for in a wrong way changes nothing`(say: Tongue) throws {
        let (s, id) = try Self.session()
        let update = "identity update \(id) --purpose penyidikan --lang \(say.rawValue)"
        try s.changesNothing {
            let both = say(id: "berikan --set atau --from, salah satu", en: "give either --set or --from")
            let environment = ["BRANKAS_LANG": say.rawValue]
            for words in ["--reason x", "--set phone --from - --reason x"] {
                let answer = try s.run("siti", "\(update) \(words)", input: "{}", environment: environment)
                s.expectFailure(answer, 64, both)
            }
            try s.fails(64, "siti", "\(update) --from - --reason x", input: "[]")
            try s.fails(
                64, "siti", "\(update) --from - --reason -", input: "{}", says: say(id: "hanya", en: "only once"))
            try s.fails(
                1, "siti", "identity update I-0123456789ABCDEF --from - --purpose penyidikan --reason x", input: "{}")
        }
        let isNow = try s.identity("siti", id)
        let lines = say(
            id: "masukan standar memuat 1 baris, diperlukan 2", en: "standard input has 1 line, 2 are needed")
        try s.fails(64, "siti", "\(update) --set phone,notes --reason x", input: "0812\n", says: lines)
        for (input, says) in [
            (#"{"nik":"1609"}"#, say(id: "NIK harus 16 angka", en: "a NIK has 16 digits")),
            (#"{"name":null}"#, say(id: "'name' (nama) tidak ada", en: "'name' is missing")),
            (
                #"{"birthDate":"2010-07-06"}"#,
                say(id: "NIK tidak cocok dengan tanggal lahir", en: "NIK does not fit birthDate")
            ),
        ] {
            try s.fails(64, "siti", "\(update) --from - --reason x", input: input, says: says)
        }
        #expect(try s.identity("siti", id) == isNow)
        let forced = try s.done(
            "siti", "\(update) --from - --reason x --force --json", input: #"{"birthDate":"2010-07-06"}"#)
        #expect(forced.json["version"].number == 2)
        try s.isWhole()
    }

    @Test func `who does not hold the identity can't change it`() throws {
        let (s, played) = try Session.played()
        let update = "identity update \(played.identity) --from - --purpose penyidikan --reason x"
        for (who, why) in [
            ("ayu", "no-grant"), ("joko", "other-compartment"), ("budi", "admin-opens"), ("tono", "lacks-capability"),
        ] {
            try s.denied(who, update, why: why, action: "identity.edit", input: #"{"name":"Palsu"}"#)
        }
        #expect(try s.identity("siti", played.identity) == Played.identityText + "\n")
        let listed = try s.done("siti", "identity list \(played.caseID) --json").json["identities"]
        #expect(listed.list.count == 1 && listed[0]["version"].number == 1)
        // A grant of the identity that allows it is enough, for whoever may add.
        let grant = try s.grant(played.caseID, "identity", more: "--allow read,update")
        let other = update.replacing("penyidikan", with: "penuntutan")
        try s.denied("joko", update, why: "grant-waiting", action: "identity.edit", input: "{}")
        try s.done("tono", "grant approve --yes \(grant)")
        #expect(try s.done("joko", other + " --json", input: #"{"notes":"saksi"}"#).json["version"].number == 2)
        try s.isWhole()
    }
}
