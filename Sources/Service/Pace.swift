import Sockets
import Synchronization
import Wire

/// How long a connection waits for the other side: all of the session's beginning has one limit, then each frame has its own. So a
/// side that sends a byte a second, or takes none, costs its own thread, and not for long.
///
/// While an answer is being made it is the other side that waits. It is told so from time to time: whoever hears nothing at all
/// knows that nobody is there.
final class Pace: Sendable {
    let connection: Connection
    private let limits: Server.Limits
    private let state = Mutex(State())

    private struct State {
        /// Whether it is known who asks.
        var isKnown = false
        /// When the other side is told next that its answer is being made; nil while none is.
        var sign: ContinuousClock.Instant?
    }

    init(_ connection: Connection, _ limits: Server.Limits) {
        self.connection = connection
        self.limits = limits
        connection.wait(until: .now.advanced(by: limits.session))
    }

    /// It is known who asks.
    func isKnown() { state.withLock { $0.isKnown = true } }

    func bound(_ next: Channel.Moment) {
        state.withLock { state in
            // Whoever makes an answer writes nothing; and who writes is the only one from here on. So no sign stands within a
            // message.
            state.sign = nil
            guard state.isKnown else { return }
            switch next {
            case .waits: connection.wait(until: .now.advanced(by: limits.idle))
            case .reads, .writes: connection.wait(until: .now.advanced(by: limits.transfer))
            case .works: state.sign = .now.advanced(by: limits.sign)
            }
        }
    }

    /// Tells whoever has waited for that long. Of one that takes nothing nobody waits for it.
    func tick(at now: ContinuousClock.Instant) {
        state.withLock { state in
            guard let sign = state.sign, sign <= now else { return }
            connection.offer(Frame(.wait).bytes)
            state.sign = now.advanced(by: limits.sign)
        }
    }
}
