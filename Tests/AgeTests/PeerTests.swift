import Age
import Foundation
import Makers
import Sodium
import Testing

/// Other people's implementations. Missing ones are named aloud; BRANKAS_PEERS=1 makes missing a failure.
private enum Peer {
    static let isRequired = ProcessInfo.processInfo.environment["BRANKAS_PEERS"] == "1"
    static let age = isThere("age", ["age", "--version"])
    static let pyrage = isThere("pyrage", ["python3", "-c", "import pyrage"])
    static let hpke = isThere(
        "cryptography with ML-KEM",
        ["python3", "-c", "from cryptography.hazmat.primitives.hpke import KEM; KEM.MLKEM768_X25519"])

    private static func isThere(_ name: String, _ arguments: [String]) -> Bool {
        if let run = try? Run(arguments), run.status == 0 { return true }
        shout("The peer \(name) is not installed: its round trips are NOT tested.")
        return isRequired
    }
}

@Suite struct PeerTests {
    private let message = pattern(70_000)

    @Test(.enabled(if: Peer.age, "age is not installed"), arguments: [false, true])
    func `age opens what we seal, and we what it seals`(isArmored: Bool) throws {
        let identity = try makeX25519()
        let recipient = try identity.recipient.text
        let line = text(try identity.encoded())
        let keyFile = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data((line + "\n").utf8).write(to: keyFile)
        defer { try? FileManager.default.removeItem(at: keyFile) }

        let ours = try AgeFile.seal(message.span, to: [identity.recipient, try makeX25519().recipient])
        let sent = isArmored ? Array(Armor.encode(ours).utf8) : ours
        let opened = try Run(["age", "-d", "-i", keyFile.path], input: sent)
        #expect(opened.status == 0)
        #expect(opened.output == message)

        let theirs = try Run(["age", "-r", recipient] + (isArmored ? ["-a"] : []), input: message)
        #expect(Armor.isArmored(theirs.output.span) == isArmored)
        #expect(try AgeFile.open(theirs.output.span, with: identity, limit: message.count) == message)
    }

    @Test(.enabled(if: Peer.pyrage, "pyrage is not installed"))
    func `rage opens what we seal, and we what it seals`() throws {
        let identity = try makeX25519()
        let line = text(try identity.encoded())
        let ours = try AgeFile.seal(message.span, to: [identity.recipient])
        let opened = try python(
            "out(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(argv[1])]))", [line], input: ours)
        #expect(opened == message)
        let theirs = try python(
            "out(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(argv[1])]))",
            [try identity.recipient.text], input: message)
        #expect(try AgeFile.open(theirs.span, with: identity, limit: message.count) == message)
    }

    @Test(.enabled(if: Peer.pyrage, "pyrage is not installed"))
    func `rage and we agree on passphrases`() throws {
        let ours = try AgeFile.seal(message.span, passphrase: try secret("kunci rahasia é"), logN: 12)
        let opened = try python(
            "out(pyrage.passphrase.decrypt(data, argv[1]))", ["kunci rahasia é"], input: ours)
        #expect(opened == message)
        let theirs = try python(
            "out(pyrage.passphrase.encrypt(data, argv[1]))", ["kunci rahasia é"], input: message)
        let passphrase = Passphrase(try secret("kunci rahasia é"))
        #expect(try AgeFile.open(theirs.span, with: passphrase, limit: message.count) == message)
    }

    @Test(.enabled(if: Peer.hpke, "cryptography with ML-KEM is not installed"))
    func `another HPKE opens our hybrid files, and we its`() throws {
        let identity = try makeHybrid()
        let seed = identity.withSeed { Hex.encode(plain($0)) }
        let ours = try AgeFile.seal(message.span, to: [try makeHybrid().recipient, identity.recipient])
        let opened = try Run(["python3", "-c", hybridPeer, "open", seed], input: ours)
        #expect(opened.status == 0)
        #expect(opened.output == message)
        let recipient = Hex.encode(identity.recipient.bytes)
        let theirs = try Run(["python3", "-c", hybridPeer, "seal", recipient], input: message)
        #expect(theirs.status == 0)
        #expect(try AgeFile.open(theirs.output.span, with: identity, limit: message.count) == message)
    }

