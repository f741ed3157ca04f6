import Casework
import Foundation
import Sodium
import Store
import Synchronization
import Vocabulary

/// The index, behind verbs.
final class Index: Sendable {
    let store: any Store & Upkeep
    /// Held by whoever holds all of it against itself, one after the other: readers are few, and others want them.
    let turn = NSLock()
    private let keys: CustodianKeys?
    /// Held from before a transaction until all that follows its commit is done: whoever waits for it sees whether that went well.
    private let writing = NSLock()
    /// Why nothing is written any more.
    private let halted = Mutex<(any Error)?>(nil)
    /// Is told of it, once.
    private let onHalt: @Sendable (any Error) -> Void

    /// Without keys, as long as only the cover is asked for.
    init(
        _ store: any Store & Upkeep, keys: CustodianKeys? = nil,
        onHalt: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        self.store = store
        self.keys = keys
        self.onHalt = onHalt
    }

    /// The first row, before any other.
    func create(vault: VaultID, sealedSeed: Digest) throws {
        try StoreError.translating {
            try store.write { try IndexTransaction.create($0, vault: vault, sealedSeed: sealedSeed) }
        }
    }

    /// The id and seed hashes that the index names, readable without the seed.
    func cover() throws -> Cover {
        try StoreError.translating { try store.read { try Cover($0) } }
    }

    struct Cover {
        let vault: VaultID
        /// The hashes of the sealed seed that was committed last, and of the last that somebody else than its sealer opened.
        let sealedSeed: Digest
        let keptSeed: Digest

        init(_ session: any Session) throws {
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

    /// Runs `body` in one durable transaction that nobody else writes beside, and once it is committed `then`.
    ///
    /// What a disk that failed in the middle of a commit says afterwards proves nothing: from then on nothing is written. The same
    /// holds where `then` fails, and where the service was told to stand still.
    func write<R>(_ body: (IndexTransaction) throws -> R, then: () throws -> Void = {}) throws -> R {
        guard let keys else { throw CustodyError.damaged(.seal) }
        return try writing.withLock {
            try checkGoesOn()
            var isDone = false
            let result: R
            do {
                result = try StoreError.translating {
                    try store.write { session in
                        let result = try body(try IndexTransaction(session, keys: keys))
                        isDone = true
                        return result
                    }
                }
            } catch let error where error is ServiceHalt || isDone && !Custodian.isFull(error) {
                throw halt(error)
            }
            do { try then() } catch { throw halt(error) }
            return result
        }
    }

    /// Writes nothing from now on, because of `error`. What is told of it is never that a disk is full: that would say that nothing
    /// was done, and that it may be tried again.
    func halt(_ error: any Error) -> CustodyError {
        let isFirst = halted.withLock { halted in
            defer { halted = halted ?? error }
            return halted == nil
        }
        if isFirst { onHalt(error) }
        return Self.told(error)
    }

    private static func told(_ error: any Error) -> CustodyError {
        if case CustodyError.storage(let words) = error { .storage(words) } else { .storage("\(error)") }
    }

    /// Throws why nothing is written or released any more.
    func checkGoesOn() throws {
        if let halted = halted.withLock({ $0 }) { throw Self.told(halted) }
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
