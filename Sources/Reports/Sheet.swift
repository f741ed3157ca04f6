package import Texts
import Vocabulary

/// One thing, a line for each of its sides: names aligned, values as they are.
package struct Sheet {
    private let language: Language
    private var lines: [(name: String, value: String)] = []

    package init(_ language: Language) {
        self.language = language
    }

    package mutating func add(_ label: Label, _ value: String) {
        lines.append((label.text(language), shown(value)))
    }

    /// A side that the program has no word for: its name is somebody's text too.
    package mutating func add(name: String, _ value: String) {
        lines.append((shown(name), shown(value)))
    }

    package var text: String {
        let width = lines.map { displayWidth($0.name) }.max() ?? 0
        return lines.map { name, value in
            name + String(repeating: " ", count: width - displayWidth(name) + 2) + value
        }.joined(separator: "\n")
    }
}
