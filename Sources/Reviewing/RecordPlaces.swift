import Casework
import Vocabulary

/// Under which key, and so in which compartment, each record stood, and when: as the entries that put it there say.
struct RecordPlaces {
    struct Stay {
        let epoch: EpochName
        var compartment: CompartmentName { epoch.compartment }
        let from: Instant
        fileprivate(set) var until: Instant?

        /// Whether any of it lies in what begins at `start` and ends with `end`: where one second has both, it counts.
        func meets(_ start: Instant, _ end: Instant) -> Bool { from <= end && (until.map { $0 >= start } ?? true) }
    }

    private var stays: [RecordID: [Stay]] = [:]

    /// Entries are taken in the order of the ledger.
    mutating func take(_ entry: Entry) {
        guard entry.outcome.isAllowed else { return }
        if let addition = entry.request.action.as(AddRecord.self) {
            // An earlier version of an identity stays where it is.
            stays[addition.record, default: []].append(Stay(epoch: addition.epoch, from: entry.time))
        } else if let move = entry.request.action.as(MoveDocument.self) {
            // What it stood under before fits its halves no longer.
            var all = stays[move.record] ?? []
            if !all.isEmpty { all[all.count - 1].until = entry.time }
            stays[move.record] = all + [Stay(epoch: move.epoch, from: entry.time)]
        }
    }

    func stays(of record: RecordID) -> [Stay] { stays[record] ?? [] }

    /// Where the record that `entry` is about then stood; nil where the reader was not shown that, or of no record.
    func compartment(of entry: Entry) -> CompartmentName? {
        let action = entry.request.action
        return action.as(AddRecord.self)?.epoch.compartment ?? action.as(MoveDocument.self)?.epoch.compartment
            ?? action.record.flatMap { stays[$0]?.last?.compartment }
    }
}
