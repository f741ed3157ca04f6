import Foundation
import Testing

@Suite("the thief, and everything else that is done")
struct ThiefPlayScenarios {
    private static let sensitive = [
        // Who, and what is added or changed later.
        "Cempaka Sekarwangi", "Cempaka", "081377788899", "+6281377788899", "6281377788899", "Mawar Jingga",
        "anak-berkonflik-hukum", "Gang Kelapa 99", "catatan-perubahan", "Seruni Larasati", "085211112222",
        // Cases that are linked.
        "Perkara Dermaga", "LP/B/901/XI/2026", "Perkara Gudang",
        // Asked, refused, withdrawn, restored, updated, dismissed: bases and reasons.
        "dasar-permintaan-881", "alasan-penolakan-882", "salah unggah berkas", "ternyata benar juga",
        "ejaan nama keliru", "pindah ke Baturaja", "dasar-hibah-883", "pencabutan-884",
        // Documents.
        "surat-dermaga.txt", "isi surat dermaga", "label-dermaga",
        // To whom it was exported.
        "advokat@lbh-okus", "lbh-okus", "Advokat Rembulan",
        // Who left a letter.
        "sari@unit-ppa", "Sari Puspita",
        // What was done.
        "identity.update", "document.withdraw", "document.move", "case.export", "case.link", "grant.request",
        "pendampingan", "penyidikan",
    ]

    private func play(_ s: Session) throws {
        let k = try s.newCase(title: "Perkara Dermaga", number: "LP/B/901/XI/2026")
        let other = try s.newCase(title: "Perkara Gudang")
        let identity = try s.done(
            "siti", "identity add \(k) --from - --json",
            input:
                #"{"name":"Cempaka Sekarwangi","phone":"081377788899","alias":"Mawar Jingga","relation":"anak-berkonflik-hukum"}"#
        ).json["identity"].text
        try s.done(
            "siti", "identity update \(identity) --from - --purpose penyidikan --reason 'ejaan nama keliru'",
            input: #"{"address":"Gang Kelapa 99","notes":"catatan-perubahan","guardian":"Seruni Larasati"}"#)
        try s.done(
            "siti", "identity update \(identity) --set phone --purpose penyidikan --reason 'ejaan nama keliru'",
            input: "085211112222\n")
        try s.write("surat-dermaga.txt", "isi surat dermaga\n")
        let document = try s.done(
            "siti", "document add \(k) surat-dermaga.txt --compartment evidence --about - --json",
            input: #"{"label":"label-dermaga"}"#
        ).json["documents"][0]["document"].text
        try s.done("siti", "document check \(document) surat-dermaga.txt --proof bukti")
        try s.done("siti", "document move \(document) --compartment statement")
        try s.done("siti", "document withdraw \(document) --reason -", input: "salah unggah berkas")
        try s.done("siti", "document restore \(document) --reason -", input: "ternyata benar juga")
        let request = "grant request \(k) --compartment statement --purpose pendampingan --basis - --json"
        let refused = try s.done("ayu", request, input: "dasar-permintaan-881").json["request"].text
        try s.done("siti", "grant refuse \(refused) --reason -", input: "alasan-penolakan-882")
        let answered = try s.done("ayu", request, input: "dasar-permintaan-881").json["request"].text
        let grant = try s.done(
            "siti", "grant new --request \(answered) --basis - --until \(day(in: 9)) --json", input: "dasar-hibah-883"
        ).json["grant"].text
        for who in ["siti", "ayu", "tono"] { try s.done(who, "inbox") }
        try s.done("ayu", "document open \(document) --purpose pendampingan")
        try s.done("siti", "grant revoke \(grant) --reason -", input: "pencabutan-884")
        try s.done("siti", "case link \(k) \(other)")
        try s.done("siti", "case unlink \(k) \(other)")
        try s.done("siti", "case link \(other) \(k)")
        let made = try s.run(
            "key new advokat@lbh-okus --name 'Advokat Rembulan' --output keys/advokat.age --work-factor 4"
                + " --passphrase-fd 9", passphrases: [Session.passphrase("advokat")])
        #expect(made.status == 0)
        try s.exported("siti", k, "--to keys/advokat@lbh-okus.card", into: "keluar")
        for term in ["Cempaka Sekarwangi", "Mawar Jingga", "Cempaka"] {
            try s.done("ayu", "find name --purpose pendampingan", input: term)
        }
        for term in ["085211112222", "+6285211112222"] {
            let found = try s.done("ayu", "find phone --purpose pendampingan --json", input: term).json["cases"]
            #expect(found.list.map { $0["case"].text } == [k], "\(term)")
        }
        try s.done("siti", "case close \(k)")
        try s.done("siti", "case reopen \(k)")
        try s.done("budi", "person dismiss sari@unit-ppa --reason -", input: "pindah ke Baturaja")
        try s.done("siti", "show")
        try s.fails(77, "sari", "document open \(document) --purpose penyidikan")
        #expect(s.files(under: "vault/custody/mailbox").count == 1)
    }

    /// The files in which a word stands, in whatever form.
    private func found(_ s: Session, _ canaries: [Canary]) throws -> [String] {
        try (s.files(under: "vault") + s.files(under: "state") + s.files(under: "home")).flatMap { file in
            let bytes = try s.read(file)
            return canaries.filter { !$0.found(in: bytes).isEmpty || file.contains($0.text) }
                .map { "\($0.text) in \(file)" }
        }
    }

    @Test(.inAFolder) func `no word of an update, a request, a refusal, an export or a letter lies on the disk`() throws
    {
        let s = try Session.founded()
        let canaries = Self.sensitive.map { Canary($0) }
        try play(s)
        // With the letter in the box, and with its entry made.
        #expect(try found(s, canaries) == [])
        try s.done("wati", "audit list --names")
        try s.done("wati", "audit verify")
        #expect(s.files(under: "vault/custody/mailbox").isEmpty)
        #expect(try found(s, canaries) == [])
        #expect(try Set(s.names("keluar").map { $0.prefix(2) }) == ["I-", "D-", "ma", "en", "ge", "ex", "RE"])
        for file in s.files(under: "keluar") {
            let bytes = try s.read(file)
            for canary in canaries { #expect(canary.found(in: bytes).isEmpty, "\(canary.text) in \(file)") }
        }
    }

    /// A word that was planted in any form, anywhere, is found by the same look.
    @Test func `a planted word would be found`() throws {
        let (s, _) = try Session.played()
        let canaries = [Canary("Cempaka Sekarwangi")]
        #expect(try found(s, canaries) == [])
        for form in canaries[0].forms {
            try s.write("vault/custody/tambahan", noise(900, seed: 3) + form.bytes + noise(40, seed: 4))
            #expect(try found(s, canaries) == ["Cempaka Sekarwangi in vault/custody/tambahan"], "\(form.name)")
        }
    }
}
