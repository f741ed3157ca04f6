package import Casework
import Files
package import Ledger
import Sodium
package import Vocabulary

/// What an officer remembers of a vault: the tree head and roster head last verified, sealed under the officer's key.
///
/// The file's name is an HMAC, so that neither vault nor person can be read off a stolen disk; but evidence of a false history, where
/// there was one, lies beside it in the clear.
package struct Pin: Hashable, Sendable {
    package let vault: VaultID
    package let head: TreeHead
    package let roster: RosterHead
    /// Where to leave word once an embedded vault is closed to this officer; nil of a served one.
    package let mailbox: String?
    /// The officer's first role at the last contact.
    package let role: RoleName
    /// The signed checkpoint that says `head`, and when it was verified: what is shown to others should the custodian
    /// ever say something else.
    package let checkpoint: [UInt8]
    package let verified: Instant
    /// Where the vault lay, as `Folder.place` tells it; nil where that is nowhere.
    package let place: String?

    package init(
        vault: VaultID, head: TreeHead, roster: RosterHead, mailbox: String?, role: RoleName, checkpoint: [UInt8] = [],
        verified: Instant = Instant(seconds: 0), place: String? = nil
    ) {
        self.vault = vault
        self.head = head
        self.roster = roster
        self.mailbox = mailbox
        self.role = role
        self.checkpoint = checkpoint
        self.verified = verified
        self.place = place
    }

    var text: String {
        var writer = FieldWriter(kind: "brankas/pin/v1")
        writer.put("vault", vault.text)
        writer.put("head", "\(head.size) \(head.root.hex)")
        writer.put("roster", "\(roster.count) \(roster.digest.hex)")
        writer.put("mailbox", mailbox)
        writer.put("role", role.text)
        writer.put("checkpoint", checkpoint.isEmpty ? nil : Base64.encode(checkpoint))
        writer.put("verified", verified.text)
        writer.put("place", place)
        return writer.text
    }

    init?(text: String) {
        do {
            var reader = try FieldReader(text, kind: .entry, first: "brankas/pin/v1")
            vault = try VaultID(hex: reader.take("vault"))
            let head = try reader.pair(reader.take("head"), "head")
            let roster = try reader.pair(reader.take("roster"), "roster")
            mailbox = reader.takeIfPresent("mailbox").map { String($0) }
            role = try RoleName(reader.take("role"))
            let note = reader.takeIfPresent("checkpoint").map { Base64.decode(String($0)) }
            verified = try Instant(reader.take("verified"))
            place = reader.takeIfPresent("place").map { String($0) }
            try reader.finish()
            guard let checkpoint = note ?? [] else { return nil }
            self.checkpoint = checkpoint
            guard let root = Digest(hex: head.1), let digest = Digest(hex: roster.1) else { return nil }
            self.head = TreeHead(size: try reader.number(head.0, "head"), root: root)
            self.roster = RosterHead(count: Int(clamping: try reader.number(roster.0, "roster")), digest: digest)
            guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
        } catch {
            return nil
        }
    }
}

extension Pin {
    fileprivate func at(_ place: String?) -> Pin {
        Pin(
            vault: vault, head: head, roster: roster, mailbox: mailbox, role: role, checkpoint: checkpoint,
            verified: verified, place: place)
    }
}

