import Ledger
import Sodium
import Testing

struct TlogProofTests {
    private let origin = "log.example"

    private func make(_ sample: Sample, index: Int, size: Int, extra: [UInt8]? = nil) throws -> TlogProof {
        let checkpoint = try Checkpoint(origin: origin, head: sample.oracle.head(size))
        return try TlogProof(
            index: UInt64(index),
            proof: MerkleTree.inclusionProof(index: UInt64(index), size: UInt64(size), in: sample.tree),
            checkpoint: signedNote(checkpoint.text, by: (origin, 1)), extra: extra)
    }

    @Test func `a proof is read back byte for byte and verifies`() throws {
        let sample = try Sample(count: 11)
        let key = try noteKey(1, name: origin)
        for size in [1, 2, 7, 8, 11] {
            for index in 0..<size {
                for extra in [nil, [0], Array("extra".utf8)] as [[UInt8]?] {
                    let proof = try make(sample, index: index, size: size, extra: extra)
                    let again = try TlogProof(parsing: proof.encoded)
                    #expect(again == proof)
                    #expect(again.encoded == proof.encoded)
                    let checkpoint = try again.verify(leafHash: sample.leafHash(index), origin: origin, key: key)
                    #expect(checkpoint.head == sample.oracle.head(size))
                }
            }
        }
    }

