package import Sodium
package import Vocabulary

/// What leaves the vault, re-sealed to somebody: once for the case, its summary, then once for each record.
package struct ExportCase: Reading, InCase {
    package struct Recipient: Hashable, Sendable, LineValue {
        /// SHA-256 of the age recipient's text.
        package let digest: Digest
        /// As the card says that was given; nobody's, where a bare recipient was.
        package let handle: Handle?

        package init(digest: Digest, handle: Handle?) {
            self.digest = digest
            self.handle = handle
        }

        package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
            let parts = text.split(separator: " ", omittingEmptySubsequences: false)
            guard (1...2).contains(parts.count) else { throw reader.fault(key) }
            digest = try Digest(parts[0], of: key, reader)
            handle = parts.count == 2 ? try Handle(parts[1], of: key, reader) : nil
        }

        package func add(to writer: inout FieldWriter) {
            writer.add(digest)
            if let handle { writer.add(handle.text) }
        }

        /// The handle of the card that was given, else the beginning of the recipient's hash.
        package var name: String { handle?.text ?? "sha256:" + digest.hex.prefix(16) }
    }

    package let caseID: CaseID
    package let record: RecordID?
    package let recipients: [Recipient]

    package var name: ActionName { .caseExport }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        caseID = try lines.one("case", known?.caseID)
        record = try lines.optional("record", known?.record)
        recipients = try lines.all("recipient", known?.recipients)
    }

    package init(caseID: CaseID, record: RecordID?, recipients: [Recipient]) {
        self.caseID = caseID
        self.record = record
        self.recipients = recipients
    }

    package var about: About { About(caseID: caseID, record: record, recipients: recipients.map(\.name)) }
    package static var performer: Performer { .officer }

    package func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        guard !recipients.isEmpty, Set(recipients.map(\.digest)).count == recipients.count else {
            throw .refused(.malformed)
        }
        guard let record else { return try policy.access(request, to: .summary) }
        return try policy.opening(of: record, for: nil, request, in: state)
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    package var release: Release { record.map { .content($0, withKeys: false) } ?? .exportable }
}

extension Action {
    package static func export(_ export: ExportCase) -> Action { Action(export) }
}
