import Foundation
import Testing

@Suite("identity add, typed in a hurry")
struct IdentityTypingScenarios {
    /// The questions, and the answers of somebody who makes no mistake.
    static func answers(_ say: Tongue) -> [(question: String, answer: String)] {
        [
            (say(id: "Nama lengkap: ", en: "Full name: "), "Mawar Hitam"),
            (say(id: "NIK, 16 angka (boleh kosong): ", en: "NIK, 16 digits (may be empty): "), "1609014507100001"),
            (
                say(
                    id: "Tanggal lahir, TTTT-BB-HH (boleh kosong): ", en: "Birth date, YYYY-MM-DD (may be empty): "),
                "05-07-2010"
            ),
            (say(id: "Jenis kelamin, P atau L (boleh kosong): ", en: "Sex, F or M (may be empty): "), "p"),
            (say(id: "Hubungan: ", en: "Relation: "), "korban"), (say(id: "Alias, ", en: "Alias, "), "Kenanga"),
            (say(id: "Alamat ", en: "Address "), "Jl. Merdeka 1"), (say(id: "Wali ", en: "Guardian "), "Ibu Sri"),
            (say(id: "Telepon ", en: "Phone "), "0812-3456-7890"), (say(id: "Catatan ", en: "Notes "), ""),
        ]
    }

    static let stored =
        #"{"name":"Mawar Hitam","nik":"1609014507100001","birthDate":"2010-07-05","sex":"F","relation":"korban","#
        + #""alias":"Kenanga","address":"Jl. Merdeka 1","guardian":"Ibu Sri","phone":"0812-3456-7890"}"# + "\n"

    private func added(_ terminal: Terminal) throws -> String {
        String(try #require(terminal.screen.firstMatch(of: /I-[0-9A-Z]{16}/)?.output))
    }

    @Test(arguments: Tongue.allCases)
    func `what cannot stand in a field is asked again there and then`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let terminal = try s.terminal("siti", "identity add \(played.caseID) --lang \(say.rawValue)")
        for (index, (question, answer)) in Self.answers(say).enumerated() {
            let mistakes: [(typed: String, says: String)] =
                switch index {
                case 0: [("", say(id: "'name' (nama) tidak ada", en: "'name' is missing"))]
                case 1:
                    [
                        ("16090145", say(id: "NIK harus 16 angka", en: "a NIK has 16 digits")),
                        ("160901450710000O", say(id: "NIK harus 16 angka", en: "a NIK has 16 digits")),
                    ]
                case 2:
                    ["31/02/2010", "07/25/2010", "5 Juli 2010"].map {
                        (
                            $0,
                            say(
                                id: "nilai 'birthDate' (tanggalLahir) tidak sah",
                                en: "the value of 'birthDate' is not valid")
                        )
                    }
                case 3: [("x", say(id: "nilai 'sex' (jenisKelamin) tidak sah", en: "the value of 'sex' is not valid"))]
                case 4:
                    [
                        ("anak", say(id: "tulis anak-korban", en: "write anak-korban")),
                        ("tetangga", say(id: "salah satu dari: korban, anak-korban", en: "one of: korban (victim)")),
                    ]
                default: []
                }
            for (typed, says) in mistakes {
                try terminal.expect(question, type: typed)
                try terminal.expect(says)
            }
            try terminal.expect(question, type: answer)
        }
        #expect(try terminal.end() == 0)
        #expect(try s.identity("siti", added(terminal)) == Self.stored)
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `a NIK and a birth date that contradict each other are asked again, and nothing else is`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let terminal = try s.terminal("siti", "identity add \(played.caseID) --lang \(say.rawValue)")
        let answers = Self.answers(say)
        for (index, (question, answer)) in answers.enumerated() {
            try terminal.expect(question, type: index == 2 ? "06/07/2010" : answer)
        }
        try terminal.expect(
            say(id: "brankas: NIK tidak cocok dengan tanggal lahir", en: "brankas: NIK does not fit birthDate"))
        let keeps = say(id: "Enter: tetap; tanda hubung: kosongkan]", en: "Enter keeps it, a hyphen empties it]")
        let now = say(id: "[sekarang: ", en: "[now: ")
        try terminal.expect(now + "1609014507100001; " + keeps + "\r\n" + answers[1].question, type: "")
        try terminal.expect(now + "2010-07-06; " + keeps + "\r\n" + answers[2].question, type: "")
        try terminal.expect(now + "F; " + keeps + "\r\n" + answers[3].question, type: "L")
        // Still wrong, and the sex besides.
        try terminal.expect(say(id: "NIK tidak cocok dengan", en: "NIK does not fit"))
        try terminal.expect(answers[1].question, type: "")
        try terminal.expect(now + "2010-07-06; ")
        try terminal.expect(answers[2].question, type: "2010-07-05")
        try terminal.expect(now + "M; ")
        try terminal.expect(answers[3].question, type: "P")
        #expect(try terminal.end() == 0)
        #expect(try s.identity("siti", added(terminal)) == Self.stored)
        let questions = terminal.screen.components(separatedBy: answers[0].question).count - 1
        #expect(questions == 1)
    }

