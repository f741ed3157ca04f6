package import Casework
import Files
import Ledger
package import Sodium
package import Store
package import Vocabulary

extension Custodian {
    /// Makes the directory of a new vault, with `founding` as the ledger's first entry.
    ///
    /// It is built beside and renamed into place: there is a whole vault or none. Throws `exists`, and `stranger` where `founder` is
    /// the fingerprint of somebody else.
    package static func found(
        folder: String, engine: any Engine, seed: borrowing Secret, founding call: Call, by founder: String? = nil,
        at now: Instant
    ) throws -> Reply {
        if try File.kind(of: folder) != nil { throw FileError.exists(path: folder) }
        let name = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        let part = "\(name).\(Hex.encode(Random.bytes(8))).part"
        do {
            let reply = try build(part, engine, seed, call, founder, now)
            try Folder.sync(part)
            // Somebody may have been faster.
            if try File.kind(of: name) != nil { throw FileError.exists(path: name) }
            try Folder.rename(part, to: name)
            try Folder.sync(Folder.parent(of: name))
            return reply
        } catch {
            try? Folder.removeTree(part)
            throw error
        }
    }

    private static func build(
        _ folder: String, _ engine: any Engine, _ seed: borrowing Secret, _ call: Call, _ founder: String?,
        _ now: Instant
    ) throws -> Reply {
        guard let note = try? Note(parsing: call.note), let request = try? Request(parsing: note.text) else {
            throw CustodyError.refused(.malformed)
        }
        // Before anything is built: an entry that is dated outside of its request nobody accepts.
        guard request.isFresh(at: now) else { throw CustodyError.notFresh(custodian: now) }
        let arrival = try Arrival(call, vault: request.vault, objects: nil)
        let roster: Roster
        do {
            roster = try Roster(
                founding: RosterItem(
                    note: call.note, manifest: call.manifest, things: call.things.filter { $0.key.isPublic }))
        } catch {
            throw CustodyError.refused(.malformed)
        }
        if let founder, roster.people[request.actor]?.card.fingerprint != founder { throw CustodyError.stranger }
        let keys = try CustodianKeys(seed: seed)
        let sealed = call.things[.custodianSeed]
        let expected = ExpectedThings(arrival, roster: roster, state: nil)
        guard roster.genesis.custodian == keys.checkpoint.verifyingKey, roster.handsOutSeed == (founder == nil),
            roster.handsOutSeed || roster.genesis.mode.session == keys.session.verifyingKey, !expected.hasSurplus
        else { throw CustodyError.refused(.malformed) }
        if let fault = expected.fault { throw CustodyError.refused(fault) }
        try Folder.make(folder)
        try Folder.make(Layout.custody(folder))
        try ObjectStore.create(Layout.objects(folder))
        if let sealed { try Files.replace(Layout.seed(folder), with: sealed) }
        let index = Index(try Index(opening: folder, engine, .new).store, keys: keys)
        try index.create(vault: request.vault, sealedSeed: sealed.map { Digest.of($0) } ?? CustodianSeed.unsealed)
        let halves = try HalfStore(opening: folder, engine, .new, keys: keys, vault: request.vault)
        return try index.write { transaction in
            var execution = Execution(
                index: index, transaction: transaction, roster: roster, halves: halves,
                objects: ObjectStore(folder: Layout.objects(folder)), now: now, last: nil)
            let done = try execution.found(arrival)
            let checkpoint = try execution.seal(origin: roster.genesis.origin, key: keys.checkpoint)
            return Reply(
                checkpoint: checkpoint, consistency: [],
                answers: [Answer(entry: done.leaf, inclusion: [], released: Released())])
        }
    }
}
