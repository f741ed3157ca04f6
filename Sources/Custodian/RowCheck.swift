import Casework
import Ledger
import Sodium
import Vocabulary

/// Holds the rows of the index against the leaves as they are read: every entry has its rows, and every row its entry.
///
/// What is inside things, halves and objects is `Inspection`'s to open; here are the rows that searches, listings and
/// proofs are made from.
struct RowCheck {
    private let range: Range<UInt64>
    private var damages = Damages()
    private var actors = KnownNames<Handle>()
    private var roles = KnownNames<RoleName>()
    private var actions = KnownNames<ActionName>()
    private var roster: [UInt64] = []
    private var counts: [IndexTransaction.CountedTable: Int] = [:]
    private var concerns: Set<Concern> = []
    private var tokens = TokenCheck()
    private var parts = LedgerParts()
    /// Where only the end is read, the cases that changed in it.
    private var changed: Set<CaseID> = []
    /// The cases with grants, asks or exports that changed: their rows are held against the case as it is at the end.
    private var granted: Set<CaseID> = []

    private struct Concern: Hashable {
        let role: RoleName
        let caseID: CaseID
    }

    private static let emptyManifest = (digest: Manifest([]).digest, bytes: Array(Manifest([]).text.utf8))

    init(_ range: Range<UInt64>) {
        self.range = range
    }

    private var isWhole: Bool { range.lowerBound == 0 }

    private mutating func note(_ damage: Damage) { damages.note(damage) }

    private mutating func collect(_ body: () throws -> Void) throws {
        do { try body() } catch CustodyError.damaged(let damage) { note(damage) }
    }