    private func python(_ line: String, _ arguments: [String], input: [UInt8]) throws -> [UInt8] {
        let script = """
            import sys, pyrage
            from sys import argv
            data, out = sys.stdin.buffer.read(), sys.stdout.buffer.write
            \(line)
            """
        let run = try Run(["python3", "-c", script] + arguments, input: input)
        #expect(run.status == 0)
        return run.output
    }
}

/// age with hybrid recipients, in Python, after the specification: `open SEED` or `seal RECIPIENT`, both in hex.
private let hybridPeer = #"""
    import base64, hashlib, hmac, os, sys
    from cryptography.hazmat.primitives import hashes, hpke
    from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
    info = b"age-encryption.org/mlkem768x25519"
    CHUNK, KIND = 65536, b"mlkem768x25519"

    def derive(key, salt, label):
        return HKDF(hashes.SHA256(), 32, salt, label).derive(key)

    def encode(data):
        return base64.b64encode(data).rstrip(b"=")

    def decode(text):
        return base64.b64decode(text + b"=" * (-len(text) % 4))

    def nonce(index, last):
        return index.to_bytes(11, "big") + bytes([last])

    def open_file(data, seed):
        expanded = hashlib.shake_256(seed).digest(96)
        key = hpke.MLKEM768X25519PrivateKey(
            mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
            x25519.X25519PrivateKey.from_private_bytes(expanded[64:]))
        end = data.index(b"\n--- ") + 4
        line_end = data.index(b"\n", end)
        lines = data[:end].split(b"\n")
        file_key = None
        for number, line in enumerate(lines):
            words = line.split(b" ")
            if words[0] == b"->" and words[1] == KIND:
                try:
                    file_key = suite.decrypt(decode(words[2]) + decode(lines[number + 1]), key, info)
                except Exception:
                    pass
        mac = hmac.digest(derive(file_key, b"", b"header"), data[:end], "sha256")
        assert mac == decode(data[end + 1:line_end])
        body = data[line_end + 1:]
        cipher, body, plain = ChaCha20Poly1305(derive(file_key, body[:16], b"payload")), body[16:], b""
        pieces = [body[at:at + CHUNK + 16] for at in range(0, len(body), CHUNK + 16)]
        for index, piece in enumerate(pieces):
            plain += cipher.decrypt(nonce(index, index == len(pieces) - 1), piece, None)
        return plain

    def seal_file(data, recipient):
        key = hpke.MLKEM768X25519PublicKey(
            mlkem.MLKEM768PublicKey.from_public_bytes(recipient[:1184]),
            x25519.X25519PublicKey.from_public_bytes(recipient[1184:]))
        file_key, salt = os.urandom(16), os.urandom(16)
        sealed = suite.encrypt(file_key, key, info)
        header = b"age-encryption.org/v1\n-> " + KIND + b" " + encode(sealed[:1120]) + b"\n"
        header += encode(sealed[1120:]) + b"\n---"
        mac = hmac.digest(derive(file_key, b"", b"header"), header, "sha256")
        cipher = ChaCha20Poly1305(derive(file_key, salt, b"payload"))
        pieces = [data[at:at + CHUNK] for at in range(0, len(data), CHUNK)]
        out = header + b" " + encode(mac) + b"\n" + salt
        for index, piece in enumerate(pieces):
            out += cipher.encrypt(nonce(index, index == len(pieces) - 1), piece, None)
        return out

    work = open_file if sys.argv[1] == "open" else seal_file
    sys.stdout.buffer.write(work(sys.stdin.buffer.read(), bytes.fromhex(sys.argv[2])))
    """#
