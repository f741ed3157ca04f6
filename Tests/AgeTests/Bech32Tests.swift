import Age
import AgeKeys
import Sodium
import Testing

@Suite struct Bech32Tests {
    private func fault(_ body: () throws -> Void) -> KeyTextError? {
        do {
            try body()
            return nil
        } catch {
            return error as? KeyTextError
        }
    }

    /// What is no secret is read another way, to the same bytes or to none.
    private func publicBytes(_ text: [UInt8], _ count: Int) -> [UInt8]? {
        Bech32.publicBytes(of: text.span, prefix: "age", byteCount: count)
    }

    @Test(arguments: [
        "A12UEL5L", "a12uel5l",
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "?1ezyfcl",
    ])
    func `the valid strings of BIP 173 have a good checksum`(string: String) throws {
        let characters = Array(string.utf8)
        let decoded = try Bech32.decode(characters.span)
        #expect(decoded.prefixCount == characters.lastIndex(of: 0x31))
    }

    @Test(arguments: [
        ("\u{20}1nwldj5", KeyTextError.Fault.character), ("\u{7F}1axkwrx", .character),
        ("pzry9x0s0muk", .separator),
        ("1pzry9x0s0muk", .separator), ("x1b4n0q5v", .character), ("li1dgmt3", .separator), ("A1G7SGD8", .checksum),
        ("10a06t8", .separator), ("1qzzfhee", .separator), ("A12uEL5L", .mixedCase), ("", .separator),
    ])
    func `the invalid strings of BIP 173 are refused`(string: String, expected: KeyTextError.Fault) {
        let characters = Array(string.utf8)
        let thrown = fault { _ = try Bech32.decode(characters.span) }
        #expect(thrown == .encoding(expected))
    }

    @Test func `left-over bits must be fewer than five, and zero`() throws {
        // Two values carry one byte and two bits over.
        for (values, isGood) in [([0, 0], true), ([31, 28], true), ([0, 1], false), ([0, 2], false), ([0], false)] {
            let characters = Array(encoded(values).utf8)
            let decoded = try Bech32.decode(characters.span)
            let thrown = fault { _ = try decoded.bytes() }
            #expect(thrown == (isGood ? nil : .encoding(.padding)), "\(values)")
        }
    }

    @Test func `bytes of every length come back`() throws {
        for count in 0...70 {
            let bytes = pattern(count)
            for prefix in ["age", "AGE-SECRET-KEY-"] {
                let string = plain(try Bech32.encode(bytes.span, prefix: prefix))
                let decoded = try Bech32.decode(string.span, prefix: prefix, byteCount: count)
                #expect(plain(decoded) == bytes)
                #expect(publicBytes(string, count) == (prefix == "age" ? bytes : nil))
                #expect(publicBytes(string, count + 1) == nil)
            }
        }
    }

    @Test func `no flipped bit and no cut goes unnoticed`() throws {
        let identity = try makeX25519()
        let good = Array(try identity.recipient.text.utf8)
        for bit in 0..<(good.count * 8) {
            var bad = good
            bad[bit / 8] ^= 1 << (bit % 8)
            #expect(fault { _ = try Bech32.decode(bad.span, prefix: "age", byteCount: 32) } != nil, "bit \(bit)")
            #expect(publicBytes(bad, 32) == nil, "bit \(bit)")
        }
        for count in good.indices {
            let cut = Array(good[..<count])
            #expect(fault { _ = try Bech32.decode(cut.span, prefix: "age", byteCount: 32) } != nil, "cut at \(count)")
            #expect(publicBytes(cut, 32) == nil, "cut at \(count)")
        }
    }

    @Test func `a string that never ends is refused before it is read`() {
        let characters = [UInt8](repeating: 0x71, count: 5000)
        let thrown = fault { _ = try Bech32.decode(characters.span) }
        #expect(thrown == .tooLong(limit: 4096))
    }

    /// An independent encoder of 5-bit values under the prefix "x", after BIP 173's reference.
    private func encoded(_ values: [Int]) -> String {
        let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l")
        let generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
        var state = 1
        for value in [0x78 >> 5, 0, 0x78 & 31] + values + [0, 0, 0, 0, 0, 0] {
            let top = state >> 25
            state = (state & 0x1ffffff) << 5 ^ value
            for index in 0..<5 where top >> index & 1 == 1 { state ^= generator[index] }
        }
        let checksum = (0..<6).map { (state ^ 1) >> (5 * (5 - $0)) & 31 }
        return "x1" + String((values + checksum).map { alphabet[$0] })
    }
}
