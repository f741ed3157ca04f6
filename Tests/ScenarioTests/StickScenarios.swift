import Foundation
import Testing

/// Files that go out to media which know no owners, no links and not every name.
@Suite("USB stick", .enabled(if: Medium.canBeMounted))
struct StickScenarios {
    private func stick(_ s: Session, _ kind: Medium.Kind = .exfat, megabytes: Int = 8) throws -> Medium {
        try Medium(kind, at: s.path("stik"), megabytes: megabytes)
    }

    @Test(arguments: Medium.Kind.allCases)
    func `every output can be written to any medium, and leaves nothing else there`(kind: Medium.Kind) throws {
        let (s, played) = try Session.played()
        let stick = try stick(s, kind)
        let before = try s.names("stik")
        try s.done("siti", "document open \(played.letter) --purpose penyidikan --output stik/surat.txt")
        #expect(try s.read("stik/surat.txt") == Array(Played.letterText.utf8))
        try s.done("wati", "audit report --output stik/laporan.html")
        try s.done("siti", "document check \(played.letter) stik/surat.txt --proof stik/bukti.txt")
        try s.done("wati", "audit export stik/buku")
        try s.done(
            "siti",
            "case export \(played.caseID) --to keys/rini@kejaksaan.card --compartment evidence"
                + " \(Session.exportReason) --output stik/kasus")
        try s.done("rini", "unpack stik/kasus --output stik/terbuka")
        #expect(try s.read("stik/terbuka/\(played.video).bin") == Played.videoBytes)
        let made = try s.names("stik").subtracting(before)
        #expect(made == ["surat.txt", "laporan.html", "bukti.txt", "buku", "kasus", "terbuka"])
        // Whatever has the name stays, and nothing is entered.
        let entries = try s.entryCount()
        try s.fails(
            1, "siti", "document open \(played.letter) --purpose penyidikan --output stik/laporan.html",
            says: "stik/laporan.html exists already")
        #expect(try s.entryCount() == entries + 1)
        withExtendedLifetime(stick) {}
    }

    @Test(arguments: Tongue.allCases)
    func `a name that the medium refuses is written escaped, and told`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let stick = try stick(s)
        let answer = try s.done(
            "siti",
            "document open \(played.letter) --purpose penyidikan --output 'stik/saksi: 12?.txt' --lang \(say.rawValue)")
        #expect(try s.read("stik/saksi%3A 12%3F.txt") == Array(Played.letterText.utf8))
        #expect(
            answer.error.contains(say(id: "ditulis sebagai", en: "written as") + " stik/saksi%3A 12%3F.txt"),
            "\(answer)")
        let folder = try s.done("wati", "audit export 'stik/buku: 1' --json --lang \(say.rawValue)")
        #expect(folder.json["output"].text == "stik/buku%3A 1" && s.exists("stik/buku%3A 1/README.txt"))
        withExtendedLifetime(stick) {}
    }

    @Test(arguments: Tongue.allCases)
    func `a key on a medium without owners is made, and whoever makes it is told`(say: Tongue) throws {
        let (s, _) = try Session.played()
        let stick = try stick(s)
        let new = "key new rudi@unit-ppa --name 'Rudi Hartono' --work-factor 4 --passphrase-fd 9 --lang \(say.rawValue)"
        let answer = try s.run(new + " --output stik/rudi.age", passphrases: ["sandi yang cukup panjang 7"])
        #expect(answer.status == 0 && answer.error.contains(say(id: "tidak mengenal pemilik", en: "knows no owners")))
        #expect(try s.names("stik") == ["rudi.age", "rudi@unit-ppa.card"])
        let plain = try s.run(
            "key new rudi@unit-ppa --name 'Rudi Hartono' --work-factor 4 --passphrase-fd 9 --output rudi.age",
            passphrases: ["sandi yang cukup panjang 7"])
        #expect(plain.status == 0 && !plain.error.contains("owners"))
        withExtendedLifetime(stick) {}
    }

    /// On a stick a file that is removed lies there still, until something else is written over it.
    @Test(arguments: ["a full stick", "a signal"])
    func `what fails on a stick is overwritten and removed`(how: String) throws {
        let (s, played) = try Session.played()
        let stick = try stick(s)
        let marker = "RAHASIA-ANAK-KORBAN\n"
        try s.write("besar.txt", String(repeating: marker, count: how == "a signal" ? 200_000 : 600_000))
        let id = try s.done("siti", "document add \(played.caseID) besar.txt --compartment medical --json")
            .json["documents"][0]["document"].text
        let open = "document open \(id) --purpose penyidikan --output stik/besar.txt"
        if how == "a signal" {
            // On a busy machine all would be written before the signal comes: each write takes a while.
            let answer = try s.shell(
                "siti",
                "strace -D -f -qq -o /dev/null -e trace=write -e inject=write:delay_enter=300000"
                    + " $BRANKAS \(open) --passphrase-fd 9 & p=$!; until ls stik | grep -q part; do :; done;"
                    + " until [ $(du -b stik | cut -f1) -gt 1000000 ]; do :; done; kill -TERM $p; wait $p; echo $?")
            #expect(answer.output == "143\n", "\(answer)")
        } else {
            try s.fails(1, "siti", open, says: "no space is left for stik/besar.txt")
        }
        let left = try s.names("stik")
        #expect(left.isEmpty, "\(left)")
        #expect(Data(try stick.everything()).range(of: Data(marker.utf8)) == nil)
        // The control: what is there is found there.
        try s.write("stik/kendali.txt", marker)
        #expect(Data(try stick.everything()).range(of: Data(marker.utf8)) != nil)
    }
}
