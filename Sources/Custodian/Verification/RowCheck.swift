import Casework
import Ledger
import Sodium
import Vocabulary

/// Holds the rows of the index against the leaves: every entry has its rows, and every row its entry.
///
/// What is inside things, halves and objects is `Inspection`'s to open; here are the rows that searches, listings and
/// proofs are made from.
struct RowCheck {
    private let range: Range<UInt64>
    private let roster: Roster
    private var damages = Damages()
    private var actors = KnownNames<Handle>()
    private var roles = KnownNames<RoleName>()
    private var actions = KnownNames<ActionName>()
    private var links: [UInt64] = []
    private var counts: [RowCount: Int] = [:]
    private var parts = LedgerParts()
    /// The cases as the entries make them, of those that began among them; of others as they are at the end.
    private var cases: [CaseID: CaseState] = [:]
    private var olderCases: [CaseID: CaseState] = [:]
    /// Of each case the last entry about it, with its number, and how many changes it then had.
    private var chains: [CaseID: (number: Int, hash: Digest, changes: Int)] = [:]
    private var concerns: Set<Concern> = []
    // The last word of what changes counts.
    private var grants: [GrantID: (CaseID, GrantRow)] = [:]
    private var exports: [GrantID: (CaseID, ExportRow)] = [:]
    private var asks: [AskID: (CaseID, AskRow)] = [:]
    /// The entries by whose tokens an identity is found.
    private var tokens: [RecordID: [UInt64]] = [:]
    /// When the newest entry was made, and since which entry times do not go back.
    private let lastTime: Instant
    private let timeStart: UInt64

    private struct Concern: Hashable {
        let role: RoleName
        let caseID: CaseID
    }

    private static let emptyManifest = (digest: Manifest([]).digest, bytes: Array(Manifest([]).text.utf8))

    /// - Parameters:
    ///   - range: from the first entry, or where the rest was checked before.
    ///   - roster: the one of now.
    ///   - lastTime: when the newest entry was made.
    ///   - timeStart: the entry since which times do not go back.
    init(_ range: Range<UInt64>, _ roster: Roster, lastTime: Instant, timeStart: UInt64) {
        self.range = range
        self.roster = roster
        self.lastTime = lastTime
        self.timeStart = timeStart
    }

    private var isWhole: Bool { range.lowerBound == 0 }

    mutating func note(_ damage: Damage) { damages.note(damage) }

    private mutating func collect(_ body: (inout Self) throws -> Void) throws {
        do { try body(&self) } catch CustodyError.damaged(let damage) { note(damage) }
    }

    // MARK: Entry by entry

    /// The rows of some consecutive entries, with their leaves. Hands each allowed entry that fits its row to `visit`, with its
    /// manifest.
    mutating func take(
        _ read: [(row: LedgerRow, leaf: ReadLeaf)], _ transaction: IndexTransaction,
        visit: (Entry, Manifest) throws -> Void
    ) throws {
        guard let first = read.first, let last = read.last else { return }
        let span = first.row.sequence..<last.row.sequence + 1
        var things = try transaction.thingItems(span)
        var objects = try transaction.objectSizes(span)
        let nodes = try transaction.nodes(level: 0, span)
        for (place, (row, leaf)) in read.enumerated() {
            let entry = leaf.entry
            parts.add(entry)
            if !nodes.indices.contains(place) || nodes[place] != leaf.hash { note(.tree) }
            // Of most entries it is the empty one: that is told without a hash.
            let isEmpty = entry.request.manifest == Self.emptyManifest.digest
            guard fits(row, entry, transaction.keys), row.hasManifest == entry.keepsManifest else {
                note(.ledgerEntry(row.sequence))
                continue
            }
            try collect { try $0.follow(entry, leaf.hash) }
            guard entry.keepsManifest else {
                try collect { try $0.check(IndexRows(entry, nil, nil, $0.roster), transaction) }
                continue
            }
            guard let text = row.manifest,
                isEmpty ? text == Self.emptyManifest.bytes : Digest.of(text) == entry.request.manifest,
                let manifest = try? Manifest(parsing: String(decoding: text, as: UTF8.self))
            else {
                note(.ledgerEntry(row.sequence))
                continue
            }
            try collect { check in
                let state = try check.state(after: entry, transaction)
                try check.check(IndexRows(entry, manifest, state, check.roster), transaction)
            }
            guard entry.outcome.isAllowed else { continue }
            if !isEmpty {
                checkBrought(
                    manifest, entry, things.removeValue(forKey: row.sequence) ?? [],
                    objects.removeValue(forKey: row.sequence))
            }
            try collect { _ in try visit(entry, manifest) }
        }
        // The inner nodes that these leaves complete.
        for level in 1..<64 {
            let parents = span.lowerBound >> level..<span.upperBound >> level
            if try !parents.isEmpty && !transaction.nodesFit(level: level, parents) { note(.tree) }
        }
        // What no entry brought.
        for sequence in things.keys { note(.thing(sequence: sequence, name: "?")) }
        if !objects.isEmpty { note(.row(table: "objects")) }
    }

