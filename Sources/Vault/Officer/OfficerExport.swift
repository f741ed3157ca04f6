package import Age
package import Casework
import Ledger
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

    /// As the ledger names it.
    package var named: ExportRecipientName {
        get throws { ExportRecipientName(digest: Digest.of(try recipient.text), handle: handle) }
    }
}

/// Whom an export is for.
package enum ExportAddressee: Sendable {
    /// Somebody of the roster, whose card's fingerprint it is.
    case officer(Handle, fingerprint: String)
    /// Somebody whom no roster knows: the handle is what their card says, the fingerprint is the recipient's.
    case outside(Handle, fingerprint: String)
    /// A key of which nobody says whose it is.
    case key(fingerprint: String)

    package var fingerprint: String {
        switch self {
        case .officer(_, let fingerprint), .outside(_, let fingerprint), .key(let fingerprint): fingerprint
        }
    }
}

/// What is to leave: of which case, to whom, for what, and why.
package struct ExportWish: Sendable {
    package let caseID: CaseID
    package let recipients: [ExportRecipient]
    /// Nil for all that the role holds for the purpose.
    package let compartments: [CompartmentName]?
    package let purpose: Purpose
    package let basis: String

    package init(
        caseID: CaseID, recipients: [ExportRecipient], compartments: [CompartmentName]?, purpose: Purpose, basis: String
    ) {
        self.caseID = caseID
        self.recipients = recipients
        self.compartments = compartments
        self.purpose = purpose
        self.basis = basis
    }
}

/// What leaves: the case's summary and the records that the asker may open, none of them opened yet.
package struct ExportPlan: Sendable {
    package let summary: CaseSummary
    package let records: [RecordSummary]
    /// What stays behind, since nobody can read what it is.
    package let unreadable: [RecordID]
    package let recipients: [ExportRecipient]
    package let purpose: Purpose
    /// The entry that says that the case leaves, and to whom.
    package let sequence: UInt64
    package let time: Instant
    /// That the ledger has it (C2SP tlog-proof), the entry itself as its extra data.
    package let proof: [UInt8]
    let role: RoleName
    let export: ExportCase
    let things: [ItemName: [UInt8]]
}

/// What becomes of a wish to export.
package enum ExportStep: Sendable {
    /// It waits for an approval.
    case waiting(GrantID)
    case ready(ExportPlan)
}

/// An export that somebody asked for, as whoever approves it must see it.
package struct ExportSummary: Sendable {
    package let terms: ExportTerms
    package let basis: String?
    package let by: Handle
    package let role: RoleName
    package let compartments: [CompartmentName]
    package let time: Instant
}

extension Officer {
    /// Says that a case leaves the vault, which is an entry, and gets what is in it; or, where a record's compartment waits
    /// for an approval, asks for that.
    package func planExport(_ wish: ExportWish) throws -> ExportStep {
        try checkListed(wish.purpose)
        let role = try role(for: .caseExport)
        let done = try ask(.prepare(.caseID(wish.caseID), for: .caseExport), as: role)
        let state = try verifiedCase(done).state
        let policy = Policy(roster: roster, state: state, searchesToday: 0, now: done.entry.time)
        let request = done.entry.request
        func holds(_ compartment: CompartmentName) -> Bool {
            policy.holding(request, compartment, for: wish.purpose) != nil
        }
        let basis = SaltedText(wish.basis)
        let all = RecordKind.allCases.flatMap { state.records(of: $0) }
        let recipients = try wish.recipients.map { try $0.named }
        let things: [ItemName: [UInt8]] = [.basis: basis.bytes, .recipients: try text(of: wish.recipients)]
        func export(_ record: RecordID?) -> ExportCase {
            ExportCase(
                caseID: wish.caseID, record: record, purpose: wish.purpose, basis: basis.digest, recipients: recipients)
        }
        if let missing = wish.compartments?.first(where: { !holds($0) }) {
            // What it does not hold it asks for all the same, so that the denial is on record.
            if let record = all.first(where: { $0.compartment == missing && $0.isListed }) {
                _ = try ask(.export(export(record.id)), as: role, things: things)
            }
            throw VaultError.compartmentNotHeld(missing)
        }
        let leaving = all.filter {
            policy.opens($0, for: wish.purpose, request) && wish.compartments?.contains($0.compartment) ?? true
        }
        guard roster.charter.approvalsNeeded(leaving.map(\.compartment)) > 0 else {
            return .ready(try plan(export(nil), wish.recipients, role, things, of: Set(leaving.map(\.id))))
        }
        guard leaving.count <= ExportTerms.recordLimit else {
            throw VaultError.exportTooLong(records: leaving.count, limit: ExportTerms.recordLimit)
        }
        let terms = ExportTerms(
            id: .make(), caseID: wish.caseID, purpose: wish.purpose, basis: basis.digest,
            records: leaving.map { .init(record: $0.id, version: $0.latest.number) }, recipients: recipients)
        _ = try ask(.requestExport(terms), as: role, things: things)
        return .waiting(terms.id)
    }

