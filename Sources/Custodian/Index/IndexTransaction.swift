import Casework
import Ledger
import Sodium
import Store
import Vocabulary

/// The verbs of one transaction on the index: what is sealed there, under which binding, and by what it is found.
final class IndexTransaction {
    let session: any Session
    let keys: CustodianKeys
    let vault: VaultID
    /// The tree's nodes that were read: the proofs of one answer share most of theirs, and a node never changes.
    private var nodes: [NodePlace: Digest] = [:]
    private var bindings: [String: Binding] = [:]

    /// The manifest that was read last: what is wanted of an entry's things is wanted of several.
    private var lastManifest: (sequence: UInt64, manifest: Manifest)?

    private struct NodePlace: Hashable {
        let level: Int
        let index: UInt64
    }

    init(_ session: any Session, keys: CustodianKeys) throws {
        self.session = session
        self.keys = keys
        let vault = try session.first(.vault) { row in
            row.text(0).flatMap { try? VaultID(hex: $0[...]) }
        }
        guard case let vault?? = vault else { throw CustodyError.damaged(.row(table: "vault")) }
        self.vault = vault
    }

    /// Runs `body`. Where it throws, all that it did is undone: in the index, and in what is remembered of it here.
    func attempt<R>(_ body: () throws -> R) throws -> R {
        do {
            return try session.attempt(body)
        } catch {
            (nodes, lastManifest) = ([:], nil)
            throw error
        }
    }

    static func create(_ session: any Session, vault: VaultID, sealedSeed: Digest) throws {
        try session.run(.addVault, [.text(vault.text), .text(sealedSeed.hex)])
    }

    // MARK: The ledger

    var size: UInt64 {
        get throws {
            guard let size = try session.first(.size, [], { $0.count(0) }) ?? nil else {
                throw CustodyError.damaged(.row(table: "ledger"))
            }
            return size
        }
    }

    /// The tree's, as it now is.
    var head: TreeHead {
        get throws {
            let size = try size
            return TreeHead(size: size, root: try MerkleTree.root(size: size, in: self))
        }
    }

    /// The newest entry's, from its leaf: the column is there to be searched, not to be believed.
    var lastTime: Instant? {
        get throws {
            let size = try size
            return size == 0 ? nil : try entry(size - 1).time
        }
    }

    func binding(_ kind: String, _ sequence: UInt64) -> Binding { binding(kind).with("seq", sequence) }

    /// How those of a kind begin.
    func binding(_ kind: String) -> Binding {
        if let known = bindings[kind] { return known }
        let made = Binding(kind: kind, vault: vault)
        bindings[kind] = made
        return made
    }

    /// Appends `entry` with its manifest and the tree nodes that it completes.
    func append(_ entry: Entry, leaf: [UInt8], manifest: Manifest) throws {
        let sequence = entry.sequence
        let columns = LedgerColumns(entry)
        var sealed = Value.null(.blob)
        if entry.keepsManifest {
            sealed = .blob(try keys.seal(Array(manifest.text.utf8), binding: binding("manifest", sequence)))
        }
        try session.run(
            .append,
            [
                .number(sequence), .integer(columns.time.seconds), .flag(columns.isDenied),
                .blob(try keys.sealLeaf(leaf, binding: binding("leaf", sequence))), sealed, lookup(columns.actor),
                lookup(columns.role), lookup(columns.action), columns.caseID.orNull(.text) { .text($0.text) },
                columns.number.orNull(.integer) { .number($0) }, columns.change.orNull(.integer) { .number($0) },
                columns.record.orNull(.text) { .text($0.text) },
            ])
        for node in try MerkleTree.nodes(appending: MerkleTree.leafHash(leaf), at: sequence, in: self) {
            try session.run(.addNode, [.number(node.level), .number(node.index), .blob(node.hash.bytes)])
        }
    }

    func leaf(_ sequence: UInt64) throws -> [UInt8] {
        let leaf = try session.first(.leaf, [.number(sequence)]) { row in
            row.withBlob(0) { keys.openLeaf($0, binding: binding("leaf", sequence)) } ?? nil
        }
        guard case let leaf?? = leaf else { throw CustodyError.damaged(.ledgerEntry(sequence)) }
        return leaf
    }

    func manifest(_ sequence: UInt64) throws -> Manifest {
        guard let manifest = try keptManifest(sequence) else { throw CustodyError.damaged(.ledgerEntry(sequence)) }
        return manifest
    }

