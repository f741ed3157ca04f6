import ArgumentParser
import Casework
import Foundation
import Texts
import Vocabulary

// The parser asks for its help texts before it knows any option, so the language is read ahead of it, once.

extension Language {
    /// The language of this process.
    static let ofProcess = Language.chosen(
        option: wish(CommandLine.arguments), environment: ProcessInfo.processInfo.environment)

    /// What stands after the last `--lang`, as the parser will read it.
    static func wish(_ arguments: [String]) -> String? {
        var wish: String?
        var isNext = false
        for argument in arguments.dropFirst() {
            if argument == "--" { break }
            if isNext { wish = argument }
            if argument.hasPrefix("--lang=") { wish = String(argument.dropFirst("--lang=".count)) }
            isNext = argument == "--lang"
        }
        return wish
    }
}

extension Help {
    var spoken: String { text(.ofProcess) }
}

extension ArgumentHelp {
    static func spoken(_ help: Help) -> ArgumentHelp { ArgumentHelp(help.spoken) }
}

/// What the shell offers where a value is expected.
extension CompletionKind {
    static let purposes = list(Purpose.usual.map(\.text))
    static let actions = list(ActionName.allCases.map(\.rawValue))
    static let outcomes = list([OutcomeCode.allowed, .denied].map(\.rawValue))
    /// Those of keys.example: a vault's own are known only to who opens it.
    static let compartments = list(["identity", "assessment", "medical", "statement", "evidence"])
}