    @Test func `a hyphen empties the NIK that can't be right`() throws {
        let (s, played) = try Session.played()
        let terminal = try s.terminal("siti", "identity add \(played.caseID)")
        let answers = Self.answers(.en)
        for (index, (question, answer)) in answers.enumerated() {
            try terminal.expect(question, type: index == 1 ? "1609014607100001" : answer)
        }
        try terminal.expect("NIK does not fit birthDate")
        for (question, answer) in zip(answers[1...3].map(\.question), ["-", "", ""]) {
            try terminal.expect(question, type: answer)
        }
        #expect(try terminal.end() == 0)
        let without = Self.stored.replacingOccurrences(of: #""nik":"1609014507100001","#, with: "")
        #expect(try s.identity("siti", added(terminal)) == without)
    }

    @Test func `by force a contradiction is stored as it was typed`() throws {
        let (s, played) = try Session.played()
        let terminal = try s.terminal("siti", "identity add \(played.caseID) --force")
        for (index, (question, answer)) in Self.answers(.en).enumerated() {
            try terminal.expect(question, type: index == 2 ? "06/07/2010" : answer)
        }
        #expect(try terminal.end() == 0)
        let forced = Self.stored.replacingOccurrences(of: "2010-07-05", with: "2010-07-06")
        #expect(try s.identity("siti", added(terminal)) == forced)
    }

    @Test func `who gives up half way stores nothing`() throws {
        let (s, played) = try Session.played()
        // But the entry of having prepared it: what could not be stored is said before anything is typed.
        try s.changesNothing(entries: 1) {
            let terminal = try s.terminal("siti", "identity add \(played.caseID)")
            try terminal.expect("Full name: ", type: "Mawar")
            try terminal.expect("NIK, 16 digits")
            try terminal.interrupt()
            #expect(try terminal.end() == 130)
        }
    }

    @Test(arguments: Tongue.allCases)
    func `from JSON, a contradiction is refused with the field's name, and stored by force`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let add = "identity add \(played.caseID) --from - --lang \(say.rawValue)"
        let cases = [
            (
                #"{"name":"B","nik":"1609014507100001","birthDate":"2010-07-06"}"#,
                say(id: "NIK tidak cocok dengan tanggal lahir", en: "NIK does not fit birthDate")
            ),
            (
                #"{"name":"B","nik":"1609014507100001","sex":"M"}"#,
                say(id: "NIK tidak cocok dengan jenis kelamin", en: "NIK does not fit sex")
            ),
        ]
        try s.changesNothing {
            for (input, says) in cases {
                let answer = try s.fails(64, "siti", add, input: input, says: says)
                #expect(answer.error.contains("--force"))
            }
        }
        for (input, _) in cases {
            let forced = try s.done("siti", add + " --force --json", input: input).json
            #expect(forced.keys.isSuperset(of: ["identity", "version"]) && forced["version"].number == 1)
            #expect(try s.identity("siti", forced["identity"].text) == input + "\n")
        }
        try s.isWhole()
    }
}

