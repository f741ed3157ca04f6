import Foundation
import Glibc
import Testing

extension Session {
    /// A vault with everybody enrolled, whose custodian serves it at a socket.
    static func served() throws -> Session { try Session(World.served.get(), at: .socket) }

    var vaultID: String {
        get throws { try String(contentsOfFile: path("vault-id"), encoding: .utf8) }
    }

    /// The arguments of `setpriv` by which a line runs as that account, without any group of this one's.
    static func account(_ id: Int) -> String { "setpriv --reuid \(id) --regid \(id) --clear-groups" }
}

/// A custodian that keeps its seed: how it is made, founded, reached, and what it lets nobody do.
@Suite("serve")
struct ServeScenarios {
    @Test func `a case is worked over a socket, and nobody's state has the custodian's seed`() throws {
        let s = try Session.served()
        let id = try s.newCase()
        try s.write("surat.txt", Played.letterText)
        try s.write("video.bin", Played.videoBytes)
        let letter = try s.addDocument("siti", id, "surat.txt", to: "evidence")
        let video = try s.addDocument("siti", id, "video.bin", to: "evidence")
        try s.denied(
            "joko", "document open \(video) --purpose penuntutan", why: "no-grant", action: "document.open")
        let grant = try s.grant(id)
        #expect(try s.done("joko", "document open \(video) --purpose penuntutan").bytes == Played.videoBytes)
        try s.done("siti", "grant revoke \(grant) --reason selesai")
        try s.fails(77, "joko", "document open \(letter) --purpose penuntutan", says: "denied: ")
        try s.isWhole()
        #expect(try s.done("siti", "show --json").json["mode"].text == "service")
        let seed = try s.read("seed")
        #expect(seed.starts(with: Array("BRANKAS-CUSTODIAN-SEED-1".utf8)))
        #expect(!s.exists("vault/custody/custodian.age"))
        #expect(try FileManager.default.attributesOfItem(atPath: s.path("seed"))[.posixPermissions] as? Int == 0o600)
        // What an officer's machine remembers of it tells nobody else which vault it is, nor where.
        let remembered = s.files(under: "state").filter { $0.hasSuffix(".address") }
        #expect(remembered.count > 5)
        let words = [s.folder + "/s", try s.vaultID, "unix:"].map { Array($0.utf8) } + [bytes(ofHex: try s.vaultID)]
        for file in s.files(under: "state") {
            let held = Data(try s.read(file))
            for word in words { #expect(held.range(of: Data(word)) == nil && !file.contains("vault"), "\(file)") }
        }
        // The control: it is found where it stands in the clear.
        #expect(Data(try s.read("vault-id")).range(of: Data(words[1])) != nil)
    }

    @Test func `whoever has a copy of the vault and a valid key opens nothing by any program`() throws {
        let s = try Session.served()
        let id = try s.newCase()
        try s.write("video.bin", Played.videoBytes)
        let video = try s.addDocument("siti", id, "video.bin", to: "evidence")
        try s.daemon?.stop()
        #expect(try s.shell("siti", "cp -r vault copy").status == 0)
        // Its own program, with its folder and with that of another vault's custodian beside.
        for option in ["", "--here", "--lang id"] {
            try s.fails(
                1, "siti", "document open \(video) --purpose penyidikan --vault copy \(option)",
                says: option == "--lang id" ? "dijaga oleh layanan" : "is served")
        }
        try s.fails(1, "siti", "verify --read-only --vault copy", says: "is served")
        try s.fails(1, "siti", "verify --rebuild --vault copy --here", says: "is served")
        if PeerScenarios.isHere {
            let read = try s.shell(
                "siti", "python3 '\(PeerScenarios.reader)' open copy keys/siti.age \(video) --passphrase-fd 9")
            #expect(read.status == 65 && read.bytes.isEmpty, "\(read)")
        }
        // With a seed of one's own it is another vault's.
        try s.fails(1, "siti", "serve --stdio copy --seed keys/siti.age", says: "is no file of a custodian's seed")
        let made = try s.run("serve --new other --seed own --founder \(try s.fingerprint("siti")) --json")
        #expect(made.status == 0, "\(made)")
        s.expectFailure(
            try s.run("serve --stdio copy --seed own"), 1, "another vault's")
        // What is asked for without a service at the address.
        try s.fails(69, "siti", "case list", says: "is out of reach")
    }

    @Test func `a folder that was put back is not served, nor by a clock that was turned`() throws {
        let s = try Session.served()
        let id = try s.newCase()
        #expect(try s.shell("siti", "cp -r vault old").status == 0)
        try s.write("surat.txt", Played.letterText)
        _ = try s.addDocument("siti", id, "surat.txt", to: "evidence")
        try s.daemon?.stop()
        // It serves whoever is at its standard input, which is nobody.
        func serve(_ folder: String, _ options: String = "") throws -> Answer {
            try s.run("serve --stdio \(folder) --seed seed --head last-head \(options)")
        }
        #expect(try serve("vault").status == 0)
        let kept = String(decoding: try s.read("last-head"), as: UTF8.self)
        #expect(kept.hasPrefix("brankas/head/v1\nvault \(try s.vaultID)\nhead "))
        let put = try serve("old")
        s.expectFailure(put, 65, "the custodian once signed a ledger of")
        #expect(put.error.contains("tell all agencies"), "\(put)")
        #expect(try s.read("last-head") == Array(kept.utf8))
        // As if the machine had gone on for a day, and its clock had not.
        let uptime = try #require(kept.split(separator: "\n").last?.split(separator: " ").last.flatMap { Int($0) })
        try s.write("last-head", kept.replacing("uptime \(uptime)", with: "uptime \(uptime - 86_400)"))
        let turned = try serve("vault")
        s.expectFailure(turned, 65, "this computer's clock moved by -")
        #expect(turned.error.contains("--clock-is-right"), "\(turned)")
        #expect(try serve("vault", "--clock-is-right").status == 0)
        #expect(try serve("vault").status == 0)
        for (options, status, words) in [
            ("--head vault/last-head", Int32(64), "lies in the vault's folder"), ("--head none/last-head", 1, "none"),
        ] {
            s.expectFailure(try s.run("serve --stdio vault --seed seed \(options)"), status, words)
        }
        try s.write("other-head", "something else")
        s.expectFailure(try s.run("serve --stdio vault --seed seed --head other-head"), 65, "is no last head")
        s.expectFailure(try s.run("serve --stdio vault --head last-head"), 64, "--seed")
    }

    @Test(.enabled(if: PeerScenarios.isHere))
    func `a program written from the page alone opens what it was granted, and nothing else`()
        throws
    {
        let s = try Session.served()
        let id = try s.newCase()
        try s.write("surat.txt", Played.letterText)
        try s.write("video.bin", Played.videoBytes)
        let documents = [
            (try s.addDocument("siti", id, "surat.txt", to: "evidence"), Array(Played.letterText.utf8)),
            (try s.addDocument("siti", id, "video.bin", to: "evidence"), Played.videoBytes),
        ]
        let wire = PeerScenarios.tests.appendingPathComponent("Peers/wire.py").path
        func open(_ who: String, _ record: String, vault: String? = nil) throws -> Answer {
            let vault = try vault ?? s.vaultID
            return try s.shell(
                who,
                "python3 '\(wire)' '\(s.folder)/s' \(vault) keys/\(who).age \(record) penuntutan --passphrase-fd 9")
        }
        #expect(try open("joko", documents[1].0).status == 77)
        _ = try s.grant(id)
        for (record, bytes) in documents {
            let answer = try open("joko", record)
            #expect(answer.status == 0 && answer.bytes == bytes, "\(answer)")
        }
        #expect(try open("asing", documents[0].0).status == 77)
        #expect(try open("joko", documents[0].0, vault: String(repeating: "0", count: 64)).status == 77)
        // Each opening is an entry, whatever program asked: one of them was denied, and a stranger makes none.
        let opened = try s.done("wati", "audit list --json --action document.open --actor joko@kejaksaan").json[
            "entries"]
        #expect(opened.list.map { $0["outcome"].text } == ["denied", "allowed", "allowed"])
    }

    // MARK: Founding

    @Test func `who connects first does not own it`() throws {
        let s = try Session.unfounded(at: .socket)
        let made = try s.run("serve --new vault --seed seed --founder '\(try s.fingerprint("dewi"))' --json")
        let fingerprint = made.json["fingerprint"].text
        #expect(made.json.keys == ["custodian", "fingerprint"] && fingerprint.count == 39)
        try s.serve()
        let found = "init --keys keys/keys.yaml --custodian \(fingerprint)"
        // An admin of the same keys file, who is not the one that was named; and somebody whom no keys file names.
        try s.fails(77, "budi", found, says: "waits for another founder")
        try s.fails(77, "asing", found, says: "is no admin of the keys file")
        // A custodian whose fingerprint is another: nothing is sent to it.
        let other = String(fingerprint.dropLast()) + (fingerprint.hasSuffix("0") ? "1" : "0")
        try s.fails(
            65, "dewi", "init --keys keys/keys.yaml --custodian \(other)", says: "another fingerprint than \(other)")
        try s.fails(64, "dewi", "init --keys keys/keys.yaml --custodian nonsense", says: "is no fingerprint")
        try s.fails(64, "dewi", "init --keys keys/keys.yaml", says: "--custodian")
        #expect(!s.exists("vault") && s.exists("vault.founder"))
        // Before there is a vault nobody has a session.
        try s.fails(1, "dewi", "join --id \(String(repeating: "0", count: 64))", says: "is not founded yet")
        // As it is heard: in lower case, with spaces, and letters that people take for digits; the address where a folder would stand.
        let heard = fingerprint.lowercased().replacing("-", with: " ").replacing("0", with: "o")
        let founded = try s.done(
            "dewi", "init unix:\(s.folder)/s --keys keys/keys.yaml --custodian '\(heard)' --json"
        ).json["vault"].text
        #expect(try s.done("dewi", "show --json").json["custodian"].text == fingerprint)
        #expect(s.exists("vault") && !s.exists("vault.founder"))
        try s.fails(1, "dewi", found, says: "is founded already")
        // The founder's program knows which vault it is; the others say so.
        #expect(try s.done("dewi", "show --json").json["vault"].text == founded)
        try s.fails(1, "budi", "show", says: "is not known here yet")
        try s.done("budi", "join --id \(founded)")
        #expect(try s.done("budi", "show --json").json["vault"].text == founded)
        // Neither a folder nor another seed's file is taken for a new one.
        s.expectFailure(
            try s.run("serve --new vault --seed seed2 --founder \(try s.fingerprint("dewi"))"), 1, "exists already")
        #expect(!s.exists("seed2"))
        s.expectFailure(
            try s.run("serve --new vault2 --seed seed --founder \(try s.fingerprint("dewi"))"), 1, "exists already")
        #expect(!s.exists("vault2.founder"))
    }

    @Test func `a custodian that was stopped before its founding waits on, and one that has its vault serves it`()
        throws
    {
        let s = try Session.unfounded(at: .socket)
        let made = try s.run("serve --new vault --seed seed --founder \(try s.fingerprint("dewi")) --json")
        for _ in 0..<2 {
            try s.serve()
            try s.daemon?.stop()
            #expect(s.exists("vault.founder"))
        }
        try s.serve()
        try s.done("dewi", "init --keys keys/keys.yaml --custodian \(made.json["fingerprint"].text)")
        try s.done("dewi", "show")
        for _ in 0..<2 {
            try s.daemon?.stop()
            try s.serve()
            try s.done("dewi", "show")
        }
    }

    // MARK: First contact

    @Test func `an unknown vault is refused, and an id that is not the one there`() throws {
        let s = try Session.served()
        let id = try s.vaultID
        s.joined.formUnion(["siti", "asing"])
        try s.fails(1, "siti", "case list", says: "is not known here yet")
        try s.fails(65, "siti", "join --id \(String(id.reversed()))", says: "another vault is at")
        try s.fails(64, "siti", "join --id K-1", says: "is not a valid vault id")
        try s.fails(1, "siti", "case list", says: "is not known here yet")
        // Who is not enrolled yet may say which vault it is all the same.
        let early = try s.done("asing", "join --id \(id)")
        #expect(early.error.contains("is not enrolled there yet"))
        try s.fails(77, "asing", "case list", says: "is not enrolled in this vault with this key")
        let joined = try s.done("siti", "join --id \(id.uppercased()) --json")
        #expect(joined.json["vault"].text == id)
        try s.done("siti", "case list")
        // An address that is another vault all of a sudden.
        try s.fails(65, "siti", "join --id \(String(id.reversed()))", says: "this is another vault")
        try s.done("siti", "case list")
        // A folder needs no such word.
        try s.fails(64, "siti", "join --id \(id) --vault vault", says: "is a folder")
    }

    @Test func `a welcome says which vault is where and how far it had come, by the voice of who made it`() throws {
        let s = try Session.served()
        s.joined.formUnion(["joko", "rini"])
        _ = try s.newCase()
        let made = try s.done("siti", "vault welcome --output okuselatan.welcome --json").json
        let fingerprint = made["fingerprint"].text
        let elsewhere = ["BRANKAS_VAULT": ""]
        func join(_ who: String, _ words: String) throws -> Answer {
            try s.run(who, "join okuselatan.welcome " + words, environment: elsewhere)
        }
        s.expectFailure(try join("joko", ""), 64, "does not say --fingerprint")
        let other = String(fingerprint.dropLast()) + (fingerprint.hasSuffix("0") ? "1" : "0")
        s.expectFailure(try join("joko", "--fingerprint \(other)"), 65, "has another fingerprint than \(other)")
        s.expectFailure(try join("joko", "--fingerprint 1234"), 64, "is no fingerprint")
        s.expectFailure(try join("joko", "--fingerprint \(fingerprint) --id \(try s.vaultID)"), 64, "not both")
        // At a terminal it is typed, after the passphrase; it is not there to be copied.
        let terminal = try s.terminal(nil, "join okuselatan.welcome", key: "joko")
        try terminal.expect("assphrase", type: Session.passphrase("joko"))
        try terminal.expect("reads out by telephone: ", type: other)
        try terminal.expect("reads out by telephone: ", type: fingerprint.lowercased().replacing("-", with: " "))
        #expect(try terminal.end() == 0)
        #expect(!terminal.screen.contains(fingerprint))
        try s.done("joko", "case list")
        // Changed by a letter, or signed by somebody who is not enrolled: no welcome.
        let text = String(decoding: try s.read("okuselatan.welcome"), as: UTF8.self)
        try s.write("salah.welcome", text.replacingOccurrences(of: "welcome/v1", with: "welcome/v2"))
        s.expectFailure(
            try s.run("rini", "join salah.welcome --fingerprint \(fingerprint)", environment: elsewhere), 64, "welcome")
        // An older state than the welcome vouches for is found at the first contact.
        try s.daemon?.stop()
        #expect(try s.shell("siti", "cp -r vault older").status == 0)
        try s.serve()
        _ = try s.newCase()
        let newer = try s.done("siti", "vault welcome --output newer.welcome --json").json["fingerprint"].text
        try s.daemon?.stop()
        #expect(try s.shell("siti", "rm -r vault && mv older vault").status == 0)
        try s.serve()
        s.expectFailure(
            try s.run("rini", "join newer.welcome --fingerprint \(newer)", environment: elsewhere), 65, nil)
        try s.fails(64, "siti", "vault welcome --output x --vault vault", says: "is a folder")
    }

    @Test(arguments: [
        "unix:", "unix:relative", "unix:/", "ssh:", "ssh://", "ssh://host", "ssh://host/", "ssh://host/a/b",
        "ssh://-oProxyCommand=x/vault", "ssh://host:0/v", "ssh://host:99999/v", "ssh://host:022/v", "ssh://a b/v",
        "ssh://host/-v", "ssh://user@@host/v", "ssh://-l@host/v", "ssh://host/$(id)", "ssh://[::1]/v",
    ])
    func `what is no address is told as one`(address: String) throws {
        let s = try Session.keys()
        let answer = try s.run("siti", ["case", "list", "--vault", address])
        #expect(answer.status == 64 && answer.error.contains("is no address of a vault"), "\(answer)")
    }

    @Test func `something else that answers is shown, and nothing of it reaches the terminal`() throws {
        let s = try Session.served()
        try s.done("siti", "case list")
        try s.daemon?.stop()
        let greeter = """
            import os, socket, sys
            end = socket.socket(socket.AF_UNIX); end.bind('s'); end.listen(4)
            print('ready', flush=True)
            for text in (b'Welcome to Debian\\n\\x1b[31mred', b'', b'brankas/serve/9\\n'):
                there, _ = end.accept(); there.sendall(text); there.shutdown(socket.SHUT_WR)
                while there.recv(1000): pass
            """
        try s.write("greeter.py", greeter)
        let beside = try s.shell(
            "siti",
            """
            python3 greeter.py > ready & while ! grep -q ready ready; do sleep 0.05; done
            for turn in 1 2 3; do "$BRANKAS" case list --vault "unix:$PWD/s" --passphrase-fd 9 9<<<'\(Session.passphrase("siti"))'; echo "rc $?"; done 2>&1; kill %1
            """)
        let text = beside.output
        #expect(text.contains("greets with something else than a vault does: Welcome to Debian"), "\(beside)")
        #expect(!text.contains("\u{1b}") && text.contains("brankas/serve/9"), "\(beside)")
        #expect(text.components(separatedBy: "rc 69").count == 4, "\(beside)")
    }

    /// For as long as a frame may take.
    @Test func `a custodian that falls silent is told as one, and the ledger tells what became of the request`() throws
    {
        let s = try Session.served()
        let before = try s.entryCount()
        // Passes all on, until somebody asks: of what is answered then nothing arrives.
        let relay = """
            import socket, threading
            end = socket.socket(socket.AF_UNIX); end.bind('m'); end.listen(4)
            print('ready', flush=True)
            while True:
                here, _ = end.accept(); there = socket.socket(socket.AF_UNIX); there.connect('s')
                mute = threading.Event()
                def back(here, there, mute):
                    while more := there.recv(65536):
                        if not mute.is_set(): here.sendall(more)
                threading.Thread(target=back, args=(here, there, mute), daemon=True).start()
                data, at = b'', 16
                while more := here.recv(65536):
                    data += more
                    while len(data) >= at + 5:
                        if data[at + 4] == 20: mute.set()
                        at += 5 + int.from_bytes(data[at:at + 4], 'big')
                    there.sendall(more)
                there.close()
            """
        try s.write("relay.py", relay)
        let word = "--vault unix:$PWD/m --passphrase-fd 9 9<<<'\(Session.passphrase("siti"))'"
        let answer = try s.shell(
            "siti",
            """
            python3 relay.py > ready & trap "kill $!" EXIT; while ! grep -q ready ready; do sleep 0.05; done
            "$BRANKAS" join --id $(cat vault-id) \(word); "$BRANKAS" case list \(word); echo "rc $?"
            """)
        #expect(answer.output.contains("rc 69"), "\(answer)")
        #expect(
            answer.error.contains("fell silent; whether the last request was entered, the ledger tells"), "\(answer)")
        #expect(try s.entryCount() > before + 1)
    }

