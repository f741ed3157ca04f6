import Casework
import Foundation
import Ledger
import Sodium
import Testing
import Vocabulary
import Wire

/// docs/format.md, "Session": the example on the page, which a program in Python computed, is what this one says.
struct SessionVectorTests {
    private func page() throws -> String {
        try String(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("../../docs/format.md"), encoding: .utf8)
    }

    /// The block of the page that begins so, without its fence.
    private func block(_ beginning: String) throws -> String {
        let page = try page()
        let start = try #require(page.range(of: "```\n" + beginning)).lowerBound
        let body = page[start...].dropFirst(4)
        return String(body[..<(try #require(body.range(of: "```")).lowerBound)])
    }

    private func seed(_ range: Range<UInt8>) throws -> Secret { try Secret(copying: Array(range).span) }

    @Test func `the example of a session is what is written, and what is believed`() throws {
        let told = try block("00 00 00 69 01").split(separator: "\n").flatMap { line in
            line.split(separator: " ").prefix { $0.count == 2 }.compactMap { UInt8($0, radix: 16) }
        }
        let vault = VaultID(Digest.of("vault"))
        let hello = Hello(
            versions: [1], vault: vault, handle: try Handle("siti@unit-ppa"), nonce: Digest.of("officer"))
        #expect(Message(.hello, hello.bodyBytes).bytes == told)

        let session = Array(try block("brankas/session/v1\nvault e6").utf8)
        let expected = SessionNote(
            vault: vault, hello: Digest.of(hello.bodyBytes), nonce: Digest.of("custodian"), version: 1,
            time: try Instant("2026-11-30T02:18:05Z"))
        let identity = try CustodianIdentity(seed: try seed(0..<32))
        let note = try Note(parsing: session)
        #expect(note.text == expected.text && note.signatures.count == 1)
        let origin = "brankas/okuselatan/\(vault.text.prefix(8))"
        try note.verify(with: try NoteKey(name: origin, key: identity.session))
        #expect(throws: (any Error).self) { try note.verify(with: try NoteKey(name: origin, key: identity.checkpoint)) }

        let officer = try Note(parsing: Array(try block("brankas/officer/v1\nvault e6").utf8))
        let proof = OfficerNote(vault: vault, handle: hello.handle, session: Digest.of(session))
        #expect(officer.text == proof.text)
        let key = try SigningKey(seed: try HKDF.derive(from: try seed(32..<64), info: "brankas/v1 sign"))
        let card = try Card.make(
            handle: hello.handle, name: "Siti", signingKey: key, cosign: identity.session, recipient: "age1pq1")
        #expect(proof.isSigned(officer.encoded, by: card))
        #expect(
            !OfficerNote(vault: vault, handle: hello.handle, session: Digest.of("x")).isSigned(
                officer.encoded, by: card))

        #expect(try page().contains("The custodian's fingerprint is `\(identity.fingerprint)`."))
    }
}
