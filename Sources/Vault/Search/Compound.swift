/// Names that are written as one word or as two: `Nurhayati` and `Nur Hayati`, `Abdurrahman` and `Abdul Rahman`.
///
/// They are cut, so that both halves are words by which the name is found.
enum Compound {
    private static let shortestRest = 3

    /// The halves, or nil where `word` is not such a name. `word` has its sounds folded, its double letters not.
    static func parts(_ word: Spelling.Word) -> [Spelling.Word]? {
        guard word.first == "n" || word.first == "a" else { return nil }
        if let rest = rest(of: word, after: "nurul") ?? rest(of: word, after: "noorul") {
            return ["nurul".letters, rest]
        }
        if let rest = rest(of: word, after: "nur") ?? rest(of: word, after: "noor") {
            return ["nur".letters, withSharedLetter(rest)]
        }
        if let rest = rest(of: word, after: "abdul") {
            return isAllah(rest) ? nil : ["abdul".letters, rest == "atif".letters ? "latif".letters : rest]
        }
        // The article takes on the sound that follows it: `Abdurrahman`, `Abdussalam`, `Abdurahman`.
        guard let rest = rest(of: word, after: "abdu"), rest.count > shortestRest, let first = rest.first,
            ["r", "s", "n", "z", "d", "t"].contains(first)
        else { return nil }
        return ["abdul".letters, rest[1] == first ? Spelling.Word(rest.dropFirst()) : rest]
    }

    private static func rest(of word: Spelling.Word, after start: String) -> Spelling.Word? {
        let start = start.letters
        guard word.count >= start.count + shortestRest, word.starts(with: start) else { return nil }
        return Spelling.Word(word.dropFirst(start.count))
    }

    /// `Abdullah` is never written apart.
    private static func isAllah(_ rest: Spelling.Word) -> Bool {
        ["lah", "loh", "llah", "lloh"].contains { rest == $0.letters }
    }

    /// `Nurohman` has one r for two: it is `Nur Rohman`.
    private static func withSharedLetter(_ rest: Spelling.Word) -> Spelling.Word {
        let shared = ["ahman", "ohman", "ahim", "ohim", "ahmat", "ohmat", "ahmah", "ohmah"]
        return shared.contains { rest.starts(with: $0.letters) } ? ["r"] + rest : rest
    }
}

extension String {
    fileprivate var letters: Spelling.Word { Spelling.Word(unicodeScalars) }
}
