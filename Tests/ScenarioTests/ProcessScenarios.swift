import Foundation
import Glibc
import Testing

@Suite("the process")
struct ProcessScenarios {
    /// Every option there is. Who adds one looks here whether its value could be a secret: it would stand in the shell's
    /// history and in everybody's list of processes.
    private static let options: Set<String> = [
        // What selects, names paths and ids, or says how to speak.
        "vault", "key", "as", "passphrase-fd", "lang", "json", "quiet", "no-pager", "yes", "force", "again", "here",
        "read-only", "rebuild", "account", "after-pause", "back-to", "names",
        "full", "id",
        "output", "keys", "from", "about", "proof", "limit", "after", "case", "record", "actor", "by", "action",
        "outcome", "since", "until", "csv", "spreadsheet", "requested", "learned", "cause", "month", "request", "to",
        "compartment",
        "purpose", "person", "role", "fingerprint", "for",
        "work-factor", "set", "version", "help", "grant", "allow",
        // Where the seed lies, never the seed; sockets, and fingerprints.
        "seed", "seed-fd", "socket", "stdio", "new", "run", "founder", "custodian", "head", "metrics", "log",
        "clock-is-right",
        // Whether another machine is connected to.
        "reach",
        // An officer's name, which stands on their card, or a served vault's; and texts that `-` keeps out of the arguments.
        "name", "basis", "reason",
    ]
    private static let arguments: Set<String> = [
        "handle", "folder", "card", "id", "other", "files", "file", "kind", "sequence", "subcommands", "place",
    ]

