import Testing

@Suite("terminal")
struct TerminalScenarios {
    private static func crowded() throws -> Session {
        let s = try Session.founded()
        for number in 1...12 { _ = try s.newCase(title: "Kasus \(number)") }
        return s
    }

    @Test(arguments: [60, 80, 120] as [UInt16])
    func `no line is wider than the terminal`(columns: UInt16) throws {
        let s = try Session.founded()
        _ = try s.newCase(title: "Perdagangan orang di pasar Muaradua", number: "LP/12/XI/2026")
        for command in ["case list", "person list", "audit list"] {
            let terminal = try s.terminal("siti", command, rows: 500, columns: columns)
            #expect(try terminal.end() == 0)
            let lines = terminal.screen.split(whereSeparator: \.isNewline)
            #expect(lines.allSatisfy { $0.count <= Int(columns) }, "\(terminal.screen)")
        }
    }

    @Test func `denials are red on a terminal, and nowhere else`() throws {
        let (s, played) = try Session.played()
        try s.fails(77, "ayu", "document list \(played.caseID)")
        let list = "audit list --outcome denied"
        func screen(_ changes: [String: String], _ command: String = list) throws -> String {
            let terminal = try s.terminal("wati", command, environment: changes)
            #expect(try terminal.end() == 0)
            return terminal.screen
        }
        #expect(try screen(["TERM": "xterm"]).contains("\u{1b}[31m"))
        #expect(try screen(["TERM": "xterm", "NO_COLOR": ""]).contains("\u{1b}[31m"))
        #expect(try !screen(["TERM": "xterm", "NO_COLOR": "0"]).contains("\u{1b}"))
        #expect(try !screen(["TERM": "dumb"]).contains("\u{1b}"))
        #expect(try !screen(["TERM": "xterm"], list + " --json").contains("\u{1b}"))
        #expect(try !s.done("wati", list).output.contains("\u{1b}"))
    }

    @Test func `long lists go through the pager, with the settings that make it harmless`() throws {
        let s = try Self.crowded()
        let pager = #"echo "less: $LESS $LESSSECURE $LESSHISTFILE"; ls /proc/self/fd | wc -l; head -n 3; echo quit"#
        let terminal = try s.terminal("siti", "case list", rows: 8, environment: ["BRANKAS_PAGER": pager])
        try terminal.expect("less: FRX 1 -\r\n")
        // The three, and the one with which `ls` reads the folder.
        try terminal.expect("4\r\n")
        try terminal.expect("quit")
        #expect(try terminal.end() == 0)
        #expect(terminal.screen.split(whereSeparator: \.isNewline).count == 6, "\(terminal.screen)")
    }

    @Test func `a reader who quits early has read enough`() throws {
        let s = try Self.crowded()
        let terminal = try s.terminal("siti", "case list", rows: 8, environment: ["BRANKAS_PAGER": "exec true"])
        #expect(try terminal.end() == 0)
        #expect(terminal.screen.isEmpty, "\(terminal.screen)")
    }

    @Test(arguments: [
        ("case list", ["BRANKAS_PAGER": "", "PAGER": "echo paged", "TERM": "xterm"]),
        ("case list", ["PAGER": "", "TERM": "xterm"]), ("case list", ["PAGER": "echo paged", "TERM": "dumb"]),
        ("case list --no-pager", ["BRANKAS_PAGER": "echo paged"]),
        ("case list --json", ["BRANKAS_PAGER": "echo paged"]),
        ("case list", ["BRANKAS_PAGER": "no-such-pager-anywhere"]),
    ])
    func `without a pager, all is written at once`(command: String, environment: [String: String]) throws {
        let s = try Self.crowded()
        let terminal = try s.terminal("siti", command, rows: 8, environment: environment)
        #expect(try terminal.end() == 0)
        #expect(terminal.screen.contains("Kasus 1") && terminal.screen.contains("Kasus 12"))
        #expect(!terminal.screen.contains("paged"))
    }

