internal import Sodium

/// One recipient stanza: a type, its arguments, and a body that wraps the file key (age.md, "Recipient stanza").
///
/// ```
/// "-> " type *(SP argument) LF
/// body in unpadded base64, 64 columns a line, the last line shorter LF
/// ```
package struct Stanza: Equatable, Sendable {
    package let type: String
    package let arguments: [String]
    package let body: [UInt8]

    static let columnCount = 64
    /// A 16-byte file key and its tag: every native type's body.
    static let wrappedKeyByteCount = 32

    package init(type: String, arguments: [String], body: [UInt8]) {
        self.type = type
        self.arguments = arguments
        self.body = body
    }

    var text: String {
        var text = "-> " + ([type] + arguments).joined(separator: " ") + "\n"
        var rest = Substring(Base64.encode(body, .unpadded))
        while rest.utf8.count >= Self.columnCount {
            text += rest.prefix(Self.columnCount) + "\n"
            rest = rest.dropFirst(Self.columnCount)
        }
        // A body that fills its last line is closed by an empty one.
        return text + rest + "\n"
    }

    /// The bytes of argument `index`. Throws when they are not this many, or not in canonical base64.
    func bytes(ofArgument index: Int, byteCount: Int) throws(AgeError) -> [UInt8] {
        guard let bytes = Base64.decode(arguments[index], .unpadded), bytes.count == byteCount else {
            throw .stanzaMalformed(.share)
        }
        return bytes
    }

    /// Checks what the specification wants checked before any decryption, against partitioning oracles.
    func expect(argumentCount: Int) throws(AgeError) {
        guard arguments.count == argumentCount else { throw .stanzaMalformed(.arguments) }
        guard body.count == Self.wrappedKeyByteCount else { throw .stanzaMalformed(.body) }
    }
}

/// The 16 random bytes that one file is encrypted under (age.md, "File key").
enum FileKey {
    static let byteCount = 16

    /// Twelve zero bytes: a wrap key wraps one file key, ever.
    private static let nonce = [UInt8](repeating: 0, count: ChaChaPoly.nonceByteCount)

    static func make() throws(AgeError) -> Secret {
        try translated { () throws(SodiumError) in try Secret.makeRandom(byteCount: byteCount) }
    }

    static func wrap(_ fileKey: borrowing Secret, under wrapKey: borrowing Secret) throws(AgeError) -> [UInt8] {
        try Age.expect(byteCount, fileKey.byteCount)
        var body = [UInt8](repeating: 0, count: byteCount + ChaChaPoly.tagByteCount)
        var target = body.mutableSpan
        do {
            try fileKey.withBytes { key throws(SodiumError) in
                try ChaChaPoly.seal(key, into: &target, nonce: nonce.span, key: wrapKey)
            }
        } catch {
            throw .sodium(error)
        }
        return body
    }

    /// Nil when `body` was wrapped under another key.
    static func unwrap(_ body: [UInt8], under wrapKey: borrowing Secret) throws(AgeError) -> Secret? {
        do {
            var fileKey = try Secret(byteCount: byteCount)
            try fileKey.withMutableBytes { target throws(SodiumError) in
                try ChaChaPoly.open(body.span, into: &target, nonce: nonce.span, key: wrapKey)
            }
            return fileKey
        } catch .notAuthentic {
            return nil
        } catch {
            throw .sodium(error)
        }
    }
}
