import Foundation
import Testing

@Suite("for programs")
struct ProgramScenarios {
    /// Standard output, if it is one JSON document and nothing besides.
    private func document(_ answer: Answer) -> [String: Any]? {
        try? JSONSerialization.jsonObject(with: Data(answer.bytes)) as? [String: Any]
    }

    @Test func `every command prints one document, of what was done`() throws {
        let (s, played) = try Session.played()
        let (k, i, d) = (played.caseID, played.identity, played.letter)
        let other = try s.newCase()
        let waiting = try s.grant(k, "identity")
        let ask = try s.done("ayu", "grant request \(k) --compartment evidence --purpose pendampingan --basis x --json")
            .json["request"].text
        try s.write("surat.txt", Played.letterText)
        for (who, command, key) in [
            ("tono", "grant approve \(waiting) --yes", "state"),
            ("siti", "grant revoke \(waiting) --reason x", "state"),
            ("siti", "grant refuse \(ask) --reason x", "state"),
            ("siti", "document move \(d) --compartment medical", "compartment"),
            ("siti", "document withdraw \(d) --reason x", "state"),
            ("siti", "document restore \(d) --reason x", "state"),
            ("siti", "identity withdraw \(i) --reason x", "state"),
            ("siti", "identity restore \(i) --reason x", "state"),
            ("siti", "case link \(k) \(other)", "linked"), ("siti", "case unlink \(k) \(other)", "linked"),
            ("siti", "case rekey \(k)", "epochs"), ("siti", "case close \(k)", "state"),
            ("siti", "case reopen \(k)", "state"),
            ("budi", "person enroll keys/asing@unit-ppa.card --role unit-ppa/kanit --yes", "state"),
            ("budi", "person dismiss asing@unit-ppa --reason x", "state"),
            ("siti", "document open \(d) --purpose penyidikan --output keluar.txt", "output"),
            ("siti", "document view \(d) --purpose penyidikan", "shown"), ("wati", "audit export ledger", "output"),
            ("wati", "audit report --output tinjauan.html", "origin"), ("siti", "key lock", "wasUnlocked"),
            ("siti", "document check \(d) surat.txt", "matches"), ("wati", "witness", "entries"),
            ("siti", "inbox", "more"),
        ] {
            let answer = try s.done(who, command + " --json")
            #expect(document(answer)?.keys.contains(key) == true, "\(answer)")
        }
    }

    @Test(arguments: Tongue.allCases)
    func `an error is one document, with the code that the manual lists`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let (k, d) = (played.caseID, played.letter)
        for (who, command, status, code) in [
            ("ayu", "case show \(k)", Int32(77), "denied"), ("siti", "case show K-0123456789ABCDEF", 1, "unknown-case"),
            ("siti", "case show K-1", 64, "bad-value"),
            ("siti", "document open \(d) --purpose penyidikan", 64, "missing-option"),
            ("siti", "grant approve G-0123456789ABCDEF", 64, "consent-missing"), ("siti", "case lst", 64, "bad-usage"),
            ("siti", "identity add \(k) --from entah.json", 1, "missing"),
            ("siti", "document check \(d) keys/keys.yaml", 65, ""),
            ("siti", "audit list --actor sitti@unit-ppa", 1, "unknown-person"),
            ("siti", "audit list --by unit-ppa/penyidk", 1, "unknown-role"),
            ("siti", "audit list --action documnt.open", 64, "bad-value"),
        ] {
            let before = try s.entryCount()
            let answer = try s.run(who, "\(command) --json --lang \(say.rawValue)")
            #expect(answer.status == status && isOneComplaint(answer.error), "\(answer)")
            let error = document(answer)?["error"] as? [String: Any]
            guard !code.isEmpty else {
                // What was found is the document.
                #expect(document(answer)?["matches"] as? Bool == false, "\(answer)")
                continue
            }
            #expect(error?["code"] as? String == code, "\(answer)")
            #expect(answer.error.contains(error?["message"] as? String ?? "-"), "\(answer)")
            #expect((error?["entry"] != nil) == (status == 77), "\(answer)")
            // Content as JSON is refused before anything is asked that would be an opening.
            if code == "missing-option" { #expect(try s.entryCount() == before + 1) }
        }
        let near = try s.run("siti", "audit list --actor sitti@unit-ppa --lang \(say.rawValue)")
        #expect(
            near.error.contains(say(id: "mungkin maksud Anda: siti@unit-ppa", en: "did you mean: siti@unit-ppa")),
            "\(near)")
    }

    @Test func `what could not be stored stands in the answer`() throws {
        let (s, played) = try Session.played()
        try FileManager.default.createDirectory(atPath: s.path("berkas"), withIntermediateDirectories: false)
        try s.write("berkas/a.txt", "a")
        #expect(mkfifo(s.path("berkas/pipa"), 0o600) == 0)
        let answer = try s.run("siti", "document add \(played.caseID) berkas --compartment medical --json")
        let told = try #require(document(answer))
        #expect(
            answer.status == 1 && (told["documents"] as? [Any])?.count == 1 && (told["refused"] as? [Any])?.count == 1)
    }
}
