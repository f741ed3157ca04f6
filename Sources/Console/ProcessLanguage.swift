import Foundation
package import Texts
import Vocabulary

// The parser asks for its help texts before it knows any option, so the language is read ahead of it, once.

extension Language {
    /// The language of this process.
    package static let ofProcess = Language.chosen(
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
