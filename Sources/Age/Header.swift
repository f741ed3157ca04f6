package import Sodium

/// The textual header, which carries the file key for each recipient (age.md, "Header").
///
/// ```
/// "age-encryption.org/v1" LF  1*stanza  "--- " HMAC-SHA-256 in base64 LF
/// ```
package struct Header: Sendable {
    package let stanzas: [Stanza]
    /// The length of the header; the payload's nonce begins there.
    package let byteCount: Int

    private let mac: [UInt8]
    private let authenticated: [UInt8]

    init(stanzas: [Stanza], mac: [UInt8], authenticated: [UInt8], byteCount: Int) {
        self.stanzas = stanzas
        self.mac = mac
        self.authenticated = authenticated
        self.byteCount = byteCount
    }

    /// The header that `file` begins with.
    ///
    /// Throws `headerMalformed` for the least deviation from the format, `tooLong` over 1 MiB.
    package init(parsing file: Span<UInt8>) throws(AgeError) {
        var parser = HeaderParser()
        for index in 0..<file.count {
            if let header = try parser.take(file[index]) {
                self = header
                return
            }
        }
        throw .headerMalformed(.truncated)
    }

    /// The header of a new file.
    package static func encode(_ stanzas: [Stanza], fileKey: borrowing Secret) throws(AgeError) -> [UInt8] {
        var bytes = Array("age-encryption.org/v1\n".utf8)
        for stanza in stanzas { bytes += stanza.text.utf8 }
        bytes += "---".utf8
        let mac = try mac(of: bytes, fileKey: fileKey)
        return bytes + " \(Base64.encode(mac, .unpadded))\n".utf8
    }

    /// The file key, if `identity` opens a stanza and the header is the one that was written with it.
    ///
    /// Throws `noMatch` or `hmacMismatch` otherwise, and `stanzaMalformed` when a stanza breaks its type's rules.
    package func unwrap(
        with identity: borrowing some Identity & ~Copyable
    ) throws(AgeError) -> Secret {
        // Who is asked for a passphrase expects that whoever knew it wrote the whole file.
        if stanzas.count > 1, stanzas.contains(where: { $0.type == Passphrase.stanzaType }) {
            throw .stanzaMalformed(.scryptNotAlone)
        }
        guard let fileKey = try identity.unwrap(stanzas) else { throw .noMatch }
        let expected = try Self.mac(of: authenticated, fileKey: fileKey)
        guard constantTimeEqual(expected.span, mac.span) else { throw .hmacMismatch }
        return fileKey
    }

    /// age.md, "Header MAC".
    private static func mac(of bytes: [UInt8], fileKey: borrowing Secret) throws(AgeError) -> [UInt8] {
        do {
            return HMAC.authenticate(bytes, key: try HKDF.derive(from: fileKey, info: "header"))
        } catch {
            throw .sodium(error)
        }
    }
}