    private mutating func fits(_ row: LedgerRow, _ entry: Entry, _ keys: CustodianKeys) -> Bool {
        let columns = LedgerColumns(entry)
        return row.sequence == entry.sequence && row.time == columns.time.seconds && row.isDenied == columns.isDenied
            && row.lookups?.actor == actors.value(of: columns.actor, { keys.lookup("actor", $0.text) })
            && row.lookups?.role == roles.value(of: columns.role, { keys.lookup("role", $0.text) })
            && row.lookups?.action == actions.value(of: columns.action, { keys.lookup("action", $0.rawValue) })
            && row.caseID == .init(columns.caseID?.packed) && row.number == .init(columns.number)
            && row.change == .init(columns.change) && row.record == .init(columns.record?.packed)
    }

    /// The chain of the entry's case goes on with it.
    private mutating func follow(_ entry: Entry, _ hash: Digest) throws {
        guard let place = entry.place else { return }
        let id = place.caseID
        let last = chains[id]
        let isNext = place.number == (last?.number ?? 0) + 1 && place.previous == last?.hash ?? Digest.of("")
        chains[id] = (place.number, hash, place.trail.count + (entry.isChange ? 1 : 0))
        // Where only the end is read, the first of a case follows what was checked before.
        guard isNext || (last == nil && !isWhole) else { throw CustodyError.damaged(.caseTrail(id)) }
    }

    /// The case that an entry changed: after it, or as it is now where it began before the first entry.
    private mutating func state(after entry: Entry, _ transaction: IndexTransaction) throws -> CaseState? {
        guard entry.isChange, let place = entry.place else { return nil }
        let id = place.caseID
        do {
            if place.trail == .start {
                cases[id] = try CaseState(id, trail: [entry])
            } else if cases[id] != nil {
                try cases[id]?.apply(entry)
            } else if !isWhole {
                if olderCases[id] == nil { olderCases[id] = try transaction.state(of: id) }
                return olderCases[id]
            }
        } catch is CaseworkError {
            throw CustodyError.damaged(.caseTrail(id))
        }
        guard let state = cases[id] else { throw CustodyError.damaged(.caseTrail(id)) }
        return state
    }

    /// What never changes must stand there; what does is held against its last word at the end.
    private mutating func check(_ made: IndexRows, _ transaction: IndexTransaction) throws {
        for row in made.rows {
            switch row {
            case .nonce(let nonce, let expires):
                // What came before the ledger's time was set back was forgotten by a clock that ran ahead.
                if made.sequence >= timeStart, expires >= lastTime, try !transaction.hasNonce(nonce.bytes) {
                    note(.row(table: "nonces"))
                }
            case .roster: links.append(made.sequence)
            case .personal(let handle, let item):
                counts[.personal, default: 0] += 1
                if try !transaction.personal(handle).contains(where: { $0 == (made.sequence, item) }) {
                    note(.row(table: "personal"))
                }
            case .concern(let role, let id):
                if isWhole { concerns.insert(Concern(role: role, caseID: id)) }
                if try !transaction.concernExists(role, id) { note(.row(table: "concerns")) }
            case .record(let record, let id):
                counts[.records, default: 0] += 1
                // A new identity is found by nothing, unless something came with it.
                if record.kind == .identity { tokens[record] = [] }
                if try !transaction.hasRecord(record, id, made.sequence) { note(.row(table: "records")) }
            case .grant(let grant, let id, let row): grants[grant] = (id, row)
            case .export(let export, let id, let row): exports[export] = (id, row)
            case .ask(let ask, let id, let row): asks[ask] = (id, row)
            case .tokens(let record, let sequences): tokens[record] = sequences
            }
        }
    }

