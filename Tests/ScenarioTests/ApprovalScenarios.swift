import Foundation
import Testing

@Suite("approval of a grant")
struct GrantApprovalScenarios {
    private func state(_ s: Session, _ who: String, _ grant: String) throws -> String? {
        try s.done(who, "grant list --json").json["grants"].list.first { $0["grant"].text == grant }?["state"].text
    }

    @Test(arguments: Tongue.allCases)
    func `an approver finds it in the inbox, reads what is asked, and signs only after a yes`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let grant = try s.grant(played.caseID, "identity,evidence", more: "--person joko@kejaksaan")
        let inbox = try s.done("tono", "inbox --json").json
        #expect(inbox.keys == ["enrolments", "approvals", "exports", "new", "ending", "requests", "more"])
        #expect(inbox["approvals"].list.map { $0["grant"].text } == [grant])
        #expect(inbox["approvals"][0]["compartments"].texts.contains("identity"))
        #expect(inbox["approvals"][0]["persons"].texts == ["joko@kejaksaan"])
        #expect(inbox["approvals"][0]["basis"].text == "P-16/1/2026")
        let text = try s.done("tono", "inbox --lang \(say.rawValue)")
        #expect(text.output.hasPrefix(say(id: "Menunggu persetujuan Anda\n", en: "Waiting for your approval\n")))
        #expect(text.error == say(id: "Selanjutnya: ", en: "Next: ") + "brankas grant approve \(grant)\n")
        #expect(try s.done("joko", "inbox --json").json["approvals"].list.isEmpty)

