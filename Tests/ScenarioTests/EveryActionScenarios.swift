import Foundation
import Testing
import Vocabulary

/// A vault in which every action occurred, allowed and denied, is read by programs of another hand.
@Suite("every action")
struct EveryActionScenarios {
    static let peers = PeerScenarios.tests.appendingPathComponent("Peers")

    /// Every person is approved by a second one; then a case's life, with everything that goes wrong in one.
    private func played() throws -> (Session, caseID: String) {
        let s = try Session.founded(rules: "  approvals: { enrolment: 1 }\n")
        try s.enroll("lina")
        try s.enroll("tono")
        try s.done("budi", "person approve lina@dp2kbp3a --yes")
        try s.done("dewi", "person approve tono@unit-ppa --yes")
        for (who, approver) in [
            ("wati", "lina"), ("ayu", "lina"), ("siti", "tono"), ("sari", "tono"), ("joko", "budi"), ("rini", "budi"),
        ] {
            try s.enroll(who)
            let handle = try #require(World.people.first { $0.name == who }?.handle)
            try s.done(approver, "person approve \(handle) --yes")
            try s.done(who, "person list")
        }
        let other = try s.newCase(title: "Perkara lain")
        let id = try s.newCase()
        let identity = try s.addIdentity("siti", id, Played.identityText)
        try s.write("surat.txt", Played.letterText)
        try s.write("salah.txt", "berkas anak lain")
        let letter = try s.addDocument("siti", id, "surat.txt", to: "evidence")
        let misfiled = try s.addDocument("siti", id, "salah.txt", to: "statement")
        try allow(s, id, other, identity, letter, misfiled)
        try deny(s, id, other, identity, letter, misfiled)
        return (s, id)
    }

