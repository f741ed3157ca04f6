import Foundation
import Glibc
import Testing

/// The vault's own files are for the program, and no path that anybody names reaches them.
@Suite("a vault's own files")
struct OwnFileScenarios {
    /// What lies in the vault, byte by byte, but for the index, which SQLite puts in order at any opening.
    private func vault(_ s: Session) throws -> [String: [UInt8]] {
        let files = s.files(under: "vault").filter { !$0.contains("sqlite") }
        return try Dictionary(uniqueKeysWithValues: files.map { ($0, try s.read($0)) })
    }

    /// Every option and argument of every command that names something to be read.
    private func readings(_ played: Played) -> [String] {
        let (k, i, d) = (played.caseID, played.identity, played.letter)
        return [
            "document add \(k) PATH --compartment evidence",
            "document add \(k) surat.txt --about PATH --compartment evidence",
            "identity add \(k) --from PATH", "identity update \(i) --from PATH --purpose penyidikan --reason x",
            "case new --from PATH", "init baru --keys PATH", "person enroll --yes PATH --role unit-ppa/penyidik",
            "case export \(k) --to PATH --compartment evidence \(Session.exportReason) --output keluar",
            "document check \(d) PATH", "key show --key PATH", "key passwd --key PATH", "key unlock --key PATH",
            "key lock --key PATH", "case list --key PATH",
        ]
    }

    /// The same for what is to be made.
    private func makings(_ played: Played) -> [String] {
        let (k, d) = (played.caseID, played.letter)
        return [
            "document open \(d) --purpose penyidikan --output PATH", "document check \(d) surat.txt --proof PATH",
            "audit report --output PATH", "audit stats --month 2026-11 --output PATH",
            "audit custody \(d) --output PATH",
            "audit trail \(k) --output PATH", "audit exposure sari@unit-ppa --output PATH", "audit export PATH",
            "case export \(k) --to keys/rini@kejaksaan.card --compartment evidence \(Session.exportReason) --output PATH",
            "unpack keluar-lama --output PATH", "key new rudi@unit-ppa --name Rudi --work-factor 4 --output PATH",
            "init PATH --keys keys/keys.yaml",
        ]
    }

    @Test(.inAFolder, arguments: Tongue.allCases)
    func `no path that anybody names reaches them, in or out`(say: Tongue) throws {
        let (s, played) = try Session.played()
        try s.write("surat.txt", Played.letterText)
        try s.done(
            "siti",
            "case export \(played.caseID) --to keys/rini@kejaksaan.card --compartment evidence"
                + " \(Session.exportReason) --output keluar-lama")
        // Other names, links, and a copy: a backup is a vault as well.
        try FileManager.default.createSymbolicLink(atPath: s.path("kait"), withDestinationPath: "vault/index.sqlite")
        try FileManager.default.createSymbolicLink(atPath: s.path("pintu"), withDestinationPath: "vault/objects")
        #expect(link(s.path("vault/custody/custody.sqlite"), s.path("keras")) == 0)
        let object = try #require(s.files(under: "vault/objects").first)
        #expect(link(s.path(object), s.path("keras-objek")) == 0)
        try FileManager.default.copyItem(atPath: s.path("vault"), toPath: s.path("cadangan"))
        let (before, entries) = (try vault(s), try s.entryCount())
        let says = say(id: "adalah berkas brankas sendiri", en: "is a vault's own file")
        func refused(_ command: String, _ path: String) throws {
            let who = command.hasPrefix("init") || command.hasPrefix("person") ? "budi" : "siti"
            let full = command.replacing("PATH", with: path) + " --lang \(say.rawValue)"
            let own = command.contains("--key PATH")
            let answer =
                own
                ? try s.run(full + " --passphrase-fd 9", passphrases: ["x", "y"]) : try s.run(who, full)
            s.expectFailure(answer, 64, "\(path) \(says)")
        }
        for command in readings(played) {
            for path in ["vault/index.sqlite", "vault/custody/custodian.age", "kait", "keras", "keras-objek"] {
                try refused(command, path)
            }
        }
        for path in [object, "cadangan/index.sqlite", "vault/index.sqlite-wal"] where s.exists(path) {
            try refused("document add \(played.caseID) PATH --compartment evidence", path)
        }
        for command in makings(played) {
            for path in ["vault/index.sqlite-journal", "pintu/x", "vault/custody/../objects/x", "cadangan/x"] {
                try refused(command, path)
            }
        }
        try refused("unpack PATH --output terbuka", "vault/custody")
        let after = try vault(s)
        #expect(Set(after.keys) == Set(before.keys))
        for (name, bytes) in before { #expect(after[name] == bytes, "\(name)") }
        #expect(try s.entryCount() == entries + 1)
    }

    @Test(.inAFolder) func `a folder in which a vault lies is stored without it, and that is said`() throws {
        let (s, played) = try Session.played()
        try FileManager.default.createDirectory(atPath: s.path("srv"), withIntermediateDirectories: false)
        try FileManager.default.moveItem(atPath: s.path("vault"), toPath: s.path("srv/vault"))
        try s.write("srv/a.txt", "satu")
        #expect(link(s.path("srv/vault/index.sqlite"), s.path("srv/keras")) == 0)
        s.environment["BRANKAS_VAULT"] = "srv/vault"
        let before = try s.entryCount()
        let answer = try s.run("siti", "document add \(played.caseID) srv --compartment evidence")
        #expect(answer.status == 1 && answer.lines.count == 1, "\(answer)")
        for path in ["srv/vault", "srv/keras"] {
            #expect(answer.error.contains("Not stored: \(path) is a vault's own file"), "\(answer)")
        }
        #expect(try s.entryCount() > before)
        try s.fails(
            64, "siti", "document add \(played.caseID) srv/vault --compartment evidence",
            says: "srv/vault is a vault's own file")
        try s.done("wati", "verify")
    }

    @Test(.inAFolder, .enabled(if: Medium.canBeMounted))
    func `a mount of the vault elsewhere leads nowhere either`() throws {
        let (s, played) = try Session.played()
        try s.write("kosong", "")
        try FileManager.default.createDirectory(atPath: s.path("cermin"), withIntermediateDirectories: false)
        let line = """
            set -e; mount --bind vault/objects cermin; mount --bind vault/custody/custodian.age kosong
            for path in cermin kosong $(ls -d cermin/*/* | head -1); do
                $BRANKAS document add \(played.caseID) $path --compartment evidence --passphrase-fd 9 9<<<"$SANDI" && exit 3
                echo $?
            done
            $BRANKAS document open \(played.letter) --purpose penyidikan --output cermin/x --passphrase-fd 9 9<<<"$SANDI" && exit 3
            echo $?
            """
        let inner = line.replacing("'", with: "'\\''")
        let answer = try s.shell("siti", "exec 8>&2; export SANDI=$(cat <&9); unshare -m bash -c '\(inner)'")
        #expect(answer.output == "64\n64\n64\n64\n", "\(answer)")
    }
}

@Suite("links and homes")
struct LinkScenarios {
    private static let new = "sandi baru yang panjang 88"

