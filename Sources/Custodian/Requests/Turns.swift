import Foundation
import Synchronization
import Vocabulary

/// Takes what each person asks for that may take long one after the other: readers are few, and nobody holds all of them alone.
final class Turns: Sendable {
    private final class Turn: Sendable {
        let lock = NSLock()
    }

    private struct Place {
        let turn: Turn
        /// Who has the turn, and those who wait for it.
        var count: Int
    }

    private let places = Mutex<[Handle: Place]>([:])

    func take<R>(_ handle: Handle, _ body: () throws -> R) rethrows -> R {
        let turn = places.withLock { places in
            var place = places[handle] ?? Place(turn: Turn(), count: 0)
            place.count += 1
            places[handle] = place
            return place.turn
        }
        defer {
            places.withLock { places in
                places[handle]?.count -= 1
                if places[handle]?.count == 0 { places[handle] = nil }
            }
        }
        return try turn.lock.withLock(body)
    }
}
