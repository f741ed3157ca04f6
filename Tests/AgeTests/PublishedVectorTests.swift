import Age
import Foundation
import Sodium
import Testing

/// The published vectors of the format (C2SP CCTV, age), read from where BRANKAS_CCTV points: none is kept here.
struct PublishedVector {
    static let folder = ProcessInfo.processInfo.environment["BRANKAS_CCTV"]

    static let isThere: Bool = {
        if folder == nil { shout("BRANKAS_CCTV is not set: the published age vectors are NOT tested.") }
        return folder != nil
    }()

    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder ?? "")) ?? [])
        .filter { !$0.hasPrefix(".") && !$0.hasSuffix(".md") }.sorted()

    var expected = ""
    var payload: String?
    var identities: [String] = []
    var passphrases: [String] = []
    var isArmored = false
    var file: [UInt8] = []

    init(_ name: String) throws {
        let url = URL(fileURLWithPath: Self.folder ?? "").appendingPathComponent(name)
        let bytes = [UInt8](try Data(contentsOf: url))
        var position = 0
        var isCompressed = false
        while let end = bytes[position...].firstIndex(of: 0x0A), end > position {
            let field = String(decoding: bytes[position..<end], as: UTF8.self)
            position = end + 1
            let separator = try #require(field.range(of: ": "))
            let value = String(field[separator.upperBound...])
            switch field[..<separator.lowerBound] {
            case "expect": expected = value
            case "payload": payload = value
            case "identity": identities.append(value)
            case "passphrase": passphrases.append(value)
            case "armored": isArmored = value == "yes"
            case "compressed": isCompressed = value == "zlib"
            case "file key", "comment": break
            default: throw UnknownField()
            }
        }
        file = Array(bytes[(position + 1)...])
        if isCompressed {
            let script = "import sys,zlib; sys.stdout.buffer.write(zlib.decompress(sys.stdin.buffer.read()))"
            let run = try Run(["python3", "-c", script], input: file)
            try #require(run.status == 0)
            file = run.output
        }
    }

    struct UnknownField: Error {}
}

/// Every secret of a vector in turn.
struct VectorIdentity: ~Copyable, Identity {
    let identities: [String]
    let passphrases: [String]

    borrowing func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> Secret? {
        for line in identities.map({ Array($0.utf8) }) {
            if let fileKey = try Self.unwrap(stanzas, with: line) { return fileKey }
        }
        for characters in passphrases {
            guard let secret = try? secret(characters) else { return nil }
            if let fileKey = try Passphrase(secret).unwrap(stanzas) { return fileKey }
        }
        return nil
    }

    private static func unwrap(_ stanzas: [Stanza], with line: [UInt8]) throws(AgeError) -> Secret? {
        if line.starts(with: "AGE-SECRET-KEY-PQ-".utf8) {
            return try HybridIdentity(encoded: line.span).unwrap(stanzas)
        }
        return try X25519Identity(encoded: line.span).unwrap(stanzas)
    }
}

/// The failure class in the words of the vectors.
func failureClass(_ error: AgeError?) -> String {
    switch error {
    case nil: "success"
    case .headerMalformed, .stanzaMalformed, .workFactorTooHigh: "header failure"
    case .noMatch: "no match"
    case .hmacMismatch: "HMAC failure"
    case .armorMalformed: "armor failure"
    case .payloadTruncated, .payloadNotAuthentic, .lastChunkEmpty, .trailingData: "payload failure"
    default: "unexpected failure"
    }
}

@Suite struct PublishedVectorTests {
    @Test(.enabled(if: PublishedVector.isThere, "BRANKAS_CCTV is not set"), arguments: PublishedVector.names)
    func `a published vector gives its result, its failure class and its bytes`(name: String) throws {
        let vector = try PublishedVector(name)
        let identity = VectorIdentity(identities: vector.identities, passphrases: vector.passphrases)
        var file = vector.file
        if vector.isArmored {
            do {
                file = try Armor.decode(file.span, limit: 1 << 25)
            } catch {
                #expect(failureClass(error) == vector.expected)
                return
            }
        }
        let pieceByteCount = file.count < 10_000 ? 7 : 50_000
        let (digest, fault) = try stream(file, with: identity, pieceByteCount: pieceByteCount)
        #expect(failureClass(fault) == vector.expected, "\(String(describing: fault))")
        if let payload = vector.payload { #expect(digest.hex == payload) }
    }

    @Test(.enabled(if: PublishedVector.isThere, "BRANKAS_CCTV is not set"), arguments: PublishedVector.names)
    func `a published vector gives the same in memory`(name: String) throws {
        let vector = try PublishedVector(name)
        let identity = VectorIdentity(identities: vector.identities, passphrases: vector.passphrases)
        do {
            // Text that does not begin as armor is no age file to `open`, but no armor to the vectors.
            let isStranger = vector.isArmored && !Armor.isArmored(vector.file.span)
            let file = isStranger ? try Armor.decode(vector.file.span, limit: 1 << 25) : vector.file
            let plaintext = try AgeFile.open(file.span, with: identity, limit: 1 << 25)
            #expect(vector.expected == "success")
            #expect(Digest.of(plaintext).hex == vector.payload)
        } catch {
            #expect(failureClass(error) == vector.expected, "\(error)")
        }
    }

    @Test(.enabled(if: PublishedVector.isThere, "BRANKAS_CCTV is not set"))
    func `the published vectors are all there`() {
        #expect(PublishedVector.names.count >= 143)
    }
}
