import Age
import Foundation
import Sodium
import Testing

@Suite struct RoundTripTests {
    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
    func `a file of any size comes back, in memory and as a stream`(byteCount: Int) throws {
        let message = pattern(byteCount)
        let identity = try makeX25519()
        let file = try AgeFile.seal(message.span, to: [identity.recipient])
        #expect(try AgeFile.open(file.span, with: identity, limit: byteCount) == message)
        #expect(plain(try AgeFile.openSecret(file.span, with: identity, limit: byteCount)) == message)
        for pieceByteCount in [1000, 65_552, 1 << 20] {
            let (digest, fault) = try stream(file, with: identity, pieceByteCount: pieceByteCount)
            #expect(fault == nil)
            #expect(digest == Digest.of(message))
        }
        var streamed: [UInt8] = []
        try AgeFile.seal(to: [identity.recipient], to: { append($0, to: &streamed) }) { write in
            for start in stride(from: 0, to: byteCount, by: 4097) {
                try write(message[start..<min(start + 4097, byteCount)].span)
            }
        }
        #expect(streamed.count == file.count)
        #expect(try AgeFile.open(streamed.span, with: identity, limit: byteCount) == message)
    }

    @Test(arguments: [0, 1, 65_536, 65_537, 131_072, 131_073])
    func `the length of a payload tells the length of its plaintext`(byteCount: Int) throws {
        let fileKey = try Secret.makeRandom(byteCount: 16)
        let message = pattern(byteCount)
        let sealed = try Payload.seal(message.span, fileKey: fileKey)
        #expect(sealed.count == Payload.sealedByteCount(plaintext: byteCount))
        #expect(try Payload.plaintextByteCount(sealed: sealed.count) == byteCount)
        #expect(try Payload.open(sealed.span, fileKey: fileKey) == message)
    }

    @Test(arguments: [0, 15, 16, 31, 16 + 65_552 + 1, 16 + 65_552 + 15, 16 + 65_552 + 16])
    func `a length that no payload has is an error`(sealed: Int) {
        let thrown = fault { _ = try Payload.plaintextByteCount(sealed: sealed) }
        #expect(thrown == (sealed == 65_584 ? .lastChunkEmpty(chunk: 1) : .payloadTruncated))
    }

    @Test func `each of several recipients opens, nobody else`() throws {
        let first = try makeHybrid()
        let second = try makeHybrid()
        let stranger = try makeHybrid()
        let message = pattern(100)
        let file = try AgeFile.seal(message.span, to: [first.recipient, second.recipient])
        #expect(try AgeFile.open(file.span, with: first, limit: 100) == message)
        #expect(try AgeFile.open(file.span, with: second, limit: 100) == message)
        #expect(faultOpening(file, with: stranger) == .noMatch)
        #expect(faultOpening(file, with: try makeX25519()) == .noMatch)
    }

    @Test func `a passphrase opens, another does not, and a dear one is refused`() throws {
        let message = pattern(100)
        let file = try AgeFile.seal(message.span, passphrase: try secret("kunci rahasia"), logN: 11)
        let right = Passphrase(try secret("kunci rahasia"))
        #expect(try AgeFile.open(file.span, with: right, limit: 100) == message)
        #expect(faultOpening(file, with: Passphrase(try secret("kunci"))) == .noMatch)
        let strict = Passphrase(try secret("kunci rahasia"), workFactorLimit: 10)
        #expect(faultOpening(file, with: strict) == .workFactorTooHigh(logN: 11, limit: 10))
    }

    @Test func `a file for nobody, and one half quantum-safe, are not written`() throws {
        let recipients = [try makeX25519().recipient, try makeHybrid().recipient]
        let message = pattern(1)
        let nobody = fault { _ = try AgeFile.seal(message.span, to: []) }
        #expect(nobody == .noRecipients)
        let mixed = fault { _ = try AgeFile.seal(message.span, to: recipients) }
        #expect(mixed == .mixedRecipients)
    }

    @Test func `a recipient that is no key is refused when it is used`() throws {
        let message = pattern(1)
        // Zero is a point of small order; all ones is no reduced lattice polynomial.
        let point = try Recipient(.x25519, bytes: [UInt8](repeating: 0, count: 32))
        let lattice = try Recipient(.hybrid, bytes: [UInt8](repeating: 255, count: 1216))
        let good = try makeHybrid().recipient.bytes
        let halfGood = try Recipient(.hybrid, bytes: Array(good[..<1184]) + [UInt8](repeating: 0, count: 32))
        for recipient in [point, lattice, halfGood] {
            let thrown = fault { _ = try AgeFile.seal(message.span, to: [recipient]) }
            #expect(thrown == .weakRecipient)
        }
    }

