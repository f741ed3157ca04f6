import Foundation
import Testing
import Vault

/// Names as two records have them: those of one person meet, those of two stay apart.
struct NameWordTests {
    /// Compared by bytes, as what is HMACed: `String` would take composed and decomposed letters for one.
    private func words(_ name: String) -> [[UInt8]] { NameWords.normalise(name).map { Array($0.utf8) } }

    @Test(arguments: NameTables.alike)
    func `two spellings of one name meet`(first: String, second: String) {
        #expect(words(first) == words(second), "\(NameWords.normalise(first)) \(NameWords.normalise(second))")
        #expect(!words(first).isEmpty)
    }

    @Test(arguments: NameTables.apart)
    func `two names stay two`(first: String, second: String) {
        #expect(words(first) != words(second), "\(NameWords.normalise(first))")
    }

    @Test func `the tables are long enough to be worth reading`() {
        #expect(NameTables.alike.count >= 150)
        #expect(NameTables.apart.count >= 60)
    }

    @Test(arguments: [
        ("Siti Nurhaliza", ["haliza", "nur", "siti"]), ("Soerjadi", ["suriadi"]), ("Jusuf Kalla", ["kala", "yusuf"]),
        ("M. Rizki", ["muhamad", "riski"]), ("H. Abdurrahman Wahid, S.H.", ["abdul", "rahman", "wahid"]),
        ("Siti Siti", ["siti"]), ("A. B. Yusuf", ["yusuf"]), ("Yusuf M.", ["yusuf"]), ("Budi, ST", ["budi"]),
        ("Saksi 1", ["saksi"]), ("李 小龙", ["小龙", "李"]), ("محمد", ["محمد"]), ("МАША", ["маша"]),
    ])
    func `a name becomes these words`(name: String, expected: [String]) {
        #expect(NameWords.normalise(name) == expected)
    }

    @Test(arguments: [
        ("M.", ["m"]), ("A. B.", ["a", "b"]), ("Ibu", ["ibu"]), ("Hj.", ["hi"]), ("S.H.", ["h", "s"]),
        ("An.", ["an"]), ("Bin", ["bin"]), ("1", ["1"]), ("M. St.", ["m", "st"]),
    ])
    func `a name of nothing but initials and titles keeps its letters`(name: String, expected: [String]) {
        #expect(NameWords.normalise(name) == expected)
    }

    @Test(arguments: [
        "", " ", "...", "\u{0}\u{1}\u{7f}", "\u{202e}\u{202c}", "\u{301}\u{302}", "🌺🙂", "👩‍👩‍👧", "'''", "-/–", "\u{feff}",
        "\n\t",
    ])
    func `where no letter stands there is no word`(name: String) {
        #expect(NameWords.normalise(name).isEmpty)
    }

    @Test func `every Latin letter with a mark is one letter, composed or not`() {
        let letters = (UInt32(0xc0)...0x24f).map { $0 } + (0x1e00...0x1eff).map { $0 }
        var count = 0
        for letter in letters.compactMap({ Unicode.Scalar($0).map(String.init) }) {
            let name = "B" + letter + "nda"
            #expect(words(name) == words(name.decomposedStringWithCanonicalMapping), "\(letter)")
            #expect(words(name) == words(name.precomposedStringWithCanonicalMapping), "\(letter)")
            if letter.decomposedStringWithCanonicalMapping != letter.precomposedStringWithCanonicalMapping { continue }
            if letter.decomposedStringWithCanonicalMapping.unicodeScalars.count > 1 {
                count += 1
                #expect(words(name).joined().allSatisfy { $0 < 0x80 }, "\(letter)")
            }
        }
        #expect(count > 400)
    }

    @Test func `a name of many words and letters is bounded, in words and in time`() {
        let hostile = [
            String(repeating: "x", count: 65_536), String(repeating: "Siti ", count: 13_107),
            String(repeating: "e\u{301}", count: 20_000), String(repeating: "\u{202e}", count: 20_000),
            String(repeating: "nur", count: 20_000), String(repeating: "abdu", count: 16_000),
            String(repeating: "sy", count: 32_768), String(repeating: "S.", count: 32_768),
            String(repeating: "ij", count: 32_768), String(repeating: "M. ", count: 20_000) + "Ali",
            (0..<9_000).map { "w\($0)" }.joined(separator: " "), String(repeating: "qxv", count: 21_845),
        ]
        for name in hostile {
            let words = NameWords.normalise(name)
            #expect(words.count <= NameWords.countLimit)
            #expect(words.allSatisfy { (1...64).contains($0.unicodeScalars.count) })
            #expect(NameWords.normalise(words.joined(separator: " ")) == words)
        }
        #expect(NameWords.normalise(hostile[10]).count == NameWords.countLimit)
    }
}
