import GRDB
import GRDBSQLite
import Store

/// A transaction on a database of SQLite's.
struct SQLiteSession: Session {
    let db: Database

    func run(_ sql: String, _ values: [Value]) throws -> Int {
        try checkGoesOn()
        let statement = try db.cachedStatement(sql: sql)
        try statement.bind(values)
        try statement.scan { _ in .next }
        return db.changesCount
    }

    func rows(_ sql: String, _ values: [Value], _ body: (any StoredRow) throws -> Step) throws {
        try checkGoesOn()
        var statement = try db.cachedStatement(sql: sql)
        // Somebody reads by it further up: this reading has one of its own.
        if statement.isBusy { statement = try db.makeStatement(sql: sql) }
        precondition(statement.isReadonly)
        try statement.bind(values)
        try statement.scan(body)
    }

    /// After some errors SQLite has ended the transaction by itself: what followed would be committed line by line.
    private func checkGoesOn() throws {
        guard db.isInsideTransaction else { throw StoreError.failed("the transaction was ended") }
    }

    func attempt<R>(_ body: () throws -> R) throws -> R {
        var result: R?
        try db.inSavepoint {
            result = try body()
            return .commit
        }
        guard let result else { throw StoreError.failed("savepoint") }
        return result
    }
}

extension Value {
    /// Copied by SQLite: it outlives neither the statement nor the next value.
    @unsafe fileprivate func bind(to statement: SQLiteStatement, at place: Int32) -> Int32 {
        let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch self {
        case .integer(let number): return unsafe sqlite3_bind_int64(statement, place, number)
        case .text(let text):
            return unsafe sqlite3_bind_text(statement, place, text, Int32(text.utf8.count), copied)
        // Of no bytes SQLite would make NULL.
        case .blob(let bytes) where bytes.isEmpty: return unsafe sqlite3_bind_zeroblob(statement, place, 0)
        case .blob(let bytes):
            return unsafe bytes.withUnsafeBytes { bytes in
                unsafe sqlite3_bind_blob(statement, place, bytes.baseAddress, Int32(bytes.count), copied)
            }
        case .null: return unsafe sqlite3_bind_null(statement, place)
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

    /// GRDB's own way makes an object of each value.
    fileprivate func bind(_ values: [Value]) throws {
        precondition(unsafe Int(sqlite3_bind_parameter_count(sqliteStatement)) == values.count)
        for (place, value) in values.enumerated() {
            let code = unsafe value.bind(to: sqliteStatement, at: Int32(place + 1))
            guard code == SQLITE_OK else { throw fault(code) }
        }
    }

    private func fault(_ code: Int32) -> DatabaseError {
        let message = unsafe String(cString: sqlite3_errmsg(sqlite3_db_handle(sqliteStatement)))
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
    }

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
            case let code: throw fault(code)
            }
        }
    }
}
