import Sodium

@testable import Commands

extension Seed {
    /// Keys of nobody's: of each kind the form, over bytes that say what they are for.
    static func sshKeys() -> [Seed] {
        let digest = Digest.of("brankas fuzz ssh key").bytes
        func part(_ bytes: [UInt8]) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (24 - 8 * $0)) } + bytes
        }
        func part(_ text: String) -> [UInt8] { part(Array(text.utf8)) }
        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { digest[$0 % 32] } }
        func point(_ curve: String, _ count: Int) -> [UInt8] { part(curve) + part([4] + bytes(2 * count)) }
        // With its highest bit and its lowest, and the zero that keeps it above zero.
        func modulus(bits: Int) -> [UInt8] { part([0, 0xc3] + bytes(bits / 8 - 2) + [1]) }
        func line(_ kind: SSHPublicKey.Kind, _ parts: [UInt8], _ comment: String = " orang@laptop") -> String {
            "\(kind.rawValue) \(Base64.encode(part(kind.rawValue) + parts))\(comment)\n"
        }
        let (ed25519, exponent) = (part(digest), part([1, 0, 1]))
        let good = line(.ed25519, ed25519)
        return [
            Seed("ssh-key", "ed25519", good), Seed("ssh-key", "no-comment", line(.ed25519, ed25519, "")),
            Seed("ssh-key", "comment", line(.ed25519, ed25519, #" Siti "é" \ restrict, command="x" "#)),
            Seed("ssh-key", "windows", String(good.dropLast()) + "\r\n"),
            Seed("ssh-key", "p256", line(.p256, point("nistp256", 32))),
            Seed("ssh-key", "p384", line(.p384, point("nistp384", 48))),
            Seed("ssh-key", "p521", line(.p521, point("nistp521", 66))),
            Seed("ssh-key", "security-ed25519", line(.securityEd25519, ed25519 + part("ssh:"))),
            Seed("ssh-key", "security-p256", line(.securityP256, point("nistp256", 32) + part("ssh:brankas"))),
            Seed("ssh-key", "rsa", line(.rsa, exponent + modulus(bits: 3_072))),
            Seed("ssh-key", "bad-rsa-short", line(.rsa, exponent + modulus(bits: 2_048))),
            Seed("ssh-key", "bad-options", #"command="sh" "# + good), Seed("ssh-key", "bad-two", good + good),
            Seed("ssh-key", "bad-private", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n"),
            Seed("ssh-key", "bad-quote", "ssh-ed25519\" \(Base64.encode(part("ssh-ed25519") + ed25519))\n"),
            Seed("ssh-key", "bad-length", line(.ed25519, [0xff, 0xff, 0xff, 0xff] + digest)),
        ]
    }
}
