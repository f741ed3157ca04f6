import Vault

/// The commands with their arguments, as the parser describes them (ToolInfoV0 of swift-argument-parser): what help pages and
/// usage errors are made of.
struct CommandTree {
    struct Argument {
        enum Kind: String { case positional, option, flag }

        let kind: Kind
        /// `--vault`, `-h`; none of a positional argument.
        let names: [String]
        let valueName: String
        let about: String
        let isOptional: Bool
        let isRepeating: Bool
        /// Whether it takes all values up to the next option.
        let isGreedy: Bool
        let usually: String?
    }

    let name: String
    let about: String
    let commands: [CommandTree]
    let arguments: [Argument]

    /// Nil where it is not what the parser writes.
    init?(dump: String) {
        guard let root = (try? JSON(parsing: Array(dump.utf8)))?["command"] else { return nil }
        self.init(root)
    }

    private init(_ json: JSON) {
        func all(_ name: String) -> [JSON] {
            if case .array(let values)? = json[name] { values } else { [] }
        }
        name = json["commandName"]?.string ?? ""
        about = json["abstract"]?.string ?? ""
        commands = all("subcommands").map { CommandTree($0) }
        arguments = all("arguments").compactMap { Argument($0) }
    }

    /// The command that `path` names, and what of `path` is no command any more.
    func descend(_ path: some Sequence<String>) -> (command: CommandTree, path: [String], rest: [String]) {
        var (command, walked, rest) = (self, [String](), Array(path))
        while let next = rest.first, let child = command.commands.first(where: { $0.name == next }) {
            command = child
            walked.append(rest.removeFirst())
        }
        return (command, walked, rest)
    }
}

extension CommandTree.Argument {
    fileprivate init?(_ json: JSON) {
        guard let kind = json["kind"]?.string.flatMap({ Kind(rawValue: $0) }) else { return nil }
        var names: [String] = []
        if case .array(let all)? = json["names"] {
            names = all.compactMap { name in
                name["name"]?.string.map { (name["kind"]?.string == "long" ? "--" : "-") + $0 }
            }
        }
        self.init(
            kind: kind, names: names, valueName: json["valueName"]?.string ?? "", about: json["abstract"]?.string ?? "",
            isOptional: json["isOptional"] == .bool(true), isRepeating: json["isRepeating"] == .bool(true),
            isGreedy: json["parsingStrategy"]?.string == "upToNextOption", usually: json["defaultValue"]?.string)
    }
}
