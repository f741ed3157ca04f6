import Synchronization
import Vocabulary

/// How many of something each person has at a time.
final class Tally: Sendable {
    private let limit: Int
    private let counts = Mutex<[Handle: Int]>([:])

    init(_ limit: Int) { self.limit = limit }

    /// Takes `count` more of them for `handle`: all or, where that is more than anybody may have, none.
    func take(_ count: Int, of handle: Handle) -> Bool {
        counts.withLock { counts in
            let after = counts[handle, default: 0] + count
            guard after <= limit else { return false }
            counts[handle] = after
            return true
        }
    }

    func give(back count: Int, of handle: Handle) {
        counts.withLock { counts in
            let after = counts[handle, default: 0] - count
            precondition(after >= 0, "more was given back than taken")
            counts[handle] = after == 0 ? nil : after
        }
    }
}
