import Synchronization
import Vocabulary

/// How often each person may do something: so many times at once, and then as many as come back with time.
///
/// It knows people who have shown who they are, and nobody else: whoever only says a name uses up nothing of its person's.
final class Allowance: Sendable {
    /// What a person has used and did not come back by then.
    private struct Used {
        var count: Double
        var at: ContinuousClock.Instant
    }

    private let rate: Server.Rate
    private let used = Mutex<[Handle: Used]>([:])

    init(_ rate: Server.Rate) { self.rate = rate }

    /// Takes `count` of `handle`'s: all or, where there are not as many, none.
    func take(_ count: Int = 1, of handle: Handle, at now: ContinuousClock.Instant) -> Bool {
        used.withLock { used in
            let before = used[handle] ?? Used(count: 0, at: now)
            let back = max(0, before.at.duration(to: now) / .seconds(1)) * rate.perSecond
            let after = max(0, before.count - back) + Double(count)
            guard after <= Double(rate.burst) else { return false }
            used[handle] = Used(count: after, at: now)
            return true
        }
    }
}
