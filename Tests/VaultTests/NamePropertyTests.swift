import Foundation
import Testing
import Vault

/// What holds of every name, tried on names of a seeded generator.
struct NamePropertyTests {
    private func words(_ name: String) -> [[UInt8]] { NameWords.normalise(name).map { Array($0.utf8) } }

    private static let consonants = ["b", "c", "d", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "w", "y"]
    private static let vowels = ["a", "i", "u", "e", "o"]

    /// A word of open syllables, `n` or `r` now and then at their end: neighbours that no rule joins by chance.
    private func syllables(_ random: inout Seeded) -> [String] {
        (0..<Int.random(in: 2...4, using: &random)).map { index in
            let end = Int.random(in: 0..<4, using: &random) == 0 ? ["n", "r"].randomElement(using: &random)! : ""
            return Self.consonants.randomElement(using: &random)! + Self.vowels.randomElement(using: &random)!
                + (index == 0 ? end : "")
        }
    }

    private func name(_ random: inout Seeded) -> [String] {
        (0..<Int.random(in: 1...4, using: &random)).map { _ in syllables(&random).joined() }
    }

    @Test func `normalised words are normal, whatever was typed`() {
        var random = Seeded(state: 1)
        let pieces = [
            "a", "b", "c", "d", "e", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w",
            "x",
            "y", "z", "z", "y", "h", "s", "j", "uu", "nur", "noor", "abdul", "abdu", "md", "st", "moh", "hj", "drs",
            "an.",
            "S.", "M.", "A.", "Pd", "Md", ".", " ", " ", " ", ", ", "'", "-", "\u{301}", "é", "ß", "ŋ", "Я", "й", "ا",
            "李",
            "İ", "🙂", "\u{200d}", "2", "bin", "ns.",
        ]
        for _ in 0..<8_000 {
            let count = Int.random(in: 1...14, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random)! }.joined()
            let once = NameWords.normalise(text)
            let twice = NameWords.normalise(once.joined(separator: " "))
            #expect(once.map { Array($0.utf8) } == twice.map { Array($0.utf8) }, "\(text.debugDescription)")
            #expect(words(text.uppercased()) == words(text.lowercased()), "\(text.debugDescription)")
        }
    }

    @Test func `case, composition and the order of words change nothing`() {
        var random = Seeded(state: 2)
        for _ in 0..<2_000 {
            var parts = name(&random)
            let marked = parts.map {
                $0.replacingOccurrences(of: "e", with: "é").replacingOccurrences(of: "n", with: "ñ")
            }
            let plain = words(parts.joined(separator: " "))
            let text = marked.joined(separator: " ")
            #expect(words(text) == plain)
            #expect(words(text.uppercased()) == plain)
            #expect(words(text.capitalized) == plain)
            #expect(words(text.decomposedStringWithCanonicalMapping) == plain)
            #expect(words(text.precomposedStringWithCanonicalMapping) == plain)
            parts.shuffle(using: &random)
            #expect(words(parts.joined(separator: random.next() % 2 == 0 ? "  " : "-")) == plain)
        }
    }

    /// One sound and another way to write it. The first is replaced wherever it stands.
    static let changes = [
        ("u", "oe"), ("c", "tj"), ("j", "dj"), ("j", "y"), ("h", "kh"), ("h", "ch"), ("d", "dh"), ("t", "th"),
        ("g", "gh"), ("b", "bh"), ("k", "q"), ("k", "ck"), ("s", "sh"), ("s", "ts"), ("p", "pp"), ("l", "ll"),
        ("n", "nn"), ("m", "mm"), ("ai", "ae"), ("i", "ie"), ("f", "v"), ("f", "ph"), ("z", "dz"), ("ks", "x"),
        ("iya", "ia"),
        ("uwa", "ua"), ("sa", "sya"), ("sa", "sja"),
    ]

    @Test(arguments: changes)
    func `a spelling that records mix changes nothing`(from: String, to: String) {
        var random = Seeded(state: 3)
        var changed = 0
        while changed < 300 {
            var parts = syllables(&random)
            // The sound in question stands in the middle, where its neighbours are plain.
            let sound = from.count > 1 || "aiueo".contains(from) ? from : from + "a"
            parts.insert("l" + "a" + (sound.hasPrefix("a") ? "m" + sound : sound), at: 1)
            let text = parts.joined()
            let other = text.replacingOccurrences(of: from, with: to)
            guard other != text else { continue }
            changed += 1
            #expect(words(other) == words(text), "\(text) \(other)")
        }
    }

    @Test func `titles, a mark of descent and signs around a name change nothing`() {
        var random = Seeded(state: 4)
        let before = [
            "H. ", "Hj. ", "Drs. ", "dr. ", "Ir. ", "Bapak ", "Ibu ", "Sdr. ", "Alm. ", "K.H. ", "R. ", "Ust. ",
        ]
        let after = [
            ", S.H.", ", S.Pd.", " S. Pd.", ", M.Si", ", A.Md.Keb.", " SH", ", S.E., M.M.", " bin", "\u{200e}", "!",
        ]
        for _ in 0..<2_000 {
            let name = "si" + name(&random).joined(separator: " ")
            let dressed = before.randomElement(using: &random)! + name + after.randomElement(using: &random)!
            #expect(words(dressed) == words(name), "\(dressed)")
        }
    }
}

/// SplitMix64: the same names in each run.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
