import Foundation
import Testing

/// Reading the ledger: by the page, on narrow and wide terminals, in a spreadsheet.
@Suite("audit list")
struct AuditListScenarios {
    @Test func `a spreadsheet gets the entries on the vault's clock, and no formulas`() throws {
        let (s, played) = try Session.played()
        try s.fails(77, "ayu", "document open \(played.letter) --purpose pendampingan")
        let entries = try s.done("wati", "audit list --json").json["entries"].list
        let answer = try s.done("wati", "audit list --csv --names")
        let rows = answer.output.components(separatedBy: "\r\n")
        #expect(rows.last == "" && rows.count == entries.count + 3)
        #expect(
            rows[0] == "seq,time,zone,actor,role,action,outcome,why,case,record,grant,request,person,purpose,to,"
                + "matches,suppressed,other,afterPause,name,basis,reason")
        let first = rows[1].components(separatedBy: ",")
        #expect(first[0] == "0" && first[2] == "WIB" && first[3] == "admin@dp2kbp3a" && first[5] == "vault.found")
        // Seven hours ahead of what the ledger says.
        let format = ISO8601DateFormatter()
        let utc = try #require(format.date(from: entries[0]["time"].text))
        #expect(first[1] == format.string(from: utc + 7 * 3_600).prefix(19).replacingOccurrences(of: "T", with: " "))
        #expect(rows.contains { $0.contains(",document.open,denied,no-grant,\(played.caseID),\(played.letter),") })
        #expect(rows.contains { $0.contains(",penuntutan,,,,,,Siti Rahmawati,") })
        let plain = try s.done("wati", "audit list --csv --limit 1").output
        #expect(plain.components(separatedBy: "\r\n")[0].hasSuffix(",to,matches,suppressed,other,afterPause"))
        try s.fails(64, "wati", "audit list --csv --json", says: "--csv or --json, not both")
    }

    @Test func `what others wrote runs in no spreadsheet, and one opens it by a double click`() throws {
        let (s, played) = try Session.played()
        try s.done(
            "siti",
            "grant new \(played.caseID) --to kejaksaan/jaksa --compartment evidence --purpose penuntutan --basis -"
                + " --until \(day(in: 30))", input: "SPDP/12/XI/2026;=1+1;x")
        for option in ["--csv", "--spreadsheet"] {
            let text = try s.done("wati", "audit list \(option) --names").output
            #expect(text.contains("SPDP/12/XI/2026;'=1+1;x"), "\(text)")
            #expect(!text.contains(";="), "\(text)")
        }
        let bytes = try s.done("wati", "audit list --spreadsheet --names").bytes
        #expect(bytes.starts(with: [0xef, 0xbb, 0xbf] + Array("seq;time;zone;".utf8)))
        for (options, says) in [
            ("--csv --spreadsheet", "--csv or --spreadsheet, not both"),
            ("--spreadsheet --json", "--spreadsheet or --json, not both"),
        ] {
            try s.fails(64, "wati", "audit list \(options)", says: says)
            try s.fails(64, "siti", "audit stats --month 2026-11 \(options)", says: says)
        }
        #expect(try s.done("siti", "audit stats --month 2026-11 --spreadsheet").bytes.starts(with: [0xef, 0xbb, 0xbf]))
    }

    @Test func `a page ends with the command for the next, filters included`() throws {
        let (s, played) = try Session.played()
        let answer = try s.done("wati", "audit list --case \(played.caseID) --limit 2 --names")
        let hint = "brankas audit list --case \(played.caseID) --limit 2 --names --from "
        #expect(answer.error.contains(hint), "\(answer)")
        let next = try #require(answer.error.components(separatedBy: hint).last?.split(separator: "\n").first)
        let rest = try s.done("wati", "audit list --case \(played.caseID) --json --from \(next)").json["entries"].list
        let all = try s.done("wati", "audit list --case \(played.caseID) --json").json["entries"].list
        #expect(rest.count == all.count - 3 && rest.first?["seq"].number == Int(next))
    }

    @Test(arguments: [80, 100, 120, 200] as [UInt16]) func `rows fit the terminal`(columns: UInt16) throws {
        let (s, played) = try Session.played()
        try s.fails(77, "ayu", "document open \(played.letter) --purpose pendampingan")
        let terminal = try s.terminal("wati", "audit list --no-pager", columns: columns)
        #expect(try terminal.end() == 0)
        let screen = terminal.screen
        let lines = screen.split(whereSeparator: \.isNewline).filter {
            $0.contains("@") && !$0.contains("First contact")
        }
        let widest = lines.map { $0.replacing(/\u{1b}\[[0-9;]*m/, with: "").count }.max() ?? 0
        #expect(widest <= Int(columns) && widest > 60, "\(screen)")
        // A row is a line: who, what and about what stand in it.
        #expect(
            lines.contains { $0.contains("siti@unit-ppa") && $0.contains("document.add") && $0.contains(played.letter) }
        )
        #expect(
            lines.contains { $0.contains("ayu@dp2kbp3a") && ($0.contains("denied") || $0.contains("document.open !")) })
        #expect(screen.contains("(WIB)"))
    }

    @Test func `verifying goes on from where it was, and says what it cost`() throws {
        let (s, played) = try Session.played()
        let first = try s.done("wati", "audit verify --json").json
        #expect(first["from"].number == 0 && first["ok"].isTrue)
        try s.done("joko", "document open \(played.letter) --purpose penuntutan")
        let second = try s.done("wati", "audit verify --json").json
        #expect(second["from"].number == first["entries"].number)
        #expect(second["entries"].number > second["from"].number + 1 && second["cases"].number == 1)
        let full = try s.done("wati", "audit verify --full")
        #expect(
            full.output.contains("every decision was made again") && full.output.contains("the signatures alone took"))
        #expect(try s.done("wati", "audit verify --full --json").json["from"].number == 0)
        let said = try s.done("wati", "audit verify --lang id").output
        #expect(said.contains("sebelumnya sudah Anda periksa") && said.contains("tanda tangannya saja"))
        #expect(try s.done("wati", "audit verify --json").json.keys.isSuperset(of: ["seconds", "signatureSeconds"]))
    }

    @Test func `a row that was changed beside its entry is found and told`() throws {
        let (s, played) = try Session.played()
        try s.sql("vault/index.sqlite", "UPDATE ledger SET record = NULL WHERE record = '\(played.letter)'")
        try s.fails(65, "wati", "audit verify", says: "ledger, entry")
    }
}
