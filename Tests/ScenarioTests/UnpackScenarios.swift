import Foundation
import Testing

@Suite("unpack")
struct UnpackScenarios {
    private static func exported() throws -> (Session, Played) {
        let (s, played) = try Session.played()
        try s.exported("siti", played.caseID, "--to joko@kejaksaan", into: "berkas")
        return (s, played)
    }

    /// Copies of an export, each with something wrong.
    private func copy(_ s: Session, _ name: String, from: String = "berkas") throws {
        try FileManager.default.copyItem(atPath: s.path(from), toPath: s.path(name))
    }

    @Test(arguments: Tongue.allCases)
    func `the recipient opens all of it where there is no vault, byte for byte, and is told whose it is`(
        say: Tongue
    ) throws {
        let (s, played) = try Self.exported()
        let vault = try s.done("siti", "show --json").json["vault"].text
        let siti =
            try s.done("siti", "person list --json").json["people"].list
            .first { $0["handle"].text == "siti@unit-ppa" }?["fingerprint"].text ?? "?"
        for gone in ["vault", "state", "keys/siti.age", "keys/siti@unit-ppa.card", "keys/keys.yaml"] {
            try FileManager.default.removeItem(atPath: s.path(gone))
        }
        s.environment["BRANKAS_VAULT"] = nil
        let answer = try s.done("joko", "unpack berkas --output perkara --lang \(say.rawValue)")
        let names = [
            "\(played.identity).json", "\(played.letter).txt", "\(played.video).bin", "\(played.statement).txt",
        ]
        #expect(try s.names("perkara") == Set(names + ["manifest.json"]))
        #expect(
            answer.error
                == say(
                    id: """
                        4 rekaman di perkara, tidak terenkripsi lagi. Semuanya sama dengan yang ditandatangani siti@unit-ppa.
                        Cocokkan lewat telepon: sidik kartu \(siti), brankas \(vault).

                        """,
                    en: """
                        4 records in perkara, no longer encrypted. All of it is what siti@unit-ppa signed.
                        Compare by telephone: card \(siti), vault \(vault).

                        """), "\(answer)")
        for name in names + ["surat.txt", "video.bin", "bap.txt"] { #expect(answer.output.contains(name), "\(name)") }
        #expect(try s.read("perkara/\(names[1])") == Array(Played.letterText.utf8))
        #expect(try s.read("perkara/\(names[2])") == Played.videoBytes)
        #expect(try s.read("perkara/\(names[3])") == Array(Played.statementText.utf8))
        let identity = String(decoding: try s.read("perkara/\(names[0])"), as: UTF8.self)
        #expect(identity.trimmingCharacters(in: .whitespaces) == Played.identityText)
        for name in names + ["manifest.json", ""] {
            let mode = try FileManager.default.attributesOfItem(atPath: s.path("perkara/\(name)"))[.posixPermissions]
            #expect(mode as? Int == (name.isEmpty ? 0o700 : 0o600), "\(name)")
        }
        // No passphrase, and nothing of the vault, was left anywhere by it.
        #expect(!s.exists("state") && !s.exists("vault"))

        let json = try s.unpacked("joko", "berkas", into: "lagi")
        #expect(
            json.keys == [
                "vault", "case", "by", "name", "fingerprint", "purpose", "exported", "entry", "output", "records",
            ])
        #expect(json["vault"].text == vault && json["case"].text == played.caseID && json["fingerprint"].text == siti)
        #expect(json["by"].text == "siti@unit-ppa" && json["name"].text == "Siti Rahmawati")
        #expect(json["purpose"].text == "penyidikan" && json["output"].text == "lagi")
        #expect(Set(json["records"].list.map { $0["file"].text }) == Set(names))
        let manifest = Value(parsing: try s.read("lagi/manifest.json"))
        for record in json["records"].list {
            #expect(record.keys == ["record", "file", "size", "sha256"])
            let said = manifest["records"].list.first { $0["record"].text == record["record"].text }
            #expect(said?["sha256"].text == record["sha256"].text && said?["size"].number == record["size"].number)
        }
        #expect(manifest["summary"]["title"].text == "TPPO Simpang")
    }

    @Test(arguments: Tongue.allCases)
    func `whoever it is not sealed to, and what stands there already, is refused and nothing is written`(
        say: Tongue
    ) throws {
        let (s, _) = try Self.exported()
        try s.write("ada.txt", "lama")
        try FileManager.default.createDirectory(atPath: s.path("ada"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: s.path("kait"), withDestinationPath: "entah")
        let before = try s.names()
        let speak = "--lang \(say.rawValue)"
        for who in ["siti", "rini", "asing"] {
            try s.fails(
                1, who, "unpack berkas --output perkara \(speak)",
                says: say(id: "ekspor ini tidak disegel untuk kunci ini", en: "the export is not sealed to this key"))
        }
        for name in ["ada.txt", "ada", "kait", "ada/", "berkas"] {
            try s.fails(
                1, "joko", "unpack berkas --output \(name) \(speak)",
                says: say(id: "sudah ada", en: "exists already"))
        }
        try s.fails(
            1, "joko", "unpack berkas --output entah/perkara \(speak)",
            says: say(id: "entah tidak ada", en: "entah does not exist"))
        // What never was an export is no damaged one.
        for name in ["tidak-ada", "ada.txt", "ada", "keys"] {
            try s.fails(1, "joko", "unpack \(name) --output perkara", says: name)
        }
        let wrong = try s.run(
            "unpack berkas --output perkara --key keys/joko.age --passphrase-fd 9 \(speak)",
            passphrases: ["kuda laut biru 27"])
        s.expectFailure(wrong, 1, say(id: "frasa sandi salah", en: "wrong passphrase"))
        #expect(try s.names() == before && s.names("ada").isEmpty && s.read("ada.txt") == Array("lama".utf8))
    }

    @Test(arguments: Tongue.allCases)
    func `a file that is changed, cut, missing, or another's is named, and nothing is written`(say: Tongue) throws {
        let (s, played) = try Self.exported()
        try s.exported("siti", played.caseID, "--to joko@kejaksaan", into: "lain", purpose: "penuntutan")
        let sealed = try s.names("berkas").filter { $0.hasSuffix(".age") }.sorted()
        #expect(sealed.count == 9)
        var copies = 0
        func refuses(_ file: String, _ change: (_ path: String) throws -> Void) throws {
            copies += 1
            let name = "salinan-\(copies)"
            try copy(s, name)
            try change("\(name)/\(file)")
            let before = try s.names()
            let answer = try s.run("joko", "unpack \(name) --output perkara --lang \(say.rawValue)")
            s.expectFailure(answer, 65, nil)
            #expect(
                answer.error.contains(
                    say(id: "bukan yang ditandatangani", en: "is not the one that was signed")),
                "\(file): \(answer)")
            #expect(try s.names() == before, "\(file)")
            try FileManager.default.removeItem(atPath: s.path(name))
        }
        for file in sealed {
            try refuses(file) { try s.flip($0, at: -1) }
            try refuses(file) { try s.write($0, Array(try s.read($0).dropLast(20))) }
            try refuses(file) { try s.write($0, try s.read($0) + [0]) }
            try refuses(file) { try s.write($0, [UInt8]()) }
            try refuses(file) { try FileManager.default.removeItem(atPath: s.path($0)) }
        }
        // Of another export of the same case, sealed to the same key: each fits its own list only.
        for file in ["manifest.note.age", "manifest.json.age", "entry.tlog-proof.age"] {
            try refuses(file) { try s.write($0, try s.read("lain/\(file)")) }
        }
        // A record in another's place.
        try refuses("\(played.letter).age") { try s.write($0, try s.read("berkas/\(played.statement).age")) }
        // What nobody signed is not looked at.
        try copy(s, "utuh")
        try s.write("utuh/README.txt", "x")
        try s.write("utuh/tambahan", "x")
        #expect(try s.unpacked("joko", "utuh", into: "perkara")["records"].list.count == 4)
        try s.isWhole()
    }

    @Test func `a record's file is named by its id and a plain ending, whatever its name was`() throws {
        let (s, played) = try Session.played()
        try FileManager.default.createDirectory(atPath: s.path("dalam"), withIntermediateDirectories: false)
        let names: [(name: String, ending: String)] = [
            ("Visum Akhir.PDF", ".pdf"), ("..\\..\\x.pdf", ".pdf"), ("..%2f..%2fx.pdf", ".pdf"),
            ("a.tar.gz", ".gz"), (".pdf", ""), ("x.", ""), ("x.p df", ""), ("x.é", ""), ("x.\u{1b}[2J", ""),
            ("x.123456789", ""), ("x.12345678", ".12345678"), ("x.-rf", ""), ("-", ""), ("...", ""), ("x.a\nb", ""),
            ("manifest.json", ".json"),
        ]
        var expected: [String: String] = [:]
        for (index, (name, ending)) in names.enumerated() {
            try s.write("dalam/" + name, "isi \(index)")
            let added = try s.run(
                "siti",
                ["document", "add", played.caseID, "dalam/../dalam/" + name, "--compartment", "medical", "--json"])
            try #require(added.status == 0, "\(added)")
            expected[added.json["documents"][0]["document"].text + ending] = "isi \(index)"
        }
        try s.exported("siti", played.caseID, "--to joko@kejaksaan --compartment medical", into: "berkas")
        let before = try s.names()
        let answer = try s.run("joko", "unpack berkas --output buka")
        #expect(answer.status == 0 && Hostile.acting(in: answer.output + answer.error) == [], "\(answer)")
        #expect(try s.names() == before.union(["buka"]))
        #expect(try s.names("buka") == Set(Array(expected.keys) + ["manifest.json"]))
        for (name, text) in expected { #expect(try s.read("buka/\(name)") == Array(text.utf8), "\(name)") }
    }

    /// Nothing can be written to `/dev/full`; what left the vault, and what was unpacked, has left.
    @Test func `what is written stays where the lines about it can't be printed`() throws {
        let (s, played) = try Session.played()
        let export = "case export \(played.caseID) --to joko@kejaksaan --compartment evidence \(Session.exportReason)"
        s.expectFailure(
            try s.run("siti", "\(export) --output berkas --json --quiet", output: "/dev/full"), 1, "the output")
        s.expectFailure(
            try s.run("joko", "unpack berkas --output buka", output: "/dev/full"), 1, "the output can't be written")
        #expect(try s.read("buka/\(played.video).bin") == Played.videoBytes)
    }
}