@Suite("how a person is spoken of")
struct AliasScenarios {
    private static let person = #"{"name":"Bunga Melati","alias":"Nga","relation":"korban"}"#

    @Test(arguments: Tongue.allCases)
    func `a list shows the alias and the relation, and never the name`(say: Tongue) throws {
        let (s, _) = try Session.played()
        let id = try s.newCase(title: "TPPO Simpang")
        let identity = try s.addIdentity("siti", id, Self.person)
        let text = try s.done("siti", "identity list \(id) --lang \(say.rawValue)").output
        #expect(text.contains(say(id: "HUBUNGAN", en: "RELATION")) && text.contains("ALIAS"))
        #expect(text.contains("Nga") && text.contains(say(id: "korban", en: "victim")) && text.contains(identity))
        let listed = try s.done("siti", "identity list \(id) --json")
        #expect(listed.json["identities"][0].keys == ["identity", "version", "added", "by", "alias", "relation"])
        #expect(listed.json["identities"][0]["alias"].text == "Nga")
        #expect(listed.json["identities"][0]["relation"].text == "korban")
        for output in [text, listed.output] { #expect(!output.contains("Bunga") && !output.contains("Melati")) }
        // Whoever holds another compartment of the case sees nobody.
        _ = try s.grant(id)
        #expect(try s.done("joko", "identity list \(id) --json").json["identities"].list.isEmpty)
    }

    @Test func `aliases and numbers may be several, and each is found`() throws {
        let (s, _) = try Session.played()
        let id = try s.newCase(title: "TPPO")
        let person = #"{"name":"Mawar","alias":["Kenanga","Si Hitam"],"phone":["0812-3456-7890","0813-1111-2222"]}"#
        let identity = try s.addIdentity("siti", id, person)
        #expect(try s.identity("siti", identity) == person + "\n")
        let listed = try s.done("siti", "identity list \(id) --json").json["identities"][0]
        #expect(listed["alias"].text == "Kenanga, Si Hitam")
        for alias in ["kenanga", "hitam"] { #expect(try s.found("wati", "name", alias) == [id]) }
        for phone in ["081234567890", "+62 813 1111 2222"] { #expect(try s.found("wati", "phone", phone) == [id]) }
        for wrong in [#"["Nga",1]"#, "1", #"{"a":"Nga"}"#] {
            let input = #"{"name":"B","alias":\#(wrong)}"#
            try s.fails(64, "siti", "identity add \(id) --from -", input: input, says: "'alias' must be text")
        }
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `a title that has a word of the name is warned of, one with the alias is not`(say: Tongue) throws {
        let (s, _) = try Session.played()
        func warning(_ title: String, _ person: String) throws -> String {
            let id = try s.newCase(title: title)
            let answer = try s.done("siti", "identity add \(id) --from - --lang \(say.rawValue)", input: person)
            #expect(isID(answer.lines.first ?? "", "I"))
            return answer.error
        }
        let caution = say(
            id: "Perhatian: judul kasus ini memuat kata dari nama", en: "Caution: this case's title has a word of the")
        for title in ["TPPO Simpang, korban Melati", "MELATHI dibawa ke Palembang"] {
            #expect(try warning(title, Self.person).hasPrefix(caution), "\(title)")
        }
        #expect(try warning("TPPO Simpang, korban Nga", Self.person).isEmpty)
        #expect(try warning("TPPO Simpang, korban Melati", #"{"name":"Bunga","alias":"Melati"}"#).isEmpty)
    }
}
