import Foundation
import Glibc
import Testing

@Suite("document add of a folder")
struct FolderScenarios {
    private static let pdf = Array("%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n".utf8)
    private static let png: [UInt8] =
        [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13] + Array("IHDR".utf8)
        + [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]
    private static let wave =
        Array("RIFF".utf8) + [36, 0, 0, 0] + Array("WAVEfmt ".utf8) + [16, 0, 0, 0, 1, 0, 1, 0, 0x44, 0xac, 0, 0]

    private func make(_ s: Session, _ files: [(String, [UInt8])]) throws {
        for (name, bytes) in files {
            let folder = (s.path(name) as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try s.write(name, bytes)
        }
    }

    private func stored(_ s: Session, _ played: Played) throws -> [Value] {
        let list = try s.done("siti", "document list \(played.caseID) --json").json["documents"].list
        return list.filter { $0.keys.contains("path") }
    }

    @Test func `all that lies below it is stored, in order, with its place and what kind it is`() throws {
        let (s, played) = try Session.played()
        let large = noise(200_000, seed: 1)
        try make(
            s,
            [
                ("hp/b.txt", Array("pesan".utf8)), ("hp/DCIM/2.pdf", Self.pdf), ("hp/DCIM/1.png", Self.png),
                ("hp/a b/é.wav", Self.wave), ("hp/a b/kosong", []), ("hp/Z.bin", large),
            ])
        let added = try s.done("siti", "document add \(played.caseID) hp/ --compartment evidence --json").json
        let paths = ["hp/DCIM/1.png", "hp/DCIM/2.pdf", "hp/Z.bin", "hp/a b/kosong", "hp/a b/é.wav", "hp/b.txt"]
        #expect(added["documents"].list.map { $0["path"].text } == paths)
        #expect(added.keys == ["documents"])
        let list = try stored(s, played)
        #expect(list.map { $0["path"].text } == paths)
        #expect(
            list.map { $0["mediaType"].text } == [
                "image/png", "application/pdf", "application/octet-stream", "application/x-empty", "audio/x-wav",
                "text/plain",
            ])
        #expect(list[4]["fileName"].text == "é.wav")
        let opened = try s.done("siti", "document open \(list[2]["document"].text) --purpose penyidikan")
        #expect(opened.bytes == large)
        // The listing shows the place: two files of one name are two.
        #expect(try s.done("siti", "document list \(played.caseID)").output.contains("hp/DCIM/1.png"))
        try s.done("lina", "verify")
    }

    @Test func `what can't be stored is named, and the rest is stored`() throws {
        let (s, played) = try Session.played()
        try make(s, [("hp/a.txt", [65]), ("hp/z.txt", [66])])
        try FileManager.default.createSymbolicLink(atPath: s.path("hp/m"), withDestinationPath: "/etc/passwd")
        try FileManager.default.createSymbolicLink(atPath: s.path("hp/n"), withDestinationPath: "/etc")
        #expect(mkfifo(s.path("hp/pipa"), 0o600) == 0)
        try make(s, [("hp/x", [67])])
        let raw = Array((s.folder + "/hp/q").utf8CString.dropLast()) + [CChar(bitPattern: 0xff), 0]
        close(open(raw, O_CREAT | O_WRONLY, 0o600))
        let answer = try s.run("siti", "document add \(played.caseID) hp --compartment evidence")
        #expect(answer.status == 1, "\(answer)")
        #expect(answer.lines.count == 4, "\(answer)")
        for name in ["hp/m", "hp/n", "hp/pipa"] {
            #expect(answer.error.contains("Not stored: \(name) is not a regular file\n"), "\(answer)")
        }
        #expect(answer.error.contains("brankas: 3 files not stored\nhint: "), "\(answer)")
        #expect(answer.error.contains("The originals still lie where they were: hp (4 files, 3 B)\n"), "\(answer)")
        #expect(try stored(s, played).map { $0["path"].text } == ["hp/a.txt", #"hp/q\xFF"#, "hp/x", "hp/z.txt"])
        let json = try s.run("siti", "document add \(played.caseID) hp --compartment evidence --json --quiet")
        #expect(json.status == 1 && json.json["refused"].list.count == 3 && json.json["already"].list.count == 4)
        #expect(json.json["documents"].list.isEmpty)
        let pipe = json.json["refused"].list.first { $0["path"].text == "hp/pipa" }
        #expect(pipe?["reason"].text == "hp/pipa is not a regular file")
    }

