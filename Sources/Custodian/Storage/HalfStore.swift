import Casework
import Files
import Foundation
import GRDB
import Sodium

/// The halves, in `custody/custody.sqlite`, each sealed to its place.
final class HalfStore: Sendable {
    private let queue: DatabaseQueue
    private let keys: CustodianKeys
    private let vault: VaultID

    init(path: String, keys: CustodianKeys, vault: VaultID, creating: Bool = false) throws {
        // SQLite would make an empty one in the place of one that is lost.
        if !creating, try File.kind(of: path) != .regular { throw CustodyError.damaged(.row(table: "halves")) }
        queue = try SQLite.open(path: path, creating: creating)
        self.keys = keys
        self.vault = vault
        if creating {
            try SQLite.translating { try queue.write { try $0.execute(sql: Schema.halves) } }
        }
    }

    private func binding(_ kind: Half.Kind, _ caseID: CaseID, _ record: String, _ version: Int, _ epoch: EpochName)
        -> Binding
    {
        .record("half " + kind.rawValue, vault: vault, caseID: caseID, record: record, version: version, epoch: epoch)
    }

    /// Stores `halves` of the entry `sequence`, durably. Returns the last row.
    func put(_ halves: [(sequence: UInt64, caseID: CaseID, half: Half)]) throws -> Int64 {
        try SQLite.translating {
            let batch = Data(Random.bytes(16))
            return try queue.write { db in
                for (sequence, caseID, half) in halves {
                    let box = try keys.sealHalf(
                        half.bytes, binding: binding(half.kind, caseID, half.record, half.version, half.epoch))
                    try db.execute(
                        sql: """
                            INSERT INTO halves (seq, kind, record, version, epoch, half, batch)
                            VALUES (?, ?, ?, ?, ?, ?, ?)
                            """,
                        arguments: [
                            Int64(sequence), half.kind.rawValue, half.record, half.version, half.epoch.epoch,
                            Data(box), batch,
                        ])
                }
                return db.lastInsertedRowID
            }
        }
    }

    /// Throws `damaged(.half)` where it is missing or not in its place.
    func get(_ kind: Half.Kind, caseID: CaseID, record: String, version: Int, epoch: EpochName) throws -> Half {
        let box = try SQLite.translating {
            try queue.read { db in
                try Data.fetchOne(
                    db, sql: "SELECT half FROM halves WHERE record = ? AND version = ? AND epoch = ? AND kind = ?",
                    arguments: [record, version, epoch.epoch, kind.rawValue])
            }
        }
        guard let box,
            let bytes = keys.openHalf(Array(box), binding: binding(kind, caseID, record, version, epoch))
        else { throw CustodyError.damaged(.half(record: record)) }
        return Half(kind: kind, record: record, version: version, epoch: epoch, bytes: bytes)
    }

    /// Removes what a transaction that never came to its end left behind: rows after `seen` from entry `size` on.
    ///
    /// A crash leaves one transaction's rows. More of them mean that the index is an older copy put back beside newer
    /// halves: then nothing is removed, for the newer index may still be found. Throws `damaged`.
    func sweep(after seen: Int64, from size: UInt64) throws -> Int64 {
        try SQLite.translating {
            try queue.write { db in
                let last = try Int64.fetchOne(db, sql: "SELECT MAX(row) FROM halves") ?? 0
                guard last > seen else { return seen }
                let batches = try Int.fetchOne(
                    db, sql: "SELECT COUNT(DISTINCT batch) FROM halves WHERE row > ? AND seq >= ?",
                    arguments: [seen, Int64(size)])
                guard let batches, batches <= 1 else { throw CustodyError.damaged(.row(table: "halves")) }
                try db.execute(
                    sql: "DELETE FROM halves WHERE row > ? AND seq >= ?", arguments: [seen, Int64(size)])
                return try Int64.fetchOne(db, sql: "SELECT COALESCE(MAX(row), 0) FROM halves") ?? seen
            }
        }
    }

    func count() throws -> Int {
        try SQLite.translating {
            try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM halves") ?? 0 }
        }
    }

    func integrityCheck() throws -> Bool {
        try SQLite.translating {
            try queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check(1)") == "ok" }
        }
    }
}
