import Foundation
import Testing

@Suite("identity")
struct IdentityScenarios {
    @Test func `an identity comes back as it was given`() throws {
        let (s, played) = try Session.played()
        let opened = try s.done("siti", "identity open \(played.identity) --purpose penyidikan --json")
        #expect(opened.output == Played.identityText + "\n")
        let text = try s.done("sari", "identity open \(played.identity) --purpose penyidikan").lines
        #expect(text[0] == "NAME        Bunga Melati" && text[1] == "NIK         \(Played.nik)")
        #expect(text.contains("BIRTH DATE  5 Jul 2010") && text.contains("SEX         female"))
        #expect(text.last == "lvl         1.50")
        let indonesian = try s.done("sari", "identity open \(played.identity) --purpose penyidikan --lang id").lines
        #expect(indonesian.contains("TANGGAL LAHIR  5 Jul 2010") && indonesian.contains("JENIS KELAMIN  perempuan"))
        let listed = try s.done("siti", "identity list \(played.caseID) --json").json["identities"]
        #expect(listed.list.count == 1)
        #expect(listed[0].keys == ["identity", "version", "added", "by", "alias", "relation"])
        #expect(listed[0]["identity"].text == played.identity && isID(played.identity, "I"))
        #expect(listed[0]["version"].number == 1 && listed[0]["by"].text == "siti@unit-ppa")
    }

    @Test func `what is asked is neither of another kind nor for another purpose`() throws {
        let (s, played) = try Session.played()
        let (i, d) = (played.identity, played.letter)
        try s.fails(64, "siti", "identity open \(d) --purpose penyidikan", says: "'\(d)' is not a valid identity id")
        try s.fails(64, "siti", "document open \(i) --purpose penyidikan", says: "'\(i)' is not a valid document id")
        try s.fails(
            64, "siti", "identity open \(i) --purpose iseng", says: "'iseng' is not a valid purpose (pelaporan, ")
        #expect(try s.run("siti", "identity open \(i)").status == 64)
        try s.fails(1, "siti", "identity open I-0123456789ABCDEF --purpose penyidikan", says: "unknown record\n")
        try s.fails(1, "siti", "document open D-0123456789ABCDEF --purpose penyidikan", says: "unknown record\n")
    }

