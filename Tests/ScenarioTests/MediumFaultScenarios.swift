import Foundation
import Glibc
import Testing

/// What backups, mail programs and other people's editors do to files.
@Suite("files that went through other hands")
struct MediumFaultScenarios {
    @Test(arguments: ["INT", "TERM", "HUP"]) func `an export that is interrupted leaves nothing`(signal: String) throws
    {
        let (s, played) = try Session.played()
        try s.write("besar.bin", noise(60_000_000, seed: 8))
        try s.done("siti", "document add \(played.caseID) besar.bin --compartment evidence")
        let before = try s.names()
        let export =
            "case export \(played.caseID) --to keys/siti@unit-ppa.card --compartment evidence \(Session.exportReason)"
            + " --output keluar"
        func interrupted(_ command: String) throws {
            // A shell lets what runs behind it ignore Ctrl-C: it is asked for once more.
            let answer = try s.shell(
                "siti",
                "exec 8>&2; env --default-signal=INT $BRANKAS \(command) --passphrase-fd 9 & p=$!;"
                    + " until du -b *.part 2>/dev/null | awk '$1 > 5000000 { found = 1 } END { exit !found }'; do :; done;"
                    + " kill -\(signal) $p; wait $p; echo $?")
            #expect(["130\n", "143\n", "129\n"].contains(answer.output), "\(answer)")
            #expect(try s.names() == before.union(command.hasPrefix("unpack") ? ["keluar"] : []), "\(command)")
        }
        try interrupted(export)
        try s.done("siti", export)
        try interrupted("unpack keluar --output terbuka")
        try s.done("siti", "unpack keluar --output terbuka")
    }

    @Test(.inAFolder) func `folders that a backup lost because they were empty are made again`() throws {
        let (s, played) = try Session.played()
        for folder in ["vault/objects/staging", "vault/custody/mailbox"] where s.exists(folder) {
            try FileManager.default.removeItem(atPath: s.path(folder))
        }
        #expect(try s.done("siti", "document open \(played.video) --purpose penyidikan").bytes == Played.videoBytes)
        try s.write("besar.bin", noise(100_000, seed: 3))
        try s.done("siti", "document add \(played.caseID) besar.bin --compartment evidence")
        try s.done("wati", "verify")
    }

    @Test(.inAFolder, .enabled(if: Medium.canBeMounted), arguments: Tongue.allCases)
    func `a file of SQLite's that may not be written is named`(say: Tongue) throws {
        let (s, _) = try Session.played()
        for (name, mode) in [
            ("index.sqlite-shm", "0400"), ("custody/custody.sqlite", "0400"), ("index.sqlite-wal", "0200"),
        ] {
            try Medium.shell(
                "cd '\(s.folder)'; chmod 755 .; cp '\(Session.program)' program; chown -R 4242 keys vault state;"
                    + " touch vault/index.sqlite-shm vault/index.sqlite-wal; chown 4242 vault/*; chmod 0600 vault/*.sqlite* vault/custody/*.sqlite*;"
                    + " chmod \(mode) vault/\(name)")
            let answer = try s.shell(
                "siti",
                "exec 8>&2; setpriv --reuid 4242 --regid 4242 --clear-groups ./program case list --here --passphrase-fd 9"
                    + " --lang \(say.rawValue)")
            s.expectFailure(answer, 1, say(id: "sistem tidak mengizinkan", en: "the system does not permit"))
            #expect(answer.error.contains("vault/\(name)") && answer.error.contains("chmod u+rw"), "\(answer)")
        }
    }

    @Test func `a card is taken as mail brought it, and refused with a changed letter`() throws {
        let (s, _) = try Session.played()
        _ = try s.run(
            "key new baru@unit-ppa --name 'Rudi Hartono' --work-factor 4 --output baru.age --passphrase-fd 9",
            passphrases: ["sandi yang cukup panjang 7"])
        let card = String(decoding: try s.read("baru@unit-ppa.card"), as: UTF8.self)
        func mailed(_ text: String) -> String {
            text.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n-- \r\nKirim dari telepon saya\r\n"
        }
        let enroll = "person enroll --yes surat.card --role unit-ppa/penyidik"
        for bad in [
            mailed(card.replacingOccurrences(of: "Rudi", with: "Budi")), mailed(String(card.dropLast(20))),
            mailed(card.replacingOccurrences(of: "\n\n", with: "\n")), "Kirim dari telepon saya\r\n", "",
            mailed(card.replacingOccurrences(of: "handle", with: "handle\nhandle")),
        ] {
            try s.write("surat.card", bad)
            try s.fails(64, "budi", enroll, says: "surat.card is not a valid card")
        }
        try s.write("surat.card", "\u{feff}" + mailed(card))
        try s.done("budi", enroll)
        #expect(try s.done("budi", "person list").output.contains("Rudi Hartono"))
        // What stands in the roster is the card, and none of the mail.
        try s.done("wati", "audit verify")
        try s.write("surat.card", "Selamat pagi,\r\n\r\n" + mailed(card))
        try s.fails(1, "budi", enroll, says: "is taken")
    }

    @Test func `a mark before UTF-8 is no part of what somebody wrote`() throws {
        let (s, played) = try Session.played()
        try s.write("bom.json", "\u{feff}{\"name\":\"Anggun Lestari\"}")
        let id = try s.done("siti", "identity add \(played.caseID) --from bom.json --json").json["identity"].text
        #expect(
            try s.done("siti", "identity open \(id) --purpose penyidikan --json").json["name"].text == "Anggun Lestari")
        try s.write("about.json", "\u{feff}{\"label\":\"Foto\"}")
        try s.write("f.txt", "x")
        try s.done("siti", "document add \(played.caseID) f.txt --about about.json --compartment evidence")
        #expect(
            try s.done("siti", "find name --purpose penyidikan", input: "\u{feff}Anggun").output.contains(played.caseID)
        )
        let keys = String(decoding: try s.read("keys/keys.yaml"), as: UTF8.self)
        try s.write("keys/bom.yaml", "\u{feff}" + keys)
        try s.done("dewi", "init baru --keys keys/bom.yaml")
    }
}
