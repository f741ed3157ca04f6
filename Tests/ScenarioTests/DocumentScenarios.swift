import Foundation
import Testing

@Suite("document")
struct DocumentScenarios {
    /// Around the limit of what lies in the index (64 KiB), and of the stream's chunks.
    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 1_048_577, 3_000_000])
    func `a document of any size comes back byte for byte`(count: Int) throws {
        let (s, played) = try Session.played()
        let bytes = noise(count, seed: UInt64(count))
        try s.write("asli.bin", bytes)
        let added = try s.done("siti", "document add \(played.caseID) asli.bin --compartment medical --json")
            .json["documents"]
        #expect(added.list.count == 1 && added[0].keys == ["document", "sha256", "size"])
        #expect(added[0]["size"].number == count)
        let sum = try s.shell("siti", "sha256sum < asli.bin").output.prefix(64)
        #expect(added[0]["sha256"].text == sum)
        let id = added[0]["document"].text
        #expect(isID(id, "D"))
        let written = try s.done("siti", "document open \(id) --purpose penyidikan --output salinan.bin --json")
        #expect(try s.read("salinan.bin") == bytes)
        #expect(written.json["size"].number == count && written.json["output"].text == "salinan.bin")
        #expect(try s.done("sari", "document open \(id) --purpose penyidikan").bytes == bytes)
        let mode = try FileManager.default.attributesOfItem(atPath: s.path("salinan.bin"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `a day of collection that is yet to come is asked about`() throws {
        let (s, played) = try Session.played()
        let day = day(in: 40)
        try s.write("foto.bin", [1, 2, 3])
        try s.write("tentang.json", Array(#"{"collectedAt":"\#(day)"}"#.utf8))
        let add = "document add \(played.caseID) foto.bin --compartment medical --about tentang.json"
        try s.fails(64, "siti", add, says: "collectedAt")
        for (answer, status) in [("n", Int32(64)), ("y", 0)] {
            let terminal = try s.terminal("siti", add)
            try terminal.expect("\(day) is yet to come", type: answer)
            #expect(try terminal.end() == status)
        }
        let list = try s.done("siti", "document list \(played.caseID) --json").json["documents"].list
        #expect(list.count { $0["collectedAt"].text == day } == 1)
    }

    @Test func `documents are listed with what is known of them`() throws {
        let (s, played) = try Session.played()
        let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13] + Array("IHDR".utf8)
        try s.write("gambar.png", png + [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])
        let about =
            #"{"label":"Foto luka","source":"RSUD","collectedAt":"2026-11-20","collectedBy":"dr. Sari","place":"UGD"}"#
        let added = try s.done(
            "siti", "document add \(played.caseID) gambar.png --compartment medical --about - --json", input: about
        ).json["documents"][0]
        let list = try s.done("siti", "document list \(played.caseID) --json").json["documents"].list
        #expect(
            list.map { $0["document"].text } == [
                played.letter, played.video, played.statement, added["document"].text,
            ])
        let photo = list[3]
        #expect(
            photo.keys.isSuperset(of: [
                "document", "label", "fileName", "mediaType", "size", "sha256", "compartment", "added", "by",
            ]))
        #expect(!photo.keys.contains("salt"))
        #expect(photo["label"].text == "Foto luka" && photo["fileName"].text == "gambar.png")
        #expect(photo["mediaType"].text == "image/png" && photo["size"].number == 29)
        #expect(photo["sha256"].text == added["sha256"].text && photo["compartment"].text == "medical")
        #expect(photo["by"].text == "siti@unit-ppa" && photo["place"].text == "UGD")
        #expect(photo["added"].text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
        #expect(list[0]["mediaType"].text == "text/plain" && list[1]["mediaType"].text == "application/octet-stream")
        #expect(list[0]["label"].isNull)
    }

    @Test func `adding says what was stored and that the original remains`() throws {
        let (s, played) = try Session.played()
        try s.write("visum.txt", "hasil")
        let add = "document add \(played.caseID) visum.txt --compartment medical"
        let english = try s.done("siti", add)
        #expect(english.output.wholeMatch(of: /D-[0-9A-Z]{16}  visum\.txt  5 B\n/) != nil, "\(english)")
        #expect(english.error == "The original still lies where it was: visum.txt (5 B)\n")
        let indonesian = try s.done("siti", add + " --again --lang id")
        #expect(indonesian.error == "Berkas aslinya masih ada di tempat semula: visum.txt (5 B)\n")
        #expect(try s.done("siti", add + " --quiet").error.isEmpty)
        #expect(try s.run("siti", add + " --again", environment: ["BRANKAS_LANG": "id"]).error == indonesian.error)
    }

    @Test func `a pipe, a device and a missing file are refused before anything is logged`() throws {
        let (s, played) = try Session.played()
        let before = try s.entryCount()
        #expect(mkfifo(s.path("pipa"), 0o600) == 0)
        for (name, status, says) in [
            ("pipa", Int32(64), "pipa is not a regular file"), ("/dev/null", 64, "/dev/null is not a regular file"),
            ("tidak-ada.pdf", 1, "tidak-ada.pdf does not exist"),
        ] {
            // One that is wrong spoils all: nothing half done.
            try s.fails(
                status, "siti", "document add \(played.caseID) keys/keys.yaml \(name) --compartment evidence",
                says: says)
        }
        try s.fails(
            64, "siti", "document add \(played.caseID) keys/keys.yaml --compartment identity",
            says: "'identity' is not a valid compartment for documents")
        try s.fails(64, "siti", "document add \(played.caseID) keys/keys.yaml --compartment 'Bukti Lain'")
        #expect(try s.entryCount() == before + 1)
        try s.fails(
            64, "siti", "document add \(played.caseID) keys/keys.yaml --compartment gudang",
            says: "no compartment gudang")
        #expect(try s.documents("siti", played.caseID).count == 3)
    }

    @Test(arguments: [
        (#"{"label":1}"#, "'label' must be text"), (#"{"sha256":"00"}"#, "there is no field 'sha256'"),
        (#"{"label":"A","label":"B"}"#, "'label' stands twice"), ("", "not valid JSON"), ("\"x\"", "a JSON object"),
    ])
    func `malformed JSON about a document is refused`(about: String, says: String) throws {
        let (s, played) = try Session.played()
        let add = "document add \(played.caseID) keys/keys.yaml --compartment evidence --about -"
        try s.fails(64, "siti", add, input: about, says: says)
        #expect(try s.documents("siti", played.caseID).count == 3)
    }

    @Test func `labels and file names that act on terminals are shown as codes`() throws {
        let (s, played) = try Session.played()
        let name = "a\u{1b}[2J\u{202e}gpj\n.exe"
        try s.write(name, "isi")
        let about = #"{"label":"\u001b]8;;http://x\u0007klik\u001b]8;;\u0007 \u2066x"}"#
        let command = ["document", "add", played.caseID, name, "--compartment", "evidence", "--about", "-"]
        let added = try s.run("siti", command, input: Array(about.utf8))
        #expect(added.status == 0 && added.output.contains(#"a\u{1b}[2J\u{202e}gpj\u{a}.exe"#), "\(added)")
        let text = try s.done("siti", "document list \(played.caseID)").output
        #expect(text.contains(#"\u{1b}]8;;http://x\u{7}klik"#) && text.contains(#"gpj\u{a}.exe"#))
        let json = try s.done("siti", "document list \(played.caseID) --json")
        #expect(json.json["documents"][3]["fileName"].text == name)
        for shown in [added.output, added.error, text, json.output] {
            let acts = shown.unicodeScalars.filter { ["\u{1b}", "\u{7}", "\u{202e}", "\u{2066}"].contains($0) }
            #expect(acts.isEmpty, "\(shown.debugDescription)")
        }
        let missing = try s.run(
            "siti", ["document", "add", played.caseID, "x\u{1b}[2J\ny", "--compartment", "evidence"])
        s.expectFailure(missing, 1, #"x\u{1b}[2J\u{a}y does not exist"#)
        // A file named like an option.
        let glob = ["document", "add", played.caseID, "keys/keys.yaml", "--x\u{1b}[2J\ny", "--compartment", "evidence"]
        let option = try s.run("siti", glob)
        s.expectFailure(option, 64, #"there is no option '--x\u{1b}[2J\u{a}y'"#)
    }

    @Test func `many at once take their turns`() throws {
        let (s, played) = try Session.played()
        let add = "$BRANKAS document add \(played.caseID) keys/keys.yaml --compartment evidence --quiet --again"
        let line = "for n in 1 2 3 4 5 6; do \(add) --passphrase-fd 9 9<<<'\(Session.passphrase("siti"))' & done; wait"
        let answer = try s.shell("siti", line)
        #expect(answer.lines.count == 6 && answer.error.isEmpty, "\(answer)")
        #expect(try s.documents("siti", played.caseID).count == 9)
        try s.done("wati", "audit verify")
        try s.done("lina", "verify")
    }

    @Test func `who adds is logged, and who may not add is denied`() throws {
        let (s, played) = try Session.played()
        let add = "document add \(played.caseID) keys/keys.yaml --compartment"
        try s.denied("ayu", add + " evidence", why: "no-grant", action: "document.add")
        try s.denied("tono", add + " evidence", why: "lacks-capability", action: "document.add")
        try s.denied("joko", add + " statement", why: "other-compartment", action: "document.add")
        try s.denied("budi", add + " evidence", why: "admin-opens", action: "document.add")
        // The prosecutors may add to what they hold, and every holder of it reads that.
        let id = try s.addDocument("joko", played.caseID, "keys/keys.yaml", to: "evidence")
        #expect(try s.done("siti", "document open \(id) --purpose penyidikan").output == World.keysFile)
    }
}

@Suite("document open")
struct DocumentOpenScenarios {
    @Test func `an output that exists is not overwritten, and the opening is not logged`() throws {
        let (s, played) = try Session.played()
        try s.write("ada.bin", "lama")
        try FileManager.default.createSymbolicLink(atPath: s.path("kait.bin"), withDestinationPath: "entah")
        let before = try s.entryCount()
        let open = "document open \(played.video) --purpose penyidikan --output"
        try s.fails(1, "siti", "\(open) ada.bin", says: "ada.bin exists already\nhint: choose another name")
        try s.fails(1, "siti", "\(open) kait.bin", says: "kait.bin exists already")
        try s.fails(1, "siti", "\(open) keys", says: "keys exists already")
        try s.fails(1, "siti", "\(open) /dev/null", says: "/dev/null exists already")
        try s.fails(1, "siti", "\(open) tidak/ada.bin", says: "tidak does not exist")
        #expect(try s.read("ada.bin") == Array("lama".utf8) && !s.exists("entah"))
        #expect(try s.entryCount() == before + 1)
    }

    @Test func `a denied opening leaves no file`() throws {
        let (s, played) = try Session.played()
        let before = try s.names()
        try s.denied(
            "ayu", "document open \(played.video) --purpose penyidikan --output x.bin", why: "no-grant",
            action: "document.open")
        try s.fails(1, "siti", "document open D-0123456789ABCDEF --purpose penyidikan --output x.bin")
        #expect(try s.names() == before)
    }

    @Test func `a reader that has had enough ends it quietly`() throws {
        let (s, played) = try Session.played()
        let open = "$BRANKAS document open \(played.video) --purpose penyidikan --passphrase-fd 9"
        let cut = try s.shell("siti", "\(open) | head -c 10; echo \"${PIPESTATUS[0]}\" >&2")
        #expect(cut.bytes == Array(Played.videoBytes.prefix(10)))
        // Quietly, and not as a success: nobody saw whether the rest was what was stored.
        #expect(cut.error == "1\n", "\(cut)")
    }

    @Test func `a full device is an error`() throws {
        let (s, played) = try Session.played()
        for id in [played.letter, played.video] {
            let answer = try s.run("siti", "document open \(id) --purpose penyidikan", output: "/dev/full")
            s.expectFailure(answer, 1, "brankas: the output can't be written\n")
        }
        let answer = try s.run(
            "siti", "identity open \(played.identity) --purpose penyidikan --lang id", output: "/dev/full")
        s.expectFailure(answer, 1, "brankas: keluaran tidak dapat ditulis\n")
    }

    @Test func `text goes to a terminal, anything else does not`() throws {
        let (s, played) = try Session.played()
        let text = try s.terminal("siti", "document open \(played.letter) --purpose penyidikan")
        try text.expect("Surat keterangan saksi mata di Terminal Simpang\r\n")
        #expect(try text.end() == 0)
        let binary = try s.terminal("siti", "document open \(played.video) --purpose penyidikan")
        try binary.expect("brankas: the content of this document is not text\r\n")
        try binary.expect("hint: --output FILE, or redirect the output\r\n")
        #expect(try binary.end() == 64)
        // Nothing was shown, so nothing was opened: it was only looked at what the document is.
        let entries = try s.done("wati", "audit list --record \(played.video) --actor siti@unit-ppa --json")
            .json["entries"].list
        #expect(entries.map { $0["action"].text } == ["document.add", "document.check"])
        let denied = try s.terminal("joko", "document open \(played.statement) --purpose penuntutan")
        try denied.expect("brankas: denied: ")
        #expect(try denied.end() == 77)
        let denial = try s.lastDenial()
        #expect(denial["action"].text == "document.open" && denial["why"].text == "other-compartment")
        for hostile in ["merah \u{1b}[31m\n", "asli\rpalsu\n", "akhir\r", "putar \u{202e}\n"] {
            try s.write("warna.txt", hostile)
            let id = try s.addDocument("siti", played.caseID, "warna.txt", to: "evidence")
            let terminal = try s.terminal("siti", "document open \(id) --purpose penyidikan --lang id")
            try terminal.expect("brankas: isi dokumen ini bukan teks\r\n")
            #expect(try terminal.end() == 64)
            #expect(!terminal.screen.contains("\u{1b}") && !terminal.screen.contains("palsu"))
        }
    }

    /// The terminal gets a long text piece by piece: a piece may end within a letter.
    @Test func `a long text goes to a terminal whole`() throws {
        let (s, played) = try Session.played()
        let line = String(repeating: "é", count: 60) + "\n"
        try s.write("panjang.txt", String(repeating: line, count: 1_500) + "tamat\n")
        let id = try s.addDocument("siti", played.caseID, "panjang.txt", to: "statement")
        let terminal = try s.terminal("siti", "document open \(id) --purpose penyidikan")
        try terminal.expect("tamat\r\n")
        #expect(try terminal.end() == 0)
        #expect(terminal.screen.count { $0 == "é" } == 60 * 1_500)
    }

    @Test func `the owner opens for any purpose, a grantee for the grant's`() throws {
        let (s, played) = try Session.played()
        for purpose in ["pelaporan", "penyidikan", "persidangan"] {
            #expect(
                try s.done("siti", "document open \(played.letter) --purpose \(purpose)").output == Played.letterText)
        }
        let granted = try s.done("joko", "document open \(played.letter) --purpose penuntutan")
        #expect(granted.output == Played.letterText && granted.error.isEmpty)
        try s.denied(
            "joko", "document open \(played.letter) --purpose penyidikan", why: "other-purpose",
            action: "document.open")
        try s.denied(
            "joko", "document open \(played.statement) --purpose penuntutan", why: "other-compartment",
            action: "document.open")
        #expect(try s.documents("joko", played.caseID) == [played.letter, played.video])
    }
}