    @Test func `no option or argument takes a passphrase, a seed, or anything of a victim`() throws {
        let help = try Session().run("--experimental-dump-help").json["command"]
        var seen = 0
        func walk(_ command: Value, _ words: [String]) {
            for argument in command["arguments"].list {
                seen += 1
                let names = argument["names"].list.filter { $0["kind"].text.hasPrefix("long") }.map { $0["name"].text }
                if argument["kind"].text == "positional" {
                    #expect(
                        Self.arguments.contains(argument["valueName"].text), "\(words) \(argument["valueName"].text)")
                }
                for name in names {
                    #expect(Self.options.contains(name), "\(words) --\(name)")
                    let isNamed = words.suffix(2) == ["key", "new"] || words.last == "gate"
                    #expect(name != "name" || isNamed, "\(words) --name")
                }
            }
            for inner in command["subcommands"].list where inner["commandName"].text != "help" {
                walk(inner, words + [inner["commandName"].text])
            }
        }
        walk(help, [])
        #expect(seen > 200, "\(seen)")
    }

    @Test func `a value after --set is refused, and not repeated`() throws {
        let (s, played) = try Session.played()
        let before = try s.everything()
        let update =
            "identity update \(played.identity) --purpose penyidikan --reason x --set name 'phone=081299998888'"
        for language in ["en", "id"] {
            let answer = try s.run("siti", "\(update) --lang \(language)", input: "a\nb\n")
            s.expectFailure(answer, 64, "'phone=…'")
            #expect(!answer.error.contains("0812"))
        }
        #expect(try s.everything() == before)
    }

    @Test
    func `the variables of the program are paths, a language, a pager and a viewer, and none holds a secret`() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../Sources")
        let files = FileManager.default.enumerator(at: sources.standardizedFileURL, includingPropertiesForKeys: nil)
        var found: Set<String> = []
        for url in (files?.allObjects as? [URL] ?? []) where url.pathExtension == "swift" {
            let text = try String(contentsOf: url, encoding: .utf8)
            found.formUnion(text.matches(of: /BRANKAS_[A-Z_]+/).map { String($0.output) })
        }
        #expect(found == ["BRANKAS_VAULT", "BRANKAS_KEY", "BRANKAS_LANG", "BRANKAS_PAGER", "BRANKAS_VIEWER"])
    }

    @Test func `what is typed stands in no process's arguments or environment, the pager's neither`() throws {
        let (s, played) = try Session.played()
        let typed = [Session.passphrase("siti"), "Kembang Sepatu", "081299997777"]
        /// The arguments and environments of the processes that know this session's folder.
        func looks() throws -> [[UInt8]] {
            try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.flatMap { pid in
                let parts = ["cmdline", "environ"].compactMap { try? s.read("/proc/\(pid)/\($0)") }
                return parts.contains { Data($0).range(of: Data(s.folder.utf8)) != nil } ? parts : []
            }
        }
        func expectClean(_ processes: Int) throws {
            let all = try looks()
            #expect(all.count >= 2 * processes, "\(all.count)")
            for text in typed {
                #expect(!all.contains { !Canary(text).found(in: $0).isEmpty }, "\(text)")
            }
        }
        let update = try s.terminal(
            nil, "identity update \(played.identity) --set name phone --purpose penyidikan --reason x", key: "siti")
        try update.expect("Passphrase for keys/siti.age: ", type: typed[0])
        try update.expect("Full name: ", type: typed[1])
        try update.expect("Phone")
        try expectClean(1)
        try update.type(typed[2])
        #expect(try update.end() == 0)
        let pager = "sh -c 'cat; echo tamat; read line </dev/tty'"
        let open = try s.terminal(
            nil, "person list", key: "siti", rows: 5,
            environment: ["BRANKAS_PAGER": pager, "TERM": "xterm"])
        try open.expect("Passphrase for keys/siti.age: ", type: typed[0])
        try open.expect("tamat")
        try expectClean(2)
        try open.type("")
        #expect(try open.end() == 0)
        // The look finds what is there.
        let control = try s.shell(
            "siti", "export RAHASIA='\(typed[0])'; exec env -C '\(s.folder)' cat /proc/self/environ")
        #expect(!Canary(typed[0]).found(in: control.bytes).isEmpty)
    }

    /// Blocked in the middle of an opening, with the key and the document in memory, at an account without rights.
    @Test(.inAFolder) func `a process that holds an opened key leaves no core and shows others nothing`() throws {
        let (s, played) = try Session.played()
        let open = "$BRANKAS document open \(played.video) --purpose penyidikan --passphrase-fd 9"
        let answer = try s.shell(
            "siti",
            """
            chown -R 65534:65534 . && mkdir inti && chown 65534 inti && mkfifo pipa && chown 65534 pipa
            exec setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all bash -c '
            ulimit -c unlimited; export BRANKAS_VAULT=$PWD/vault BRANKAS_KEY=$PWD/keys/siti.age; cd inti
            look() { for part in environ mem maps; do
                dd if=/proc/$1/$part of=/dev/null bs=1 count=1 status=none 2>/dev/null && echo "$2 $part"; done; }
            \(open) >../pipa & one=$!; exec 7<../pipa; head -c 1 <&7 >/dev/null; look $one opened
            kill -SEGV $one; wait $one; echo "$?"
            sleep 1000 & two=$!; until [ "$(cat /proc/$two/comm)" = sleep ]; do :; done; look $two control
            kill -SEGV $two; wait $two; echo "$?"; ls' 9<&9
            """)
        let lines = answer.lines
        #expect(!lines.contains { $0.hasPrefix("opened") }, "\(answer)")
        #expect(lines.filter { $0 == "139" }.count == 2, "\(answer)")
        // Without the hardening: another process reads it, and its core lies in the folder, where cores go to folders.
        #expect(lines.contains("control environ"), "\(answer)")
        let cores = lines.filter { $0.hasPrefix("core") }
        let pattern = String(decoding: try s.read("/proc/sys/kernel/core_pattern"), as: UTF8.self)
        #expect(cores.count == (pattern.hasPrefix("core") ? 1 : 0), "\(answer)")
        #expect(!answer.error.contains("sandi"))
    }

    @Test func `a key made without --work-factor says 18`() throws {
        let s = try Session()
        let made = try s.run(
            "key new rudi@unit-ppa --name Rudi --output rudi.age --passphrase-fd 9", passphrases: ["kuda laut biru 27"])
        #expect(made.status == 0, "\(made)")
        let header = String(decoding: try s.read("rudi.age").prefix(80), as: UTF8.self).split(separator: "\n")
        #expect(header[1].hasPrefix("-> scrypt ") && header[1].hasSuffix(" 18"), "\(header)")
    }

    @Test func `a keys file with nested aliases is refused in bounded time and memory`() throws {
        let s = try Session.unfounded()
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        var bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        for (above, letter) in zip(letters, letters.dropFirst()) {
            bomb += "\(letter): &\(letter) [" + Array(repeating: "*\(above)", count: 10).joined(separator: ", ") + "]\n"
        }
        for text in [
            bomb, bomb + "? *z\n: 1\n? *z\n: 2\n", World.keysFile + "rules: { x: &b [*b, *b] }\n",
            "a: &a { *a : *a }\n",
            World.keysFile.replacing("compartments: [", with: "\(bomb)compartments: [*z, "),
            "&a [&b [&c [*a, *b, *c]]]\n", String(repeating: "[", count: 200_000),
            String(repeating: "? ", count: 90_000),
            String(repeating: "- ", count: 90_000), String(repeating: "x", count: 300_000), "\u{0}", "",
        ] {
            try s.write("keys/bom.yaml", text)
            for (language, says) in [("en", "keys file"), ("id", "berkas kunci bersama")] {
                let answer = try s.shell(
                    "dewi",
                    "ulimit -v 1000000; ulimit -t 20; $BRANKAS init bom --keys keys/bom.yaml --lang \(language)"
                        + " --passphrase-fd 9")
                s.expectFailure(answer, 64, says)
            }
        }
        #expect(!s.exists("bom"))
    }
}