    /// Nil of an entry that keeps none.
    func keptManifest(_ sequence: UInt64) throws -> Manifest? {
        if let lastManifest, lastManifest.sequence == sequence { return lastManifest.manifest }
        let found = try session.first(.manifest, [.number(sequence)]) { row in (row.isNull(0), row.blob(0)) }
        guard let (isNull, box) = found else { throw CustodyError.damaged(.ledgerEntry(sequence)) }
        if isNull { return nil }
        guard let box, let bytes = keys.open(box, binding: binding("manifest", sequence)),
            let text = String(validating: bytes, as: UTF8.self), let manifest = try? Manifest(parsing: text)
        else { throw CustodyError.damaged(.ledgerEntry(sequence)) }
        lastManifest = (sequence, manifest)
        return manifest
    }

    var checkpoint: (size: UInt64, note: [UInt8]) {
        get throws {
            guard case (let size?, let box?)? = try session.first(.head, [], { ($0.count(0), $0.blob(1)) }),
                let note = keys.open(box, binding: binding("checkpoint", size))
            else { throw CustodyError.damaged(.checkpoint) }
            return (size, note)
        }
    }

    func setCheckpoint(_ note: [UInt8], size: UInt64) throws {
        let values: [Value] = [
            .number(size), .blob(try keys.seal(note, binding: binding("checkpoint", size))),
        ]
        if try session.run(.moveHead, values) == 0 { try session.run(.addHead, values) }
    }

    // MARK: Things

    func put(_ bytes: [UInt8], item: Int, of sequence: UInt64) throws {
        let box = try keys.seal(bytes, binding: thingBinding(sequence, item))
        try session.run(.addThing, [.number(sequence), .number(item), .blob(box)])
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
        let found = try session.first(.thing, [.number(sequence), .number(item)]) { row in
            row.withBlob(0) { keys.open($0, binding: thingBinding(sequence, item)) } ?? nil
        }
        guard let found else { return nil }
        guard let bytes = found else {
            throw CustodyError.damaged(.thing(sequence: sequence, name: String(item)))
        }
        return bytes
    }

    func putObject(_ name: String, byteCount: Int, of sequence: UInt64) throws {
        try session.run(.addObject, [.number(sequence), .text(name), .number(byteCount)])
    }

    /// The file that the payload of the entry lies in, and how long it should be, as far as that is told; nil where it lies in
    /// none.
    func object(of sequence: UInt64) throws -> (name: String, byteCount: Int?)? {
        try session.first(.object, [.number(sequence)]) { row in
            guard let name = row.text(0) else { throw CustodyError.damaged(.row(table: "objects")) }
            return (name, row.integer(1).map { Int($0) })
        }
    }

    func hasObject(named name: String) throws -> Bool { try session.exists(.objectNamed, [.text(name)]) }

    // MARK: The roster

    func addToRoster(position: Int, sequence: UInt64) throws {
        try session.run(.addLink, [.number(position), .number(sequence)])
    }

    /// Links of the roster.
    var rosterCount: Int {
        get throws { Int(try session.first(.linkCount) { $0.integer(0) ?? 0 } ?? 0) }
    }

    var rosterSequences: [UInt64] {
        get throws {
            try session.all(.links) { ($0.count(0), $0.count(1)) }.enumerated().map { place, link in
                guard link.0 == UInt64(place), let sequence = link.1 else {
                    throw CustodyError.damaged(.row(table: "roster"))
                }
                return sequence
            }
        }
    }

    func addPersonal(_ handle: Handle, sequence: UInt64, item: Int) throws {
        try session.run(.addPersonal, [lookup(person: handle), .number(sequence), .number(item)])
    }

    /// Where the age files to `handle` stand: entry and place in its manifest.
    func personal(_ handle: Handle) throws -> [(sequence: UInt64, item: Int)] {
        try session.all(.personal, [lookup(person: handle)]) { row in
            guard let sequence = row.count(0), let item = row.count(1) else {
                throw CustodyError.damaged(.row(table: "personal"))
            }
            return (sequence, Int(clamping: item))
        }
    }

    /// The hashes of the sealed seed that was committed last, and of the last that somebody else than its sealer opened.
    var sealedSeeds: (newest: Digest, kept: Digest) {
        get throws {
            let cover = try Index.Cover(session)
            return (cover.sealedSeed, cover.keptSeed)
        }
    }

    func setSealedSeed(_ digest: Digest, by handle: Handle) throws {
        try session.run(.setSealedSeed, [.text(digest.hex), lookup(person: handle)])
    }

