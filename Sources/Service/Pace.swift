import Sockets
import Wire

/// How long a connection waits for the other side: all of the session's beginning has one limit, then each frame has its own. So a
/// side that sends a byte a second, or takes none, costs its own thread, and not for long.
final class Pace {
    private let connection: Connection
    private let limits: Server.Limits
    /// Whether it is known who asks.
    var isKnown = false

    init(_ connection: Connection, _ limits: Server.Limits) {
        self.connection = connection
        self.limits = limits
        connection.wait(until: .now.advanced(by: limits.session))
    }

    func bound(_ next: Channel.Moment) {
        guard isKnown else { return }
        connection.wait(until: .now.advanced(by: next == .waits ? limits.idle : limits.transfer))
    }
}
