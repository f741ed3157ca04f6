import Testing
import Vault
import Vocabulary

/// Strict JSON: what two parsers could read in two ways is refused.
struct JSONTests {
    private func parse(_ text: String) throws(JSONFault) -> JSON { try JSON(parsing: Array(text.utf8)) }

    @Test(arguments: [
        "null", "true", "false", "0", "-0.5e+10", "\"\"", "[]", "{}", "{\"a\":[1,{\"b\":null}]}",
        "{\"name\":\"Bunga Melati\",\"nik\":\"1609014507100001\"}", "\"\\u00e9 é\"",
    ])
    func `what is JSON comes back`(text: String) throws {
        let value = try parse(text)
        #expect(try parse(value.text) == value)
    }

    @Test func `order, digits and white space outside are kept or harmless`() throws {
        #expect(try parse(" {\"b\" : 1.50 ,\n\"a\":2}  ").text == "{\"b\":1.50,\"a\":2}")
    }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "01", "1.", ".5", "+1", "1e", "NaN", "nul",
        "tru e",
        "\"\u{1}\"", "\"\\x\"", "\"\\u12\"", "\"\\u+123\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "[1]2",
        "//",
        "\"a", "{\"a\"}", "{\"a\":}", "[,1]", "\u{feff}{}",
    ])
    func `what is none is refused`(text: String) {
        #expect(throws: JSONFault.self) { try self.parse(text) }
    }

    @Test func `a name that stands twice is refused, escaped or not`() {
        #expect(throws: JSONFault.duplicateKey("a")) { try self.parse("{\"a\":1,\"a\":2}") }
        #expect(throws: JSONFault.duplicateKey("a")) { try self.parse("{\"a\":1,\"\\u0061\":2}") }
    }

    @Test func `composed and decomposed letters are two names`() throws {
        let value = try parse("{\"caf\u{e9}\":1,\"cafe\u{301}\":2}")
        #expect(value["caf\u{e9}"] == .number("1"))
        #expect(value["cafe\u{301}"] == .number("2"))
    }

    @Test func `depth, length and bytes that are no text are refused`() {
        #expect(throws: JSONFault.tooDeep) {
            try self.parse(String(repeating: "[", count: 100) + String(repeating: "]", count: 100))
        }
        #expect(throws: JSONFault.tooLong(limit: JSON.byteLimit)) {
            try JSON(parsing: [UInt8](repeating: 0x20, count: JSON.byteLimit + 1))
        }
        #expect(throws: JSONFault.notUTF8) { try JSON(parsing: [0x22, 0xff, 0x22]) }
    }

    @Test func `surrogate pairs become one letter`() throws {
        #expect(try parse("\"\\ud83d\\ude00\"") == .string("\u{1f600}"))
    }

    @Test func `control and bidirectional characters never come out raw`() throws {
        let text = JSON.string("a\u{1b}]52;c;\u{7}\u{202e}\n").text
        #expect(text == "\"a\\u001b]52;c;\\u0007\\u202e\\n\"")
        #expect(try parse(text) == .string("a\u{1b}]52;c;\u{7}\u{202e}\n"))
    }

    @Test func `every flip and every cut is refused or reads as something`() {
        let sample = Array("{\"name\":\"Bunga\",\"n\":-1.5e3,\"l\":[true,null,\"\\u00e9\"]}".utf8)
        for cut in 0..<sample.count {
            #expect(throws: JSONFault.self) { try JSON(parsing: Array(sample[..<cut])) }
        }
        for index in sample.indices {
            for bit in 0..<8 {
                var flipped = sample
                flipped[index] ^= 1 << UInt8(bit)
                // Either it is refused, or it is JSON that survives its own writing.
                if let value = try? JSON(parsing: flipped) {
                    #expect((try? JSON(parsing: Array(value.text.utf8))) == value)
                }
            }
        }
    }
}
