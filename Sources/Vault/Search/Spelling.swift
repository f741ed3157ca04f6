/// Folds the ways in which Indonesian records spell one sound: `Tjahjo` and `Cahyo` become one word.
///
/// What comes out is for comparing and is not meant to be read: `j`, `dj` and the consonant `y` end as `y` or `i`.
enum Spelling {
    typealias Word = [Unicode.Scalar]

    /// The word folded once; more than one where it is a compound that is also written apart.
    ///
    /// What is folded may fold again, as where a double letter hid a compound: `NameWords` goes on until it does not.
    /// Each turn shortens, cuts or replaces a letter by one that no rule brings back, so the turns end.
    static func fold(_ word: Word) -> [Word] {
        var pending = [word]
        var folded: [Word] = []
        while let word = pending.popLast() {
            let spelt = sounds(word)
            if let parts = Compound.parts(spelt) {
                pending += parts
            } else {
                // `x` becomes two letters.
                folded.append(Word(neighbours(spelt).prefix(NamePiece.lengthLimit)))
            }
        }
        return folded
    }

    /// At the beginning of a word, where `ch` is the `c` of today or a `k`.
    private static let beginnings: [(Word, Word)] = pairs([
        ("chr", "kr"), ("chand", "cand"), ("chint", "cint"), ("chynt", "cint"), ("rh", "r"),
    ])

    /// Anywhere: two letters, or one, by the first of them, and what they become.
    private static let letters: [Unicode.Scalar: [(second: Unicode.Scalar?, to: Word)]] = {
        let table = [
            ("oe", "u"), ("ae", "ai"), ("ie", "i"), ("tj", "c"), ("dj", "y"), ("j", "y"), ("ch", "h"), ("kh", "h"),
            ("sh", "s"), ("dh", "d"), ("th", "t"), ("gh", "g"), ("bh", "b"), ("ph", "f"), ("dz", "z"), ("ts", "s"),
            ("ck", "k"), ("q", "k"), ("v", "f"), ("x", "ks"),
        ]
        let rules = pairs(table).map { (first: $0.0[0], rule: (second: $0.0.dropFirst().first, to: $0.1)) }
        return Dictionary(grouping: rules, by: \.first).mapValues { $0.map(\.rule) }
    }()

    private static func pairs(_ table: [(String, String)]) -> [(Word, Word)] {
        table.map { (Word($0.0.unicodeScalars), Word($0.1.unicodeScalars)) }
    }

    /// The letters that spell one sound, wherever they stand.
    private static func sounds(_ word: Word) -> Word {
        var word = word
        for (from, to) in beginnings where word.starts(with: from) { word = to + word.dropFirst(from.count) }
        while true {
            let next = soundsOnce(word)
            if next == word { return word }
            word = next
        }
    }

    private static func soundsOnce(_ word: Word) -> Word {
        var result: Word = []
        var rest = word[...]
        while let letter = rest.first {
            let next = rest.dropFirst().first
            if let (second, to) = letters[letter]?.first(where: { $0.second == nil || $0.second == next }) {
                result += to
                rest = rest.dropFirst(second == nil ? 1 : 2)
            } else if letter == "s", next == "y" || next == "j", let third = rest.dropFirst(2).first,
                isVowel(third) || third == "h"
            {
                // `Sjarif`, `Syarif`, `Sarif`; but the `y` of `Desy` and of `Rosyta` is a vowel.
                result.append("s")
                rest = rest.dropFirst(2)
            } else {
                result.append(letter)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    static func isVowel(_ letter: Unicode.Scalar?) -> Bool {
        switch letter {
        case "a", "e", "i", "o", "u": true
        default: false
        }
    }

    private static func isConsonant(_ letter: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(letter) && !isVowel(letter)
    }

    /// What depends on the letters beside.
    private static func neighbours(_ doubled: Word) -> Word {
        var word: Word = []
        // `Anissa`, `Ruqayyah`. Vowels are left: `Aan` is not `An`.
        for letter in doubled where letter != word.last || !isConsonant(letter) { word.append(letter) }
        var result: Word = []
        for (index, letter) in word.enumerated() {
            let previous = result.last
            let next = index + 1 < word.count ? word[index + 1] : nil
            switch letter {
            // `Supriyadi`, `Suwardi`.
            case "y" where previous == "i" && isVowel(next), "w" where previous == "u" && isVowel(next): continue
            // `Surya` and `Suria`, `Ayla` and `Aila`; but `Yusuf` and `Maya`.
            case "y": result.append((previous == nil || isVowel(previous)) && isVowel(next) ? "y" : "i")
            // `Rizki`, `Aziz`; but `Zahra` and `Azhar`.
            case "z" where previous != nil && next != "h" && next != "y" && !isVowel(next):
                result.append("s")
            default: result.append(letter)
            }
        }
        // `Aisyah`, `Indah`; but `Moh` and `Syah`.
        if result.count > 3, result.last == "h", isVowel(result[result.count - 2]) { result.removeLast() }
        return result
    }
}
