import Foundation
import Glibc
import Testing

extension Session {
    /// The command fails alike in both languages, with the phrase of each, and prints nothing.
    func refuses(
        _ status: Int32, _ who: String, _ command: String, input: String? = nil, en: String, id: String,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        for (language, says) in [("en", en), ("id", id)] {
            let answer = try run(who, "\(command) --lang \(language)", input: input)
            expectFailure(answer, status, says, location)
        }
    }

    /// The entries that changed something, as the supervisor reads them.
    func changes() throws -> [Int] {
        let readings: Set = [
            "case.list", "case.show", "case.prepare", "identity.list", "document.list", "grant.list", "grant.review",
            "inbox.read", "audit.read", "audit.verify", "audit.export", "audit.report", "vault.verify",
            "document.check",
        ]
        return try done("wati", "audit list --outcome allowed --json").json["entries"].list
            .filter { !readings.contains($0["action"].text) }.map { $0["seq"].number }
    }

    /// What lies in the folder, with every byte of the vault.
    func everything() throws -> [String: [UInt8]] {
        var all: [String: [UInt8]] = [:]
        for name in try names() { all[name] = [] }
        for file in files(under: "vault") + files(under: "keys") { all[file] = try read(file) }
        return all
    }
}

/// One command of each kind that needs a vault, well formed.
func everyCommand(_ played: Played) -> [String] {
    let (k, i, d) = (played.caseID, played.identity, played.letter)
    let until = day(in: 9)
    return [
        "show", "person list", "person enroll --yes keys/asing@unit-ppa.card --role unit-ppa/kanit",
        "person approve siti@unit-ppa --yes", "person dismiss siti@unit-ppa --reason x", "case new --from kasus.json",
        "case list", "case show \(k)", "case close \(k)", "case reopen \(k)", "case link \(k) K-0123456789ABCDEF",
        "case unlink \(k) K-0123456789ABCDEF", "case rekey \(k)",
        "case export \(k) --to keys/rini@kejaksaan.card \(Session.exportReason) --output keluar",
        "identity add \(k) --from orang.json", "identity list \(k)", "identity open \(i) --purpose penyidikan",
        "identity history \(i)",
        "identity update \(i) --from orang.json --purpose penyidikan --reason x",
        "document add \(k) kasus.json --compartment evidence",
        "identity withdraw \(i) --reason x", "identity restore \(i) --reason x",
        "document list \(k)", "document open \(d) --purpose penyidikan",
        "document view \(d) --purpose penyidikan", "document withdraw \(d) --reason x",
        "document restore \(d) --reason x", "document move \(d) --compartment medical",
        "document check \(d) kasus.json", "inbox", "audit list", "audit verify", "audit prove 3", "witness",
        "audit export keluar", "audit export keluar --case \(k)", "audit report", "audit trail \(k)",
        "audit exposure siti@unit-ppa", "audit custody \(d)", "audit stats --month 2026-11",
        "verify", "vault clock --back-to 2026-11-29T00:00:00Z", "unpack titipan --output keluar", "grant list",
        "grant new \(k) --to kejaksaan/jaksa --compartment medical --purpose penuntutan --basis x --until \(until)",
        "grant request \(k) --compartment medical --purpose penuntutan --basis x",
        "grant refuse R-0123456789ABCDEF --reason x", "grant approve \(played.grant) --yes",
        "grant revoke \(played.grant) --reason x", "find nik --purpose penyidikan", "find name --purpose penyidikan",
        "find phone --purpose penyidikan",
    ]
}

