import Console
import Files
import Sockets

/// The way to another machine: the system's own ssh, which knows keys, hosts and agents.
struct SSHDoor {
    let address: SSHAddress
    /// Where a connection is kept for the next command; nil where it can't be.
    let controlFolder: String?
    let environment: [String: String]

    /// What ssh is started with. Halves of keys cross the wire: what is recorded today must not be read in 2040, so the key exchange
    /// has to withstand quantum computers.
    var arguments: [String] {
        var words = [
            "-T", "-o", "LogLevel=ERROR", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4",
            "-o", "ClearAllForwardings=yes", "-o", "ForwardAgent=no", "-o", "PermitLocalCommand=no",
            "-o", "KexAlgorithms=sntrup761x25519-sha512@openssh.com",
        ]
        if let controlFolder {
            words += ["-o", "ControlMaster=auto", "-o", "ControlPersist=10m", "-o", "ControlPath=\(controlFolder)/%C"]
        }
        return words + target + ["brankas", "serve", "--stdio", address.name]
    }

    private var target: [String] {
        (address.user.map { ["-l", $0] } ?? []) + (address.port.map { ["-p", String($0)] } ?? []) + [
            "--", address.host,
        ]
    }

    /// Whether the account's own settings say how connections are shared.
    func hasOwnSettings() -> Bool {
        let settings = Subprocess.output(["ssh", "-T", "-G"] + target, environment) ?? ""
        return settings.split(separator: "\n").contains { line in
            line.hasPrefix("controlpath ") && line != "controlpath none"
        }
    }

    /// Nil where there is no ssh.
    func connect() throws -> Connection? {
        let (own, lent) = try UnixSocket.pair()
        let connection = Connection(reading: own, writing: own)
        defer { UnixSocket.close(lent) }
        // What ssh says of hosts and keys, people have to read: its standard error is this program's.
        let started = Subprocess.start(["ssh"] + arguments, environment, lending: [(lent, 0), (lent, 1)])
        return started == nil ? nil : connection
    }
}
