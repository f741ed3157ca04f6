package import Casework
package import Ledger
import Sodium
package import Vocabulary

/// How far an agency's last look at the ledger, and its last request, lie behind.
package struct AgencyStanding: Sendable {
    package struct Look: Sendable {
        package let handle: Handle
        /// Entries that the ledger had then.
        package let size: UInt64
        package let time: Instant
    }

    package let agency: AgencyName
    package let witnessed: Look?
    package let requested: Look?
}

extension Officer {
    /// Cosigns the latest checkpoint, after holding it against the pin, and hands it to the custodian. Appends nothing.
    /// Returns how many entries were witnessed.
    package func witness() throws -> UInt64 {
        try refreshHead()
        _ = try cosign(try Note(parsing: checkpointNote))
        return head.size
    }

    /// Throws `tampered` where the history is not one that goes on from `known`, which somebody else vouches for.
    package func confirm(_ known: TreeHead) throws {
        let shown = try Self.noticingRollback { try custody.greet(Greeting(handle: key.handle, head: known)) }
        _ = try Self.verify(checkpoint: shown.checkpoint, consistency: shown.consistency, from: known, roster)
    }

    /// What whoever joins the vault at `address` is handed: with the latest checkpoint, cosigned.
    package func welcome(to address: String) throws -> WelcomeFile {
        try refreshHead()
        let note = try cosign(try Note(parsing: checkpointNote))
        return try WelcomeFile.make(address: address, vault: vault, checkpoint: note.encoded)
            .signed(as: key.handle, with: key.signing)
    }

    /// Adds this officer's cosignature to a checkpoint that was verified, and hands it to the custodian.
    func cosign(_ checkpoint: Note) throws -> Note {
        var note = checkpoint
        try note.cosign(as: key.handle.text, with: key.cosigning, timestamp: UInt64(clamping: now.seconds))
        try custody.witness(note.encoded, by: key.handle)
        return note
    }

    /// The latest checkpoint that each person cosigned: verified, and proved to be of this history.
    func witnessedCheckpoints() throws -> [(handle: Handle, checkpoint: Checkpoint, note: Note)] {
        let standing = try custody.standing(Greeting(handle: key.handle, head: head))
        try follow(standing)
        return try standing.witnessed.map { witnessed in
            let (checkpoint, note, _) = try verified(witnessed)
            return (witnessed.handle, checkpoint, note)
        }
    }

    /// What each agency saw and did last. Every cosignature and entry is verified, and proved to be of this history.
    package func standings() throws -> (size: UInt64, agencies: [AgencyStanding]) {
        let standing = try custody.standing(Greeting(handle: key.handle, head: head))
        try follow(standing)
        var looks: [AgencyName: AgencyStanding.Look] = [:]
        for witnessed in standing.witnessed {
            let look = try verify(witnessed)
            if look.size >= looks[look.handle.agency]?.size ?? 0 { looks[look.handle.agency] = look }
        }
        var requests: [AgencyName: AgencyStanding.Look] = [:]
        for released in standing.last {
            let entry = try proved(released)
            let handle = entry.request.actor
            requests[handle.agency] = AgencyStanding.Look(
                handle: handle, size: entry.sequence + 1, time: entry.time)
        }
        return (
            head.size,
            roster.charter.agencies.map {
                AgencyStanding(agency: $0.name, witnessed: looks[$0.name], requested: requests[$0.name])
            }
        )
    }

    private func verify(_ witnessed: Witnessed) throws -> AgencyStanding.Look {
        let (checkpoint, _, time) = try verified(witnessed)
        return AgencyStanding.Look(
            handle: witnessed.handle, size: checkpoint.head.size, time: Instant(seconds: Int64(clamping: time)))
    }

    private func verified(_ witnessed: Witnessed) throws -> (checkpoint: Checkpoint, note: Note, time: UInt64) {
        let fault = VaultError.tampered(.missing("witness " + witnessed.handle.text))
        guard let person = roster.people[witnessed.handle] else { throw fault }
        do {
            let note = try Note(parsing: witnessed.note)
            let origin = roster.genesis.origin
            let checkpoint = try Checkpoint(
                verifying: note, origin: origin, key: try NoteKey(name: origin, key: roster.genesis.custodian))
            let time = try Cosignature.verify(note, key: try person.card.witnessKey)
            try verifyConsistency(from: checkpoint.head, to: head, proof: witnessed.consistency)
            return (checkpoint, note, time)
        } catch {
            throw fault
        }
    }
}