    private func allow(
        _ s: Session, _ id: String, _ other: String, _ identity: String, _ letter: String, _ misfiled: String
    ) throws {
        let until = "--until \(day(in: 90))"
        for command in [
            "case list", "case show \(id)", "case link \(id) \(other)", "case unlink \(id) \(other)",
            "case close \(other)", "case reopen \(other)", "identity list \(id)",
            "identity open \(identity) --purpose penyidikan", "identity history \(identity)", "document list \(id)",
            "document open \(letter) --purpose penyidikan --output terbuka.txt", "case rekey \(id)",
            "case rekey \(other) --compartment identity,evidence",
            "document move \(misfiled) --compartment medical", "document withdraw \(misfiled) --reason keliru",
            "document restore \(misfiled) --reason benar",
            "identity withdraw \(identity) --reason keliru", "identity restore \(identity) --reason benar",
            "document check \(letter) surat.txt",
        ] { try s.done("siti", command) }
        try s.done(
            "siti", "identity update \(identity) --from - --purpose penyidikan --reason pindah",
            input: #"{"phone":"0812-3456-7890"}"#)
        let requests = try (0..<2).map { _ in
            try s.done("joko", "grant request \(id) --compartment evidence --purpose penuntutan --basis P-16 --json")
                .json["request"].text
        }
        try s.done("siti", "grant refuse \(requests[0]) --reason rangkap")
        try s.done("siti", "grant new --request \(requests[1]) \(until)")
        try s.done("joko", "document open \(letter) --purpose penuntutan --output dibaca.txt")
        let waiting = try s.grant(id, "identity,evidence", more: "--person rini@kejaksaan --allow read,add,update")
        try s.done("tono", "grant approve \(waiting) --yes")
        try s.done("rini", "identity open \(identity) --purpose penuntutan")
        // Who was granted that changes what others added, in an envelope and after it.
        try s.done(
            "rini", "identity update \(identity) --from - --purpose penuntutan --reason ejaan",
            input: #"{"alias":"Nga"}"#)
        try s.done("rini", "identity open \(identity) --version 1 --purpose penuntutan")
        // Keys that are changed while a grant runs reach its holder.
        try s.done("siti", "case rekey \(id) --compartment evidence")
        let later = try s.addDocument("rini", id, "surat.txt", to: "evidence")
        try s.done("rini", "document open \(later) --purpose penuntutan --output kemudian.txt")
        // Who was granted may take it out, too: what waits once it is approved, the rest at once.
        try s.exported("rini", id, "--to rini@kejaksaan", into: "berkas-rini", purpose: "penuntutan")
        try s.exported(
            "siti", id, "--to keys/joko@kejaksaan.card --to \(try s.recipient("asing@unit-ppa"))", into: "berkas")
        try s.exported("siti", id, "--to joko@kejaksaan --compartment evidence", into: "bukti")
        let asked = try s.askedExport("siti", id, "--to joko@kejaksaan")
        try s.done("siti", "grant revoke \(asked) --reason batal")
        try s.done("siti", "grant revoke \(waiting) --reason selesai")
        let reading = try s.grant(id, "statement", more: "--allow read")
        let whole = try s.done(
            "joko",
            "grant request \(id) --compartment medical --purpose penuntutan --allow read,update --basis P --json"
        ).json["request"].text
        try s.done("siti", "grant new --request \(whole) --allow read \(until)")
        try s.fails(77, "joko", "document add \(id) surat.txt --compartment statement", says: "denied: ")
        try s.done("siti", "grant revoke \(reading) --reason selesai")
        for command in ["grant list", "grant list \(id)", "inbox", "audit list", "audit report"] {
            try s.done("joko", command)
        }
        _ = try s.found("siti", "name", "Bunga")
        for command in [
            "audit list --names", "audit verify", "audit report", "audit trail \(id)",
            "audit exposure joko@kejaksaan", "audit export semua", "audit export kasus --case \(id)", "verify",
        ] { try s.done("wati", command) }
        for command in ["audit trail \(id)", "audit custody \(letter)", "audit export milik-siti --case \(id)"] {
            try s.done("siti", command)
        }
    }

    private func deny(
        _ s: Session, _ id: String, _ other: String, _ identity: String, _ letter: String, _ misfiled: String
    ) throws {
        func denied(_ who: String, _ command: String, _ input: String? = nil) throws {
            try s.fails(77, who, command, input: input, says: "denied: ")
        }
        let (until, text) = ("--until \(day(in: 90))", #"{"name":"Palsu"}"#)
        try denied("joko", "person enroll --yes keys/asing@unit-ppa.card --role kejaksaan/jaksa")
        try denied("joko", "person dismiss rini@kejaksaan --reason x")
        try denied("joko", "case new --from -", #"{"title":"x"}"#)
        try denied("budi", "case list")
        try denied("budi", "grant list")
        for command in [
            "case show \(id)", "case close \(id)", "case reopen \(id)",
            "case rekey \(id)", "identity history \(identity)",
            "case export \(id) --to keys/joko@kejaksaan.card \(Session.exportReason) --output tidak",
            "identity list \(id)",
            "identity open \(identity) --purpose pendampingan", "document list \(id)",
            "document open \(letter) --purpose pendampingan", "document withdraw \(letter) --reason x",
            "document restore \(letter) --reason x",
            "identity withdraw \(identity) --reason x", "identity restore \(identity) --reason x",
            "document move \(misfiled) --compartment evidence",
            "document check \(letter) surat.txt", "audit export tidak --case \(id)", "audit trail \(id)",
            "document add \(id) surat.txt --compartment evidence", "audit verify",
            "grant new \(id) --to kejaksaan/jaksa --compartment evidence --purpose penuntutan --basis x \(until)",
        ] { try denied("ayu", command) }
        try denied("ayu", "identity add \(id) --from -", text)
        try denied("ayu", "identity update \(identity) --from - --purpose pendampingan --reason x", text)
        try denied("tono", "find name --purpose penyidikan", "Bunga\n")
        try denied("siti", "grant request \(id) --compartment evidence --purpose penuntutan --basis x")
        let asked = try s.done(
            "joko", "grant request \(id) --compartment statement --purpose penuntutan --basis P-17 --json"
        ).json["request"].text
        try denied("joko", "grant refuse \(asked) --reason x")
        let waiting = try s.grant(id, "identity")
        try denied("siti", "grant approve \(waiting) --yes")
        try denied("joko", "grant revoke \(waiting) --reason x")
        try s.enroll("asing", as: "unit-ppa/penyidik")
        try denied("budi", "person approve asing@unit-ppa --yes")
        // Who was dismissed is denied whatever they come for, and the letter tells.
        try s.done("budi", "person dismiss sari@unit-ppa --reason pindah")
        for compartment in ["identity", "evidence"] {
            try denied(
                "siti",
                "case export \(id) --to sari@unit-ppa --compartment \(compartment) \(Session.exportReason) --output tidak"
            )
        }
        for command in [
            "audit list", "audit report", "verify", "grant list", "inbox", "case link \(id) \(other)",
            "case unlink \(id) \(other)",
        ] { _ = try s.run("sari", command) }
        try s.done("siti", "case show \(id)")
    }

    @Test(.inAFolder)
    func `everything happens, and the second reader and the ledger's checker read the vault in which it did`() throws {
        let (s, id) = try played()
        // A clock that ran ahead for a command, and who ends it.
        let ahead = try s.run("siti", "case list --after-pause", environment: Clock.ahead(days: 400))
        #expect(ahead.status == 0, "\(ahead)")
        let time = ISO8601DateFormatter().string(from: Date())
        try s.fails(77, "siti", "vault clock --back-to \(time)")
        for admin in ["budi", "dewi"] { try s.done(admin, "vault clock --back-to \(time)") }
        let listed = try s.done("wati", "audit list --json --limit 10000").json["entries"].list
        func names(_ outcome: String) -> Set<String> {
            Set(listed.filter { $0["outcome"].text == outcome }.map { $0["action"].text })
        }
        let all = Set(ActionName.allCases.map(\.rawValue))
        // A dismissed person comes in no more: what is entered of them is a denial of what they came for.
        let allowed = names("allowed")
        #expect(allowed == all.subtracting(["vault.enter"]), "\(allowed.symmetricDifference(all))")
        // Nobody is denied the founding; joining and preparing are parts of other commands, under whose names a denial
        // stands; a first opening is the receipt of a grant.
        let denied = names("denied")
        let undeniable: Set = [
            "vault.found", "vault.join", "vault.enter", "case.prepare", "grant.review", "grant.accept",
            "identity.update",
        ]
        #expect(denied == all.subtracting(undeniable), "\(denied.symmetricDifference(all))")

        try s.done("wati", "audit export seluruhnya")
        try s.done("siti", "audit export satu --case \(id)")
        let vault = try s.done("wati", "show --json").json["vault"].text
        for (folder, says) in [("seluruhnya", "ok: "), ("satu", id)] {
            let own = try s.run("nobody", "audit check \(folder) --id \(vault) --lang en")
            #expect(own.status == 0 && own.output.contains(says), "\(own)")
            guard PeerScenarios.isHere else { continue }
            let checked = try s.shell(
                "nobody", "python3 '\(Self.peers.path)/export.py' \(folder) --vault \(vault)")
            #expect(checked.status == 0 && checked.output == own.output, "\(checked) \(own)")
        }
        try s.isWhole()
        guard PeerScenarios.isHere else { return }
        let read = try s.shell(
            "wati", "python3 '\(Self.peers.path)/reader.py' verify vault keys/wati.age --passphrase-fd 9")
        #expect(read.status == 0, "\(read)")
    }
}
