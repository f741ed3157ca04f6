import Casework
import Ledger
import Sodium

/// Holds the rows of the index against the leaves as they are read: every entry has its rows, and every row its entry.
///
/// What is inside things, halves and objects is `Inspection`'s to open; here are the rows that searches, listings and
/// proofs are made from.
final class RowCheck {
    private let range: Range<UInt64>
    private var damages: [Damage] = []
    private var lookups: [String: [Substring: [UInt8]]] = [:]
    private var roster: [UInt64] = []
    private var counts: [IndexTransaction.CountedTable: Int] = [:]
    private var concerns: Set<String> = []
    private var tokens: [RecordID: Set<Digest>] = [:]

    private static let emptyManifest = Manifest([]).digest.hex

    init(_ range: Range<UInt64>) {
        self.range = range
    }

    private var isWhole: Bool { range.lowerBound == 0 }

    private func note(_ damage: Damage) { if !damages.contains(damage) { damages.append(damage) } }

    /// The rows of some consecutive entries, with their leaves.
    func take(_ rows: [LedgerRow], _ transaction: IndexTransaction) throws {
        guard let first = rows.first, let last = rows.last else { return }
        let span = first.sequence..<last.sequence + 1
        var things = try transaction.thingItems(span)
        var objects = try transaction.objectSizes(span)
        let nodes = try transaction.nodes(level: 0, span)
        for (place, row) in rows.enumerated() {
            let sequence = row.sequence
            guard let columns = LeafColumns(row.leaf), fits(row, columns, transaction.keys) else {
                note(.ledgerEntry(sequence))
                continue
            }
            if !nodes.indices.contains(place) || nodes[place] != MerkleTree.leafHash(row.leaf) { note(.tree) }
            guard
                let manifest = transaction.keys.open(row.manifest, binding: transaction.binding("manifest", sequence)),
                columns.manifest.utf8.elementsEqual(Digest.of(manifest).hex.utf8)
            else {
                note(.ledgerEntry(sequence))
                continue
            }
            guard columns.isAllowed else { continue }
            try checkMade(columns, sequence, transaction)
            if columns.manifest != Self.emptyManifest {
                try checkBrought(
                    manifest, columns, sequence, things.removeValue(forKey: sequence) ?? [],
                    objects.removeValue(forKey: sequence), transaction)
            }
        }
        // What no entry brought.
        for sequence in things.keys { note(.thing(sequence: sequence, name: "?")) }
        if !objects.isEmpty { note(.row(table: "objects")) }
    }

    private func fits(_ row: LedgerRow, _ columns: LeafColumns, _ keys: CustodianKeys) -> Bool {
        guard let time = try? Instant(columns.time) else { return false }
        return row.time == time.seconds && row.isDenied != columns.isAllowed
            && row.actor == lookup("actor", columns.actor, keys) && row.role == lookup("role", columns.role, keys)
            && row.action == lookup("action", columns.shownAction.rawValue[...], keys)
            && row.caseID.map { $0[...] } == columns.caseID && row.number == columns.number
            && row.change == columns.change && row.record.map { $0[...] } == columns.record
    }

    /// The same few names over and over.
    private func lookup(_ kind: String, _ text: Substring, _ keys: CustodianKeys) -> [UInt8] {
        if let known = lookups[kind]?[text] { return known }
        let value = keys.lookup(kind, String(text))
        // A name of its own: a part of a leaf would hold all of it.
        lookups[kind, default: [:]][Substring(String(text))] = value
        return value
    }

    /// The rows that say whose something is.
    private func checkMade(_ columns: LeafColumns, _ sequence: UInt64, _ transaction: IndexTransaction) throws {
        if columns.action.changesRoster { roster.append(sequence) }
        guard let id = columns.caseID.flatMap({ try? CaseID($0) }) else { return }
        switch columns.action {
        case .caseCreate: try checkConcern(columns.role, id, transaction)
        case .identityAdd, .documentAdd:
            counts[.records, default: 0] += 1
            guard let record = columns.record.flatMap({ try? RecordID($0) }), try transaction.caseID(of: record) == id
            else { return note(.row(table: "records")) }
        case .grantCreate:
            counts[.grants, default: 0] += 1
            try checkConcern(columns.grantee ?? "", id, transaction)
            guard let grant = columns.made.flatMap({ try? GrantID($0) }), try transaction.caseID(of: grant) == id else {
                return note(.row(table: "grants"))
            }
        case .grantRequest:
            counts[.asks, default: 0] += 1
            guard let ask = columns.made.flatMap({ try? AskID($0) }), try transaction.caseID(of: ask) == id else {
                return note(.row(table: "asks"))
            }
        default: break
        }
    }

    private func checkConcern(_ role: Substring, _ id: CaseID, _ transaction: IndexTransaction) throws {
        if isWhole { concerns.insert(role + " " + id.text) }
        guard let role = try? RoleName(role), try transaction.concernExists(role, id) else {
            return note(.row(table: "concerns"))
        }
    }

    /// The rows of what came with an entry.
    private func checkBrought(
        _ text: [UInt8], _ columns: LeafColumns, _ sequence: UInt64, _ things: Set<Int>, _ object: Int?,
        _ transaction: IndexTransaction
    ) throws {
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
            case .keyHalf, .metadataHalf, .keyRefresh, .salt, .custodianSeed:
                if isThere { note(.thing(sequence: sequence, name: item.name.text)) }
            // Free text may have been deleted.
            case .basis, .reason: break
            case .payload where object != nil:
                if object != item.byteCount || isThere { note(.row(table: "objects")) }
            default:
                if isThere == item.name.isToken { note(.thing(sequence: sequence, name: item.name.text)) }
            }
        }
        if !left.isEmpty { note(.thing(sequence: sequence, name: "?")) }
        if object != nil, manifest.item(.payload) == nil { note(.row(table: "objects")) }
        let bringsTokens =
            columns.action == .identityAdd || columns.action == .identityUpdate && !manifest.tokens.isEmpty
        if bringsTokens, let record = columns.record.flatMap({ try? RecordID($0) }) {
            tokens[record] = Set(manifest.tokens)
        }
    }

    /// What can be told only at the end: the tree's inner nodes, the roster, and that there are no rows besides.
    func finish(_ transaction: IndexTransaction) throws -> [Damage] {
        for level in 1..<64 where range.upperBound >> level > 0 {
            let parents = range.lowerBound >> level..<range.upperBound >> level
            if try !transaction.nodesFit(level: level, parents) { note(.tree) }
        }
        let stored = try transaction.rosterSequences.filter { range.contains($0) }
        if stored != roster { note(.roster) }
        for (record, tokens) in tokens where try !transaction.tokensFit(tokens, of: record) {
            note(.row(table: "tokens"))
        }
        // While somebody else writes on, or where only the end was read, a total tells nothing.
        let size = try transaction.size
        guard size == range.upperBound else { return damages }
        if try transaction.rowCount(.tree) != (0..<64).reduce(0, { $0 + Int(size >> UInt64($1)) }) { note(.tree) }
        guard isWhole else { return damages }
        counts[.concerns] = concerns.count
        counts[.tokens] = tokens.values.reduce(0) { $0 + $1.count }
        for table in [IndexTransaction.CountedTable.records, .grants, .asks, .personal, .concerns, .tokens]
        where try transaction.rowCount(table) != counts[table] ?? 0 {
            note(.row(table: table.rawValue))
        }
        return damages
    }
}
