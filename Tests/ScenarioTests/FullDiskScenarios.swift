import Foundation
import Testing

/// The vault's disk is full, to the last block: what was stored before can be opened, and nothing ends in a crash.
@Suite("a full disk", .enabled(if: Medium.canBeMounted))
struct FullDiskScenarios {
    private func onDisk(_ s: Session) throws -> Medium {
        let disk = try Medium(.ext4, at: s.path("disk"), megabytes: 60)
        try FileManager.default.moveItem(atPath: s.path("vault"), toPath: s.path("disk/vault"))
        s.environment["BRANKAS_VAULT"] = "disk/vault"
        try s.done("siti", "case list")
        return disk
    }

    /// Fills all that is left, byte by byte in the end.
    private func fill(_ s: Session, leaving: Int = 0) throws {
        try Medium.shell(
            "cd '\(s.path("disk"))'; dd if=/dev/zero of=isi bs=1M status=none 2>/dev/null;"
                + " for i in $(seq 2000); do dd if=/dev/zero of=isi$i bs=1k count=1 status=none 2>/dev/null || break; done;"
                + " sync -f .; i=\(leaving); for f in isi[0-9]*; do [ $i -gt 0 ] || break; rm $f; i=$((i-1)); done; true"
        )
    }

    @Test(.inAFolder, arguments: Tongue.allCases)
    func `what was stored is opened, what is new is refused, and with room all is as before`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let disk = try onDisk(s)
        #expect(s.exists("disk/vault/reserve"))
        try fill(s)
        try s.write("baru.txt", "baru")
        try s.write("besar.bin", noise(300_000, seed: 4))
        let lang = "--lang \(say.rawValue)"
        let full = say(id: "tidak ada ruang lagi", en: "no space is left")
        for name in ["baru.txt", "besar.bin"] {
            try s.fails(
                1, "siti", "document add \(played.caseID) \(name) --compartment evidence \(lang)", says: full)
        }
        for (id, bytes) in [(played.letter, Array(Played.letterText.utf8)), (played.video, Played.videoBytes)] {
            #expect(try s.done("siti", "document open \(id) --purpose penyidikan").bytes == bytes)
        }
        try s.done("siti", "identity open \(played.identity) --purpose penyidikan")
        try s.fails(77, "joko", "identity open \(played.identity) --purpose penuntutan")
        try s.done("wati", "verify")
        // The room that was kept is given up for that, and for nothing that is new.
        #expect(!s.exists("disk/vault/reserve"))
        try s.fails(
            1, "siti", "document add \(played.caseID) besar.bin --compartment evidence", says: "no space is left")
        try Medium.shell("rm -f '\(s.path("disk"))'/isi*")
        try s.done("siti", "document add \(played.caseID) baru.txt besar.bin --compartment evidence")
        #expect(s.exists("disk/vault/reserve"))
        try s.done("wati", "audit verify")
        try s.done("wati", "verify")
        withExtendedLifetime(disk) {}
    }

    /// SQLite maps a file into memory that may have holes on blocks of 1 KiB; where none is left to fill them, a process ends by
    /// a signal.
    @Test(.inAFolder) func `with any number of blocks left a command ends with an answer`() throws {
        let (s, played) = try Session.played()
        let disk = try onDisk(s)
        for left in [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144] {
            try? FileManager.default.removeItem(atPath: s.path("disk/vault/reserve"))
            try fill(s, leaving: left)
            for (who, command) in [
                ("siti", "document open \(played.letter) --purpose penyidikan"), ("siti", "case list"),
                ("wati", "verify"),
                ("wati", "verify --read-only"),
            ] {
                let answer = try s.run(who, command)
                #expect([0, 1].contains(answer.status), "\(left): \(answer)")
                if command.hasSuffix("--read-only") { #expect(answer.status == 0, "\(left): \(answer)") }
            }
            try Medium.shell("rm -f '\(s.path("disk"))'/isi*")
        }
        try s.done("wati", "verify")
        withExtendedLifetime(disk) {}
    }

    /// A transaction that fails leaves its pages in the log, and with them no room.
    @Test(.inAFolder) func `what failed gives its room back`() throws {
        let (s, played) = try Session.played()
        let disk = try onDisk(s)
        try Medium.shell(
            "cd '\(s.path("disk"))'; dd if=/dev/zero of=isi bs=1M status=none 2>/dev/null; truncate -s -700K isi")
        try FileManager.default.createDirectory(atPath: s.path("hp"), withIntermediateDirectories: false)
        for number in 0..<40 { try s.write("hp/\(number).bin", noise(60_000, seed: UInt64(number))) }
        let answer = try s.run("siti", "document add \(played.caseID) hp --compartment evidence")
        #expect(answer.status == 1 && answer.error.contains("no space is left"), "\(answer)")
        for name in ["index.sqlite-wal", "custody/custody.sqlite-wal"] {
            // There is none where the last process could fold it into the database.
            let size = try? FileManager.default.attributesOfItem(atPath: s.path("disk/vault/\(name)"))[.size] as? Int
            #expect((size ?? 0) < 100_000, "\(name) \(size ?? 0)")
        }
        try s.done("siti", "document open \(played.letter) --purpose penyidikan")
        try s.done("wati", "verify")
        withExtendedLifetime(disk) {}
    }
}
