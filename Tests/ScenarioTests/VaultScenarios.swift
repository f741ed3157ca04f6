import Foundation
import Testing

@Suite("init, show, person")
struct VaultScenarios {
    @Test func `a vault is founded, and its id is printed and shown`() throws {
        let s = try Session.unfounded()
        let founded = try s.done("dewi", "init vault --keys keys/keys.yaml --json")
        #expect(founded.json.keys == ["vault"])
        let id = founded.json["vault"].text
        #expect(isHex(id, 64))
        let shown = try s.done("dewi", "show --json").json
        #expect(shown["vault"].text == id)
        #expect(shown["name"].text == "okuselatan")
        #expect(shown["timezone"].text == "Asia/Jakarta")
        #expect(shown["agencies"].list.map { $0["agency"].text }.sorted() == ["dp2kbp3a", "kejaksaan", "unit-ppa"])
        #expect(shown["compartments"].texts.sorted() == ["assessment", "evidence", "identity", "medical", "statement"])
        #expect(shown["rules"]["longest-grant-days"].number == 365)
        #expect(shown["rules"]["searches-per-day"].number == 100)
        #expect(shown["rules"]["approvals"]["identity"].number == 1)
        let penyidik = shown["roles"].list.first { $0["role"].text == "unit-ppa/penyidik" }
        #expect(penyidik?["capabilities"].texts.sorted() == ["add", "create", "search", "share"])
    }

    @Test func `the vault is this account's alone`() throws {
        let s = try Session.founded()
        for name in [""] + s.files(under: "vault").map({ "/" + $0.dropFirst("vault/".count) }) {
            let attributes = try FileManager.default.attributesOfItem(atPath: s.path("vault" + name))
            #expect((attributes[.posixPermissions] as? Int ?? 0o777) & 0o077 == 0, "vault\(name)")
        }
    }

    @Test func `founding speaks both languages, and keeps quiet when asked to`() throws {
        let s = try Session.unfounded()
        let english = try s.done("dewi", "init vault --keys keys/keys.yaml")
        #expect(english.output.hasPrefix("Vault founded in vault.\nId: "))
        #expect(english.error == "Give this id to the other agencies' admins: they know the vault by it.\n")
        let indonesian = try s.done("dewi", "init dua --keys keys/keys.yaml --lang id")
        #expect(indonesian.output.hasPrefix("Brankas dibuat di dua.\nID: "))
        #expect(indonesian.error.hasPrefix("Sampaikan ID ini kepada admin instansi lain"))
        let quiet = try s.done("dewi", "init tiga --keys keys/keys.yaml --quiet")
        #expect(quiet.error.isEmpty)
        #expect(quiet.output.hasPrefix("Vault founded in tiga."))
    }

    @Test func `nothing is founded over something else`() throws {
        let s = try Session.founded()
        let before = try s.files(under: "vault").map { try s.read($0) }
        try s.fails(1, "dewi", "init vault --keys keys/keys.yaml", says: "vault exists already")
        #expect(try s.files(under: "vault").map { try s.read($0) } == before)
        try s.write("berkas", "isi")
        try s.fails(1, "dewi", "init berkas --keys keys/keys.yaml", says: "berkas exists already")
        #expect(try s.read("berkas") == Array("isi".utf8))
    }

    @Test func `only an admin of the keys file founds`() throws {
        let s = try Session.unfounded()
        try s.fails(77, "siti", "init vault --keys keys/keys.yaml", says: "siti@unit-ppa is no admin of the keys file")
        #expect(!s.exists("vault"))
        try s.fails(1, "dewi", "init vault --keys keys/tidak-ada.yaml", says: "does not exist")
        #expect(!s.exists("vault"))
    }

    @Test(.inAFolder) func `the vault's id is pinned at first contact and named once`() throws {
        let s = try Session.founded()
        let id = try s.done("dewi", "show --json").json["vault"].text
        try FileManager.default.removeItem(atPath: s.path("state"))
        let first = try s.done("siti", "case list")
        #expect(first.error == "First contact; this vault's id is now pinned: \(id)\n")
        #expect(try s.done("siti", "case list").error.isEmpty)
        let indonesian = try s.done("joko", "case list --lang id")
        #expect(indonesian.error == "Kontak pertama; ID brankas ini dicatat: \(id)\n")
    }

    @Test func `show names agencies, roles and people`() throws {
        let s = try Session.founded()
        let text = try s.done("tono", "show").output
        for word in ["okuselatan", "Unit PPA Polres", "admin@kejaksaan", "unit-ppa/kanit", "approve", "tono@unit-ppa"] {
            #expect(text.contains(word), "\(word)")
        }
    }

