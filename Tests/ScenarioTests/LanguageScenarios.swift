import Testing

@Suite("languages")
struct LanguageScenarios {
    /// `--lang`, then BRANKAS_LANG, then the locale.
    @Test(arguments: [
        ("", [:], "unknown case"), ("", ["LANG": "id_ID.UTF-8"], "kasus tidak dikenal"),
        ("", ["LANG": "en_US.UTF-8"], "unknown case"), ("", ["LANG": "de_DE.UTF-8"], "unknown case"),
        ("", ["LANG": "en_US.UTF-8", "LC_ALL": "id_ID"], "kasus tidak dikenal"),
        ("", ["LANG": "id_ID", "LC_ALL": "C"], "unknown case"),
        ("", ["LANG": "en_US", "BRANKAS_LANG": "id"], "kasus tidak dikenal"),
        ("", ["LANG": "id_ID", "BRANKAS_LANG": "en"], "unknown case"),
        (" --lang en", ["LANG": "id_ID", "BRANKAS_LANG": "id"], "unknown case"),
        (" --lang id", ["BRANKAS_LANG": "en"], "kasus tidak dikenal"),
    ])
    func `the language is the one that was chosen nearest`(
        option: String, environment: [String: String], says: String
    ) throws {
        let s = try Session.founded()
        s.environment["BRANKAS_LANG"] = nil
        let answer = try s.run("siti", "case show K-0123456789ABCDEF" + option, environment: environment)
        s.expectFailure(answer, 1, "brankas: \(says)\n")
    }

    @Test func `a language that is none is wrong usage`() throws {
        let s = try Session.founded()
        let answer = try s.run("siti", "case list --lang fr")
        #expect(answer.status == 64 && answer.error == "brankas: --lang takes id or en\n", "\(answer)")
    }

    @Test func `what is printed for programs is the same in both`() throws {
        let (s, played) = try Session.played()
        for command in [
            "case list", "document list \(played.caseID)", "grant list", "person list", "show",
            "identity open \(played.identity) --purpose penyidikan",
        ] {
            let english = try s.done("siti", command + " --json --lang en").output
            #expect(try s.done("siti", command + " --json --lang id").output == english)
            #expect(english.count { $0 == "\n" } == 1)
        }
    }
}
