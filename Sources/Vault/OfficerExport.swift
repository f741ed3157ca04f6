package import Age
import Casework
import Sodium
package import Vocabulary

/// To whom something leaves the vault.
package struct ExportRecipient: Sendable {
    package let recipient: Recipient
    /// As their card says; nobody's, where a bare recipient was given.
    package let handle: Handle?

    /// Throws `weakRecipient` for one that a quantum computer will open.
    package init(_ text: String, handle: Handle?) throws {
        guard let recipient = try? Recipient(text), recipient.kind == .hybrid else {
            throw VaultError.weakRecipient(text)
        }
        self.recipient = recipient
        self.handle = handle
    }
}

/// What leaves: the case's summary and the records that the asker may open, none of them opened yet.
package struct ExportPlan: Sendable {
    package let summary: CaseSummary
    package let records: [RecordSummary]
    /// The entry that says that the case leaves, and to whom.
    package let sequence: UInt64
    package let time: Instant
    let role: RoleName
    let recipients: [ExportCase.Recipient]
}

extension Officer {
    /// Says that a case leaves the vault, which is an entry, and gets what is in it: of all compartments that the
    /// role holds, or of `compartments`.
    package func planExport(
        _ id: CaseID, to recipients: [ExportRecipient], compartments: [CompartmentName]?, as wished: RoleName?
    ) throws -> ExportPlan {
        let role = try role(for: .caseExport, wished: wished)
        let named = try recipients.map {
            ExportCase.Recipient(digest: Digest.of(try $0.recipient.text), handle: $0.handle)
        }
        if let compartments { try lookForExport(id, compartments, named, role) }
        let done = try ask(.export(ExportCase(caseID: id, record: nil, recipients: named)), as: role)
        let verified = try verifiedCase(done)
        let summary = try summary(of: verified, as: role, from: done.released)
        if let missing = compartments?.first(where: { !summary.compartments.contains($0) }) {
            throw VaultError.compartmentNotHeld(missing)
        }
        let records = try summaries([.identity, .document], of: verified, as: role, from: done)
        return ExportPlan(
            summary: summary,
            records: records.filter { compartments?.contains($0.compartment) ?? true },
            sequence: done.entry.sequence, time: done.entry.time, role: role, recipients: named)
    }

    /// Before the entry that says that a case leaves: whether the role holds what is to leave. What it does not hold it asks
    /// for all the same, so that the denial is on record.
    private func lookForExport(
        _ id: CaseID, _ compartments: [CompartmentName], _ recipients: [ExportCase.Recipient], _ role: RoleName
    ) throws {
        let done = try ask(.showCase(id), as: role)
        let verified = try verifiedCase(done)
        let held = try summary(of: verified, as: role, from: done.released).compartments
        guard let missing = compartments.first(where: { !held.contains($0) }) else { return }
        let records = [RecordKind.identity, .document].flatMap { verified.state.records(of: $0) }
        if let record = records.first(where: { $0.compartment == missing && $0.withdrawn == nil }) {
            _ = try ask(.export(ExportCase(caseID: id, record: record.id, recipients: recipients)), as: role)
        }
        throw VaultError.compartmentNotHeld(missing)
    }

    /// Opens one record of `plan` into `sink`, as an entry that says to whom it leaves. Returns its entry's number.
    package func export(
        _ record: RecordSummary, of plan: ExportPlan, to sink: (Span<UInt8>) throws -> Void
    ) throws -> UInt64 {
        let export = ExportCase(caseID: plan.summary.id, record: record.id, recipients: plan.recipients)
        let done = try ask(.export(export), as: plan.role)
        let verified = try verifiedCase(done)
        guard let version = verified.state.records[record.id]?.latest else {
            throw VaultError.tampered(.missing(record.id.text))
        }
        // The manifest says what the plan said: another version, or another place, is another file.
        guard version.number == record.version, version.place.epoch.compartment == record.compartment else {
            throw CustodyError.refused(.versionMoved)
        }
        _ = try openVersion(version, verified, as: plan.role, from: done.released, to: sink)
        return done.entry.sequence
    }
}
