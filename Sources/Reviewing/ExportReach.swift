import Casework
import Reports
import Sodium
import Vocabulary

/// What exports sealed to a person: copies under their key alone, wherever they lie.
struct ExportReach {
    private let recipient: Digest
    private var exports: [Export] = []

    private struct Export {
        let exporter: Handle
        let caseID: CaseID
        let recipients: [ExportRecipientName]
        let sequence: UInt64
        let time: Instant
        var records: Set<RecordID> = []
        var compartments: Set<CompartmentName> = [.summary]

        func isOne(with entry: Entry, _ export: ExportCase) -> Bool {
            exporter == entry.request.actor && caseID == export.caseID && recipients == export.recipients
        }
    }

    init(to card: Card) {
        recipient = Digest.of(card.recipient)
    }

    /// `compartment` is where the record then stood. Entries are taken in the order of the ledger.
    mutating func take(_ entry: Entry, in compartment: CompartmentName?) {
        guard entry.outcome.isAllowed, let export = entry.request.action.as(ExportCase.self),
            export.recipients.contains(where: { $0.digest == recipient })
        else { return }
        func begin() {
            exports.append(
                Export(
                    exporter: entry.request.actor, caseID: export.caseID, recipients: export.recipients,
                    sequence: entry.sequence, time: entry.time))
        }
        guard let record = export.record else { return begin() }
        // The program asks for the case first; another may ask for a record alone.
        if exports.lastIndex(where: { $0.isOne(with: entry, export) }) == nil { begin() }
        guard let open = exports.lastIndex(where: { $0.isOne(with: entry, export) }) else { return }
        exports[open].records.insert(record)
        if let compartment { exports[open].compartments.insert(compartment) }
    }

    func lines(from: Instant?, _ teller: Teller, _ counted: inout Set<RecordID>) -> [ExposureReport.Reach] {
        exports.map { export in
            let records = export.records.subtracting(counted)
            counted.formUnion(records)
            return ExposureReport.Reach(
                caseID: export.caseID.text, compartments: teller.ordered(export.compartments), records: records.count,
                role: nil, grant: nil, export: export.sequence,
                from: teller.moment(max(export.time, from ?? export.time)), until: nil)
        }
    }
}