    @Test func `of many files that are named one by one the folders are named where the originals lie`() throws {
        let (s, played) = try Session.played()
        let names = (0..<21).map { String(format: "hp/%02d.txt", $0) }
        try make(s, names.enumerated().map { ($1, [UInt8(65 + $0)]) } + [("luar.txt", [66, 67])])
        let add = "document add \(played.caseID) \(names.joined(separator: " ")) luar.txt --compartment evidence"
        let answer = try s.done("siti", add)
        #expect(answer.lines.count == 22)
        #expect(
            answer.error == """
                The originals still lie where they were: hp (21 files, 21 B)
                The originals still lie where they were: . (1 file, 2 B)

                """, "\(answer)")
    }

    @Test func `a file that was named beside a folder is not stored twice either`() throws {
        let (s, played) = try Session.played()
        try make(s, [("hp/a.txt", [65]), ("luar.txt", [66]), ("lain/luar.txt", [67])])
        let add = "document add \(played.caseID) hp luar.txt --compartment evidence"
        #expect(try s.done("siti", add).lines.count == 2)
        let again = try s.done("siti", add)
        #expect(
            again.output.isEmpty && again.error.hasSuffix("not stored again: 2 files (unless with --again)\n"),
            "\(again)")
        let first = try s.documents("siti", played.caseID)
        for (name, id) in [("hp/a.txt", first[3]), ("luar.txt", first[4])] {
            #expect(again.error.contains("\(name): its content is that of \(id)\n"), "\(again)")
        }
        // The same name and size, other bytes; and the same bytes under another name.
        try make(s, [("lain.txt", [66])])
        let other = try s.done("siti", "document add \(played.caseID) hp lain/luar.txt lain.txt --compartment evidence")
        #expect(other.lines.count == 1 && other.output.contains("  luar.txt  "), "\(other)")
    }

    /// Two batches: the list of the first finds nobody who reads it.
    @Test func `a folder is stored to its end where nobody reads the list any more`() throws {
        let (s, played) = try Session.played()
        try make(s, (0..<300).map { (String(format: "hp/%03d", $0), [UInt8]("\($0)".utf8)) })
        let add = "$BRANKAS document add \(played.caseID) hp --compartment evidence --passphrase-fd 9"
        let told = try s.shell("siti", "\(add) | true; echo \"${PIPESTATUS[0]}\" >&2")
        #expect(told.error.hasSuffix("\n1\n"), "\(told)")
        #expect(try stored(s, played).count == 300)
    }

    @Test func `the same command again stores nothing twice, and what has changed once more`() throws {
        let (s, played) = try Session.played()
        try make(s, [("hp/a.txt", [65]), ("hp/b.bin", noise(100_000, seed: 2)), ("hp/c.txt", [67])])
        let add = "document add \(played.caseID) hp --compartment evidence"
        try s.done("siti", add)
        let again = try s.done("siti", add)
        #expect(again.output.isEmpty && again.error.hasSuffix("not stored again: 3 files (unless with --again)\n"))
        // The same size, other bytes; and the same bytes under another name.
        try make(s, [("hp/a.txt", [66]), ("hp/d.txt", [67])])
        let third = try s.done("siti", add + " --json").json
        #expect(third["documents"].list.map { $0["path"].text } == ["hp/a.txt"])
        #expect(third["already"].list.map { $0["path"].text } == ["hp/b.bin", "hp/c.txt", "hp/d.txt"])
        // Another compartment is another place; and within it, the third and the fourth are the same.
        let other = try s.done("siti", "document add \(played.caseID) hp --compartment medical --json").json
        #expect(other["documents"].list.map { $0["path"].text } == ["hp/a.txt", "hp/b.bin", "hp/c.txt"])
        #expect(other["already"].list.map { $0["document"].text } == [other["documents"].list[2]["document"].text])
        let all = try s.done("siti", "document add \(played.caseID) hp --compartment medical --again --json").json
        #expect(all["documents"].list.count == 4 && all.keys == ["documents"])
    }

    @Test func `killed in the middle, it goes on where it was`() throws {
        let (s, played) = try Session.played()
        let names = (0..<600).map { "hp/\($0 / 100)/" + String(repeating: "0", count: 3 - "\($0)".count) + "\($0).txt" }
        try make(s, names.map { ($0, Array($0.utf8)) })
        // The first lines come when the first batch is durable; each batch takes a while, on a fast machine too.
        let line =
            "strace -D -f -qq -o /dev/null -e trace=fdatasync -e inject=fdatasync:delay_enter=100000 "
            + "$BRANKAS document add \(played.caseID) hp --compartment evidence --passphrase-fd 9 > lines & "
            + "until [ -s lines ]; do sleep 0.01; done; kill -TERM $!; wait $!; echo status $?"
        let killed = try s.shell("siti", line)
        #expect(killed.output.contains("status 143"), "\(killed)")
        let before = try stored(s, played).count
        #expect(before >= 256 && before < 600)
        let again = try s.done("siti", "document add \(played.caseID) hp --compartment evidence")
        #expect(again.lines.count == 600 - before)
        #expect(again.error.contains("not stored again: \(before) files (unless with --again)\n"), "\(again.error)")
        #expect(try stored(s, played).map { $0["path"].text } == names)
        try s.done("lina", "verify")
    }

    @Test func `a link put in place while others are stored is not followed`() throws {
        let (s, played) = try Session.played()
        try make(s, (100..<600).map { ("hp/\($0).txt", Array("\($0)".utf8)) } + [("hp/z/rahasia.txt", [66])])
        try make(s, [("lain/rahasia.txt", Array("kunci orang lain".utf8))])
        // The first lines come when the first files are durable, and the last files are still to be read.
        let line =
            "$BRANKAS document add \(played.caseID) hp --compartment evidence --passphrase-fd 9 > lines & "
            + "pid=$!; until [ -s lines ]; do sleep 0.002; done; kill -STOP $pid; "
            + "rm hp/599.txt; ln -s ../lain/rahasia.txt hp/599.txt; mv hp/z hp/y; ln -s ../lain hp/z; "
            + "kill -CONT $pid; wait $pid; echo status $?"
        let answer = try s.shell("siti", line)
        #expect(answer.output.contains("status 1"), "\(answer)")
        for name in ["hp/599.txt", "hp/z/rahasia.txt"] {
            #expect(answer.error.contains("Not stored: \(name) changed"), "\(answer)")
        }
        #expect(try stored(s, played).count == 499)
    }

    @Test func `a folder that is named twice is stored once`() throws {
        let (s, played) = try Session.played()
        try make(s, [("hp/a.txt", [65]), ("hp/b.txt", [66])])
        let added = try s.done("siti", "document add \(played.caseID) hp hp/ --compartment evidence --json").json
        #expect(added["documents"].list.map { $0["path"].text } == ["hp/a.txt", "hp/b.txt"])
    }

    @Test(.inAFolder) func `an empty folder is no error, and a folder's own name is kept for a dot`() throws {
        let (s, played) = try Session.played()
        try make(s, [("hp/a.txt", [65])])
        try FileManager.default.createDirectory(atPath: s.path("kosong"), withIntermediateDirectories: false)
        let nothing = try s.done("siti", "document add \(played.caseID) kosong --compartment evidence --json")
        #expect(nothing.json["documents"].list.isEmpty)
        let line =
            "cd hp && BRANKAS_KEY=../keys/siti.age BRANKAS_VAULT=../vault $BRANKAS document add \(played.caseID) . "
            + "--compartment evidence --passphrase-fd 9 --json"
        #expect(try s.shell("siti", line).json["documents"][0]["path"].text == "hp/a.txt")
    }
}

