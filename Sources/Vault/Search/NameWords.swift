/// The words by which a name is found, whoever wrote it down.
///
/// The rules and what they leave apart stand in docs/search.md. They belong to the format: a change of them
/// makes identities unfindable that were stored before it.
package enum NameWords {
    package static let countLimit = 32

    /// The distinct words of `name`, folded and sorted by their scalars: at most `countLimit`, of at most 64 scalars
    /// each. Normalising them again changes nothing. Empty where `name` has no letter or digit.
    package static func normalise(_ name: String) -> [String] {
        var words = once(name)
        while true {
            // Folding can bring forth what folds, and what was left only for lack of anything else can look like a
            // name without its full stops.
            let next = once(words.joined(separator: " "))
            if next == words { return words }
            words = next
        }
    }

    private static func once(_ name: String) -> [String] {
        let pieces = NamePiece.cut(name)
        var words: [String] = []
        var seen: Set<NamePiece> = []
        for piece in Honorifics.withoutDegrees(pieces) where seen.insert(piece).inserted {
            words += folded(piece).filter { !Honorifics.isHonorific($0) }
        }
        if let first = words.first, let full = ShortForms.fullAtStart(first), words.contains(where: isWhole) {
            words[0] = full
        }
        words.removeAll { !isWhole($0) }
        if words.isEmpty { words = pieces.flatMap { Spelling.fold($0.letters).map(\.text) } }
        return sorted(words)
    }

    private static func folded(_ piece: NamePiece) -> [String] {
        if Honorifics.isHonorific(piece) { return [] }
        if let full = ShortForms.full(piece.text) { return [full] }
        return Spelling.fold(piece.letters).map { ShortForms.full($0.text) ?? $0.text }
    }

    /// Not an initial or what `ShortForms` understands only at the start. A single ideograph is a word.
    private static func isWhole(_ word: String) -> Bool {
        word.utf8.count > 1 && ShortForms.fullAtStart(word) == nil
    }

    /// By bytes, which is by scalars: `String` would take for one what looks the same and is HMACed otherwise.
    private static func sorted(_ words: [String]) -> [String] {
        Set(words.map { Array($0.utf8) }).sorted { $0.lexicographicallyPrecedes($1) }.prefix(countLimit)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
