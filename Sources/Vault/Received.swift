import Casework
import Vocabulary

/// What the custodian released, to look things up in: a listing does so by the thousand.
@dynamicMemberLookup
final class Received {
    private struct ThingKey: Hashable {
        let sequence: UInt64
        let name: ItemName
    }

    private struct HalfKey: Hashable {
        let kind: Half.Kind
        let record: String
        let version: Int
    }

    let all: Released
    private let thingsByName: [ThingKey: [UInt8]]
    private let halvesByPlace: [HalfKey: Half]

    /// Of two things with one name the first counts: neither is believed before it fits what was signed.
    init(_ released: Released) {
        all = released
        thingsByName = Dictionary(
            released.things.map { (ThingKey(sequence: $0.sequence, name: $0.name), $0.bytes) },
            uniquingKeysWith: { first, _ in first })
        halvesByPlace = Dictionary(
            released.halves.map { (HalfKey(kind: $0.kind, record: $0.record, version: $0.version), $0) },
            uniquingKeysWith: { first, _ in first })
    }

    subscript<Part>(dynamicMember part: KeyPath<Released, Part>) -> Part { all[keyPath: part] }

    func thing(_ name: ItemName, of sequence: UInt64) -> [UInt8]? {
        thingsByName[ThingKey(sequence: sequence, name: name)]
    }

    func half(_ kind: Half.Kind, record: String, version: Int) -> Half? {
        halvesByPlace[HalfKey(kind: kind, record: record, version: version)]
    }
}
