import Foundation
import Testing

@Suite("audit")
struct AuditScenarios {
    @Test func `every entry says who did what, when, for what`() throws {
        let (s, played) = try Session.played()
        try s.done("joko", "document open \(played.letter) --purpose penuntutan")
        try s.fails(77, "ayu", "document open \(played.letter) --purpose pendampingan")
        let entries = try s.done("wati", "audit list --json").json["entries"].list
        #expect(entries.map { $0["seq"].number } == Array(0..<entries.count))
        #expect(entries[0]["action"].text == "vault.found" && entries[0]["actor"].text == "admin@dp2kbp3a")
        #expect(entries.last?["action"].text == "audit.read")
        for entry in entries {
            #expect(entry.keys.isSuperset(of: ["seq", "time", "actor", "role", "action", "outcome"]))
            #expect(["allowed", "denied"].contains(entry["outcome"].text))
            #expect(entry["time"].text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
        }
        let times = entries.map { $0["time"].text }
        #expect(times == times.sorted())
        let opened = try #require(
            entries.last { $0["action"].text == "document.open" && $0["outcome"].text == "allowed" })
        #expect(opened["actor"].text == "joko@kejaksaan" && opened["role"].text == "kejaksaan/jaksa")
        #expect(opened["case"].text == played.caseID && opened["record"].text == played.letter)
        #expect(opened["purpose"].text == "penuntutan" && !opened.keys.contains("grant"))
        let refused = try #require(entries.last { $0["outcome"].text == "denied" })
        #expect(refused["actor"].text == "ayu@dp2kbp3a" && refused["case"].text == played.caseID)
        #expect(refused["record"].text == played.letter && refused["purpose"].text == "pendampingan")
        let granted = try #require(entries.last { $0["action"].text == "grant.create" })
        #expect(granted["grant"].text == played.grant && granted["purpose"].text == "penuntutan")
        #expect(!granted.keys.contains("name") && !granted.keys.contains("basis"))
    }

    @Test func `the list is filtered`() throws {
        let (s, played) = try Session.played()
        try s.done("joko", "document open \(played.letter) --purpose penuntutan")
        try s.fails(77, "ayu", "document open \(played.letter) --purpose pendampingan")
        func list(_ filter: String) throws -> [Value] {
            try s.done("wati", "audit list --json \(filter)").json["entries"].list
        }
        let ofRecord = try list("--record \(played.letter)")
        #expect(ofRecord.map { $0["action"].text } == ["document.add", "document.open", "document.open"])
        #expect(try list("--actor ayu@dp2kbp3a --outcome denied").map { $0["action"].text } == ["document.open"])
        #expect(try list("--by kejaksaan/jaksa --action document.open").map { $0["actor"].text } == ["joko@kejaksaan"])
        let ofCase = try list("--case \(played.caseID)")
        #expect(ofCase.first?["action"].text == "case.create" && ofCase.allSatisfy { $0["case"].text == played.caseID })
        #expect(try list("--until 2020-01-01").isEmpty)
        #expect(try list("--since \(day(in: 2))").isEmpty)
        #expect(try list("--since \(day(in: -2)) --until \(day(in: 2)) --limit 3").count == 3)
        #expect(try list("--action vault.found").count == 1)
        let page = try s.done("wati", "audit list --json --limit 2").json
        #expect(page["entries"].list.count == 2 && page["next"].number == 2)
        #expect(try list("--from 2 --limit 1").first?["seq"].number == 2)
        try s.fails(64, "wati", "audit list --action menari", says: "'menari' is not a valid action")
        try s.fails(64, "wati", "audit list --outcome mungkin", says: "'mungkin' is not a valid outcome")
        try s.fails(64, "wati", "audit list --since kemarin", says: "'kemarin' is not a date")
        try s.fails(64, "wati", "audit list --case 12", says: "'12' is not a valid case id")
        try s.fails(64, "wati", "audit list --actor Siti", says: "'Siti' is not a valid handle")
        try s.fails(64, "wati", "audit list --limit 0", says: "'0' is not a valid limit")
        try s.fails(
            64, "wati", "audit list --since 2026-02-01 --until 2026-01-01", says: "the period ends before it begins")
        // Whoever sees all is told of a slip; to others, what is not there and what they may not see look the same.
        try s.fails(1, "wati", "audit list --case K-0000000000000000", says: "unknown case")
        try s.fails(1, "wati", "audit list --record D-0000000000000000", says: "unknown record")
        let unseen = try s.done("joko", "audit list --case K-0000000000000000")
        #expect(unseen.error.contains("there may be others"))
        let misnumbered = try s.fails(64, "wati", "audit prove abc", says: "'abc' is no value for ")
        #expect(!misnumbered.error.contains("'\n") && !misnumbered.error.contains("<"))
    }

    @Test func `names, bases and reasons come only when asked for`() throws {
        let (s, played) = try Session.played()
        try s.done("siti", "grant revoke \(played.grant) --reason -", input: "perkara dihentikan")
        let named = try s.done("wati", "audit list --json --names --case \(played.caseID)").json["entries"].list
        let granted = named.first { $0["action"].text == "grant.create" }
        #expect(granted?["name"].text == "Siti Rahmawati" && granted?["basis"].text == "P-16/1/2026")
        #expect(named.first { $0["action"].text == "grant.revoke" }?["reason"].text == "perkara dihentikan")
        let plain = try s.done("wati", "audit list --json").output
        #expect(!plain.contains("Siti Rahmawati") && !plain.contains("P-16") && !plain.contains("dihentikan"))
        let table = try s.done("wati", "audit list --names").output
        #expect(table.contains("Siti Rahmawati") && table.contains("P-16/1/2026"))
        #expect(table.hasPrefix("NO ") && table.contains("BASIS"))
        #expect(try s.done("wati", "audit list --lang id --names").output.contains("KEPERLUAN"))
    }

    @Test func `without the capability one reads one's own and one's cases'`() throws {
        let (s, played) = try Session.played()
        let other = try s.newCase(by: "ayu", title: "Milik dinas")
        func actors(_ who: String) throws -> Set<String> {
            Set(try s.done(who, "audit list --json").json["entries"].list.map { $0["actor"].text })
        }
        #expect(try actors("joko").isSuperset(of: ["joko@kejaksaan", "siti@unit-ppa"]))
        let seen = try s.done("joko", "audit list --json").json["entries"].list
        #expect(seen.allSatisfy { $0["actor"].text == "joko@kejaksaan" || $0["case"].text == played.caseID })
        #expect(try actors("lina") == ["lina@dp2kbp3a"])
        // That she asked for it is all that she sees of it.
        let asked = try s.done("lina", "audit list --case \(other) --json").json["entries"].list
        #expect(asked.map { $0["action"].text } == ["audit.read"])
        try s.denied("siti", "audit verify", why: "lacks-capability", action: "audit.verify")
        try s.denied("budi", "audit verify", why: "lacks-capability", action: "audit.verify")
    }

    @Test func `the ledger is verified, and the vault too`() throws {
        let (s, played) = try Session.played()
        try s.fails(77, "ayu", "case show \(played.caseID)")
        let verified = try s.done("wati", "audit verify --json").json
        #expect(verified["ok"].isTrue && verified["cases"].number == 1 && verified["entries"].number > 20)
        #expect(isHex(verified["root"].text, 64))
        #expect(try s.done("wati", "audit verify --full").output.hasPrefix("The ledger is whole: "))
        #expect(try s.done("wati", "audit verify --lang id").output.hasPrefix("Buku catatan utuh: "))
        let vault = try s.done("joko", "verify --json").json
        #expect(vault["ok"].isTrue && vault["records"].number == 4 && vault["objects"].number == 1)
        #expect(vault["damages"].list.isEmpty)
        #expect(try s.done("lina", "verify").output.hasPrefix("The vault is whole: "))
        #expect(try s.done("lina", "verify --lang id").output.hasPrefix("Isi brankas utuh: "))
    }
}