    @Test(arguments: Tongue.allCases)
    func `a new passphrase is that of the file that a link leads to`(say: Tongue) throws {
        let (s, _) = try Session.played()
        try FileManager.default.createDirectory(atPath: s.path("stik"), withIntermediateDirectories: false)
        try FileManager.default.moveItem(atPath: s.path("keys/siti.age"), toPath: s.path("stik/siti.age"))
        try FileManager.default.createSymbolicLink(
            atPath: s.path("keys/siti.age"), withDestinationPath: "../stik/siti.age")
        let passwd = "key passwd --key keys/siti.age --work-factor 4 --passphrase-fd 9 --lang \(say.rawValue)"
        let answer = try s.run(passwd, passphrases: [Session.passphrase("siti"), Self.new])
        #expect(answer.status == 0, "\(answer)")
        let link = try FileManager.default.destinationOfSymbolicLink(atPath: s.path("keys/siti.age"))
        #expect(link == "../stik/siti.age")
        for path in ["keys/siti.age", "stik/siti.age"] {
            let show = "key show --key \(path) --passphrase-fd 9"
            #expect(try s.run(show, passphrases: [Self.new]).status == 0)
            #expect(try s.run(show, passphrases: [Session.passphrase("siti")]).status == 1)
        }
        #expect(try s.names("stik") == ["siti.age"])
        // A second name can't be followed: it is told.
        #expect(Glibc.link(s.path("stik/siti.age"), s.path("stik/lain.age")) == 0)
        let again = try s.run(passwd, passphrases: [Self.new, Self.new + "9"])
        #expect(
            again.status == 0 && again.error.contains(say(id: "juga punya nama lain (1)", en: "other names, too (1)")))
        // One that leads nowhere is no key.
        try FileManager.default.createSymbolicLink(atPath: s.path("keys/hilang.age"), withDestinationPath: "tidak-ada")
        s.expectFailure(
            try s.run("key passwd --key keys/hilang.age --passphrase-fd 9", passphrases: ["x", Self.new]), 1,
            "no key file")
    }

    @Test func `what is remembered of a vault has one place, and none that one happens to stand in`() throws {
        let (s, _) = try Session.played()
        s.environment["XDG_STATE_HOME"] = nil
        s.environment["HOME"] = nil
        // A home that the system gives, here in the account's entry: nothing comes into this folder.
        let before = try s.names()
        let home = try Medium.shell("getent passwd $(id -u) | cut -d: -f6")
        let answer = try s.run("siti", "case list")
        if home.hasPrefix("/"), home != "/", home != "/nonexistent" {
            #expect(answer.status == 0, "\(answer)")
            #expect(FileManager.default.fileExists(atPath: home + "/.local/state/brankas"))
        }
        #expect(try s.names() == before)
        for variables in [["HOME": "", "XDG_STATE_HOME": "state"], ["HOME": "rumah"]] {
            _ = try s.run("siti", "case list", environment: variables)
            #expect(try s.names() == before)
        }
    }

    /// An account that has no home at all.
    @Test(.enabled(if: Medium.canBeMounted), arguments: Tongue.allCases)
    func `an account without a home is told so`(say: Tongue) throws {
        let (s, _) = try Session.played()
        try Medium.shell(
            "chmod 755 '\(s.folder)'; cp '\(Session.program)' '\(s.folder)/program'; cp -r '\(s.folder)/keys' '\(s.folder)/k2'; chown -R 4242 '\(s.folder)/k2' '\(s.folder)/vault'; chmod 755 '\(s.folder)/program'"
        )
        let answer = try s.shell(
            "siti",
            "exec 8>&2; env -u HOME -u XDG_STATE_HOME setpriv --reuid 4242 --regid 4242 --clear-groups"
                + " ./program case list --key k2/siti.age --passphrase-fd 9 --lang \(say.rawValue)")
        s.expectFailure(answer, 1, say(id: "akun ini tidak punya folder rumah", en: "this account has no home folder"))
    }
}