    // MARK: The service's own

    @Test func `a vault is served once, by its own seed, which no other account may read`() throws {
        let s = try Session.served()
        s.expectFailure(try s.run("serve --socket t vault --seed seed"), 69, "is served by another process already")
        try s.daemon?.stop()
        try s.write("besar", [UInt8](repeating: 0x41, count: 5_000))
        for (name, says) in [("keys/keys.yaml", "is no file of a custodian's seed"), ("keys/siti.age", "is no file")] {
            chmod(s.path(name), 0o600)
            s.expectFailure(try s.run("serve --socket t vault --seed \(name)"), 1, says)
        }
        chmod(s.path("seed"), 0o644)
        s.expectFailure(try s.run("serve --socket t vault --seed seed"), 1, "other accounts can read seed")
        chmod(s.path("seed"), 0o600)
        s.expectFailure(
            try s.run("serve --socket t nothing --seed seed"), 1, "/nothing, and none that waits for its founder")
        try s.write("t", "taken")
        s.expectFailure(try s.run("serve --socket t vault --seed seed"), 1, "something else is at t already")
        let founder = try s.fingerprint("dewi")
        for command in [
            "serve --new other --seed other.seed --founder \(founder) --rebuild",
            "serve --socket t vault --seed seed --founder \(founder)", "serve --stdio vault --seed seed --seed-fd 9",
            "serve --stdio vault --rebuild", "serve --new other --seed other.seed",
            "serve --new other --founder \(founder)",
        ] { s.expectFailure(try s.run(command), 64, "--") }
        #expect(!s.exists("other.seed") && !s.exists("other.founder"))
        // Its index is made anew from the ledger by who has the seed, and nothing of it is another.
        let rebuilt = try s.run("serve --stdio vault --seed seed --rebuild")
        #expect(rebuilt.error.contains("The index was made anew from"), "\(rebuilt)")
        for command in ["serve vault", "serve --socket t --stdio vault --seed seed", "serve --new vault --stdio"] {
            s.expectFailure(try s.run(command), 64, nil)
        }
        // From a descriptor, as a unit of systemd may hand it over.
        let id = try s.newCaseOverStdio()
        #expect(id.isEmpty == false)
        // A vault of officers is none of a service.
        let folder = try Session(World.keys.get(), at: .folder)
        try FileManager.default.removeItem(atPath: folder.path("vault"))
        try folder.done("dewi", "init vault --keys keys/keys.yaml")
        try folder.write("seed", try s.read("seed"))
        chmod(folder.path("seed"), 0o600)
        folder.expectFailure(
            try folder.run("serve --stdio vault --seed seed"), 1, "was not founded to be served")
    }

