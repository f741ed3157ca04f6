import Casework
package import Reports
import Sodium
package import Vault
import Vocabulary

/// Gathers a document's chain of custody while the entries of its case are read.
package struct CustodyMaking {
    private let document: RecordedDocument
    private var notes: LedgerNotes
    private var links: [(item: AuditEntry, act: Act)] = []
    /// The last entry of each export of the case, which those of its records follow.
    private var exports: [ExportKey: (item: AuditEntry, act: Act)] = [:]

    private struct ExportKey: Hashable {
        let actor: Handle
        let role: RoleName
        let recipients: [ExportRecipientName]
    }

    package init(_ teller: Teller, _ document: RecordedDocument) {
        self.document = document
        notes = LedgerNotes(teller)
    }

    /// Keeps what is about the document, about access to a compartment that it stood in, and of exports those that took it.
    package mutating func take(_ item: AuditEntry) {
        notes.take(item)
        let action = item.entry.request.action
        let link = (item: item, act: notes.act(item.entry))
        if let export = action.as(ExportCase.self), item.entry.outcome.isAllowed {
            let key = ExportKey(
                actor: item.entry.request.actor, role: item.entry.request.role, recipients: export.recipients)
            if export.record == nil { exports[key] = link }
            guard export.record == document.id else { return }
            if let whole = exports.removeValue(forKey: key) { links.append(whole) }
            links.append(link)
        } else if action.record == document.id || action.grant != nil {
            // That a change was prepared says nothing that the change does not.
            guard item.entry.shownAction != .casePrepare else { return }
            links.append(link)
        }
    }

    package func report(_ reading: LedgerReading) throws -> CustodyReport {
        guard let state = reading.states[document.caseID],
            let intake = links.first(where: { $0.item.entry.sequence == document.sequence })
        else { throw VaultError.tampered(.trail(document.caseID)) }
        let compartments = Set(notes.places.stays(of: document.id).map(\.compartment))
        let concerned = Set(
            state.grants.values.filter { !compartments.isDisjoint(with: $0.terms.compartments) }.map(\.terms.grant)
                + state.exports.values.filter { $0.terms.records.contains { $0.record == document.id } }.map(\.terms.id)
        )
        let later = links.filter { link in
            link.item.entry.sequence > document.sequence
                && (link.item.entry.request.action.grant.map(concerned.contains) ?? true)
        }.sorted { $0.item.entry.sequence < $1.item.entry.sequence }
        func proved(_ link: (item: AuditEntry, act: Act)) -> CustodyReport.Link {
            .init(act: link.act, proof: reading.proof(of: link.item).map { String(decoding: $0, as: UTF8.self) })
        }
        return CustodyReport(
            origin: notes.teller.origin(reading), document: described, intake: proved(intake),
            links: later.map(proved),
            grants: notes.grants(of: state, at: reading.time) { concerned.contains($0.terms.grant) },
            grantOpenings: notes.openings)
    }

    private var described: CustodyReport.Document {
        func field(_ name: String) -> String? { document.metadata[name]?.string }
        return .init(
            id: document.id.text, version: document.version, caseID: document.caseID.text,
            compartment: document.compartment, label: field("label"), fileName: field("fileName") ?? "",
            mediaType: field("mediaType") ?? "", byteCount: document.metadata["size"]?.number ?? 0,
            sha256: document.digest.hex, salt: Hex.encode(document.salt), commitment: document.commitment.hex,
            modified: field("modified").flatMap { try? Instant($0) }.map { notes.teller.moment($0) },
            source: field("source"), collectedAt: field("collectedAt"), collectedBy: field("collectedBy"),
            place: field("place"))
    }
}
