import Foundation
import Testing

@Suite("case")
struct CaseScenarios {
    @Test func `a case is made, listed and shown`() throws {
        let s = try Session.founded()
        let made = try s.done(
            "siti", "case new --from - --json",
            input: #"{"title":"TPPO Muaradua","number":"LP/12","kind":"TPPO","opened":"2026-11-20"}"#)
        #expect(made.json.keys == ["case"])
        let id = made.json["case"].text
        #expect(isID(id, "K"))
        let list = try s.done("siti", "case list --json").json["cases"]
        #expect(list.list.count == 1)
        #expect(list[0].keys.isSuperset(of: ["case", "title", "number", "kind", "opened", "owner", "compartments"]))
        #expect(list[0]["case"].text == id)
        #expect(list[0]["title"].text == "TPPO Muaradua")
        #expect(list[0]["number"].text == "LP/12")
        #expect(list[0]["kind"].text == "TPPO")
        #expect(list[0]["opened"].text == "2026-11-20")
        #expect(list[0]["owner"].text == "unit-ppa/penyidik")
        #expect(
            list[0]["compartments"].texts.sorted()
                == ["assessment", "evidence", "identity", "medical", "statement", "summary"])
        #expect(try s.done("sari", "case show \(id) --json").json["title"].text == "TPPO Muaradua")
        // Ids are read in small letters too.
        let text = try s.done("siti", "case show \(id.lowercased())").output
        #expect(text.hasPrefix("CASE          \(id)\n") && text.contains("TITLE         TPPO Muaradua\n"))
        #expect(try s.done("siti", "case list").output.contains("\(id)  TPPO Muaradua  LP/12  TPPO  20 Nov 2026"))
    }