    @Test func `a service that was killed is there again, and what was acknowledged is stored`() throws {
        let s = try Session.served()
        let id = try s.newCase()
        try s.write("a.bin", noise(100_000, seed: 1))
        let record = try s.addDocument("siti", id, "a.bin", to: "medical")
        let pid = try #require(s.daemon?.child.pid)
        kill(pid, SIGKILL)
        try s.fails(69, "siti", "case list", says: "is out of reach")
        // What it left at its place is no socket that listens.
        #expect(s.exists("s"))
        try s.serve()
        #expect(try s.done("siti", "document open \(record) --purpose penyidikan").bytes == noise(100_000, seed: 1))
        try s.isWhole()
        // As its operator stops it: whoever asks then is told.
        #expect(try s.daemon?.stop() == 0)
        #expect(!s.exists("s"))
        try s.fails(69, "siti", "case list", says: "is out of reach")
    }

    @Test func `an upload that is broken off is no document, and its part waits for nobody after the service`() throws {
        let s = try Session.served()
        let id = try s.newCase()
        let before = try s.entryCount()
        let answer = try s.shell(
            "siti",
            """
            head -c 500000000 /dev/zero > lama.bin
            timeout --foreground -s INT 0.7 "$BRANKAS" document add \(id) lama.bin --compartment medical --passphrase-fd 9
            """)
        // It may have come to its end on a fast machine: then it is there whole.
        let stored = try s.documents("siti", id).count
        #expect(answer.status == 0 ? stored == 1 : stored == 0, "\(answer)")
        if answer.status != 0 {
            #expect(try s.entryCount() <= before + 3)
            // The service can't know that this program does not come again: it keeps it for ten minutes.
            #expect(try s.partsStaged() <= 1)
            try s.daemon?.stop()
            try s.serve()
            #expect(s.files(under: "vault/objects/staging").isEmpty)
        }
        try s.isWhole()
    }

