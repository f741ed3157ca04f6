extension LogPolicy {
    /// One witness's word on a checkpoint.
    package struct Witnessing: Hashable, Sendable {
        package let witness: Witness
        /// Seconds since 1970 by the witness's clock; the latest, where it cosigned more than once.
        package let timestamp: UInt64
    }

    /// What the cosignatures under a checkpoint amount to.
    package struct Verdict: Hashable, Sendable {
        package let checkpoint: Checkpoint
        /// In the order of the policy, each witness once.
        package let witnessings: [Witnessing]
        package let isQuorumMet: Bool
    }

    /// Checks that one of the policy's logs signed the checkpoint in `note` under its origin, and who cosigned it.
    ///
    /// A verdict is no consent: ask `isQuorumMet`. A line of a key that is not in the policy is ignored.
    ///
    /// Throws `signatureMissing` for the origin when none of its logs signed, `checkpointMalformed`, `noteMalformed` for more than
    /// 64 signatures, and `signatureInvalid` or `timestampOutOfRange` when a line claims a log's or a witness's key and is not its
    /// signature: such a note is to be refused whole (signed-note, "Signatures").
    package func verify(_ note: Note) throws(LedgerError) -> Verdict {
        let checkpoint = try Self.checkpoint(of: note)
        var isSigned = false
        for log in logs where note.signatures.contains(where: { $0.claims(log.key) }) {
            try note.verify(with: log.key)
            // A key's name is its log's origin: no log speaks for another.
            if checkpoint.origin.hasSameBytes(as: log.key.name) { isSigned = true }
        }
        guard isSigned else { throw .signatureMissing(name: checkpoint.origin) }
        return try verdict(on: checkpoint, note)
    }

    private static func checkpoint(of note: Note) throws(LedgerError) -> Checkpoint {
        guard note.signatures.count <= Note.signatureLimit else {
            throw .noteMalformed(.tooManySignatures(limit: Note.signatureLimit))
        }
        return try Checkpoint(parsing: note.text)
    }

    private func verdict(on checkpoint: Checkpoint, _ note: Note) throws(LedgerError) -> Verdict {
        var witnessings: [Witnessing] = []
        for witness in witnesses where note.signatures.contains(where: { $0.claims(witness.key) }) {
            witnessings.append(
                Witnessing(witness: witness, timestamp: try Cosignature.verify(note, key: witness.key)))
        }
        return Verdict(
            checkpoint: checkpoint, witnessings: witnessings,
            isQuorumMet: isQuorumMet(by: witnessings.map(\.witness.name)))
    }

    /// Whether the witnesses of these names are enough. Names of groups or of nobody count nothing.
    package func isQuorumMet(by names: [[UInt8]]) -> Bool {
        guard let quorum else { return true }
        var satisfied = Set(names).intersection(witnesses.map(\.name))
        // A group has only members defined before it, so one pass in that order is enough.
        for group in groups {
            let count = group.members.reduce(0) { satisfied.contains($1) ? $0 + 1 : $0 }
            if group.threshold.isMet(by: count, of: group.members.count) { satisfied.insert(group.name) }
        }
        return satisfied.contains(quorum)
    }
}
