import Foundation
import Testing

/// The line of `authorized_keys` by which an officer's ssh key reaches a served vault.
@Suite("gate")
struct GateScenarios {
    /// A key pair `id` in the session's folder.
    private static func made(_ kind: String = "ed25519") throws -> Session {
        let s = try Session(at: .folder)
        let made = try s.shell("siti", "ssh-keygen -q -t \(kind) -N '' -C 'orang@laptop lama' -f id")
        #expect(made.status == 0, "\(made)")
        return s
    }

    @Test(.enabled(if: PeerScenarios.isHere), arguments: ["ed25519", "ecdsa -b 384", "rsa -b 3072"])
    func `the line of a key has one command, what restricts it, the key and the handle`(kind: String) throws {
        let s = try Self.made(kind)
        let given = String(decoding: try s.read("id.pub"), as: UTF8.self)
        let key = given.split(separator: " ")[..<2].joined(separator: " ")
        let line = "command=\"brankas serve --stdio okuselatan\",restrict \(key) siti@unit-ppa\n"
        let made = try s.run("gate siti@unit-ppa --key id.pub --name okuselatan")
        #expect(made.status == 0 && made.output == line, "\(made)")
        let print = try #require(s.shell("siti", "ssh-keygen -lf id.pub").lines.first).split(separator: " ")[1]
        // Of many, each is known by its owner.
        #expect(
            made.error.hasPrefix("siti@unit-ppa: ") && made.error.hasSuffix(" \(print)\n")
                && made.error.split(separator: "\n").count == 1, "\(made)")
        // OpenSSH reads the same key out of it, behind its options.
        try s.write("authorized_keys", made.bytes)
        let read = try s.shell("siti", "ssh-keygen -lf authorized_keys").output
        #expect(read.contains(" \(print) siti@unit-ppa "), "\(read)")
        // From standard input, for the vault that the address names, which need not be there.
        let there = "ssh://brankas-gate@brankas.example/okuselatan"
        for command in ["gate siti@unit-ppa", "gate siti@unit-ppa --key - --vault \(there)"] {
            let piped = try s.run(command, input: given, environment: ["BRANKAS_VAULT": there])
            #expect(piped.status == 0 && piped.output == line, "\(piped)")
        }
        let other = try s.run("gate siti@unit-ppa --vault \(there) --name lain --key id.pub --quiet")
        #expect(other.output == line.replacing("okuselatan", with: "lain") && other.error.isEmpty, "\(other)")
        let told = try s.run("gate siti@unit-ppa --key id.pub --name okuselatan --json --lang id")
        #expect(told.json.keys == ["handle", "name", "fingerprint", "line"], "\(told)")
        #expect(told.json["line"].text + "\n" == line && told.json["fingerprint"].text == print, "\(told)")
        #expect(try s.names("home").isEmpty && !s.exists("state"))
    }

    @Test(.enabled(if: PeerScenarios.isHere))
    func `a private key is called one in either language, and nothing of it is said again`() throws {
        let s = try Self.made()
        try s.write("kunci.age", "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 18\n")
        let body = String(decoding: try s.read("id"), as: UTF8.self).split(separator: "\n")[1...]
        for (language, says) in [("en", "is a private key: "), ("id", "berisi kunci privat: ")] {
            for name in ["id", "kunci.age", "-"] {
                let input = String(decoding: try s.read("id"), as: UTF8.self)
                let answer = try s.run(
                    "gate siti@unit-ppa --key \(name) --name okuselatan --lang \(language) --json", input: input)
                s.expectFailure(answer, 64, says)
                #expect(answer.json["error"]["code"].text == "bad-ssh-key")
                for line in body { #expect(!answer.output.contains(line) && !answer.error.contains(line)) }
            }
        }
    }

    @Test func `what is no key, no handle or no name is refused in either language`() throws {
        let s = try Session(at: .folder)
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAndBhRySYNFj/Bp2gPj1yFahHhgYNwG+3cWDxZiWmLH"
        try s.write("id.pub", key + "\n")
        #expect(try s.run("gate siti@unit-ppa --key id.pub --name a").status == 0)
        for (text, en, id) in [
            ("", "is empty", "kosong"), (key + "\n" + key, "more than one line", "lebih dari satu baris"),
            ("ssh-ed25519", "is not the line of", "bukan baris kunci"),
            ("command=\"sh\" " + key, "of a kind that is taken", "dari jenis yang diterima"),
            (String(key.dropLast()), "the base64 of the key", "base64 kunci"),
            (key.replacing("ssh-ed25519", with: "ssh-rsa"), "is not the kind of its key", "bukan jenis kuncinya"),
            (String(key.dropLast(4)), "damaged or cut", "rusak atau terpotong"),
        ] {
            try s.write("lain.pub", text)
            for (language, says) in [("en", en), ("id", id)] {
                let answer = try s.run("gate siti@unit-ppa --key lain.pub --name a --lang \(language)")
                s.expectFailure(answer, 64, says)
                #expect(answer.error.split(separator: "\n").count == 2, "\(answer)")
            }
        }
        for name in ["../a", "a/b", "'a b'", "-a", "'a\"'", "''", String(repeating: "a", count: 65)] {
            s.expectFailure(
                try s.run("gate siti@unit-ppa --key id.pub --name=\(name)"), 64, "name of a served vault")
        }
        for address in ["vault", "unix:/run/brankas/a.sock", ""] {
            s.expectFailure(
                try s.run("gate siti@unit-ppa --key id.pub", environment: ["BRANKAS_VAULT": address]), 64, "--name")
        }
        s.expectFailure(try s.run("gate siti --key id.pub --name a"), 64, "is not a valid handle")
        s.expectFailure(try s.run("gate siti@unit-ppa --key entah.pub --name a"), 1, "entah.pub does not exist")
        try s.write("besar.pub", [UInt8](repeating: 0x41, count: 20_000))
        s.expectFailure(try s.run("gate siti@unit-ppa --key besar.pub --name a"), 64, "has more than")
    }

    @Test func `at a terminal the key is asked for, and asked for again`() throws {
        let s = try Session(at: .folder)
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAndBhRySYNFj/Bp2gPj1yFahHhgYNwG+3cWDxZiWmLH"
        let asked = try s.terminal(nil, "gate siti@unit-ppa --name a")
        try asked.expect("The officer's ssh key", type: "ssh-ed25519")
        try asked.expect("is not the line of an ssh public key")
        try asked.expect("The officer's ssh key", type: key)
        try asked.expect("restrict \(key) siti@unit-ppa")
        try asked.expect("Then add the line to authorized_keys")
        #expect(try asked.end() == 0)
    }

    @Test func `who is dismissed from a served vault is to lose the line as well`() throws {
        let s = try Session.served()
        try s.done("siti", "inbox")
        for (who, language, says) in [
            ("siti", "en", "ssh key goes from authorized_keys"), ("tono", "id", "dari authorized_keys"),
        ] {
            let answer = try s.done("budi", "person dismiss \(who)@unit-ppa --reason x --lang \(language)")
            #expect(answer.error.contains("\(who)@unit-ppa") && answer.error.contains(says), "\(answer)")
        }
        let quiet = try s.done("budi", "person dismiss sari@unit-ppa --reason x --quiet")
        #expect(quiet.error.isEmpty, "\(quiet)")
    }

    @Test(.inAFolder) func `nobody is told of ssh where the vault is a folder`() throws {
        let s = try Session.founded()
        let answer = try s.done("budi", "person dismiss siti@unit-ppa --reason x")
        #expect(answer.error.contains("is dismissed") && !answer.error.contains("ssh"), "\(answer)")
    }
}
