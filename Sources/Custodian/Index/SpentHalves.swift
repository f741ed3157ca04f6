import Casework
import Store
import Vocabulary

/// The halves that moves replaced: they are removed once the move has committed.
extension IndexTransaction {
    var spentHalves: [UInt64] {
        get throws { try session.all(.spentHalves) { $0.count(0) ?? 0 } }
    }

    func addSpentHalves(_ sequence: UInt64) throws { try session.run(.addSpentHalves, [.number(sequence)]) }

    func clearSpentHalves() throws { try session.run(.clearSpentHalves) }

    /// Removes the halves that moves replaced. Throws `damaged` where a record stands on them still: the row was not
    /// written by a move, and what it names is the only copy.
    func removeSpentHalves(from halves: HalfStore) throws {
        let spent = try spentHalves
        if spent.isEmpty { return }
        for sequence in spent {
            let entry = try entry(sequence)
            guard let id = entry.place?.caseID, let name = entry.request.action.record,
                let record = try state(of: id)?.records[name],
                record.versions.allSatisfy({ $0.place.sequence != sequence })
            else { throw CustodyError.damaged(.row(table: "spent_halves")) }
        }
        try halves.remove(spent)
        try clearSpentHalves()
    }
}