    /// The rows of what came with an entry.
    private mutating func checkBrought(_ manifest: Manifest, _ entry: Entry, _ things: Set<Int>, _ object: Int?) {
        let sequence = entry.sequence
        var left = things
        for (place, item) in manifest.items.enumerated() {
            let isThere = left.remove(place) != nil
            switch item.name {
            case _ where !entry.request.action.keeps(item.name):
                if isThere { note(.thing(sequence: sequence, name: item.name.text)) }
            // Free text may have been deleted.
            case .basis, .reason: break
            case .payload where object != nil:
                if object != item.byteCount || isThere { note(.row(table: "objects")) }
            default:
                if !isThere { note(.thing(sequence: sequence, name: item.name.text)) }
            }
        }
        if !left.isEmpty { note(.thing(sequence: sequence, name: "?")) }
        if object != nil, manifest.item(.payload) == nil { note(.row(table: "objects")) }
    }

    // MARK: At the end

    /// What can be told only at the end: what changed, the roster, and that there are no rows besides.
    mutating func finish(_ transaction: IndexTransaction) throws -> [Damage] {
        try collect { check in
            let stored = try transaction.rosterSequences.filter { check.range.contains($0) }
            if stored != check.links { check.note(.roster) }
        }
        for (record, sequences) in tokens.sorted(by: { $0.key < $1.key }) {
            try collect { check in
                let brought = try transaction.tokens(broughtBy: sequences)
                check.counts[.tokens, default: 0] += brought?.tokens.tokens.count ?? 0
                if try !transaction.tokensFit(brought, of: record) { check.note(.row(table: "tokens")) }
            }
        }
        for (grant, (id, row)) in grants where try !transaction.grantFits(grant, id, row) {
            note(.row(table: "grants"))
        }
        for (export, (id, row)) in exports where try !transaction.exportFits(export, id, row) {
            note(.row(table: "exports"))
        }
        for (ask, (id, row)) in asks where try !transaction.askFits(ask, id, row) { note(.row(table: "asks")) }
        // What a trail or a listing is read by has every entry.
        if !isWhole {
            for (id, chain) in chains.sorted(by: { $0.key < $1.key }) {
                try collect { check in
                    if try transaction.trail(id).count != chain.changes { check.note(.caseTrail(id)) }
                }
            }
        }
        let size = range.upperBound
        if isWhole {
            try collect { check in
                let found = try transaction.ledgerParts()
                if found != check.parts { check.note(.row(table: "ledger")) }
            }
        }
        for table in [RowsFrom.things, .objects, .roster]
        where try transaction.hasRows(table, from: size) { note(.row(table: table.rawValue)) }
        if try transaction.rowCount(.tree) != (0..<64).reduce(0, { $0 + Int(size >> UInt64($1)) }) { note(.tree) }
        // Where only the end was read, the other totals tell nothing.
        guard isWhole else { return damages.found }
        counts[.concerns] = concerns.count
        (counts[.grants], counts[.exports], counts[.asks]) = (grants.count, exports.count, asks.count)
        for table in [RowCount.records, .grants, .asks, .exports, .personal, .concerns, .tokens]
        where try transaction.rowCount(table) != counts[table] ?? 0 {
            note(.row(table: table.rawValue))
        }
        return damages.found
    }
}

/// The lookup values of names: the same few over and over, and one many times in a row.
private struct KnownNames<Name: Hashable> {
    private var values: [Name: LookupValue] = [:]
    private var last: (name: Name, value: LookupValue?)?

    mutating func value(of name: Name, _ lookup: (Name) -> [UInt8]) -> LookupValue? {
        if let last, last.name == name { return last.value }
        if values[name] == nil {
            let bytes = lookup(name)
            values[name] = LookupValue(bytes.span)
        }
        last = (name, values[name])
        return values[name]
    }
}
