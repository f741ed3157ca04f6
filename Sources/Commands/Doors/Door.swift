import Console
import Files
import Sockets
import SystemPackage
import Texts
import Vocabulary

/// Where a vault is reached: its own folder, a socket of this machine, or another machine by ssh.
enum Door: Equatable {
    case folder(String)
    case socket(path: String)
    case ssh(SSHAddress)

    /// Throws `badAddress` for what begins as one and is none. What has no scheme is a folder.
    init(_ text: String) throws {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            guard path.hasPrefix("/"), path.utf8.count > 1, ByteText.isPlain(path), !path.utf8.contains(0) else {
                throw Failure(.connection(.badAddress(shown(text))))
            }
            self = .socket(path: FilePath(path).lexicallyNormalized().string)
        } else if text.hasPrefix("ssh:") {
            guard let address = SSHAddress(text) else { throw Failure(.connection(.badAddress(shown(text)))) }
            self = .ssh(address)
        } else {
            self = .folder(text)
        }
    }

    /// As it is remembered and shown: one text for each place.
    var text: String {
        switch self {
        case .folder(let path): path
        case .socket(let path): "unix:" + path
        case .ssh(let address): address.text
        }
    }
}

/// `ssh://[user@]host[:port]/NAME`: which account of which machine, and which of the vaults that are served there.
struct SSHAddress: Equatable {
    let user: String?
    let host: String
    let port: Int?
    let name: String

    /// Nil for anything that ssh, or a shell on its way, might take for something else than a name.
    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /ssh:\/\/(?:([^@\/]+)@)?([^@:\/]+)(?::([0-9]{1,5}))?\/([^\/]+)/) else {
            return nil
        }
        user = match.1.map(String.init)
        host = String(match.2)
        port = match.3.flatMap { Int($0) }
        name = String(match.4)
        guard [user ?? "a", host].allSatisfy(Self.isPlain), Self.isName(name) else { return nil }
        if let port { guard (1...65_535).contains(port), String(port) == match.3 ?? "" else { return nil } }
    }

    /// Whether a served vault can have this name, which is that of its socket.
    static func isName(_ text: String) -> Bool { isPlain(text) && text.utf8.count <= 64 }

    /// Letters, digits, and a point, dash or underline that is not the first.
    static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 253 else { return false }
        func isLetter(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        }
        return isLetter(first) && text.utf8.allSatisfy { isLetter($0) || [0x2d, 0x2e, 0x5f].contains($0) }
    }

    var text: String { "ssh://\(user.map { $0 + "@" } ?? "")\(host)\(port.map { ":\($0)" } ?? "")/\(name)" }
}