    /// The newest sealed seed was opened by `handle`. True if that is somebody else than its sealer, so that the one before is
    /// needed no longer.
    func noteOpened(_ digest: Digest, by handle: Handle) throws -> Bool {
        try session.run(.noteOpened, [.text(digest.hex), lookup(person: handle)]) == 1
    }

    // MARK: Cases

    /// The sequence numbers of a case's changes after the first `count`, without a gap.
    func trail(_ id: CaseID, after count: Int = 0) throws -> [UInt64] {
        var trail: [UInt64] = []
        try session.rows(.trail, [.text(id.text), .number(count)]) { row in
            guard row.integer(1) == Int64(count + trail.count + 1), let sequence = row.count(0) else {
                throw CustodyError.damaged(.caseTrail(id))
            }
            trail.append(sequence)
            return .next
        }
        return trail
    }

    /// The change of a case that follows the first `count`.
    func change(after count: Int, of id: CaseID) throws -> UInt64? {
        try session.first(.trail, [.text(id.text), .number(count)]) { row in
            guard row.integer(1) == Int64(count + 1), let sequence = row.count(0) else {
                throw CustodyError.damaged(.caseTrail(id))
            }
            return sequence
        }
    }

    /// The last entry about a case, changes and others: its sequence and its number in the case.
    func lastEntry(of id: CaseID) throws -> (sequence: UInt64, number: Int)? {
        try session.first(.lastOfCase, [.text(id.text)]) { row in
            guard let sequence = row.count(0), let number = row.integer(1) else {
                throw CustodyError.damaged(.caseTrail(id))
            }
            return (sequence, Int(number))
        }
    }

    func addConcern(_ role: RoleName, _ id: CaseID) throws {
        try session.run(.addConcern, [lookup(role), .text(id.text)])
    }

    /// The cases that may concern `role`, in the order of their ids, after `after`.
    func concerns(_ role: RoleName, after: CaseID?, limit: Int) throws -> [CaseID] {
        try session.all(.concerns, [lookup(role), .text(after?.text ?? ""), .number(limit)]) {
            try $0.caseID(0, in: "concerns")
        }
    }

    func addRecord(_ record: RecordID, _ id: CaseID, _ sequence: UInt64) throws {
        try session.run(.addRecord, [.text(record.text), .text(id.text), .number(sequence)])
    }

    /// Whether a record's row says this case, and that this entry added it.
    func hasRecord(_ record: RecordID, _ id: CaseID, _ sequence: UInt64) throws -> Bool {
        try session.first(.record, [.text(record.text)]) { $0.text(0) == id.text && $0.count(1) == sequence } ?? false
    }

    func caseID(of record: RecordID) throws -> CaseID? {
        try session.first(.record, [.text(record.text)]) { try $0.caseID(0, in: "records") }
    }

    /// Of a grant or an export: their ids are of one kind.
    func caseID(of grant: GrantID) throws -> CaseID? {
        try session.first(.grant, [.text(grant.text)]) { try $0.caseID(0, in: "grants") }
            ?? session.first(.export, [.text(grant.text)]) { try $0.caseID(0, in: "exports") }
    }

    /// Replaces what a record is found by: what the entry `sequence` brought, or nothing.
    func setTokens(_ tokens: (sequence: UInt64, tokens: SearchTokens)?, of record: RecordID) throws {
        try session.run(.removeTokens, [.text(record.text)])
        guard let (sequence, tokens) = tokens else { return }
        for token in tokens.tokens {
            try session.run(.addToken, [.blob(keys.pepper(token)), .text(record.text), .number(sequence)])
        }
    }

    /// A case that a search found, by the first entry that added a record which matches.
    struct FoundCase {
        let id: CaseID
        let sequence: Int64
    }

    /// The cases with a record that has all of `tokens`, in the order in which the records were first stored: whoever comes
    /// later comes behind, whatever became of the tokens of others since. At most `SearchTokens.searchLimit` are asked for.
    func cases(matching tokens: [[UInt8]], limit: Int) throws -> [FoundCase] {
        let places = SearchTokens.searchLimit
        guard tokens.count <= places else { throw CustodyError.refused(.malformed) }
        let asked = tokens.map { Value.blob(keys.pepper($0)) }
        let unasked = [Value](repeating: .null(.blob), count: places - asked.count)
        return try session.all(.casesFound, asked + unasked + [.number(asked.count), .number(limit)]) { row in
            guard let sequence = row.integer(1) else { throw CustodyError.damaged(.row(table: "records")) }
            return FoundCase(id: try row.caseID(0, in: "records"), sequence: sequence)
        }
    }

