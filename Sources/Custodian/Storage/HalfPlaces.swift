import Casework
import Vocabulary

extension HalfStore.Place {
    /// Where the half of a case's summary is.
    static func summary(of state: CaseState) -> HalfStore.Place {
        HalfStore.Place(
            sequence: state.sequence, caseID: state.id, record: state.id.text, version: 1,
            epoch: EpochName(compartment: .summary, epoch: 1))
    }

    /// Where the halves of a record's version are now.
    init(_ version: CaseState.Version, _ id: CaseID) {
        self.init(
            sequence: version.place.sequence, caseID: id, record: version.addition.record.text,
            version: version.number, epoch: version.place.epoch)
    }
}
