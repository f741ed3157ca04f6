import Sodium
import Vocabulary

/// The public half of an ssh key, as `ssh-keygen` writes it into a `.pub` file: the kind, the key in base64, and a comment, which
/// is not kept (RFC 4253, section 6.6; RFC 5656, section 3.1; RFC 8709, section 4; PROTOCOL.u2f of OpenSSH).
///
/// What sshd would take for options, for a second line, or for another key than was meant is refused.
struct SSHPublicKey: Equatable {
    let kind: Kind
    /// As it travels: a name that is the kind's, and what that kind's keys are made of, each with its length before it.
    let blob: [UInt8]

    enum Kind: String, CaseIterable {
        case ed25519 = "ssh-ed25519"
        case p256 = "ecdsa-sha2-nistp256"
        case p384 = "ecdsa-sha2-nistp384"
        case p521 = "ecdsa-sha2-nistp521"
        case securityEd25519 = "sk-ssh-ed25519@openssh.com"
        case securityP256 = "sk-ecdsa-sha2-nistp256@openssh.com"
        case rsa = "ssh-rsa"
    }

    static let byteLimit = 16_384
    /// Fewer bits do not hold as long as the cases are kept.
    static let leastBitCount = 3_072

    init(parsing file: [UInt8]) throws(SSHKeyFault) {
        do {
            try self.init(line: file)
        } catch {
            // Whoever hands over the wrong half hears that, whatever else is wrong with it.
            throw Self.isPrivate(file) ? .privateHalf : error
        }
    }

    private init(line file: [UInt8]) throws(SSHKeyFault) {
        var line = file[...]
        if line.last == 0x0a { line = line.dropLast() }
        if line.last == 0x0d { line = line.dropLast() }
        guard line.contains(where: { $0 != 0x20 }) else { throw .empty }
        guard !line.contains(0x0a) else { throw .severalLines }
        guard !line.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { throw .noLine }
        let parts = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count > 1 else { throw .noLine }
        guard let kind = String(validating: parts[0], as: UTF8.self).flatMap({ Kind(rawValue: $0) }) else {
            throw .kind
        }
        guard let blob = Base64.decode(Array(parts[1])) else { throw .base64 }
        try Self.check(blob, kind)
        self.kind = kind
        self.blob = blob
    }

    /// The line of `authorized_keys` by which whoever has the other half reaches the vault that is served under `name`, and
    /// nothing else.
    func line(for handle: Handle, to name: String) -> String {
        "command=\"brankas serve --stdio \(name)\",restrict \(kind.rawValue) \(Base64.encode(blob)) \(handle.text)"
    }

    /// As `ssh-keygen -l` shows it.
    var fingerprint: String { "SHA256:" + Base64.encode(Digest.of(blob).bytes, .unpadded) }

    /// Whether these are bytes that nobody but their owner should have: of ssh, whatever wrote them, or of Brankas. OpenSSH's begin
    /// with a name of their own, which shows in the base64 where the line above it was cut off.
    private static func isPrivate(_ file: [UInt8]) -> Bool {
        [
            "PRIVATE KEY", "PuTTY-User-Key-File-", "b3BlbnNzaC1rZXktdj", "age-encryption.org/", "AGE ENCRYPTED FILE",
            "AGE-SECRET-KEY-",
        ].contains { file.contains(Array($0.utf8)) }
    }

    private static func check(_ blob: [UInt8], _ kind: Kind) throws(SSHKeyFault) {
        var parts = Parts(rest: blob[...])
        guard try parts.next().elementsEqual(kind.rawValue.utf8) else { throw .otherKind }
        switch kind {
        case .ed25519: try parts.point(of: 32)
        case .p256: try parts.point(on: "nistp256", of: 32)
        case .p384: try parts.point(on: "nistp384", of: 48)
        case .p521: try parts.point(on: "nistp521", of: 66)
        case .securityEd25519:
            try parts.point(of: 32)
            try parts.application()
        case .securityP256:
            try parts.point(on: "nistp256", of: 32)
            try parts.application()
        case .rsa:
            let exponent = try parts.oddNumber()
            let modulus = try parts.oddNumber()
            guard exponent > 1, modulus <= 16_384 else { throw .malformed }
            guard modulus >= leastBitCount else { throw .shortRSA(bits: modulus) }
        }
        guard parts.rest.isEmpty else { throw .malformed }
    }

    /// What a key is made of, each part behind its length in four bytes.
    private struct Parts {
        var rest: ArraySlice<UInt8>

        mutating func next() throws(SSHKeyFault) -> ArraySlice<UInt8> {
            guard rest.count >= 4 else { throw .malformed }
            let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let behind = rest.dropFirst(4)
            guard count <= behind.count else { throw .malformed }
            rest = behind.dropFirst(count)
            return behind.prefix(count)
        }

        mutating func point(of byteCount: Int) throws(SSHKeyFault) {
            guard try next().count == byteCount else { throw .malformed }
        }

        /// One that is not compressed: both of its coordinates.
        mutating func point(on curve: String, of byteCount: Int) throws(SSHKeyFault) {
            guard try next().elementsEqual(curve.utf8) else { throw .malformed }
            let point = try next()
            guard point.count == 1 + 2 * byteCount, point.first == 4 else { throw .malformed }
        }

        /// What a security key signs for, such as `ssh:`.
        mutating func application() throws(SSHKeyFault) {
            let application = try next()
            guard !application.isEmpty, application.allSatisfy({ (0x21...0x7e).contains($0) }) else { throw .malformed }
        }

        /// The bits of an odd number above zero, written without a byte too many (RFC 4251, section 5).
        mutating func oddNumber() throws(SSHKeyFault) -> Int {
            let bytes = try next()
            guard let first = bytes.first, let last = bytes.last, first < 0x80, last & 1 == 1 else { throw .malformed }
            let digits = first == 0 ? bytes.dropFirst() : bytes
            // A zero stands before what would else be below zero, and nowhere else.
            guard let high = digits.first, first != 0 || high >= 0x80 else { throw .malformed }
            return digits.count * 8 - high.leadingZeroBitCount
        }
    }
}
