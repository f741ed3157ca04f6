import Age
import Foundation
import Sodium

/// A copy of `text` in guarded memory.
func secret(_ text: String) throws -> Secret {
    let bytes = Array(text.utf8)
    return try Secret(copying: bytes.span)
}

/// The bytes of a secret that is none: what tests made up.
func plain(_ secret: borrowing Secret) -> [UInt8] {
    secret.withBytes { bytes in (0..<bytes.count).map { bytes[$0] } }
}

func text(_ secret: borrowing Secret) -> String {
    String(decoding: plain(secret), as: UTF8.self)
}

/// `byteCount` bytes that differ from place to place.
func pattern(_ byteCount: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0x5A, count: byteCount)
    for index in stride(from: 0, to: byteCount, by: 251) { bytes[index] = UInt8(truncatingIfNeeded: index / 251) }
    return bytes
}

func makeX25519() throws -> X25519Identity {
    try X25519Identity(seed: try Secret.makeRandom(byteCount: 32))
}

func makeHybrid() throws -> HybridIdentity {
    try HybridIdentity(seed: try Secret.makeRandom(byteCount: 32))
}

/// What `body` throws, if that is this module's.
func fault(_ body: () throws -> Void) -> AgeError? {
    do {
        try body()
        return nil
    } catch {
        return error as? AgeError
    }
}

/// What opening `file` throws; nil when it opens.
func faultOpening(_ file: [UInt8], with identity: borrowing some Identity & ~Copyable) -> AgeError? {
    do {
        _ = try AgeFile.open(file.span, with: identity, limit: 1 << 24)
        return nil
    } catch {
        return error
    }
}

/// Gives `bytes` in pieces of at most `pieceByteCount`.
struct PieceSource {
    let bytes: [UInt8]
    let pieceByteCount: Int
    var position = 0

    mutating func fill(_ target: inout MutableSpan<UInt8>) -> Int {
        let count = min(target.count, pieceByteCount, bytes.count - position)
        if count > 0 {
            target.withUnsafeMutableBytes { $0.copyBytes(from: bytes[position..<(position + count)]) }
        }
        position += count
        return count
    }
}

/// What `file` opens to as a stream, and what had been handed out when it failed.
func stream(
    _ file: [UInt8], with identity: borrowing some Identity & ~Copyable, pieceByteCount: Int
) throws -> (digest: Digest, fault: AgeError?) {
    var source = PieceSource(bytes: file, pieceByteCount: pieceByteCount)
    var hasher = Hasher256()
    do {
        try AgeFile.open(with: identity, from: { source.fill(&$0) }, to: { hasher.update($0) })
    } catch let error as AgeError {
        return (hasher.finish(), error)
    }
    return (hasher.finish(), nil)
}

/// A program run to its end.
struct Run {
    let status: Int32
    let output: [UInt8]

    init(_ arguments: [String], input: [UInt8] = []) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let (standardInput, standardOutput) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = standardOutput
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The programs run here read all before they write.
        try? standardInput.fileHandleForWriting.write(contentsOf: Data(input))
        try? standardInput.fileHandleForWriting.close()
        output = [UInt8](standardOutput.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        status = process.terminationStatus
    }
}

func shout(_ sentence: String) {
    FileHandle.standardError.write(Data("*** \(sentence)\n".utf8))
}
