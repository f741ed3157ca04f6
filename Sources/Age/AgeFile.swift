package import Sodium

/// Whole age files (c2sp.org/age): header and payload under a fresh file key.
///
/// These hold everything in memory, for keys and envelopes; documents are streamed.
package enum AgeFile {
    /// A file that any of `recipients` opens.
    ///
    /// Throws `noRecipients`, `mixedRecipients`, and `weakRecipient` for a key that is none.
    package static func seal(
        _ plaintext: Span<UInt8>, to recipients: [Recipient]
    ) throws(AgeError) -> [UInt8] {
        let fileKey = try FileKey.make()
        return try seal(plaintext, under: fileKey, stanzas: try Recipient.wrap(fileKey, to: recipients))
    }

    /// A file that `passphrase` opens, at the price of 2^`logN` scrypt rounds.
    package static func seal(
        _ plaintext: Span<UInt8>, passphrase: borrowing Secret, logN: Int = Passphrase.defaultLogN
    ) throws(AgeError) -> [UInt8] {
        let fileKey = try FileKey.make()
        let stanza = try Passphrase.wrap(fileKey, under: passphrase, logN: logN)
        return try seal(plaintext, under: fileKey, stanzas: [stanza])
    }

    /// The plaintext of a file, binary or armored.
    ///
    /// Throws `tooLong` before any decryption when there would be more than `limit` bytes.
    package static func open(
        _ file: Span<UInt8>, with identity: borrowing some Identity & ~Copyable, limit: Int
    ) throws(AgeError) -> [UInt8] {
        if Armor.isArmored(file) {
            let inner = try Armor.decode(file, limit: fileLimit(plaintext: limit))
            return try open(binary: inner.span, with: identity, limit: limit)
        }
        return try open(binary: file, with: identity, limit: limit)
    }

    /// As `open`, straight into guarded memory: for files that carry keys.
    package static func openSecret(
        _ file: Span<UInt8>, with identity: borrowing some Identity & ~Copyable, limit: Int
    ) throws(AgeError) -> Secret {
        if Armor.isArmored(file) {
            let inner = try Armor.decode(file, limit: fileLimit(plaintext: limit))
            return try openSecret(binary: inner.span, with: identity, limit: limit)
        }
        return try openSecret(binary: file, with: identity, limit: limit)
    }

    private static func seal(
        _ plaintext: Span<UInt8>, under fileKey: borrowing Secret, stanzas: [Stanza]
    ) throws(AgeError) -> [UInt8] {
        try Header.encode(stanzas, fileKey: fileKey) + Payload.seal(plaintext, fileKey: fileKey)
    }

    private static func open(
        binary file: Span<UInt8>, with identity: borrowing some Identity & ~Copyable, limit: Int
    ) throws(AgeError) -> [UInt8] {
        let header = try Header(parsing: file)
        let fileKey = try header.unwrap(with: identity)
        let payload = file.extracting(header.byteCount..<file.count)
        try check(payload, limit: limit)
        return try Payload.open(payload, fileKey: fileKey)
    }

    private static func openSecret(
        binary file: Span<UInt8>, with identity: borrowing some Identity & ~Copyable, limit: Int
    ) throws(AgeError) -> Secret {
        let header = try Header(parsing: file)
        let fileKey = try header.unwrap(with: identity)
        let payload = file.extracting(header.byteCount..<file.count)
        try check(payload, limit: limit)
        return try Payload.openSecret(payload, fileKey: fileKey)
    }

    /// A header without a whole nonce behind it is no header, as the other implementations see it.
    private static func check(_ payload: Span<UInt8>, limit: Int) throws(AgeError) {
        guard payload.count >= Payload.nonceByteCount else { throw .headerMalformed(.nonce) }
        guard try Payload.plaintextByteCount(sealed: payload.count) <= limit else { throw .tooLong(limit: limit) }
    }

    private static func fileLimit(plaintext limit: Int) -> Int {
        let room = Int.max / 2 - HeaderParser.byteLimit
        return HeaderParser.byteLimit + Payload.sealedByteCount(plaintext: min(limit, room))
    }
}
