import Age
import Testing

@Suite struct DamageTests {
    @Test func `no flipped bit of a file goes unnoticed`() throws {
        let identity = try makeX25519()
        let message = pattern(4)
        let file = try AgeFile.seal(message.span, to: [identity.recipient])
        for bit in 0..<(file.count * 8) {
            var bad = file
            bad[bit / 8] ^= 1 << (bit % 8)
            #expect(faultOpening(bad, with: identity) != nil, "bit \(bit)")
        }
    }

    @Test func `no cut of a file goes unnoticed, nor does a byte too many`() throws {
        let identity = try makeX25519()
        let message = pattern(4)
        let file = try AgeFile.seal(message.span, to: [identity.recipient])
        for count in file.indices {
            let cut = Array(file[..<count])
            #expect(faultOpening(cut, with: identity) != nil, "cut at \(count)")
            let (_, streamed) = try stream(cut, with: identity, pieceByteCount: 100)
            #expect(streamed != nil, "cut at \(count)")
        }
        #expect(faultOpening(file + [0], with: identity) != nil)
    }

    @Test func `a hybrid file notices damage too`() throws {
        let identity = try makeHybrid()
        let message = pattern(4)
        let file = try AgeFile.seal(message.span, to: [identity.recipient])
        #expect(faultOpening(file, with: identity) == nil)
        // Every byte, one bit each, the bit changing from byte to byte.
        for index in file.indices {
            var bad = file
            bad[index] ^= 1 << (index % 8)
            #expect(faultOpening(bad, with: identity) != nil, "byte \(index)")
        }
        for count in stride(from: 0, to: file.count, by: 13) {
            #expect(faultOpening(Array(file[..<count]), with: identity) != nil, "cut at \(count)")
        }
    }
}
