import Foundation
import Testing

@Suite("rollback")
struct RollbackScenarios {
    @Test(.inAFolder) func `an older copy of the vault is found by whoever saw the newer one`() throws {
        let (s, _) = try Session.played()
        try s.copyVault(to: "kemarin")
        _ = try s.newCase(title: "Yang akan hilang")
        let size = try s.entryCount() + 1
        try s.restoreVault(from: "kemarin")
        let answer = try s.fails(
            65, "wati", "audit verify",
            says: "the ledger was rolled back or rewritten: \(size) entries were verified before, now ")
        // What does not fit, since when, and where the proof of it lies.
        let parts = answer.error.components(separatedBy: "\nhint: stop; tell all agencies; what you verified on ")
        let told = try #require(parts.last?.components(separatedBy: " fitted still; ").first)
        #expect(answer.error.contains(told + " fitted still; both signed checkpoints are kept as evidence in "))
        let evidence = try #require(s.files(under: "state").first { $0.hasSuffix(".evidence") })
        let kept = String(decoding: try s.read(evidence), as: UTF8.self)
        #expect(kept.hasPrefix("brankas/evidence/v1\nvault "))
        #expect(kept.contains("\nfirst ") && kept.contains("\nsecond ") && kept.contains("\nverified \(told)\n"))
        try s.fails(65, "siti", "case list", says: "the ledger was rolled back or rewritten")
        let indonesian = try s.run("siti", "case list --lang id")
        #expect(indonesian.error.hasPrefix("brankas: buku catatan mundur atau ditulis ulang: "))
        #expect(
            indonesian.error.contains(
                "\npetunjuk: jangan lanjutkan; beri tahu semua instansi; yang Anda periksa pada "))
        // Nothing was added to the copy.
        try FileManager.default.removeItem(atPath: s.path("state"))
        let now = try s.done("siti", "verify --json").json["entries"].number
        #expect(answer.error.contains("now \(now - 1) are shown"))
    }

    @Test(.inAFolder) func `a history that went on differently is found by the officer of the other`() throws {
        let (s, _) = try Session.played()
        try s.copyVault(to: "kemarin")
        try s.done("siti", "case list")
        try s.restoreVault(from: "kemarin")
        // Joko was not here since: to him the copy is the vault, and it grows past what Siti saw.
        for _ in 1...4 { try s.done("joko", "case list") }
        try s.fails(65, "siti", "case list", says: "rolled back or rewritten")
        try s.done("joko", "case list")
    }

    @Test(.inAFolder) func `who lost the own pin is at a first contact again`() throws {
        let (s, _) = try Session.played()
        try FileManager.default.removeItem(atPath: s.path("state"))
        #expect(try s.done("siti", "case list").error.hasPrefix("First contact; "))
    }

    @Test(.inAFolder) func `a pin that was changed is no pin`() throws {
        let (s, _) = try Session.played()
        let pins = s.files(under: "state").filter { $0.hasSuffix(".pin") }
        #expect(pins.count >= 8)
        for pin in pins { try s.flip(pin, at: -3) }
        let answer = try s.fails(65, "siti", "case list", says: "the pin of this vault was changed")
        #expect(answer.error.contains("hint: your own state file is damaged"))
    }

    @Test(.inAFolder) func `one officer's pin is no other's`() throws {
        let (s, _) = try Session.played()
        let pins = s.files(under: "state").filter { $0.hasSuffix(".pin") }
        let contents = try pins.map { try s.read($0) }
        for (index, pin) in pins.enumerated() { try s.write(pin, contents[(index + 1) % pins.count]) }
        try s.fails(65, "siti", "case list", says: "the pin of this vault was changed")
    }

    @Test(.inAFolder) func `the ledger of one case can't lose its last change`() throws {
        let (s, played) = try Session.played()
        try s.done("siti", "grant revoke \(played.grant) --reason selesai")
        // The revocation and all after it go, the checkpoint of the time before comes back with its tree.
        try s.copyVault(to: "kini")
        try s.done("joko", "person list")
        for name in ["index.sqlite", "index.sqlite-wal", "index.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: s.path("vault/\(name)"))
        }
        let world = played.world.folder + "/vault"
        for name in try FileManager.default.contentsOfDirectory(atPath: world) where name.hasPrefix("index.sqlite") {
            try FileManager.default.copyItem(atPath: "\(world)/\(name)", toPath: s.path("vault/\(name)"))
        }
        try s.fails(65, "siti", "grant list", says: "rolled back or rewritten")
        try s.restoreVault(from: "kini")
        try s.fails(77, "joko", "document open \(played.letter) --purpose penuntutan", says: "the grant was revoked")
    }
}