    @Test func `a proof of another leaf, log or key is refused`() throws {
        let sample = try Sample(count: 7)
        let key = try noteKey(1, name: origin)
        let proof = try make(sample, index: 3, size: 7)
        #expect(throws: LedgerError.inclusionFails(index: 3, size: 7)) {
            try proof.verify(leafHash: sample.leafHash(4), origin: origin, key: key)
        }
        #expect(throws: LedgerError.originDiffers) {
            try proof.verify(leafHash: sample.leafHash(3), origin: "other.example", key: key)
        }
        #expect(throws: LedgerError.signatureMissing(name: origin)) {
            try proof.verify(leafHash: sample.leafHash(3), origin: origin, key: noteKey(2, name: origin))
        }
    }

    @Test func `a proof with any bit flipped is refused`() throws {
        let sample = try Sample(count: 5)
        let key = try noteKey(1, name: origin)
        let bytes = try make(sample, index: 2, size: 5).encoded
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            guard let read = try? TlogProof(parsing: changed) else { continue }
            #expect(read.encoded == changed)
            #expect((try? read.verify(leafHash: sample.leafHash(2), origin: origin, key: key)) == nil)
        }
    }

    @Test func `the extra data may be changed by anybody, as C2SP warns, and is still one encoding`() throws {
        let sample = try Sample(count: 1)
        let proof = try make(sample, index: 0, size: 1, extra: [1, 2, 3, 4])
        let other = try TlogProof(index: 0, proof: [], checkpoint: proof.checkpoint, extra: [9])
        try other.verify(leafHash: sample.leafHash(0), origin: origin, key: noteKey(1, name: origin))
        #expect(other != proof)
    }

    @Test func `a cut proof is refused`() throws {
        let sample = try Sample(count: 5)
        let bytes = try make(sample, index: 2, size: 5, extra: [1]).encoded
        for count in 0..<bytes.count {
            #expect((try? TlogProof(parsing: Array(bytes.prefix(count)))) == nil)
        }
    }

    static let hash = CheckpointTests.root

    @Test(arguments: [
        "", "\n", "c2sp.org/tlog-proof@v2\nindex 0\n\n", "c2sp.org/tlog-proof@v1 \nindex 0\n\n",
        "c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\n", " c2sp.org/tlog-proof@v1\nindex 0\n\n",
        "c2sp.org/tlog-proof@v1\n\n", "c2sp.org/tlog-proof@v1\n\nindex 0\n\n",
        // Extra data: none, twice, after the index, or in another spelling.
        "c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n", "c2sp.org/tlog-proof@v1\nextra\nindex 0\n\n",
        "c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex 0\n\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nextra AA==\n\n", "c2sp.org/tlog-proof@v1\nextra AB==\nindex 0\n\n",
        "c2sp.org/tlog-proof@v1\nextra AA\nindex 0\n\n", "c2sp.org/tlog-proof@v1\nextra  AA==\nindex 0\n\n",
        "c2sp.org/tlog-proof@v1\nextra AA== \nindex 0\n\n", "c2sp.org/tlog-proof@v1\nextra AA==\n\n",
        "c2sp.org/tlog-proof@v1\nExtra AA==\nindex 0\n\n", "c2sp.org/tlog-proof@v1\nextra é\nindex 0\n\n",
        // The index.
        "c2sp.org/tlog-proof@v1\nindex\n\n", "c2sp.org/tlog-proof@v1\nindex \n\n",
        "c2sp.org/tlog-proof@v1\nindex 00\n\n", "c2sp.org/tlog-proof@v1\nindex 01\n\n",
        "c2sp.org/tlog-proof@v1\nindex -1\n\n", "c2sp.org/tlog-proof@v1\nindex +1\n\n",
        "c2sp.org/tlog-proof@v1\nindex 1 \n\n", "c2sp.org/tlog-proof@v1\nindex  1\n\n",
        "c2sp.org/tlog-proof@v1\nindex 18446744073709551616\n\n", "c2sp.org/tlog-proof@v1\nindex 0x1\n\n",
        "c2sp.org/tlog-proof@v1\nindex 1\nindex 1\n\n",
        // The hashes.
        "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n", "c2sp.org/tlog-proof@v1\nindex 1\n\(hash) \n\n",
        "c2sp.org/tlog-proof@v1\nindex 1\n \(hash)\n\n", "c2sp.org/tlog-proof@v1\nindex 1\n\(hash)\r\n\n",
        "c2sp.org/tlog-proof@v1\nindex 1\n\(hash.dropLast())\n\n",
        "c2sp.org/tlog-proof@v1\nindex 1\n\(hash)", "c2sp.org/tlog-proof@v1\nindex 1\n\(hash)\n",
        "c2sp.org/tlog-proof@v1\nindex 1\n" + String(repeating: hash + "\n", count: 65) + "\n",
    ])
    func `a proof of another shape is refused`(start: String) throws {
        let checkpoint = try signedNote("log.example\n5\n\(Self.hash)\n", by: (origin, 1)).encoded
        #expect(throws: LedgerError.proofMalformed) { try TlogProof(parsing: Array(start.utf8) + checkpoint) }
    }

    @Test func `the longest path there can be is read`() throws {
        let checkpoint = try signedNote("log.example\n5\n\(Self.hash)\n", by: (origin, 1)).encoded
        let start =
            "c2sp.org/tlog-proof@v1\nindex 18446744073709551614\n" + String(repeating: Self.hash + "\n", count: 64)
        let proof = try TlogProof(parsing: Array("\(start)\n".utf8) + checkpoint)
        #expect(proof.proof.count == TlogProof.hashLimit)
        #expect(proof.index == UInt64.max - 1)
    }

    @Test func `a proof around what is no checkpoint is refused`() throws {
        let start = Array("c2sp.org/tlog-proof@v1\nindex 0\n\n".utf8)
        #expect(throws: LedgerError.checkpointMalformed) {
            try TlogProof(parsing: start + signedNote("hello\n", by: (origin, 1)).encoded)
        }
        #expect(throws: LedgerError.noteMalformed(.unsigned)) {
            try TlogProof(parsing: start + Array("log.example\n5\n\(Self.hash)\n".utf8))
        }
        // An empty line too many would begin the checkpoint's origin.
        #expect(throws: LedgerError.checkpointMalformed) {
            try TlogProof(
                parsing: start + [0x0a] + signedNote("log.example\n5\n\(Self.hash)\n", by: (origin, 1)).encoded)
        }
    }

    @Test func `what can't be written is not made`() throws {
        let checkpoint = try signedNote("log.example\n5\n\(Self.hash)\n", by: (origin, 1))
        #expect(throws: LedgerError.proofMalformed) {
            try TlogProof(index: 0, proof: [], checkpoint: checkpoint, extra: [])
        }
        #expect(throws: LedgerError.proofMalformed) {
            try TlogProof(
                index: 0, proof: [Digest](repeating: Digest.of("x"), count: 65), checkpoint: checkpoint)
        }
        #expect(throws: LedgerError.checkpointMalformed) {
            try TlogProof(index: 0, proof: [], checkpoint: signedNote("hello\n", by: (origin, 1)))
        }
    }

    @Test func `a proof over the limit of bytes is refused unread`() throws {
        let sample = try Sample(count: 1)
        let bytes = try make(sample, index: 0, size: 1).encoded
        _ = try TlogProof(parsing: bytes, limit: bytes.count)
        #expect(throws: LedgerError.proofMalformed) { try TlogProof(parsing: bytes, limit: bytes.count - 1) }
        let large = [UInt8](repeating: 0x0a, count: TlogProof.byteLimit + 1)
        #expect(throws: LedgerError.proofMalformed) { try TlogProof(parsing: large) }
    }
}