@Suite("document view")
struct ViewScenarios {
    /// A viewer that copies what it sees, tries to change it, and tells what it was given.
    private static let viewer = """
        cat "$1" > seen
        ( echo x >> "$1" ) 2>/dev/null && echo changed > changed
        readlink "$1" > name
        ls /proc/$$/fd > descriptors

        """

    @Test func `a document is shown from memory, and nothing of it is left`() throws {
        let (s, played) = try Session.played()
        let secret = Array("rahasia-anak-".utf8) + noise(150_000, seed: 3)
        try s.write("asli.bin", secret)
        let id = try s.done("siti", "document add \(played.caseID) asli.bin --compartment medical --json")
            .json["documents"][0]["document"].text
        try s.write("lihat.sh", Self.viewer)
        let before = try s.names()
        let answer = try s.run(
            "siti", "document view \(id) --purpose penyidikan", environment: ["BRANKAS_VIEWER": "sh lihat.sh"])
        #expect(answer.status == 0 && answer.output.isEmpty && answer.error.isEmpty, "\(answer)")
        #expect(try s.read("seen") == secret)
        #expect(!s.exists("changed"))
        #expect(String(decoding: try s.read("name"), as: UTF8.self).hasPrefix("/memfd:brankas"))
        // The passphrase's descriptor is not the viewer's to read.
        let descriptors = String(decoding: try s.read("descriptors"), as: UTF8.self).split(separator: "\n")
        #expect(!descriptors.contains("9"), "\(descriptors)")
        #expect(try s.names().subtracting(before) == ["seen", "name", "descriptors"])
        let last = try s.done("wati", "audit list --json --action document.open").json["entries"].list.last
        #expect(last?["record"].text == id && last?["purpose"].text == "penyidikan")
    }