    @Test func `a large file whose connection is cut at each eight megabytes is stored whole, and opened whole`() throws
    {
        let s = try Session.served()
        let id = try s.newCase()
        try s.write("besar.bin", noise(36_000_000, seed: 11))
        // Whatever connection carries so much in one direction is cut there.
        let relay = """
            import socket, threading
            end = socket.socket(socket.AF_UNIX); end.bind('m'); end.listen(9)
            print('ready', flush=True)
            def carry(source, target, name, pair):
                count = 0
                try:
                    while more := source.recv(65536):
                        count += len(more)
                        if count > 8_500_000:
                            print('cut', name, flush=True)
                            for one in pair: one.shutdown(socket.SHUT_RDWR)
                            return
                        target.sendall(more)
                    target.shutdown(socket.SHUT_WR)
                except OSError: pass
            while True:
                here, _ = end.accept(); there = socket.socket(socket.AF_UNIX); there.connect('s')
                for way in ((here, there, 'there'), (there, here, 'here')):
                    threading.Thread(target=carry, args=(*way, (here, there)), daemon=True).start()
            """
        try s.write("relay.py", relay)
        let word = "--vault unix:$PWD/m --passphrase-fd 9 9<<<'\(Session.passphrase("siti"))'"
        let answer = try s.shell(
            "siti", seconds: 240,
            """
            python3 relay.py > said & trap "kill $!" EXIT; while ! grep -q ready said; do sleep 0.05; done
            "$BRANKAS" join --id $(cat vault-id) \(word) || exit
            "$BRANKAS" document add \(id) besar.bin --compartment evidence --json \(word) > added || exit
            record=$(grep -o 'D-[0-9A-Z]*' added | head -1)
            "$BRANKAS" document open $record --purpose penyidikan \(word) > kembali && cmp kembali besar.bin && echo same
            cat said
            """)
        let lines = answer.output.split(separator: "\n").map(String.init)
        #expect(lines.contains("same"), "\(answer)")
        for way in ["cut there", "cut here"] { #expect(lines.count { $0 == way } >= 3, "\(answer)") }
        #expect(try s.documents("siti", id).count == 1)
        try s.isWhole()
    }

    private static var hasSSHD: Bool {
        FileManager.default.fileExists(atPath: "/usr/sbin/sshd")
            || ProcessInfo.processInfo.environment["BRANKAS_PEERS"] == "1"
    }

    @Test(.enabled("there is an sshd", { hasSSHD }))
    func `a large file whose ssh is killed in the middle is stored whole, and opened whole`() throws {
        let s = try Session(World.served.get(), at: .ssh)
        let id = try s.newCase()
        try s.write("besar.bin", noise(30_000_000, seed: 12))
        // Its own connections, which no other session uses.
        let folder = try SSHHost.shared.get().folder + "/k"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        s.environment["XDG_RUNTIME_DIR"] = folder
        let name = (s.folder as NSString).lastPathComponent
        let answer = try s.shell(
            "siti", seconds: 240,
            """
            # All that goes there, whatever it carries; in words that this line itself does not match.
            cut() { pkill -KILL -f "[s]sh .*ControlPath=\(folder)/.*" && echo cut; }
            grown() { until [ -n "$(find $1 -type f -size +12M 2>/dev/null)" ]; do kill -0 $2 || return; sleep 0.01; done; }
            "$BRANKAS" document add \(id) besar.bin --compartment evidence --json --passphrase-fd 9 > added 9<<<'\(Session.passphrase("siti"))' &
            grown vault/objects/staging $!; cut; wait $! || exit
            record=$(grep -o 'D-[0-9A-Z]*' added | head -1)
            "$BRANKAS" document open $record --purpose penyidikan --passphrase-fd 9 > kembali 9<<<'\(Session.passphrase("siti"))' &
            grown kembali $!; cut; wait $! || exit
            cmp kembali besar.bin && echo same
            """)
        #expect(answer.output.split(separator: "\n") == ["cut", "cut", "same"], "\(name): \(answer)")
        #expect(try s.documents("siti", id).count == 1)
        try s.isWhole()
    }

    // MARK: How it does

    @Test func `how the service does is told to whoever runs it without a key, and to officers who show theirs`() throws
    {
        let s = try Session.unfounded(at: .socket)
        _ = try s.run("serve --new vault --seed seed --founder \(try s.fingerprint("dewi"))")
        try s.serve()
        let unfounded = try s.run("status --json")
        #expect(unfounded.status == 1 && unfounded.json["ills"].texts == ["not-founded"], "\(unfounded)")
        let served = try Session.served()
        let size = try served.entryCount()
        // Without BRANKAS_KEY.
        let told = try served.run("status --json")
        #expect(told.status == 0 && told.json["well"].isTrue, "\(told)")
        #expect(told.json["entries"].number >= size && told.json["version"].text == "0.1.0", "\(told)")
        #expect(told.json["free"].number > 0 && told.json["unwitnessed"].list.count == 3, "\(told)")
        let text = try served.run("status")
        #expect(text.output.contains("well") && text.output.contains("UNWITNESSED"), "\(text)")
        for word in ["@", "siti", "K-", try served.vaultID, served.folder] { #expect(!text.output.contains(word)) }
        try served.daemon?.stop()
        let gone = try served.run("status")
        #expect(gone.status == 2 && gone.error.contains("out of reach"), "\(gone)")
        let folder = try Session(World.keys.get(), at: .folder)
        folder.expectFailure(try folder.run("status --vault vault"), 64, nil)
    }

    @Test(.enabled("accounts are root's to change", { geteuid() == 0 }))
    func `another account is told how the service does only with a key`() throws {
        let s = try Session.served()
        let asked = try s.shell(
            "siti",
            """
            chmod 711 .; chmod 666 s; cp "$(readlink -f '\(Session.program)')" program; chmod 755 program
            cp -r keys keys2; cp -r state state2; mkdir -p home2; chown -R 23002:23002 keys2 state2 home2
            as() { \(Session.account(23_002)) env HOME=$PWD/home2 XDG_STATE_HOME=$PWD/state2 ./program "$@"; }
            as status --vault unix:$PWD/s; echo "rc $?"
            export BRANKAS_KEY=keys2/siti.age
            as join --id $(cat vault-id) --vault unix:$PWD/s --passphrase-fd 9 9<<<'\(Session.passphrase("siti"))' >&2
            as status --vault unix:$PWD/s --passphrase-fd 9 9<<<'\(Session.passphrase("siti"))'; echo "rc $?"
            """)
        let lines = asked.output.split(separator: "\n").filter { $0.hasPrefix("rc") }
        #expect(lines == ["rc 1", "rc 0"] || lines == ["rc 64", "rc 0"], "\(asked)")
        #expect(asked.output.contains("well"), "\(asked)")
    }

    @Test func `a service writes its figures and a log in which nobody is named, and ends well when it is asked to`()
        throws
    {
        let s = try Session.served()
        try s.done("siti", "case list")
        try s.daemon?.stop()
        let word = "--vault unix:$PWD/s --passphrase-fd 9 9<<<'\(Session.passphrase("siti"))'"
        let answer = try s.shell(
            "siti",
            """
            "$BRANKAS" serve --socket s vault --seed seed --log json --metrics figures.prom --head last 2> log & pid=$!
            for n in $(seq 400); do test -e figures.prom && break; sleep 0.05; done
            "$BRANKAS" case list \(word) > /dev/null; echo "list $?"
            stat -c 'mode %a' figures.prom; cp figures.prom figures
            kill -TERM $pid; wait $pid; echo "rc $?"; test -e s || echo gone
            cat figures; grep '^brankas' figures.prom
            "$BRANKAS" serve --socket s vault --seed keys/keys.yaml --log json 2>> log; echo "rc $?"
            echo no head > other; "$BRANKAS" serve --socket s vault --seed seed --head other --log json 2>> log; echo "rc $?"
            """)
        for line in [
            "list 0", "mode 644", "rc 0", "gone", "rc 1", "rc 65", "brankas_up 1", "brankas_well 1", "brankas_up 0",
        ] {
            #expect(answer.output.split(separator: "\n").contains(line[...]), "\(line): \(answer)")
        }
        // Each metric has one line of help, one of its type and one value, as the collector demands.
        let figures = answer.output.split(separator: "\n").filter { $0.hasPrefix("brankas_") }
        #expect(figures.count >= 12 && figures.allSatisfy { $0.split(separator: " ").count == 2 }, "\(answer)")
        let log = String(decoding: try s.read("log"), as: UTF8.self).split(separator: "\n")
        let events = try log.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
        #expect(
            events.map { $0?["event"] as? String } == ["head-new", "serving", "stopping", "ended", "ended"], "\(log)")
        let why = events.compactMap { $0?["code"] as? String } + events.compactMap { $0?["reason"] as? String }
        #expect(why == ["seed-exposed", "stands-still", "head-unreadable"], "\(log)")
        for word in ["@", "siti", s.folder, "keys.yaml", "K-", try s.vaultID] {
            #expect(log.allSatisfy { !$0.contains(word) }, "\(word): \(log)")
        }
    }

    @Test func `a supervisor hands over the socket, is told when the service is ready, and keeps the socket after it`()
        throws
    {
        let s = try Session.served()
        try s.daemon?.stop()
        let supervisor = """
            import os, signal, socket, subprocess, sys, time
            there = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); there.bind('notify'); there.settimeout(30)
            end = socket.socket(socket.AF_UNIX); end.bind('s'); end.listen(8)
            def start():
                pid = os.fork()
                if pid == 0:
                    os.dup2(end.fileno(), 3)
                    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1', NOTIFY_SOCKET=os.getcwd() + '/notify')
                    os.execv(sys.argv[1], [sys.argv[1], 'serve', '--socket', 's', 'vault', '--seed', 'seed', '--quiet'])
                return pid
            for turn in range(2):
                pid = start()
                print(there.recv(100).decode(), flush=True)
                print(subprocess.run([sys.argv[1], 'status', '--vault', 'unix:' + os.getcwd() + '/s'], stdout=subprocess.DEVNULL).returncode)
                begun = time.monotonic()
                os.kill(pid, signal.SIGTERM)
                print(there.recv(100).decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), time.monotonic() - begun < 30, os.path.exists('s'), flush=True)
            """
        try s.write("supervisor.py", supervisor)
        let answer = try s.shell("siti", "python3 supervisor.py '\(Session.program)'")
        let turn = ["READY=1", "0", "STOPPING=1 0 True True"]
        #expect(answer.output.split(separator: "\n").map(String.init) == turn + turn, "\(answer)")
    }

    // MARK: Accounts

    @Test(.enabled("accounts are root's to change", { geteuid() == 0 }))
    func `officers whose account reads no file of the vault work by its socket alone`() throws {
        let s = try Session.served()
        let id = try s.newCase()
        try s.write("surat.txt", Played.letterText)
        let record = try s.addDocument("siti", id, "surat.txt", to: "evidence")
        try s.daemon?.stop()
        // The service's account has vault and seed; the officers' may connect; the relay's may do that and nothing else.
        let (service, officer, gate) = (23_001, 23_002, 23_003)
        chmod(s.folder, 0o711)
        let prepared = try s.shell(
            "siti",
            """
            set -e; mkdir -p home2 run; chmod 711 home home2; chown -R \(service):\(service) vault vault.lock seed run; chmod 711 run
            cp -r keys keys2; cp -r state state2; chown -R \(officer):\(officer) keys2 state2 home2
            cp "$(readlink -f '\(Session.program)')" program; chmod 755 program
            """)
        #expect(prepared.status == 0, "\(prepared)")
        let serve =
            "\(Session.account(service)) ./program serve --socket run/v.sock vault --seed seed > run.log 2>&1 & echo $! > pid"
        let socket = "for n in $(seq 200); do test -S run/v.sock && break; sleep 0.05; done; chmod 666 run/v.sock"
        let listed = "document open \(record) --purpose penyidikan --vault unix:$PWD/run/v.sock"
        let asked = try s.shell(
            "siti",
            """
            \(serve)
            \(socket)
            as() { \(Session.account(officer)) env HOME=$PWD/home2 XDG_STATE_HOME=$PWD/state2 BRANKAS_KEY=keys2/siti.age ./program "$@" --passphrase-fd 9; }
            as join --id $(cat vault-id) --vault unix:$PWD/run/v.sock 9<phrase
            as \(listed) 9<phrase
            \(Session.account(officer)) cat seed vault/index.sqlite >/dev/null 2>&1; echo "reads $?"
            \(Session.account(officer)) ls vault >/dev/null 2>&1; echo "lists $?"
            # The relay: bytes both ways, and no file.
            \(Session.account(gate)) cat vault/index.sqlite >/dev/null 2>&1; echo "gate reads $?"
            printf 'brankas/serve/1\\n' | \(Session.account(gate)) ./program serve --stdio v --run $PWD/run | head -c 16
            \(Session.account(gate)) ./program serve --stdio ../v --run $PWD/run </dev/null; echo "rc $?"
            \(Session.account(gate)) ./program serve --stdio none --run $PWD/run </dev/null; echo "rc $?"
            kill $(cat pid); wait; cat run.log
            """.replacingOccurrences(of: "9<phrase", with: "9<<<'\(Session.passphrase("siti"))'"))
        let text = asked.output + asked.error
        #expect(text.contains(Played.letterText), "\(text)")
        #expect(text.contains("reads 1") && text.contains("lists 2") && text.contains("gate reads 1"), "\(text)")
        #expect(text.contains("brankas/serve/1\n"), "\(text)")
        #expect(text.contains("rc 64") && text.contains("rc 69"), "\(text)")
    }
}

extension Session {
    static func unfounded(at door: Door) throws -> Session {
        let session = try Session(World.keys.get(), at: door)
        try FileManager.default.removeItem(atPath: session.path("vault"))
        return session
    }

