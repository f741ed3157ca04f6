import Foundation
import Testing

@Suite("find, as people spell")
struct FindSpellingScenarios {
    private static let person =
        #"{"name":"Moch. Joesoef Rizki bin Achmad","nik":"1609010507100002","alias":"Anggrek","#
        + #""phone":"0812-3456-7890 / +62 813 1111 2222"}"#

    /// A case with that person, beside the one that is there.
    private static func session() throws -> (Session, String) {
        let (s, _) = try Session.played()
        let id = try s.newCase(by: "ayu", title: "Pendampingan")
        _ = try s.addIdentity("ayu", id, person)
        return (s, id)
    }

    @Test func `a name is found by any of its words, in the spellings that meet`() throws {
        let (s, id) = try Self.session()
        for name in [
            "Muhammad Yusuf", "M. Jusuf", "joesoef", "YUSUF  riski", "Rizky", "Moh. Yusup".replacing("p", with: "f"),
            "akhmad", "Rizki, Jusuf", "Bapak Yusuf, S.H.", "anggrek", "Ýusuf",
        ] {
            #expect(try s.found("siti", "name", name) == [id], "\(name)")
        }
        for name in ["Yosef", "Yus", "Yusuf Fajar", "Anggre", "Rizka", "Mohamad Yusuf Maulana"] {
            #expect(try s.found("siti", "name", name).isEmpty, "\(name)")
        }
        try s.isWhole()
    }

    @Test func `a number and a NIK are found however they are written`() throws {
        let (s, id) = try Self.session()
        for phone in [
            "081234567890", "+62 812 3456 7890", "62812-3456-7890", "0062 812 34567890", "812 3456 7890",
            "(0)812 3456 7890", "WA 0813 1111 2222", "No. Telp. 0813.1111.2222",
        ] {
            #expect(try s.found("siti", "phone", phone) == [id], "\(phone)")
        }
        for nik in ["1609010507100002", "16 09 01 050710 0002", "16.09.01.050710.0002", "160901-050710-0002"] {
            #expect(try s.found("wati", "nik", nik) == [id], "\(nik)")
        }
        #expect(try s.found("siti", "phone", "0812 3456 7891").isEmpty)
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `it says whom to ask, or that nothing was found`(say: Tongue) throws {
        let (s, id) = try Self.session()
        let find = "find phone --purpose pelaporan --lang \(say.rawValue)"
        let found = try s.done("siti", find, input: "0812 3456 7890")
        #expect(found.output == say(id: "1 kasus cocok:", en: "1 case matches:") + "\n\(id)  dp2kbp3a/pendamping\n")
        let none = try s.done("siti", find, input: "0819 9999 9999")
        #expect(none.output == say(id: "Tidak ada kasus yang cocok.\n", en: "No case matches.\n"))
        #expect(found.error.isEmpty && none.error.isEmpty)
    }

    @Test(arguments: Tongue.allCases)
    func `on a terminal the term is asked for, and stands in no argument`(say: Tongue) throws {
        let (s, id) = try Self.session()
        for (kind, question, term) in [
            ("name", say(id: "Nama: ", en: "Name: "), "Jusuf"),
            ("phone", say(id: "Nomor telepon: ", en: "Phone number: "), "0812 3456 7890"),
            ("nik", say(id: "NIK (16 angka): ", en: "NIK (16 digits): "), "1609010507100002"),
        ] {
            let terminal = try s.terminal("siti", "find \(kind) --purpose pelaporan --lang \(say.rawValue)")
            try terminal.expect(question)
            let asked = terminal.commandLine
            #expect(asked.contains(kind) && !asked.contains(term))
            try terminal.type(term)
            try terminal.expect("\(id)  dp2kbp3a/pendamping")
            #expect(try terminal.end() == 0)
        }
    }

    @Test(arguments: Tongue.allCases)
    func `what can't be searched for is refused before anybody is asked`(say: Tongue) throws {
        let (s, _) = try Self.session()
        try s.changesNothing {
            let nothing = say(
                id: "tidak ada yang dapat dicari dari yang diketik", en: "nothing that was typed can be searched for")
            for (kind, term, says) in [
                ("name", "", nothing), ("name", " . , -\n", nothing), ("phone", "", nothing),
                ("phone", "rumah", nothing), ("phone", "12", nothing),
                ("nik", "16090105071000O2", say(id: "NIK harus 16 angka", en: "a NIK has 16 digits")),
                ("nik", "160901050710000", say(id: "NIK harus 16 angka", en: "a NIK has 16 digits")),
            ] {
                let find = "find \(kind) --purpose pelaporan --lang \(say.rawValue)"
                try s.fails(64, "siti", find, input: term, says: says)
            }
            // A term is no argument, lest it stand in the shell's history.
            let argument = try s.run("siti", "find name Jusuf --purpose pelaporan", input: "")
            #expect(argument.status == 64 && argument.bytes.isEmpty)
        }
    }

    @Test func `the entry names kind, purpose and matching cases, and nothing holds the term`() throws {
        let (s, id) = try Self.session()
        _ = try s.found("siti", "name", "Rizki Jusuf")
        _ = try s.found("siti", "phone", "0819 9999 9999")
        let entries = try s.done("wati", "audit list --json --names --action find --actor siti@unit-ppa")
        let list = entries.json["entries"].list
        #expect(list.map { $0["matches"].texts } == [[id], []])
        #expect(list.allSatisfy { $0["outcome"].text == "allowed" && $0["purpose"].text == "pelaporan" })
        #expect(list.allSatisfy { $0["role"].text == "unit-ppa/penyidik" })
        for file in s.files(under: "vault") + s.files(under: "state") {
            let text = String(decoding: try s.read(file), as: UTF8.self).lowercased()
            for word in ["jusuf", "yusuf", "joesoef", "riski", "anggrek", "99999999", "3456-7890"] {
                #expect(!text.contains(word), "\(file) has \(word)")
            }
        }
        for word in ["usuf", "iski", "9999"] { #expect(!entries.output.lowercased().contains(word)) }
        try s.isWhole()
    }
}

@Suite("the day's limit of searches")
struct SearchLimitScenarios {
    @Test(arguments: Tongue.allCases)
    func `a third search of a day is denied, each person by themselves`(say: Tongue) throws {
        let s = try Session.founded(rules: "  searches-per-day: 2\n")
        for name in ["ayu", "wati", "siti", "sari"] { try s.enroll(name) }
        let id = try s.newCase()
        _ = try s.addIdentity("siti", id, Played.identityText)
        #expect(try s.found("siti", "nik", Played.nik) == [id])
        // One that is malformed is no search.
        try s.fails(64, "siti", "find nik --purpose pelaporan", input: "123")
        #expect(try s.found("siti", "name", "Entah Siapa").isEmpty)
        let find = "find nik --purpose pelaporan --lang \(say.rawValue)"
        for _ in 1...2 {
            try s.fails(
                77, "siti", find, input: Played.nik,
                says: say(
                    id: "ditolak: batas pencarian hari ini tercapai", en: "denied: the day's limit of searches is"))
            let denial = try s.lastDenial()
            #expect(denial["why"].text == "search-limit" && denial["actor"].text == "siti@unit-ppa")
            #expect(denial["matches"].isNull)
        }
        #expect(try s.found("sari", "nik", Played.nik) == [id])
        #expect(try s.found("ayu", "name", "bunga") == [id])
        #expect(try s.found("wati", "name", "melati") == [id])
        try s.isWhole()
    }
}
