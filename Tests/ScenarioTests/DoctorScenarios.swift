import Foundation
import Glibc
import Testing

/// What a machine lacks, said without changing it.
@Suite("doctor")
struct DoctorScenarios {
    private static let checks = [
        "keyring", "locked-memory", "core-dumps", "swap", "viewer", "ssh", "clock", "space", "state-folder", "key-file",
        "vault",
    ]

    /// What was found by each check.
    private static func findings(
        _ s: Session, _ options: String = "", environment: [String: String] = [:],
        _ location: SourceLocation = #_sourceLocation
    ) throws -> [String: (state: String, detail: String)] {
        let answer = try s.run("doctor --key keys/siti.age --json \(options)", environment: environment)
        let list = answer.json.list
        #expect(list.map { $0["check"].text } == checks, "\(answer)", sourceLocation: location)
        #expect(
            list.allSatisfy {
                $0.keys == ["check", "state", "detail"] && ["well", "missing", "unknown"].contains($0["state"].text)
            }, "\(answer)", sourceLocation: location)
        let missing = list.count { $0["state"].text == "missing" }
        #expect(answer.status == (missing == 0 ? 0 : 1), "\(answer)", sourceLocation: location)
        // At the end, where something is missing, how much: in the one document that says which there is no room for it.
        #expect(missing == 0 ? answer.error.isEmpty : isOneComplaint(answer.error), sourceLocation: location)
        return Dictionary(
            list.map { ($0["check"].text, ($0["state"].text, $0["detail"].text)) }, uniquingKeysWith: { $1 })
    }

    private static func expect(
        _ found: [String: (state: String, detail: String)], _ check: String, _ state: String, _ says: String = "",
        _ location: SourceLocation = #_sourceLocation
    ) {
        let finding = found[check] ?? ("", "")
        #expect(
            finding.state == state && (says.isEmpty || finding.detail.contains(says)), "\(check): \(finding)",
            sourceLocation: location)
    }

    /// A folder with programs that say what they are told to.
    private static func tools(_ s: Session, _ programs: [String: String]) throws -> String {
        let folder = s.path("alat")
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        for (name, script) in programs {
            try s.write("alat/\(name)", "#!/bin/sh\n\(script)\n")
            chmod(s.path("alat/\(name)"), 0o755)
        }
        return folder
    }

    private static let modern = "echo curve25519-sha256; echo sntrup761x25519-sha512@openssh.com"

    @Test(.inAFolder) func `a machine that has what it needs is well, in a line for each check`() throws {
        let s = try Session.founded()
        let tools = try Self.tools(s, ["ssh": Self.modern, "evince": "exit 1"])
        s.environment.merge(["PATH": tools, "BRANKAS_VIEWER": "evince --fullscreen"]) { $1 }
        let found = try Self.findings(s)
        Self.expect(found, "viewer", "well", "evince")
        Self.expect(found, "ssh", "well")
        Self.expect(found, "space", "well", s.path("state/brankas"))
        Self.expect(found, "state-folder", "well")
        Self.expect(found, "key-file", "well", "keys/siti.age")
        Self.expect(found, "vault", "well", "vault")
        #expect(found["core-dumps"]?.state != "missing")
        for (language, state, label) in [("en", "well", "key file: "), ("id", "baik", "berkas kunci: ")] {
            let answer = try s.run("doctor --key keys/siti.age --lang \(language)")
            #expect(answer.lines.count == Self.checks.count, "\(answer)")
            #expect(answer.lines.contains { $0.hasPrefix(state) && $0.contains("  " + label) }, "\(answer)")
        }
    }

    /// Everything below the session's folder, with what changes when a file does.
    private static func everything(_ s: Session) throws -> [String] {
        try s.shell("siti", "find . -printf '%p %y %m %s %T@ %C@ %l\\n' | sort").lines
    }

    @Test func `it makes nothing, changes nothing and asks nothing`() throws {
        let s = try Session(at: .folder)
        s.environment.merge(["XDG_CONFIG_HOME": s.path("atur"), "XDG_RUNTIME_DIR": s.path("jalan")]) { $1 }
        let tools = try Self.tools(s, ["ssh": Self.modern])
        let before = try Self.everything(s)
        for vault in ["", "vault", "unix:\(s.folder)/s", "ssh://brankas.example/okuselatan"] {
            for options in ["", "--reach"] {
                let environment = ["BRANKAS_VAULT": vault, "PATH": tools]
                #expect(try s.run("doctor \(options)", environment: environment).status == 1)
                #expect(try s.terminal(nil, "doctor --no-pager \(options)", environment: environment).end() == 1)
            }
        }
        #expect(try Self.everything(s) == before)
        #expect(!s.exists("state") && !s.exists("atur") && !s.exists("jalan"))
        // The control: what is made shows.
        try s.write("baru", "")
        #expect(try Self.everything(s) != before)
    }

    @Test(.enabled(if: PeerScenarios.isHere)) func `nothing is opened to be written, made, renamed or removed`() throws
    {
        let s = try Session.founded()
        let calls =
            "open,openat,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2,unlink,unlinkat,rmdir,link,linkat,"
            + "symlink,symlinkat,chmod,fchmod,fchmodat,truncate,ftruncate,fallocate,utimensat,setxattr,fsetxattr"
        func changes(_ command: String) throws -> [Substring] {
            let answer = try s.shell("siti", "strace -f -qq -o jejak -e trace=\(calls) $BRANKAS \(command)")
            #expect(answer.status <= 1 && !answer.error.contains("strace"), "\(answer)")
            let trace = String(decoding: try s.read("jejak"), as: UTF8.self).split(separator: "\n")
            #expect(trace.contains { $0.contains("/proc/swaps") || command != "doctor" })
            return trace.filter { line in
                guard line.contains(" open") else { return !line.contains("--- SIG") && !line.contains("+++ ") }
                let writes = ["O_WRONLY", "O_RDWR", "O_CREAT"].contains { line.contains($0) }
                return writes && !line.contains("\"/dev/null\"") && !line.contains("\"/dev/tty\"")
            }
        }
        #expect(try changes("doctor") == [])
        #expect(try !changes("key new x@unit-ppa --name X --output x.age --work-factor 2 --passphrase-fd 9").isEmpty)
    }

    @Test func `no ssh, or one that knows no way that lasts, is missing`() throws {
        let s = try Session.founded()
        func without(_ vault: String, _ language: String = "en") throws -> [String: (state: String, detail: String)] {
            let environment = ["PATH": try Self.tools(s, [:]), "BRANKAS_VAULT": vault]
            return try Self.findings(s, "--lang \(language)", environment: environment)
        }
        // Whether it is needed depends on where the vault is.
        for vault in ["", "ssh://gate@brankas.example/okuselatan"] {
            Self.expect(try without(vault), "ssh", "missing", "openssh-client")
        }
        for vault in ["vault", "unix:/run/brankas/x.sock"] {
            Self.expect(try without(vault), "ssh", "well", "this vault needs none")
        }
        for script in ["echo curve25519-sha256", "exit 1", "echo sntrup761x25519-sha512@openssh.com.example"] {
            let found = try Self.findings(s, environment: ["PATH": try Self.tools(s, ["ssh": script])])
            Self.expect(found, "ssh", "missing", "does not know sntrup761x25519-sha512@openssh.com")
        }
        Self.expect(try without("", "id"), "ssh", "missing", "tidak ada ssh")
    }

    @Test func `no viewer, or one that is not there, is missing`() throws {
        let s = try Session.founded()
        func viewer(_ line: String, _ programs: [String: String] = [:]) throws -> [String: (
            state: String, detail: String
        )] {
            try Self.findings(s, environment: ["BRANKAS_VIEWER": line, "PATH": try Self.tools(s, programs)])
        }
        Self.expect(try viewer(""), "viewer", "missing", "BRANKAS_VIEWER=evince")
        Self.expect(try viewer("", ["run-mailcap": "exit 1"]), "viewer", "well", "run-mailcap")
        Self.expect(try viewer("entah -x"), "viewer", "missing", "no program entah")
        Self.expect(try viewer("/entah/entah"), "viewer", "missing", "/entah/entah")
        Self.expect(try viewer("\(s.path("alat"))/lihat", ["lihat": ""]), "viewer", "well")
        // What shell makes of it is not known without running it.
        Self.expect(try viewer("X=1 entah"), "viewer", "unknown", "X=1 entah")
    }

    @Test func `a key file is there, is one, and is its owner's alone`() throws {
        let s = try Session.founded()
        let key = s.path("keys/siti.age")
        for mode: mode_t in [0o644, 0o640, 0o604] {
            chmod(key, mode)
            Self.expect(try Self.findings(s), "key-file", "missing", "chmod 600 keys/siti.age")
        }
        chmod(key, 0o600)
        Self.expect(try Self.findings(s), "key-file", "well")
        for (name, says) in [
            ("keys/siti@unit-ppa.card", "is not a key file"), ("keys", "is not a regular file"),
            ("keys/entah.age", "no key file"),
        ] {
            let answer = try s.run("doctor --json", environment: ["BRANKAS_KEY": name])
            let found = answer.json.list.first { $0["check"].text == "key-file" }
            #expect(found?["state"].text == "missing" && found?["detail"].text.contains(says) == true, "\(answer)")
        }
    }

    @Test(.inAFolder) func `the state folder, the clock and the vault's folder are looked at`() throws {
        let s = try Session.founded()
        let state = s.path("state/brankas")
        chmod(state, 0o750)
        Self.expect(try Self.findings(s), "state-folder", "missing", "chmod 700 \(state)")
        chmod(state, 0o700)
        #expect(try Self.findings(s)["clock"]?.detail.contains("before a vault was last verified") == false)
        #expect(try s.shell("siti", "touch -d '+2 hours' state/brankas/*.pin").status == 0)
        Self.expect(try Self.findings(s), "clock", "missing", "before a vault was last verified")
        Self.expect(try Self.findings(s, environment: ["BRANKAS_VAULT": "keys"]), "vault", "missing", "is not a vault")
        Self.expect(try Self.findings(s, environment: ["BRANKAS_VAULT": ""]), "vault", "unknown", "--vault DIR")
        Self.expect(
            try Self.findings(s, environment: ["BRANKAS_VAULT": "ssh://x"]), "vault", "missing", "no address of a vault"
        )
        if getuid() == 0 {
            chown(s.path("vault"), 65_534, 65_534)
            Self.expect(try Self.findings(s), "vault", "missing", "belongs to another account")
        }
        let lost = ["XDG_STATE_HOME": s.path("baru")]
        Self.expect(try Self.findings(s, environment: lost), "state-folder", "well", "is not there yet")
        Self.expect(try Self.findings(s, environment: lost), "space", "well")
        #expect(!s.exists("baru"))
    }

    @Test func `a socket is there, and a custodian greets at it`() throws {
        let s = try Session.served()
        // Its own account is told how it does; another, that it is there.
        Self.expect(try Self.findings(s), "vault", "well", "/s: well")
        Self.expect(try Self.findings(s, environment: ["BRANKAS_VAULT": "vault"]), "vault", "missing", "is served")
        func at(_ name: String, _ language: String = "en") throws -> [String: (state: String, detail: String)] {
            try Self.findings(s, "--lang \(language)", environment: ["BRANKAS_VAULT": "unix:\(s.folder)/\(name)"])
        }
        Self.expect(try at("tidak-ada"), "vault", "missing", "is out of reach")
        Self.expect(try at("tidak-ada", "id"), "vault", "missing", "tidak terjangkau")
        let shell = try Greeter(at: s.path("lain"), saying: "Selamat datang!\u{1b}[2J\n")
        Self.expect(
            try at("lain"), "vault", "missing", "greets with something else than a vault does: Selamat datang!\\u{1b}")
        Self.expect(try at("lain", "id"), "vault", "missing", "periksa jalurnya")
        shell.stop()
        // One that greets and answers nothing is not well.
        let custodian = try Greeter(at: s.path("benar"), saying: "brankas/serve/1\n")
        Self.expect(try at("benar"), "vault", "missing", "benar")
        custodian.stop()
    }

    @Test func `another machine is connected to where that is said, and by what asks and keeps nothing`() throws {
        let s = try Session.founded()
        func found(_ options: String, _ script: String) throws -> [String: (state: String, detail: String)] {
            let tools = try Self.tools(
                s, ["ssh": "case \"$1\" in -Q) \(Self.modern);; *) echo \"$@\" >'\(s.folder)/kata'; \(script);; esac"])
            let environment = ["BRANKAS_VAULT": "ssh://gate@brankas.example:2222/okuselatan", "PATH": tools]
            return try Self.findings(s, options, environment: environment)
        }
        let greeting = "echo brankas/serve/1"
        Self.expect(try found("", greeting), "vault", "unknown", "--reach")
        #expect(!s.exists("kata"))
        Self.expect(try found("--reach", greeting), "vault", "well", "ssh://gate@brankas.example:2222/okuselatan")
        let words = String(decoding: try s.read("kata"), as: UTF8.self)
        for word in ["BatchMode=yes", "StrictHostKeyChecking=yes", "UpdateHostKeys=no", "ControlPath=none"] {
            #expect(words.contains("-o \(word) "), "\(words)")
        }
        #expect(
            !words.contains("ControlMaster") && words.hasSuffix("-- brankas.example brankas serve --stdio okuselatan\n")
        )
        Self.expect(try found("--reach", "echo Last login: Mon"), "vault", "missing", "Last login: Mon")
        Self.expect(try found("--reach", "exit 255"), "vault", "missing", "is out of reach")
    }
}

/// Listens at a socket, and says the same to everybody.
private final class Greeter: Sendable {
    private let end: Int32

    init(at path: String, saying text: String) throws {
        let end = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(end, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard end >= 0, code == 0, listen(end, 4) == 0 else { throw Child.Failed(what: path, code: errno) }
        self.end = end
        Thread.detachNewThread {
            while true {
                let guest = accept(end, nil, nil)
                guard guest >= 0 else { return }
                let bytes = Array(text.utf8)
                _ = send(guest, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                // Until the guest is gone.
                var byte: UInt8 = 0
                while recv(guest, &byte, 1, 0) > 0 {}
                close(guest)
            }
        }
    }

    func stop() {
        shutdown(end, Int32(SHUT_RDWR))
        close(end)
    }
}
