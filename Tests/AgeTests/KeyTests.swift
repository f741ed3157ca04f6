import Age
import AgeKeys
import Sodium
import Testing

/// The examples of age.md.
private let classicalIdentity = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
private let classicalRecipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
private let hybridIdentity = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"

@Suite struct KeyTests {
    @Test func `the specification's classical identity has the specification's recipient`() throws {
        let line = try secret(classicalIdentity)
        let identity = try line.withBytes { try X25519Identity(encoded: $0) }
        #expect(try identity.recipient.text == classicalRecipient)
        #expect(try Recipient(classicalRecipient) == identity.recipient)
        #expect(text(try identity.encoded()) == classicalIdentity)
        #expect(identity.withSeed { plain($0) } == [UInt8](repeating: 0x42, count: 32))
    }

    @Test func `the specification's hybrid identity has the specification's recipient`() throws {
        let line = try secret(hybridIdentity)
        let identity = try line.withBytes { try HybridIdentity(encoded: $0) }
        let recipient = try identity.recipient.text
        // 1,959 characters: their beginning, end and hash stand for them.
        #expect(recipient.hasPrefix("age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5zrqtz"))
        #expect(recipient.hasSuffix("gjtqmwze9pyyzk3tlhl53k2ykx3qheyty7saeq0d3fzv49zc0k"))
        #expect(Digest.of(recipient).hex == "a091dd7e0ee9d62b75173dcc98441a0424baa941e66a8776e570a4ae60ff61ea")
        #expect(try Recipient(recipient) == identity.recipient)
        #expect(text(try identity.encoded()) == hybridIdentity)
    }

    @Test(arguments: [
        (classicalRecipient.uppercased(), AgeError.badEncoding(.prefix)),
        (classicalRecipient + "q", .badEncoding(.checksum)), (" " + classicalRecipient, .badEncoding(.character)),
        (classicalRecipient + "\n", .badEncoding(.character)), (classicalIdentity, .badEncoding(.prefix)),
        ("a12uel5l", .badEncoding(.prefix)), ("", .badEncoding(.separator)),
        ("age1pq1" + classicalRecipient.dropFirst(4), .badEncoding(.checksum)),
    ])
    func `what is not exactly a recipient is none`(string: String, expected: AgeError) {
        let thrown = fault { _ = try Recipient(string) }
        #expect(thrown == expected)
    }

    @Test func `a recipient of another length is none`() throws {
        for (prefix, count) in [("age", 31), ("age", 33), ("age1pq", 1215), ("age1pq", 32)] {
            let bytes = pattern(count)
            let string = text(try Bech32.encode(bytes.span, prefix: prefix))
            let thrown = fault { _ = try Recipient(string) }
            #expect(thrown == .badEncoding(.byteCount))
        }
    }

    @Test func `an identity in lower case, or of the other kind, is none`() throws {
        for wrong in [classicalIdentity.lowercased(), hybridIdentity, classicalRecipient] {
            let line = try secret(wrong)
            let thrown = fault { try line.withBytes { _ = try X25519Identity(encoded: $0) } }
            #expect(thrown == .badEncoding(.prefix))
        }
        let line = try secret(classicalIdentity)
        let thrown = fault { try line.withBytes { _ = try HybridIdentity(encoded: $0) } }
        #expect(thrown == .badEncoding(.prefix))
    }
}
