import Foundation
import Glibc
import Testing

/// What a file says of itself at intake, and what becomes of it.
@Suite("evidence")
struct EvidenceScenarios {
    private func modified(_ s: Session, _ name: String) throws -> Date? {
        try FileManager.default.attributesOfItem(atPath: s.path(name))[.modificationDate] as? Date
    }

    @Test(arguments: Tongue.allCases)
    func `the time and the size of the original are kept, shown, and given back`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let time = Date(timeIntervalSince1970: 1_700_000_000)
        try s.write("foto.jpg", noise(70_000, seed: 5))
        try s.write("surat.txt", "pendek")
        for name in ["foto.jpg", "surat.txt"] {
            try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: s.path(name))
        }
        let added = try s.done(
            "siti", "document add \(played.caseID) foto.jpg surat.txt --compartment evidence --json"
        ).json["documents"].list.map { $0["document"].text }
        let list = try s.done("siti", "document list \(played.caseID) --json").json["documents"].list
        for (id, size) in zip(added, [70_000, 6]) {
            let one = list.first { $0["document"].text == id }
            #expect(one?["modified"].text == "2023-11-14T22:13:20Z" && one?["size"].number == size)
        }
        let table = try s.done("siti", "document list \(played.caseID) --lang \(say.rawValue)").output
        #expect(table.contains(say(id: "BERKAS DIUBAH", en: "FILE CHANGED")) && table.contains("15 Nov 2023"))
        for (id, name) in zip(added, ["a.jpg", "a.txt"]) {
            try s.done("siti", "document open \(id) --purpose penyidikan --output \(name)")
            #expect(try modified(s, name) == time)
        }
        let report = try s.done("siti", "audit custody \(added[0]) --lang \(say.rawValue)").output
        #expect(report.contains(say(id: "Berkas terakhir diubah", en: "File last changed")), "\(report)")
        #expect(
            try s.done("siti", "audit custody \(added[0]) --json").json["document"]["modified"].text
                == "2023-11-14T22:13:20Z")
        try s.done(
            "siti",
            "case export \(played.caseID) --to keys/rini@kejaksaan.card --compartment evidence"
                + " \(Session.exportReason) --output keluar")
        try s.done("rini", "unpack keluar --output terbuka")
        #expect(try modified(s, "terbuka/\(added[0]).jpg") == time)
        // Who files it can't say another time.
        try s.fails(
            64, "siti", "document add \(played.caseID) foto.jpg --compartment evidence --about -",
            input: #"{"modified":"2020-01-01T00:00:00Z"}"#, says: "modified")
    }

    @Test(arguments: Tongue.allCases)
    func `the same file is not stored twice in a compartment, whatever it is called`(say: Tongue) throws {
        let (s, played) = try Session.played()
        let lang = "--lang \(say.rawValue)"
        try s.write("a.bin", noise(100_000, seed: 9))
        try s.write("b.bin", noise(100_000, seed: 9))
        let add = "document add \(played.caseID)"
        let entries = { try s.done("wati", "audit list --json --action document.list").json["entries"].list.count }
        let before = try entries()
        let id = try s.done("siti", "\(add) a.bin --compartment evidence --json").json["documents"][0]["document"].text
        let again = try s.done("siti", "\(add) b.bin --compartment evidence \(lang)")
        let says = say(id: "isinya sama dengan", en: "its content is that of")
        #expect(again.output.isEmpty && again.error.contains("b.bin: \(says) \(id)\n"), "\(again)")
        let json = try s.done("siti", "\(add) b.bin --compartment evidence --json --quiet").json
        #expect(json["documents"].list.isEmpty)
        #expect(json["already"].list.map { $0["document"].text } == [id] && json["already"][0]["path"].text == "b.bin")
        // Found by what was signed, not by a listing; by a colleague, too; and under a new key of the compartment.
        #expect(try entries() == before)
        #expect(try s.done("sari", "\(add) b.bin --compartment evidence").output.isEmpty)
        try s.done("siti", "case rekey \(played.caseID) --compartment evidence")
        #expect(try s.done("siti", "\(add) b.bin --compartment evidence").output.isEmpty)
        // Two of one command are one.
        #expect(try s.done("siti", "\(add) a.bin b.bin --compartment medical").lines.count == 1)
        #expect(try s.done("siti", "\(add) a.bin b.bin --compartment medical --again").lines.count == 2)
        // Where it was moved, it is found; from where it was withdrawn, it is not.
        try s.done("siti", "document move \(id) --compartment statement")
        #expect(try s.done("siti", "\(add) b.bin --compartment statement").output.isEmpty)
        let second = try s.done("siti", "\(add) b.bin --compartment evidence --json").json["documents"][0]["document"]
            .text
        try s.done("siti", "document withdraw \(second) --reason salah")
        #expect(try s.done("siti", "\(add) b.bin --compartment evidence").lines.count == 1)
        try s.done("wati", "audit verify")
        try s.done("lina", "verify")
    }

    @Test func `names that are no text are kept byte by byte, shown escaped, and told apart`() throws {
        let (s, played) = try Session.played()
        try FileManager.default.createDirectory(atPath: s.path("hp"), withIntermediateDirectories: false)
        let names: [[UInt8]] = [
            Array("foto-\u{e9}.txt".utf8), Array("foto-".utf8) + [0xe9] + Array(".txt".utf8),
            Array("foto-".utf8) + [0xe8] + Array(".txt".utf8), Array(#"foto-\xE9.txt"#.utf8),
        ]
        for (number, name) in names.enumerated() {
            let path = Array((s.folder + "/hp/").utf8) + name + [0]
            let file = open(path.map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o600)
            #expect(write(file, "\(number)", 1) == 1)
            close(file)
        }
        let answer = try s.done("siti", "document add \(played.caseID) hp --compartment evidence")
        #expect(answer.lines.count == 4 && answer.output.contains(#"hp/foto-\xE9.txt"#), "\(answer)")
        let list = try s.done("siti", "document list \(played.caseID) --json").json["documents"].list.suffix(4)
        var kept: Set<[UInt8]> = []
        for one in list {
            let bytes = one["fileNameBytes"].isNull ? nil : Data(base64Encoded: one["fileNameBytes"].text)
            kept.insert(bytes.map { [UInt8]($0) } ?? Array(one["fileName"].text.utf8))
            #expect(one["pathBytes"].isNull == one["fileNameBytes"].isNull)
        }
        #expect(kept == Set(names))
        // One alone, as an argument of the command.
        let line =
            #"$BRANKAS document add \#(played.caseID) hp/foto-$'\xe8'.txt --compartment medical --passphrase-fd 9"#
        #expect(try s.shell("siti", line).output.contains(#"  foto-\xE8.txt  "#))
        #expect(
            try s.shell(
                "siti",
                #"$BRANKAS document open \#(played.letter) --purpose penyidikan --output $'\xff' --passphrase-fd 9; ls -b | grep '^.377$'"#
            ).output == "\\377\n")
    }

    /// A clock that is set back, or a program that sets times, hides no change: what the system counts itself is compared.
    @Test func `a file that changes while it is read is refused, whatever its time says`() throws {
        let (s, played) = try Session.played()
        try s.write("besar.bin", noise(30_000_000, seed: 1))
        let writer = """
            import os, sys
            f = open("besar.bin", "r+b")
            t = os.stat("besar.bin")
            print("ready", flush=True)
            while not os.path.exists("selesai"):
                f.seek(29_999_999); f.write(os.urandom(1)); f.flush()
                os.utime("besar.bin", ns=(t.st_atime_ns, t.st_mtime_ns))
            """
        try s.write("tulis.py", writer)
        let answer = try s.shell(
            "siti",
            "exec 8>&2; python3 tulis.py 9<&- | { read x; $BRANKAS document add \(played.caseID) besar.bin --compartment evidence"
                + " --passphrase-fd 9; echo $?; touch selesai; }")
        #expect(answer.output == "1\n" && answer.error.contains("besar.bin changed"), "\(answer)")
        #expect(try s.documents("siti", played.caseID).count == 3)
    }
}
