import Casework
import Foundation
import GRDB
import Sodium
import Vocabulary

/// What `verify` asks of the index: whether its rows are those that the leaves speak of.
extension IndexTransaction {
    /// What SQLite finds in its own file; it does not notice flipped bits.
    func checkFile() throws {
        guard try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") == "ok",
            try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil
        else { throw CustodyError.damaged(.row(table: "sqlite")) }
    }

    func checkSchema() throws {
        guard try Schema.isWhole(db, madeBy: Schema.index) else { throw CustodyError.damaged(.row(table: "schema")) }
    }

    /// Whether an allowed move of `record` stands after the entry `sequence`.
    func isMoved(_ record: RecordID, after sequence: UInt64) throws -> Bool {
        try Bool.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM ledger WHERE record = ? AND seq > ? AND action = ? AND denied = 0)
                    """),
            arguments: [
                record.text, Int64(sequence), blob(keys.lookup("action", ActionName.documentMove.rawValue)),
            ]) ?? false
    }

    func concernExists(_ role: RoleName, _ id: CaseID) throws -> Bool {
        try Bool.fetchOne(
            try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM concerns WHERE role = ? AND case_id = ?)"),
            arguments: [blob(keys.lookup("role", role.text)), id.text]) ?? false
    }

    func rowCount(_ table: CountedTable) throws -> Int {
        try Int.fetchOne(try db.cachedStatement(sql: "SELECT COUNT(*) FROM \(table.rawValue)")) ?? 0
    }

    /// Whether `table` has rows of entries from `sequence` on.
    func hasRows(_ table: CountedTable, from sequence: UInt64) throws -> Bool {
        try Bool.fetchOne(
            try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM \(table.rawValue) WHERE seq >= ?)"),
            arguments: [Int64(clamping: sequence)]) ?? false
    }

    /// How many entries each of the indexes over a part of the ledger has. SQLite asks no row for what an index leaves out.
    func ledgerParts() throws -> LedgerParts {
        func count(_ index: String, _ condition: String) throws -> Int {
            try Int.fetchOne(
                try db.cachedStatement(sql: "SELECT COUNT(*) FROM ledger INDEXED BY \(index) WHERE \(condition)")
            ) ?? 0
        }
        return LedgerParts(
            numbered: try count("ledger_number", "number IS NOT NULL"),
            changes: try count("ledger_change", "change IS NOT NULL"),
            ofCases: try count("ledger_case", "case_id IS NOT NULL"),
            ofRecords: try count("ledger_record", "record IS NOT NULL"),
            denied: try count("ledger_denied", "denied = 1"))
    }

    enum CountedTable: String {
        case things, objects, roster, concerns, records, grants, asks, exports, witnesses, tree, personal, tokens
    }

    /// Whether just these tokens are stored for `record`.
    func tokensFit(_ tokens: (sequence: UInt64, tokens: SearchTokens)?, of record: RecordID) throws -> Bool {
        let stored = try Row.fetchAll(
            try db.cachedStatement(sql: "SELECT token, seq FROM tokens WHERE record = ?"), arguments: [record.text])
        let found = stored.map { (($0.stored("token") as Data?).map { Array($0) }, $0.storedCount("seq")) }
        return found.allSatisfy { $0.1 == tokens?.sequence }
            && Set(found.map(\.0)) == Set((tokens?.tokens.tokens ?? []).map { keys.pepper($0) })
    }

    func objectSize(of sequence: UInt64) throws -> Int? {
        try Int.fetchOne(
            try db.cachedStatement(sql: "SELECT size FROM objects WHERE seq = ? AND typeof(size) = 'integer'"),
            arguments: [Int64(sequence)])
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
