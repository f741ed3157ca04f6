import Casework
import Sodium
import Store
import Vocabulary

/// The halves, each sealed to its place.
final class HalfStore: Sendable {
    private let store: any Halves & Upkeep
    private let keys: CustodianKeys
    private let vault: VaultID

    init(_ store: any Halves & Upkeep, keys: CustodianKeys, vault: VaultID) {
        self.store = store
        self.keys = keys
        self.vault = vault
    }

    /// Gives back the room that a transaction which failed took.
    func giveBackRoom() { store.giveBackRoom() }

    /// Where a half belongs: the entry that brought it, and of what it is.
    struct Place: Hashable {
        let sequence: UInt64
        let caseID: CaseID
        let record: String
        let version: Int
        let epoch: EpochName

        fileprivate func key(_ kind: Half.Kind) -> HalfKey { HalfKey(sequence: sequence, kind: kind.rawValue) }
    }

    private func binding(_ place: Place, _ kind: Half.Kind) -> Binding {
        Binding.record(
            "half " + kind.rawValue, vault: vault, caseID: place.caseID, record: place.record, version: place.version,
            epoch: place.epoch
        ).with("seq", String(place.sequence))
    }

    /// Stores `halves` of one transaction, durably. Returns how far the store then goes.
    func put(_ halves: [(place: Place, kind: Half.Kind, bytes: [UInt8])]) throws -> Int64 {
        let sealed = try halves.map { half in
            (
                key: half.place.key(half.kind),
                sealed: try keys.sealHalf(half.bytes, binding: binding(half.place, half.kind))
            )
        }
        return try StoreError.translating { try store.put(sealed) }
    }

    /// Throws `damaged(.half)` where it is missing or not in its place.
    func get(_ kind: Half.Kind, of place: Place) throws -> Half {
        let box = try StoreError.translating { try store.get(place.key(kind)) }
        guard let box, let bytes = keys.openHalf(box, binding: binding(place, kind)) else {
            throw CustodyError.damaged(.half(record: place.record))
        }
        return Half(kind: kind, record: place.record, version: place.version, epoch: place.epoch, bytes: bytes)
    }

    /// Removes the halves that the entries `sequences` brought, durably: others took their place.
    func remove(_ sequences: [UInt64]) throws { try StoreError.translating { try store.remove(sequences) } }

    /// Removes what a transaction that never came to its end left behind: rows after `seen` from entry `size` on.
    ///
    /// A crash leaves one transaction's rows. More of them mean that the index is an older copy put back beside newer
    /// halves: then nothing is removed, for the newer index may still be found. Throws `damaged`.
    func sweep(after seen: Int64, from size: UInt64) throws -> Int64 {
        guard let last = try StoreError.translating({ try store.settle(after: seen, from: size) }) else {
            throw CustodyError.damaged(.row(table: "halves"))
        }
        return last
    }

    func count() throws -> Int { try StoreError.translating { try store.count() } }

    func isInOrder() throws -> Bool { try StoreError.translating { try store.isWhole() && store.isSound() } }
}
