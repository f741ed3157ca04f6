import Foundation
import Testing

@Suite("misfiled documents")
struct MisfiledScenarios {
    private func open(_ id: String, _ purpose: String = "penyidikan") -> String {
        "document open \(id) --purpose \(purpose)"
    }

    @Test(arguments: Tongue.allCases)
    func `a withdrawn identity is found, listed and opened no more, stays on record, and comes back`(
        say: Tongue
    ) throws {
        let (s, played) = try Session.played()
        let (id, speak) = (played.identity, "--lang \(say.rawValue)")
        try s.denied(
            "joko", "identity withdraw \(id) --reason x", why: "other-compartment", action: "identity.withdraw")
        try s.fails(64, "siti", "identity withdraw \(played.letter) --reason x \(speak)", says: played.letter)
        #expect(try s.found("siti", "nik", Played.nik) == [played.caseID])
        let withdrawn = try s.done("siti", "identity withdraw \(id) --reason - \(speak)", input: "anak lain\n")
        #expect(
            withdrawn.error
                == say(
                    id: "\(id) ditarik: tidak lagi terdaftar, tetap tercatat.\n",
                    en: "\(id) is withdrawn: listed no more, still on record.\n"))
        #expect(try s.found("siti", "nik", Played.nik).isEmpty)
        #expect(try s.done("siti", "identity list \(played.caseID) --json").json["identities"].list.isEmpty)
        let said = say(id: "ditolak: identitas ini telah ditarik", en: "denied: the identity was withdrawn")
        try s.fails(77, "siti", "identity open \(id) --purpose penyidikan \(speak)", says: said)
        let update = "identity update \(id) --from - --purpose penyidikan --reason x \(speak)"
        try s.fails(77, "siti", update, input: #"{"name":"Melur"}"#, says: said)
        #expect(try s.lastDenial()["why"].text == "withdrawn" && s.lastDenial()["action"].text == "identity.edit")
        try s.exported("siti", played.caseID, "--to keys/joko@kejaksaan.card", into: "tanpa")
        #expect(try !s.names("tanpa").contains { $0.hasPrefix("I-") })
        let trail = try s.done("wati", "audit list --json --names --action identity.withdraw --outcome allowed").json
        #expect(trail["entries"].list.map { $0["reason"].text } == ["anak lain"])
        try s.done("sari", "identity restore \(id) --reason keliru \(speak)")
        #expect(try s.found("siti", "nik", Played.nik) == [played.caseID])
        #expect(try s.identity("siti", id) == Played.identityText + "\n")
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `a withdrawn document is listed and opened no more, stays on record, and comes back`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let speak = "--lang \(say.rawValue)"
        try s.denied(
            "joko", "document withdraw \(played.letter) --reason x", why: "not-owner", action: "document.withdraw")
        try s.denied(
            "ayu", "document withdraw \(played.letter) --reason x", why: "no-grant", action: "document.withdraw")
        let withdrawn = try s.done(
            "siti", "document withdraw \(played.letter) --reason - \(speak)", input: "berkas anak lain\n")
        #expect(
            withdrawn.error
                == say(
                    id: "\(played.letter) ditarik: tidak lagi terdaftar, tetap tercatat.\n",
                    en: "\(played.letter) is withdrawn: listed no more, still on record.\n"))
        #expect(try s.documents("siti", played.caseID) == [played.video, played.statement])
        #expect(try s.documents("joko", played.caseID) == [played.video])
        for (who, purpose) in [("siti", "penyidikan"), ("joko", "penuntutan")] {
            try s.fails(
                77, who, open(played.letter, purpose) + " " + speak,
                says: say(id: "ditolak: dokumen ini telah ditarik", en: "denied: the document was withdrawn"))
        }
        #expect(try s.lastDenial()["why"].text == "withdrawn")
        try s.fails(
            1, "siti", "document withdraw \(played.letter) --reason x \(speak)",
            says: say(id: "sudah dilakukan", en: "it is done already"))
        try s.denied(
            "siti", "document move \(played.letter) --compartment medical", why: "withdrawn", action: "document.move")
        let trail = try s.done("wati", "audit list --json --names --record \(played.letter)").json["entries"].list
        #expect(trail.contains { $0["action"].text == "document.add" })
        #expect(
            trail.first { $0["action"].text == "document.withdraw" && $0["outcome"].text == "allowed" }?["reason"].text
                == "berkas anak lain")
        let restored = try s.done("sari", "document restore \(played.letter) --reason keliru \(speak)")
        #expect(
            restored.error == say(id: "\(played.letter) dikembalikan.\n", en: "\(played.letter) is restored.\n"))
        try s.fails(1, "siti", "document restore \(played.letter) --reason x", says: "it is done already")
        #expect(try s.done("joko", open(played.letter, "penuntutan")).output == Played.letterText)
        #expect(
            try s.documents("siti", played.caseID).sorted() == [played.letter, played.video, played.statement].sorted())
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `a moved document is for the holders of its new place, byte for byte`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let speak = "--lang \(say.rawValue)"
        for (id, bytes) in [(played.video, Played.videoBytes), (played.letter, Array(Played.letterText.utf8))] {
            let moved = try s.done("siti", "document move \(id) --compartment medical \(speak)")
            #expect(
                moved.error == say(id: "\(id) dipindahkan ke bagian medical.\n", en: "\(id) is moved to medical.\n"))
            try s.denied("joko", open(id, "penuntutan"), why: "other-compartment", action: "document.open")
            #expect(try s.done("sari", open(id)).bytes == bytes)
        }
        #expect(try s.documents("joko", played.caseID).isEmpty)
        let listed = try s.done("siti", "document list \(played.caseID) --json").json["documents"].list
        #expect(listed.filter { $0["compartment"].text == "medical" }.count == 2)
        // And the other way round: what was hidden in the statements shows.
        try s.done("siti", "document move \(played.statement) --compartment evidence")
        #expect(try s.done("joko", open(played.statement, "penuntutan")).output == Played.statementText)
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `a document is moved to nowhere that is not its place`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let move = "document move \(played.letter) --lang \(say.rawValue) --compartment"
        try s.changesNothing {
            for name in ["identity", "summary"] {
                try s.fails(
                    64, "siti", "\(move) \(name)",
                    says: say(id: "'\(name)' bukan", en: "'\(name)' is not a valid compartment for documents"))
            }
            try s.fails(64, "siti", "document move \(played.identity) --compartment medical", says: "document id")
            try s.fails(1, "siti", "document move D-0123456789ABCDEF --compartment medical", says: "unknown record")
        }
        let before = try s.done("siti", "document list \(played.caseID) --json").output
        try s.fails(
            64, "siti", "\(move) gudang", says: say(id: "tidak ada bagian gudang", en: "no compartment gudang"))
        try s.fails(
            1, "siti", "\(move) evidence", says: say(id: "memang sudah demikian", en: "it is so already"))
        try s.denied(
            "joko", "document move \(played.letter) --compartment medical", why: "not-owner", action: "document.move")
        #expect(try s.done("siti", "document list \(played.caseID) --json").output == before)
        // Who added something may set it right, within what they hold.
        let own = try s.addDocument("joko", played.caseID, "keys/keys.yaml", to: "evidence")
        try s.denied(
            "joko", "document move \(own) --compartment medical", why: "other-compartment", action: "document.move")
        try s.done("joko", "document withdraw \(own) --reason keliru")
        #expect(try !s.documents("siti", played.caseID).contains(own))
        try s.isWhole()
    }
}

