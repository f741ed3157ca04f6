import Sodium
import Testing

struct HMACTests {
    /// RFC 4231, sections 4.2 to 4.5, 4.7 and 4.8 (4.6 is of a cut tag).
    @Test(
        arguments: [
            (
                "1", repeated(0x0b, 20), Array("Hi There".utf8),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                "2", Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                "3", repeated(0xaa, 20), repeated(0xdd, 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (
                "4", Array(1...25), repeated(0xcd, 50),
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
            ),
            (
                "6", repeated(0xaa, 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            (
                "7", repeated(0xaa, 131),
                Array(
                    """
                    This is a test using a larger than block-size key and a larger than block-size data. \
                    The key needs to be hashed before being used by the HMAC algorithm.
                    """.utf8),
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
            ),
        ] as [(String, [UInt8], [UInt8], String)])
    func `RFC 4231`(name: String, key: [UInt8], message: [UInt8], expected: String) throws {
        let key = try secret(key)
        #expect(Hex.encode(HMAC.authenticate(message, key: key)) == expected)
    }

    @Test func `no key and no message are a key and a message`() throws {
        let none = try secret([])
        #expect(
            Hex.encode(HMAC.authenticate([], key: none))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }
}

struct HKDFTests {
    /// RFC 5869, sections A.1 to A.3.
    @Test(
        arguments: [
            (
                repeated(0x0b, 22), Array(0x00...0x0c), Array(0xf0...0xf9), 42,
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
            ),
            (
                Array(0x00...0x4f), Array(0x60...0xaf), Array(0xb0...0xff), 82,
                """
                b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09\
                da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87
                """
            ),
            (
                repeated(0x0b, 22), [], [], 42,
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
            ),
        ] as [([UInt8], [UInt8], [UInt8], Int, String)])
    func `RFC 5869`(input: [UInt8], salt: [UInt8], info: [UInt8], byteCount: Int, expected: String) throws {
        let input = try secret(input)
        let derived = try HKDF.derive(from: input, salt: salt.span, info: info.span, byteCount: byteCount)
        #expect(Hex.encode(copy(derived)) == expected)
    }

    @Test func `the text form is the byte form`() throws {
        let seed = try secret(repeated(3, 32))
        let text = try HKDF.derive(from: seed, salt: [1], info: "brankas/v1 sign")
        let info = Array("brankas/v1 sign".utf8)
        let bytes = try HKDF.derive(from: seed, salt: [1].span, info: info.span)
        #expect(copy(text) == copy(bytes))
        #expect(text.byteCount == 32)
    }

    @Test func `another label gives another key`() throws {
        let seed = try secret(repeated(3, 32))
        let sign = try HKDF.derive(from: seed, info: "brankas/v1 sign")
        let wrap = try HKDF.derive(from: seed, info: "brankas/v1 wrap")
        #expect(copy(sign) != copy(wrap))
    }

    @Test func `a shorter output is the beginning of a longer one`() throws {
        let seed = try secret(repeated(3, 32))
        let long = try HKDF.derive(from: seed, info: "x", byteCount: 255 * 32)
        for byteCount in [0, 1, 31, 32, 33, 64, 65] {
            let short = try HKDF.derive(from: seed, info: "x", byteCount: byteCount)
            #expect(copy(short) == Array(copy(long).prefix(byteCount)))
        }
    }
}

struct ScryptTests {
    /// RFC 7914, section 12, but for the last vector, which needs a gibibyte.
    @Test(
        arguments: [
            (
                "", "", 4, 1, 1,
                """
                77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442\
                fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906
                """
            ),
            (
                "password", "NaCl", 10, 8, 16,
                """
                fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162\
                2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640
                """
            ),
            (
                "pleaseletmein", "SodiumChloride", 14, 8, 1,
                """
                7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2\
                d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887
                """
            ),
        ] as [(String, String, Int, UInt32, UInt32, String)])
    func `RFC 7914`(passphrase: String, salt: String, logN: Int, r: UInt32, p: UInt32, expected: String) throws {
        let passphrase = try secret(Array(passphrase.utf8))
        let salt = Array(salt.utf8)
        let key = try Scrypt.derive(
            passphrase: passphrase, salt: salt.span, logN: logN, r: r, p: p, byteCount: 64)
        #expect(Hex.encode(copy(key)) == expected)
    }

    @Test(arguments: [-1, 0, 63, 64, 1000])
    func `a work factor out of range is refused`(logN: Int) throws {
        let passphrase = try secret([1])
        #expect(throws: SodiumError.scryptFailed) {
            _ = try Scrypt.derive(passphrase: passphrase, salt: Span(), logN: logN)
        }
    }

    @Test func `a work factor beyond all memory is refused`() throws {
        let passphrase = try secret([1])
        #expect(throws: SodiumError.scryptFailed) {
            _ = try Scrypt.derive(passphrase: passphrase, salt: Span(), logN: 60)
        }
    }
}