    @Test(.inAFolder) func `a stranger with a key of their own is kept out`() throws {
        let s = try Session.founded()
        let before = try s.entryCount()
        try s.fails(77, "asing", "case list", says: "asing@unit-ppa is not enrolled in this vault")
        let answer = try s.run("asing", "case list --lang id")
        #expect(
            answer.error == """
                brankas: asing@unit-ppa tidak terdaftar di brankas ini
                petunjuk: mintalah admin instansi mendaftarkan kartu Anda; jika sudah, tunggu persetujuannya

                """)
        #expect(try s.entryCount() == before + 1)
    }

    @Test(.inAFolder) func `which vault must be said, and must be one`() throws {
        let s = try Session.founded()
        let unnamed = try s.run("siti", "case list", environment: ["BRANKAS_VAULT": ""])
        s.expectFailure(unnamed, 64, "which vault?\nhint: --vault DIR, or BRANKAS_VAULT\n")
        try s.fails(1, "siti", "case list --vault keys", says: "keys is not a vault")
        try s.fails(1, "siti", "case list --vault tidak-ada", says: "tidak-ada is not a vault")
        // The option goes before the environment.
        let elsewhere = try s.run("siti", "case list --vault vault", environment: ["BRANKAS_VAULT": "tidak-ada"])
        #expect(elsewhere.status == 0, "\(elsewhere)")
    }
}

@Suite("person")
struct PersonScenarios {
    @Test func `person list shows who is and who was enrolled`() throws {
        let s = try Session.founded()
        let people = try s.done("joko", "person list --json").json["people"].list
        #expect(people.count == World.people.count - 1)
        let siti = people.first { $0["handle"].text == "siti@unit-ppa" }
        #expect(siti?["name"].text == "Siti Rahmawati")
        #expect(siti?["agency"].text == "unit-ppa")
        #expect(siti?["roles"].texts == ["unit-ppa/penyidik"])
        #expect(siti?["state"].text == "active")
        let text = try s.done("joko", "person list").output
        #expect(text.hasPrefix("HANDLE "))
        #expect(try s.done("joko", "person list --lang id").output.hasPrefix("PETUGAS "))
    }

    @Test func `an admin enrols the people of the own agency`() throws {
        let s = try Session.founded()
        let fingerprint = try s.run(
            "key show --key keys/asing.age --passphrase-fd 9 --json", passphrases: [Session.passphrase("asing")]
        ).json["fingerprint"].text
        let wrong = "AAAA" + fingerprint.dropFirst(4)
        try s.fails(
            65, "budi", "person enroll keys/asing@unit-ppa.card --role unit-ppa/kanit --fingerprint \(wrong)",
            says: "the card's fingerprint is \(fingerprint)")
        let answer = try s.done(
            "budi",
            "person enroll --yes keys/asing@unit-ppa.card --role unit-ppa/kanit --role unit-ppa/penyidik"
                + " --fingerprint \(fingerprint)")
        #expect(answer.error.hasSuffix("asing@unit-ppa is enrolled as unit-ppa/kanit, unit-ppa/penyidik.\n"))
        try s.done("asing", "case list --as unit-ppa/penyidik")
        try s.fails(
            1, "budi", "person enroll --yes keys/asing@unit-ppa.card --role unit-ppa/kanit",
            says: "that handle is taken and is never used again")
    }

    @Test func `no agency makes another agency's officer`() throws {
        let s = try Session.founded()
        try s.denied(
            "dewi", "person enroll --yes keys/asing@unit-ppa.card --role unit-ppa/penyidik", why: "foreign-agency",
            action: "person.enroll")
        try s.denied(
            "dewi", "person enroll --yes keys/asing@unit-ppa.card --role dp2kbp3a/pendamping", why: "foreign-agency",
            action: "person.enroll")
        try s.denied(
            "siti", "person enroll --yes keys/asing@unit-ppa.card --role unit-ppa/penyidik", why: "not-admin",
            action: "person.enroll")
        try s.fails(77, "asing", "case list", says: "not enrolled")
    }