    func fingerprint(_ who: String) throws -> String { try done(who, "key show --json").json["fingerprint"].text }

    /// Files below `objects/staging` that are still written.
    func partsStaged() throws -> Int {
        let held = try shell(
            "siti", "ls -l /proc/\(daemon?.child.pid ?? 0)/fd 2>/dev/null | grep -c objects/staging; true")
        return Int(held.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }

    /// A case that is made over one connection that is served directly, with the seed from a descriptor.
    func newCaseOverStdio() throws -> String {
        let tool = """
            import os, socket, subprocess, sys
            end = socket.socket(socket.AF_UNIX); end.bind('d'); end.listen(1); open('listens', 'w').close()
            there, _ = end.accept()
            seed = open('seed'); os.dup2(seed.fileno(), 7)
            sys.exit(subprocess.run([sys.argv[1], 'serve', '--stdio', 'vault', '--seed-fd', '7'], stdin=there, stdout=there, pass_fds=[7]).returncode)
            """
        try write("inetd.py", tool)
        let answer = try shell(
            "siti",
            """
            python3 inetd.py '\(Self.program)' > inetd.log 2>&1 & while ! test -e listens; do sleep 0.05; done
            echo '{"title":"Langsung"}' > baru.json
            "$BRANKAS" join --id $(cat vault-id) --vault "unix:$PWD/d" --passphrase-fd 9 >&2
            """)
        #expect(answer.status == 0, "\(answer)")
        return answer.error
    }
}

private func bytes(ofHex text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
}
