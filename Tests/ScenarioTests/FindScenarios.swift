import Foundation
import Testing

@Suite("find")
struct FindScenarios {
    private let find = "find nik --purpose pendampingan"

    @Test func `a NIK leads to the cases and whom to ask, opening none`() throws {
        let (s, played) = try Session.played()
        let second = try s.newCase(by: "ayu", title: "Pendampingan")
        try s.done("ayu", "identity add \(second) --from -", input: Played.identityText)
        let found = try s.done("ayu", find + " --json", input: Played.nik + "\n").json
        #expect(
            found.keys == ["cases", "more"] && !found["more"].isTrue && found["cases"][0].keys == ["case", "owner"])
        let pairs = found["cases"].list.map { [$0["case"].text, $0["owner"].text] }.sorted { $0[1] < $1[1] }
        #expect(pairs == [[second, "dp2kbp3a/pendamping"], [played.caseID, "unit-ppa/penyidik"]])
        let text = try s.done("wati", find, input: Played.nik).lines
        #expect(text[0] == "2 cases match:" && text.dropFirst().contains("\(played.caseID)  unit-ppa/penyidik"))
        #expect(try s.done("wati", find + " --lang id", input: Played.nik).lines[0] == "2 kasus cocok:")
        #expect(try s.done("wati", find, input: "16 09 01 450710 0001\n").lines == text)
        #expect(try s.done("siti", find, input: "3201010101010001").output == "No case matches.\n")
        #expect(
            try s.done("siti", find + " --json", input: "3201010101010001").output == "{\"cases\":[],\"more\":false}\n")
        let entry = try s.done("wati", "audit list --json --action find --actor ayu@dp2kbp3a").json["entries"][0]
        #expect(entry["purpose"].text == "pendampingan" && entry["outcome"].text == "allowed")
        #expect(entry["matches"].texts.sorted() == [second, played.caseID].sorted())
    }

    @Test func `who has no such capability is denied, an admin too`() throws {
        let (s, _) = try Session.played()
        try s.denied("joko", find, why: "lacks-capability", action: "find", input: Played.nik)
        try s.denied("tono", find, why: "lacks-capability", action: "find", input: Played.nik)
        try s.denied("budi", find, why: "admin-opens", action: "find", input: Played.nik)
    }

    @Test func `what is no NIK is not searched for`() throws {
        let (s, _) = try Session.played()
        let before = try s.entryCount()
        for input in ["", "123", "160901450710000O", "16090145071000011", "1609/0145/0710/0001"] {
            try s.fails(64, "siti", find, input: input, says: "a NIK has 16 digits\n")
        }
        try s.fails(
            64, "siti", "find alamat --purpose pendampingan", input: "x", says: "'alamat' is not a valid kind of search"
        )
        try s.fails(64, "siti", "find nik --purpose iseng", input: Played.nik, says: "'iseng' is not a valid purpose")
        #expect(try s.run("siti", "find nik", input: Played.nik).status == 64)
        #expect(try s.run("siti", "find --purpose pendampingan", input: Played.nik).status == 64)
        #expect(try s.entryCount() == before + 1)
    }

    @Test func `at a terminal the NIK is asked for`() throws {
        let (s, played) = try Session.played()
        let terminal = try s.terminal("siti", find)
        try terminal.expect("NIK (16 digits): ")
        #expect(!terminal.commandLine.contains(Played.nik))
        try terminal.type(Played.nik)
        try terminal.expect("1 case matches:\r\n\(played.caseID)  unit-ppa/penyidik\r\n")
        #expect(try terminal.end() == 0)
        let indonesian = try s.terminal("siti", find + " --lang id --json")
        try indonesian.expect("NIK (16 angka): ", type: Played.nik)
        try indonesian.expect(#"{"cases":[{"case":"\#(played.caseID)","owner":"unit-ppa/penyidik"}],"more":false}"#)
        #expect(try indonesian.end() == 0)
    }
}
