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

    /// Without the ends of its lines.
    private static func flat(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
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
            let flat = Self.flat(help.output)
            for text in command.texts { #expect(flat.contains(Self.flat(text)), "\(line) lacks: \(text)") }
            for text in foreign { #expect(!flat.contains(Self.flat(text)), "\(line) says: \(text)") }
            for row in help.lines { #expect(row.count <= 80, "\(line): \(row)") }
            let usage = language == .english ? "Usage: brankas" : "Pemakaian: brankas"
            #expect(help.output.contains(usage) && !help.output.contains("OVERVIEW"))
            // The same by `help`, and of a noun by itself.
            let asked = (["help"] + command.words).joined(separator: " ")
            #expect(try s.run(asked, environment: ["BRANKAS_LANG": language.rawValue]).output == help.output)
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
            #expect(try Self.flat(s.run(line, environment: environment).output).contains(Self.flat(text)), "\(line)")
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

@Suite("usage")
struct UsageScenarios {
    @Test(arguments: Tongue.allCases)
    func `what is no command line is said in the reader's language, with what may have been meant`(say: Tongue) throws {
        let s = try Session()
        s.environment["BRANKAS_LANG"] = say.rawValue
        for (line, id, en, nearest) in [
            ("identiti add", "tidak ada perintah 'identiti'", "there is no command 'identiti'", "identity"),
            ("identity upd", "tidak ada perintah 'upd'", "there is no command 'upd'", "update"),
            ("help gant", "tidak ada perintah 'gant'", "there is no command 'gant'", "grant"),
            ("case list --lmit 3", "tidak ada opsi '--lmit'", "there is no option '--lmit'", "--limit"),
            ("identity list", "ID belum diberikan: ID kasus", "ID is missing: the case's id", ""),
            ("identity open I-1", "--purpose belum diberikan", "--purpose is missing", ""),
            ("case list --after", "nilai untuk --after belum diberikan", "--after needs a value", ""),
            ("case list --json=1", "--json tidak memakai nilai", "--json takes no value", ""),
            ("case show K-1 K-2", "argumen 'K-2' berlebih", "the argument 'K-2' is one too many", ""),
            ("case list --limit x", "'x' bukan nilai untuk --limit", "'x' is no value for --limit", ""),
            ("verify --read", "tidak ada opsi '--read'", "there is no option '--read'", "--read-only"),
            (
                "identity update I-1 --purpose penyidikan --reason x", "berikan --set atau --from",
                "give either --set or --from", ""
            ),
        ] {
            let answer = try s.run(line)
            #expect(answer.status == 64 && answer.bytes.isEmpty && isOneComplaint(answer.error), "\(answer)")
            #expect(answer.error.contains(say(id: id, en: en)), "\(answer)")
            if !nearest.isEmpty {
                #expect(
                    answer.error.contains(say(id: "mungkin maksud Anda: ", en: "did you mean: ") + nearest), "\(answer)"
                )
            }
            let told = try s.run(line + " --json")
            #expect(told.status == 64 && told.json["error"]["message"].text.isEmpty == false, "\(told)")
        }
    }

    @Test func `a value may look like an option only behind two hyphens`() throws {
        let s = try Session()
        let answer = try s.run("case show -- --x")
        #expect(answer.status == 64 && answer.error.contains("'--x' is not a valid case id"), "\(answer)")
        #expect(try s.run("case show -x").error.contains("there is no option '-x'"))
    }

    @Test func `the commands are shown where none is named`() throws {
        let s = try Session()
        for (line, word) in [
            ("", "identity"), ("identity", "withdraw"), ("help", "unpack"), ("--help", "audit"), ("-h", "audit"),
        ] {
            let answer = try s.run(line)
            #expect(answer.status == 0 && answer.error.isEmpty && answer.output.contains("  " + word), "\(answer)")
        }
        #expect(try s.run("--version").output.hasPrefix("0."))
    }
}