    @Test func `more than the limit is not opened`() throws {
        let identity = try makeX25519()
        let message = pattern(101)
        let file = try AgeFile.seal(message.span, to: [identity.recipient])
        let thrown = fault { _ = try AgeFile.open(file.span, with: identity, limit: 100) }
        #expect(thrown == .tooLong(limit: 100))
        let guarded = fault { _ = try AgeFile.openSecret(file.span, with: identity, limit: 100) }
        #expect(guarded == .tooLong(limit: 100))
    }

    @Test func `chunks sealed one by one are a payload, and end once`() throws {
        let fileKey = try Secret.makeRandom(byteCount: 16)
        var sealer = try PayloadSealer(fileKey: fileKey)
        let (full, last) = (pattern(65_536), pattern(5))
        var (firstBox, lastBox) = ([UInt8](repeating: 0, count: 65_552), [UInt8](repeating: 0, count: 21))
        try seal(full, isLast: false, into: &firstBox, with: &sealer)
        let short = fault { try seal(last, isLast: false, into: &lastBox, with: &sealer) }
        #expect(short == .wrongByteCount(expected: 65_536, actual: 5))
        var tag = [UInt8](repeating: 0, count: 16)
        let empty = fault { try seal([], isLast: true, into: &tag, with: &sealer) }
        #expect(empty == .lastChunkEmpty(chunk: 1))
        try seal(last, isLast: true, into: &lastBox, with: &sealer)
        let finished = fault { try seal(last, isLast: true, into: &lastBox, with: &sealer) }
        #expect(finished == .payloadFinished)

        let cut = fault { _ = try Payload.open((sealer.nonce + firstBox).span, fileKey: fileKey) }
        #expect(cut == .payloadTruncated)
        #expect(try Payload.open((sealer.nonce + firstBox + lastBox).span, fileKey: fileKey) == full + last)
    }

    @Test func `the errors of source and sink pass through`() throws {
        struct DiskFull: Error {}
        let fileKey = try Secret.makeRandom(byteCount: 16)
        #expect(throws: DiskFull.self) {
            try Payload.seal(fileKey: fileKey, from: { _ in throw DiskFull() }, to: { _ in })
        }
        #expect(throws: DiskFull.self) {
            try Payload.seal(fileKey: fileKey, from: { _ in 0 }, to: { _ in throw DiskFull() })
        }
        #expect(throws: DiskFull.self) {
            try Payload.open(fileKey: fileKey, from: { _ in throw DiskFull() }, to: { _ in })
        }
    }

    // In a process of its own: other tests, running beside, have memory too.
    @Test func `a large payload streams through little memory`() async {
        await #expect(processExitsWith: .success) {
            let fileKey = try Secret.makeRandom(byteCount: 16)
            let chunkCount = 4096
            let before = byteCount(of: "VmRSS:")
            var given = 0
            var taken = 0
            try Payload.seal(
                fileKey: fileKey,
                from: { target in
                    let count = min(target.count, chunkCount * Payload.chunkByteCount - given)
                    given += count
                    return count
                }, to: { taken += $0.count })
            precondition(taken == Payload.sealedByteCount(plaintext: chunkCount * Payload.chunkByteCount))

            var sealer = try PayloadSealer(fileKey: fileKey)
            let chunk = pattern(Payload.chunkByteCount)
            var index = -1
            var opened = 0
            try Payload.open(
                fileKey: fileKey,
                from: { target in
                    defer { index += 1 }
                    if index < 0 {
                        for position in sealer.nonce.indices { target[position] = sealer.nonce[position] }
                        return sealer.nonce.count
                    }
                    guard index < chunkCount else { return 0 }
                    var part = target._mutatingExtracting(0..<Payload.sealedChunkByteCount)
                    try sealer.seal(chunk.span, isLast: index == chunkCount - 1, into: &part)
                    return Payload.sealedChunkByteCount
                }, to: { opened += $0.count })
            precondition(opened == chunkCount * Payload.chunkByteCount)
            // The most there ever was, not what is left at the end.
            precondition(byteCount(of: "VmHWM:") - before < 40 << 20)
        }
    }
}

private func append(_ bytes: Span<UInt8>, to array: inout [UInt8]) {
    bytes.withUnsafeBytes { array.append(contentsOf: $0) }
}

private func seal(
    _ chunk: [UInt8], isLast: Bool, into box: inout [UInt8], with sealer: inout PayloadSealer
) throws(AgeError) {
    var target = box.mutableSpan
    try sealer.seal(chunk.span, isLast: isLast, into: &target)
}

/// A line of this process's memory accounts.
private func byteCount(of account: String) -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(account) } ?? ""
    return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) << 10
}
