import Casework
import Foundation
import GRDB
import Ledger
import Sodium
import Vocabulary

/// The verbs of one transaction on the index.
final class IndexTransaction {
    let db: Database
    let keys: CustodianKeys
    let vault: VaultID
    /// The tree's nodes that were read: the proofs of one answer share most of theirs, and a node never changes.
    private var nodes: [NodePlace: Digest] = [:]
    /// How the bindings of each kind begin.
    private var bindings: [String: Binding] = [:]

    /// The manifest that was read last: what is wanted of an entry's things is wanted of several.
    private var lastManifest: (sequence: UInt64, manifest: Manifest)?

    private struct NodePlace: Hashable {
        let level: Int
        let index: UInt64
    }

    init(db: Database, keys: CustodianKeys) throws {
        self.db = db
        self.keys = keys
        guard let row = try Row.fetchOne(try db.cachedStatement(sql: "SELECT vault, format FROM vault WHERE one = 1")),
            let vault = (row.stored("vault") as String?).flatMap({ try? VaultID(hex: $0[...]) }),
            row.stored("format") == Schema.format
        else { throw CustodyError.damaged(.row(table: "vault")) }
        self.vault = vault
    }

    // MARK: The ledger

    var size: UInt64 {
        get throws {
            let next = try Int64.fetchOne(try db.cachedStatement(sql: "SELECT COALESCE(MAX(seq) + 1, 0) FROM ledger"))
            guard let size = UInt64(exactly: next ?? 0) else { throw CustodyError.damaged(.row(table: "ledger")) }
            return size
        }
    }

    /// The newest entry's, from its leaf: the column is there to be searched, not to be believed.
    var lastTime: Instant? {
        get throws {
            let size = try size
            return size == 0 ? nil : try entry(size - 1).time
        }
    }

    func binding(_ kind: String, _ sequence: UInt64) -> Binding {
        if let known = bindings[kind] { return known.with("seq", sequence) }
        let made = Binding(kind: kind, vault: vault)
        bindings[kind] = made
        return made.with("seq", sequence)
    }

