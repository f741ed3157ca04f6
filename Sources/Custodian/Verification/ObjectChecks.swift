import Casework
import Foundation
import Sodium
import Synchronization
import Vocabulary

/// Payloads to be held against the hashes that their entries name: all of them at once, on all cores.
struct ObjectChecks {
    private struct Check {
        let name: String
        let record: String
        let byteCount: Int
        let digest: Digest
    }

    private var checks: [Check] = []

    mutating func add(_ name: String, record: String, _ item: Manifest.Item) {
        checks.append(Check(name: name, record: record, byteCount: item.byteCount, digest: item.digest))
    }

    /// Those that differ, or that the disk does not give, in the order of their entries. Needs nobody's key: what is
    /// hashed is sealed.
    func damages(on shelf: ObjectShelf) -> [Damage] {
        let checks = checks
        let found = Mutex<[Int: Damage]>([:])
        DispatchQueue.concurrentPerform(iterations: checks.count) { place in
            let check = checks[place]
            if (try? shelf.digest(of: check.name, record: check.record, byteCount: check.byteCount)) == check.digest {
                return
            }
            found.withLock { $0[place] = .object(record: check.record) }
        }
        return found.withLock { found in found.sorted { $0.key < $1.key }.map(\.value) }
    }
}
