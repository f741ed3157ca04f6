import Age
package import Casework
package import Ledger
package import Sodium
package import Vocabulary

/// A person's key, opened: everything that the 32-byte seed gives (docs/format.md, "Person keys").
package final class PersonKey: Sendable {
    package let card: Card
    let identity: HybridIdentity
    let signing: SigningKey
    let cosigning: SigningKey
    /// Wraps the compartment keys of grants that name this person.
    let wrapKey: Secret
    /// Seals the officer's own state: pins.
    let stateKey: Secret

    package var handle: Handle { card.handle }

    /// A fresh key.
    package static func make(handle: Handle, name: String) throws -> PersonKey {
        try PersonKey(seed: try Secret.makeRandom(byteCount: 32), handle: handle, name: name)
    }

    init(seed: consuming Secret, handle: Handle, name: String) throws {
        signing = try SigningKey(seed: try HKDF.derive(from: seed, info: "brankas/v1 sign"))
        cosigning = try SigningKey(seed: try HKDF.derive(from: seed, info: "brankas/v1 cosign"))
        wrapKey = try HKDF.derive(from: seed, info: "brankas/v1 wrap")
        stateKey = try HKDF.derive(from: seed, info: "brankas/v1 state")
        identity = try HybridIdentity(seed: seed)
        card = try Card.make(
            handle: handle, name: name, signingKey: signing, cosign: cosigning.verifyingKey,
            recipient: identity.recipient.text)
    }

    /// Reads the text inside a key file.
    ///
    /// ```
    /// # brankas/key/v1
    /// # handle siti@unit-ppa
    /// # name Siti Rahma
    /// AGE-SECRET-KEY-PQ-1…
    /// ```
    /// An age identity file: `age` itself can use it.
    package convenience init(text: borrowing Secret) throws {
        let (handle, name, seed) = try text.withBytes { bytes throws -> (Handle, String, SharedSecret) in
            var lines: [Range<Int>] = []
            var start = 0
            for index in 0..<bytes.count where bytes[index] == 0x0a {
                lines.append(start..<index)
                start = index + 1
            }
            guard lines.count == 4, start == bytes.count else { throw VaultError.notAKeyFile }
            func comment(_ line: Int, _ prefix: String) throws -> String {
                guard let text = String(validating: lines[line].map { bytes[$0] }, as: UTF8.self),
                    text.hasPrefix(prefix)
                else { throw VaultError.notAKeyFile }
                return String(text.dropFirst(prefix.count))
            }
            guard try comment(0, "# brankas/key/v1").isEmpty else { throw VaultError.notAKeyFile }
            let handle = try Handle(comment(1, "# handle "))
            let name = try comment(2, "# name ")
            let identity = try HybridIdentity(encoded: bytes.extracting(lines[3]))
            return (handle, name, SharedSecret(try identity.withSeed { seed throws in try seed.duplicate() }))
        }
        try self.init(seed: try seed.secret.duplicate(), handle: handle, name: name)
    }

    /// The text inside a key file.
    package func text() throws -> Secret {
        let head = Array("# brankas/key/v1\n# handle \(handle.text)\n# name \(card.name)\n".utf8)
        let key = try identity.encoded()
        var text = try Secret(byteCount: head.count + key.byteCount + 1)
        text.withMutableBytes { target in
            for index in head.indices { target[index] = head[index] }
            key.withBytes { key in
                for index in 0..<key.count { target[head.count + index] = key[index] }
            }
            target[target.count - 1] = 0x0a
        }
        return text
    }

    /// Signs `request` as its actor.
    package func sign(_ request: Request) throws -> Note {
        var note = try Note(text: request.text)
        try note.sign(as: handle.text, with: signing)
        return note
    }

    /// Signs that it is this person who begins the session of the custodian's signed note `session`.
    package func sign(session: [UInt8], of vault: VaultID) throws -> [UInt8] {
        let officer = OfficerNote(vault: vault, handle: handle, session: Digest.of(session))
        var note = try Note(text: officer.text)
        try note.sign(as: handle.text, with: signing)
        return note.encoded
    }

    /// Opens a file that holds this person's key, for whatever has to be opened before there is an officer.
    package func openSealed(_ file: [UInt8], header: String, keyCount: Int) throws -> Secret {
        try KeyBundle.open(file, header: header, keyCount: keyCount, with: identity)
    }
}

/// A key file: an age identity file under a passphrase.
package enum KeyFile {
    package static let byteLimit = 65_536
    package static let defaultLogN = 18
    /// A hostile file may name a work factor that takes hours: 2^22 is 4 GiB and the most that is tried.
    package static let logNLimit = 22

    /// Whether a passphrase opens this file, as far as shows without one.
    package static func isSealed(_ file: [UInt8]) -> Bool {
        if Armor.isArmored(file.span) { return true }
        return (try? Header(parsing: file.span))?.stanzas.map(\.type) == ["scrypt"]
    }

    package static func seal(_ text: borrowing Secret, passphrase: borrowing Secret, logN: Int) throws -> [UInt8] {
        try text.withBytes { bytes throws in try AgeFile.seal(bytes, passphrase: passphrase, logN: logN) }
    }

    /// The text inside. Throws `wrongPassphrase`, or `notAKeyFile`.
    package static func open(_ file: [UInt8], passphrase: consuming Secret) throws -> Secret {
        let identity = Passphrase(passphrase, workFactorLimit: logNLimit)
        do {
            return try AgeFile.openSecret(file.span, with: identity, limit: 8_192)
        } catch AgeError.noMatch {
            throw VaultError.wrongPassphrase
        } catch AgeError.headerMalformed, AgeError.stanzaMalformed, AgeError.tooLong, AgeError.hmacMismatch,
            AgeError.payloadTruncated, AgeError.payloadNotAuthentic, AgeError.lastChunkEmpty, AgeError.trailingData
        {
            // The passphrase was right, so what follows is damaged: no key comes out of it.
            throw VaultError.notAKeyFile
        }
    }
}