    /// Says that what was approved leaves the vault: once, by whoever asked for it.
    package func planExport(approved id: GrantID) throws -> ExportPlan {
        let role = try role(for: .caseExport)
        let done = try ask(.prepare(.export(id), for: .caseExport), as: role)
        let verified = try verifiedCase(done)
        let policy = Policy(roster: roster, state: verified.state, searchesToday: 0, now: done.entry.time)
        guard let export = verified.state.exports[id] else { throw CustodyError.refused(.unknownGrant) }
        let terms = export.terms
        // Before it is used up: with a part of it missing nobody is served.
        for item in terms.records {
            guard let record = verified.state.records[item.record], record.latest.number == item.version,
                policy.opens(record, for: terms.purpose, done.entry.request),
                export.compartments.contains(record.compartment)
            else { throw VaultError.exportOutdated(item.record) }
        }
        let bytes = try verified.thing(.recipients, of: export.sequence, in: done.released)
        let texts = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard texts.count == terms.recipients.count else { throw VaultError.tampered(.missing("recipients")) }
        let recipients = try zip(texts, terms.recipients).map { text, name in
            let recipient = try ExportRecipient(String(text), handle: name.handle)
            guard try recipient.named == name else { throw VaultError.tampered(.missing("recipients")) }
            return recipient
        }
        let action = ExportCase(
            caseID: terms.caseID, record: nil, purpose: terms.purpose, basis: terms.basis, grant: id,
            recipients: terms.recipients)
        return try plan(action, recipients, role, [:], of: Set(terms.records.map(\.record)))
    }

    private func text(of recipients: [ExportRecipient]) throws -> [UInt8] {
        try recipients.flatMap { Array((try $0.recipient.text + "\n").utf8) }
    }

    private func plan(
        _ export: ExportCase, _ recipients: [ExportRecipient], _ role: RoleName, _ things: [ItemName: [UInt8]],
        of leaving: Set<RecordID>
    ) throws -> ExportPlan {
        let done = try ask(.export(export), as: role, things: things)
        let keys = try keys(done)
        let summary = try summary(keys)
        let records = try summaries([.identity, .document], keys, done)
        let proof = try TlogProof(
            index: done.entry.sequence, proof: done.inclusion, checkpoint: try Note(parsing: done.checkpoint),
            extra: done.entry.bytes)
        let lost = Set(unreadable.compactMap(\.record)).intersection(leaving)
        return ExportPlan(
            summary: summary, records: records.filter { leaving.contains($0.id) && !lost.contains($0.id) },
            unreadable: lost.sorted(), recipients: recipients, purpose: export.purpose,
            sequence: done.entry.sequence, time: done.entry.time, proof: proof.encoded, role: role, export: export,
            things: things)
    }

    /// Opens one record of `plan` into `sink`, as an entry that says to whom it leaves. Returns its entry's number.
    package func export(
        _ record: RecordSummary, of plan: ExportPlan, to sink: (Span<UInt8>) throws -> Void
    ) throws -> UInt64 {
        let whole = plan.export
        let export = ExportCase(
            caseID: whole.caseID, record: record.id, purpose: whole.purpose, basis: whole.basis, grant: whole.grant,
            recipients: whole.recipients)
        let done = try ask(.export(export), as: plan.role, things: plan.things)
        let keys = try keys(done)
        guard let version = keys.state.records[record.id]?.latest else {
            throw VaultError.tampered(.missing(record.id.text))
        }
        // The manifest says what the plan said: another version, or another place, is another file.
        guard version.number == record.version, version.place.epoch.compartment == record.compartment else {
            throw CustodyError.refused(.versionMoved)
        }
        _ = try openVersion(version, keys, to: sink)
        return done.entry.sequence
    }

    func summary(of export: CaseState.Export, _ done: Verified) throws -> ExportSummary {
        ExportSummary(
            terms: export.terms, basis: try text(.basis, of: export.sequence, export.terms.basis, in: done.released),
            by: export.actor, role: export.role, compartments: export.compartments.sorted(), time: export.time)
    }

    /// Whom an export is for, as far as this vault knows them, with what people compare by voice.
    package func addressee(of recipient: ExportRecipientName) -> ExportAddressee {
        guard let handle = recipient.handle else { return .key(fingerprint: recipient.fingerprint) }
        guard let person = roster.people[handle] else {
            return .outside(handle, fingerprint: recipient.fingerprint)
        }
        return .officer(handle, fingerprint: person.card.fingerprint)
    }
}
