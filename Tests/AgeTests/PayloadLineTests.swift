import Age
import Sodium
import Synchronization
import Testing

/// Payloads of many chunks, which several threads seal and open: in order, whole, and with every fault where it is.
@Suite struct PayloadLineTests {
    private static let chunk = Payload.chunkByteCount
    /// Around a chunk, a share of eight, and more shares than are in the air at once.
    static let sizes = [
        0, 1, chunk - 1, chunk, chunk + 1, 8 * chunk - 1, 8 * chunk, 8 * chunk + 1, 16 * chunk, 16 * chunk + 77,
        100 * chunk, 300 * chunk + 12_345,
    ]

    private static func sealed(_ plaintext: [UInt8], _ fileKey: borrowing Secret, pieces: Int) throws -> (
        [UInt8], Digest
    ) {
        var source = PieceSource(bytes: plaintext, pieceByteCount: pieces)
        var sealed: [UInt8] = []
        let digest = try Payload.seal(fileKey: fileKey, from: { source.fill(&$0) }, to: { sealed.append($0) })
        return (sealed, digest)
    }

    @Test(arguments: sizes) func `what is sealed by many hands opens whole, in one hand and in many`(_ size: Int) throws
    {
        let fileKey = try Secret.makeRandom(byteCount: 16)
        let plaintext = pattern(size)
        for pieces in [7_001, 1 << 20] {
            let (sealed, digest) = try Self.sealed(plaintext, fileKey, pieces: pieces)
            #expect(sealed.count == Payload.sealedByteCount(plaintext: size) && digest == Digest.of(plaintext))
            #expect(try Payload.open(sealed.span, fileKey: fileKey) == plaintext)
            var source = PieceSource(bytes: sealed, pieceByteCount: pieces)
            var opened: [UInt8] = []
            let hash = try Payload.open(fileKey: fileKey, from: { source.fill(&$0) }, to: { opened.append($0) })
            #expect(opened == plaintext && hash == digest)
        }
    }

    @Test func `one changed bit lets the bytes before its chunk out and none after`() throws {
        let fileKey = try Secret.makeRandom(byteCount: 16)
        let plaintext = pattern(40 * Self.chunk + 5)
        let (sealed, _) = try Self.sealed(plaintext, fileKey, pieces: 1 << 20)
        for broken in [0, 1, 7, 8, 9, 16, 31, 39, 40] {
            var bytes = sealed
            bytes[16 + broken * Payload.sealedChunkByteCount + 3] ^= 4
            var source = PieceSource(bytes: bytes, pieceByteCount: 1 << 20)
            var opened: [UInt8] = []
            let found = fault {
                try Payload.open(fileKey: fileKey, from: { source.fill(&$0) }, to: { opened.append($0) })
            }
            #expect(found == .payloadNotAuthentic(chunk: UInt64(broken)))
            #expect(opened.elementsEqual(plaintext.prefix(broken * Self.chunk)), "chunk \(broken)")
        }
    }

    @Test func `chunks out of order, left out or doubled do not open`() throws {
        let fileKey = try Secret.makeRandom(byteCount: 16)
        let (sealed, _) = try Self.sealed(pattern(33 * Self.chunk), fileKey, pieces: 1 << 20)
        let whole = (0..<33).map { index in
            Array(sealed[(16 + index * Payload.sealedChunkByteCount)...].prefix(Payload.sealedChunkByteCount))
        }
        func chunks(_ change: (inout [[UInt8]]) -> Void) -> [UInt8] {
            var chunks = whole
            change(&chunks)
            return Array(sealed[..<16]) + chunks.joined()
        }
        let wrong: [(String, [UInt8], AgeError)] = [
            ("two swapped", chunks { $0.swapAt(9, 20) }, .payloadNotAuthentic(chunk: 9)),
            ("one left out", chunks { $0.remove(at: 12) }, .payloadNotAuthentic(chunk: 12)),
            ("one twice", chunks { $0.insert($0[15], at: 15) }, .payloadNotAuthentic(chunk: 16)),
            ("the last left out", chunks { $0.removeLast() }, .payloadTruncated),
            ("a share left out", chunks { $0.removeSubrange(8..<16) }, .payloadNotAuthentic(chunk: 8)),
            ("one more behind", chunks { $0.append($0[0]) }, .trailingData),
        ]
        for (what, bytes, expected) in wrong {
            var source = PieceSource(bytes: bytes, pieceByteCount: 65_536)
            #expect(
                fault { try Payload.open(fileKey: fileKey, from: { source.fill(&$0) }, to: { _ in }) } == expected,
                "\(what)")
        }
    }

    @Test func `errors of source and sink come through in the middle`() throws {
        struct Broken: Error {}
        let fileKey = try Secret.makeRandom(byteCount: 16)
        for limit in [1, 5, 30, 90] {
            var given = 0
            #expect(throws: Broken.self) {
                try Payload.seal(
                    fileKey: fileKey,
                    from: { target in
                        given += 1
                        if given > limit { throw Broken() }
                        return target.count
                    }, to: { _ in })
            }
            var taken = 0
            #expect(throws: Broken.self) {
                try Payload.seal(
                    fileKey: fileKey, from: { $0.count },
                    to: { _ in
                        taken += 1
                        if taken > limit { throw Broken() }
                    })
            }
            #expect(taken == limit + 1)
        }
    }

    @Test func `many lines at once do not wait for each other`() async throws {
        let plaintext = pattern(20 * Self.chunk + 9)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<24 {
                group.addTask {
                    guard let fileKey = try? Secret.makeRandom(byteCount: 16),
                        let (sealed, digest) = try? Self.sealed(plaintext, fileKey, pieces: 1 << 20)
                    else { return false }
                    return (try? Payload.open(sealed.span, fileKey: fileKey)) == plaintext
                        && digest == Digest.of(plaintext)
                }
            }
            for await isWhole in group { #expect(isWhole) }
        }
    }
}