    /// Appends `entry` with its manifest and the tree nodes that it completes.
    func append(_ entry: Entry, leaf: [UInt8], manifest: Manifest) throws {
        let sequence = entry.sequence
        let columns = LedgerColumns(entry)
        try db.cachedStatement(
            sql: """
                INSERT INTO ledger
                    (seq, time, denied, leaf, manifest, actor, role, action, case_id, number, change, record)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            Int64(sequence), columns.time.seconds, columns.isDenied ? 1 : 0,
            blob(try keys.sealLeaf(leaf, binding: binding("leaf", sequence))),
            entry.keepsManifest
                ? blob(try keys.seal(Array(manifest.text.utf8), binding: binding("manifest", sequence))) : nil,
            blob(keys.lookup("actor", columns.actor.text)), blob(keys.lookup("role", columns.role.text)),
            blob(keys.lookup("action", columns.action.rawValue)), columns.caseID?.text, columns.number,
            columns.change, columns.record?.text,
        ])
        for node in try MerkleTree.nodes(appending: MerkleTree.leafHash(leaf), at: sequence, in: self) {
            try db.cachedStatement(sql: "INSERT INTO tree (level, position, hash) VALUES (?, ?, ?)").execute(
                arguments: [node.level, Int64(node.index), blob(node.hash.bytes)])
        }
    }

    func leaf(_ sequence: UInt64) throws -> [UInt8] {
        guard let box = try bytes("SELECT leaf FROM ledger WHERE seq = ?", [Int64(sequence)]),
            let leaf = keys.openLeaf(box.span, binding: binding("leaf", sequence))
        else { throw CustodyError.damaged(.ledgerEntry(sequence)) }
        return leaf
    }

    func manifest(_ sequence: UInt64) throws -> Manifest {
        guard let manifest = try keptManifest(sequence) else { throw CustodyError.damaged(.ledgerEntry(sequence)) }
        return manifest
    }

    /// Nil of an entry that keeps none.
    func keptManifest(_ sequence: UInt64) throws -> Manifest? {
        if let lastManifest, lastManifest.sequence == sequence { return lastManifest.manifest }
        guard
            let row = try Row.fetchOne(
                try db.cachedStatement(sql: "SELECT manifest FROM ledger WHERE seq = ?"), arguments: [Int64(sequence)])
        else { throw CustodyError.damaged(.ledgerEntry(sequence)) }
        if row.hasNull(atIndex: 0) { return nil }
        guard let box: Data = row.stored("manifest"),
            let bytes = keys.open(Array(box), binding: binding("manifest", sequence)),
            let text = String(validating: bytes, as: UTF8.self), let manifest = try? Manifest(parsing: text)
        else { throw CustodyError.damaged(.ledgerEntry(sequence)) }
        lastManifest = (sequence, manifest)
        return manifest
    }

    var checkpoint: (size: UInt64, note: [UInt8]) {
        get throws {
            guard
                let row = try Row.fetchOne(
                    try db.cachedStatement(sql: "SELECT size, checkpoint FROM head WHERE one = 1")),
                let size = row.storedCount("size"), let box: Data = row.stored("checkpoint"),
                let note = keys.open(Array(box), binding: binding("checkpoint", size))
            else { throw CustodyError.damaged(.checkpoint) }
            return (size, note)
        }
    }

    func setCheckpoint(_ note: [UInt8], size: UInt64) throws {
        let arguments: StatementArguments = [
            "size": Int64(size), "box": blob(try keys.seal(note, binding: binding("checkpoint", size))),
        ]
        try db.cachedStatement(sql: "UPDATE head SET size = :size, checkpoint = :box WHERE one = 1").execute(
            arguments: arguments)
        if db.changesCount == 0 {
            try db.cachedStatement(sql: "INSERT INTO head (one, size, checkpoint) VALUES (1, :size, :box)").execute(
                arguments: arguments)
        }
    }

    // MARK: Things

    func put(_ bytes: [UInt8], item: Int, of sequence: UInt64) throws {
        try db.cachedStatement(sql: "INSERT INTO things (seq, item, bytes) VALUES (?, ?, ?)").execute(arguments: [
            Int64(sequence), item, blob(try keys.seal(bytes, binding: thingBinding(sequence, item))),
        ])
    }

    private func thingBinding(_ sequence: UInt64, _ item: Int) -> Binding {
        binding("thing", sequence).with("item", String(item))
    }

    /// The thing, or nil if it is not stored (any more). Throws where it is not the one that the manifest lists.
    func thing(_ name: ItemName, of sequence: UInt64, in manifest: Manifest) throws -> [UInt8]? {
        guard let item = manifest.index(of: name), let bytes = try thing(at: item, of: sequence) else { return nil }
        guard Digest.of(bytes) == manifest.items[item].digest else {
            throw CustodyError.damaged(.thing(sequence: sequence, name: name.text))
        }
        return bytes
    }

    /// What stands there as the thing of that place in the entry's manifest, if anything does.
    func thing(at item: Int, of sequence: UInt64) throws -> [UInt8]? {
        guard let box = try bytes("SELECT bytes FROM things WHERE seq = ? AND item = ?", [Int64(sequence), item])
        else { return nil }
        guard let bytes = keys.open(box, binding: thingBinding(sequence, item)) else {
            throw CustodyError.damaged(.thing(sequence: sequence, name: String(item)))
        }
        return bytes
    }

    func thingCount(of sequence: UInt64) throws -> Int {
        try Int.fetchOne(
            try db.cachedStatement(sql: "SELECT COUNT(*) FROM things WHERE seq = ?"), arguments: [Int64(sequence)]) ?? 0
    }

    func putObject(_ name: String, byteCount: Int, of sequence: UInt64) throws {
        try db.cachedStatement(sql: "INSERT INTO objects (seq, name, size) VALUES (?, ?, ?)").execute(arguments: [
            Int64(sequence), name, byteCount,
        ])
    }

    func object(of sequence: UInt64) throws -> String? {
        try String.fetchOne(
            try db.cachedStatement(sql: "SELECT name FROM objects WHERE seq = ?"), arguments: [Int64(sequence)])
    }

    func hasObject(named name: String) throws -> Bool {
        try Bool.fetchOne(
            try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM objects WHERE name = ?)"), arguments: [name])
            ?? false
    }

    // MARK: The roster

    func addToRoster(position: Int, sequence: UInt64) throws {
        try db.cachedStatement(sql: "INSERT INTO roster (position, seq) VALUES (?, ?)").execute(arguments: [
            position, Int64(sequence),
        ])
    }

    var rosterSequences: [UInt64] {
        get throws {
            try Row.fetchAll(try db.cachedStatement(sql: "SELECT position, seq FROM roster ORDER BY position"))
                .enumerated().map {
                    guard $0.element.stored("position") == $0.offset, let sequence = $0.element.storedCount("seq")
                    else { throw CustodyError.damaged(.row(table: "roster")) }
                    return sequence
                }
        }
    }

    func addPersonal(_ handle: Handle, sequence: UInt64, item: Int) throws {
        try db.cachedStatement(sql: "INSERT INTO personal (person, seq, item) VALUES (?, ?, ?)").execute(arguments: [
            blob(keys.lookup("person", handle.text)), Int64(sequence), item,
        ])
    }

    /// Where the age files to `handle` stand: entry and place in its manifest.
    func personal(_ handle: Handle) throws -> [(sequence: UInt64, item: Int)] {
        try Row.fetchAll(
            try db.cachedStatement(sql: "SELECT seq, item FROM personal WHERE person = ? ORDER BY seq, item"),
            arguments: [blob(keys.lookup("person", handle.text))]
        ).map {
            guard let sequence = $0.storedCount("seq"), let item: Int = $0.stored("item") else {
                throw CustodyError.damaged(.row(table: "personal"))
            }
            return (sequence, item)
        }
    }

    /// The hashes of the sealed seed that was committed last, and of the last that somebody else than its sealer opened.
    var sealedSeeds: (newest: Digest, kept: Digest) {
        get throws {
            guard
                let row = try Row.fetchOne(
                    try db.cachedStatement(sql: "SELECT sealed_seed, kept_seed FROM vault WHERE one = 1")),
                let newest = (row.stored("sealed_seed") as String?).flatMap({ Digest(hex: $0) }),
                let kept = (row.stored("kept_seed") as String?).flatMap({ Digest(hex: $0) })
            else { throw CustodyError.damaged(.row(table: "vault")) }
            return (newest, kept)
        }
    }

    func setSealedSeed(_ digest: Digest, by handle: Handle) throws {
        try db.cachedStatement(sql: "UPDATE vault SET sealed_seed = ?, sealed_by = ?").execute(arguments: [
            digest.hex, blob(keys.lookup("person", handle.text)),
        ])
    }

    /// The newest sealed seed was opened by `handle`. True if that is somebody else than its sealer, so that the one before is
    /// needed no longer.
    func noteOpened(_ digest: Digest, by handle: Handle) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE vault SET kept_seed = sealed_seed
                WHERE sealed_seed = ? AND kept_seed <> sealed_seed AND sealed_by <> ?
                """
        ).execute(arguments: [digest.hex, blob(keys.lookup("person", handle.text))])
        return db.changesCount == 1
    }

