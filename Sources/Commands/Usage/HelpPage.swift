import ArgumentParser
import Reports
import Texts
import Vocabulary

/// What `--help` shows, in the reader's language.
struct HelpPage {
    let tree: CommandTree
    let language: Language

    /// Columns of a page: what a terminal has at least.
    private static let width = 80
    private static let column = 26

    /// Whether it is worth the while to look: the tree is not made for a command that does its work.
    static func mayBeAsked(by arguments: [String]) -> Bool {
        arguments.isEmpty || arguments[0] == "help" || arguments.count == 1 && isNoun(arguments[0])
            || arguments.prefix { $0 != "--" }.contains { ["-h", "--help"].contains($0) }
    }

    private static func isNoun(_ word: String) -> Bool {
        Brankas.configuration.subcommands.contains {
            $0.configuration.commandName == word && !$0.configuration.subcommands.isEmpty
        }
    }

    /// The page that `arguments` ask for, if they do: by `help`, `--help` or `-h`, or by naming no command, or a noun without
    /// its verb. Throws for help on a command that there is not.
    func asked(by arguments: [String]) throws(UsageFault) -> String? {
        // The parser's own, for shells and manual pages.
        if arguments.first?.hasPrefix("--") == true, !["--help", "--version"].contains(arguments[0]) { return nil }
        let isHelp = arguments.first == "help"
        let (command, path, rest) = tree.descend(isHelp ? arguments.dropFirst() : arguments[...])
        if isHelp, let unknown = rest.first(where: { !$0.hasPrefix("-") }), !command.commands.isEmpty {
            throw .unknownCommand(unknown, nearest: nearest(unknown, of: command.commands.map(\.name)))
        }
        let isWished = rest.prefix { $0 != "--" }.contains { ["-h", "--help"].contains($0) }
        guard isHelp || isWished || rest.isEmpty && !command.commands.isEmpty else { return nil }
        return page(command, path)
    }

    private func page(_ command: CommandTree, _ path: [String]) -> String {
        let name = ([tree.name] + path).joined(separator: " ")
        var lines = Self.wrapped(command.about, width: Self.width) + [""]
        guard command.commands.isEmpty else {
            let word = UsageWord.commandName.text(language)
            lines += [
                UsageWord.usage.text(language) + ": \(name) \(word) …", "", UsageWord.commands.text(language) + ":",
            ]
            for child in command.commands {
                let about = child.name == "help" ? UsageWord.helpCommand.text(language) : child.about
                lines += row(child.name, about)
            }
            if path.isEmpty { lines += row("--version", UsageWord.version.text(language)) }
            return (lines + ["", "\(([tree.name, "help"] + path).joined(separator: " ")) \(word)"]).joined(
                separator: "\n")
        }
        let places = command.arguments.filter { $0.kind == .positional }
        let common = Set(CommonOptions.names)
        let options = command.arguments.filter { $0.kind != .positional && !Self.isParsers($0) }
        let own = options.filter { common.isDisjoint(with: $0.names) }
        let needed = own.filter { !$0.isOptional }.map { "\($0.names[0]) \(value(of: $0))" }
        let usage = ([name] + places.map(placed) + needed + [UsageWord.commandOptions.text(language)])
            .joined(separator: " ")
        lines += Self.wrapped(UsageWord.usage.text(language) + ": " + usage, width: Self.width, hanging: 4)
        func add(_ heading: UsageWord, _ rows: [(String, String)]) {
            guard !rows.isEmpty else { return }
            lines += ["", heading.text(language) + ":"] + rows.flatMap { row($0.0, $0.1) }
        }
        add(.arguments, places.map { (placeholder($0.valueName, language), $0.about) })
        add(.options, own.map(described))
        add(
            .common,
            options.filter { !common.isDisjoint(with: $0.names) }.map(described)
                + [("-h, --help", UsageWord.help.text(language))])
        return lines.joined(separator: "\n")
    }

    /// What the parser adds to every command by itself.
    private static func isParsers(_ argument: CommandTree.Argument) -> Bool {
        argument.names.contains("--help") || argument.kind == .flag && argument.names == ["--version"]
    }

    private func placed(_ argument: CommandTree.Argument) -> String {
        let word = placeholder(argument.valueName, language) + (argument.isRepeating ? " …" : "")
        return argument.isOptional ? "[\(word)]" : word
    }

    private func value(of argument: CommandTree.Argument) -> String {
        placeholder(argument.valueName, language) + (argument.isRepeating ? " …" : "")
    }

    private func described(_ argument: CommandTree.Argument) -> (String, String) {
        let names = argument.names.joined(separator: ", ")
        let usually = argument.usually.map { " (\(UsageWord.normally.text(language)): \($0))" } ?? ""
        return (argument.kind == .flag ? names : "\(names) \(value(of: argument))", argument.about + usually)
    }

    private func row(_ name: String, _ about: String) -> [String] {
        let text = Self.wrapped(about, width: Self.width - Self.column)
        let padding = String(repeating: " ", count: Self.column)
        let isShort = displayWidth(name) + 4 <= Self.column
        let first = "  " + name
        guard isShort else { return [first] + text.map { padding + $0 } }
        let rest = text.dropFirst().map { padding + $0 }
        let gap = String(repeating: " ", count: Self.column - displayWidth(first))
        return [first + (text.first.map { gap + $0 } ?? "")] + rest
    }

    private static func wrapped(_ text: String, width: Int, hanging: Int = 0) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, displayWidth(line) + 1 + displayWidth(word) > width {
                lines.append(line)
                line = String(repeating: " ", count: hanging) + word
            } else {
                line += (line.isEmpty ? "" : " ") + word
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
