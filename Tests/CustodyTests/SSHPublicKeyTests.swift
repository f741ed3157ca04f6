import Sodium
import Testing
import Vocabulary

@testable import Commands

/// What an officer hands over to be let in at the door of a served vault.
struct SSHPublicKeyTests {
    /// Made by ssh-keygen of OpenSSH 9.2, with what `ssh-keygen -l` says of them.
    private static let made = [
        (
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAndBhRySYNFj/Bp2gPj1yFahHhgYNwG+3cWDxZiWmLH",
            "SHA256:BwCJb9y2xiQlWdrxWFe8OpeK2WCNdb/G4pCAU3zapyQ"
        ),
        (
            "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBIeqXuaVhLuJXWK1qiGDbdcjuJo6"
                + "ko1tHPnJb/WoWDjErrdA3pOVJZZLDBSSq06LRmrClNCMuZS5BBPxbhx3tZA=",
            "SHA256:x6dCZAQG1Ci48GttWeNW6u6RhdaQBbf84ZJHA67uOx4"
        ),
        (
            "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBD4Bd+gKzpwsA+KVju0GcjWkAls0"
                + "feGNV+PwA92HX1iCvAnMopApEJHC1fXHQWhiRXgNCgSViUDJxgwT143aNVAkkvHK6286TPXkdG7bBFtU8RPg95s3WoBlxaW1JxIy"
                + "Fw==",
            "SHA256:ldL4G/7bo60NaZvVKfV20+j40Ma2fdBUbK6VQH0DQMM"
        ),
        (
            "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAG6irlJ1M2lSaaHPAgcGMUZt/a4"
                + "SHR6+La1vjF+lalPhKhhaUYCsdCejxSliEloqrNAT+4UfUgf6qYkn8NwGtuzXgDiLehwOiKBq+qtKu7x3GC0C1zQGQlSslm95tTr"
                + "pzMC1jX7DIb2eEsjTL1PqnEP4oOXnchT/BwZK9zRWmnBhhzm9Q==",
            "SHA256:V1f2pWdVvhBLtiqczcVpW/BXBP5hRdo+XuiizjMRCXM"
        ),
        (
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQD4nSnzToqU1XPU7npgXeaIpsOLpGTbnu+8jDSSujfSUbEwFeUBQfKXoszG9A3x"
                + "NPwSVCrTxh4VWlFIcwqphdxfqNNErxXyDnad63NCFd47XRNqGpwI/0n2pxLPzikRIN+S8dwiw/RBOh8NEP6bP5B/YX1uB+R0LR5j"
                + "RUlJ2IvJRDIDJHB6TxsdlKWmLta1Hy/bzBK3jVCKLRkl+v/dg71Ua5/GNtYBFq2OmoG8US7USj0OAvhXlZ4Wu7c8PXLqG669X5yI"
                + "ydola37FK5rLBqkVWxgueuvr+jP+zU2El+sHJLLQ0Qo7Zfnom6G3K1BWx7Y95lmKSpKoM8ZzMV3nNimYb3/qZjQDokYuRAF1c+VG"
                + "YSCQcBFla0qmbZUDo4TrxjTiCeQFVrx3D3pnbGM4aLEauhQzGR+2WoM6f7gsJS3WZJCxeg9eP+9j6M2Zzrmmoi1bW+0qJ3TjcPLq"
                + "w+W00JUa/XQSIDj/OenkpLAth4OBnt0y9GH4GkNKey1kCsE5w4c=",
            "SHA256:yE/PFLSr0UTLGqDvtyQe0htHKRlHxFz8BsJ9xXgVXDQ"
        ),
    ]

    private static func parse(_ text: String) throws(SSHKeyFault) -> SSHPublicKey {
        try SSHPublicKey(parsing: Array(text.utf8))
    }

    private static func fault(_ text: String) -> SSHKeyFault? {
        do { _ = try parse(text) } catch { return error }
        return nil
    }

    private static func part(_ bytes: [UInt8]) -> [UInt8] {
        [0, 0, UInt8(bytes.count >> 8), UInt8(bytes.count & 0xff)] + bytes
    }

