import Vocabulary
import Wire

/// What all connections of a server share: what was staged, and how much each person has had.
struct House: Sendable {
    let stages: Stages
    /// What a person has entered, or would have.
    let entries: Allowance
    /// Sessions that a person has begun.
    let sessions: Allowance
    /// Word that somebody left whom the vault is closed to: each is a durable entry.
    let words: Allowance
    let clock: @Sendable () -> ContinuousClock.Instant
    /// Full frames of what is staged, after each so many of which it is made durable and told to be taken.
    let window: Int
    /// The same, for the first time.
    let firstWindow: Int
    /// Deliveries that each person has open, on all connections.
    let deliveries: Tally

    init(
        _ limits: Server.Limits = Server.Limits(), room: @escaping @Sendable () -> Int? = { .max },
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        window = limits.window
        firstWindow = min(limits.window, Window.firstFrames)
        deliveries = Tally(limits.deliveries)
        stages = Stages(limits, room: room)
        entries = Allowance(limits.entries)
        sessions = Allowance(limits.sessions)
        words = Allowance(limits.words)
        self.clock = clock
    }
}