@Suite("document check")
struct CheckScenarios {
    private static let proof = PeerScenarios.tests.appendingPathComponent("Peers/proof.py").path

    private func check(_ s: Session, _ words: String) throws -> Answer {
        try s.shell("nobody", "python3 '\(Self.proof)' \(words)")
    }

    @Test(arguments: Tongue.allCases)
    func `the true file is known, a touched one is not, and neither is opened`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let speak = "--lang \(say.rawValue)"
        try s.write("surat.txt", Played.letterText)
        try s.write("palsu.txt", Played.letterText.replacing("saksi", with: "Saksi"))
        let check = "document check \(played.letter)"
        let same = try s.done("siti", "\(check) surat.txt \(speak)").output
        #expect(
            same.hasPrefix(
                say(
                    id: "Berkas ini sama dengan \(played.letter) sebagaimana dicatat oleh siti@unit-ppa pada ",
                    en: "This file is \(played.letter) as it was recorded by siti@unit-ppa on ")), "\(same)")
        #expect(same.contains(" WIB (") && same.contains(say(id: "catatan", en: "entry")))
        let other = try s.fails(
            65, "siti", "\(check) palsu.txt \(speak)",
            says: say(id: "berkas ini bukan \(played.letter)", en: "this file is not \(played.letter)"))
        #expect(other.error.contains(say(id: "jangan pakai berkas ini", en: "don't use this file as evidence")))
        let json = try s.done("joko", "\(check) surat.txt --json").json
        #expect(
            json.keys == [
                "document", "matches", "sha256", "found", "salt", "commitment", "added", "by", "seq", "proof",
            ])
        #expect(json["matches"].isTrue && json["sha256"].text == json["found"].text && isHex(json["salt"].text, 64))
        let differs = try s.run("siti", "\(check) palsu.txt --json")
        #expect(differs.status == 65 && !differs.json["matches"].isTrue)
        #expect(differs.json["sha256"].text != differs.json["found"].text)
        try s.denied("ayu", "\(check) surat.txt", why: "no-grant", action: "document.check")
        try s.fails(1, "siti", "\(check) tidak-ada.txt", says: "tidak-ada.txt does not exist")
        let entries = try s.done("wati", "audit list --json --record \(played.letter)").json["entries"].list
        #expect(!entries.contains { $0["action"].text == "document.open" })
        #expect(entries.filter { $0["action"].text == "document.check" && $0["outcome"].text == "allowed" }.count == 4)
        try s.isWhole()
    }

    @Test func `the proof holds by itself, also of a moved and of a withdrawn document`() throws {
        let (s, played) = try Session.played()
        try s.write("video.bin", Played.videoBytes)
        let vault = try s.done("siti", "show --json").json["vault"].text
        func prove(_ number: Int) throws {
            let said = try s.done("siti", "document check \(played.video) video.bin --proof \(number).proof --json")
            try s.write("\(number).json", said.bytes)
            #expect(try said.json["proof"].text == String(decoding: s.read("\(number).proof"), as: UTF8.self))
            let answer = try check(s, "\(number).proof \(number).json video.bin \(vault)")
            #expect(answer.status == 0 && answer.output.contains(played.video), "\(answer)")
        }
        try prove(1)
        try s.done("siti", "document move \(played.video) --compartment medical")
        try prove(2)
        try s.done("siti", "document withdraw \(played.video) --reason x")
        try prove(3)
        // And doesn't where anything of it was touched.
        try s.write("lain.bin", noise(200_000, seed: 8))
        #expect(try check(s, "1.proof 1.json lain.bin \(vault)").status == 65)
        #expect(try check(s, "1.proof 1.json video.bin \(String(repeating: "0", count: 64))").status == 65)
        let lines = String(decoding: try s.read("1.proof"), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "c2sp.org/tlog-proof@v1" && lines[1].hasPrefix("extra ") && lines[2].hasPrefix("index "))
        for index in [1, 3, 4] {
            var touched = lines.map(String.init)
            touched[index] = String(touched[index].dropLast(6)) + "AAAAA="
            try s.write("palsu.proof", touched.joined(separator: "\n"))
            #expect(try check(s, "palsu.proof 1.json video.bin \(vault)").status == 65, "line \(index)")
        }
        try s.fails(
            1, "siti", "document check \(played.video) video.bin --proof 1.proof", says: "1.proof exists already")
        try s.isWhole()
    }
}

