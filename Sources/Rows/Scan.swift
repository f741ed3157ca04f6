package import GRDB
import GRDBSQLite

/// A row as SQLite has it, for a pass over millions of them: GRDB copies each column into objects of its own.
@safe package struct ScannedRow: ~Copyable {
    private let statement: SQLiteStatement

    fileprivate init(_ statement: SQLiteStatement) { unsafe self.statement = statement }

    package func isNull(_ column: Int) -> Bool {
        unsafe sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
    }

    /// Nil where something else stands than a whole number: SQLite would make one of it, and search for another.
    package func integer(_ column: Int) -> Int64? {
        guard unsafe sqlite3_column_type(statement, Int32(column)) == SQLITE_INTEGER else { return nil }
        return unsafe sqlite3_column_int64(statement, Int32(column))
    }

    /// Nil where something else stands than a text.
    package func withText<R>(_ column: Int, _ body: (Span<UInt8>) throws -> R) rethrows -> R? {
        guard unsafe sqlite3_column_type(statement, Int32(column)) == SQLITE_TEXT else { return nil }
        return try withBytes(column, body)
    }

    /// Nil where something else stands than a blob.
    package func withBlob<R>(_ column: Int, _ body: (Span<UInt8>) throws -> R) rethrows -> R? {
        guard unsafe sqlite3_column_type(statement, Int32(column)) == SQLITE_BLOB else { return nil }
        return try withBytes(column, body)
    }

    /// Lends the bytes of a blob or a text.
    private func withBytes<R>(_ column: Int, _ body: (Span<UInt8>) throws -> R) rethrows -> R {
        // First the bytes, then how many there are, as SQLite wants it.
        let bytes = unsafe sqlite3_column_blob(statement, Int32(column))
        let count = unsafe Int(sqlite3_column_bytes(statement, Int32(column)))
        let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
        return unsafe try body(Span(_unsafeBytes: buffer))
    }
}

extension Statement {
    /// Hands every row to `body`, in order, until it says that it has enough. Of statements that only read.
    ///
    /// Throws `DatabaseError`, and what `body` throws.
    package func scan(_ arguments: StatementArguments, _ body: (borrowing ScannedRow) throws -> ScanStep) throws {
        precondition(isReadonly)
        try setArguments(arguments)
        let statement = unsafe sqliteStatement
        // A statement that is not done holds its snapshot.
        defer { unsafe sqlite3_reset(statement) }
        let row = unsafe ScannedRow(statement)
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

package enum ScanStep {
    case next, stop
}
