package import Casework
import Ledger
import Sodium
package import Vocabulary

/// Cosigned checkpoints: kept and shown, never entered.
extension Custodian {
    /// Keeps `bytes` if it is a checkpoint of this ledger, cosigned by `handle`, who is enrolled, and not older than the
    /// one that is kept already.
    package func witness(_ bytes: [UInt8], by handle: Handle) throws {
        if isCopy { throw CustodyError.onlyLooking }
        try write { transaction in
            let roster = try currentRoster(transaction)
            guard bytes.count <= Self.cosignedLimit, let note = try? Note(parsing: bytes), note.signatures.count <= 2,
                let head = try cosigned(note, by: handle, roster)?.head
            else { throw CustodyError.refused(.malformed) }
            try hold(head, transaction)
            if let kept = try transaction.witnessed(handle), kept.size > head.size { return }
            try transaction.setWitnessed(handle, size: head.size, note.encoded)
        }
    }

    /// Throws where a head that this custodian signed is none of its ledger: then that is an older one which somebody put back, or
    /// another. Nobody is served from it, for what it has lost was acknowledged.
    func hold(_ signed: TreeHead, _ transaction: IndexTransaction) throws {
        let size = try transaction.size
        guard signed.size <= size, try MerkleTree.root(size: signed.size, in: transaction) == signed.root else {
            _ = halt(ServiceHalt.otherLedger(signed: signed.size, size: size))
            throw CustodyError.headUnknown(named: signed, size: size)
        }
    }

    /// A checkpoint with two signatures is a few hundred bytes.
    static let cosignedLimit = 4_096

    private func cosigned(_ note: Note, by handle: Handle, _ roster: Roster) throws -> Checkpoint? {
        guard let person = roster.people[handle], person.isActive,
            let ledgerKey = try? NoteKey(name: roster.genesis.origin, key: keys.checkpoint.verifyingKey),
            let witnessKey = try? person.card.witnessKey,
            let time = try? Cosignature.verify(note, key: witnessKey),
            time <= UInt64(clamping: clock().adding(seconds: Request.skewSeconds).seconds)
        else { return nil }
        return try? Checkpoint(verifying: note, origin: roster.genesis.origin, key: ledgerKey)
    }

    package func standing(_ greeting: Greeting) throws -> Standing {
        try turns.take(greeting.handle) { try stands(greeting) }
    }

    private func stands(_ greeting: Greeting) throws -> Standing {
        try index.read { transaction in
            let roster = try currentRoster(transaction)
            let (size, note) = try transaction.checkpoint
            var witnessed: [Witnessed] = []
            var last: [AgencyName: UInt64] = [:]
            for handle in roster.people.keys.sorted() {
                if let kept = try transaction.witnessed(handle) {
                    witnessed.append(
                        Witnessed(
                            handle: handle, note: kept.note,
                            consistency: try MerkleTree.consistencyProof(
                                from: kept.size, to: size, in: transaction)))
                }
                if let sequence = try transaction.lastEntry(by: handle) {
                    last[handle.agency] = max(last[handle.agency] ?? 0, sequence)
                }
            }
            return Standing(
                checkpoint: note, consistency: try consistency(from: greeting.head, to: size, transaction),
                witnessed: witnessed,
                last: try last.values.sorted().map { sequence in
                    ReleasedEntry(
                        bytes: try transaction.leaf(sequence),
                        inclusion: try MerkleTree.inclusionProof(index: sequence, size: size, in: transaction),
                        texts: [:])
                })
        }
    }
}
