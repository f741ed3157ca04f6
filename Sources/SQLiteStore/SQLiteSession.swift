import Foundation
import GRDB
import GRDBSQLite
import Store

/// A transaction on a database of SQLite's.
struct SQLiteSession: Session {
    let db: Database

    func run(_ sql: String, _ values: [Value]) throws -> Int {
        try db.cachedStatement(sql: sql).execute(arguments: StatementArguments(values.map(\.databaseValue)))
        return db.changesCount
    }

    func rows(_ sql: String, _ values: [Value], _ body: (any StoredRow) throws -> Step) throws {
        var statement = try db.cachedStatement(sql: sql)
        // Somebody reads by it further up: this reading has one of its own.
        if statement.isBusy { statement = try db.makeStatement(sql: sql) }
        precondition(statement.isReadonly)
        try statement.setArguments(StatementArguments(values.map(\.databaseValue)))
        try statement.scan(body)
    }
}

extension Value {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        case .null: DatabaseValue.null
        }
    }
}

/// A row as SQLite has it: GRDB copies each column into objects of its own, and ends the program where another kind stands than
/// was asked for.
@safe private final class SQLiteRow: StoredRow {
    /// Nil once the reading has ended: nothing is read from a row that somebody kept.
    private var statement: SQLiteStatement?

    init(_ statement: SQLiteStatement) { unsafe self.statement = statement }

    func end() { unsafe statement = nil }

    private func type(_ column: Int) -> Int32 {
        guard let statement = unsafe statement else { return SQLITE_NULL }
        return unsafe sqlite3_column_type(statement, Int32(column))
    }

    func isNull(_ column: Int) -> Bool { type(column) == SQLITE_NULL }

    /// SQLite would make a number of another value, and search for another.
    func integer(_ column: Int) -> Int64? {
        type(column) == SQLITE_INTEGER ? unsafe sqlite3_column_int64(statement, Int32(column)) : nil
    }

    func withText<R>(_ column: Int, _ body: (Span<UInt8>) throws -> R) rethrows -> R? {
        guard type(column) == SQLITE_TEXT else { return nil }
        return unsafe try body(Span(_unsafeBytes: bytes(column)))
    }

    func withBlob<R>(_ column: Int, _ body: (Span<UInt8>) throws -> R) rethrows -> R? {
        guard type(column) == SQLITE_BLOB else { return nil }
        return unsafe try body(Span(_unsafeBytes: bytes(column)))
    }

    func blob(_ column: Int) -> [UInt8]? {
        type(column) == SQLITE_BLOB ? unsafe [UInt8](bytes(column)) : nil
    }

    /// First the bytes, then how many there are, as SQLite wants it.
    @unsafe private func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        let start = unsafe sqlite3_column_blob(statement, Int32(column))
        let count = unsafe Int(sqlite3_column_bytes(statement, Int32(column)))
        return unsafe UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
    }
}

extension Statement {
    fileprivate var isBusy: Bool { unsafe sqlite3_stmt_busy(sqliteStatement) != 0 }

    /// Hands every row to `body`, in order, until it says that it has enough.
    fileprivate func scan(_ body: (any StoredRow) throws -> Step) throws {
        let statement = unsafe sqliteStatement
        let row = unsafe SQLiteRow(statement)
        defer {
            row.end()
            // A statement that is not done holds its snapshot.
            unsafe sqlite3_reset(statement)
        }
        while true {
            switch unsafe sqlite3_step(statement) {
            case SQLITE_ROW: if try body(row) == .stop { return }
            case SQLITE_DONE: return
            case let code:
                let message = unsafe String(cString: sqlite3_errmsg(sqlite3_db_handle(statement)))
                throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
            }
        }
    }
}