    @Test func `an identity is shown to no other program, however long it is`() throws {
        let s = try Self.crowded()
        let notes = (1...20).map { "baris \($0)" }.joined(separator: "\\n")
        let id = try s.newCase(title: "TPPO 1")
        let record = try s.addIdentity("siti", id, #"{"name":"Bunga","notes":"\#(notes)"}"#)
        let terminal = try s.terminal(
            "siti", "identity open \(record) --purpose penyidikan", rows: 3,
            environment: ["BRANKAS_PAGER": "echo paged", "TERM": "xterm"])
        #expect(try terminal.end() == 0)
        #expect(terminal.screen.contains("Bunga") && terminal.screen.contains("baris 20"), "\(terminal.screen)")
        #expect(!terminal.screen.contains("paged"))
    }

    @Test func `what fits needs no pager, and PAGER is asked after the own variable`() throws {
        let s = try Self.crowded()
        let paging = ["PAGER": "echo paged", "TERM": "xterm"]
        let high = try s.terminal("siti", "case list", rows: 40, environment: paging)
        #expect(try high.end() == 0)
        #expect(!high.screen.contains("paged"))
        let low = try s.terminal("siti", "case list", rows: 8, environment: paging)
        #expect(try low.end() == 0)
        #expect(low.screen == "paged\r\n", "\(low.screen)")
    }

    @Test func `days are written as the reader writes them, in the vault's zone`() throws {
        let (s, played) = try Session.played()
        let english = try s.done("siti", "document list \(played.caseID)").output
        #expect(english.contains("ADDED (WIB)"))
        #expect(english.contains(#/ \d{1,2} [A-Z][a-z]{2} 20\d\d \d\d:\d\d /#))
        let indonesian = try s.done("siti", "document list \(played.caseID) --lang id").output
        #expect(indonesian.contains("DITAMBAHKAN (WIB)"))
        #expect(indonesian.contains(#/ \d{1,2} [A-Z][a-z]{2} 20\d\d \d\d\.\d\d /#))
        #expect(try s.done("siti", "case show \(played.caseID) --lang id").output.contains(/\d\d\.\d\d WIB\n/))
    }

    @Test func `a day is read with the year first or with the day first, never with the month first`() throws {
        let s = try Session.founded()
        let id = try s.newCase()
        let new = "grant new \(id) --to kejaksaan/jaksa --compartment evidence --purpose penuntutan --basis P --json"
        let iso = day(in: 40)
        let parts = iso.split(separator: "-")
        for text in [iso, "\(parts[2])-\(parts[1])-\(parts[0])", "\(parts[2])/\(parts[1])/\(parts[0])"] {
            try s.done("siti", new + " --until \(text)")
        }
        // The last second of that day in WIB.
        let ends = try s.done("siti", "grant list \(id) --json").json["grants"].list.map { $0["until"].text }
        #expect(ends == Array(repeating: iso + "T16:59:59Z", count: 3))
        let year = parts[0]
        for text in [
            "31/02/\(year)", "02/13/\(year)", "5/2/\(year)", "05.02.\(year)", "05/02-\(year)", "\(year)/02/05",
            "\(year)-+2-05", "05-02-26", "\(year)-02-05x",
        ] {
            try s.fails(64, "siti", new + " --until \(text)", says: "'\(text)' is not a date")
        }
    }

    @Test func `who was born before 1970 has a birth date too`() throws {
        let (s, played) = try Session.played()
        let person = #"{"name":"Ibu Kenanga","birthDate":"1958-03-02"}"#
        let id = try s.done("siti", "identity add \(played.caseID) --from - --json", input: person)
            .json["identity"].text
        #expect(isID(id, "I"))
        for text in ["02-1958-03", "1958-02-30", "1958-3-2"] {
            try s.fails(
                64, "siti", "identity add \(played.caseID) --from -",
                input: #"{"name":"B","birthDate":"\#(text)"}"#, says: "the value of 'birthDate' is not valid")
        }
    }

    @Test func `a birth date typed with the day first is stored with the year first`() throws {
        let (s, played) = try Session.played()
        let terminal = try s.terminal("siti", "identity add \(played.caseID) --lang id --json")
        try terminal.expect("Nama lengkap: ", type: "Mawar")
        try terminal.expect("NIK, 16 angka (boleh kosong): ", type: "1609014507100001")
        try terminal.expect("Tanggal lahir, TTTT-BB-HH (boleh kosong): ", type: "05/07/2010")
        for question in ["Jenis kelamin", "Hubungan", "Alias", "Alamat", "Wali", "Telepon", "Catatan"] {
            try terminal.expect(question, type: "")
        }
        #expect(try terminal.end() == 0)
        let id = try #require(terminal.screen.firstMatch(of: /I-[0-9A-Z]{16}/)?.output)
        let opened = try s.done("siti", "identity open \(id) --purpose penyidikan --json").json
        #expect(opened["birthDate"].text == "2010-07-05")
    }
}
