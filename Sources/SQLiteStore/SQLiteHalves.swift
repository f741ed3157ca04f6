import Foundation
import GRDB
import Sodium
import Store

/// The halves, in a file of SQLite's: its own permissions, its own short-lived backups.
final class SQLiteHalves: Halves, Upkeep {
    private let queue: DatabaseQueue
    private let schema: Schema
    private let store: SQLiteStore
    /// Nil of a copy in memory.
    private let path: String?

    init(_ queue: DatabaseQueue, schema: Schema, at path: String?) {
        self.queue = queue
        self.schema = schema
        self.path = path
        store = SQLiteStore(queue, schema: schema)
    }

    func put(_ halves: [(key: HalfKey, sealed: [UInt8])]) throws -> Int64 {
        try SQLite.translating {
            let batch = Data(Random.bytes(16))
            return try write { db in
                let statement = try db.cachedStatement(
                    sql: "INSERT INTO halves (seq, kind, half, batch) VALUES (?, ?, ?, ?)")
                for (key, sealed) in halves {
                    try statement.execute(arguments: [Int64(key.sequence), key.kind, Data(sealed), batch])
                }
                return db.lastInsertedRowID
            }
        }
    }

    /// A newer program may have worked here since it was opened.
    private func write<R>(_ body: (Database) throws -> R) throws -> R {
        try queue.write { db in
            try schema.check(db)
            return try body(db)
        }
    }

    func get(_ key: HalfKey) throws -> [UInt8]? {
        // One statement: a transaction around each would cost a listing more than the reading.
        try SQLite.translating {
            try queue.inDatabase { db in
                try Data.fetchOne(
                    try db.cachedStatement(sql: "SELECT half FROM halves WHERE seq = ? AND kind = ?"),
                    arguments: [Int64(key.sequence), key.kind])
            }
        }.map { Array($0) }
    }

    func remove(_ sequences: [UInt64]) throws {
        try SQLite.translating {
            try write { db in
                let statement = try db.cachedStatement(sql: "DELETE FROM halves WHERE seq = ?")
                for sequence in sequences { try statement.execute(arguments: [Int64(sequence)]) }
            }
        }
    }

    func settle(after seen: Int64, from size: UInt64) throws -> Int64? {
        try SQLite.translating {
            // As a rule nothing is left behind, and nothing need be written to know it.
            let newest = try queue.inDatabase { db in
                try Int64.fetchOne(try db.cachedStatement(sql: "SELECT COALESCE(MAX(row), 0) FROM halves"))
            }
            if let newest, newest <= seen { return seen }
            return try write { db in
                func last() throws -> Int64 {
                    try Int64.fetchOne(try db.cachedStatement(sql: "SELECT COALESCE(MAX(row), 0) FROM halves")) ?? 0
                }
                guard try last() > seen else { return seen }
                let batches = try Int.fetchOne(
                    try db.cachedStatement(sql: "SELECT COUNT(DISTINCT batch) FROM halves WHERE row > ? AND seq >= ?"),
                    arguments: [seen, Int64(size)])
                guard let batches, batches <= 1 else { return nil }
                try db.cachedStatement(sql: "DELETE FROM halves WHERE row > ? AND seq >= ?").execute(arguments: [
                    seen, Int64(size),
                ])
                return try last()
            }
        }
    }

    func count() throws -> Int {
        try SQLite.translating {
            try queue.read { try Int.fetchOne(try $0.cachedStatement(sql: "SELECT COUNT(*) FROM halves")) ?? 0 }
        }
    }

    func isWhole() throws -> Bool { try store.isWhole() }

    /// Over a connection of its own: reading all of a large file, nobody else is kept from their halves.
    func isSound() throws -> Bool {
        guard let path else { return try store.isSound() }
        let other = SQLiteStore(try SQLite.openToRead(path: path), schema: schema)
        let isSound = try other.isSound()
        try other.close()
        return isSound
    }

    func giveBackRoom() { store.giveBackRoom() }
    func close() throws { try store.close() }
}
