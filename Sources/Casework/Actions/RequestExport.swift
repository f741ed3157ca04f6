import Ledger
package import Sodium
package import Vocabulary

/// Which records are to leave the vault, in which versions, to whom, for what.
package struct ExportTerms: Hashable, Sendable {
    package struct Item: Hashable, Sendable, LineValue {
        package let record: RecordID
        package let version: Int

        package init(record: RecordID, version: Int) {
            self.record = record
            self.version = version
        }

        package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
            let parts = try reader.pair(text, key)
            record = try RecordID(parts.0, of: key, reader)
            version = try Int(parts.1, of: key, reader)
        }

        package func add(to writer: inout FieldWriter) {
            writer.add(record)
            writer.add(UInt64(version))
        }
    }

    /// The most records that a request names, as of any list of lines.
    package static let recordLimit = 1_000

    package let id: GrantID
    package let caseID: CaseID
    package let purpose: Purpose
    package let basis: Digest
    package let records: [Item]
    package let recipients: [ExportRecipientName]

    package init(
        id: GrantID, caseID: CaseID, purpose: Purpose, basis: Digest, records: [Item],
        recipients: [ExportRecipientName]
    ) {
        self.id = id
        self.caseID = caseID
        self.purpose = purpose
        self.basis = basis
        self.records = records
        self.recipients = recipients
    }
}

/// Asks to take records out whose compartments wait for an approval: approved as a grant is, used once.
package struct RequestExport: CaseChange, InCase {
    package let terms: ExportTerms

    /// Of one role this many exports wait in a case at most.
    package static let limit = 3

    package var name: ActionName { .exportRequest }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        let old = known?.terms
        terms = ExportTerms(
            id: try lines.one("grant", old?.id), caseID: try lines.one("case", old?.caseID),
            purpose: try lines.one("purpose", old?.purpose), basis: try lines.one("basis", old?.basis),
            records: try lines.all("record", old?.records), recipients: try lines.all("recipient", old?.recipients))
    }

    init(terms: ExportTerms) { self.terms = terms }

    package var about: About {
        About(
            caseID: terms.caseID, grant: terms.id, purpose: terms.purpose, text: (.basis, terms.basis),
            recipients: terms.recipients.map(\.name))
    }

    package static var performer: Performer { .officer }

    package func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let access = try policy.access(request, to: .summary, for: terms.purpose)
        guard state.approvable(terms.id) == nil else { throw .refused(.idTaken) }
        guard !terms.records.isEmpty, Set(terms.records.map(\.record)).count == terms.records.count else {
            throw .refused(.malformed)
        }
        try policy.check(terms.recipients)
        for item in terms.records {
            _ = try policy.opening(of: item.record, for: terms.purpose, request, in: state)
            guard state.records[item.record]?.latest.number == item.version else { throw .refused(.versionMoved) }
        }
        let waiting = state.exports.values.count {
            $0.role == request.role && $0.state(policy.roster, at: policy.now) == .waiting
        }
        guard waiting < Self.limit else { throw .refused(.alreadyDone) }
        return access
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo {
        Cargo([.basis, .recipients])
    }
    package var release: Release { .nothing }

    package func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        guard state.approvable(terms.id) == nil, terms.records.allSatisfy({ state.records[$0.record] != nil }) else {
            throw Unfitting()
        }
        state.exports[terms.id] = CaseState.Export(terms, of: state, entry)
    }

    package func marks(_ request: Request) -> [Mark] { [.export(terms.id)] }
}

extension CaseState.Export {
    init(_ terms: ExportTerms, of state: CaseState, _ entry: Entry) {
        self.init(
            terms: terms, sequence: entry.sequence, time: entry.time, actor: entry.request.actor,
            role: entry.request.role, request: Digest.of(entry.note.encoded),
            compartments: Set(terms.records.compactMap { state.records[$0.record]?.compartment }))
    }
}

extension Action {
    package static func requestExport(_ terms: ExportTerms) -> Action { Action(RequestExport(terms: terms)) }
}