    // MARK: Cases

    /// The sequence numbers of a case's changes after the first `count`, without a gap.
    func trail(_ id: CaseID, after count: Int = 0) throws -> [UInt64] {
        let rows = try Row.fetchAll(
            try db.cachedStatement(
                sql: "SELECT seq, change FROM ledger WHERE case_id = ? AND change > ? ORDER BY change"),
            arguments: [id.text, count])
        return try rows.enumerated().map { index, row in
            guard row.stored("change") == count + index + 1, let sequence = row.storedCount("seq") else {
                throw CustodyError.damaged(.caseTrail(id))
            }
            return sequence
        }
    }

    /// The last entry about a case, changes and others: its sequence and its number in the case.
    func lastEntry(of id: CaseID) throws -> (sequence: UInt64, number: Int)? {
        try Row.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT seq, number FROM ledger
                    WHERE case_id = ? AND number IS NOT NULL ORDER BY number DESC LIMIT 1
                    """),
            arguments: [id.text]
        ).map {
            guard let sequence = $0.storedCount("seq"), let number: Int = $0.stored("number") else {
                throw CustodyError.damaged(.caseTrail(id))
            }
            return (sequence, number)
        }
    }

    func addConcern(_ role: RoleName, _ id: CaseID) throws {
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO concerns (role, case_id) VALUES (?, ?)").execute(arguments: [
            blob(keys.lookup("role", role.text)), id.text,
        ])
    }

    /// The cases that may concern `role`, in the order of their ids, after `after`.
    func concerns(_ role: RoleName, after: CaseID?, limit: Int) throws -> [CaseID] {
        try String.fetchAll(
            try db.cachedStatement(
                sql: "SELECT case_id FROM concerns WHERE role = ? AND case_id > ? ORDER BY case_id LIMIT ?"),
            arguments: [blob(keys.lookup("role", role.text)), after?.text ?? "", limit]
        ).map { try $0.storedCaseID(in: "concerns") }
    }

    func addRecord(_ record: RecordID, _ id: CaseID, _ sequence: UInt64) throws {
        try db.cachedStatement(sql: "INSERT INTO records (id, case_id, seq) VALUES (?, ?, ?)").execute(arguments: [
            record.text, id.text, Int64(sequence),
        ])
    }

    /// Whether a record's row says this case, and that this entry added it.
    func hasRecord(_ record: RecordID, _ id: CaseID, _ sequence: UInt64) throws -> Bool {
        try Bool.fetchOne(
            try db.cachedStatement(sql: "SELECT case_id = ? AND seq = ? FROM records WHERE id = ?"),
            arguments: [id.text, Int64(sequence), record.text]) ?? false
    }

    func caseID(of record: RecordID) throws -> CaseID? {
        try String.fetchOne(
            try db.cachedStatement(sql: "SELECT case_id FROM records WHERE id = ?"), arguments: [record.text]
        )
        .map { try $0.storedCaseID(in: "records") }
    }

    func caseID(of grant: GrantID) throws -> CaseID? {
        try String.fetchOne(
            try db.cachedStatement(
                sql: "SELECT case_id FROM grants WHERE id = :id UNION ALL SELECT case_id FROM exports WHERE id = :id"),
            arguments: ["id": grant.text]
        )
        .map { try $0.storedCaseID(in: "grants") }
    }

    /// Replaces what a record is found by: what the entry `sequence` brought, or nothing.
    func setTokens(_ tokens: (sequence: UInt64, tokens: SearchTokens)?, of record: RecordID) throws {
        try db.cachedStatement(sql: "DELETE FROM tokens WHERE record = ?").execute(arguments: [record.text])
        guard let (sequence, tokens) = tokens else { return }
        for token in tokens.tokens {
            try db.cachedStatement(sql: "INSERT INTO tokens (token, record, seq) VALUES (?, ?, ?)").execute(
                arguments: [blob(keys.pepper(token)), record.text, Int64(sequence)])
        }
    }

    /// A case that a search found, by the first entry that added a record which matches.
    struct FoundCase {
        let id: CaseID
        let sequence: Int64
    }

    /// The cases with a record that has all of `tokens`, in the order in which the records were first stored: whoever comes
    /// later comes behind, whatever became of the tokens of others since.
    func cases(matching tokens: [[UInt8]], limit: Int) throws -> [FoundCase] {
        let stored = tokens.map { blob(keys.pepper($0)) }
        let marks = stored.map { _ in "?" }.joined(separator: ", ")
        return try Row.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT case_id, MIN(seq) FROM (
                        SELECT record FROM tokens WHERE token IN (\(marks)) GROUP BY record HAVING COUNT(*) = ?
                    ) AS found JOIN records ON id = record GROUP BY case_id ORDER BY MIN(seq) LIMIT ?
                    """),
            arguments: StatementArguments(stored) + [stored.count, limit]
        ).map { row in
            let id: String = row[0]
            return FoundCase(id: try id.storedCaseID(in: "tokens"), sequence: row[1])
        }
    }

    /// The other records of a case that are found by `token`, in the order in which they were first stored.
    func twins(of record: RecordID, in id: CaseID, token: [UInt8]) throws -> [RecordID] {
        try String.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT record FROM tokens JOIN records ON id = record
                    WHERE token = ? AND case_id = ? AND record <> ? ORDER BY records.seq
                    """),
            arguments: [blob(keys.pepper(token)), id.text, record.text]
        ).map { text in
            guard let record = try? RecordID(text) else { throw CustodyError.damaged(.row(table: "tokens")) }
            return record
        }
    }

    // MARK: Replay, floods, limits

    /// Whether a request with this nonce was taken that has not expired. Those that have are forgotten.
    func isKnown(nonce: [UInt8], now: Instant) throws -> Bool {
        try db.cachedStatement(sql: "DELETE FROM nonces WHERE expires < ?").execute(arguments: [now.seconds])
        return try hasNonce(nonce)
    }

    func hasNonce(_ nonce: [UInt8]) throws -> Bool {
        try Bool.fetchOne(
            try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM nonces WHERE nonce = ?)"),
            arguments: [blob(nonce)]) ?? false
    }

    func addNonce(_ nonce: [UInt8], expires: Instant) throws {
        // Of two entries with one nonce, which somebody brought about who edits rows, each is an entry all the same.
        try db.cachedStatement(
            sql: """
                INSERT INTO nonces (nonce, expires) VALUES (?, ?)
                ON CONFLICT (nonce) DO UPDATE SET expires = MAX(expires, excluded.expires)
                """
        ).execute(arguments: [blob(nonce), expires.seconds])
    }

    /// How many entries of `actor` since then, of that action and outcome.
    ///
    /// Only entries behind `setBack` count, where the ledger's time went back last: those before bear times that never were.
    func count(
        actor: Handle, action: ActionName? = nil, denied: Bool? = nil, since: Instant, behind setBack: UInt64? = nil
    ) throws -> Int {
        guard let first = try firstEntry(since: since) else { return 0 }
        var sql = "SELECT COUNT(*) FROM ledger WHERE actor = ? AND seq >= ?"
        var arguments: StatementArguments = [
            blob(keys.lookup("actor", actor.text)), max(first, Int64(clamping: setBack ?? 0)),
        ]
        if setBack != nil {
            // Between them may be entries of a time that is long past.
            sql += " AND time >= ?"
            arguments += [since.seconds]
        }
        if let action {
            sql += " AND action = ?"
            arguments += [blob(keys.lookup("action", action.rawValue))]
        }
        if let denied {
            sql += " AND denied = ?"
            arguments += [denied ? 1 : 0]
        }
        return try Int.fetchOne(try db.cachedStatement(sql: sql), arguments: arguments) ?? 0
    }

    func suppress(_ actor: Handle, _ count: Int = 1) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO floods (actor, suppressed) VALUES (?, ?)
                ON CONFLICT (actor) DO UPDATE SET suppressed = suppressed + excluded.suppressed
                """
        ).execute(arguments: [blob(keys.lookup("actor", actor.text)), count])
    }

    /// How many denials of `actor` were not listed, forgetting them.
    func takeSuppressed(_ actor: Handle) throws -> Int {
        let key = blob(keys.lookup("actor", actor.text))
        let count =
            try Int.fetchOne(
                try db.cachedStatement(sql: "SELECT suppressed FROM floods WHERE actor = ?"), arguments: [key]) ?? 0
        if count > 0 { try db.cachedStatement(sql: "DELETE FROM floods WHERE actor = ?").execute(arguments: [key]) }
        return count
    }

    /// Takes over from another index what follows from no entry: who sealed the seed, how far halves are settled, which denials
    /// were counted and not listed, and the nonces of letters that were counted with them.
    func copyUnderived(from old: IndexTransaction) throws {
        func rows(_ sql: String) throws -> [[DatabaseValue]] {
            try Row.fetchAll(old.db, sql: sql).map { Array($0.databaseValues) }
        }
        for row in try rows("SELECT kept_seed, sealed_by, halves_seen FROM vault WHERE one = 1") {
            try db.execute(
                sql: "UPDATE vault SET kept_seed = ?, sealed_by = ?, halves_seen = ?",
                arguments: StatementArguments(row))
        }
        for row in try rows("SELECT actor, suppressed FROM floods") {
            try db.execute(
                sql: "INSERT INTO floods (actor, suppressed) VALUES (?, ?)", arguments: StatementArguments(row))
        }
        for row in try rows("SELECT nonce, expires FROM nonces") {
            try db.execute(
                sql: "INSERT INTO nonces (nonce, expires) VALUES (?, ?) ON CONFLICT DO NOTHING",
                arguments: StatementArguments(row))
        }
    }

    // MARK: Halves

    var halvesSeen: Int64 {
        get throws {
            try Int64.fetchOne(try db.cachedStatement(sql: "SELECT halves_seen FROM vault WHERE one = 1")) ?? 0
        }
    }

    func setHalvesSeen(_ row: Int64) throws {
        try db.cachedStatement(sql: "UPDATE vault SET halves_seen = ?").execute(arguments: [row])
    }

    func bytes(_ sql: String, _ arguments: StatementArguments) throws -> [UInt8]? {
        try Data.fetchOne(try db.cachedStatement(sql: sql), arguments: arguments).map { Array($0) }
    }

    func blob(_ bytes: [UInt8]) -> Data { Data(bytes) }
}

extension IndexTransaction: TreeStorage {
    func hash(level: Int, index: UInt64) throws -> Digest? {
        let place = NodePlace(level: level, index: index)
        if let known = nodes[place] { return known }
        let hash = try bytes(
            "SELECT hash FROM tree WHERE level = ? AND position = ?", [level, Int64(clamping: index)]
        ).flatMap { Digest($0) }
        // Of a whole log they would be as many as its entries.
        if nodes.count >= 1 << 16 { nodes = [:] }
        nodes[place] = hash
        return hash
    }
}
