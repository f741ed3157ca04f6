import Age
import Sodium
import Testing

/// Payloads that end or go on where they should not. Each is read as a stream and in memory.
@Suite struct PayloadFaultTests {
    private struct Sample: ~Copyable {
        let fileKey: Secret
        let nonce: [UInt8]
        let key: PayloadKey

        init() throws {
            let fileKey = try Secret.makeRandom(byteCount: 16)
            let nonce = Random.bytes(16)
            key = try PayloadKey(fileKey: fileKey, nonce: nonce.span)
            self.nonce = nonce
            self.fileKey = fileKey
        }

        borrowing func chunk(_ byteCount: Int, index: UInt64, isLast: Bool) throws -> [UInt8] {
            let plaintext = pattern(byteCount)
            var sealed = [UInt8](repeating: 0, count: byteCount + 16)
            var target = sealed.mutableSpan
            try key.seal(plaintext.span, index: index, isLast: isLast, into: &target)
            return sealed
        }

        /// An empty final chunk, which the key refuses to make: the tag of nothing, by the bare cipher.
        borrowing func emptyChunk(index: UInt8) throws -> [UInt8] {
            let info = Array("payload".utf8)
            let bare = try HKDF.derive(from: fileKey, salt: nonce.span, info: info.span)
            let chunkNonce = [UInt8](repeating: 0, count: 10) + [index, 1]
            var tag = [UInt8](repeating: 0, count: 16)
            var target = tag.mutableSpan
            try ChaChaPoly.seal(Span(), into: &target, nonce: chunkNonce.span, key: bare)
            return tag
        }

        /// What a stream of these chunks releases, and how both ways of reading it fail.
        borrowing func read(_ chunks: [[UInt8]]) -> (released: Int, streamed: AgeError?, inMemory: AgeError?) {
            let sealed = nonce + Array(chunks.joined())
            var source = PieceSource(bytes: sealed, pieceByteCount: 10_000)
            var released = 0
            let streamed = fault {
                try Payload.open(fileKey: fileKey, from: { source.fill(&$0) }, to: { released += $0.count })
            }
            let inMemory = fault { _ = try Payload.open(sealed.span, fileKey: fileKey) }
            return (released, streamed, inMemory)
        }
    }

    private let full = Payload.chunkByteCount

    @Test func `a whole payload opens`() throws {
        let sample = try Sample()
        let chunks = [try sample.chunk(full, index: 0, isLast: false), try sample.chunk(7, index: 1, isLast: true)]
        let read = sample.read(chunks)
        #expect(read.released == full + 7)
        #expect(read.streamed == nil && read.inMemory == nil)
    }

    @Test func `a payload without its final chunk is truncated, also at a chunk's end`() throws {
        let sample = try Sample()
        let first = try sample.chunk(full, index: 0, isLast: false)
        let read = sample.read([first])
        #expect(read.released == full)
        #expect(read.streamed == .payloadTruncated && read.inMemory == .payloadTruncated)
        let none = sample.read([])
        #expect(none.streamed == .payloadTruncated && none.inMemory == .payloadTruncated)
        let stub = sample.read([first, [1, 2, 3]])
        #expect(stub.streamed == .payloadTruncated && stub.inMemory == .payloadTruncated)
    }

    @Test func `an empty chunk after a full one is an error`() throws {
        let sample = try Sample()
        let read = sample.read([try sample.chunk(full, index: 0, isLast: false), try sample.emptyChunk(index: 1)])
        #expect(read.released == full)
        #expect(read.streamed == .lastChunkEmpty(chunk: 1) && read.inMemory == .lastChunkEmpty(chunk: 1))
        let alone = sample.read([try sample.emptyChunk(index: 0)])
        #expect(alone.streamed == nil && alone.inMemory == nil)
    }

    @Test func `anything behind the final chunk is an error`() throws {
        let sample = try Sample()
        let last = try sample.chunk(full, index: 0, isLast: true)
        // The tail is as long as a good final chunk would be.
        let read = sample.read([last, pattern(20)])
        #expect(read.released == full)
        #expect(read.streamed == .trailingData && read.inMemory == .trailingData)
        let twice = sample.read([last, try sample.chunk(5, index: 1, isLast: true)])
        #expect(twice.streamed == .trailingData)
        let short = sample.read([try sample.chunk(5, index: 0, isLast: true), [0]])
        #expect(short.released == 0)
        #expect(short.streamed == .payloadNotAuthentic(chunk: 0))
    }

    @Test func `chunks swapped, doubled or dropped are not authentic`() throws {
        let sample = try Sample()
        let first = try sample.chunk(full, index: 0, isLast: false)
        let second = try sample.chunk(full, index: 1, isLast: false)
        let last = try sample.chunk(9, index: 2, isLast: true)
        #expect(sample.read([first, second, last]).streamed == nil)
        #expect(sample.read([second, first, last]).streamed == .payloadNotAuthentic(chunk: 0))
        #expect(sample.read([first, first, last]).streamed == .payloadNotAuthentic(chunk: 1))
        #expect(sample.read([first, last]).streamed == .payloadNotAuthentic(chunk: 1))
        #expect(sample.read([second, last]).inMemory == .payloadNotAuthentic(chunk: 0))
    }

    @Test func `another nonce or file key opens nothing`() throws {
        let sample = try Sample()
        let other = try Sample()
        let chunk = try sample.chunk(9, index: 0, isLast: true)
        #expect(other.read([chunk]).streamed == .payloadNotAuthentic(chunk: 0))
    }
}
