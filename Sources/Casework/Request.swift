package import Ledger
package import Sodium
package import Vocabulary

/// What an officer asks, signed (docs/format.md, "Request").
package struct Request: Hashable, Sendable {
    /// A request lives this long.
    package static let lifetimeSeconds: Int64 = 120
    /// How far an officer's clock may run ahead of the custodian's.
    package static let skewSeconds: Int64 = 60
    /// The longest request: with what the custodian adds it must fit a leaf of 65,535 bytes.
    package static let byteLimit = 60_000
    /// An entry that comes so long after the last has to say that this is so.
    package static let pauseSeconds: Int64 = 90 * 86_400

    package let vault: VaultID
    package let actor: Handle
    package let role: RoleName
    package let nonce: Nonce
    package let time: Instant
    /// The tree head that the officer last verified.
    package let head: TreeHead
    /// The roster that the officer worked with.
    package let roster: RosterHead
    package let manifest: Digest
    /// Whether its officer says that the vault rested for so long, and that the clock is right.
    package let afterPause: Bool
    package let action: Action

    package init(
        vault: VaultID, actor: Handle, role: RoleName, nonce: Nonce = Nonce(), time: Instant,
        head: TreeHead, roster: RosterHead, manifest: Digest, afterPause: Bool = false, action: Action
    ) {
        self.vault = vault
        self.actor = actor
        self.role = role
        self.nonce = nonce
        self.time = time
        self.head = head
        self.roster = roster
        self.manifest = manifest
        self.afterPause = afterPause
        self.action = action
    }

    package var expires: Instant { time.adding(seconds: Self.lifetimeSeconds) }

    /// Whether it may be carried out at `now`, by its own time.
    package func isFresh(at now: Instant) -> Bool { time <= now.adding(seconds: Self.skewSeconds) && now <= expires }

    package var text: String { written(capacity: 1_024).text }

    private func written(capacity: Int) -> FieldWriter {
        var writer = FieldWriter(kind: "brankas/request/v1", capacity: capacity)
        writer.put("action", action.name.rawValue)
        writer.put("vault", vault.digest)
        writer.put("actor", actor.text)
        writer.put("role", role.text)
        writer.put("nonce") { $0.add(nonce) }
        writer.put("time", time)
        writer.put("expires", expires)
        writer.put("head") {
            $0.add(head.size)
            $0.add(base64: head.root)
        }
        writer.put("roster") {
            $0.add(UInt64(roster.count))
            $0.add(roster.digest)
        }
        writer.put("manifest", manifest)
        if afterPause { writer.put("after-pause", "yes") }
        action.write(to: &writer)
        return writer
    }

    package init(parsing text: String) throws {
        var reader = try FieldReader(text, kind: .request, first: "brankas/request/v1")
        guard let name = ActionName.named(try reader.take("action")) else { throw reader.fault("action") }
        vault = try VaultID(hex: reader.take("vault"))
        actor = try Handle(reader.take("actor"))
        role = try RoleName(reader.take("role"))
        guard let nonce = Nonce(hex: try reader.take("nonce")) else { throw reader.fault("nonce") }
        self.nonce = nonce
        time = try Instant(reader.take("time"))
        let expires = try Instant(reader.take("expires"))
        let head = try reader.pair(reader.take("head"), "head")
        guard let root = Digest(base64: head.1) else { throw reader.fault("head") }
        self.head = TreeHead(size: try reader.number(head.0, "head"), root: root)
        let roster = try reader.pair(reader.take("roster"), "roster")
        guard let digest = Digest(hex: roster.1) else { throw reader.fault("roster") }
        self.roster = RosterHead(count: Int(clamping: try reader.number(roster.0, "roster")), digest: digest)
        manifest = try reader.takeDigest("manifest")
        let pause = reader.takeIfPresent("after-pause")
        guard pause == nil || pause == "yes" else { throw reader.fault("after-pause") }
        afterPause = pause != nil
        action = try Action(name, from: &reader)
        try reader.finish()
        // What is read is what would be written: no two texts are one request.
        guard expires == self.expires, written(capacity: text.utf8.count).wrote(text.utf8.span) else {
            throw reader.fault("order")
        }
    }
}

extension Request {
    /// Who signed `note`, by its own word; nil of what is no request.
    package static func actor(of note: [UInt8]) -> Handle? {
        guard note.count <= byteLimit, let parsed = try? Note(parsing: note) else { return nil }
        return (try? Request(parsing: parsed.text))?.actor
    }
}

/// 16 random bytes, in place, that make two requests of the same words two.
package struct Nonce: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    package init() {
        let bytes = Random.bytes(16)
        high = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Nil unless `hex` is 32 lower-case hexadecimal digits.
    package init?(hex: Substring) {
        let digits = hex.utf8.span
        guard digits.count == 32, let high = Hex.number(digits.extracting(0..<16)),
            let low = Hex.number(digits.extracting(16..<32))
        else { return nil }
        self.high = high
        self.low = low
    }

    package var bytes: [UInt8] { bigEndian(high) + bigEndian(low) }

    func append(to text: inout [UInt8]) {
        Hex.append(high, to: &text)
        Hex.append(low, to: &text)
    }
}

/// The head of the roster's counted hash chain.
package struct RosterHead: Hashable, Sendable {
    package let count: Int
    package let digest: Digest

    package init(count: Int, digest: Digest) {
        self.count = count
        self.digest = digest
    }

    /// Before the vault is founded.
    package static let start = RosterHead(count: 0, digest: Digest.of("brankas/v1 roster"))

    /// After the signed request `note`: SHA-256(tag ‖ count ‖ head before ‖ SHA-256(note)).
    package func appending(_ note: [UInt8]) -> RosterHead {
        var hash = TaggedHash(tag: "brankas/v1 roster")
        hash.add(UInt64(count + 1))
        hash.add(digest)
        hash.add(Digest.of(note))
        return RosterHead(count: count + 1, digest: hash.finish())
    }
}