    /// The other records of a case that are found by `token`, in the order in which they were first stored.
    func twins(of record: RecordID, in id: CaseID, token: [UInt8]) throws -> [RecordID] {
        try session.all(.twins, [.blob(keys.pepper(token)), .text(id.text), .text(record.text)]) { row in
            guard let record = row.text(0).flatMap({ try? RecordID($0) }) else {
                throw CustodyError.damaged(.row(table: "tokens"))
            }
            return record
        }
    }

    // MARK: Replay, floods, limits

    /// Forgets the nonces of requests that expired before `time`.
    func forgetNonces(before time: Instant) throws { try session.run(.forgetNonces, [.integer(time.seconds)]) }

    /// Whether a request with this nonce was taken that may still be fresh.
    func hasNonce(_ nonce: [UInt8]) throws -> Bool { try session.exists(.nonce, [.blob(nonce)]) }

    func addNonce(_ nonce: [UInt8], expires: Instant) throws {
        try session.run(.addNonce, [.blob(nonce), .integer(expires.seconds)])
    }

    func suppress(_ actor: Handle, _ count: Int = 1) throws {
        try session.run(.suppress, [lookup(actor), .number(count)])
    }

    /// How many denials of `actor` were not listed, forgetting them.
    func takeSuppressed(_ actor: Handle) throws -> Int {
        let count = try session.first(.suppressed, [lookup(actor)]) { $0.integer(0) ?? 0 } ?? 0
        if count > 0 { try session.run(.removeSuppressed, [lookup(actor)]) }
        return Int(count)
    }

    /// Takes over from another index what follows from no entry: who sealed the seed, how far halves are settled, which denials
    /// were counted and not listed, and the nonces of letters that were counted with them.
    func copyUnderived(from old: IndexTransaction) throws {
        func copy(_ found: Statement, _ kept: Statement, _ kinds: [Value.Kind]) throws {
            let rows = try old.session.all(found) { row in kinds.enumerated().map { row.value($0.offset, $0.element) } }
            for row in rows { try session.run(kept, row) }
        }
        try copy(.sealing, .setSealing, [.text, .blob, .integer])
        try copy(.floods, .suppress, [.blob, .integer])
        try copy(.nonces, .keepNonce, [.blob, .integer])
    }

    // MARK: Halves

    var halvesSeen: Int64 {
        get throws { try session.first(.halvesSeen) { $0.integer(0) ?? 0 } ?? 0 }
    }

    func setHalvesSeen(_ row: Int64) throws { try session.run(.setHalvesSeen, [.integer(row)]) }

    // MARK: What names are looked up by

    func lookup(_ actor: Handle) -> Value { .blob(keys.lookup("actor", actor.text)) }
    func lookup(person: Handle) -> Value { .blob(keys.lookup("person", person.text)) }
    func lookup(_ role: RoleName) -> Value { .blob(keys.lookup("role", role.text)) }
    func lookup(_ agency: AgencyName) -> Value { .blob(keys.lookup("agency", agency.text)) }
    func lookup(_ action: ActionName) -> Value { .blob(keys.lookup("action", action.rawValue)) }
}

extension IndexTransaction: TreeStorage {
    func hash(level: Int, index: UInt64) throws -> Digest? {
        let place = NodePlace(level: level, index: index)
        if let known = nodes[place] { return known }
        let hash = try session.first(.node, [.number(level), .number(index)]) { row in
            row.withBlob(0) { Digest($0) } ?? nil
        }
        // Of a whole log they would be as many as its entries.
        if nodes.count >= 1 << 16 { nodes = [:] }
        nodes[place] = hash ?? nil
        return hash ?? nil
    }
}

extension StoredRow {
    /// The id that stands in a column of `table`.
    func caseID(_ column: Int, in table: String) throws -> CaseID {
        guard let id = text(column).flatMap({ try? CaseID($0) }) else {
            throw CustodyError.damaged(.row(table: table))
        }
        return id
    }
}

extension IndexTransaction {
    /// Removes the halves that belong to no entry, and those that moves replaced.
    func sweepHalves(_ halves: HalfStore) throws {
        let seen = try halvesSeen
        let last = try halves.sweep(after: seen, from: try size)
        if last != seen { try setHalvesSeen(last) }
        // A crash may have come between a move's commit and the removal.
        try removeSpentHalves(from: halves)
    }

    /// The entry by which the ledger's time went back last.
    func setBack(_ roster: Roster) throws -> UInt64? {
        guard let place = roster.clockSetBack else { return nil }
        let sequences = try rosterSequences
        guard sequences.indices.contains(place) else { throw CustodyError.damaged(.roster) }
        return sequences[place]
    }
}
