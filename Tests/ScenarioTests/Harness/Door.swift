import Foundation
import Glibc
import Synchronization
import Testing

/// By what the scenarios reach their vaults. `BRANKAS_DOOR=socket` or `ssh` makes all of them served: a daemon for each session, its
/// vault founded over a connection, and everybody reaches it by its address.
enum Door: String, Sendable {
    case folder, socket, ssh

    static let current = Door(rawValue: ProcessInfo.processInfo.environment["BRANKAS_DOOR"] ?? "") ?? .folder
    var isServed: Bool { self != .folder }
}

/// A custodian that serves the vault of one session.
final class Daemon {
    let child: Child
    let socket: String
    private let said: Scratch

    /// Serves `folder`/vault at `socket`, once it listens.
    init(in folder: String, at socket: String, environment: [String: String]) throws {
        self.socket = socket
        said = try Scratch()
        child = try Child(
            Session.program, ["serve", "--socket", socket, "vault", "--seed", "seed"], environment: environment,
            folder: folder,
            channels: [
                (0, .path("/dev/null", flags: O_RDONLY)), (1, .descriptor(said.descriptor)),
                (2, .descriptor(said.descriptor)),
            ])
        let deadline = Date(timeIntervalSinceNow: 30)
        while !Self.listens(at: socket) {
            guard Date() < deadline else {
                throw Child.Failed(what: "serve: \(String(decoding: said.bytes, as: UTF8.self))", code: 0)
            }
            usleep(5_000)
        }
    }

    private static func listens(at path: String) -> Bool {
        let end = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(end) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(end, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    /// As its operator stops it.
    @discardableResult
    func stop() throws -> Int32 {
        kill(child.pid, SIGTERM)
        return try child.wait()
    }
}

/// An sshd of the tests' own, on loopback. Whoever has its key may run the relay and nothing else.
final class SSHHost: Sendable {
    static let shared = Result { try SSHHost() }
    private static let leftover = Mutex<String?>(nil)

    /// Its files; and where the sockets lie that the relay knows.
    let folder: String
    let port: Int
    var run: String { folder + "/run" }
    /// Has an `ssh` that knows the host and the key.
    var tools: String { folder + "/bin" }

    private init() throws {
        folder = NSTemporaryDirectory() + "/brankas-sshd-\(getpid())"
        port = 20_000 + Int(getpid()) % 20_000
        for part in ["", "/run", "/bin", "/r"] {
            try FileManager.default.createDirectory(atPath: folder + part, withIntermediateDirectories: false)
        }
        try Self.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/host"])
        try Self.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/id"])
        func text(_ name: String) throws -> String { try String(contentsOfFile: folder + "/" + name, encoding: .utf8) }
        func write(_ name: String, _ text: String, mode: Int = 0o600) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
            chmod(folder + "/" + name, mode_t(mode))
        }
        try write(
            "sshd_config",
            """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(folder)/host
            PidFile \(folder)/pid
            AuthorizedKeysFile \(folder)/authorized_keys
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            MaxStartups 100
            MaxSessions 100

            """)
        // Which vault it is stands in the line of each officer's key. The tests have one key for all, so it is the last word of what
        // was asked for.
        let relay = "exec '\(Session.program)' serve --stdio ${SSH_ORIGINAL_COMMAND##* } --run \(run)"
        try write("authorized_keys", "command=\"\(relay)\",restrict \(try text("id.pub"))", mode: 0o644)
        try write("known_hosts", "[127.0.0.1]:\(port) \(try text("host.pub"))")
        try write(
            "config",
            "IdentityFile \(folder)/id\nIdentitiesOnly yes\nUserKnownHostsFile \(folder)/known_hosts\n")
        try write("bin/ssh", "#!/bin/sh\nexec /usr/bin/ssh -F \(folder)/config \"$@\"\n", mode: 0o755)
        try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        try Self.run(["/usr/sbin/sshd", "-f", folder + "/sshd_config"])
        let path = folder
        SSHHost.leftover.withLock { $0 = path }
        atexit {
            guard let path = SSHHost.leftover.withLock({ $0 }) else { return }
            if let text = try? String(contentsOfFile: path + "/pid", encoding: .utf8),
                let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
            {
                kill(pid, SIGTERM)
            }
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    private static func run(_ words: [String]) throws {
        let child = try Child(
            words[0], Array(words.dropFirst()), environment: ["PATH": "/usr/sbin:/usr/bin:/bin"], folder: "/",
            channels: [(0, .path("/dev/null", flags: O_RDONLY))])
        let status = try child.wait()
        guard status == 0 else { throw Child.Failed(what: words.joined(separator: " "), code: status) }
    }

    func address(_ name: String) -> String { "ssh://root@127.0.0.1:\(port)/\(name)" }
}

extension Session {
    /// Founds the vault of `keys/keys.yaml`: in a folder, or with a custodian that begins to serve it.
    func found(by who: String = "dewi", _ location: SourceLocation = #_sourceLocation) throws {
        guard door.isServed else {
            try done(who, "init vault --keys keys/keys.yaml", location)
            return
        }
        let founder = try done(who, "key show --json", location).json["fingerprint"].text
        let made = try run("serve --new vault --seed seed --founder \(founder) --json")
        try serve()
        let vault = try done(
            who, "init --keys keys/keys.yaml --custodian \(made.json["fingerprint"].text) --json", location
        ).json["vault"].text
        try write("vault-id", vault)
        joined.insert(who)
    }

    /// Starts the custodian of this session's vault, and tells everybody where it is.
    func serve() throws {
        let name = (folder as NSString).lastPathComponent
        let host = door == .ssh ? try SSHHost.shared.get() : nil
        let socket = host.map { "\($0.run)/\(name).sock" } ?? folder + "/s"
        daemon = try Daemon(in: folder, at: socket, environment: environment)
        environment["BRANKAS_VAULT"] = host?.address(name) ?? "unix:" + socket
        // Where ssh keeps its connections for the next command: not in what is copied from session to session.
        if let host { environment["XDG_RUNTIME_DIR"] = host.folder + "/r" }
        if let host { environment["PATH"] = host.tools + ":" + (environment["PATH"] ?? "") }
    }

    /// Whoever comes for the first time says which vault it is.
    func joinIfNeeded(_ who: String) throws {
        guard daemon != nil, let id = try? String(contentsOfFile: path("vault-id"), encoding: .utf8),
            joined.insert(who).inserted
        else { return }
        _ = try run(who, "join --id \(id)")
    }
}

extension Trait where Self == ConditionTrait {
    /// What reaches for the vault's folder, its clock, or the place where it lies: of a served vault that is its service's alone.
    static var inAFolder: Self { .enabled("the vault is served", { Door.current == .folder }) }
}
