import Age
import Sodium
import Testing

/// Headers that break one rule each, made from good ones.
@Suite struct HeaderTests {
    /// A good file in its two halves.
    private struct Sample: ~Copyable {
        let identity: X25519Identity
        let fileKey: Secret
        let header: String
        let payload: [UInt8]

        init() throws {
            let identity = try makeX25519()
            let fileKey = try Secret.makeRandom(byteCount: 16)
            let bytes = try Header.encode([try identity.recipient.wrap(fileKey)], fileKey: fileKey)
            let message = pattern(20)
            payload = try Payload.seal(message.span, fileKey: fileKey)
            header = String(decoding: bytes, as: UTF8.self)
            self.identity = identity
            self.fileKey = fileKey
        }

        borrowing func fault(with header: String) -> AgeError? {
            faultOpening(Array(header.utf8) + payload, with: identity)
        }

        /// The file whose header carries `stanzas`, under a good MAC.
        borrowing func fault(with stanzas: [Stanza]) throws -> AgeError? {
            faultOpening(try Header.encode(stanzas, fileKey: fileKey) + payload, with: identity)
        }
    }

    @Test func `a good header opens`() throws {
        let sample = try Sample()
        #expect(sample.fault(with: sample.header) == nil)
    }

    @Test(arguments: [
        ("age-encryption.org/v1\n", "age-encryption.org/v2\n", AgeError.HeaderFault.unsupportedVersion),
        ("age-encryption.org/v1\n", "age-encryption.org/v10\n", .unsupportedVersion),
        ("age-encryption.org/v1\n", "age-encryption.org/v1\r\n", .unsupportedVersion),
        ("age-encryption.org/v1\n", "AGE-encryption.org/v1\n", .notAge),
        ("age-encryption.org/v1\n", "\nage-encryption.org/v1\n", .notAge),
        ("-> X25519 ", "->X25519 ", .line), ("-> X25519 ", "--> X25519 ", .line), ("-> X25519 ", " -> X25519 ", .line),
        ("-> X25519 ", "-> X25519  ", .argument), ("-> X25519 ", "->  X25519 ", .argument),
        ("-> X25519 ", "-> X25519 é ", .argument), ("-> X25519 ", "-> \nAAAA\n-> X25519 ", .argument),
        ("-> X25519 ", "-> X25519 \t ", .argument), ("-> X25519 ", "-> a\n*\n-> X25519 ", .body),
        ("-> X25519 ", "-> a\nAAAA=\n-> X25519 ", .body), ("-> X25519 ", "-> a\nAB\n-> X25519 ", .body),
        ("-> X25519 ", "-> a\nA\n-> X25519 ", .body), ("-> X25519 ", "-> a\nAA_-\n-> X25519 ", .body),
        ("-> X25519 ", "-> a\nAAAA\nAAAA\n-> X25519 ", .line), ("-> X25519 ", "-> a\nAAAA\r\n-> X25519 ", .body),
        ("-> X25519 ", "-> a\n-> X25519 ", .body), ("-> X25519 ", "-> a\n\n\n-> X25519 ", .line),
        ("\n--- ", "\n---", .line), ("\n--- ", "\n---  ", .mac), ("\n--- ", "\n--- A", .mac),
        ("\n--- ", "\n-- ", .line),
    ])
    func `a header that breaks a rule is refused`(
        old: String, new: String, expected: AgeError.HeaderFault
    ) throws {
        let sample = try Sample()
        let bad = sample.header.replacingFirst(old, with: new)
        try #require(bad != sample.header)
        #expect(sample.fault(with: bad) == .headerMalformed(expected))
    }

    @Test func `the mac line is exact`() throws {
        let sample = try Sample()
        let good = sample.header.dropLast()
        #expect(sample.fault(with: good + " \n") == .headerMalformed(.mac))
        #expect(sample.fault(with: good + "=\n") == .headerMalformed(.mac))
        #expect(sample.fault(with: good + "\r\n") == .headerMalformed(.mac))
        #expect(sample.fault(with: good.dropLast() + "\n") == .headerMalformed(.mac))
        #expect(sample.fault(with: nonCanonical(String(good)) + "\n") == .headerMalformed(.mac))
        let zeros = Base64.encode([UInt8](repeating: 0, count: 32), .unpadded)
        #expect(sample.fault(with: good.dropLast(43) + zeros + "\n") == .hmacMismatch)
    }

