import Foundation
import Testing

/// The ledger leaves as files, and a program in Python that was written from the C2SP pages and docs/format.md alone
/// checks them.
@Suite("audit export")
struct LedgerExportScenarios {
    private static let peer = PeerScenarios.tests.appendingPathComponent("Peers/export.py").path

    private func vault(_ s: Session) throws -> String { try s.done("wati", "show --json").json["vault"].text }

    private func check(_ s: Session, _ folder: String, _ words: String = "") throws -> Answer {
        let id = try vault(s)
        let answer = try s.shell("nobody", "python3 '\(Self.peer)' \(folder) --vault \(id) \(words)")
        // Two programs that share no code say the same of the same files, word for word.
        let own = try s.run("nobody", "audit check \(folder) --id \(id) --lang en")
        #expect((own.status == 0) == (answer.status == 0), "\(own) \(answer)")
        if answer.status == 0 { #expect(own.output == answer.output) }
        return answer
    }

    @Test(.enabled(if: PeerScenarios.isHere)) func `the whole ledger is checked without Brankas`() throws {
        let (s, played) = try Session.played()
        try s.done("joko", "document open \(played.letter) --purpose penuntutan")
        try s.fails(77, "ayu", "document open \(played.letter) --purpose pendampingan")
        try s.done("siti", "witness")
        try s.done("rina", "witness")
        let made = try s.done("wati", "audit export out --json").json
        let entries = made["entries"].number
        #expect(made["size"].number == entries && made["witnesses"].list.map(\.text).contains("wati@dp2kbp3a"))
        let answer = try check(s, "out")
        #expect(answer.status == 0 && answer.output.contains("ok: \(entries) entries"), "\(answer)")
        // Two of three agencies witnessed heads before, the third cosigned the export itself.
        #expect(answer.output.contains("quorum is met up to size \(entries - 1)"), "\(answer)")
        for name in ["checkpoint", "tlog-policy", "genesis", "charter", "keys-file", "README.txt"] {
            #expect(FileManager.default.fileExists(atPath: s.path("out/" + name)), "\(name)")
        }
        let witnessed = try FileManager.default.contentsOfDirectory(atPath: s.path("out/witnessed")).sorted()
        #expect(witnessed == ["admin@kejaksaan", "siti@unit-ppa", "wati@dp2kbp3a"])
        let last = try s.done("wati", "audit list --json --action audit.export").json["entries"].list
        #expect(last.map { $0["seq"].number } == [entries - 1])
        #expect(try s.done("wati", "audit verify --json").json["ok"].isTrue)
    }

    @Test(.enabled(if: PeerScenarios.isHere)) func `one case goes out whole, to whoever holds it`() throws {
        let (s, played) = try Session.played()
        try s.done("joko", "document open \(played.letter) --purpose penuntutan")
        for who in ["siti", "joko", "wati"] {
            let made = try s.done(who, "audit export \(who) --case \(played.caseID) --json").json
            let names = try FileManager.default.contentsOfDirectory(atPath: s.path(who + "/entries"))
            #expect(names.count == 2 * made["entries"].number)
            let answer = try check(s, who)
            #expect(answer.status == 0, "\(answer)")
            #expect(answer.output.contains("\(played.caseID), \(made["entries"].number) entries"), "\(answer)")
        }
        // A link less is missed, whichever it is.
        for number in ["000001", "000003"] {
            for end in ["entry", "tlog-proof"] { _ = try s.shell("nobody", "rm joko/entries/\(number).\(end)") }
            #expect(try check(s, "joko").status == 65)
        }
        try s.fails(77, "ayu", "audit export no --case \(played.caseID)", says: "denied")
        try s.fails(1, "siti", "audit export no --case K-0000000000000000")
        try s.fails(64, "siti", "audit export no --case 12", says: "'12' is not a valid case id")
    }

    @Test(.enabled(if: PeerScenarios.isHere)) func `every file of an export counts`() throws {
        let (s, _) = try Session.played()
        try s.done("joko", "witness")
        try s.done("wati", "audit export out")
        let all = try s.shell("nobody", "cd out && find . -type f ! -name README.txt").output.split(separator: "\n")
        #expect(all.count > 15)
        // One card stands for all.
        let files = all.filter { !$0.contains("/cards/") } + all.filter { $0.contains("/cards/") }.prefix(1)
        for file in files {
            // Who else witnessed, nobody can know from the files.
            if !file.hasSuffix("witnessed/joko@kejaksaan") {
                _ = try s.shell("nobody", "rm -rf bad && cp -r out bad && rm bad/\(file)")
                #expect(try check(s, "bad").status == 65, "without \(file)")
            }
            // One bit of a byte in its middle.
            let flip = """
                import sys; p = sys.argv[1]; b = bytearray(open(p, 'rb').read()); b[len(b) // 2] ^= 1; open(p, 'wb').write(b)
                """
            _ = try s.shell("nobody", "rm -rf bad && cp -r out bad && python3 -c \"\(flip)\" bad/\(file)")
            #expect(try check(s, "bad").status == 65, "a bit of \(file)")
        }
        _ = try s.shell("nobody", "rm -rf bad && cp -r out bad && echo x > bad/tile/0/001")
        #expect(try check(s, "bad").status == 65, "a tile that the tree has not")
    }

    @Test(.enabled(if: PeerScenarios.isHere)) func `a proof of one entry is checked by itself`() throws {
        let (s, _) = try Session.played()
        try s.done("wati", "audit export out")
        let proof = try s.done("wati", "audit prove 7").output
        #expect(proof.hasPrefix("c2sp.org/tlog-proof@v1\n") && proof.contains("\nindex 7\n"))
        try s.write("seven", proof)
        func checked() throws -> Int32 {
            try s.shell("nobody", "python3 '\(Self.peer)' --proof seven --export out").status
        }
        #expect(try checked() == 0)
        try s.write("seven", proof.replacingOccurrences(of: "\nindex 7\n", with: "\nindex 6\n"))
        #expect(try checked() == 65)
        try s.fails(1, "wati", "audit prove 4000", says: "4000")
    }

    @Test func `what can't be written leaves nothing behind`() throws {
        let (s, _) = try Session.played()
        try s.done("wati", "audit export out")
        let before = try FileManager.default.contentsOfDirectory(atPath: s.folder).sorted()
        try s.fails(1, "wati", "audit export out", says: "exists")
        try s.fails(77, "siti", "audit export other", says: "capability")
        try s.fails(1, "wati", "audit export missing/other")
        #expect(try FileManager.default.contentsOfDirectory(atPath: s.folder).sorted() == before)
        let listed = try s.shell("nobody", "find out -perm /077")
        #expect(listed.output.isEmpty, "open to others: \(listed.output)")
    }

    @Test func `nothing sealed is in it, and how to check it is said in both languages`() throws {
        let (s, played) = try Session.played()
        try s.done("wati", "audit export out")
        let found = try s.shell("nobody", "grep -rlaiE 'bunga|melati|terminal|1609014507100001|surat|P-16' out")
        #expect(found.output.isEmpty, "\(found)")
        #expect(try s.shell("nobody", "grep -rla \(played.caseID) out").output.contains("tile/entries"))
        let text = try String(contentsOfFile: s.path("out/README.txt"), encoding: .utf8)
        #expect(text.contains("BUKU CATATAN BRANKAS") && text.contains("THE LEDGER OF A BRANKAS VAULT"))
        // The commands on the page say what the page says they say.
        let id = try s.shell("nobody", "cd out && sed '/^$/,$d' genesis | sha256sum")
        #expect(id.output.hasPrefix(try vault(s)))
        let lines = text.split(separator: "\n").filter { $0.contains("tile/entries/") && $0.contains("sha256sum") }
        let count = try #require(text.split(separator: "\n").first { $0.contains("n=$(head") })
        let hash = try s.shell("nobody", "cd out && \(count); \(try #require(lines.first))").output.prefix(64)
        let tile = try s.shell("nobody", "head -c 32 out/tile/0/* 2>/dev/null | od -An -v -tx1 | tr -d ' \\n'").output
        let partial = try s.shell(
            "nobody", "head -c 32 $(find out/tile/0 -type f | head -1) | od -An -v -tx1 | tr -d ' \\n'"
        ).output
        #expect([tile, partial].contains { $0.hasPrefix(hash) } && hash.count == 64, "\(hash) \(partial)")
        #expect(text.contains(try vault(s)))
    }
}