    @Test func `without --json the id alone is printed`() throws {
        let s = try Session.founded()
        try s.write("kasus.json", #"{"title":"Hanya judul"}"#)
        let made = try s.done("siti", "case new --from kasus.json")
        #expect(isID(made.lines.first ?? "", "K") && made.lines.count == 1 && made.error.isEmpty)
        let listed = try s.done("siti", "case list --json").json["cases"][0]
        #expect(listed["title"].text == "Hanya judul" && listed["number"].isNull)
        #expect(try s.done("joko", "case list").output == "None.\n")
        #expect(try s.done("joko", "case list --lang id").output == "Tidak ada.\n")
        #expect(try s.done("joko", "case list --json").output == "{\"cases\":[]}\n")
    }

    @Test func `a pipe is waited for`() throws {
        let s = try Session.founded()
        let made = try s.shell(
            "siti", #"$BRANKAS case new --passphrase-fd 9 --from <(sleep 0.2; echo '{"title":"Lewat pipa"}')"#)
        #expect(made.status == 0, "\(made)")
        let piped = try s.shell(
            "siti", #"(sleep 0.2; echo '{"title":"Lewat pipa"}') | $BRANKAS case new --passphrase-fd 9 --from -"#)
        #expect(piped.status == 0, "\(piped)")
    }

    @Test func `malformed JSON is refused and logs nothing`() throws {
        let s = try Session.founded()
        let before = try s.entryCount()
        for (input, says) in [
            (#"{"title":"#, "not valid JSON, at byte 9"), ("", "not valid JSON"), ("[]", "a JSON object is expected"),
            (#"{"title":"A","title":"B"}"#, "'title' stands twice"),
            (#"{"title":"A","t\u0069tle":"B"}"#, "'title' stands twice"),
            (#"{"number":"1"}"#, "'title' is missing"), (#"{"title":""}"#, "the value of 'title' is not valid"),
            (#"{"title":7}"#, "'title' must be text"), (#"{"title":"A","opened":"kemarin"}"#, "the value of 'opened'"),
            (#"{"title":"A","opened":"2026-02-30"}"#, "the value of 'opened'"),
            (#"{"title":"A\u001b[31m"}"#, "'title' has control characters"),
            (#"{"title":"A\nB"}"#, "'title' has control characters"),
            (#"{"title":"A"} {}"#, "not valid JSON"), (#"{"title":"\ud800"}"#, "not valid JSON"),
            (#"{"title":"A",}"#, "not valid JSON"), (#"{'title':'A'}"#, "not valid JSON"),
        ] {
            let answer = try s.fails(64, "siti", "case new --from -", input: input, says: says)
            #expect(!answer.error.contains("\u{1b}"))
        }
        let indonesian = try s.run("siti", "case new --from - --lang id", input: #"{"title":"A","title":"B"}"#)
        #expect(indonesian.error == "brankas: -: 'title' (judul) tertulis dua kali\n")
        #expect(try s.entryCount() == before + 1)
    }

    @Test func `what is not UTF-8, too deep or too much is refused`() throws {
        let s = try Session.founded()
        try s.write("latin.json", Array(#"{"title":"caf"#.utf8) + [0xe9] + Array(#""}"#.utf8))
        try s.write("dalam.json", #"{"title":"A","x":"# + String(repeating: "[", count: 100_000))
        try s.write("besar.json", #"{"title":"A","x":""# + String(repeating: "x", count: 1 << 21) + #""}"#)
        try s.write("panjang.json", #"{"title":""# + String(repeating: "x", count: 5_000) + #""}"#)
        try s.fails(64, "siti", "case new --from latin.json", says: "latin.json: not UTF-8")
        try s.fails(64, "siti", "case new --from dalam.json", says: "dalam.json: nested too deeply")
        try s.fails(64, "siti", "case new --from besar.json", says: "besar.json has more than 1048576 bytes")
        try s.fails(64, "siti", "case new --from panjang.json", says: "panjang.json: too long")
        try s.fails(64, "siti", "case new --from /dev/zero", says: "/dev/zero has more than 1048576 bytes")
        try s.fails(1, "siti", "case new --from tidak-ada.json", says: "tidak-ada.json does not exist")
        #expect(try s.done("siti", "case list --json").json["cases"].list.isEmpty)
    }

    @Test func `only a role with create makes cases`() throws {
        let s = try Session.founded()
        let input = #"{"title":"Bukan milik kami"}"#
        try s.denied("joko", "case new --from -", why: "lacks-capability", action: "case.create", input: input)
        try s.denied("tono", "case new --from -", why: "lacks-capability", action: "case.create", input: input)
        try s.denied("budi", "case new --from -", why: "lacks-capability", action: "case.create", input: input)
    }

    @Test func `a colleague without a grant sees nothing, and the attempt is on record`() throws {
        let (s, played) = try Session.played()
        for who in ["ayu", "tono", "lina"] {
            #expect(try s.done(who, "case list --json").json["cases"].list.isEmpty)
            try s.denied(who, "case show \(played.caseID)", why: "no-grant", action: "case.show")
        }
        try s.denied("budi", "case show \(played.caseID)", why: "admin-opens", action: "case.show")
        try s.denied("budi", "case list", why: "admin-opens", action: "case.list")
        let answer = try s.run("ayu", "case show \(played.caseID) --lang id")
        #expect(answer.status == 77)
        #expect(
            answer.error.wholeMatch(
                of:
                    /brankas: ditolak: tidak ada akses ke kasus ini \(catatan \d+\)\npetunjuk: mintalah akses kepada instansi pemilik kasus\n/
            )
                != nil, "\(answer)")
    }

    @Test func `an unknown case is an error of its own, a malformed id another`() throws {
        let s = try Session.founded()
        let before = try s.entryCount()
        for command in [
            "case show K-0123456789ABCDEF", "case close K-0123456789ABCDEF", "document list K-0123456789ABCDEF",
            "identity list K-0123456789ABCDEF", "grant list K-0123456789ABCDEF",
            "document add K-0123456789ABCDEF keys/keys.yaml --compartment evidence",
        ] {
            try s.fails(1, "siti", command, says: "unknown case\n")
        }
        for id in ["K-123", "kasus", "D-0123456789ABCDEF", "K-0123456789ABCDEO", "../../etc"] {
            try s.fails(64, "siti", "case show \(id)", says: "'\(id)' is not a valid case id")
        }
        #expect(try s.entryCount() == before + 1)
    }

    @Test func `a closed case is read and not added to`() throws {
        let (s, played) = try Session.played()
        let id = played.caseID
        try s.denied("joko", "case close \(id)", why: "lacks-capability", action: "case.close")
        #expect(try s.done("siti", "case close \(id)").error == "Case \(id) is closed.\n")
        try s.fails(1, "siti", "case close \(id)", says: "it is done already")
        try s.denied(
            "siti", "document add \(id) keys/keys.yaml --compartment evidence", why: "case-closed",
            action: "document.add")
        try s.denied(
            "siti", "identity add \(id) --from -", why: "case-closed", action: "identity.add",
            input: #"{"name":"Bunga"}"#)
        try s.denied(
            "siti",
            "grant new \(id) --to dp2kbp3a/pendamping --compartment medical --purpose pendampingan --basis X --until "
                + day(in: 3), why: "case-closed", action: "grant.create")
        #expect(try s.done("siti", "document open \(played.letter) --purpose penyidikan").output == Played.letterText)
        #expect(try s.done("siti", "case show \(id) --json").json["state"].text == "closed")
    }

    @Test func `of several roles that could do it one must be named`() throws {
        let s = try Session.founded()
        try s.done(
            "budi",
            "person enroll --yes keys/asing@unit-ppa.card --role unit-ppa/penyidik --role unit-ppa/kanit --quiet")
        let both = try s.run("asing", "case list")
        #expect(both.status == 64)
        #expect(both.error.hasSuffix("hint: --as AGENCY/ROLE\n"), "\(both)")
        #expect(both.error.contains("several roles could do this: ") && both.error.contains("unit-ppa/kanit"))
        try s.done("asing", "case list --as unit-ppa/penyidik")
        try s.done("asing", "case list --as unit-ppa/kanit")
        // Only one of them may create: nothing to choose.
        try s.done("asing", "case new --from -", input: #"{"title":"A"}"#)
        try s.denied("asing", "case list --as kejaksaan/jaksa", why: "not-member", action: "case.list")
        try s.fails(1, "asing", "case list --as unit-ppa/kapolres", says: "no role unit-ppa/kapolres")
        try s.fails(64, "asing", "case list --as penyidik", says: "'penyidik' is not a valid role")
    }

    @Test func `a long list comes in pages`() throws {
        let s = try Session.founded()
        let ids = try (1...3).map { try s.newCase(title: "Kasus \($0)") }.sorted()
        let first = try s.done("siti", "case list --limit 2 --json").json
        #expect(first["cases"].list.map { $0["case"].text } == Array(ids[..<2]))
        #expect(first["next"].text == ids[1])
        let rest = try s.done("siti", "case list --limit 2 --after \(ids[1]) --json").json
        #expect(rest["cases"].list.map { $0["case"].text } == [ids[2]] && rest["next"].isNull)
        try s.fails(64, "siti", "case list --limit 0")
    }

    @Test func `output that can't be written is an error`() throws {
        let (s, _) = try Session.played()
        for command in ["case list --json", "case list", "person list", "audit list"] {
            let answer = try s.run("siti", command, output: "/dev/full")
            s.expectFailure(answer, 1, "the output can't be written\n")
        }
        let help = try s.run("--help", output: "/dev/full")
        #expect(help.status == 1)
    }

    @Test func `help and version are output, wrong usage is not`() throws {
        let s = try Session()
        #expect(try s.run("--version").output == "0.1.0\n")
        let help = try s.run("case new --help")
        #expect(help.status == 0 && help.output.contains("--from") && help.error.isEmpty)
        for command in ["kasus", "case nyanyi", "case list --sandi x", "case show", "document add K-0123456789ABCDEF"] {
            let answer = try s.run(command)
            #expect(answer.status == 64 && answer.bytes.isEmpty, "\(answer)")
            #expect(answer.error.hasPrefix("brankas: "), "\(answer)")
        }
    }
}

@Suite("case, at a terminal")
struct CaseTerminalScenarios {
    @Test func `a case is asked for field by field`() throws {
        let s = try Session.founded()
        let terminal = try s.terminal("siti", "case new --lang id")
        try terminal.expect("Judul, tanpa nama siapa pun: ", type: "TPPO Simpang")
        try terminal.expect("Nomor (boleh kosong): ", type: "LP/7")
        #expect(!terminal.commandLine.contains("TPPO"))
        try terminal.expect("Jenis perkara (boleh kosong): ", type: "")
        try terminal.expect("Tanggal dibuka, TTTT-BB-HH (boleh kosong): ", type: "20/11/2026")
        #expect(try terminal.end() == 0)
        let listed = try s.done("siti", "case list --json").json["cases"][0]
        #expect(listed["title"].text == "TPPO Simpang" && listed["number"].text == "LP/7" && listed["kind"].isNull)
        #expect(listed["opened"].text == "2026-11-20")
        let untitled = try s.terminal("siti", "case new")
        try untitled.expect("Title, without anybody's name: ", type: "")
        // Asked again, with the reason.
        try untitled.expect("brankas: title: the value of 'title' is not valid")
        try untitled.expect("Title, without anybody's name: ")
        try untitled.interrupt()
        #expect(try untitled.end() == 130)
    }

    @Test func `without a terminal nothing can be asked`() throws {
        let s = try Session.founded()
        try s.fails(1, "siti", "case new", says: "no terminal to ask for Title")
    }

    @Test func `a list is cut to the terminal and whole in a pipe`() throws {
        let s = try Session.founded()
        let title = String(repeating: "panjang ", count: 40) + "akhir"
        _ = try s.newCase(title: title)
        #expect(try s.done("siti", "case list").output.contains("akhir"))
        let terminal = try s.terminal("siti", "case list")
        #expect(try terminal.end() == 0)
        let lines = terminal.screen.split(whereSeparator: \.isNewline)
        #expect(lines.allSatisfy { $0.count <= 200 } && terminal.screen.contains("…"))
    }

    @Test func `a title that turns the line around is shown as codes`() throws {
        let s = try Session.founded()
        _ = try s.newCase(title: #"Kasus \u202etxt.exe\u2066\u200b"#)
        let terminal = try s.terminal("siti", "case list")
        try terminal.expect(#"Kasus \u{202e}txt.exe\u{2066}\u{200b}"#)
        #expect(try terminal.end() == 0)
        let json = try s.done("siti", "case list --json")
        #expect(json.json["cases"][0]["title"].text == "Kasus \u{202e}txt.exe\u{2066}\u{200b}")
        #expect(!json.output.unicodeScalars.contains("\u{202e}"))
    }
}