    @Test func `no byte but the right letter stands in base64`() throws {
        let sample = try Sample()
        let header = Array(sample.header.utf8)
        // The MAC's 43 letters are its only bytes that no MAC covers. The line's end is left alone.
        for position in (header.count - 44)..<(header.count - 1) {
            for bit in 0..<8 {
                var bad = header
                bad[position] ^= 1 << bit
                #expect(faultOpening(bad + sample.payload, with: sample.identity) != nil, "\(position) \(bit)")
            }
        }
        for letter in UInt8(0x80)...0xFF {
            var bad = header
            bad[header.count - 2] = letter
            #expect(faultOpening(bad + sample.payload, with: sample.identity) == .headerMalformed(.mac))
        }
    }

    @Test func `a header without a stanza is none`() throws {
        let sample = try Sample()
        #expect(try sample.fault(with: []) == .headerMalformed(.noStanza))
    }

    @Test func `an added, dropped or reordered stanza breaks the mac`() throws {
        let sample = try Sample()
        let grease = "-> grease a b\nAAAA\n"
        #expect(sample.fault(with: sample.header.replacingFirst("-> ", with: grease + "-> ")) == .hmacMismatch)
        #expect(sample.fault(with: sample.header.replacingFirst("--- ", with: grease + "--- ")) == .hmacMismatch)
    }

    @Test func `stanzas of unknown types are passed over, whatever their length`() throws {
        let sample = try Sample()
        let good = try sample.identity.recipient.wrap(sample.fileKey)
        for count in [0, 1, 47, 48, 49, 96, 5000] {
            let grease = Stanza(type: "!\"#~", arguments: ["\\", "x25519"], body: pattern(count))
            #expect(try sample.fault(with: [grease, good, grease]) == nil, "\(count)")
        }
    }

    @Test func `an X25519 stanza that breaks a rule of its type is refused`() throws {
        let sample = try Sample()
        let good = try sample.identity.recipient.wrap(sample.fileKey)
        func fault(_ arguments: [String], _ body: [UInt8], type: String = "X25519") throws -> AgeError? {
            try sample.fault(with: [Stanza(type: type, arguments: arguments, body: body)])
        }
        let zeros = Base64.encode([UInt8](repeating: 0, count: 32), .unpadded)
        let one = Base64.encode([1] + [UInt8](repeating: 0, count: 31), .unpadded)
        let long = Base64.encode([UInt8](repeating: 1, count: 33), .unpadded)
        let short = Base64.encode([UInt8](repeating: 1, count: 31), .unpadded)
        #expect(try fault(good.arguments, good.body) == nil)
        #expect(try fault([], good.body) == .stanzaMalformed(.arguments))
        #expect(try fault(good.arguments + ["a"], good.body) == .stanzaMalformed(.arguments))
        #expect(try fault(good.arguments, good.body + [0]) == .stanzaMalformed(.body))
        #expect(try fault(good.arguments, Array(good.body.dropLast())) == .stanzaMalformed(.body))
        #expect(try fault([zeros], good.body) == .stanzaMalformed(.lowOrder))
        #expect(try fault([one], good.body) == .stanzaMalformed(.lowOrder))
        for share in [long, short, nonCanonical(good.arguments[0]), good.arguments[0] + "="] {
            #expect(try fault([share], good.body) == .stanzaMalformed(.share))
        }
        #expect(try fault(good.arguments, good.body, type: "x25519") == .noMatch)
        #expect(try fault(good.arguments, pattern(32)) == .noMatch)
    }

    @Test func `a hybrid stanza that breaks a rule of its type is refused`() throws {
        let identity = try makeHybrid()
        let fileKey = try Secret.makeRandom(byteCount: 16)
        let good = try identity.recipient.wrap(fileKey)
        let message = pattern(3)
        let payload = try Payload.seal(message.span, fileKey: fileKey)
        func fault(_ arguments: [String], _ body: [UInt8], type: String = "mlkem768x25519") throws -> AgeError? {
            let stanza = Stanza(type: type, arguments: arguments, body: body)
            return faultOpening(try Header.encode([stanza], fileKey: fileKey) + payload, with: identity)
        }
        var share = try #require(Base64.decode(good.arguments[0], .unpadded))
        #expect(try fault(good.arguments, good.body) == nil)
        #expect(try fault(good.arguments + ["a"], good.body) == .stanzaMalformed(.arguments))
        #expect(try fault(good.arguments, good.body + [0]) == .stanzaMalformed(.body))
        #expect(try fault([Base64.encode(share + [0], .unpadded)], good.body) == .stanzaMalformed(.share))
        #expect(try fault([nonCanonical(good.arguments[0])], good.body) == .stanzaMalformed(.share))
        #expect(try fault(good.arguments, good.body, type: "MLKEM768X25519") == .noMatch)
        #expect(try fault(good.arguments, pattern(32)) == .noMatch)
        share[0] ^= 1
        #expect(try fault([Base64.encode(share, .unpadded)], good.body) == .noMatch)
        share.replaceSubrange(1088..., with: [UInt8](repeating: 0, count: 32))
        #expect(try fault([Base64.encode(share, .unpadded)], good.body) == .stanzaMalformed(.lowOrder))
    }

