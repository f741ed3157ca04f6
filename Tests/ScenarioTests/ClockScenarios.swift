import Foundation
import Testing

/// A clock that was wrong for an hour must not stop the vault for years.
@Suite("clock")
struct ClockScenarios {
    private func now() -> String { ISO8601DateFormatter().string(from: Date()) }

    @Test(.inAFolder, arguments: Tongue.allCases)
    func `after ninety days an entry needs a word, and says so`(say: Tongue) throws {
        let (s, _) = try Session.played()
        let lang = "--lang \(say.rawValue)"
        #expect(try s.run("siti", "case list", environment: Clock.ahead(days: 80)).status == 0)
        let late = try Clock.ahead(days: 175)
        let entries = try s.run("wati", "verify --json", environment: Clock.ahead(days: 81)).json["entries"].number
        let refused = try s.run("siti", "case list \(lang)", environment: late)
        s.expectFailure(refused, 1, say(id: "hari sebelum", en: "days before"))
        #expect(refused.error.contains("--after-pause"), "\(refused)")
        // At a terminal it is asked.
        let no = try s.terminal("siti", "case list \(lang)", environment: late)
        try no.expect(
            say(id: "Apakah tanggal di komputer ini benar? [y/T] ", en: "Is the date of this computer right? [y/N] "),
            type: "")
        #expect(try no.end() == 1)
        let yes = try s.terminal("siti", "case list \(lang)", environment: late)
        try yes.expect("]", type: say(id: "ya", en: "yes"))
        #expect(try yes.end() == 0)
        let after = try s.run("wati", "verify --json", environment: late).json["entries"].number
        #expect(after == entries + 2)
        // The entry says so, whoever reads it; and the next needs no word.
        let list = try s.run("wati", "audit list --json --limit 10000", environment: late).json["entries"].list
        #expect(list.filter { $0["afterPause"].isTrue }.map { $0["seq"].number } == [entries])
        #expect(try s.run("wati", "audit verify", environment: late).status == 0)
        #expect(try s.run("siti", "case list", environment: Clock.ahead(days: 300)).status == 1)
        #expect(try s.run("siti", "case list --after-pause", environment: Clock.ahead(days: 300)).status == 0)
    }

