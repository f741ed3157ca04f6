import Foundation
import Glibc
import Testing

@Suite("key")
struct KeyScenarios {
    private let strong = "kuda laut biru 27"

    private func make(_ s: Session, _ more: String = "--output rudi.age", passphrase: String? = nil) throws -> Answer {
        try s.run(
            "key new rudi@unit-ppa --name 'Rudi Hartono' --work-factor 4 --passphrase-fd 9 \(more)",
            passphrases: [passphrase ?? strong])
    }

    @Test func `key new makes an age file and the card beside it`() throws {
        let s = try Session()
        let answer = try make(s, "--output rudi.age --json")
        #expect(answer.status == 0, "\(answer)")
        #expect(answer.json["handle"].text == "rudi@unit-ppa")
        #expect(answer.json["key"].text == "rudi.age")
        let key = String(decoding: try s.read("rudi.age"), as: UTF8.self)
        #expect(key.hasPrefix("age-encryption.org/v1\n-> scrypt ") || key.hasPrefix("-----BEGIN AGE ENCRYPTED FILE"))
        #expect(!key.contains("AGE-SECRET-KEY"))
        let mode = try FileManager.default.attributesOfItem(atPath: s.path("rudi.age"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let card = String(decoding: try s.read("rudi@unit-ppa.card"), as: UTF8.self)
        #expect(card.contains("rudi@unit-ppa") && card.contains("Rudi Hartono") && card.contains("age1pq1"))
        #expect(try s.names() == ["home", "rudi.age", "rudi@unit-ppa.card"])
        let shown = try s.run("key show --key rudi.age --passphrase-fd 9 --json", passphrases: [strong]).json
        #expect(shown["card"].text == card)
        #expect(shown["fingerprint"].text == answer.json["fingerprint"].text)
        #expect(shown["name"].text == "Rudi Hartono")
        let text = try s.run("key show --key rudi.age --passphrase-fd 9", passphrases: [strong]).lines
        #expect(text[0] == "rudi@unit-ppa  Rudi Hartono")
        #expect(text[1] == answer.json["fingerprint"].text)
        #expect(text[2].hasSuffix(": \(shown["recipientFingerprint"].text)"))
        #expect(shown["recipientFingerprint"].text != shown["fingerprint"].text)
    }

    @Test func `without --output it goes where keys are looked for`() throws {
        let s = try Session()
        let answer = try make(s, "--lang id")
        #expect(
            answer.output.hasPrefix(
                "Kunci dibuat: \(s.folder.replacing("//", with: "/"))/home/.config/brankas/key.age\n"), "\(answer)")
        #expect(try s.names("home/.config/brankas") == ["key.age", "rudi@unit-ppa.card"])
        #expect(try s.run("key show --passphrase-fd 9", passphrases: [strong]).status == 0)
        let elsewhere = try s.run(
            "key show --passphrase-fd 9", passphrases: [strong], environment: ["BRANKAS_KEY": "tidak-ada.age"])
        s.expectFailure(elsewhere, 1, "no key file tidak-ada.age")
    }

    @Test func `what exists is not overwritten`() throws {
        let s = try Session()
        try s.write("rudi.age", "lama")
        s.expectFailure(
            try make(s), 1, "rudi.age exists already\nhint: choose another name; nothing is overwritten\n")
        #expect(try s.names() == ["home", "rudi.age"])
        #expect(try s.read("rudi.age") == Array("lama".utf8))
        try s.write("rudi@unit-ppa.card", "lama")
        s.expectFailure(try make(s, "--output baru.age"), 1, "rudi@unit-ppa.card exists already")
        #expect(!s.exists("baru.age"))
        s.expectFailure(try make(s, "--output tidak/ada/rudi.age"), 1, "tidak/ada does not exist")
    }

    @Test(arguments: ["", "pendek", "aaaaaaaaaaaaaaaa", "ababababababab"])
    func `a weak passphrase is refused`(phrase: String) throws {
        let s = try Session()
        s.expectFailure(try make(s, passphrase: phrase), 64, "the passphrase is too weak\nhint: at least 10 characters")
        let indonesian = try make(s, "--output rudi.age --lang id", passphrase: phrase)
        #expect(indonesian.error.hasPrefix("brankas: frasa sandi terlalu lemah\n"))
        #expect(try s.names() == ["home"])
    }

    @Test(arguments: [
        ("key new Rudi@unit-ppa --name R", "'Rudi@unit-ppa' is not a valid handle"),
        ("key new rudi --name R", "'rudi' is not a valid handle"),
        ("key new rudi@unit/ppa --name R", "is not a valid handle"),
        ("key new r\u{430}ma@unit-ppa --name R", "is not a valid handle"),
        ("key new rudi@unit-ppa --name 'R\u{1b}[2J'", #"'R\u{1b}[2J' is not a valid name"#),
        ("key new rudi@unit-ppa --name R --work-factor 0", "the work factor must be from 1 to 22"),
        ("key new rudi@unit-ppa --name R --work-factor 60", "the work factor must be from 1 to 22"),
        ("key new rudi@unit-ppa", "--name"), ("key new", "HANDLE"), ("key", nil),
        ("key new a@b --name R --lang fr", "--lang"),
    ])
    func `wrong usage is 64 and makes nothing`(command: String, says: String?) throws {
        let s = try Session()
        let answer = try s.run(command + " --output x.age --passphrase-fd 9", passphrases: [strong])
        #expect(answer.status == 64, "\(answer)")
        if let says { #expect(answer.error.contains(says), "\(answer)") }
        #expect(!answer.error.contains("\u{1b}"))
        #expect(try s.names() == ["home"])
    }

    @Test func `a wrong passphrase, a missing file and one that is no key`() throws {
        let s = try Session.founded()
        let before = try s.entryCount()
        for command in ["key show", "case list"] {
            let wrong = try s.run(command + " --key keys/siti.age --passphrase-fd 9", passphrases: [strong])
            s.expectFailure(wrong, 1, "wrong passphrase\n")
        }
        let indonesian = try s.run("key show --key keys/siti.age --passphrase-fd 9 --lang id", passphrases: [strong])
        s.expectFailure(indonesian, 1, "brankas: frasa sandi salah\n")
        let none = try s.run("key show --key keys/siti.age --passphrase-fd 9")
        s.expectFailure(none, 1, "no passphrase was given")
        s.expectFailure(
            try s.run("key show --key tidak-ada.age --passphrase-fd 9", passphrases: [strong]), 1, "no key file")
        let whole = try s.read("keys/siti.age")
        try s.write("potong.age", Array(whole.dropLast(40)))
        try s.write("kosong.age", "")
        try s.write("besar.age", [UInt8](repeating: 0x41, count: 2_000_000))
        for name in ["potong.age", "kosong.age", "besar.age", "keys/keys.yaml", "keys/siti@unit-ppa.card"] {
            let answer = try s.run(
                "key show --key \(name) --passphrase-fd 9", passphrases: [Session.passphrase("siti")])
            s.expectFailure(answer, 64, "is not a key file of Brankas")
        }
        #expect(try s.entryCount() == before + 1)
    }

    @Test func `a hostile work factor is refused before it is tried`() throws {
        let s = try Session.keys()
        let file = String(decoding: try s.read("keys/siti.age"), as: UTF8.self)
        try #require(file.hasPrefix("age-encryption.org/v1\n-> scrypt "), "binary age files")
        let bytes = try s.read("keys/siti.age")
        let line = Array(bytes.split(separator: 0x0a, omittingEmptySubsequences: false)[1])
        #expect(line.last == UInt8(ascii: "4"))
        let start = "age-encryption.org/v1\n".utf8.count + line.count
        try s.write("keys/siti.age", bytes[..<(start - 1)] + Array("60".utf8) + bytes[start...])
        let answer = try s.run("siti", "key show")
        #expect([1, 64].contains(answer.status) && isOneComplaint(answer.error), "\(answer)")
    }

    @Test(.inAFolder) func `key passwd takes the old passphrase and the new one`() throws {
        let s = try Session.founded()
        let passwd = "key passwd --key keys/siti.age --work-factor 4 --passphrase-fd 9"
        let old = Session.passphrase("siti")
        let before = try s.read("keys/siti.age")
        s.expectFailure(try s.run(passwd, passphrases: [strong, strong]), 1, "wrong passphrase")
        s.expectFailure(try s.run(passwd, passphrases: [old, "pendek"]), 64, "too weak")
        s.expectFailure(try s.run(passwd, passphrases: [old]), 1, "no passphrase was given")
        #expect(try s.read("keys/siti.age") == before)
        let changed = try s.run(passwd, passphrases: [old, strong])
        #expect(changed.status == 0 && changed.error == "Passphrase of keys/siti.age changed.\n", "\(changed)")
        #expect(try s.read("keys/siti.age") != before)
        #expect(try s.names("keys").filter { $0.contains("part") }.isEmpty)
        try s.fails(1, "siti", "case list", says: "wrong passphrase")
        #expect(try s.run("case list --here --key keys/siti.age --passphrase-fd 9", passphrases: [strong]).status == 0)
    }

    /// The kernel knows an opened key by its file: sealed anew, it is not the one that other tests have copies of.
    private func sealAnew(_ s: Session) throws {
        let phrase = Session.passphrase("siti")
        let passwd = "key passwd --key keys/siti.age --work-factor 4 --passphrase-fd 9"
        try #require(try s.run(passwd, passphrases: [phrase, phrase]).status == 0)
    }

    /// Kernels in containers may forbid keyrings; then the command says so and fails.
    @Test func `an unlocked key asks for no passphrase until it is locked`() throws {
        let s = try Session.founded()
        try sealAnew(s)
        let list = "case list --here --key keys/siti.age"
        s.expectFailure(try s.run(list), 1, "no terminal to ask for passphrase")
        s.expectFailure(
            try s.run("key unlock --for 1x --key keys/siti.age --passphrase-fd 9", passphrases: ["-"]), 64,
            "'1x' is not a duration")
        s.expectFailure(
            try s.run("key unlock --account --key keys/siti.age --passphrase-fd 9", passphrases: [strong]), 1,
            "wrong passphrase")
        s.expectFailure(
            try s.run("key unlock --for 25h --key keys/siti.age --passphrase-fd 9", passphrases: ["-"]), 64,
            "24h at most")
        let unlocked = try s.run("siti", "key unlock --account --for 15m")
        if unlocked.status == 0 {
            #expect(unlocked.error.hasPrefix("Key unlocked for 15 minutes, for everybody who uses this account."))
            #expect(try s.run(list).status == 0)
            // It is this file's key, and nobody else's.
            s.expectFailure(try s.run("case list --key keys/joko.age"), 1, "no terminal to ask")
        } else {
            #expect(unlocked.status == 1 && unlocked.error.contains("this system refuses to hold an opened key"))
        }
        let locked = try s.run("key lock --key keys/siti.age")
        #expect(locked.error == (unlocked.status == 0 ? "Key locked.\n" : "The key was not unlocked.\n"))
        s.expectFailure(try s.run(list), 1, "no terminal to ask for passphrase")
        #expect(try s.run("key lock --key keys/siti.age --lang id").error == "Kunci memang tidak sedang terbuka.\n")
    }

    /// Logins are made with keyctl(1); where a container forbids keyrings, there is nothing to test.
    private func login(_ s: Session, _ script: String) throws -> Answer {
        try s.write("script", "set -e\n" + script)
        return try s.shell("siti", "keyctl session - sh script")
    }

    @Test func `an unlocked key is the login's alone, and no other's of the account`() throws {
        let s = try Session.founded()
        try sealAnew(s)
        guard try s.shell("siti", "keyctl session - true").status == 0 else { return }
        let list = "case list --key keys/siti.age"
        let answer = try login(
            s,
            """
            $BRANKAS key unlock --for 15m --key keys/siti.age --passphrase-fd 9
            $BRANKAS \(list) && echo mine
            setsid $BRANKAS \(list) < /dev/null && echo child
            keyctl session - $BRANKAS \(list) 2>&1 || echo other
            for k in $(keyctl rlist @s); do keyctl describe $k; done
            $BRANKAS key lock --key keys/siti.age
            $BRANKAS \(list) 2>&1 || echo locked
            """)
        for word in ["mine\n", "child\n", "other\n", "locked\n"] {
            #expect(answer.output.contains(word), "\(answer)")
        }
        // Nobody but who possesses it may do anything with it.
        #expect(answer.output.contains(/alswrv-{18} .*brankas:/), "\(answer)")
        #expect(answer.error.contains("for this login alone"), "\(answer)")
        s.expectFailure(try s.run(list + " --here"), 1, "no terminal to ask for")
    }

    @Test(arguments: Tongue.allCases)
    func `where the login has no keyring, or is over, the key is not given to the whole account unasked`(say: Tongue)
        throws
    {
        let s = try Session.founded()
        try sealAnew(s)
        guard try s.shell("siti", "keyctl session - true").status == 0 else { return }
        let unlock = "$BRANKAS key unlock --key keys/siti.age --passphrase-fd 9 --lang \(say.rawValue)"
        // As in a terminal that goes on after the login that it was opened in.
        let over = try login(s, "keyctl revoke @s; \(unlock) || echo refused $?")
        #expect(over.output == "refused 1\n" && over.error.contains(": brankas key unlock --account"), "\(over)")
        let locked = try login(
            s,
            """
            $BRANKAS key unlock --account --key keys/siti.age --passphrase-fd 9
            keyctl revoke @s
            $BRANKAS case list --key keys/siti.age > list
            $BRANKAS key lock --key keys/siti.age
            $BRANKAS case list --key keys/siti.age 2>&1 || echo locked
            """)
        #expect(locked.output.hasSuffix("locked\n"), "\(locked)")
    }

    @Test func `an unlocked key is dropped when its passphrase changes`() throws {
        let s = try Session.founded()
        try sealAnew(s)
        guard try s.run("siti", "key unlock --account --for 90s").status == 0 else { return }
        let passwd = "key passwd --key keys/siti.age --work-factor 4 --passphrase-fd 9"
        #expect(try s.run(passwd, passphrases: [Session.passphrase("siti"), strong]).status == 0)
        s.expectFailure(try s.run("case list --key keys/siti.age"), 1, "no terminal to ask")
    }
}

@Suite("key, at a terminal")
struct KeyTerminalScenarios {
    private let new = "key new rudi@unit-ppa --name Rudi --output rudi.age --work-factor 4"

    @Test func `Enter takes the offered passphrase`() throws {
        let s = try Session()
        let terminal = try s.terminal(nil, new)
        try terminal.expect("Offered passphrase: ")
        try terminal.expect("New passphrase (Enter to take the offered one): ", type: "")
        try terminal.expect("The offered passphrase is taken. Write it down now.")
        #expect(try terminal.end() == 0)
        let offered = try #require(terminal.screen.firstMatch(of: /Offered passphrase: ([0-9a-z-]+)/)?.output.1)
        #expect(offered.wholeMatch(of: /[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){4}/) != nil)
        let shown = try s.run("key show --key rudi.age --passphrase-fd 9", passphrases: [String(offered)])
        #expect(shown.status == 0, "\(shown)")
    }

    @Test func `what is typed is not shown`() throws {
        let s = try Session()
        let terminal = try s.terminal(nil, new + " --lang id")
        try terminal.expect("Frasa sandi baru (Enter untuk memakai yang ditawarkan): ", type: "kuda laut biru 27")
        try terminal.expect("Sekali lagi: ", type: "kuda laut biru 27")
        try terminal.expect("Kunci dibuat: rudi.age")
        #expect(try terminal.end() == 0)
        #expect(!terminal.screen.contains("kuda"))
        let asked = try s.terminal(nil, "key show --key rudi.age")
        try asked.expect("Passphrase for rudi.age: ", type: "kuda laut biru 27")
        try asked.expect("rudi@unit-ppa  Rudi")
        #expect(try asked.end() == 0)
        #expect(!asked.screen.contains("kuda"))
    }

    @Test func `Ctrl-C at a passphrase leaves no key and no blind terminal`() throws {
        let s = try Session()
        let terminal = try s.terminal(nil, new)
        #expect(terminal.echoes)
        try terminal.expect("New passphrase (Enter to take the offered one): ")
        #expect(!terminal.echoes)
        try terminal.interrupt()
        #expect(try terminal.end() == 128 + SIGINT)
        #expect(terminal.echoes)
        #expect(try s.names() == ["home"])
    }

    @Test func `a weak passphrase, or two that differ, make no key`() throws {
        let s = try Session()
        let weak = try s.terminal(nil, new)
        try weak.expect("New passphrase", type: "pendek")
        try weak.expect("brankas: the passphrase is too weak")
        try weak.expect("New passphrase")
        try weak.interrupt()
        #expect(try weak.end() == 130)
        let different = try s.terminal(nil, new)
        try different.expect("New passphrase", type: "kuda laut biru 27")
        try different.expect("Once more: ", type: "kuda laut biru 28")
        try different.expect("brankas: the two passphrases differ")
        try different.expect("New passphrase")
        try different.interrupt()
        #expect(try different.end() == 130)
        #expect(!(weak.screen + different.screen).contains("kuda"))
        #expect(try s.names() == ["home"])
    }

    @Test func `the passphrase is asked at the terminal though output goes elsewhere`() throws {
        let s = try Session.founded()
        let terminal = try s.terminal(nil, "person list --json", key: "siti", output: s.path("orang.json"))
        try terminal.expect("Passphrase for keys/siti.age: ", type: Session.passphrase("siti"))
        #expect(try terminal.end() == 0)
        #expect(!terminal.screen.contains("sandi") && !terminal.screen.contains("admin@"))
        #expect(Value(parsing: try s.read("orang.json"))["people"].list.count == World.people.count - 1)
        let wrong = try s.terminal(nil, "case list", key: "siti")
        for _ in 0..<3 {
            try wrong.expect("Passphrase for keys/siti.age: ", type: "bukan ini sandinya")
            try wrong.expect("brankas: wrong passphrase")
        }
        #expect(try wrong.end() == 1)
        // The second is right: nothing else was asked for meanwhile.
        let second = try s.terminal(nil, "case list", key: "siti")
        try second.expect("Passphrase for keys/siti.age: ", type: "bukan ini sandinya")
        try second.expect("brankas: wrong passphrase")
        try second.expect("Passphrase for keys/siti.age: ", type: Session.passphrase("siti"))
        #expect(try second.end() == 0)
    }

    @Test func `key passwd at a terminal asks for old, new and new again`() throws {
        let s = try Session.keys()
        let terminal = try s.terminal(nil, "key passwd --work-factor 4", key: "siti")
        try terminal.expect("Passphrase for keys/siti.age: ", type: Session.passphrase("siti"))
        try terminal.expect("New passphrase", type: "kuda laut biru 27")
        try terminal.expect("Once more: ", type: "kuda laut biru 27")
        try terminal.expect("Passphrase of keys/siti.age changed.")
        #expect(try terminal.end() == 0)
        let shown = try s.run("key show --key keys/siti.age --passphrase-fd 9", passphrases: ["kuda laut biru 27"])
        #expect(shown.status == 0)
    }
}
