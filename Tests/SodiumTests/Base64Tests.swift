import Foundation
import Sodium
import Testing

struct Base64Tests {
    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `RFC 4648`(text: String, encoded: String) {
        let bytes = Array(text.utf8)
        let bare = encoded.filter { $0 != "=" }
        #expect(Base64.encode(bytes) == encoded)
        #expect(Base64.encode(bytes, .unpadded) == bare)
        #expect(Base64.decode(encoded) == bytes)
        #expect(Base64.decode(bare, .unpadded) == bytes)
    }

    @Test(arguments: [
        "Zh==", "Zm9=", "Zg=", "Zg", "Zg===", "=", "==", "====", "Z", "Zm9vZ", "Zg==Zg==", "Zm9v====", " Zg==",
        "Zg== ", "Zg==\n", "Z g==", "Zm\n9v", "Zm9v\r\n", "Zm-v", "Zm_v", "Zm9v\0", "Zé==", "Zg=\u{301}=",
    ])
    func `anything but the one padded form is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["Zg==", "Zg=", "Zh", "Zm9", "Z", "Zm9vZ", "Zg\n", " Zg", "Zm-v", "="])
    func `anything but the one unpadded form is refused`(text: String) {
        #expect(Base64.decode(text, .unpadded) == nil)
    }

    @Test func `every text of two letters that decodes is the encoding of what it decodes to`() {
        var accepted = 0
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                if let bytes = Base64.decode([first, second], .unpadded) {
                    accepted += 1
                    #expect(Array(Base64.encode(bytes, .unpadded).utf8) == [first, second])
                }
            }
        }
        #expect(accepted == 256)
    }

    @Test func `a last group of three letters has one spelling too`() {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var accepted = 0
        for last in UInt8.min...UInt8.max {
            for second in letters {
                let text = Array("Zm9v".utf8) + [letters[7], second, last]
                guard let bytes = Base64.decode(text, .unpadded) else { continue }
                accepted += 1
                #expect(Array(Base64.encode(bytes, .unpadded).utf8) == text)
                #expect(Base64.decode(text + Array("=".utf8)) == bytes)
            }
        }
        #expect(accepted == 64 * 16)
    }

    @Test func `what is encoded is what Foundation encodes, and decodes, at every length`() {
        for count in 0..<200 {
            let bytes = Random.bytes(count)
            #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.decode(Base64.encode(bytes, .unpadded), .unpadded) == bytes)
        }
    }

    @Test func `every character but 64 is refused, wherever it stands`() {
        let text = Array("Zm9vYmFyZm9v".utf8)
        for place in text.indices {
            let accepted = (UInt8.min...UInt8.max).filter { byte in
                var changed = text
                changed[place] = byte
                return Base64.decode(changed, .unpadded) != nil
            }
            #expect(accepted.count == 64)
        }
    }
}

struct BytesTests {
    @Test func `a byte is found from any place on, and a text's end is none`() {
        let bytes: [UInt8] = [10, 1, 10, 2]
        #expect((0...5).map { bytes.span.firstIndex(of: 10, from: $0) } == [0, 2, 2, nil, nil, nil])
        #expect([UInt8]().span.firstIndex(of: 0) == nil)
    }

    @Test func `control characters are those below a space but the newline`() {
        let found = (UInt8.min...UInt8.max).filter { [0x41, $0].span.hasControl }
        #expect(found == Array(0..<0x20).filter { $0 != 0x0a })
    }

    @Test(arguments: [([], nil), ([0, 0], nil), ([0, 1, 0, 0], 1), ([0, 1], 1)] as [([UInt8], Int?)])
    func `the last byte that is not zero`(bytes: [UInt8], place: Int?) {
        #expect(bytes.span.lastNonzero == place)
    }

    @Test func `the last byte that is not zero, whatever stands how far from the end`() {
        for count in 0...40 {
            var bytes = [UInt8](repeating: 0, count: count)
            #expect(bytes.span.lastNonzero == nil)
            for place in 0..<count {
                bytes[place] = 0x80
                #expect(bytes.span.lastNonzero == place)
            }
        }
    }

    @Test(
        arguments: [
            ("", nil), ("\n", nil), ("a\n", nil), ("a\nb\n", nil), ("\n\n", 1), ("a\n\n", 2), ("a\n\n\n", 2),
            ("a\nbc\n\nd\n\n", 5), ("\na\n\n", 3),
        ] as [(String, Int?)])
    func `the first empty line`(text: String, place: Int?) {
        #expect(Array(text.utf8).span.firstEmptyLine == place)
    }

    @Test func `what is not UTF-8 is no text, and nothing of it is repaired`() {
        #expect(String(strict: Array("é\u{0}ق".utf8).span) == "é\u{0}ق")
        #expect(String(strict: [UInt8]().span) == "")
        let wrong: [[UInt8]] = [
            [0xff], [0xc3], [0x41, 0x80], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80],
        ]
        for bytes in wrong { #expect(String(strict: bytes.span) == nil) }
    }
}

struct HexTests {
    @Test func `every byte is two lower-case digits`() {
        let all = Array<UInt8>(0...255)
        let text = Hex.encode(all)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
        #expect(Hex.decode(text) == all)
        #expect(Hex.encode([]) == "" && Hex.decode("") == [])
    }

    @Test(arguments: ["0", "000", "AB", "aB", "0x", "g0", " 00", "00 ", "0\u{301}0", "é", "-1"])
    func `other spellings are refused`(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
