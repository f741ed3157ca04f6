import Foundation
import Glibc
import Testing

@Suite("case export, under attack")
struct ExportSafetyScenarios {
    /// The peer opens an exported file with the recipient's key.
    private func unseal(_ s: Session, _ file: String, as who: String) throws -> Answer {
        let reader = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../Peers/reader.py").standardizedFileURL.path
        return try s.shell(who, "python3 '\(reader)' unseal '\(file)' keys/\(who).age --passphrase-fd 9")
    }

    /// The lines of the header of an age file that begin a stanza.
    private func stanzas(_ bytes: [UInt8]) -> [String] {
        let end = bytes.firstRange(of: Array("\n--- ".utf8))?.lowerBound ?? bytes.count
        return String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix("-> ") }.map { String($0.split(separator: " ")[1]) }
    }

    @Test func `stored file names decide nothing about where an export lies`() throws {
        let (s, played) = try Session.played()
        try FileManager.default.createDirectory(atPath: s.path("dalam"), withIntermediateDirectories: false)
        let id = "D-0123456789ABCDEF"
        let names = [
            "-", " ", "..\\x", "\(id).age", "manifest.json.age", "README.txt", "...", "~", "CON",
            String(repeating: "n", count: 255), "\u{1b}]0;x\u{7}",
        ]
        for name in names {
            try s.write("dalam/" + name, "isi")
            let added = try s.run(
                "siti",
                [
                    "document", "add", played.caseID, "dalam/../dalam/" + name, "--compartment", "medical", "--quiet",
                    "--again",
                ])
            #expect(added.status == 0, "\(added)")
        }
        let listed = try s.done("siti", "document list \(played.caseID) --json").json["documents"].list
        #expect(Set(listed.map { $0["fileName"].text }).isSuperset(of: names))
        try FileManager.default.removeItem(atPath: s.path("dalam"))
        let before = try s.names()
        try s.exported("siti", played.caseID, "--to keys/rini@kejaksaan.card", into: "keluar")
        #expect(try s.names() == before.union(["keluar"]))
        let expected = listed.map { $0["document"].text + ".age" } + ["\(played.identity).json.age"]
        #expect(try s.names("keluar") == Session.exportFiles.union(expected))
        let manifest = Value(parsing: try unseal(s, "keluar/manifest.json.age", as: "rini").bytes)
        #expect(Set(manifest["records"].list.map { $0["file"].text }) == Set(expected))
        #expect(manifest["to"].texts == ["rini@kejaksaan"])
        #expect(try unseal(s, "keluar/\(played.letter).age", as: "rini").output == Played.letterText)
        #expect(try unseal(s, "keluar/\(played.letter).age", as: "siti").status != 0, "siti is no recipient")
    }

    @Test(.inAFolder) func `every age file of the vault and of an export is quantum-safe`() throws {
        let (s, played) = try Session.played()
        try s.exported(
            "siti", played.caseID, "--to keys/rini@kejaksaan.card --to keys/wati@dp2kbp3a.card", into: "keluar")
        try s.done("budi", "person dismiss sari@unit-ppa --reason pindah")
        try s.fails(77, "sari", "inbox")
        var count = 0
        for file in s.files(under: "vault") + s.files(under: "keluar") + s.files(under: "state") {
            let bytes = try s.read(file)
            guard bytes.starts(with: Array("age-encryption.org/v1\n".utf8)) else { continue }
            count += 1
            let kinds = stanzas(bytes)
            #expect(!kinds.isEmpty && kinds.allSatisfy { $0 == "mlkem768x25519" }, "\(file): \(kinds)")
            if file.hasPrefix("keluar/") { #expect(kinds.count == 2, "\(file)") }
        }
        // The custodian's seed, the letter, and what was exported: an identity, three documents, and what is beside them.
        #expect(count >= 11, "\(count)")
        #expect(stanzas(try s.read("keys/siti.age")) == ["scrypt"], "the reader of headers sees other kinds")
    }

    @Test(.inAFolder) func `a recipient that a quantum computer opens, and a false card, are refused before an entry`()
        throws
    {
        let (s, played) = try Session.played()
        try FileManager.default.createDirectory(atPath: s.path("palsu"), withIntermediateDirectories: false)
        let made = try s.run(
            "key new rini@kejaksaan --name 'Rini Setyawati' --output palsu/rini.age --work-factor 4 --passphrase-fd 9",
            passphrases: [Session.passphrase("rini")])
        try #require(made.status == 0, "\(made)")
        let before = try s.entryCount()
        let export = "case export \(played.caseID) \(Session.exportReason) --output keluar --quiet --to"
        let classical = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
        for bad in [classical, "age1pq1xyz", "age1"] {
            try s.refuses(64, "siti", "\(export) \(bad)", en: "is neither an age1pq1", id: "bukan penerima age1pq1")
            try s.refuses(
                64, "siti", "\(export) keys/rini@kejaksaan.card --to \(bad)", en: "neither", id: "bukan penerima")
        }
        try s.refuses(
            65, "siti", "\(export) palsu/rini@kejaksaan.card", en: "the card of rini@kejaksaan is not the one expected",
            id: "kartu rini@kejaksaan bukan yang seharusnya")
        let card = String(decoding: try s.read("keys/rini@kejaksaan.card"), as: UTF8.self)
        let swapped = card.replacing(/age1pq1[0-9a-z]+/, with: classical)
        try s.write("palsu/tua.card", swapped)
        try s.refuses(
            64, "siti", "\(export) palsu/tua.card", en: "palsu/tua.card is not a valid card",
            id: "palsu/tua.card bukan kartu yang sah")
        #expect(try s.entryCount() == before + 1)
        #expect(try s.names() == ["vault", "state", "keys", "home", "palsu"])
    }

    @Test(.inAFolder) func `who may not open may not export, and leaves no folder`() throws {
        let (s, played) = try Session.played()
        let export =
            "case export \(played.caseID) --to keys/rini@kejaksaan.card \(Session.exportReason) --output keluar --quiet"
        for (who, why) in [("ayu", "no-grant"), ("budi", "admin-opens"), ("tono", "no-grant")] {
            try s.denied(who, export, why: why, action: "case.export")
        }
        try s.refuses(
            64, "siti", export + " --compartment gudang", en: "no compartment gudang\n", id: "tidak ada bagian gudang\n"
        )
        #expect(try s.names() == ["vault", "state", "keys", "home"])
    }

    @Test func `an export is an entry for the case and one for each record, each with the recipients`() throws {
        let (s, played) = try Session.played()
        let before = try s.entryCount()
        try s.exported("siti", played.caseID, "--to keys/wati@dp2kbp3a.card", into: "keluar")
        let entries = try s.done("wati", "audit list --action case.export --from \(before) --json").json["entries"].list
        #expect(
            entries.map { $0["record"].text }.sorted()
                == (["", played.identity, played.letter, played.video, played.statement]).sorted())
        #expect(entries.allSatisfy { $0["to"].texts == ["wati@dp2kbp3a"] && $0["actor"].text == "siti@unit-ppa" })
        try s.done("wati", "audit verify")
    }

    @Test func `a withdrawn document is opened, exported and moved by nobody until it is restored`() throws {
        let (s, played) = try Session.played()
        try s.write("surat.txt", Played.letterText)
        try s.done("siti", "document withdraw \(played.letter) --reason keliru")
        for (who, purpose) in [("siti", "penyidikan"), ("sari", "penyidikan"), ("joko", "penuntutan")] {
            try s.denied(
                who, "document open \(played.letter) --purpose \(purpose)", why: "withdrawn", action: "document.open")
        }
        try s.refuses(
            77, "siti", "document move \(played.letter) --compartment medical", en: "the document was withdrawn",
            id: "dokumen ini telah ditarik")
        try s.exported("siti", played.caseID, "--to keys/rini@kejaksaan.card", into: "keluar")
        #expect(try !s.names("keluar").contains("\(played.letter).age"))
        for who in ["joko", "ayu", "budi"] {
            try s.fails(77, who, "document restore \(played.letter) --reason x", says: "denied: ")
        }
        try s.done("sari", "document restore \(played.letter) --reason benar")
        #expect(
            try s.done("joko", "document open \(played.letter) --purpose penuntutan").output == Played.letterText)
    }

    @Test func `a moved document is closed to those who hold only its old compartment`() throws {
        let (s, played) = try Session.played()
        let open = "document open \(played.letter) --purpose penuntutan"
        try s.done("joko", open)
        try s.done("siti", "document move \(played.letter) --compartment medical")
        try s.denied("joko", open, why: "other-compartment", action: "document.open")
        #expect(try s.documents("joko", played.caseID) == [played.video])
        _ = try s.grant(played.caseID, "medical", more: "--person rini@kejaksaan")
        #expect(try s.done("rini", open).output == Played.letterText)
        #expect(
            try s.done("siti", "document open \(played.letter) --purpose penyidikan").output == Played.letterText)
    }
}
