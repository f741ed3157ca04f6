import Ledger
import Sodium
import Testing

struct CheckpointTests {
    static let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="

    @Test(arguments: [
        "o\n0\n\(root)\n", "o\n1\n\(root)\n", "o\n18446744073709551615\n\(root)\n", "o p+q\n10\n\(root)\n",
        "o\n1\n\(root)\nextension\n", "o\n1\n\(root)\na\n b\n— c\n", "é\n1\n\(root)\n",
    ])
    func `a checkpoint is read and written byte for byte`(text: String) throws {
        let checkpoint = try Checkpoint(parsing: text)
        #expect(Array(checkpoint.text.utf8) == Array(text.utf8))
        #expect(
            try Checkpoint(
                origin: checkpoint.origin, head: checkpoint.head, extensions: checkpoint.extensions) == checkpoint)
    }

    @Test(arguments: [
        "", "\n", "o\n", "o\n1\n", "o\n1\n\(root)", "\n1\n\(root)\n", "o\n\n\(root)\n", "o\n1\n\n",
        // Sizes.
        "o\n01\n\(root)\n", "o\n00\n\(root)\n", "o\n+1\n\(root)\n", "o\n-1\n\(root)\n", "o\n 1\n\(root)\n",
        "o\n1 \n\(root)\n", "o\n1.0\n\(root)\n", "o\n0x1\n\(root)\n", "o\n1_0\n\(root)\n", "o\n١\n\(root)\n",
        "o\n18446744073709551616\n\(root)\n", "o\n18446744073709551625\n\(root)\n",
        "o\n99999999999999999999\n\(root)\n", "o\n184467440737095516150\n\(root)\n", "o\n1\u{301}\n\(root)\n",
        // Roots.
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n", "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n", "o\n1\n\(root) \n", "o\n1\n \(root)\n",
        "o\n1\n\(root)AAAA\n", "o\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom\u{80}Xajj7h2fB2MPA3j2jxq2I=\n",
        // Empty extension lines, and control characters.
        "o\n1\n\(root)\n\n", "o\n1\n\(root)\n\nx\n", "o\n1\n\(root)\nx\n\n", "o\r\n1\r\n\(root)\r\n",
        "o\t\n1\n\(root)\n", "o\n1\n\(root)\nx\ty\n", "o\n1\n\(root)\nx\r\n",
    ])
    func `a checkpoint of another shape is refused`(text: String) {
        #expect(throws: LedgerError.checkpointMalformed) { try Checkpoint(parsing: text) }
    }

    @Test func `a checkpoint too long to be one is refused`() throws {
        let start = "o\n1\n\(Self.root)\n"
        let room = Checkpoint.byteLimit - start.utf8.count - 1
        let line = String(repeating: "x", count: room)
        #expect(try Checkpoint(parsing: start + line + "\n").extensions == [line])
        #expect(throws: LedgerError.checkpointMalformed) { try Checkpoint(parsing: start + line + "x\n") }
        #expect(throws: LedgerError.checkpointMalformed) {
            try Checkpoint(origin: "o", head: .empty, extensions: [line + "xx"])
        }
    }

    @Test(arguments: ["", "a\nb", "a\n", "\n", "a\rb", "a\u{0}"])
    func `lines that are no lines are refused`(line: String) {
        #expect(throws: LedgerError.checkpointMalformed) { try Checkpoint(origin: line, head: .empty) }
        #expect(throws: LedgerError.checkpointMalformed) {
            try Checkpoint(origin: "o", head: .empty, extensions: ["x", line])
        }
    }

    @Test func `a checkpoint is believed when its log signed it`() throws {
        let head = TreeHead(size: 5, root: Digest.of("root"))
        let checkpoint = try Checkpoint(origin: "log.example", head: head)
        let key = try noteKey(1, name: "log.example")
        let note = try signedNote(checkpoint.text, by: ("log.example", 1))
        #expect(try Checkpoint(verifying: note, origin: "log.example", key: key) == checkpoint)
        #expect(throws: LedgerError.originDiffers) {
            try Checkpoint(verifying: note, origin: "other.example", key: key)
        }
        #expect(throws: LedgerError.signatureMissing(name: "log.example")) {
            try Checkpoint(verifying: note, origin: "log.example", key: noteKey(2, name: "log.example"))
        }
        #expect(throws: LedgerError.checkpointMalformed) {
            try Checkpoint(
                verifying: signedNote("hello\n", by: ("log.example", 1)), origin: "log.example", key: key)
        }
    }

    @Test func `origins that only look alike are two logs`() throws {
        let composed = try Checkpoint(origin: "caf\u{e9}", head: .empty)
        let decomposed = try Checkpoint(origin: "cafe\u{301}", head: .empty)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        let note = try signedNote(composed.text, by: ("log", 1))
        #expect(throws: LedgerError.originDiffers) {
            try Checkpoint(verifying: note, origin: "cafe\u{301}", key: noteKey(1, name: "log"))
        }
    }
}
