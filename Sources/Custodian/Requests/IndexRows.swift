import Casework
import Ledger
import Sodium
import Vocabulary

/// What an entry is searched by: the columns beside its leaf.
struct LedgerColumns: Hashable {
    let time: Instant
    let isDenied: Bool
    let actor: Handle
    let role: RoleName
    let action: ActionName
    let caseID: CaseID?
    /// Which entry about its case it is, counted from 1, and which change.
    let number: Int?
    let change: Int?
    let record: RecordID?

    init(_ entry: Entry) {
        time = entry.time
        isDenied = !entry.outcome.isAllowed
        actor = entry.request.actor
        role = entry.request.role
        action = entry.shownAction
        caseID = entry.caseID
        number = entry.place?.number
        change = entry.isChange ? (entry.place?.trail.count ?? 0) + 1 : nil
        record = entry.request.action.record
    }
}

/// The rows that an entry makes in the index beside its own, with its leaf, its manifest and its things.
///
/// The index is a projection of the ledger: these rows follow from the entry, from the manifest of what came along, from the
/// case as it then was and from the roster, and from nothing else. They are stored when the entry is, `verify` holds what is
/// stored against them, and an index is made anew from them.
struct IndexRows {
    enum Row: Hashable {
        /// The request is not taken once more before it has expired.
        case nonce(Nonce, expires: Instant)
        /// The entry is a link of the roster, counted from 0.
        case roster(position: Int)
        /// The thing at this place of the manifest is an age file to the person.
        case personal(Handle, item: Int)
        case concern(RoleName, CaseID)
        case record(RecordID, CaseID)
        /// A grant, an export or an ask as it now is: its row before is replaced.
        case grant(GrantID, CaseID, GrantRow)
        case export(GrantID, CaseID, ExportRow)
        case ask(AskID, CaseID, AskRow)
        /// From now on an identity is found by the tokens that came with one of these entries, the first that brought any; by
        /// nothing where there is none.
        case tokens(RecordID, broughtBy: [UInt64])
    }

    let sequence: UInt64
    private(set) var rows: [Row]

    /// - Parameters:
    ///   - manifest: nil of an entry that keeps none.
    ///   - state: the case after the entry; nil where it changes none.
    ///   - roster: of then or of later.
    init(_ entry: Entry, _ manifest: Manifest?, _ state: CaseState?, _ roster: Roster) {
        sequence = entry.sequence
        let request = entry.request
        let action = request.action
        rows = [.nonce(request.nonce, expires: entry.isLate ? Self.never : request.expires)]
        guard entry.outcome.isAllowed else { return }
        if action.changesRoster { rows.append(.roster(position: request.roster.count)) }
        for (place, item) in (manifest?.items ?? []).enumerated() where action.keeps(item.name) {
            if let handle = item.name.person { rows.append(.personal(handle, item: place)) }
        }
        guard action.changesCase, let state else { return }
        for mark in action.kind.marks(request) {
            switch mark {
            case .concern(let role): rows.append(.concern(role, state.id))
            case .record(let id): rows.append(.record(id, state.id))
            case .ask(let id), .answer(let id):
                if let asked = state.asks[id] { rows.append(.ask(id, state.id, AskRow(asked, of: state))) }
            case .tokens(let id):
                // An update by a role that has no search key brings none: it must not make the identity one that nobody finds.
                if manifest?.item(.tokens) != nil { rows.append(.tokens(id, broughtBy: [entry.sequence])) }
            case .hidden(let id): rows.append(.tokens(id, broughtBy: []))
            case .found(let id):
                rows.append(.tokens(id, broughtBy: (state.records[id]?.versions ?? []).reversed().map(\.sequence)))
            // A grant's row and an export's follow what the case says of them, below; halves are no rows of the index.
            case .grant, .export, .halves, .refreshedHalves: break
            }
        }
        if let id = action.grant {
            if let grant = state.grants[id] {
                rows.append(.grant(id, state.id, GrantRow(grant, of: state, roster: roster)))
            } else if let export = state.exports[id] {
                rows.append(.export(id, state.id, ExportRow(export, of: state, roster: roster)))
            }
        }
    }

    /// Of a letter: it does not expire by itself.
    static let never = Instant(seconds: Int64(Int32.max) * 1_000)
}

extension IndexTransaction {
    /// Stores what an entry is found by, once its leaf, its manifest and its things stand there: its nonce only where it has not
    /// expired `now`.
    func store(_ rows: IndexRows, now: Instant) throws {
        for row in rows.rows {
            switch row {
            case .nonce(let nonce, let expires): if expires >= now { try addNonce(nonce.bytes, expires: expires) }
            case .roster(let position): try addToRoster(position: position, sequence: rows.sequence)
            case .personal(let handle, let item): try addPersonal(handle, sequence: rows.sequence, item: item)
            case .concern(let role, let id): try addConcern(role, id)
            case .record(let record, let id): try addRecord(record, id, rows.sequence)
            case .grant(let grant, let id, let row): try setGrant(grant, id, row)
            case .export(let export, let id, let row): try setExport(export, id, row)
            case .ask(let ask, let id, let row): try setAsk(ask, id, row)
            case .tokens(let record, let sequences): try setTokens(try tokens(broughtBy: sequences), of: record)
            }
        }
    }

    /// The tokens that came with the first of these entries that brought any.
    func tokens(broughtBy sequences: [UInt64]) throws -> (sequence: UInt64, tokens: SearchTokens)? {
        for sequence in sequences {
            let manifest = try manifest(sequence)
            guard manifest.item(.tokens) != nil else { continue }
            guard let bytes = try thing(.tokens, of: sequence, in: manifest), let tokens = SearchTokens(bytes: bytes)
            else { throw CustodyError.damaged(.thing(sequence: sequence, name: ItemName.tokens.text)) }
            return (sequence, tokens)
        }
        return nil
    }
}

extension ItemName {
    /// The person that an age file is for, as its name says.
    var person: Handle? {
        guard text.hasPrefix("role-seed ") || text.hasPrefix("search-key ") else { return nil }
        return text.split(separator: " ").last.flatMap { try? Handle($0) }
    }
}
