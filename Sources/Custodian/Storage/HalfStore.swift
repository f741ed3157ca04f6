import Casework
import Files
import Foundation
import GRDB
import Sodium
import Vocabulary

/// The halves, in `custody/custody.sqlite`, each sealed to its place.
final class HalfStore: Sendable {
    private let queue: DatabaseQueue
    private let keys: CustodianKeys
    private let vault: VaultID

    init(
        path: String, keys: CustodianKeys, vault: VaultID, creating: Bool = false, asCopy: Bool = false
    ) throws {
        // SQLite would make an empty one in the place of one that is lost.
        if !creating, try File.kind(of: path) != .regular { throw CustodyError.damaged(.row(table: "halves")) }
        queue = asCopy ? try MemoryCopy.open(path) : try SQLite.open(path: path, creating: creating)
        self.keys = keys
        self.vault = vault
        if creating {
            try SQLite.translating { try queue.write { try $0.execute(sql: Schema.halves) } }
        }
    }

    /// Gives back the room that a transaction which failed took in the log.
    func shrinkLog() { SQLite.shrinkLog(queue) }

    private func binding(_ place: Place, _ kind: Half.Kind) -> Binding {
        Binding.record(
            "half " + kind.rawValue, vault: vault, caseID: place.caseID, record: place.record, version: place.version,
            epoch: place.epoch
        ).with("seq", String(place.sequence))
    }

    /// Where a half belongs: the entry that brought it, and of what it is.
    struct Place: Hashable {
        let sequence: UInt64
        let caseID: CaseID
        let record: String
        let version: Int
        let epoch: EpochName
    }

    /// Stores `halves` of the entry `sequence`, durably. Returns the last row.
    func put(_ halves: [(place: Place, kind: Half.Kind, bytes: [UInt8])]) throws -> Int64 {
        try SQLite.translating {
            let batch = Data(Random.bytes(16))
            return try queue.write { db in
                for (place, kind, bytes) in halves {
                    let box = try keys.sealHalf(bytes, binding: binding(place, kind))
                    try db.cachedStatement(
                        sql: """
                            INSERT INTO halves (seq, kind, record, version, epoch, half, batch)
                            VALUES (?, ?, ?, ?, ?, ?, ?)
                            """
                    ).execute(arguments: [
                        Int64(place.sequence), kind.rawValue, place.record, place.version, place.epoch.text,
                        Data(box), batch,
                    ])
                }
                return db.lastInsertedRowID
            }
        }
    }

    /// Throws `damaged(.half)` where it is missing or not in its place.
    func get(_ kind: Half.Kind, of place: Place) throws -> Half {
        let box = try SQLite.translating {
            // One statement: a transaction around each would cost a listing more than the reading.
            try queue.inDatabase { db in
                try Data.fetchOne(
                    try db.cachedStatement(
                        sql: """
                            SELECT half FROM halves
                            WHERE seq = ? AND kind = ? AND record = ? AND version = ? AND epoch = ?
                            """),
                    arguments: [
                        Int64(place.sequence), kind.rawValue, place.record, place.version, place.epoch.text,
                    ])
            }
        }
        guard let box, let bytes = keys.openHalf(Array(box), binding: binding(place, kind)) else {
            throw CustodyError.damaged(.half(record: place.record))
        }
        return Half(kind: kind, record: place.record, version: place.version, epoch: place.epoch, bytes: bytes)
    }

    /// Removes the halves that the entries `sequences` brought, durably: others took their place.
    func remove(_ sequences: [UInt64]) throws {
        try SQLite.translating {
            try queue.write { db in
                for sequence in sequences {
                    try db.cachedStatement(sql: "DELETE FROM halves WHERE seq = ?").execute(arguments: [Int64(sequence)]
                    )
                }
            }
        }
    }

    /// Removes what a transaction that never came to its end left behind: rows after `seen` from entry `size` on.
    ///
    /// A crash leaves one transaction's rows. More of them mean that the index is an older copy put back beside newer
    /// halves: then nothing is removed, for the newer index may still be found. Throws `damaged`.
    func sweep(after seen: Int64, from size: UInt64) throws -> Int64 {
        try SQLite.translating {
            try queue.write { db in
                let last = try Int64.fetchOne(try db.cachedStatement(sql: "SELECT MAX(row) FROM halves")) ?? 0
                guard last > seen else { return seen }
                let batches = try Int.fetchOne(
                    try db.cachedStatement(sql: "SELECT COUNT(DISTINCT batch) FROM halves WHERE row > ? AND seq >= ?"),
                    arguments: [seen, Int64(size)])
                guard let batches, batches <= 1 else { throw CustodyError.damaged(.row(table: "halves")) }
                try db.cachedStatement(sql: "DELETE FROM halves WHERE row > ? AND seq >= ?").execute(arguments: [
                    seen, Int64(size),
                ])
                return try Int64.fetchOne(try db.cachedStatement(sql: "SELECT COALESCE(MAX(row), 0) FROM halves"))
                    ?? seen
            }
        }
    }

    func count() throws -> Int {
        try SQLite.translating {
            try queue.read { try Int.fetchOne(try $0.cachedStatement(sql: "SELECT COUNT(*) FROM halves")) ?? 0 }
        }
    }

    func integrityCheck() throws -> Bool {
        try SQLite.translating {
            try queue.read { db in
                try Schema.isWhole(db, madeBy: Schema.halves)
                    && String.fetchOne(try db.cachedStatement(sql: "PRAGMA integrity_check(1)")) == "ok"
            }
        }
    }
}
