import Casework
import Ledger
import Sodium
import Vocabulary

/// How far a log was verified, and what going on from there takes (docs/format.md, "Verified log").
///
/// ```
/// brankas/verified/v1
/// vault, head, roster, time, signatures, part*, search*, request*, letter*, role*, cases
///
/// for each case: id (18) ‖ u64 number ‖ hash (32) ‖ u64 changes ‖ trail (32)
/// for each role: u32 place of each of its cases
/// ```
package struct VerifiedLog: Sendable {
    let vault: VaultID
    let tree: RunningTree
    let roster: RosterHead
    let signatures: UInt64
    let past: LogPast

    /// About 600,000 cases. Of a larger vault nothing is remembered, and all of it is verified each time.
    static let byteLimit = 64 << 20
    private static let lineLimit = 1_000_000
    private static let rowByteCount = 98

    var head: TreeHead { tree.head }

    init(vault: VaultID, tree: RunningTree, roster: RosterHead, signatures: UInt64, past: LogPast) {
        self.vault = vault
        self.tree = tree
        self.roster = roster
        self.signatures = signatures
        self.past = past
    }

    package var bytes: [UInt8] {
        var writer = FieldWriter(kind: "brankas/verified/v1")
        writer.put("vault", vault.text)
        writer.put("head", "\(head.size) \(head.root.hex)")
        writer.put("roster", "\(roster.count) \(roster.digest.hex)")
        writer.put("time", past.time.text)
        writer.put("signatures", signatures)
        for part in tree.parts { writer.put("part", part.hex) }
        for search in past.searches { writer.put("search", "\(search.actor.text) \(search.time.text)") }
        for seen in past.recent { writer.put("request", "\(seen.time.text) \(seen.request.hex)") }
        for letter in past.letters.map(\.hex).sorted() { writer.put("letter", letter) }
        let roles = past.concerned.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted) }
        for (role, cases) in roles { writer.put("role", "\(role.text) \(cases.count)") }
        writer.put("cases", UInt64(past.chains.count))
        var bytes = Array(writer.text.utf8) + [0x0a]
        let rows = past.chains.sorted { $0.key < $1.key }
        bytes.reserveCapacity(bytes.count + rows.count * (Self.rowByteCount + 8))
        var places: [CaseID: UInt64] = [:]
        for (place, (id, link)) in rows.enumerated() {
            places[id] = UInt64(place)
            bytes += id.text.utf8
            bytes += bigEndian(UInt64(link.number))
            bytes += link.hash.bytes
            bytes += bigEndian(UInt64(link.trail.count))
            bytes += link.trail.digest.bytes
        }
        for (_, cases) in roles {
            for id in cases { bytes += bigEndian(places[id] ?? 0).suffix(4) }
        }
        return bytes
    }

    /// Reads it back, strictly: nil for anything but what `bytes` gives.
    package init?(parsing bytes: [UInt8]) {
        guard bytes.count <= Self.byteLimit,
            let end = bytes.indices.dropFirst().first(where: { bytes[$0] == 0x0a && bytes[$0 - 1] == 0x0a }),
            let text = String(validating: bytes[..<end], as: UTF8.self),
            let verified = try? Self(header: text, rest: bytes[(end + 1)...]), verified.bytes == bytes
        else { return nil }
        self = verified
    }

    private init(header: String, rest: ArraySlice<UInt8>) throws {
        var reader = try FieldReader(header, kind: .entry, first: "brankas/verified/v1")
        vault = try VaultID(hex: reader.take("vault"))
        let head = try reader.pair(reader.take("head"), "head")
        let roster = try reader.pair(reader.take("roster"), "roster")
        let time = try Instant(reader.take("time"))
        signatures = try reader.takeNumber("signatures")
        func digest(_ text: Substring, _ line: String) throws -> Digest {
            guard let digest = Digest(hex: text) else { throw reader.fault(line) }
            return digest
        }
        let parts = try reader.takeAll("part", limit: 64).map { try digest($0, "part") }
        let searches = try reader.takeAll("search", limit: Self.lineLimit).map { line in
            let parts = try reader.pair(line, "search")
            return LogPast.Search(actor: try Handle(parts.0), time: try Instant(parts.1))
        }
        let recent = try reader.takeAll("request", limit: Self.lineLimit).map { line in
            let parts = try reader.pair(line, "request")
            return LogPast.Seen(time: try Instant(parts.0), request: try digest(parts.1, "request"))
        }
        let letters = try reader.takeAll("letter", limit: Self.lineLimit).map { try digest($0, "letter") }
        let roles = try reader.takeAll("role", limit: 10_000).map { line in
            let parts = try reader.pair(line, "role")
            return (role: try RoleName(parts.0), count: try reader.number(parts.1, "role"))
        }
        let count = try reader.takeNumber("cases")
        try reader.finish()
        self.roster = RosterHead(
            count: Int(clamping: try reader.number(roster.0, "roster")), digest: try digest(roster.1, "roster"))
        guard let tree = RunningTree(size: try reader.number(head.0, "head"), parts: parts),
            tree.head.root == (try digest(head.1, "head"))
        else { throw reader.fault("head") }
        self.tree = tree
        var rows = Rows(rest)
        let chains = try rows.chains(count)
        var concerned: [RoleName: CaseOrder] = [:]
        for (role, count) in roles { concerned[role] = try rows.order(count, of: chains.map(\.id)) }
        guard rows.isAtEnd else { throw reader.fault("cases") }
        past = LogPast(
            time: time, chains: Dictionary(chains.map { ($0.id, $0.link) }, uniquingKeysWith: { first, _ in first }),
            concerned: concerned, searches: searches, recent: recent, letters: Set(letters))
    }

    /// What follows the header.
    private struct Rows {
        private var rest: ArraySlice<UInt8>

        init(_ rest: ArraySlice<UInt8>) { self.rest = rest }

        var isAtEnd: Bool { rest.isEmpty }

        private mutating func take(_ count: Int) -> [UInt8] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }

        private mutating func number(_ byteCount: Int) -> UInt64 { take(byteCount).reduce(0) { $0 << 8 | UInt64($1) } }

        private mutating func digest() throws -> Digest {
            guard let digest = Digest(take(Digest.byteCount)) else { throw Self.fault }
            return digest
        }

        private static var fault: CaseworkError { .malformed(kind: .entry, line: "rows") }

        mutating func chains(_ count: UInt64) throws -> [(id: CaseID, link: LogPast.Link)] {
            guard count <= UInt64(rest.count / VerifiedLog.rowByteCount) else { throw Self.fault }
            return try (0..<count).map { _ in
                guard let text = String(validating: take(18), as: UTF8.self) else { throw Self.fault }
                let id = try CaseID(text)
                let number = Int(clamping: number(8))
                let hash = try digest()
                let changes = Int(clamping: self.number(8))
                return (
                    id,
                    LogPast.Link(number: number, hash: hash, trail: ChainHead(count: changes, digest: try digest()))
                )
            }
        }

        mutating func order(_ count: UInt64, of ids: [CaseID]) throws -> CaseOrder {
            guard count <= UInt64(rest.count / 4) else { throw Self.fault }
            var order = CaseOrder()
            for _ in 0..<count {
                let place = number(4)
                guard place < UInt64(ids.count) else { throw Self.fault }
                order.insert(ids[Int(place)])
            }
            return order
        }
    }
}
