import Sodium
import Testing

struct AEADTests {
    let plaintext = Array(
        """
        Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would \
        be it.
        """.utf8)
    let associated: [UInt8] = [0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7]
    let key = Array<UInt8>(0x80...0x9f)

    private func open(_ box: [UInt8], _ associated: [UInt8], _ key: borrowing Secret) throws -> [UInt8] {
        try XChaChaPoly.open(box.span, associated: associated.span, key: key)
    }

    @Test func `RFC 8439 section 2.8.2`() throws {
        let nonce = try hex("070000004041424344454647")
        let expected = try hex(
            """
            d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b
            1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc
            3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691
            """)
        let key = try secret(key)
        var ciphertext = repeated(0, plaintext.count + ChaChaPoly.tagByteCount)
        var target = ciphertext.mutableSpan
        try ChaChaPoly.seal(
            plaintext.span, into: &target, nonce: nonce.span, associated: associated.span, key: key)
        #expect(ciphertext == expected)

        var opened = repeated(0, plaintext.count)
        var openedTarget = opened.mutableSpan
        try ChaChaPoly.open(
            ciphertext.span, into: &openedTarget, nonce: nonce.span, associated: associated.span, key: key)
        #expect(opened == plaintext)
    }

    @Test func `draft-irtf-cfrg-xchacha-03 section A.3.1`() throws {
        let nonce = Array<UInt8>(0x40...0x57)
        let expected = try hex(
            """
            bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39
            ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9
            21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49
            """)
        let key = try secret(key)
        var ciphertext = repeated(0, plaintext.count + XChaChaPoly.tagByteCount)
        var target = ciphertext.mutableSpan
        try XChaChaPoly.seal(
            plaintext.span, into: &target, nonce: nonce.span, associated: associated.span, key: key)
        #expect(ciphertext == expected)
        #expect(try open(nonce + ciphertext, associated, key) == plaintext)
    }

    @Test func `an opening that fails leaves zeros`() throws {
        let nonce = repeated(7, ChaChaPoly.nonceByteCount)
        let key = try secret(key)
        var ciphertext = repeated(0, plaintext.count + ChaChaPoly.tagByteCount)
        var target = ciphertext.mutableSpan
        try ChaChaPoly.seal(plaintext.span, into: &target, nonce: nonce.span, key: key)
        for bit in (ciphertext.count - 16) * 8..<ciphertext.count * 8 {
            var changed = ciphertext
            changed[bit / 8] ^= 1 << (bit % 8)
            var opened = repeated(0xaa, plaintext.count)
            var openedTarget = opened.mutableSpan
            var failure: SodiumError?
            do throws(SodiumError) {
                try ChaChaPoly.open(changed.span, into: &openedTarget, nonce: nonce.span, key: key)
            } catch { failure = error }
            #expect(failure == .notAuthentic)
            #expect(opened == repeated(0, plaintext.count))
        }
    }

    @Test func `a box with any bit flipped does not open`() throws {
        let key = try secret(key)
        let box = try XChaChaPoly.seal([1, 2, 3].span, associated: associated.span, key: key)
        #expect(try open(box, associated, key) == [1, 2, 3])
        for bit in 0..<box.count * 8 {
            var changed = box
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: SodiumError.notAuthentic) {
                _ = try XChaChaPoly.open(changed.span, associated: associated.span, key: key)
            }
        }
    }

    @Test func `a box cut at any length does not open`() throws {
        let key = try secret(key)
        let box = try XChaChaPoly.seal([1, 2, 3].span, associated: associated.span, key: key)
        for count in 0..<box.count {
            let cut = Array(box.prefix(count))
            #expect(throws: SodiumError.notAuthentic) {
                _ = try XChaChaPoly.open(cut.span, associated: associated.span, key: key)
            }
        }
    }

    @Test func `a box bound to one place does not open at another`() throws {
        let key = try secret(key)
        let other = try secret(repeated(1, 32))
        let place = Array("case 1".utf8)
        let elsewhere = Array("case 2".utf8)
        let box = try XChaChaPoly.seal([1].span, associated: place.span, key: key)
        #expect(throws: SodiumError.notAuthentic) {
            _ = try XChaChaPoly.open(box.span, associated: elsewhere.span, key: key)
        }
        #expect(throws: SodiumError.notAuthentic) {
            _ = try XChaChaPoly.open(box.span, associated: place.span, key: other)
        }
    }

    @Test func `two boxes of one plaintext differ`() throws {
        let key = try secret(key)
        let first = try XChaChaPoly.seal([1].span, associated: Span(), key: key)
        let second = try XChaChaPoly.seal([1].span, associated: Span(), key: key)
        #expect(first != second)
    }

    @Test func `a box of nothing opens to nothing`() throws {
        let key = try secret(key)
        let box = try XChaChaPoly.seal(Span(), associated: Span(), key: key)
        #expect(box.count == XChaChaPoly.overhead)
        #expect(try open(box, [], key) == [])
        let opened = try XChaChaPoly.openSecret(box.span, associated: Span(), key: key)
        #expect(opened.byteCount == 0)
    }

    @Test func `a key opens into guarded memory`() throws {
        let key = try secret(key)
        let box = try XChaChaPoly.seal(repeated(9, 16).span, associated: associated.span, key: key)
        let opened = try XChaChaPoly.openSecret(box.span, associated: associated.span, key: key)
        #expect(copy(opened) == repeated(9, 16))
    }

    @Test func `keys and nonces of another length are refused`() throws {
        let short = try secret(repeated(0, 31))
        let nonce = repeated(0, 12)
        let right = try secret(key)
        let target = [UInt8]()
        #expect(throws: SodiumError.wrongLength(expected: 32, actual: 31)) {
            _ = try XChaChaPoly.seal(target.span, associated: Span(), key: short)
        }
        #expect(throws: SodiumError.wrongLength(expected: 12, actual: 11)) {
            var output = repeated(0, 16)
            var span = output.mutableSpan
            try ChaChaPoly.seal(Span(), into: &span, nonce: nonce.span.extracting(0..<11), key: right)
        }
        #expect(throws: SodiumError.wrongLength(expected: 16, actual: 15)) {
            var output = repeated(0, 15)
            var span = output.mutableSpan
            try ChaChaPoly.seal(Span(), into: &span, nonce: nonce.span, key: right)
        }
    }
}