/// Where pins are kept.
package final class PinStore {
    private let folder: String
    /// Where the vault lies that is worked with.
    private let place: String?
    /// Whether anything is kept: what is only looked at is not remembered, and not held against what is.
    package let remembers: Bool
    /// Where the last contradiction was kept, if there was one.
    package private(set) var evidence: String?
    /// Until when the history fitted: the moment at which this officer verified the first of the two.
    package private(set) var fittedUntil: Instant?

    package init(folder: String, place: String? = nil, remembers: Bool = true) {
        self.folder = folder
        self.place = place
        self.remembers = remembers
    }

    private func path(_ vault: VaultID, _ key: PersonKey) -> String {
        let name = HMAC.authenticate(Array("pin \(vault.text)".utf8), key: key.stateKey).prefix(16)
        return "\(folder)/\(Hex.encode(Array(name))).pin"
    }

    private func binding(_ vault: VaultID) -> Binding { Binding(kind: "pin", vault: vault) }

    /// The pin, or nil at first contact. Throws `tampered(.pin)` where the file is not what was sealed.
    package func load(_ vault: VaultID, _ key: PersonKey) throws -> Pin? {
        guard let box = try File.contents(of: path(vault, key), limit: 16_384) else { return nil }
        guard let bytes = try? XChaChaPoly.open(box.span, associated: binding(vault).bytes.span, key: key.stateKey),
            let text = String(validating: bytes, as: UTF8.self), let pin = Pin(text: text), pin.vault == vault
        else { throw VaultError.tampered(.pin) }
        return pin
    }

    /// Replaces the pin, whose head was proved to contain `base`. One that another process moved on meanwhile stays: the
    /// next command proves from there. Throws `tampered(.consistency)` where that process saw another tree of this size.
    package func save(_ pin: Pin, provenFrom base: TreeHead, _ key: PersonKey) throws {
        guard remembers else { return }
        let pin = pin.at(place)
        try Folder.makeAll(folder)
        let lock = try File.openOrCreate(folder + "/lock")
        try lock.lock()
        if let kept = try load(pin.vault, key) {
            if kept.head.size > pin.head.size { return }
            // Another process of this officer's verified another tree of this size: two histories.
            guard kept.head.size < pin.head.size || kept.head == pin.head else {
                throw VaultError.tampered(.consistency(from: kept.head.size, to: pin.head.size))
            }
            if kept.head != base, kept.head != pin.head { return }
        }
        let box = try XChaChaPoly.seal(
            Array(pin.text.utf8).span, associated: binding(pin.vault).bytes.span, key: key.stateKey)
        try Files.replace(path(pin.vault, key), with: box)
    }

    // MARK: Which vault is where

    private func addressPath(_ address: String, _ key: PersonKey) -> String {
        let name = HMAC.authenticate(Array("address \(address)".utf8), key: key.stateKey).prefix(16)
        return "\(folder)/\(Hex.encode(Array(name))).address"
    }

    private func addressBinding(_ address: String) -> [UInt8] {
        // There is no vault yet to bind it to: which one it is, it says.
        Binding(kind: "address", vault: VaultID(Digest.of(address))).bytes
    }

    /// The vault that should answer at `address`; nil where nobody has said so. Throws `tampered(.pin)` where the file is not what was
    /// sealed.
    package func vault(at address: String, _ key: PersonKey) throws -> VaultID? {
        guard let box = try File.contents(of: addressPath(address, key), limit: 1_024) else { return nil }
        guard let bytes = try? XChaChaPoly.open(box.span, associated: addressBinding(address).span, key: key.stateKey),
            let digest = Digest(bytes)
        else { throw VaultError.tampered(.pin) }
        return VaultID(digest)
    }

    /// From now on it is `vault` that should answer at `address`.
    package func remember(_ vault: VaultID, at address: String, _ key: PersonKey) throws {
        let box = try XChaChaPoly.seal(
            vault.digest.bytes.span, associated: addressBinding(address).span, key: key.stateKey)
        try Folder.makeAll(folder)
        try Files.replace(addressPath(address, key), with: box)
    }

    // MARK: How far the log was verified

    private func verifiedPath(_ vault: VaultID, _ key: PersonKey) -> String {
        String(path(vault, key).dropLast(".pin".count)) + ".verified"
    }

    private func verifiedBinding(_ vault: VaultID) -> Binding { Binding(kind: "verified", vault: vault) }

    /// Nil where there is nothing, or nothing that this program wrote: then the log is verified from its beginning.
    func loadVerified(_ vault: VaultID, _ key: PersonKey) -> VerifiedLog? {
        guard let box = try? File.openOwn(verifiedPath(vault, key)).readAll(limit: VerifiedLog.byteLimit + 64),
            let bytes = try? XChaChaPoly.open(
                box.span, associated: verifiedBinding(vault).bytes.span, key: key.stateKey),
            let verified = VerifiedLog(parsing: bytes), verified.vault == vault
        else { return nil }
        return verified
    }

    func save(_ verified: VerifiedLog, _ key: PersonKey) throws {
        guard remembers else { return }
        let bytes = verified.bytes
        guard bytes.count <= VerifiedLog.byteLimit else { return }
        let box = try XChaChaPoly.seal(
            bytes.span, associated: verifiedBinding(verified.vault).bytes.span, key: key.stateKey)
        try Folder.makeAll(folder)
        try Files.replace(verifiedPath(verified.vault, key), with: box)
    }

    /// Keeps two signed heads that contradict each other: proof against the custodian, for whoever knows its key.
    ///
    /// ```
    /// brankas/evidence/v1
    /// vault, verified, found
    /// first  <base64>    the checkpoint that this officer had verified
    /// second <base64>    the one that was shown then, if any was
    /// ```
    func keep(first: [UInt8], verified: Instant, second: [UInt8]?, of vault: VaultID, at now: Instant, _ key: PersonKey)
    {
        guard remembers else { return }
        var writer = FieldWriter(kind: "brankas/evidence/v1")
        writer.put("vault", vault.text)
        writer.put("verified", verified.text)
        writer.put("found", now.text)
        writer.put("first", first.isEmpty ? nil : Base64.encode(first))
        writer.put("second", second.map { Base64.encode($0) })
        let name = path(vault, key).dropLast(".pin".count) + "." + now.text.filter { $0 != ":" } + ".evidence"
        // The contradiction itself is what must be told, whether or not this works.
        guard (try? Files.replace(String(name), with: Array(writer.text.utf8))) != nil else { return }
        evidence = String(name)
        fittedUntil = verified
    }
}