    /// Looks, as another program of the same account, for the document among all descriptors that there are, and says of which
    /// programs it could open it. Of the vault's program it says that it was kept out.
    private static let spy = """
        import os, time
        end, found = time.time() + 20, set()
        while time.time() < end and not os.path.exists("selesai"):
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    words = open(f"/proc/{pid}/cmdline").read().split(chr(0))
                    name = "ours" if "view" in words and "program" in words[0] else " ".join(words)
                    if os.stat(f"/proc/{pid}").st_uid not in (0, 4242): continue
                    for number in os.listdir(f"/proc/{pid}/fd"):
                        if "memfd" in os.readlink(f"/proc/{pid}/fd/{number}"):
                            open(f"/proc/{pid}/fd/{number}").read(1)
                            found.add("read: " + name)
                except PermissionError:
                    if name == "ours": found.add("kept out: ours")
                except OSError: pass
        print("\\n".join(sorted(found)))

        """

    @Test(.inAFolder, .enabled(if: Medium.canBeMounted))
    func `what a viewer reads nobody else of the account reads from a process of ours`() throws {
        let (s, played) = try Session.played()
        try s.write("lihat.sh", "cat \"$1\" > rumah/seen; sleep 1\n")
        try s.write("mata.py", Self.spy)
        try Medium.shell(
            "cd '\(s.folder)'; chmod 755 .; cp '\(Session.program)' program; mkdir rumah; chown -R 4242 rumah keys vault state"
        )
        let line =
            "exec 8>&2; setpriv --reuid 4242 --regid 4242 --clear-groups bash -c '"
            + "cd rumah; ln -s ../vault ../keys ../state .; python3 ../mata.py 9<&- & cd ..;"
            + " env BRANKAS_VIEWER=\"sh lihat.sh\" ./program document view \(played.letter) --purpose penyidikan --here"
            + " --passphrase-fd 9; echo $?; touch rumah/selesai; wait'"
        let answer = try s.shell("siti", line)
        #expect(try s.read("rumah/seen") == Array(Played.letterText.utf8), "\(answer)")
        #expect(answer.lines.first == "0" && answer.lines.contains("kept out: ours"), "\(answer)")
        let readers = answer.lines.filter { $0.hasPrefix("read: ") }
        // The control: the spy sees what can be seen, in the viewer itself and in what it starts.
        let ofViewer = ["read: sleep 1 ", "read: cat /proc/self/fd/3 ", "read: "]
        #expect(
            !readers.isEmpty && readers.allSatisfy { $0.contains("lihat.sh") || ofViewer.contains($0) },
            "\(answer)")
    }

    @Test func `without a program to show it, nothing is opened`() throws {
        let (s, played) = try Session.played()
        let before = try s.entryCount()
        let view = "document view \(played.letter) --purpose penyidikan"
        let none = try s.run("siti", view, environment: ["BRANKAS_VIEWER": "", "PATH": "/tidak/ada"])
        s.expectFailure(none, 1, "no program to look at documents")
        #expect(try s.entryCount() == before + 1)
        let missing = try s.run("siti", view, environment: ["BRANKAS_VIEWER": "tidak-ada-program 2>/dev/null"])
        s.expectFailure(missing, 1, "no program showed text/plain")
    }

    @Test func `who may not open it sees nothing`() throws {
        let (s, played) = try Session.played()
        try s.write("lihat.sh", Self.viewer)
        let answer = try s.run(
            "joko", "document view \(played.statement) --purpose penuntutan",
            environment: ["BRANKAS_VIEWER": "sh lihat.sh"])
        s.expectFailure(answer, 77, nil)
        #expect(!s.exists("seen"))
    }
}