    @Test func `who holds the evidence does not hold the identity`() throws {
        let (s, played) = try Session.played()
        let open = "identity open \(played.identity) --purpose penuntutan"
        try s.denied("joko", open, why: "other-compartment", action: "identity.open")
        #expect(try s.done("joko", "identity list \(played.caseID) --json").json["identities"].list.isEmpty)
        try s.denied("ayu", open, why: "no-grant", action: "identity.open")
        try s.denied("budi", open, why: "admin-opens", action: "identity.open")
        try s.denied("lina", "identity list \(played.caseID)", why: "no-grant", action: "identity.list")
        try s.denied(
            "joko", "identity add \(played.caseID) --from -", why: "other-compartment", action: "identity.add",
            input: #"{"name":"Palsu"}"#)
    }

    @Test func `malformed identities are refused`() throws {
        let (s, played) = try Session.played()
        let before = try s.entryCount()
        for (input, english, indonesian) in [
            (#"{"name":"B","nik":"123"}"#, "a NIK has 16 digits", "NIK harus 16 angka"),
            (#"{"name":"B","nik":"160901450710000x"}"#, "a NIK has 16 digits", "NIK harus 16 angka"),
            (#"{"name":"B","nik":"١٦٠٩٠١٤٥٠٧١٠٠٠٠١"}"#, "a NIK has 16 digits", "NIK harus 16 angka"),
            (#"{"name":"B","nik":1609014507100001}"#, "'nik' must be text", "'nik' harus berupa teks"),
            (#"{"nik":"1609014507100001"}"#, "'name' is missing", "'name' (nama) tidak ada"),
            (#"{"name":"B","sex":"W"}"#, "the value of 'sex' is not valid", "nilai 'sex' (jenisKelamin) tidak sah"),
            (
                #"{"name":"B","birthDate":"5 Juli"}"#, "the value of 'birthDate' is not valid",
                "nilai 'birthDate' (tanggalLahir) tidak sah"
            ),
            (#"{"name":"B","name":"C"}"#, "'name' stands twice", "'name' (nama) tertulis dua kali"),
            (#"{"name":["B"]}"#, "'name' must be text", "'name' (nama) harus berupa teks"),
        ] {
            try s.fails(64, "siti", "identity add \(played.caseID) --from - --force", input: input, says: english)
            let answer = try s.run("siti", "identity add \(played.caseID) --from - --lang id", input: input)
            s.expectFailure(answer, 64, indonesian)
        }
        #expect(try s.entryCount() == before + 1)
    }

    @Test(arguments: [
        (#"{"name":"B","nik":"1609014507100001","birthDate":"2010-07-06"}"#, "NIK does not fit birthDate"),
        (#"{"name":"B","nik":"1609014507100001","birthDate":"2011-07-05"}"#, "NIK does not fit birthDate"),
        (#"{"name":"B","nik":"1609014507100001","sex":"M"}"#, "NIK does not fit sex"),
        (#"{"name":"B","nik":"1609010507100001","sex":"F"}"#, "NIK does not fit sex"),
        (#"{"name":"B","nik":"1609017307100001"}"#, "NIK does not fit birthDate"),
        (#"{"name":"B","nik":"1609010513100001"}"#, "NIK does not fit birthDate"),
        (#"{"name":"B","nik":"0009010507100001"}"#, "NIK: the region code can't be"),
        (#"{"name":"B","nik":"1609013102100001"}"#, "NIK does not fit birthDate"),
        (#"{"name":"B","nik":"1609010507100000"}"#, "NIK: there is no serial number 0000"),
    ])
    func `a NIK that contradicts the rest is stored only by force`(input: String, says: String) throws {
        let (s, played) = try Session.played()
        let add = "identity add \(played.caseID) --from -"
        let answer = try s.fails(64, "siti", add, input: input, says: says)
        #expect(answer.error.hasSuffix("hint: check it, or store it all the same with --force\n"))
        let forced = try s.done("siti", add + " --force --json", input: input).json
        #expect(forced.keys.isSuperset(of: ["identity", "version"]) && forced["version"].number == 1)
    }

    @Test func `a NIK that fits is stored, of a girl and of a boy`() throws {
        let (s, played) = try Session.played()
        for input in [
            #"{"name":"B","nik":"1609014507100001","birthDate":"2010-07-05","sex":"F"}"#,
            #"{"name":"B","nik":"1609010507100002","birthDate":"2010-07-05","sex":"M"}"#,
            #"{"name":"B","nik":"","sex":""}"#, #"{"name":"B","nik":null}"#, #"{"name":"Tanpa NIK"}"#,
        ] {
            let added = try s.done("siti", "identity add \(played.caseID) --from -", input: input)
            #expect(isID(added.lines.first ?? "", "I"))
        }
    }

    @Test func `text that acts on terminals is kept, and shown as codes`() throws {
        let (s, played) = try Session.played()
        let hostile =
            #"{"name":"Bun\u001b]52;c;eA==\u0007ga","notes":"a\nb","extra":{"x\u001b[1m":"\#u{202e}b\#u{9b}31m"}}"#
        let id = try s.done("siti", "identity add \(played.caseID) --from - --json", input: hostile)
            .json["identity"].text
        let open = "identity open \(id) --purpose penyidikan"
        let plain = try s.done("siti", open).output
        #expect(
            plain == """
                NAME        Bun\\u{1b}]52;c;eA==\\u{7}ga
                NOTES       a ↵ b
                x\\u{1b}[1m  \\u{202e}b\\u{9b}31m

                """)
        let back = try s.done("siti", open + " --json").json
        #expect(back["name"].text == "Bun\u{1b}]52;c;eA==\u{7}ga" && back["notes"].text == "a\nb")
        #expect(back["extra"]["x\u{1b}[1m"].text == "\u{202e}b\u{9b}31m")
        // Into a terminal goes the same value, escaped.
        for more in ["", " --json"] {
            let terminal = try s.terminal("siti", open + more)
            #expect(try terminal.end() == 0)
            let acts = terminal.screen.unicodeScalars.filter { ["\u{1b}", "\u{7}", "\u{202e}", "\u{9b}"].contains($0) }
            #expect(acts.isEmpty, "\(terminal.screen.debugDescription)")
        }
    }

    @Test func `an identity of every size comes back`() throws {
        let (s, played) = try Session.played()
        for count in [1, 4_000, 30_000] {
            let text = #"{"name":"B","notes":""# + String(repeating: "é", count: count) + #"  "}"#
            let id = try s.done("siti", "identity add \(played.caseID) --from - --json", input: text)
                .json["identity"].text
            #expect(try s.done("siti", "identity open \(id) --purpose penyidikan --json").output == text + "\n")
        }
    }
}

@Suite("identity, at a terminal")
struct IdentityTerminalScenarios {
    @Test func `an identity is asked for field by field, and nothing of it stands in an argument`() throws {
        let (s, played) = try Session.played()
        let terminal = try s.terminal("siti", "identity add \(played.caseID) --lang id")
        try terminal.expect("Nama lengkap: ", type: "Mawar Hitam")
        try terminal.expect("NIK, 16 angka (boleh kosong): ", type: "1609014507100001")
        try terminal.expect("Tanggal lahir, TTTT-BB-HH (boleh kosong): ", type: "2010-07-05")
        try terminal.expect("Jenis kelamin, P atau L (boleh kosong): ", type: "p")
        for (question, answer) in [
            (
                "Hubungan: korban, anak-korban, saksi, anak-saksi, anak-berkonflik-hukum, orang-tua, wali, pelapor, lainnya",
                ""
            ), ("Alias, dipakai di judul dan laporan", ""),
            ("Alamat", "Jl. Merdeka 1"), ("Wali", "Ibu Sri"), ("Telepon", ""), ("Catatan", ""),
        ] {
            try terminal.expect(question + " (boleh kosong): ", type: answer)
            #expect(!terminal.commandLine.contains("Mawar") && !terminal.commandLine.contains("16090145"))
        }
        #expect(try terminal.end() == 0)
        let id = try #require(terminal.screen.firstMatch(of: /I-[0-9A-Z]{16}/)?.output)
        let opened = try s.done("siti", "identity open \(id) --purpose penyidikan --json").output
        #expect(
            opened
                == #"{"name":"Mawar Hitam","nik":"1609014507100001","birthDate":"2010-07-05","sex":"F","address":"Jl. Merdeka 1","guardian":"Ibu Sri"}"#
                + "\n")
    }

    @Test func `in English the sex is asked as F or M`() throws {
        let (s, played) = try Session.played()
        let terminal = try s.terminal("siti", "identity add \(played.caseID)")
        for (question, answer) in [
            ("Full name: ", "Mawar"), ("NIK, 16 digits (may be empty): ", ""), ("Birth date", ""),
            ("Sex, F or M (may be empty): ", "m"), ("Relation", ""), ("Alias", ""), ("Address", ""), ("Guardian", ""),
            ("Phone", ""), ("Notes", ""),
        ] {
            try terminal.expect(question, type: answer)
        }
        #expect(try terminal.end() == 0)
        let id = try #require(terminal.screen.firstMatch(of: /I-[0-9A-Z]{16}/)?.output)
        let opened = try s.done("siti", "identity open \(id) --purpose penyidikan --json").output
        #expect(opened == #"{"name":"Mawar","sex":"M"}"# + "\n")
    }

    @Test func `an identity opens at a terminal`() throws {
        let (s, played) = try Session.played()
        let terminal = try s.terminal(nil, "identity open \(played.identity) --purpose penyidikan", key: "siti")
        try terminal.expect("Passphrase for keys/siti.age: ", type: Session.passphrase("siti"))
        try terminal.expect(
            "Bunga Melati\r\nNIK         1609014507100001\r\nBIRTH DATE  5 Jul 2010\r\nSEX         female\r\n")
        #expect(try terminal.end() == 0)
        #expect(!terminal.screen.contains("sandi"))
    }
}