    @Test func `a card that is none, and a role that is none, are refused`() throws {
        let s = try Session.founded()
        let card = try s.read("keys/asing@unit-ppa.card")
        try s.write("rusak.card", card.map { $0 == UInt8(ascii: "A") ? UInt8(ascii: "B") : $0 })
        let other = String(decoding: card, as: UTF8.self).replacing("Orang Asing", with: "Orang Aneh!")
        try s.write("palsu.card", other)
        for file in ["rusak.card", "palsu.card", "keys/keys.yaml", "keys/siti.age"] {
            try s.fails(64, "budi", "person enroll --yes \(file) --role unit-ppa/kanit", says: "is not a valid card")
        }
        try s.fails(1, "budi", "person enroll --yes tidak-ada.card --role unit-ppa/kanit", says: "does not exist")
        let card64 = "person enroll --yes keys/asing@unit-ppa.card"
        try s.fails(1, "budi", "\(card64) --role unit-ppa/kapolres", says: "no role unit-ppa/kapolres")
        try s.fails(64, "budi", "\(card64) --role Kanit", says: "'Kanit' is not a valid role")
    }

    @Test(.inAFolder) func `who is dismissed gets in no more, and the colleagues go on`() throws {
        let (s, played) = try Session.played()
        try s.denied(
            "dewi", "person dismiss siti@unit-ppa --reason pindah", why: "foreign-agency", action: "person.dismiss")
        try s.denied("tono", "person dismiss siti@unit-ppa --reason pindah", why: "not-admin", action: "person.dismiss")
        let answer = try s.done("budi", "person dismiss siti@unit-ppa --reason -", input: "pindah tugas\n")
        #expect(answer.error.hasSuffix("siti@unit-ppa is dismissed; the keys of their roles are replaced.\n"))
        for command in [
            "case list", "document open \(played.letter) --purpose penyidikan", "person list", "audit list",
            "document add \(played.caseID) keys/keys.yaml --compartment evidence",
        ] {
            try s.fails(77, "siti", command)
        }
        let state = try s.done("joko", "person list --json").json["people"].list
            .first { $0["handle"].text == "siti@unit-ppa" }?["state"].text
        #expect(state == "dismissed")
        #expect(
            try s.done("sari", "document open \(played.letter) --purpose penyidikan").output == Played.letterText)
        try s.write("baru.txt", "setelah")
        let added = try s.addDocument("sari", played.caseID, "baru.txt", to: "statement")
        #expect(try s.done("sari", "document open \(added) --purpose penyidikan").output == "setelah")
        try s.fails(1, "budi", "person dismiss siti@unit-ppa --reason lagi", says: "it is done already")
        try s.fails(1, "budi", "person dismiss tidak-ada@unit-ppa --reason x", says: "nobody here is called")
        try s.fails(
            1, "budi", "person enroll --yes keys/siti@unit-ppa.card --role unit-ppa/penyidik",
            says: "that handle is taken")
        let entry = try s.done("wati", "audit list --json --action person.dismiss --outcome allowed --names").json
        #expect(entry["entries"][0]["reason"].text == "pindah tugas")
        #expect(entry["entries"][0]["person"].text == "siti@unit-ppa")
    }

    @Test func `an agency gets nothing until its admin has signed the genesis`() throws {
        let s = try Session.unfounded()
        try s.done("budi", "init vault --keys keys/keys.yaml")
        try s.done("budi", "person enroll --yes keys/siti@unit-ppa.card --role unit-ppa/penyidik")
        let caseID = try s.newCase()
        let grant =
            "grant new \(caseID) --to kejaksaan/jaksa --compartment evidence --purpose penuntutan --basis P-16"
            + " --until \(day(in: 9))"
        try s.fails(77, "siti", grant, says: "that agency's admin has not signed the genesis yet")
        // The admin signs by enrolling somebody.
        try s.done("rina", "person enroll --yes keys/joko@kejaksaan.card --role kejaksaan/jaksa")
        try s.done("siti", grant)
        let agencies = try s.done("siti", "show --json").json["agencies"].list
        let joined = agencies.filter { $0["joined"].isTrue }.map { $0["agency"].text }
        #expect(joined.sorted() == ["kejaksaan", "unit-ppa"])
    }

    @Test func `a name that turns the line around is shown as codes`() throws {
        let s = try Session.founded()
        let made = try s.run(
            "key new balik@unit-ppa --name 'Bal\u{202e}ik' --output keys/balik.age --work-factor 4 --passphrase-fd 9",
            passphrases: [Session.passphrase("balik")])
        #expect(made.status == 0, "\(made)")
        try s.done("budi", "person enroll --yes keys/balik@unit-ppa.card --role unit-ppa/kanit")
        let text = try s.done("siti", "person list").output
        #expect(text.contains(#"Bal\u{202e}ik"#))
        let json = try s.done("siti", "person list --json")
        #expect(json.output.contains(#"Bal\u202eik"#))
        #expect(!(text + json.output).unicodeScalars.contains("\u{202e}"))
    }
}
