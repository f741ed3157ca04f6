import Casework
import Sodium
import Vocabulary

/// What a compartment of a case holds, found by content: by the tags in its signed entries, without a listing.
struct KnownContent {
    private var tags: [Digest: RecordID] = [:]
    private var keys: [CompartmentKey] = []
    /// The one under which the next files are stored.
    private let key: CompartmentKey

    /// Documents that were withdrawn were misfiled, and may come again.
    init(_ ground: Officer.Ground, of compartment: CompartmentName) throws {
        key = ground.key
        keys = [ground.key]
        var epochs: Set<EpochName> = [ground.epoch]
        for record in ground.keys.state.records(of: .document)
        where record.isListed && record.compartment == compartment {
            let place = record.latest.place
            guard let tag = place.contentTag else { continue }
            tags[tag] = record.id
            guard epochs.insert(place.epoch).inserted else { continue }
            // Of a key that nobody can open the files are not told from others.
            if let known = try? ground.keys.key(place.epoch) { keys.append(known) }
        }
    }

    var isEmpty: Bool { tags.isEmpty }

    func id(of content: Digest) throws -> RecordID? {
        for key in keys {
            if let id = tags[try Commitment.contentTag(content, under: key.secret)] { return id }
        }
        return nil
    }

    mutating func add(_ id: RecordID, _ content: Digest) throws {
        tags[try Commitment.contentTag(content, under: key.secret)] = id
    }
}
