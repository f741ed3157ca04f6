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

    @Test func `what is encoded decodes, at every length`() {
        for count in 0..<200 {
            let bytes = Random.bytes(count)
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.decode(Base64.encode(bytes, .unpadded), .unpadded) == bytes)
        }
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
