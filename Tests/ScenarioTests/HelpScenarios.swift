import Testing
import Texts
import Vocabulary

@Suite("help")
struct HelpScenarios {
    /// What the argument parser says by itself, in English.
    private static let parsersOwn: Set<String> = ["Show the version.", "Show help information."]

    /// A command of the tree: how it is called, and what is said of it, its options and arguments.
    private struct Command {
        let words: [String]
        let texts: [String]
    }

    private static func tree(_ s: Session, _ language: Language) throws -> [Command] {
        let answer = try s.run("--experimental-dump-help", environment: ["BRANKAS_LANG": language.rawValue])
        func walk(_ command: Value, under words: [String]) -> [Command] {
            let words = words + [command["commandName"].text]
            let arguments = command["arguments"].list.filter { $0["shouldDisplay"].isTrue }
            let texts = [command["abstract"].text] + arguments.map { $0["abstract"].text }
            return [Command(words: Array(words.dropFirst()), texts: texts.filter { !Self.parsersOwn.contains($0) })]
                + command["subcommands"].list.filter { $0["commandName"].text != "help" }
                .flatMap { walk($0, under: words) }
        }
        return walk(answer.json["command"], under: [])
    }

    @Test(arguments: Language.allCases)
    func `whatever the help says stands in Texts, and nothing there is unused`(language: Language) throws {
        let said = Set(try Self.tree(try Session(), language).flatMap(\.texts))
        let written = Set(Help.allCases.map { $0.text(language) })
        #expect(said.subtracting(written) == [], "says what Texts does not have")
        #expect(written.subtracting(said) == [], "Texts has what is not said")
    }

    @Test(arguments: Language.allCases)
    func `every command helps in the language that was chosen`(language: Language) throws {
        let s = try Session()
        let other: Language = language == .english ? .indonesian : .english
        let foreign = Help.allCases.map { $0.text(other) }.filter { $0.count > 12 }
        let commands = try Self.tree(s, language)
        #expect(commands.count > 30)
        for command in commands {
            let line = (command.words + ["--help", "--lang", language.rawValue]).joined(separator: " ")
            let help = try s.run(line, environment: ["BRANKAS_LANG": other.rawValue, "COLUMNS": "1000"])
            #expect(help.status == 0 && help.error.isEmpty, "\(help)")
            for text in command.texts { #expect(help.output.contains(text), "\(line) lacks: \(text)") }
            for text in foreign { #expect(!help.output.contains(text), "\(line) says: \(text)") }
        }
    }

    @Test func `the language of the help is chosen as everywhere`() throws {
        let s = try Session()
        s.environment["BRANKAS_LANG"] = nil
        let (indonesian, english) = (Help.caseNew.text(.indonesian), Help.caseNew.text(.english))
        for (line, environment, text) in [
            ("case new --help", [:], english), ("case new --help", ["LANG": "id_ID.UTF-8"], indonesian),
            ("case new --help --lang=id", [:], indonesian),
            ("case new --lang id --help --lang en", ["LANG": "id_ID"], english),
            ("help case new", ["BRANKAS_LANG": "id"], indonesian),
        ] {
            #expect(try s.run(line, environment: environment).output.contains(text), "\(line)")
        }
    }

    @Test func `what --lang takes is said in the language that is left`() throws {
        let s = try Session()
        let answer = try s.run("case list --lang fr", environment: ["BRANKAS_LANG": "id"])
        #expect(answer.status == 64 && answer.error == "brankas: --lang hanya menerima id atau en\n", "\(answer)")
    }

    @Test func `a shell completes purposes, actions and outcomes`() throws {
        let s = try Session()
        let script = try s.run("--generate-completion-script bash")
        #expect(script.status == 0)
        for word in ["pelaporan", "document.open", "allowed", "denied", "evidence"] {
            #expect(script.output.contains(word))
        }
        try s.write("completions.bash", script.bytes)
        #expect(try s.shell("siti", "bash -n completions.bash").status == 0)
    }
}