@Suite("what bad input gets")
struct RefusalScenarios {
    private static func played() throws -> (Session, Played) {
        let (s, played) = try Session.played()
        try s.write("kasus.json", #"{"title":"Kasus"}"#)
        try s.write("orang.json", #"{"name":"Melur"}"#)
        try FileManager.default.createDirectory(atPath: s.path("titipan"), withIntermediateDirectories: false)
        try s.write("titipan/manifest.note.age", "age-encryption.org/v1\n")
        return (s, played)
    }

    /// What a search is for, where the command is one.
    private static func term(_ command: String) -> String? {
        ["nik": Played.nik, "name": "Bunga Melati", "phone": "081234567890"]
            .first { command.hasPrefix("find \($0.key) ") }?.value
    }

    @Test func `every command is known to the list`() throws {
        let help = try Session().run("--experimental-dump-help").json["command"]
        func leaves(_ command: Value, _ words: [String]) -> [String] {
            let inner = command["subcommands"].list.filter { $0["commandName"].text != "help" }
            if inner.isEmpty { return [words.joined(separator: " ")] }
            return inner.flatMap { leaves($0, words + [$0["commandName"].text]) }
        }
        let (_, played) = try Session.played()
        let listed = everyCommand(played)
        // Those that open no vault, or only one that is served, are not refused for what is wrong with one.
        let others = ["init", "audit check", "join", "serve", "status", "vault welcome", "gate", "doctor"]
        for command in leaves(help, []) where !command.hasPrefix("key ") && !others.contains(command) {
            #expect(listed.contains { $0 == command || $0.hasPrefix(command + " ") }, "\(command)")
        }
    }

    @Test func `a wrong passphrase is refused by every command, and nothing is touched`() throws {
        let (s, played) = try Self.played()
        let count = try s.entryCount()
        let before = try s.everything()
        for (index, command) in everyCommand(played).enumerated() {
            let (language, says) = index % 2 == 0 ? ("en", "wrong passphrase\n") : ("id", "frasa sandi salah\n")
            let answer = try s.run(
                "\(command) --lang \(language) --key keys/siti.age --passphrase-fd 9", input: Self.term(command),
                passphrases: ["kuda laut biru 27"])
            s.expectFailure(answer, 1, "brankas: \(says)")
        }
        let after = try s.everything()
        #expect(Set(after.keys) == Set(before.keys))
        // SQLite writes into its header whoever looks; what the index says is the same.
        for (name, bytes) in before where name != "vault/index.sqlite" {
            #expect(after[name] == bytes, "\(name)")
        }
        #expect(try s.entryCount() == count + 1)
    }

    @Test func `what is no key file is none in either language`() throws {
        let (s, _) = try Self.played()
        let whole = try s.read("keys/siti.age")
        let header = whole.firstRange(of: Array("\n--- ".utf8))?.lowerBound ?? 0
        for (name, bytes) in [
            ("kosong", []), ("potong", Array(whole.dropLast(40))), ("kepala", Array(whole[..<header])),
            ("besar", [UInt8](repeating: 0x41, count: 1 << 21)), ("biner", [0xff, 0xfe, 0x00, 0x80]),
            ("kartu", try s.read("keys/siti@unit-ppa.card")), ("ganda", whole + whole),
        ] as [(String, [UInt8])] {
            try s.write("keys/\(name).age", bytes)
            for (language, says) in [("en", "is not a key file of Brankas"), ("id", "bukan berkas kunci Brankas")] {
                let answer = try s.run(
                    "inbox --lang \(language) --key keys/\(name).age --passphrase-fd 9",
                    passphrases: [Session.passphrase("siti")])
                s.expectFailure(answer, 64, says)
            }
        }
        #expect(mkfifo(s.path("keys/pipa.age"), 0o600) == 0)
        for name in ["keys/pipa.age", "keys", "/dev/zero"] {
            let answer = try s.run(
                "inbox --key \(name) --passphrase-fd 9 --lang id", passphrases: [Session.passphrase("siti")])
            s.expectFailure(answer, 64, "\(name) bukan berkas biasa")
        }
    }

    @Test func `what is no card is none for an enrolment and for an export`() throws {
        let (s, played) = try Self.played()
        let card = try s.read("keys/asing@unit-ppa.card")
        for (name, bytes) in [
            ("kosong", []), ("potong", Array(card.dropLast(20))), ("biner", [0xff, 0xfe, 0x00, 0x80]),
            ("kunci", try s.read("keys/siti.age")), ("ganda", card + card), ("json", Array(#"{"name":"x"}"#.utf8)),
            ("nama", Array(String(decoding: card, as: UTF8.self).replacing("Asing", with: "Lain!").utf8)),
        ] as [(String, [UInt8])] { try s.write("\(name).card", bytes) }
        try s.write("besar.card", [UInt8](repeating: 0x41, count: 1 << 21))
        let names = ["kosong", "potong", "biner", "kunci", "ganda", "json", "nama"]
        let before = try s.everything()
        for (who, command) in [
            ("budi", "person enroll --yes $.card --role unit-ppa/kanit"),
            ("siti", "case export \(played.caseID) --to $.card \(Session.exportReason) --output keluar"),
        ] {
            for name in names {
                try s.refuses(
                    64, who, command.replacing("$", with: name), en: "\(name).card is not a valid card",
                    id: "\(name).card bukan kartu yang sah")
            }
            try s.refuses(
                64, who, command.replacing("$", with: "besar"), en: "besar.card has more than",
                id: "besar.card lebih dari")
            try s.refuses(
                1, who, command.replacing("$", with: "entah"), en: "entah.card does not exist",
                id: "entah.card tidak ada")
            try s.refuses(
                64, who, command.replacing("$.card", with: "keys"), en: "keys is not a regular file",
                id: "keys bukan berkas biasa")
        }
        #expect(try s.everything() == before)
    }

    @Test func `JSON that is none is refused by every command that reads some`() throws {
        let (s, played) = try Self.played()
        let before = try s.everything()
        let commands = [
            "case new --from", "identity add \(played.caseID) --from",
            "identity update \(played.identity) --purpose penyidikan --reason x --from",
            "document add \(played.caseID) kasus.json --compartment evidence --about",
        ]
        for command in commands {
            for (input, en, id) in [
                ("", "not valid JSON", "bukan JSON yang sah"), (#"{"title":"x","na"#, "not valid JSON", "bukan JSON"),
                (#"{"name":"A","name":"B"}"#, "'name' stands twice", "'name' (nama) tertulis dua kali"),
                (#"["x"]"#, "a JSON object is expected", "seharusnya objek JSON"),
                (String(repeating: "[", count: 9_000), "nested too deeply", "terlalu dalam bersarang"),
                (#"{"name":"\u001b[2J","\u001b]0;x\u0007":1,"\u001b]0;x\u0007":2}"#, "stands twice", "dua kali"),
            ] {
                try s.refuses(64, "siti", "\(command) -", input: input, en: en, id: id)
            }
            try s.write("rusak.json", Array(#"{"name":""#.utf8) + [0xff, 0xfe] + Array(#""}"#.utf8))
            try s.refuses(64, "siti", "\(command) rusak.json", en: "not UTF-8", id: "bukan UTF-8")
            try s.write("rusak.json", [UInt8](repeating: 0x20, count: 1 << 23))
            try s.refuses(64, "siti", "\(command) rusak.json", en: "has more than", id: "lebih dari")
            try s.refuses(64, "siti", "\(command) keys", en: "keys is not a regular file", id: "keys bukan berkas")
            try s.refuses(1, "siti", "\(command) entah.json", en: "entah.json does not exist", id: "tidak ada")
            try FileManager.default.removeItem(atPath: s.path("rusak.json"))
        }
        #expect(try s.everything() == before)
    }

    @Test func `the shell's ids that nobody made are unknown to every command`() throws {
        let (s, played) = try Self.played()
        let (k, i, d, g, r) = (
            "K-0123456789ABCDEF", "I-0123456789ABCDEF", "D-0123456789ABCDEF", "G-0123456789ABCDEF",
            "R-0123456789ABCDEF"
        )
        let before = try s.changes()
        let until = "--until \(day(in: 9))"
        for command in [
            "case show \(k)", "case close \(k)", "case reopen \(k)", "case link \(k) \(played.caseID)",
            "case link \(played.caseID) \(k)", "case unlink \(k) \(played.caseID)",
            "case export \(k) --to keys/rini@kejaksaan.card \(Session.exportReason) --output keluar --quiet",
            "case rekey \(k)",
            "identity add \(k) --from orang.json",
            "identity list \(k)", "document add \(k) kasus.json --compartment evidence", "document list \(k)",
            "grant new \(k) --to kejaksaan/jaksa --compartment medical --purpose penuntutan --basis x \(until)",
            "grant request \(k) --compartment medical --purpose penuntutan --basis x", "grant list \(k)",
        ] { try s.refuses(1, "siti", command, en: "unknown case\n", id: "kasus tidak dikenal\n") }
        for command in [
            "identity open \(i) --purpose penyidikan", "identity history \(i)",
            "identity update \(i) --from orang.json --purpose penyidikan --reason x",
            "document open \(d) --purpose penyidikan", "document withdraw \(d) --reason x",
            "document restore \(d) --reason x", "document move \(d) --compartment medical",
            "document check \(d) kasus.json",
        ] { try s.refuses(1, "siti", command, en: "unknown record\n", id: "rekaman tidak dikenal\n") }
        try s.refuses(
            1, "tono", "grant approve --yes \(g)", en: "unknown grant\n", id: "pemberian akses tidak dikenal\n")
        try s.refuses(
            1, "siti", "grant revoke \(g) --reason x", en: "unknown grant\n", id: "pemberian akses tidak dikenal\n")
        for command in ["grant refuse \(r) --reason x", "grant new --request \(r) \(until)"] {
            try s.refuses(1, "siti", command, en: "unknown request for a grant", id: "permintaan akses tidak dikenal")
        }
        for command in ["person approve entah@unit-ppa --yes", "person dismiss entah@unit-ppa --reason x"] {
            try s.refuses(
                1, "budi", command, en: "nobody here is called entah@unit-ppa\n",
                id: "tidak ada petugas entah@unit-ppa\n")
        }
        #expect(try s.changes() == before)
        #expect(!s.exists("keluar") && s.files(under: ".").allSatisfy { !$0.contains(".part") })
    }

    @Test func `an id of another kind, or none, is wrong usage`() throws {
        let (s, played) = try Self.played()
        let before = try s.everything()
        let until = "--until \(day(in: 9))"
        for (command, en, id) in [
            ("case reopen \(played.identity)", "case id", "ID kasus"),
            ("case link \(played.caseID) x", "case id", "ID kasus"),
            ("case link \(played.caseID) \(played.caseID)", "other case", "kasus yang lain"),
            (
                "identity update \(played.letter) --from orang.json --purpose penyidikan --reason x", "identity id",
                "ID identitas"
            ),
            ("document withdraw \(played.identity) --reason x", "document id", "ID dokumen"),
            ("document restore D-0 --reason x", "record id", "ID rekaman"),
            ("document move \(played.identity) --compartment medical", "document id", "ID dokumen"),
            ("document check \(played.caseID) kasus.json", "id", "ID"),
            ("document move \(played.letter) --compartment identity", "compartment for documents", "'identity'"),
            ("grant refuse \(played.grant) --reason x", "request id", "ID permintaan"),
            ("grant new --request \(played.grant) \(until)", "request id", "ID permintaan"),
            ("person approve Entah --yes", "handle", "nama petugas"),
            ("find ktp --purpose penyidikan", "kind of", "jenis pencarian"),
            ("document withdraw \(played.letter) --reason ''", "the text is empty", "teksnya kosong"),
        ] { try s.refuses(64, "siti", command, en: en, id: id) }
        #expect(try s.everything() == before)
    }
}
