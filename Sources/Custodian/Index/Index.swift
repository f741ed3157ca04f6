import Casework
import Foundation
import Sodium
import Store
import Vocabulary

/// The index, behind verbs.
final class Index: Sendable {
    /// What the rows mean.
    static let format = 1

    let store: any Store & Upkeep
    /// Held by whoever holds all of it against itself, one after the other: readers are few, and others want them.
    let turn = NSLock()
    private let keys: CustodianKeys?

    /// Without keys, as long as only the cover is asked for.
    init(_ store: any Store & Upkeep, keys: CustodianKeys? = nil) {
        self.store = store
        self.keys = keys
    }

    /// The first row, before any other.
    func create(vault: VaultID, sealedSeed: Digest) throws {
        try StoreError.translating {
            try store.write { try IndexTransaction.create($0, vault: vault, sealedSeed: sealedSeed) }
        }
    }

    /// The id and seed hashes that the index names, readable without the seed. Throws `unknown` for another format.
    func cover() throws -> Cover {
        try StoreError.translating { try store.read { try Cover($0) } }
    }

    struct Cover {
        let vault: VaultID
        /// The hashes of the sealed seed that was committed last, and of the last that somebody else than its sealer opened.
        let sealedSeed: Digest
        let keptSeed: Digest

        init(_ session: any Session) throws {
            guard let format = try session.first(.format, [], { $0.integer(0) }) ?? nil else {
                throw CustodyError.damaged(.row(table: "vault"))
            }
            guard format == Index.format else { throw FormatError.unknown(format: Int(format)) }
            let found = try session.first(.cover) { row in
                (
                    row.text(0).flatMap { try? VaultID(hex: $0[...]) }, row.text(1).flatMap { Digest(hex: $0) },
                    row.text(2).flatMap { Digest(hex: $0) }
                )
            }
            guard case (let vault?, let newest?, let kept?)? = found else {
                throw CustodyError.damaged(.row(table: "vault"))
            }
            self.vault = vault
            sealedSeed = newest
            keptSeed = kept
        }
    }

    /// Runs `body` in one durable transaction that nobody else writes beside.
    func write<R>(_ body: (IndexTransaction) throws -> R) throws -> R {
        guard let keys else { throw CustodyError.damaged(.seal) }
        return try StoreError.translating { try store.write { try body(try IndexTransaction($0, keys: keys)) } }
    }

    /// Runs `body` over what was committed when it began.
    func read<R>(_ body: (IndexTransaction) throws -> R) throws -> R {
        guard let keys else { throw CustodyError.damaged(.seal) }
        return try StoreError.translating { try store.read { try body(try IndexTransaction($0, keys: keys)) } }
    }

    /// The damage where the engine's tables are not those that it makes: a trigger that is gone no longer keeps the ledger from
    /// being rewritten.
    func schemaFault() throws -> Damage? { try fault("schema", store.isWhole) }

    /// The damage where the engine does not find its own files in order.
    func fileFault() throws -> Damage? { try fault("sqlite", store.isSound) }

    private func fault(_ table: String, _ isRight: () throws -> Bool) throws -> Damage? {
        do {
            return try StoreError.translating(isRight) ? nil : .row(table: table)
        } catch CustodyError.damaged(let damage) {
            return damage
        }
    }

    /// Gives back the room that a transaction which failed took.
    func giveBackRoom() { store.giveBackRoom() }

    func close() throws { try StoreError.translating { try store.close() } }
}
