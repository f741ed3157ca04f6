import Casework
import Reports
import Vocabulary

/// A way on which somebody could have opened part of a case.
struct Way {
    let role: RoleName
    let grant: GrantID?
    let compartments: [CompartmentName]
    let from: Instant
    /// Nil where it does not end by itself.
    let until: Instant?
    /// Whether it led to a record that stood there.
    let reaches: (RecordPlaces.Stay) -> Bool
}

extension LedgerNotes {
    /// A line of the report for each way, in the order of the cases' making; each record is counted once, on the first.
    func lines(
        _ states: some Collection<CaseState>, _ counted: inout Set<RecordID>, ways: (CaseState) -> [Way]
    ) -> [ExposureReport.Reach] {
        states.sorted { $0.sequence < $1.sequence }.flatMap { state in
            ways(state).map { way in
                let records = state.records.keys.filter {
                    places.stays(of: $0).contains(where: way.reaches) && !counted.contains($0)
                }
                counted.formUnion(records)
                return ExposureReport.Reach(
                    caseID: state.id.text, compartments: way.compartments, records: records.count,
                    role: way.role.text, grant: way.grant?.text, from: teller.moment(way.from),
                    until: way.until.map(teller.moment))
            }
        }
    }
}