    @Test(.inAFolder, arguments: Tongue.allCases)
    func `a jump that was confirmed wrongly is ended by the admins of two agencies`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let lang = "--lang \(say.rawValue)"
        let future = try Clock.ahead(days: 13_000)
        #expect(try s.run("siti", "case list --after-pause", environment: future).status == 0)
        // A case that changes in the time that never was is the same case afterwards.
        try s.write("nanti.txt", "dari masa depan")
        let later = try s.run(
            "siti", "document add \(played.caseID) nanti.txt --compartment evidence --json", environment: future)
        #expect(later.status == 0, "\(later)")
        // Now the clock is right, and the vault waits for 2062.
        let stopped = try s.run("siti", "case list \(lang)")
        s.expectFailure(stopped, 1, say(id: "salah satunya keliru", en: "one of them is wrong"))
        #expect(stopped.error.contains("vault clock --back-to"), "\(stopped)")
        let time = now()
        try s.fails(77, "siti", "vault clock --back-to \(time)", says: "denied: ")
        try s.fails(1, "budi", "vault clock --back-to 2090-01-01")
        try s.fails(64, "budi", "vault clock --back-to kemarin")
        try s.fails(64, "budi", "vault clock")
        let first = try s.done("budi", "vault clock --back-to \(time) \(lang)")
        #expect(first.error.contains(say(id: "admin instansi lain", en: "the admin of another agency")), "\(first)")
        // The same agency does not end it, nor does another time.
        try s.fails(1, "budi", "vault clock --back-to \(time)")
        s.expectFailure(try s.run("siti", "case list"), 1, "one of them is wrong")
        let second = try s.done("dewi", "vault clock --back-to \(time) --json")
        #expect(second.json["state"].text == "done" && second.json["backTo"].text == time)
        try s.done("siti", "document open \(played.letter) --purpose penyidikan")
        try s.done(
            "siti",
            "document open \(later.json["documents"][0]["document"].text) --purpose penyidikan --output nanti-lagi.txt")
        try s.write("kini.txt", "dari sekarang")
        try s.done("siti", "document add \(played.caseID) kini.txt --compartment evidence")
        try s.done("sari", "document list \(played.caseID)")
        try s.done(
            "siti",
            "grant new \(played.caseID) --to kejaksaan/jaksa --compartment medical --purpose penuntutan --basis x --until \(day(in: 9))"
        )
        try s.done("wati", "audit verify")
        try s.done("wati", "audit verify --full")
        try s.done("wati", "verify")
        // What was entered with the false time stands in the ledger, with it; a reviewer finds it.
        let list = try s.done("wati", "audit list --json --limit 10000").json["entries"].list
        #expect(list.contains { $0["time"].text.hasPrefix("2062") && $0["action"].text == "case.list" })
        #expect(
            list.filter { $0["action"].text == "vault.clock" }.map { $0["outcome"].text } == [
                "denied", "allowed", "allowed",
            ])
        let since = try s.done("wati", "audit list --json --since 2050-01-01").json["entries"].list
        #expect(!since.isEmpty && since.allSatisfy { $0["time"].text.hasPrefix("2062") })
        let until = try s.done("wati", "audit list --json --until 2050-01-01 --limit 10000").json["entries"].list
        #expect(until.count > 10 && until.allSatisfy { !$0["time"].text.hasPrefix("2062") })
        // Where nothing is of the future there is nothing to end.
        try s.fails(1, "budi", "vault clock --back-to \(time)")
        try s.fails(1, "dewi", "vault clock --back-to \(time)")
        guard PeerScenarios.isHere else { return }
        try s.done("wati", "audit export buku")
        let vault = try s.done("wati", "show --json").json["vault"].text
        let checked = try s.shell(
            "wati", "python3 '\(EveryActionScenarios.peers.path)/export.py' buku --vault \(vault)")
        #expect(checked.status == 0, "\(checked)")
        let read = try s.shell(
            "wati",
            "python3 '\(EveryActionScenarios.peers.path)/reader.py' verify vault keys/wati.age --passphrase-fd 9")
        #expect(read.status == 0, "\(read)")
    }

    @Test(.inAFolder) func `searches and denials of a time that never was do not count`() throws {
        let (s, _) = try Session.played()
        let future = try Clock.ahead(days: 13_000)
        #expect(try s.run("siti", "case list --after-pause", environment: future).status == 0)
        for _ in 0..<101 {
            _ = try s.run("siti", "find nik --purpose penyidikan", input: Played.nik, environment: future)
        }
        let throttled = try s.run("siti", "find nik --purpose penyidikan", input: Played.nik, environment: future)
        #expect(throttled.status == 77, "\(throttled)")
        let time = now()
        try s.done("budi", "vault clock --back-to \(time)")
        try s.done("dewi", "vault clock --back-to \(time)")
        for _ in 0..<60 { try s.done("siti", "find nik --purpose penyidikan", input: Played.nik) }
        // And of those since, the last day's count and no others.
        let later = try Clock.ahead(days: 2)
        for _ in 0..<60 {
            let found = try s.run("siti", "find nik --purpose penyidikan", input: Played.nik, environment: later)
            #expect(found.status == 0, "\(found)")
        }
        #expect(try s.run("wati", "audit verify --full", environment: later).status == 0)
        #expect(try s.run("wati", "audit verify", environment: later).status == 0)
    }

    /// Whoever may not end a jump is denied, and their entry spoils no log.
    @Test(.inAFolder) func `a denial after a pause needs the word, too`() throws {
        let (s, _) = try Session.played()
        let late = try Clock.ahead(days: 120)
        let time = ISO8601DateFormatter().string(from: Date())
        s.expectFailure(try s.run("siti", "vault clock --back-to \(time)", environment: late), 1, "days before")
        #expect(try s.run("siti", "vault clock --back-to \(time) --after-pause", environment: late).status == 77)
        #expect(try s.run("wati", "audit verify --full", environment: late).status == 0)
        // The word is said where it is true, and not kept.
        #expect(try s.run("siti", "case list --after-pause", environment: late).status == 0)
        let list = try s.run("wati", "audit list --json --limit 10000", environment: late).json["entries"].list
        #expect(list.count { $0["afterPause"].isTrue } == 1)
    }
}