@Suite("case close and link")
struct ClosingScenarios {
    @Test(arguments: Tongue.allCases)
    func `a closed case is read and not added to, and can be opened again`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let (k, speak) = (played.caseID, "--lang \(say.rawValue)")
        try s.denied("joko", "case close \(k)", why: "lacks-capability", action: "case.close")
        try s.denied("ayu", "case close \(k)", why: "not-owner", action: "case.close")
        #expect(
            try s.done("siti", "case close \(k) \(speak)").error
                == say(id: "Kasus \(k) ditutup.\n", en: "Case \(k) is closed.\n"))
        #expect(try s.done("siti", "case show \(k) --json").json["state"].text == "closed")
        try s.fails(1, "siti", "case close \(k)", says: "it is done already")
        let closed = say(id: "ditolak: kasus sudah ditutup", en: "denied: the case is closed")
        for command in [
            "document add \(k) keys/keys.yaml --compartment evidence", "document withdraw \(played.letter) --reason x",
            "document move \(played.letter) --compartment medical", "identity add \(k) --from -",
            "identity update \(played.identity) --from - --purpose penyidikan --reason x",
            "grant new \(k) --to kejaksaan/jaksa --compartment statement --purpose penuntutan --basis P --until \(day(in: 9))",
        ] {
            try s.fails(77, "siti", "\(command) \(speak)", input: #"{"name":"B"}"#, says: closed)
            #expect(try s.lastDenial()["why"].text == "case-closed", "\(command)")
        }
        #expect(try s.done("joko", "document open \(played.letter) --purpose penuntutan").output == Played.letterText)
        #expect(try s.documents("siti", k) == [played.letter, played.video, played.statement])
        #expect(
            try s.done("sari", "case reopen \(k) \(speak)").error
                == say(id: "Kasus \(k) dibuka kembali.\n", en: "Case \(k) is open again.\n"))
        try s.fails(1, "siti", "case reopen \(k)", says: "it is done already")
        _ = try s.addDocument("siti", k, "keys/keys.yaml", to: "evidence")
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `linked cases name each other to whoever holds one`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let (k, speak) = (played.caseID, "--lang \(say.rawValue)")
        let other = try s.newCase(by: "ayu", title: "Pendampingan")
        func links(_ who: String, _ id: String) throws -> [String] {
            try s.done(who, "case show \(id) --json").json["links"].texts
        }
        try s.changesNothing {
            try s.fails(64, "siti", "case link \(k) \(k)", says: "'\(k)' is not a valid other case")
            try s.fails(1, "siti", "case link K-0123456789ABCDEF \(k)", says: "unknown case")
        }
        // Both must be seen by whoever links them.
        for who in ["ayu", "siti", "joko"] {
            try s.denied(who, "case link \(k) \(other)", why: "no-grant", action: "case.show")
        }
        _ = try s.grant(by: "ayu", other, to: "unit-ppa/penyidik", purpose: "penyidikan")
        #expect(
            try s.done("siti", "case link \(k) \(other) \(speak)").error
                == say(id: "\(k) dan \(other) ditautkan.\n", en: "\(k) and \(other) are linked.\n"))
        #expect(try links("siti", k) == [other] && links("joko", k) == [other] && links("ayu", other) == [k])
        let shown = try s.done("siti", "case show \(k) \(speak)").lines
        #expect(shown.contains { $0.hasPrefix(say(id: "TAUTAN ", en: "LINKED ")) && $0.hasSuffix(" " + other) })
        try s.fails(1, "siti", "case link \(k) \(other)", says: "it is done already")
        // A link opens nothing.
        try s.fails(77, "joko", "case show \(other)")
        try s.fails(77, "ayu", "case show \(k)")
        #expect(
            try s.done("siti", "case unlink \(k) \(other) \(speak)").error
                == say(id: "Tautan \(k) dan \(other) dilepas.\n", en: "\(k) and \(other) are no longer linked.\n"))
        #expect(try links("siti", k).isEmpty && links("ayu", other).isEmpty)
        try s.fails(1, "siti", "case unlink \(k) \(other)", says: "it is done already")
        try s.isWhole()
    }
}
