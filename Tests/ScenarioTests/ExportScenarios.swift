import Foundation
import Testing

@Suite("case export")
struct ExportScenarios {
    private static let joko = "keys/joko@kejaksaan.card"
    /// A recipient of age's own, without the hybrid.
    private static let classic = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"

    /// What `who` reads in an exported file with a program that is not Brankas.
    private func unseal(_ s: Session, _ who: String, _ file: String) throws -> Answer {
        try s.shell(
            who, "python3 '\(PeerScenarios.reader)' unseal '\(file)' keys/\(who).age --passphrase-fd 9")
    }

    private func manifest(_ s: Session, _ who: String, _ folder: String) throws -> Value {
        try unseal(s, who, "\(folder)/manifest.json.age").json
    }

    private func records(_ manifest: Value) -> Set<String> {
        Set(manifest["records"].list.map { $0["record"].text })
    }

    @Test(.enabled(if: PeerScenarios.isHere), arguments: Tongue.allCases)
    func `the recipient opens everything with another program, byte for byte`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let all = [played.identity, played.letter, played.video, played.statement]
        let answer = try s.exported("siti", played.caseID, "--to \(Self.joko)", into: "berkas", say: say)
        #expect(answer.json.keys == ["case", "output", "records"] && answer.json["records"].number == 4)
        #expect(
            answer.error.contains(
                say(
                    id: "Kasus \(played.caseID) diekspor: 4 rekaman di berkas",
                    en: "Case \(played.caseID) is exported: 4 records in berkas")))
        let joko = try s.done("siti", "person list --json").json["people"].list
            .first { $0["handle"].text == "joko@kejaksaan" }
        #expect(answer.error.contains(joko?["fingerprint"].text ?? "?"))
        #expect(
            answer.error.contains(
                say(id: "cocokkan dengan pemiliknya", en: "compare it with the card's owner")))

        let files = all.map { $0.hasPrefix("I") ? $0 + ".json.age" : $0 + ".age" }
        #expect(try s.names("berkas") == Session.exportFiles.union(files))
        for name in files + Session.exportFiles + [""] {
            let mode = try FileManager.default.attributesOfItem(atPath: s.path("berkas/\(name)"))[.posixPermissions]
            #expect(mode as? Int == (name.isEmpty ? 0o700 : 0o600), "\(name)")
        }
        for (id, text) in [
            (played.letter, Array(Played.letterText.utf8)), (played.video, Played.videoBytes),
            (played.statement, Array(Played.statementText.utf8)),
        ] {
            #expect(try unseal(s, "joko", "berkas/\(id).age").bytes == text, "\(id)")
        }
        let identity = try unseal(s, "joko", "berkas/\(played.identity).json.age")
        #expect(identity.output.trimmingCharacters(in: .whitespaces) == Played.identityText)
        #expect(try unseal(s, "siti", "berkas/\(played.letter).age").status == 65)

        let manifest = try manifest(s, "joko", "berkas")
        #expect(manifest["format"].text == "brankas/export/v1" && manifest["case"].text == played.caseID)
        #expect(manifest["vault"].text == (try s.done("siti", "show --json").json["vault"].text))
        #expect(manifest["summary"]["title"].text == "TPPO Simpang" && manifest["by"].text == "siti@unit-ppa")
        #expect(manifest["to"].texts == ["joko@kejaksaan"] && manifest["owner"].text == "unit-ppa/penyidik")
        #expect(manifest["records"].list.map { $0["record"].text }.sorted() == all.sorted())
        let letter = manifest["records"].list.first { $0["record"].text == played.letter }
        #expect(letter?["fileName"].text == "surat.txt" && letter?["compartment"].text == "evidence")
        #expect(letter?["size"].number == Played.letterText.utf8.count && isHex(letter?["sha256"].text ?? "", 64))
        #expect(letter?["file"].text == "\(played.letter).age")

        let readMe = String(decoding: try s.read("berkas/README.txt"), as: UTF8.self)
        #expect(readMe.contains("disegel dengan age") && readMe.contains("sealed with age"))
        // Nothing of the case in the clear, and an entry for the case and for each record.
        for file in s.files(under: "berkas") {
            let text = String(decoding: try s.read(file), as: UTF8.self)
            for word in ["Bunga", "1609", "Simpang", "surat.txt", "Keterangan korban", "siti@"] {
                #expect(!text.contains(word) || word == "1609" && file.hasSuffix(".age"), "\(file): \(word)")
            }
        }
        let entries = try s.done("wati", "audit list --json --action case.export").json["entries"].list
        #expect(entries.map { $0["seq"].number }.count == 5)
        #expect(entries.dropFirst().map { $0["record"].text }.sorted() == all.sorted())
        try s.isWhole()
    }

    @Test(.enabled(if: PeerScenarios.isHere))
    func `to two cards and to a bare recipient each opens it, and nobody else`() throws {
        let (s, played) = try Session.played()
        let bare = try s.recipient("rini@kejaksaan")
        try s.exported(
            "siti", played.caseID, "--to \(Self.joko) --to keys/lina@dp2kbp3a.card --to \(bare)", into: "tiga")
        for who in ["joko", "lina", "rini"] {
            #expect(try unseal(s, who, "tiga/\(played.letter).age").output == Played.letterText, "\(who)")
        }
        #expect(try unseal(s, "siti", "tiga/\(played.letter).age").status == 65)
        #expect(try manifest(s, "rini", "tiga")["to"].texts == ["joko@kejaksaan", "lina@dp2kbp3a"])
        try s.exported("siti", played.caseID, "--to \(bare)", into: "satu")
        #expect(try unseal(s, "rini", "satu/\(played.video).age").bytes == Played.videoBytes)
        #expect(try manifest(s, "rini", "satu")["to"].texts.isEmpty)
        try s.isWhole()
    }

    @Test(.enabled(if: PeerScenarios.isHere))
    func `it holds the wished compartments, what the grantee holds, and nothing withdrawn`() throws {
        let (s, played) = try Session.played()
        let to = "--to \(Self.joko)"
        try s.exported("siti", played.caseID, "\(to) --compartment evidence", into: "bukti")
        #expect(try records(manifest(s, "joko", "bukti")) == [played.letter, played.video])
        try s.exported("siti", played.caseID, "\(to) --compartment identity,statement", into: "dua")
        #expect(try records(manifest(s, "joko", "dua")) == [played.identity, played.statement])
        try s.done("siti", "document withdraw \(played.letter) --reason x")
        try s.exported("joko", played.caseID, to, into: "miliknya", purpose: "penuntutan")
        #expect(try records(manifest(s, "joko", "miliknya")) == [played.video])
        #expect(try s.names("miliknya") == Session.exportFiles.union(["\(played.video).age"]))
        #expect(try unseal(s, "joko", "miliknya/\(played.video).age").bytes == Played.videoBytes)
        let export = "case export \(played.caseID) \(to) --basis S-1 --purpose"
        try s.denied(
            "joko", "\(export) penuntutan --compartment identity --output x", why: "other-compartment",
            action: "case.export")
        try s.fails(
            77, "joko", "\(export) penuntutan --compartment medical --output x",
            says: "does not hold the compartment medical")
        for (who, why) in [("ayu", "no-grant"), ("budi", "admin-opens"), ("lina", "no-grant")] {
            try s.denied(who, "\(export) penyidikan --output x", why: why, action: "case.export")
        }
        #expect(!s.exists("x"))
        // A corrected identity leaves as it now is.
        try s.done(
            "siti", "identity update \(played.identity) --from - --purpose penyidikan --reason x",
            input: #"{"name":"Mawar"}"#)
        try s.exported("siti", played.caseID, "\(to) --compartment identity", into: "baru")
        let identity = try unseal(s, "joko", "baru/\(played.identity).json.age").json
        #expect(identity["name"].text == "Mawar" && identity["nik"].text == Played.nik)
        #expect(try manifest(s, "joko", "baru")["records"][0]["version"].number == 2)
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `what is wrong with recipient or folder is said before anything leaves`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let export = "case export \(played.caseID) \(Session.exportReason) --lang \(say.rawValue)"
        try s.write("ada.txt", "lama")
        try s.write("rusak.card", "brankas/card/v1\n")
        try FileManager.default.createDirectory(atPath: s.path("ada"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: s.path("kait"), withDestinationPath: "entah")
        let before = try s.names()
        try s.changesNothing {
            let weak = say(id: "bukan penerima age1pq1", en: "neither an age1pq1… recipient nor a card")
            for recipient in [Self.classic, "age1pq1xyz"] {
                try s.fails(64, "siti", "\(export) --to \(recipient) --output x", says: weak)
            }
            try s.fails(
                64, "siti", "\(export) --to rusak.card --output x",
                says: say(id: "bukan kartu yang sah", en: "is not a valid card"))
            try s.fails(1, "siti", "\(export) --to tidak-ada.card --output x", says: "tidak-ada.card")
            for name in ["ada", "ada/", "ada.txt", "kait"] {
                try s.fails(
                    1, "siti", "\(export) --to \(Self.joko) --output \(name)",
                    says: say(id: "sudah ada", en: "exists already"))
            }
            for parent in ["tidak", "ada.txt", "/proc"] {
                let answer = try s.run("siti", "\(export) --to \(Self.joko) --output \(parent)/berkas")
                s.expectFailure(answer, 1, parent)
            }
            #expect(try s.run("siti", "\(export) --to \(Self.joko)").status == 64)
            #expect(try s.run("siti", "\(export) --output x").status == 64)
        }
        #expect(try s.names() == before && s.names("ada").isEmpty)
        #expect(try s.read("ada.txt") == Array("lama".utf8))
    }

    @Test(arguments: Tongue.allCases)
    func `a card that says to be of somebody who is enrolled with another is refused`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let made = try s.run(
            "key new joko@kejaksaan --name 'Joko Prabowo' --output palsu.age --work-factor 4 --passphrase-fd 9",
            passphrases: ["sandi palsu yang kuat 1"])
        #expect(made.status == 0, "\(made)")
        let before = try s.names()
        try s.fails(
            65, "siti",
            "case export \(played.caseID) \(Session.exportReason) --to \(Self.joko) --to joko@kejaksaan.card --output x"
                + " --lang \(say.rawValue) --quiet",
            says: say(id: "kartu joko@kejaksaan bukan yang seharusnya", en: "the card of joko@kejaksaan is not"))
        #expect(try s.names() == before)
        #expect(try s.done("wati", "audit list --json --action case.export").json["entries"].list.isEmpty)
        try s.isWhole()
    }

    @Test func `of an export that fails half way nothing is left`() throws {
        let (s, played) = try Session.played()
        let object = try #require(s.files(under: "vault/objects").first)
        try s.flip(object, at: 150_000)
        let before = try s.names()
        let export = "case export \(played.caseID) --to \(Self.joko) --compartment evidence \(Session.exportReason)"
        try s.fails(
            65, "siti", "\(export) --output berkas --quiet", says: "the content of \(played.video) was changed or cut")
        #expect(try s.names() == before)
        try s.flip(object, at: 150_000)
        #expect(try s.done("siti", "\(export) --output berkas --json").json["records"].number == 2)
        try s.isWhole()
    }
}