    /// The rows of some consecutive entries, with their leaves as whoever verifies the log read them.
    mutating func take(_ rows: ArraySlice<LedgerRow>, _ leaves: [ReadLeaf], _ transaction: IndexTransaction) throws {
        guard let first = rows.first, let last = rows.last else { return }
        let span = first.sequence..<last.sequence + 1
        var things = try transaction.thingItems(span)
        var objects = try transaction.objectSizes(span)
        let nodes = try transaction.nodes(level: 0, span)
        for (place, (row, leaf)) in zip(rows, leaves).enumerated() {
            let entry = leaf.entry
            parts.add(entry)
            if !isWhole, entry.isChange, let id = entry.caseID { changed.insert(id) }
            if !nodes.indices.contains(place) || nodes[place] != leaf.hash { note(.tree) }
            // Of most entries it is the empty one: that is told without a hash.
            let isEmpty = entry.request.manifest == Self.emptyManifest.digest
            guard fits(row, entry, transaction.keys), row.hasManifest == entry.keepsManifest else {
                note(.ledgerEntry(row.sequence))
                continue
            }
            if !entry.keepsManifest { continue }
            guard let manifest = row.manifest,
                isEmpty ? manifest == Self.emptyManifest.bytes : Digest.of(manifest) == entry.request.manifest
            else {
                note(.ledgerEntry(row.sequence))
                continue
            }
            guard entry.outcome.isAllowed else { continue }
            try checkMade(entry, transaction)
            if !isEmpty {
                try checkBrought(
                    manifest, entry, things.removeValue(forKey: row.sequence) ?? [],
                    objects.removeValue(forKey: row.sequence), transaction)
            }
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
        let request = entry.request
        return row.sequence == entry.sequence && row.time == entry.time.seconds
            && row.isDenied == !entry.outcome.isAllowed
            && row.lookups?.actor == actors.value(of: request.actor, { keys.lookup("actor", $0.text) })
            && row.lookups?.role == roles.value(of: request.role, { keys.lookup("role", $0.text) })
            && row.lookups?.action == actions.value(of: entry.shownAction, { keys.lookup("action", $0.rawValue) })
            && row.caseID == .init(entry.caseID?.packed) && row.number == .init(entry.place?.number)
            && row.change == .init(entry.isChange ? (entry.place?.trail.count ?? 0) + 1 : nil)
            && row.record == .init(request.action.record?.packed)
    }

    /// The rows that say whose something is.
    private mutating func checkMade(_ entry: Entry, _ transaction: IndexTransaction) throws {
        let action = entry.request.action
        if action.changesRoster { roster.append(entry.sequence) }
        guard action.changesCase, let id = entry.caseID else { return }
        if action.grant != nil || action.ask != nil { granted.insert(id) }
        for mark in action.kind.marks(entry.request) {
            switch mark {
            case .concern(let role): try checkConcern(role, id, transaction)
            case .record(let record):
                try checkOwner(.records, try transaction.hasRecord(record, id, entry.sequence) ? id : nil, id)
            case .grant(let grant): try checkOwner(.grants, try transaction.caseID(of: grant), id)
            case .ask(let ask): try checkOwner(.asks, try transaction.caseID(of: ask), id)
            case .export(let export): try checkOwner(.exports, try transaction.caseID(of: export), id)
            case .tokens, .hidden, .found, .answer, .halves, .refreshedHalves: break
            }
        }
    }

    private mutating func checkOwner(_ table: IndexTransaction.CountedTable, _ stored: CaseID?, _ id: CaseID) throws {
        counts[table, default: 0] += 1
        if stored != id { note(.row(table: table.rawValue)) }
    }

    private mutating func checkConcern(_ role: RoleName, _ id: CaseID, _ transaction: IndexTransaction) throws {
        if isWhole { concerns.insert(Concern(role: role, caseID: id)) }
        if try !transaction.concernExists(role, id) { note(.row(table: "concerns")) }
    }

    /// The rows of what came with an entry.
    private mutating func checkBrought(
        _ text: [UInt8], _ entry: Entry, _ things: Set<Int>, _ object: Int?, _ transaction: IndexTransaction
    ) throws {
        let sequence = entry.sequence
        guard let manifest = try? Manifest(parsing: String(decoding: text, as: UTF8.self)) else {
            return note(.ledgerEntry(sequence))
        }
        var left = things
        for (place, item) in manifest.items.enumerated() {
            if let handle = item.name.person {
                counts[.personal, default: 0] += 1
                guard try transaction.personal(handle).contains(where: { $0 == (sequence, place) }) else {
                    return note(.row(table: "personal"))
                }
            }
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
        if entry.isChange, let id = entry.caseID {
            for mark in entry.request.action.kind.marks(entry.request) { tokens.take(mark, sequence, manifest, of: id) }
        }
    }

    /// What can be told only at the end: the roster, and that there are no rows besides.
    mutating func finish(
        _ transaction: IndexTransaction, _ people: Roster, _ cases: [CaseID: CaseState]
    ) throws -> [Damage] {
        let stored = try transaction.rosterSequences.filter { range.contains($0) }
        if stored != roster { note(.roster) }
        try collect { try transaction.checkSchema() }
        // While somebody else writes on, what stands there now is not what was read.
        let size = try transaction.size
        guard size == range.upperBound else { return damages.found }
        do {
            counts[.tokens] = try tokens.compare(with: transaction) { cases[$0] }
        } catch CustodyError.damaged(let damage) {
            note(damage)
        }
        let inspection = Inspection(transaction: transaction)
        for id in granted.sorted() {
            // Whoever read the leaves knows the case that they changed.
            guard let state = cases[id] else { throw CustodyError.refused(.malformed) }
            try collect { try inspection.checkGrants(of: state, people) }
        }
        // What a trail or a listing is read by has every entry.
        for id in changed.sorted() {
            try collect {
                guard try transaction.trail(id).count == cases[id]?.head.count else {
                    throw CustodyError.damaged(.caseTrail(id))
                }
            }
        }
        if isWhole, try transaction.ledgerParts() != parts { note(.row(table: "ledger")) }
        for table in [IndexTransaction.CountedTable.things, .objects, .roster]
        where try transaction.hasRows(table, from: size) { note(.row(table: table.rawValue)) }
        if try transaction.rowCount(.tree) != (0..<64).reduce(0, { $0 + Int(size >> UInt64($1)) }) { note(.tree) }
        // Where only the end was read, the other totals tell nothing.
        guard isWhole else { return damages.found }
        counts[.concerns] = concerns.count
        for table in [IndexTransaction.CountedTable.records, .grants, .asks, .exports, .personal, .concerns, .tokens]
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
