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

/// One half of what belongs in a place.
struct HalfPlace: Hashable {
    let place: HalfStore.Place
    let kind: Half.Kind

    init(_ place: HalfStore.Place, _ kind: Half.Kind) {
        self.place = place
        self.kind = kind
    }
}

/// The halves as a transaction has them: those that it brings and has not stored yet, and those that are stored.
struct PendingHalves {
    let stored: HalfStore
    let new: [HalfPlace: [UInt8]]

    /// Throws `damaged(.half)` where it is missing or not in its place.
    func get(_ kind: Half.Kind, of place: HalfStore.Place) throws -> Half {
        guard let bytes = new[HalfPlace(place, kind)] else { return try stored.get(kind, of: place) }
        return Half(kind: kind, record: place.record, version: place.version, epoch: place.epoch, bytes: bytes)
    }
}
