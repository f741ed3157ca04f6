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
    }

    init(to card: Card) {
        recipient = Digest.of(card.recipient)
    }

    /// `compartment` is where the record then stood. Entries are taken in the order of the ledger.
    mutating func take(_ entry: Entry, in compartment: CompartmentName?) {
        guard entry.outcome.isAllowed, let export = entry.request.action.as(ExportCase.self),
            export.recipients.contains(where: { $0.digest == recipient })
        else { return }
        guard let record = export.record else {
            exports.append(
                Export(
                    exporter: entry.request.actor, caseID: export.caseID, recipients: export.recipients,
                    sequence: entry.sequence, time: entry.time))
            return
        }
        // The case itself goes first.
        let open = exports.lastIndex {
            $0.exporter == entry.request.actor && $0.caseID == export.caseID && $0.recipients == export.recipients
        }
        guard let open else { return }
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
