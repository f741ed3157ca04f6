import Console
import Files
import Sockets

/// The way to another machine: the system's own ssh, which knows keys, hosts and agents.
struct SSHDoor {
    let address: SSHAddress
    /// Where a connection is kept for the next command; nil where it can't be.
    let controlFolder: String?
    let environment: [String: String]
    /// Whether it is only to be seen that there is a way: nobody is asked for anything, and nothing is remembered of the host.
    var isTrial = false

    /// Withstands quantum computers.
    static let keyExchange = "sntrup761x25519-sha512@openssh.com"

    /// What ssh is started with. Halves of keys cross the wire: what is recorded today must not be read in 2040, so the key exchange
    /// has to withstand quantum computers.
    var arguments: [String] {
        var words = [
            "-T", "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=30", "-o", "ServerAliveInterval=15", "-o",
            "ServerAliveCountMax=4",
            "-o", "ClearAllForwardings=yes", "-o", "ForwardAgent=no", "-o", "PermitLocalCommand=no",
            "-o", "KexAlgorithms=\(Self.keyExchange)",
        ]
        if isTrial {
            words += ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "UpdateHostKeys=no"]
        }
        // Never by a connection that the account's own settings share: that one was agreed on without this.
        if let controlFolder {
            words += ["-o", "ControlMaster=auto", "-o", "ControlPersist=10m", "-o", "ControlPath=\(controlFolder)/%C"]
        } else {
            words += ["-o", "ControlPath=none"]
        }
        return words + target + ["brankas", "serve", "--stdio", address.name]
    }

    private var target: [String] {
        (address.user.map { ["-l", $0] } ?? []) + (address.port.map { ["-p", String($0)] } ?? []) + [
            "--", address.host,
        ]
    }

    /// Lets go of a connection that is kept: what its host's settings said when it began, they say as long as it lasts.
    func forget() {
        guard let controlFolder else { return }
        let words = ["ssh", "-T", "-o", "LogLevel=QUIET", "-o", "ControlPath=\(controlFolder)/%C", "-O", "stop"]
        _ = Subprocess.output(words + target, environment)
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
