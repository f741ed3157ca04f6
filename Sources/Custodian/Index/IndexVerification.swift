import Casework
import Sodium
import Store
import Vocabulary

/// What `verify` asks of the index: whether its rows are those that the leaves speak of.
extension IndexTransaction {
    /// Whether an allowed move of `record` stands after the entry `sequence`.
    func isMoved(_ record: RecordID, after sequence: UInt64) throws -> Bool {
        try session.exists(.changeBehind, [.text(record.text), .number(sequence), lookup(.documentMove)])
    }

    func concernExists(_ role: RoleName, _ id: CaseID) throws -> Bool {
        try session.exists(.concern, [lookup(role), .text(id.text)])
    }

    func rowCount(_ table: RowCount) throws -> Int {
        Int(try session.first(sql: table.sql, []) { $0.integer(0) ?? 0 } ?? 0)
    }

    /// Whether `table` has rows of entries from `sequence` on.
    func hasRows(_ table: RowsFrom, from sequence: UInt64) throws -> Bool {
        try session.first(sql: table.sql, [.number(sequence)]) { _ in true } ?? false
    }

    /// How many entries each of the indexes over a part of the ledger has.
    func ledgerParts() throws -> LedgerParts {
        func count(_ statement: Statement) throws -> Int {
            Int(try session.first(statement) { $0.integer(0) ?? 0 } ?? 0)
        }
        return LedgerParts(
            numbered: try count(.numberedCount), changes: try count(.changeCount), ofCases: try count(.caseEntryCount),
            ofRecords: try count(.recordEntryCount), denied: try count(.deniedCount))
    }

    /// Whether just these tokens are stored for `record`.
    func tokensFit(_ tokens: (sequence: UInt64, tokens: SearchTokens)?, of record: RecordID) throws -> Bool {
        let found = try session.all(.tokens, [.text(record.text)]) { ($0.blob(0), $0.count(1)) }
        return found.allSatisfy { $0.1 == tokens?.sequence }
            && Set(found.map(\.0)) == Set((tokens?.tokens.tokens ?? []).map { keys.pepper($0) })
    }
}

/// How many entries stand in the chain of a case, change it, are about a case or a record, were denied.
struct LedgerParts: Equatable {
    var numbered = 0
    var changes = 0
    var ofCases = 0
    var ofRecords = 0
    var denied = 0

    mutating func add(_ entry: Entry) {
        if entry.place != nil { numbered += 1 }
        if entry.isChange { changes += 1 }
        if entry.caseID != nil { ofCases += 1 }
        if entry.request.action.record != nil { ofRecords += 1 }
        if !entry.outcome.isAllowed { denied += 1 }
    }
}
