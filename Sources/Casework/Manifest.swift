package import Sodium
package import Vocabulary

/// What travels with a request, by name, size and hash; the request signs the hash of this text.
///
/// ```
/// brankas/manifest/v1
/// item <size> <sha256 hex> <name>
/// ```
/// Items stand in the order of their names' bytes; no name stands twice.
package struct Manifest: Hashable, Sendable {
    /// Of one request.
    package static let itemLimit = 10_000

    package struct Item: Hashable, Sendable {
        package let name: ItemName
        package let byteCount: Int
        package let digest: Digest

        package init(name: ItemName, byteCount: Int, digest: Digest) {
            self.name = name
            self.byteCount = byteCount
            self.digest = digest
        }

        package init(name: ItemName, bytes: [UInt8]) {
            self.init(name: name, byteCount: bytes.count, digest: Digest.of(bytes))
        }
    }

    package let items: [Item]

    package init(_ items: [Item]) {
        self.items = items.sorted { $0.name.text.utf8.lexicographicallyPrecedes($1.name.text.utf8) }
    }

    /// Of nothing that travels along.
    package static let empty = Manifest([])
    package static let emptyDigest = empty.digest

    package func item(_ name: ItemName) -> Item? {
        items.first { $0.name == name }
    }

    package func index(of name: ItemName) -> Int? {
        items.firstIndex { $0.name == name }
    }

    package var text: String { written.text }

    private var written: FieldWriter {
        var writer = FieldWriter(kind: "brankas/manifest/v1")
        for item in items {
            writer.put("item") {
                $0.add(UInt64(item.byteCount))
                $0.add(item.digest)
                $0.add(item.name.text)
            }
        }
        return writer
    }

    package var digest: Digest { Digest.of(text) }

    package init(parsing text: String) throws {
        var reader = try FieldReader(text, kind: .manifest, first: "brankas/manifest/v1")
        var items: [Item] = []
        for value in try reader.takeAll("item", limit: Self.itemLimit) {
            let parts = try reader.triple(value, "item")
            // ASCII: other letters can be the same to a comparison of texts, and others to one of bytes.
            guard let digest = Digest(hex: parts.1), isPlain(parts.2, limit: 300),
                parts.2.utf8.allSatisfy({ $0 < 0x80 }),
                let byteCount = Int(exactly: try reader.number(parts.0, "item"))
            else { throw reader.fault("item") }
            items.append(Item(name: ItemName(text: String(parts.2)), byteCount: byteCount, digest: digest))
        }
        try reader.finish()
        self.init(items)
        guard written.wrote(text.utf8.span), Set(items.map(\.name)).count == items.count else {
            throw reader.fault("order")
        }
    }
}

/// The name of a thing in a manifest.
package struct ItemName: Hashable, Sendable {
    package let text: String

    package init(text: String) { self.text = text }

    private init(_ parts: String...) { text = parts.joined(separator: " ") }

    // What the roster stands on: public to every officer.
    package static let genesis = ItemName("genesis")
    package static let charter = ItemName("charter")
    package static let keysFile = ItemName("keys-file")
    package static func card(_ handle: Handle) -> ItemName { ItemName("card", handle.text) }
    package static func roleKey(_ key: RoleGeneration) -> ItemName { ItemName("role-key", key.text) }

    // Age files to one person each.
    package static func roleSeed(_ key: RoleGeneration, for handle: Handle) -> ItemName {
        ItemName("role-seed", key.text, handle.text)
    }
    package static func searchKey(for handle: Handle) -> ItemName { ItemName("search-key", handle.text) }
    package static let custodianSeed = ItemName("custodian-seed")

    // A record version, or the summary of a case.
    package static let metadata = ItemName("metadata")
    package static let metadataHalf = ItemName("metadata-half")
    package static let key = ItemName("key")
    package static let keyHalf = ItemName("key-half")
    /// R, of a move: the custodian's half is exchanged for itself XOR this, which is not kept.
    package static let keyRefresh = ItemName("key-refresh")
    package static let payload = ItemName("payload")
    /// What an identity is found by, or a search asks for: salted, so that the manifest's hash, which stands in the ledger
    /// for good, tests no guess. Of an identity it is kept, and can be deleted; of a search it is kept nowhere.
    package static let tokens = ItemName("tokens")
    /// That of `tokens` which no other person has: asks which other identities of the case have it too.
    package static let nikToken = ItemName("token-nik")
    /// Of a search for a name: the same words as those of an alias, and of a guardian.
    package static let aliasTokens = ItemName("tokens-alias")
    package static let guardianTokens = ItemName("tokens-guardian")

    // Compartment keys.
    package static func holding(_ epoch: EpochName, _ holder: Holder) -> ItemName {
        ItemName("holding", epoch.text, holder.text)
    }
    package static func envelope(_ epoch: EpochName, _ holder: Holder) -> ItemName {
        ItemName("envelope", epoch.text, holder.text)
    }
    package static let envelope = ItemName("envelope")

    /// To whom an export goes, `age1pq1…` and a newline for each: the request has their hashes.
    package static let recipients = ItemName("recipients")

    // Free text with its salt, to be deleted without hurting the ledger.
    package static let basis = ItemName("text basis")
    package static let reason = ItemName("text reason")

    package var isHolding: Bool { text.hasPrefix("holding ") }
    package var isEnvelope: Bool { self == .envelope || text.hasPrefix("envelope ") }

    /// Whether every officer may see the thing: it is part of the roster.
    package var isPublic: Bool {
        self == .genesis || self == .charter || self == .keysFile || text.hasPrefix("card ")
            || text.hasPrefix("role-key ")
    }
}

/// Search tokens as they travel and are stored: `salt (32) ‖ token (32) ‖ token (32) …`, in the order of their bytes.
package struct SearchTokens: Hashable, Sendable {
    /// Words of a name and numbers that one identity is found by at most, and of those that one search names.
    package static let limit = 64
    package static let searchLimit = 32
    private static let byteCount = 32

    package let tokens: [[UInt8]]
    package let bytes: [UInt8]

    package init(_ tokens: some Sequence<[UInt8]>) {
        self.tokens = Set(tokens).sorted { $0.lexicographicallyPrecedes($1) }
        bytes = Random.bytes(Self.byteCount) + self.tokens.joined()
    }

    /// Nil unless they are as above, none twice.
    package init?(bytes: [UInt8]) {
        let size = Self.byteCount
        guard bytes.count >= size, bytes.count.isMultiple(of: size), bytes.count <= (Self.limit + 1) * size else {
            return nil
        }
        tokens = stride(from: size, to: bytes.count, by: size).map { Array(bytes[$0..<$0 + size]) }
        guard zip(tokens, tokens.dropFirst()).allSatisfy({ $0.lexicographicallyPrecedes($1) }) else { return nil }
        self.bytes = bytes
    }
}

/// Free text as it travels and is stored: `salt (32) ‖ UTF-8`. Only its hash stands in the request.
package struct SaltedText: Hashable, Sendable {
    package static let byteLimit = 65_536
    package let bytes: [UInt8]

    package init(_ text: String) {
        bytes = Random.bytes(32) + Array(text.utf8)
    }

    package init?(bytes: [UInt8]) {
        guard (32...Self.byteLimit).contains(bytes.count), String(validating: bytes[32...], as: UTF8.self) != nil else {
            return nil
        }
        self.bytes = bytes
    }

    package var text: String { String(decoding: bytes[32...], as: UTF8.self) }
    package var digest: Digest { Digest.of(bytes) }
}
