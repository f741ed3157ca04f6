import Age
import Makers
import Testing

@Suite struct ArmorTests {
    private func decoded(_ text: String) throws(AgeError) -> [UInt8] {
        let characters = Array(text.utf8)
        return try Armor.decode(characters.span, limit: 1 << 20)
    }

    private func fails(_ text: String) -> Bool {
        (try? decoded(text)) == nil
    }

    @Test func `a file of every length comes back out of its armor`() throws {
        for count in 0...200 {
            let file = pattern(count)
            let text = Armor.encode(file)
            #expect(try decoded(text) == file)
            #expect(try decoded(text.split(separator: "\n").joined(separator: "\r\n")) == file)
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= 64 })
        }
    }

    @Test func `white space may stand around armor, and nothing else`() throws {
        let file = pattern(100)
        let good = Armor.encode(file)
        #expect(try decoded("\n \t\r\n" + good + " \n\t") == file)
        #expect(try decoded(String(good.dropLast())) == file)
        #expect(fails("x\n" + good))
        #expect(fails(good + "x"))
        #expect(fails(" " + good))
        #expect(fails(String(repeating: "\n", count: 1025) + good))
        #expect(fails(good + String(repeating: "\n", count: 1025)))
    }

    @Test(arguments: [
        ("AGE ENCRYPTED", "AGE DECRYPTED"), ("BEGIN AGE ENCRYPTED FILE", "begin age encrypted file"),
        ("-----BEGIN", "----- BEGIN"), ("FILE-----\n", "FILE-----\n\n"), ("FILE-----\n", "FILE-----\nHeader: yes\n\n"),
        ("FILE-----\n", "FILE----- \n"), ("\n-----END", "\n\n-----END"), ("\n-----END", " \n-----END"),
        ("\n-----END", "\n=abcd\n-----END"), ("-----END AGE ENCRYPTED FILE-----", ""), ("Wg==", "Wg"), ("Wg==", "Wg="),
        ("Wg==", "Wg=\n="), ("Wg==", "Wg\n=="), ("Wg==", "Wh=="), ("Wg==", "Wg==Wg=="), ("Wg==", "Wg==\nWg=="),
        ("Wlpa", "Wl*a"), ("Wlpa", "Wl_a"), ("Wlpa\n", "Wlpa \n"), ("\nWlpa", "\n Wlpa"), ("Wlpa\n", "\n"),
        ("Wlpa\n", "Wlp\n"), ("Wlpa\n", "Wg==\n"), ("Wlpa\n", "Wlpa\n\n"), ("Wlpa\n", "WlpaWlpa\n"),
        ("Wlpa\nWlpa", "WlpaWlpa"),
    ])
    func `armor that breaks a rule is refused`(old: String, new: String) throws {
        // Two full lines of "Wlpa", and a last one, "Wg==".
        let good = Armor.encode([UInt8](repeating: 0x5A, count: 97))
        let bad = replacing(old, in: good, with: new)
        try #require(bad != good)
        #expect(fails(bad), "\(bad)")
    }

    @Test func `an armored file opens like a binary one`() throws {
        let identity = try makeX25519()
        let message = pattern(70)
        let file = try AgeFile.seal(message.span, to: [identity.recipient])
        let armored = Array(Armor.encode(file).utf8)
        #expect(try AgeFile.open(armored.span, with: identity, limit: 70) == message)
        #expect(plain(try AgeFile.openSecret(armored.span, with: identity, limit: 70)) == message)
    }

    @Test func `more than the limit is not decoded`() {
        let text = Array(Armor.encode(pattern(1000)).utf8)
        let thrown = fault { _ = try Armor.decode(text.span, limit: 999) }
        #expect(thrown == .tooLong(limit: 999))
    }

    @Test func `damaged armor is refused, or gives other bytes or the same, and never crashes`() throws {
        let identity = try makeX25519()
        let message = pattern(5)
        let file = try AgeFile.seal(message.span, to: [identity.recipient])
        let good = Array(Armor.encode(file).utf8)
        for bit in 0..<(good.count * 8) {
            var bad = good
            bad[bit / 8] ^= 1 << (bit % 8)
            guard let inner = try? Armor.decode(bad.span, limit: 1 << 20), inner != file else { continue }
            #expect(faultOpening(inner, with: identity) != nil, "bit \(bit)")
        }
        for count in good.indices {
            let cut = Array(good[..<count])
            // Only the line's end at the very end may be missing.
            #expect((try? Armor.decode(cut.span, limit: 1 << 20)) == nil || count == good.count - 1)
        }
    }

    private func replacing(_ old: String, in text: String, with new: String) -> String {
        guard let range = text.firstRange(of: old) else { return text }
        return String(text[..<range.lowerBound]) + new + String(text[range.upperBound...])
    }
}
