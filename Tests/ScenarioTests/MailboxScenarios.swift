import Foundation
import Glibc
import Testing

@Suite("mailbox")
struct MailboxScenarios {
    private static let box = "vault/custody/mailbox"

    /// Sari is dismissed, tries, and leaves a letter.
    private func dismissed() throws -> (Session, letter: String) {
        let (s, played) = try Session.played()
        try s.copyVault(to: "dulu")
        try s.done("budi", "person dismiss sari@unit-ppa --reason pindah")
        // Somebody else than who sealed it has opened the new seed: the one before is gone.
        try s.done("siti", "show")
        try s.fails(77, "sari", "document open \(played.letter) --purpose penyidikan", says: "not enrolled")
        return (s, try #require(try s.names(Self.box).first))
    }

    private func lateEntries(_ s: Session) throws -> [Value] {
        try s.done("wati", "audit list --actor sari@unit-ppa --outcome denied --json").json["entries"].list
    }

    @Test(.inAFolder) func `a dismissed person's attempt is entered once somebody else comes`() throws {
        let (s, letter) = try dismissed()
        let kept = try s.read("\(Self.box)/\(letter)")
        let entries = try lateEntries(s)
        #expect(entries.count == 1 && entries[0]["why"].text == "dismissed", "\(entries)")
        #expect(entries[0]["action"].text == "document.open")
        #expect(try s.names(Self.box).isEmpty)
        // The same letter again, under its own name and another.
        try s.write("\(Self.box)/\(letter)", kept)
        try s.write("\(Self.box)/lagi.age", kept)
        #expect(try lateEntries(s).count == 1)
        #expect(try s.names(Self.box).isEmpty)
        try s.done("wati", "audit verify")
    }

    @Test(.inAFolder) func `before anybody else came the attempt is entered at once, and opens nothing`() throws {
        let (s, played) = try Session.played()
        try s.done("budi", "person dismiss sari@unit-ppa --reason pindah")
        for command in ["document open \(played.letter) --purpose penyidikan", "show", "person list"] {
            try s.fails(77, "sari", command, says: "not enrolled")
        }
        #expect(!s.exists(Self.box))
        let entries = try lateEntries(s)
        #expect(entries.map { $0["why"].text } == ["dismissed", "dismissed", "dismissed"], "\(entries)")
        #expect(entries.first?["action"].text == "document.open")
        try s.done("wati", "audit verify")
    }

    @Test(.inAFolder) func `a letter that is forged, cut, or none makes no entry and is cleared away`() throws {
        let (s, letter) = try dismissed()
        let kept = try s.read("\(Self.box)/\(letter)")
        try FileManager.default.removeItem(atPath: s.path("\(Self.box)/\(letter)"))
        for offset in [0, 30, kept.count / 2, kept.count - 1] {
            var forged = kept
            forged[offset] ^= 0x01
            try s.write("\(Self.box)/palsu\(offset).age", forged)
        }
        try s.write("\(Self.box)/potong.age", Array(kept.dropLast(9)))
        try s.write("\(Self.box)/kosong.age", "")
        try s.write("\(Self.box)/acak", noise(5_000, seed: 8))
        try s.write("\(Self.box)/segel.age", try s.read("vault/custody/custodian.age"))
        #expect(try lateEntries(s).isEmpty)
        #expect(try s.names(Self.box).isEmpty)
        try s.done("wati", "audit verify")
    }

    @Test(.inAFolder) func `the letter of a person who is still enrolled makes no entry`() throws {
        let (s, letter) = try dismissed()
        let kept = try s.read("\(Self.box)/\(letter)")
        // The vault as it was before the dismissal, and nobody who remembers it.
        try s.restoreVault(from: "dulu")
        try FileManager.default.removeItem(atPath: s.path("state"))
        try FileManager.default.createDirectory(atPath: s.path(Self.box), withIntermediateDirectories: true)
        try s.write("\(Self.box)/\(letter)", kept)
        #expect(try lateEntries(s).isEmpty)
        #expect(try s.names(Self.box).isEmpty)
        try s.done("sari", "case list")
        try s.done("wati", "audit verify")
    }

    @Test(.inAFolder) func `a letter to another vault makes no entry`() throws {
        let (s, letter) = try dismissed()
        let kept = try s.read("\(Self.box)/\(letter)")
        try s.done("dewi", "init lain --keys keys/keys.yaml")
        try s.done("dewi", "person enroll --yes keys/wati@dp2kbp3a.card --role dp2kbp3a/pengawas --vault lain")
        let count = try s.done("wati", "verify --vault lain --json").json["entries"].number
        try FileManager.default.createDirectory(
            atPath: s.path("lain/custody/mailbox"), withIntermediateDirectories: true)
        try s.write("lain/custody/mailbox/\(letter)", kept)
        #expect(try s.done("wati", "verify --vault lain --json").json["entries"].number == count + 1)
        #expect(try s.names("lain/custody/mailbox").isEmpty)
    }

    @Test(.inAFolder) func `a full box of anything stops nobody, in bounded memory`() throws {
        let (s, _) = try dismissed()
        for number in 0..<10_000 { try s.write("\(Self.box)/\(number).age", "x") }
        let large = open(s.path("\(Self.box)/0000-besar.age"), O_CREAT | O_WRONLY, 0o600)
        #expect(ftruncate(large, 1 << 30) == 0)
        close(large)
        #expect(mkfifo(s.path("\(Self.box)/0000-pipa"), 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: s.path("\(Self.box)/0000-kait"), withDestinationPath: "/dev/zero")
        let command = "$BRANKAS case list --passphrase-fd 9"
        // Less address space than the large file has bytes.
        let answer = try s.shell("siti", "ulimit -v 1000000; \(command)")
        #expect(answer.status == 0 && answer.error.isEmpty, "\(answer)")
        #expect(try s.names(Self.box).count < 10_004 && !s.exists("\(Self.box)/0000-besar.age"))
        // A box that is full takes no more letters, and says the same to whoever leaves them.
        try s.fails(77, "sari", "inbox", says: "not enrolled")
        try s.done("tono", "case list")
    }

    @Test(.inAFolder) func `a folder in the box stops nobody`() throws {
        let (s, _) = try dismissed()
        try FileManager.default.createDirectory(
            atPath: s.path("\(Self.box)/folder/x"), withIntermediateDirectories: true)
        try s.done("siti", "case list")
        #expect(try lateEntries(s).count == 1)
        try s.done("siti", "case list")
    }
}