    @Test func `an scrypt stanza that breaks a rule of its type is refused`() throws {
        let fileKey = try Secret.makeRandom(byteCount: 16)
        let good = try Passphrase.wrap(fileKey, under: try secret("sandi"), logN: 4)
        let message = pattern(3)
        let payload = try Payload.seal(message.span, fileKey: fileKey)
        let passphrase = Passphrase(try secret("sandi"), workFactorLimit: 10)
        func fault(_ stanzas: [Stanza]) throws -> AgeError? {
            faultOpening(try Header.encode(stanzas, fileKey: fileKey) + payload, with: passphrase)
        }
        func fault(_ arguments: [String], body: [UInt8]? = nil) throws -> AgeError? {
            try fault([Stanza(type: "scrypt", arguments: arguments, body: body ?? good.body)])
        }
        let salt = good.arguments[0]
        #expect(try fault([salt, "4"]) == nil)
        #expect(try fault([salt]) == .stanzaMalformed(.arguments))
        #expect(try fault([salt, "4", "4"]) == .stanzaMalformed(.arguments))
        #expect(try fault([salt, "4"], body: good.body + [0]) == .stanzaMalformed(.body))
        #expect(try fault([nonCanonical(salt), "4"]) == .stanzaMalformed(.share))
        #expect(try fault([salt + "AA", "4"]) == .stanzaMalformed(.share))
        for number in ["04", "0", "+4", "-4", "0x4", "4.", "x", "4x"] {
            #expect(try fault([salt, number]) == .stanzaMalformed(.workFactor), "\(number)")
        }
        #expect(try fault([salt, "11"]) == .workFactorTooHigh(logN: 11, limit: 10))
        #expect(try fault([salt, "18446744073709551620"]) == .workFactorTooHigh(logN: .max, limit: 10))
        #expect(try fault([salt, "5"]) == .noMatch)
        #expect(try fault([good, good]) == .stanzaMalformed(.scryptNotAlone))
        let classical = try makeX25519()
        let mixed = [good, try classical.recipient.wrap(fileKey)]
        #expect(try fault(mixed) == .stanzaMalformed(.scryptNotAlone))
        let file = try Header.encode(mixed, fileKey: fileKey) + payload
        #expect(faultOpening(file, with: classical) == .stanzaMalformed(.scryptNotAlone))
    }

    @Test func `a header without end is given up in bounded memory`() throws {
        let start = Array("age-encryption.org/v1\n-> a\n".utf8)
        let line = [UInt8](repeating: 0x41, count: 64) + [0x0A]
        let body = start + Array(repeatElement(line, count: 17_000).joined())
        let thrown = fault { _ = try Header(parsing: body.span) }
        #expect(thrown == .tooLong(limit: 1 << 20))
        let many = start + Array(repeatElement(Array("\n-> a\n".utf8), count: 5000).joined())
        let counted = fault { _ = try Header(parsing: many.span) }
        #expect(counted == .headerMalformed(.tooManyStanzas))
        let other = [UInt8](repeating: 0x41, count: 1000)
        let stranger = fault { _ = try Header(parsing: other.span) }
        #expect(stranger == .headerMalformed(.notAge))
    }
}

extension String {
    fileprivate func replacingFirst(_ old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return replacingCharacters(in: range, with: new)
    }

    private func replacingCharacters(in range: Range<String.Index>, with new: String) -> String {
        String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}

/// The same base64 with a bit set that stands for nothing.
private func nonCanonical(_ base64: String) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    guard let last = base64.last, let value = alphabet.firstIndex(of: last) else { return base64 }
    return base64.dropLast() + String(alphabet[value + 1])
}
