package import Sodium

/// A passphrase, as the one identity of a file (age.md, "The scrypt recipient type").
package struct Passphrase: ~Copyable, Sendable {
    /// The most that is spent on opening a file: 2^22, age's own limit.
    package static let defaultWorkFactorLimit = 22
    /// What new files are written with: about a second.
    package static let defaultLogN = 18

    static let stanzaType = "scrypt"
    private static let saltByteCount = 16
    private static let saltPrefix = Array("age-encryption.org/v1/scrypt".utf8)
    private static let writeLimit = 30

    private let characters: Secret
    private let workFactorLimit: Int

    package init(_ characters: consuming Secret, workFactorLimit: Int = defaultWorkFactorLimit) {
        self.characters = characters
        self.workFactorLimit = workFactorLimit
    }

    /// The only stanza of a new file.
    package static func wrap(
        _ fileKey: borrowing Secret, under passphrase: borrowing Secret, logN: Int
    ) throws(AgeError) -> Stanza {
        guard (1...writeLimit).contains(logN) else { throw .workFactorTooHigh(logN: logN, limit: writeLimit) }
        let salt = Random.bytes(saltByteCount)
        let wrapKey = try wrapKey(of: passphrase, salt: salt, logN: logN)
        return Stanza(
            type: stanzaType, arguments: [Base64.encode(salt, .unpadded), String(logN)],
            body: try FileKey.wrap(fileKey, under: wrapKey))
    }

    private static func wrapKey(
        of passphrase: borrowing Secret, salt: [UInt8], logN: Int
    ) throws(AgeError) -> Secret {
        let salt = saltPrefix + salt
        do {
            return try Scrypt.derive(passphrase: passphrase, salt: salt.span, logN: logN)
        } catch {
            throw .sodium(error)
        }
    }

    /// A decimal number without sign or leading zero; one that no `Int` holds is simply too high.
    private borrowing func logN(of text: String) throws(AgeError) -> Int {
        let digits = Array(text.utf8)
        guard let first = digits.first, first != 0x30, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .stanzaMalformed(.workFactor)
        }
        let logN = Int(text) ?? Int.max
        guard logN <= workFactorLimit else { throw .workFactorTooHigh(logN: logN, limit: workFactorLimit) }
        return logN
    }
}

extension Passphrase: Identity {
    package borrowing func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> Secret? {
        for stanza in stanzas where stanza.type == Self.stanzaType {
            try stanza.expect(argumentCount: 2)
            let salt = try stanza.bytes(ofArgument: 0, byteCount: Self.saltByteCount)
            let logN = try logN(of: stanza.arguments[1])
            let wrapKey = try Self.wrapKey(of: characters, salt: salt, logN: logN)
            if let fileKey = try FileKey.unwrap(stanza.body, under: wrapKey) { return fileKey }
        }
        return nil
    }
}
