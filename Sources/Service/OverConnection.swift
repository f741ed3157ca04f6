package import Sockets
package import Wire

extension Channel {
    /// Over `connection`, however long that waits.
    package convenience init(_ connection: Connection, pace: @escaping (Moment) -> Void = { _ in }) {
        self.init(
            source: Source { buffer in try Self.saying { () throws in try connection.read(into: &buffer) } },
            write: { bytes in try Self.saying { try connection.write(bytes) } }, pace: pace)
    }

    /// The officer's side of one: each frame that is due has so long, and so has each that is sent. How long the greeting may take,
    /// the connection says.
    package static func asking(_ connection: Connection, patience: Duration = .seconds(30)) -> Channel {
        Channel(connection) { next in
            switch next {
            case .reads, .writes: connection.wait(until: .now.advanced(by: patience))
            case .waits, .works: connection.wait(until: nil)
            }
        }
    }

    /// Who says nothing is told apart from who is gone.
    private static func saying<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch SocketError.silent { throw WireError.silent }
    }
}
