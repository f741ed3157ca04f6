import Foundation
import Glibc
import Testing

@Suite("what the system refuses")
struct LimitScenarios {
    /// Everything that prints data, and what it reads.
    private static func printing(_ played: Played) -> [(who: String, command: String, input: String?)] {
        let (k, d) = (played.caseID, played.letter)
        let terms = "--compartment medical --purpose penuntutan --basis x"
        return [
            ("siti", "key show", nil), ("siti", "show", nil), ("siti", "person list", nil),
            ("siti", "case new --from -", #"{"title":"x"}"#), ("siti", "case list", nil),
            ("siti", "case show \(k)", nil),
            ("siti", "identity add \(k) --from -", #"{"name":"x"}"#), ("siti", "identity list \(k)", nil),
            ("siti", "identity open \(played.identity) --purpose penyidikan", nil),
            ("siti", "identity update \(played.identity) --from - --purpose penyidikan --reason x", #"{"notes":"x"}"#),
            ("siti", "document add \(k) keys/keys.yaml --compartment medical", nil),
            ("siti", "document list \(k)", nil), ("siti", "document open \(d) --purpose penyidikan", nil),
            ("siti", "identity history \(played.identity)", nil),
            ("siti", "case export \(k) --to joko@kejaksaan \(Session.exportReason) --output keluar", nil),
            ("siti", "document check \(d) surat.txt", nil), ("siti", "inbox", nil), ("siti", "grant list", nil),
            ("siti", "grant new \(k) --to kejaksaan/jaksa \(terms) --until \(day(in: 9))", nil),
            ("joko", "grant request \(k) \(terms)", nil), ("siti", "find nik --purpose penyidikan", Played.nik),
            ("siti", "find name --purpose penyidikan", "Bunga Melati"),
            ("siti", "find phone --purpose penyidikan", "081234567890"), ("siti", "audit list", nil),
            ("wati", "audit verify", nil), ("siti", "verify", nil),
        ]
    }

    @Test func `whatever prints data says when it can't, as text and as JSON, in both languages`() throws {
        let (s, played) = try Session.played()
        try s.write("surat.txt", Played.letterText)
        for (who, command, input) in Self.printing(played) {
            for (more, says) in [
                ("--lang en", "the output can't be written\n"), ("--json --lang id", "keluaran tidak dapat ditulis\n"),
            ] {
                // Content is no JSON: it needs a file.
                if command.hasPrefix("document open"), more.hasPrefix("--json") { continue }
                let answer = try s.run(who, "\(command) \(more)", input: input, output: "/dev/full")
                s.expectFailure(answer, 1, "brankas: \(says)")
            }
        }
        try s.done("wati", "audit verify")
    }

    /// A limit on the size of files is a full disk that needs no rights.
    @Test func `an output for which there is no space does not appear`() throws {
        let (s, played) = try Session.played()
        try s.write("besar.bin", noise(6_000_000, seed: 5))
        let large = try s.addDocument("siti", played.caseID, "besar.bin", to: "medical")
        let before = try s.names()
        for (language, says) in [("en", "no space is left for"), ("id", "tidak ada ruang lagi untuk")] {
            for command in [
                "document open \(large) --purpose penyidikan --output keluar.bin",
                "case export \(played.caseID) --to keys/rini@kejaksaan.card --compartment medical \(Session.exportReason)"
                    + " --output keluar --quiet",
            ] {
                let answer = try s.shell(
                    "siti", "ulimit -f 5000; $BRANKAS \(command) --lang \(language) --passphrase-fd 9")
                s.expectFailure(answer, 1, "brankas: \(says) keluar")
                #expect(try s.names() == before)
            }
        }
        try s.done("wati", "verify")
    }

    @Test(.inAFolder) func `a vault for which there is no space keeps what it has`() throws {
        let (s, played) = try Session.played()
        try s.write("besar.bin", noise(400_000, seed: 3))
        let documents = try s.documents("siti", played.caseID)
        let changes = try s.changes()
        for (language, says) in [("en", "brankas: "), ("id", "brankas: ")] {
            for command in [
                "document add \(played.caseID) besar.bin --compartment evidence",
                "identity update \(played.identity) --from orang.json --purpose penyidikan --reason x",
                "document move \(played.video) --compartment medical",
            ] {
                try s.write("orang.json", #"{"notes":"\#(String(repeating: "x", count: 60_000))"}"#)
                // Sixteen blocks: less than the index has, so that whatever is written fails.
                let answer = try s.shell(
                    "siti", "ulimit -f 16; $BRANKAS \(command) --lang \(language) --passphrase-fd 9")
                s.expectFailure(answer, 1, says)
            }
        }
        #expect(try s.documents("siti", played.caseID) == documents && (try s.changes()) == changes)
        #expect(try s.names("vault/objects/staging").isEmpty)
        try s.done("wati", "verify")
        try s.done("wati", "audit verify")
    }

    /// A disk of one megabyte, for whoever may mount one.
    @Test func `a disk that fills up during an export leaves no folder`() throws {
        let (s, played) = try Session.played()
        try FileManager.default.createDirectory(atPath: s.path("cakram"), withIntermediateDirectories: false)
        let mounted = try s.shell("siti", "unshare -m true").status == 0
        guard mounted else { return }
        let export =
            "case export \(played.caseID) --to keys/rini@kejaksaan.card --compartment evidence \(Session.exportReason)"
            + " --output cakram/keluar --quiet"
        let answer = try s.shell(
            "siti",
            "exec 8>&2; unshare -m bash -c 'mount -t tmpfs -o size=96k tmpfs cakram && $BRANKAS \(export)"
                + " --passphrase-fd 9; echo $?; ls -A cakram' 9<&9")
        #expect(answer.output == "1\n", "\(answer)")
        #expect(answer.error == "brankas: no space is left for cakram/keluar/\(played.video).age\n", "\(answer)")
        try s.done("wati", "verify")
    }

    @Test func `an output that exists, or has no folder, is refused before anything is entered`() throws {
        let (s, played) = try Session.played()
        try s.write("surat.txt", Played.letterText)
        try s.write("ada", "lama")
        try FileManager.default.createDirectory(atPath: s.path("kosong"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: s.path("kait"), withDestinationPath: "entah")
        let before = try s.everything()
        let export = "case export \(played.caseID) --to keys/rini@kejaksaan.card \(Session.exportReason) --output"
        let check = "document check \(played.letter) surat.txt --proof"
        for command in [export, check] {
            for name in ["ada", "kosong", "kait", "keys", "/dev/null", "kosong/"] {
                let shown = name == "kosong/" ? "kosong" : name
                try s.refuses(1, "siti", "\(command) \(name)", en: "\(shown) exists already", id: "\(shown) sudah ada")
            }
            try s.refuses(1, "siti", "\(command) entah/x", en: "entah does not exist", id: "entah tidak ada")
        }
        #expect(try s.everything() == before && !s.exists("entah"))
    }

    @Test func `a folder that may not be written to is named`() throws {
        let (s, played) = try Session.played()
        try FileManager.default.createDirectory(atPath: s.path("kaca"), withIntermediateDirectories: false)
        try s.write("surat.txt", Played.letterText)
        guard try s.shell("siti", "unshare -m true").status == 0 else { return }
        for command in [
            "case export \(played.caseID) --to keys/rini@kejaksaan.card --compartment evidence \(Session.exportReason)"
                + " --output kaca/x",
            "document open \(played.video) --purpose penyidikan --output kaca/x",
            "document check \(played.letter) surat.txt --proof kaca/x",
        ] {
            for (language, says) in [("en", "does not permit access to kaca/x"), ("id", "tidak mengizinkan akses")] {
                let answer = try s.shell(
                    "siti",
                    "unshare -m bash -c 'mount -t tmpfs -o ro tmpfs kaca && $BRANKAS \(command) --lang \(language)"
                        + " --passphrase-fd 9'")
                s.expectFailure(answer, 1, says)
            }
        }
        try s.done("wati", "verify")
    }

    @Test func `a document that changes while it is read is neither stored nor checked`() throws {
        let (s, played) = try Session.played()
        let before = try s.changes()
        for (language, says) in [("en", "changed while it was read"), ("id", "berubah saat dibaca")] {
            for command in [
                "document add \(played.caseID) tumbuh.bin --compartment evidence",
                "document check \(played.video) tumbuh.bin",
            ] {
                // On a busy machine the writer may get no turn while the file is read: then it is one more try.
                var answer: Answer
                var tries = 0
                repeat {
                    try s.write("tumbuh.bin", noise(30_000_000, seed: 4))
                    answer = try s.shell(
                        "siti",
                        "(while :; do echo x >>tumbuh.bin; done) & writer=$!;"
                            + " until [ $(stat -c %s tumbuh.bin) -gt 30000000 ]; do :; done;"
                            + " $BRANKAS \(command) --lang \(language) --passphrase-fd 9; code=$?;"
                            + " kill $writer; exit $code")
                    tries += 1
                } while command.hasPrefix("document check") && answer.status == 65 && tries < 10
                s.expectFailure(answer, 1, "tumbuh.bin \(says)")
            }
        }
        #expect(try s.changes() == before)
        try s.done("wati", "verify")
    }

    @Test func `a vault that is none, and one of a newer program, are refused by every command`() throws {
        let (s, played) = try Session.played()
        try s.write("kasus.json", #"{"title":"Kasus"}"#)
        try s.write("orang.json", #"{"name":"Melur"}"#)
        try s.copyVault(to: "baru")
        try s.sql("baru/index.sqlite", "PRAGMA user_version = 2")
        try FileManager.default.createDirectory(atPath: s.path("kosong"), withIntermediateDirectories: false)
        // What needs no vault asks for none.
        let commands = everyCommand(played).filter { !$0.hasPrefix("unpack ") }
        for (index, command) in commands.enumerated() {
            let language = index % 2 == 0 ? "en" : "id"
            let input = command.hasPrefix("find nik") ? Played.nik : command.hasPrefix("find") ? "081234567890" : nil
            let says = language == "en" ? "kosong is not a vault\n" : "kosong bukan brankas\n"
            s.expectFailure(
                try s.run("siti", "\(command) --vault kosong --lang \(language)", input: input), 1, "brankas: \(says)")
            let newer = language == "en" ? "made by a newer version" : "versi program yang lebih baru"
            s.expectFailure(
                try s.run("siti", "\(command) --vault baru --lang \(language)", input: input), 1, newer)
        }
        #expect(try s.names("kosong").isEmpty)
    }

    /// SQLite's lock, held by another program: the one wait of ten seconds serves both languages.
    @Test func `a vault that another writer holds is out of reach after a while`() throws {
        let (s, played) = try Session.played()
        let before = try s.changes()
        let move = "$BRANKAS document move \(played.letter) --compartment medical --passphrase-fd 9"
        let phrase = Session.passphrase("siti")
        let answer = try s.shell(
            "siti",
            """
            mkfifo siap lepas
            sqlite3 vault/index.sqlite 'BEGIN IMMEDIATE;' '.shell echo >siap; read line <lepas' & holder=$!
            read line <siap
            \(move) --lang id 9<<<'\(phrase)' 2>satu & one=$!
            \(move) --lang en 9<<<'\(phrase)' 2>dua & two=$!
            wait $one; echo $?; wait $two; echo $?
            echo >lepas; wait $holder
            """)
        #expect(answer.lines == ["69", "69"], "\(answer)")
        let texts = try ["satu", "dua"].map { String(decoding: try s.read($0), as: UTF8.self) }
        #expect(texts[0].hasPrefix("brankas: brankas sedang dipakai terlalu lama oleh proses lain\n"), "\(texts[0])")
        #expect(texts[1].hasPrefix("brankas: the vault was in use by another process for too long\n"), "\(texts[1])")
        #expect(try s.changes() == before)
        try s.done("siti", "document move \(played.letter) --compartment medical")
    }
}
