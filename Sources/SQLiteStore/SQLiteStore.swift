import Files
import GRDB
import Store

/// One writer, and where it has readers those beside it: they see what was committed when they began.
final class SQLiteStore: Store, Upkeep {
    let queue: any DatabaseWriter
    private let schema: Schema

    init(_ queue: any DatabaseWriter, schema: Schema) {
        self.queue = queue
        self.schema = schema
    }

    func write<R>(_ body: (any Session) throws -> R) throws -> R {
        try SQLite.translating { try queue.write { try body(try session($0)) } }
    }

    func read<R>(_ body: (any Session) throws -> R) throws -> R {
        try SQLite.translating { try queue.read { try body(try session($0)) } }
    }

    /// A newer program may have worked here since it was opened.
    private func session(_ db: Database) throws -> SQLiteSession {
        try schema.check(db)
        return SQLiteSession(db: db)
    }

    func isWhole() throws -> Bool {
        try SQLite.translating { try queue.read { try schema.isWhole($0) } }
    }

    /// It does not notice flipped bits: those are found where a seal does not open.
    func isSound() throws -> Bool {
        try SQLite.translating {
            try queue.read { db in
                try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") == "ok"
                    && Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil
            }
        }
    }

    func giveBackRoom() { SQLite.foldLog(queue) }

    func close() throws { try SQLite.translating { try queue.close() } }
}
