package import Casework
import Files
import Ledger
package import Sodium
package import Store
package import Vocabulary

/// What a custodian does for those who reach it from elsewhere (docs/format.md, "Session").
extension Custodian: ServedCustody {
    package var genesis: Genesis { get throws { try knownRoster().genesis } }

    package func beginSession(hello: Digest, version: UInt64) throws -> [UInt8] {
        guard let nonce = Digest(Random.bytes(32)) else { throw CustodyError.storage("") }
        let session = SessionNote(vault: vault, hello: hello, nonce: nonce, version: version, time: clock())
        var note = try Note(text: session.text)
        try note.sign(as: try knownRoster().genesis.origin, with: keys.session)
        return note.encoded
    }

    package func person(_ handle: Handle) throws -> Roster.Person? { try knownRoster().people[handle] }

    package func admit(_ request: [UInt8]) throws -> Bool {
        try withRoom(evenIfFull: true) { try enter([request], areFresh: true) }
    }

    package func hold(_ checkpoint: [UInt8]) throws {
        try index.read { transaction in
            let roster = try currentRoster(transaction)
            guard checkpoint.count <= Self.cosignedLimit, let note = try? Note(parsing: checkpoint),
                let key = try? NoteKey(name: roster.genesis.origin, key: keys.checkpoint.verifyingKey),
                let signed = try? Checkpoint(verifying: note, origin: roster.genesis.origin, key: key)
            else { return }
            try hold(signed.head, transaction)
        }
    }

    package func discard(_ staged: Staged) { objects.discard(staged, isFree: true) }

    package func mayStore(_ handle: Handle) throws -> Bool {
        let roster = try knownRoster()
        return roster.people[handle]?.roles.contains { roster.charter.capabilities(of: $0)?.contains(.add) == true }
            ?? false
    }

    package func condition() throws -> Condition {
        var condition = Condition(program: "")
        condition.takesNew = reserve.admitsNew && reserve.hasRoom
        queue.describe(&condition)
        try index.read { transaction in
            condition.entries = try transaction.size
            condition.lastEntry = try transaction.lastTime
            let roster = try currentRoster(transaction)
            var newest: [AgencyName: UInt64] = [:]
            for admin in roster.genesis.admins { newest[admin.handle.agency] = 0 }
            for handle in roster.people.keys {
                guard let kept = try transaction.witnessed(handle) else { continue }
                newest[handle.agency] = max(newest[handle.agency] ?? 0, kept.size)
            }
            condition.unwitnessed = newest.values.map { condition.entries - min($0, condition.entries) }.sorted(by: >)
        }
        return condition
    }

    /// The served vault in `folder`. Throws `damaged(.seal)` for another vault's seed, and `notServed` for one that officers open
    /// themselves.
    ///
    /// - Parameters:
    ///   - onHalt: is told, once, why nothing is written any more: then the service ends.
    ///   - watch: what is there is held against it; where that differs, its `ServiceHalt` is thrown.
    ///   - answerLimit: bytes of entries that one ask may bring, about.
    package static func serving(
        folder: String, engine: any Engine, seed: borrowing Secret, clock: @escaping @Sendable () -> Instant,
        onHalt: @escaping @Sendable (any Error) -> Void = { _ in }, watch: Watch? = nil,
        answerLimit: Int = Reply.byteLimit
    ) throws -> Custodian {
        guard try File.kind(of: Layout.index(folder)) == .regular else {
            throw FileError.missing(path: Layout.index(folder))
        }
        let cover = try Index(opening: folder, engine, .existing)
        guard try cover.cover().sealedSeed == CustodianSeed.unsealed else { throw FormatError.notServed }
        let identity = try File.identity(of: Layout.index(folder))
        let sealed = SealedVault(
            vault: try cover.cover().vault, files: [], folder: folder, engine: engine, index: cover,
            identity: identity, isCopy: false, isFull: false)
        guard try sealed.fits(seed) else { throw CustodyError.damaged(.seal) }
        let custodian = try Custodian(
            sealed, seed: seed, clock: clock, onHalt: onHalt, watch: watch, answerLimit: answerLimit)
        if let watch { try custodian.begin(watch) }
        try custodian.tidy()
        return custodian
    }
}
