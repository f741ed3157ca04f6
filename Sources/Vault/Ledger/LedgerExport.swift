import Casework
import Ledger
import Sodium
package import Vocabulary

/// What was written of the ledger.
package struct WrittenLedger: Sendable {
    /// Entries that the ledger then had.
    package let size: UInt64
    /// How many of them were written.
    package let entries: UInt64
    /// Whose cosigned checkpoints were written beside.
    package let witnesses: [Handle]
}

extension Officer {
    /// Writes the ledger for whoever wants to check it without this program (docs/format.md, "Ledger export"): whole in
    /// C2SP tiles, or of one case the leaves with a proof each. `write` is given each file's path in the export.
    ///
    /// The exporter cosigns the checkpoint first. Throws `LogFault.tree` where the leaves are not those of the signed
    /// tree, and whatever `write` throws.
    package func exportLedger(
        _ id: CaseID?, progress: (Int) -> Void = { _ in },
        write: (String, [UInt8]) throws -> Void
    ) throws -> WrittenLedger {
        let role = try auditRole(.auditExport)
        // What can't be written is not asked for.
        _ = try roster.witnessPolicy()
        let base = usableBase()
        let done = try ask(.exportAudit(id), as: role)
        let exported = head
        let signed = try Note(parsing: done.checkpoint)
        var checkpoint = try cosign(signed)
        let count: UInt64
        if let id {
            let chain = try writeCase(id, done, signed, write)
            _ = try checkChain(chain, of: id, base)
            count = UInt64(chain.count)
        } else {
            count = try writeTiles(done, at: exported, progress, write)
        }
        let witnessed = try witnessedCheckpoints().filter { $0.checkpoint.head.size <= exported.size }
        for witness in witnessed {
            try write(LedgerFile.witnessed(witness.handle), witness.note.encoded)
            // A note has room for so many; whoever finds none stands in `witnessed` all the same.
            if checkpoint.signatures.count < Note.signatureLimit,
                witness.note.text.utf8.elementsEqual(signed.text.utf8), let person = roster.people[witness.handle]
            {
                try checkpoint.mergeCosignatures(of: witness.note, by: [try person.card.witnessKey])
            }
        }
        try writeFoundations(write)
        try write(LedgerFile.checkpoint, checkpoint.encoded)
        return WrittenLedger(size: exported.size, entries: count, witnesses: witnessed.map(\.handle))
    }

    private func writeTiles(
        _ done: Verified, at exported: TreeHead, _ progress: (Int) -> Void,
        _ write: (String, [UInt8]) throws -> Void
    ) throws -> UInt64 {
        guard let leaves = done.released.leaves else { throw VaultError.tampered(.missing("leaves")) }
        var writer = TileWriter()
        var written: UInt64 = 0
        func put(_ tile: Tile, _ bytes: [UInt8]) throws { try write(tile.path, bytes) }
        while true {
            let batch = try leaves.next(1_024)
            if batch.isEmpty { break }
            written += UInt64(batch.count)
            guard written <= exported.size else { throw LogFault.tree(size: exported.size) }
            for leaf in batch { try writer.append(leaf, write: put) }
            progress(batch.count)
        }
        guard try writer.finish(write: put) == exported else { throw LogFault.tree(size: exported.size) }
        return exported.size
    }

    /// The case's chain from its first entry to the export's own, and the roster's.
    private func writeCase(
        _ id: CaseID, _ done: Verified, _ checkpoint: Note, _ write: (String, [UInt8]) throws -> Void
    ) throws -> [Entry] {
        var chain: [Entry] = []
        var roster: [Entry] = []
        for released in done.released.entries {
            let entry = try proved(released)
            if entry.outcome.isAllowed, entry.request.action.changesRoster {
                try put(entry, released, .link(roster.count), checkpoint, write)
                roster.append(entry)
            } else if entry.place?.caseID == id {
                guard let place = entry.place, place.number == chain.count + 1,
                    place.previous == chain.last?.leafHash ?? Digest.of("")
                else { throw VaultError.tampered(.trail(id)) }
                try put(entry, released, .entry(place.number), checkpoint, write)
                chain.append(entry)
            }
        }
        let links = history.items.map(\.note)
        guard chain.last?.sequence == done.entry.sequence, roster.map(\.note.encoded) == links else {
            throw VaultError.tampered(.trail(id))
        }
        return chain
    }

    private func put(
        _ entry: Entry, _ released: ReleasedEntry, _ leaf: LedgerFile.Leaf, _ checkpoint: Note,
        _ write: (String, [UInt8]) throws -> Void
    ) throws {
        let proof = try TlogProof(index: entry.sequence, proof: released.inclusion, checkpoint: checkpoint)
        try write(leaf.entry, released.bytes)
        try write(leaf.proof, proof.encoded)
    }

    /// What the signatures lead back to: the genesis, the card of everybody who was ever in the roster, and the roster's links
    /// with all of their items that are public.
    private func writeFoundations(_ write: (String, [UInt8]) throws -> Void) throws {
        guard let founding = history.items.first?.things, let genesis = founding[.genesis],
            let charter = founding[.charter], let keysFile = founding[.keysFile]
        else { throw VaultError.tampered(.roster) }
        try write(LedgerFile.genesis, genesis)
        try write(LedgerFile.charter, charter)
        try write(LedgerFile.keysFile, keysFile)
        for card in roster.people.values.map(\.card).sorted(by: { $0.handle < $1.handle }) {
            try write(LedgerFile.card(card.handle), card.note.encoded)
        }
        for (position, link) in history.items.enumerated() {
            let files = LedgerFile.Link(position)
            try write(files.note, link.note)
            try write(files.manifest, Array(link.manifest.text.utf8))
            for (place, item) in link.manifest.items.enumerated() {
                if let bytes = link.things[item.name] { try write(files.item(place), bytes) }
            }
        }
        try write(LedgerFile.policy, try roster.witnessPolicy().encoded)
    }
}

extension Roster {
    /// The ledger's key, everybody who may cosign, and that more than half of the agencies must have.
    func witnessPolicy() throws -> LogPolicy {
        let origin = genesis.origin
        let active = people.values.filter(\.isActive).map(\.card).sorted { $0.handle < $1.handle }
        let agencies = charter.agencies.map(\.name).sorted()
        func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
        let groups = agencies.map { agency in
            LogPolicy.Group(
                name: bytes("agency/" + agency.text), threshold: .any,
                members: active.filter { $0.handle.agency == agency }.map { bytes($0.handle.text) })
        }
        let all = LogPolicy.Group(
            name: bytes("agencies"), threshold: .atLeast(agencies.count / 2 + 1), members: groups.map(\.name))
        return try LogPolicy(
            logs: [LogPolicy.Log(key: try NoteKey(name: origin, key: genesis.custodian))],
            witnesses: try active.map {
                LogPolicy.Witness(name: bytes($0.handle.text), key: try $0.witnessKey)
            }, groups: groups + [all], quorum: all.name)
    }
}
