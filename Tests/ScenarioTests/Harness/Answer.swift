import Foundation
import Testing

/// What a command said and how it ended.
struct Answer: CustomStringConvertible {
    let command: String
    let status: Int32
    let bytes: [UInt8]
    let error: String

    /// Standard output as text.
    var output: String { String(decoding: bytes, as: UTF8.self) }
    var lines: [String] { output.split(separator: "\n").map(String.init) }
    var json: Value { Value(parsing: bytes) }

    var description: String { "$ brankas \(command)\n\(output.prefix(2_000))\(error)→ \(status)" }
}

/// A JSON value, for reading what was printed.
struct Value {
    let any: Any?

    init(_ any: Any?) { self.any = any }

    init(parsing bytes: [UInt8]) {
        any = try? JSONSerialization.jsonObject(with: Data(bytes))
    }

    subscript(_ name: String) -> Value { Value((any as? [String: Any])?[name]) }
    subscript(_ index: Int) -> Value {
        guard let list = any as? [Any], list.indices.contains(index) else { return Value(nil) }
        return Value(list[index])
    }

    var text: String { any as? String ?? "" }
    var texts: [String] { any as? [String] ?? [] }
    var number: Int { any as? Int ?? -1 }
    var isTrue: Bool { any as? Bool ?? false }
    var list: [Value] { (any as? [Any] ?? []).map { Value($0) } }
    var keys: Set<String> { Set((any as? [String: Any] ?? [:]).keys) }
    var isNull: Bool { any == nil || any is NSNull }
}

/// Whether `text` is an id: the letter, a hyphen, 16 digits of Crockford's base 32.
func isID(_ text: String, _ letter: Character) -> Bool {
    text.wholeMatch(of: /([KIDG])-[0-9A-HJKMNP-TV-Z]{16}/)?.output.1.first == letter
}

/// Whether these are lower-case hexadecimal digits, `count` of them.
func isHex(_ text: String, _ count: Int) -> Bool {
    text.count == count && text.allSatisfy { "0123456789abcdef".contains($0) }
}

/// The rule of errors: one line `brankas: …`, lower case, no full stop, and perhaps one line `hint: …` or `petunjuk: …`.
func isOneComplaint(_ text: String) -> Bool {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    guard text.hasSuffix("\n"), (1...2).contains(lines.count), lines[0].hasPrefix("brankas: ") else { return false }
    let message = lines[0].dropFirst("brankas: ".count)
    let isAcronym = message.prefix(2).allSatisfy(\.isUppercase)
    guard let first = message.first, !first.isUppercase || isAcronym, !message.hasSuffix(".") else { return false }
    return lines.count == 1 || lines[1].hasPrefix("hint: ") || lines[1].hasPrefix("petunjuk: ")
}
