import Foundation
import Testing

/// A second reader, in Python, which follows docs/format.md and shares nothing with the Swift, reads what it wrote.
@Suite("the second reader")
struct PeerScenarios {
    static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    static let reader = tests.appendingPathComponent("Peers/reader.py").path
    static let vectors = tests.appendingPathComponent("Peers/vectors.py").path
    static let page = tests.deletingLastPathComponent().appendingPathComponent("docs/format.md").path

    /// Without Python's `cryptography` nothing is compared: said aloud, and a failure where peers are demanded.
    static let isHere: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "from cryptography.hazmat.primitives import hpke"]
        process.standardError = FileHandle.nullDevice
        let isHere =
            (try? process.run()) != nil
            && {
                process.waitUntilExit(); return process.terminationStatus == 0
            }()
        if !isHere { FileHandle.standardError.write(Data("*** PEER MISSING: Python's cryptography >= 48 ***\n".utf8)) }
        return isHere
    }()

    @Test func `the peer is here`() {
        #expect(Self.isHere || ProcessInfo.processInfo.environment["BRANKAS_PEERS"] != "1")
    }

    @Test(.enabled(if: isHere)) func `the vectors on the page are what the peer computes`() throws {
        let s = try Session()
        let answer = try s.shell("nobody", "python3 '\(Self.vectors)' '\(Self.page)' > /dev/null")
        #expect(answer.status == 0, "\(answer)")
    }

    @Test(.inAFolder, .enabled(if: isHere)) func `it verifies the whole vault and opens what its key opens`() throws {
        let (s, played) = try Session.played()
        try s.done("joko", "document open \(played.video) --purpose penuntutan --output seen.bin")
        func read(_ who: String, _ words: String) throws -> Answer {
            try s.shell(who, "python3 '\(Self.reader)' \(words) --passphrase-fd 9")
        }
        let verified = try read("wati", "verify vault keys/wati.age")
        #expect(verified.status == 0, "\(verified)")
        let identity = try read("siti", "open vault keys/siti.age \(played.identity)")
        #expect(identity.status == 0 && identity.output.hasPrefix(Played.identityText), "\(identity)")
        let video = try read("joko", "open vault keys/joko.age \(played.video)")
        #expect(video.status == 0 && video.bytes == Played.videoBytes)
        // The prosecutor was granted the evidence and nothing else.
        #expect(try read("joko", "open vault keys/joko.age \(played.identity)").status == 65)
    }

    @Test(.enabled(if: isHere)) func `it notices a changed leaf`() throws {
        let (s, _) = try Session.played()
        try s.sql(
            "vault/index.sqlite",
            "UPDATE ledger SET leaf = CAST(substr(leaf, 1, 40) || x'00' || substr(leaf, 42) AS BLOB) WHERE seq = 3")
        let answer = try s.shell("wati", "python3 '\(Self.reader)' verify vault keys/wati.age --passphrase-fd 9")
        #expect(answer.status == 65, "\(answer)")
    }
}