        let open = "identity open \(played.identity) --purpose penuntutan"
        let approve = "grant approve \(grant) --lang \(say.rawValue)"
        let question = say(id: "Setujui? (ya/tidak) ", en: "Approve? (yes/no) ")
        func read() throws -> Terminal {
            let terminal = try s.terminal("tono", approve)
            try terminal.expect(question)
            for line in [
                grant, played.caseID, "siti@unit-ppa", "kejaksaan/jaksa", "joko@kejaksaan",
                say(id: "identitas", en: "identity"),
                say(id: "barang bukti", en: "evidence"), say(id: "penuntutan", en: "prosecution"), "P-16/1/2026", "WIB",
            ] {
                #expect(terminal.screen.contains(line), "\(line)")
            }
            return terminal
        }
        for answer in [say(id: "tidak", en: "no"), "", "t"] {
            let refusing = try read()
            try refusing.type(answer)
            try refusing.expect(
                "brankas: "
                    + say(id: "tidak disetujui: tidak ada yang diubah", en: "not agreed to: nothing was changed"))
            #expect(try refusing.end() == 1)
            #expect(!refusing.screen.contains("ExitCode"))
        }
        #expect(try s.done("wati", "audit list --json --action grant.approve").json["entries"].list.isEmpty)
        #expect(try state(s, "siti", grant) == "waiting")
        try s.denied("joko", open, why: "grant-waiting", action: "identity.open")
        let agreeing = try read()
        try agreeing.type(say(id: "ya", en: "yes"))
        try agreeing.expect(say(id: "\(grant) disetujui.", en: "\(grant) is approved."))
        #expect(try agreeing.end() == 0)
        #expect(try state(s, "siti", grant) == "active")
        #expect(try s.done("joko", open + " --json").output == Played.identityText + "\n")
        try s.denied("rini", open, why: "not-named", action: "identity.open")
        #expect(try s.done("tono", "inbox --json").json["approvals"].list.isEmpty)
        try s.isWhole()
    }

    @Test func `neither who asks nor who receives nor a stranger nor somebody dismissed approves`() throws {
        let (s, played) = try Session.played()
        // To the chiefs themselves: who is one receives it.
        let own = try s.grant(played.caseID, to: "unit-ppa/kanit", "identity")
        try s.denied("tono", "grant approve --yes \(own) --quiet", why: "own-request", action: "grant.approve")
        #expect(try s.done("tono", "inbox --json").json["approvals"].list.isEmpty)
        try s.enroll("asing", as: "unit-ppa/penyidik", "unit-ppa/kanit")
        let asked = try s.grant(by: "asing", played.caseID, "identity")
        try s.denied("asing", "grant approve --yes \(asked) --quiet", why: "own-request", action: "grant.approve")
        try s.denied("lina", "grant approve --yes \(asked)", why: "foreign-agency", action: "grant.approve")
        try s.denied("siti", "grant approve --yes \(asked)", why: "lacks-capability", action: "grant.approve")
        try s.denied("joko", "grant approve --yes \(asked)", why: "lacks-capability", action: "grant.approve")
        let other = try s.grant(played.caseID, "identity")
        try s.done("budi", "person dismiss asing@unit-ppa --reason pindah")
        try s.fails(77, "asing", "grant approve --yes \(other)")
        for grant in [own, asked, other] { #expect(try state(s, "siti", grant) == "waiting") }
        try s.done("tono", "grant approve --yes \(other)")
        #expect(try state(s, "siti", other) == "active")
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `where two are needed, one is not enough and the same one is no second`(say: Tongue) throws {
        let s = try Session.founded(rules: "  approvals: { identity: 2, medical: 1 }\n")
        for name in ["wati", "siti", "tono", "joko"] { try s.enroll(name) }
        try s.enroll("asing", as: "unit-ppa/kanit")
        let id = try s.newCase()
        let grant = try s.grant(id, "identity,medical")
        let first = try s.done("tono", "grant approve --yes \(grant) --lang \(say.rawValue)")
        #expect(
            first.error.hasSuffix(
                say(
                    id: "\(grant) disetujui; masih menunggu persetujuan lain.\n",
                    en: "\(grant) is approved; it waits for a further approval.\n")), "\(first)")
        #expect(try state(s, "siti", grant) == "waiting")
        try s.fails(
            1, "tono", "grant approve --yes \(grant) --quiet --lang \(say.rawValue)",
            says: say(id: "sudah dilakukan", en: "it is done already"))
        try s.fails(77, "joko", "document list \(id)")
        #expect(try s.done("tono", "inbox --json").json["approvals"].list.isEmpty)
        #expect(try s.done("asing", "inbox --json").json["approvals"].list.count == 1)
        try s.done("asing", "grant approve --yes \(grant)")
        #expect(try state(s, "joko", grant) == "active")
        let entries = try s.done("wati", "audit list --json --action grant.approve").json["entries"].list
        #expect(entries.map { $0["actor"].text } == ["tono@unit-ppa", "asing@unit-ppa"])
        try s.isWhole()
    }

    @Test func `an approver who left before the second approval does not count`() throws {
        let s = try Session.founded(rules: "  approvals: { identity: 2 }\n")
        for name in ["wati", "siti", "sari", "tono", "joko"] { try s.enroll(name) }
        try s.enroll("asing", as: "unit-ppa/kanit")
        let id = try s.newCase()
        let grant = try s.grant(id, "identity")
        try s.done("asing", "grant approve --yes \(grant)")
        try s.done("budi", "person dismiss asing@unit-ppa --reason pindah")
        try s.done("tono", "grant approve --yes \(grant)")
        #expect(try state(s, "siti", grant) == "waiting")
        try s.isWhole()
    }

    @Test func `where nobody can approve it never takes effect`() throws {
        let s = try Session.founded(rules: "  longest-grant-days: 30\n")
        for name in ["ayu", "wati", "siti", "tono"] { try s.enroll(name) }
        let id = try s.newCase(by: "ayu")
        let person = try s.addIdentity("ayu", id, #"{"name":"B"}"#)
        let grant = try s.grant(
            by: "ayu", id, to: "unit-ppa/penyidik", "identity", until: day(in: 9), purpose: "penyidikan")
        #expect(try state(s, "ayu", grant) == "waiting")
        try s.denied("tono", "grant approve --yes \(grant)", why: "foreign-agency", action: "grant.approve")
        try s.denied("dewi", "grant approve --yes \(grant)", why: "admin-opens", action: "grant.approve")
        try s.denied("ayu", "grant approve --yes \(grant)", why: "lacks-capability", action: "grant.approve")
        try s.denied("wati", "grant approve --yes \(grant)", why: "lacks-capability", action: "grant.approve")
        try s.denied(
            "siti", "identity open \(person) --purpose penyidikan", why: "grant-waiting", action: "identity.open")
        #expect(try state(s, "ayu", grant) == "waiting")
        try s.isWhole()
    }
}

@Suite("approval of an enrolment")
struct EnrolmentApprovalScenarios {
    private func state(_ s: Session, _ handle: String) throws -> String? {
        try s.done("dewi", "person list --json").json["people"].list.first { $0["handle"].text == handle }?["state"]
            .text
    }

    /// The first chief waits for another agency's admin, then approves their own people.
    private func founded() throws -> Session {
        let s = try Session.founded(rules: "  approvals: { enrolment: 1 }\n")
        try s.enroll("lina")
        return s
    }

    @Test(.inAFolder, arguments: Tongue.allCases)
    func `the first is approved by another agency's admin, the next by the own chief`(say: Tongue) throws {
        let s = try founded()
        let speak = "--lang \(say.rawValue)"
        #expect(try state(s, "lina@dp2kbp3a") == "waiting")
        try s.fails(
            77, "lina", "inbox \(speak)",
            says: say(id: "jika sudah, tunggu persetujuannya", en: "if they did, it waits for an approval"))
        // Neither the admin who asked, nor the person.
        try s.fails(
            77, "dewi", "person approve --yes lina@dp2kbp3a --quiet \(speak)",
            says: say(id: "tidak boleh menyetujui permintaan sendiri", en: "nobody approves what they asked for"))
        try s.fails(77, "lina", "person approve --yes lina@dp2kbp3a")
        #expect(try state(s, "lina@dp2kbp3a") == "waiting")
        // Budi's agency joins with its first enrolment, which waits in its turn.
        let enrolled = try s.done("budi", "person enroll --yes keys/tono@unit-ppa.card --role unit-ppa/kanit \(speak)")
        #expect(
            enrolled.error.contains(
                say(id: "menunggu persetujuan: brankas person approve tono", en: "waits for an approval: brankas")))
        let inbox = try s.done("budi", "inbox --json").json
        #expect(inbox["enrolments"].list.map { $0["handle"].text } == ["lina@dp2kbp3a"])
        #expect(inbox["enrolments"][0].keys == ["handle", "name", "agency", "roles", "state", "fingerprint", "by"])
        #expect(inbox["enrolments"][0]["by"].text == "admin@dp2kbp3a")
        let shown = try s.done("budi", "inbox \(speak)")
        #expect(
            shown.output.hasPrefix(
                say(id: "Pendaftaran menunggu persetujuan Anda\n", en: "Enrolments waiting for your approval\n")))
        #expect(shown.error.hasSuffix("brankas person approve lina@dp2kbp3a\n"))

        let fingerprint = inbox["enrolments"][0]["fingerprint"].text
        for (answer, status) in [(say(id: "tidak", en: "no"), Int32(1)), (say(id: "ya", en: "yes"), 0)] {
            let terminal = try s.terminal("budi", "person approve lina@dp2kbp3a \(speak)")
            try terminal.expect(say(id: "Setujui? (ya/tidak) ", en: "Approve? (yes/no) "))
            for line in ["lina@dp2kbp3a", "Lina Sulastri", fingerprint, "dp2kbp3a/kepala", "approve", "admin@dp2"] {
                #expect(terminal.screen.contains(line), "\(line)")
            }
            #expect(try state(s, "lina@dp2kbp3a") == "waiting")
            try terminal.type(answer)
            #expect(try terminal.end() == status)
        }
        #expect(try state(s, "lina@dp2kbp3a") == "active")
        #expect(try s.done("lina", "inbox --json").json["enrolments"].list.isEmpty)

        // From here on it is the chief's, and no longer another agency's.
        try s.enroll("wati")
        try s.fails(77, "budi", "person approve --yes wati@dp2kbp3a --quiet", says: "that is another agency")
        let done = try s.done("lina", "person approve --yes wati@dp2kbp3a \(speak)")
        #expect(
            done.error.hasSuffix(
                say(
                    id: "Pendaftaran wati@dp2kbp3a disetujui dan berlaku.\n",
                    en: "The enrolment of wati@dp2kbp3a is approved and in effect.\n")), "\(done)")
        try s.fails(1, "lina", "person approve --yes wati@dp2kbp3a", says: "it is done already")
        try s.fails(1, "lina", "person approve --yes entah@dp2kbp3a", says: "nobody here is called entah@dp2kbp3a")
        try s.isWhole()
    }

    @Test(.inAFolder) func `who waits opens nothing, and can be dismissed before anybody approves`() throws {
        let s = try founded()
        try s.enroll("tono")
        try s.done("budi", "person approve --yes lina@dp2kbp3a")
        for name in ["wati", "ayu"] { try s.enroll(name) }
        try s.done("lina", "person approve --yes wati@dp2kbp3a")
        let people = try s.done("wati", "person list").lines
        #expect(people.contains { $0.contains("ayu@dp2kbp3a") && $0.contains("waiting") })
        try s.changesNothing {
            try s.fails(77, "ayu", "case new --from -", input: #"{"title":"TPPO"}"#)
            try s.fails(77, "ayu", "find nik --purpose pelaporan", input: Played.nik)
        }
        try s.done("dewi", "person dismiss ayu@dp2kbp3a --reason keliru")
        #expect(try state(s, "ayu@dp2kbp3a") == "dismissed")
        try s.fails(1, "lina", "person approve --yes ayu@dp2kbp3a", says: "it is done already")
        #expect(try s.done("lina", "inbox --json").json["enrolments"].list.isEmpty)
        try s.fails(
            1, "dewi", "person enroll --yes keys/ayu@dp2kbp3a.card --role dp2kbp3a/pendamping",
            says: "that handle is taken and is never used again")
        try s.fails(77, "ayu", "inbox")
        try s.isWhole()
    }
}
