package import Vocabulary

/// The two languages in which Brankas speaks.
package enum Language: String, CaseIterable, Sendable {
    case indonesian = "id"
    case english = "en"

    /// From `--lang`, else `BRANKAS_LANG`, else the locale: Indonesian where it begins with `id`.
    package static func chosen(option: String?, environment: [String: String]) -> Language {
        if let option, let language = Language(rawValue: option) { return language }
        if let wish = environment["BRANKAS_LANG"], let language = Language(rawValue: wish) { return language }
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let locale = environment[name], !locale.isEmpty {
                return locale.hasPrefix("id") ? .indonesian : .english
            }
        }
        return .english
    }

    package func callAsFunction(_ wording: Wording) -> String { self(id: wording.indonesian, en: wording.english) }

    /// Both are always given: a missing translation does not compile.
    func callAsFunction(id: String, en: String) -> String {
        switch self {
        case .indonesian: id
        case .english: en
        }
    }
}

/// Text that somebody else wrote, made safe for a terminal: control, escape, bidirectional and unseen characters are
/// shown as codes, so that no name can move the cursor, ring, recolour, turn the line around, or look like another.
package func shown(_ text: String) -> String {
    var safe = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{200b}"..."\u{200f}", "\u{202a}"..."\u{202e}",
            "\u{2028}", "\u{2029}", "\u{2060}"..."\u{206f}", "\u{61c}", "\u{feff}", "\u{fff9}"..."\u{fffb}",
            "\u{e0000}"..."\u{e007f}":
            safe += "\\u{" + String(scalar.value, radix: 16) + "}"
        // What stands for a byte of a file name that is no text.
        case "\u{10ff80}"..."\u{10ffff}": safe += "\\x" + String(scalar.value & 0xff, radix: 16, uppercase: true)
        // Soft hyphens, fillers, variation selectors and what else has no shape of its own.
        case _ where scalar.properties.isDefaultIgnorableCodePoint:
            safe += "\\u{" + String(scalar.value, radix: 16) + "}"
        default: safe.unicodeScalars.append(scalar)
        }
    }
    return safe
}
