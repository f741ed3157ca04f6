/// Folds the ways in which Indonesian records spell one sound: `Tjahjo` and `Cahyo` become one word.
///
/// What comes out is for comparing and is not meant to be read: `j`, `dj` and the consonant `y` end as `y` or `i`.
enum Spelling {
    typealias Word = [Unicode.Scalar]

    /// The word folded. It is the same again when folded again. More than one where the word is a compound that is
    /// also written apart.
    static func fold(_ word: Word) -> [Word] {
        var pending = [Word(word.prefix(NamePiece.lengthLimit))]
        var folded: [Word] = []
        // Each turn shortens, cuts or replaces a letter by one that no rule brings back, so the turns end.
        while let word = pending.popLast() {
            let spelt = sounds(word)
            if let parts = Compound.parts(spelt) {
                pending += parts
                continue
            }
            let next = Word(neighbours(spelt).prefix(NamePiece.lengthLimit))
            if next == word { folded.append(next) } else { pending.append(next) }
        }
        return folded
    }

    /// At the beginning of a word, where `ch` is the `c` of today or a `k`.
    private static let beginnings: [(Word, Word)] = pairs([
        ("chr", "kr"), ("chand", "cand"), ("chint", "cint"), ("chynt", "cint"), ("rh", "r"),
    ])

    /// Anywhere. The first that fits is taken: `tj` before the `j` in it.
    private static let letters: [(Word, Word)] = pairs([
        ("oe", "u"), ("ae", "ai"), ("tj", "c"), ("dj", "j"), ("ch", "h"), ("kh", "h"), ("sh", "s"), ("dh", "d"),
        ("th", "t"), ("gh", "g"), ("bh", "b"), ("ph", "f"), ("dz", "z"), ("ts", "s"), ("ck", "k"), ("q", "k"),
        ("v", "f"), ("x", "ks"),
    ])

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
            if let (from, to) = letters.first(where: { rest.starts(with: $0.0) }) {
                result += to
                rest = rest.dropFirst(from.count)
            } else if letter == "s", rest.count > 2, ["j", "y"].contains(rest[rest.startIndex + 1]),
                isVowel(rest[rest.startIndex + 2]) || rest[rest.startIndex + 2] == "h"
            {
                // `Sjarif`, `Syarif`, `Sarif`; but the `y` of `Desy` and of `Rosyta` is a vowel.
                result.append("s")
                rest = rest.dropFirst(2)
            } else {
                result.append(letter == "j" ? "y" : letter)
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
    private static func neighbours(_ word: Word) -> Word {
        var result: Word = []
        for (index, letter) in word.enumerated() {
            let previous = result.last
            let next = index + 1 < word.count ? word[index + 1] : nil
            switch letter {
            // `Anissa`. Vowels are left: `Aan` is not `An`.
            case previous where isConsonant(letter): continue
            // `Supriyadi`, `Suwardi`.
            case "y" where previous == "i" && isVowel(next), "w" where previous == "u" && isVowel(next): continue
            // `Surya` and `Suria`, `Ayla` and `Aila`; but `Yusuf` and `Maya`.
            case "y": result.append((previous == nil || isVowel(previous)) && isVowel(next) ? "y" : "i")
            // `Rizki`, `Aziz`; but `Zahra` and `Azhar`.
            case "z" where previous != nil && next != "z" && next != "h" && next != "y" && !isVowel(next):
                result.append("s")
            default: result.append(letter)
            }
        }
        // `Aisyah`, `Indah`; but `Moh` and `Syah`.
        if result.count > 3, result.last == "h", isVowel(result[result.count - 2]) { result.removeLast() }
        return result
    }
}