    /// A line that says `kind`, of a key that is made of these.
    private static func line(_ kind: String, _ parts: [[UInt8]]) -> String {
        "\(kind) \(Base64.encode(parts.flatMap { part($0) })) x"
    }

    private static func name(_ text: String) -> [UInt8] { Array(text.utf8) }
    private static let point = [UInt8](repeating: 7, count: 32)

    @Test(arguments: made)
    func `a key that ssh-keygen made becomes the line that lets it relay`(text: String, fingerprint: String) throws {
        let handle = try Handle("siti@unit-ppa")
        for file in [text, text + "\n", text + "\r\n", text + " orang@laptop\n", text + " a b \"c\" é\n"] {
            let key = try Self.parse(file)
            #expect(key.fingerprint == fingerprint)
            #expect(
                key.line(for: handle, to: "okuselatan")
                    == "command=\"brankas serve --stdio okuselatan\",restrict \(text) siti@unit-ppa")
        }
    }

    @Test func `keys that a token holds are taken with what they sign for, and not without`() throws {
        let curve = [Self.name("nistp256"), [4] + Self.point + Self.point]
        for (kind, parts) in [
            ("sk-ssh-ed25519@openssh.com", [Self.point]), ("sk-ecdsa-sha2-nistp256@openssh.com", curve),
        ] {
            let whole = [Self.name(kind)] + parts
            #expect(try Self.parse(Self.line(kind, whole + [Self.name("ssh:")])).kind.rawValue == kind)
            #expect(Self.fault(Self.line(kind, whole)) == .malformed)
            #expect(Self.fault(Self.line(kind, whole + [[]])) == .malformed)
            #expect(Self.fault(Self.line(kind, whole + [Self.name("ssh:\n")])) == .malformed)
        }
    }

    @Test func `a private key is called one, whatever is wrong with it besides`() {
        for text in [
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n-----END OPENSSH PRIVATE KEY-----\n",
            "-----BEGIN RSA PRIVATE KEY-----\n", "-----BEGIN EC PRIVATE KEY-----",
            "\u{feff}-----BEGIN PRIVATE KEY-----",
            "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ", "PuTTY-User-Key-File-3: ssh-ed25519\n",
            "ssh-ed25519 -----BEGIN OPENSSH PRIVATE KEY-----", "age-encryption.org/v1\n-> scrypt x 18\n",
            "-----BEGIN AGE ENCRYPTED FILE-----\n", "AGE-SECRET-KEY-PQ-1QQQQ",
        ] { #expect(Self.fault(text) == .privateHalf, "\(text)") }
    }

    @Test func `what is no line of one key is refused for what it is`() throws {
        let good = Self.made[0].0
        let key = good.split(separator: " ")[1]
        for (text, fault) in [
            ("", .empty), ("\n", .empty), ("  \n", .empty), ("ssh-ed25519", .noLine), (good + "\n\n", .severalLines),
            (good + "\n" + good + "\n", .severalLines), ("# kunci\n" + good, .severalLines), (good + " \u{7}", .noLine),
            (good.replacing(" ", with: "\t"), .noLine), (good + " a\rb", .noLine), ("\0" + good, .noLine),
            (" " + good, .kind), ("restrict " + good, .kind), ("command=\"sh\" " + good, .kind),
            ("ssh-dss " + key, .kind), ("SSH-ED25519 " + key, .kind), ("\"ssh-ed25519 " + key, .kind),
            ("ssh-ed25519-cert-v01@openssh.com " + key, .kind), ("ssh-ed25519 ", .malformed),
            ("ssh-ed25519  " + key, .malformed),
            ("ssh-ed25519 " + key + "=", .base64), ("ssh-ed25519 " + key.dropLast(), .base64),
            ("ssh-ed25519 " + key + "\"", .base64), ("ssh-rsa " + key, .otherKind),
            ("ecdsa-sha2-nistp256 " + key, .otherKind), ("sk-ssh-ed25519@openssh.com " + key, .otherKind),
        ] as [(String, SSHKeyFault)] { #expect(Self.fault(text) == fault, "\(text)") }
    }

    @Test func `what a key is made of has the length that its kind has, and nothing behind it`() throws {
        let (ed25519, curve) = (Self.name("ssh-ed25519"), Self.name("ecdsa-sha2-nistp256"))
        let coordinates = Self.point + Self.point
        for (kind, parts) in [
            ("ssh-ed25519", [ed25519]), ("ssh-ed25519", [ed25519, Array(Self.point.dropLast())]),
            ("ssh-ed25519", [ed25519, Self.point + [0]]), ("ssh-ed25519", [ed25519, Self.point, []]),
            ("ecdsa-sha2-nistp256", [curve, Self.name("nistp384"), [4] + coordinates]),
            ("ecdsa-sha2-nistp256", [curve, Self.name("nistp256"), [2] + Self.point]),
            ("ecdsa-sha2-nistp256", [curve, Self.name("nistp256"), [3] + coordinates]),
            ("ecdsa-sha2-nistp256", [curve, Self.name("nistp256"), [4] + coordinates + [0]]),
        ] { #expect(Self.fault(Self.line(kind, parts)) == .malformed, "\(kind) \(parts)") }
        // A length that goes beyond the end, or beyond what a number holds.
        for length: [UInt8] in [[0, 0, 0, 33], [0xff, 0xff, 0xff, 0xff], [0x80, 0, 0, 0], [0, 0, 0]] {
            let blob = Base64.encode(Self.part(ed25519) + length + Self.point)
            #expect(Self.fault("ssh-ed25519 " + blob) == .malformed)
        }
    }

    @Test func `an RSA key has 3,072 bits at least, and odd numbers written as they must be`() throws {
        func fault(_ exponent: [UInt8], _ modulus: [UInt8]) -> SSHKeyFault? {
            Self.fault(Self.line("ssh-rsa", [Self.name("ssh-rsa"), exponent, modulus]))
        }
        func modulus(_ first: UInt8, _ count: Int, _ last: UInt8 = 1) -> [UInt8] {
            [first] + [UInt8](repeating: 9, count: count - 2) + [last]
        }
        let usual: [UInt8] = [1, 0, 1]
        #expect(fault(usual, [0] + modulus(0x80, 384)) == nil)
        #expect(fault([3], [0] + modulus(0xff, 2_048)) == nil)
        #expect(fault(usual, modulus(0x7f, 384)) == .shortRSA(bits: 3_071))
        #expect(fault(usual, [0] + modulus(0x80, 256)) == .shortRSA(bits: 2_048))
        #expect(fault(usual, [0] + modulus(0x80, 2_049)) == .malformed)
        for (exponent, modulus) in [
            ([], [0] + modulus(0x80, 384)), ([1], [0] + modulus(0x80, 384)), ([4], [0] + modulus(0x80, 384)),
            ([0, 3], [0] + modulus(0x80, 384)), ([0x81], [0] + modulus(0x80, 384)), (usual, modulus(0x80, 384)),
            (usual, [0] + modulus(0x7f, 385)), (usual, [0, 0] + modulus(0x80, 384)),
            (usual, [0] + modulus(0x80, 384, 2)), (usual, []), (usual, [0]), ([0], [0] + modulus(0x80, 384)),
        ] as [([UInt8], [UInt8])] { #expect(fault(exponent, modulus) == .malformed, "\(exponent)") }
    }

    /// A flipped bit may make another key of the same kind, which nobody can tell from the right one but by its fingerprint.
    @Test(arguments: made)
    func `cut anywhere, or with any bit flipped, it is refused or is another key`(
        text: String, fingerprint: String
    ) throws {
        let (bytes, handle) = (Array(text.utf8), try Handle("siti@unit-ppa"))
        for count in 0..<bytes.count {
            #expect(throws: SSHKeyFault.self) { try SSHPublicKey(parsing: Array(bytes.prefix(count))) }
        }
        var others = 0
        for place in 0..<8 * bytes.count {
            var flipped = bytes
            flipped[place / 8] ^= 1 << UInt8(place % 8)
            guard let key = try? SSHPublicKey(parsing: flipped) else { continue }
            others += 1
            #expect(key.fingerprint != fingerprint)
            #expect(key.line(for: handle, to: "okuselatan").count { $0 == "\"" } == 2)
        }
        #expect(others > 0)
    }
}
