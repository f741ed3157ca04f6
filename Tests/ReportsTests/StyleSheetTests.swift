import Reports
import Testing
import Vocabulary

struct StyleSheetTests {
    @Test func `the policy's hash is the style sheet's`() {
        #expect(StyleSheet.digest == SHA256.base64(StyleSheet.text))
    }

    @Test func `the style sheet fetches nothing`() {
        for forbidden in ["url(", "@import", "http", "expression", "\\", "behavior", "@font-face", "<"] {
            #expect(!StyleSheet.text.contains(forbidden), "\(forbidden)")
        }
        #expect(StyleSheet.text.count { $0 == "{" } == StyleSheet.text.count { $0 == "}" })
    }

    @Test func `the test's own hash is that of FIPS 180-4`() {
        #expect(SHA256.base64("abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
        #expect(SHA256.base64("") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        #expect(SHA256.base64(String(repeating: "a", count: 119)).count == 44)
    }
}

/// SHA-256 as FIPS 180-4 has it: Reports knows no cryptography, and its tests need one hash.
private enum SHA256 {
    static func base64(_ text: String) -> String {
        var bytes = Array(text.utf8)
        let bitCount = UInt64(bytes.count) * 8
        bytes.append(0x80)
        while bytes.count % 64 != 56 { bytes.append(0) }
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: bitCount >> shift)) }
        var state = roots(of: 8, cubic: false)
        let constants = roots(of: 64, cubic: true)
        for block in stride(from: 0, to: bytes.count, by: 64) {
            var words = (0..<16).map { word in
                (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[block + word * 4 + $1]) }
            }
            for place in 16..<64 {
                let (early, late) = (words[place - 15], words[place - 2])
                words.append(
                    words[place - 16] &+ (turned(early, 7) ^ turned(early, 18) ^ early >> 3)
                        &+ words[place - 7] &+ (turned(late, 17) ^ turned(late, 19) ^ late >> 10))
            }
            var s = state
            for place in 0..<64 {
                let first =
                    s[7] &+ (turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25)) &+ (s[4] & s[5] ^ ~s[4] & s[6])
                    &+ constants[place] &+ words[place]
                let second =
                    (turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22)) &+ (s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2])
                s = [first &+ second, s[0], s[1], s[2], s[3] &+ first, s[4], s[5], s[6]]
            }
            for place in 0..<8 { state[place] &+= s[place] }
        }
        return encoded(state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } })
    }

    private static func turned(_ word: UInt32, _ by: UInt32) -> UInt32 { word >> by | word << (32 - by) }

    /// The first 32 bits of the fractions of the square or cube roots of the first primes.
    private static func roots(of count: Int, cubic: Bool) -> [UInt32] {
        var primes: [Int] = []
        var number = 2
        while primes.count < count {
            if !primes.contains(where: { number % $0 == 0 }) { primes.append(number) }
            number += 1
        }
        return primes.map { prime in
            // The largest root whose power does not exceed prime * 2^(32 * power), by halving.
            var root: UInt64 = 0
            for bit in stride(from: UInt64(35), through: 0, by: -1) {
                let tried = root | 1 << bit
                let square = UInt128(tried) * UInt128(tried)
                let fits =
                    cubic ? square * UInt128(tried) <= UInt128(prime) << 96 : square <= UInt128(prime) << 64
                if fits { root = tried }
            }
            return UInt32(truncatingIfNeeded: root)
        }
    }

    private static func encoded(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(0) { $0 << 8 | (start + $1 < bytes.count ? Int(bytes[start + $1]) : 0) }
            for place in 0..<4 {
                text.append(place <= group.count ? letters[bits >> (18 - place * 6) & 63] : "=")
            }
        }
        return text
    }
}
