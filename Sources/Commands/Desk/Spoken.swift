import ArgumentParser
import Casework
import Console
import Foundation
import Texts
import Vocabulary

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
