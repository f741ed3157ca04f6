package import Casework
package import Foundation
import Glibc
package import Service
import Sockets
import Synchronization
package import Vocabulary
package import Wire

/// Both ends of a connection within one process.
package enum Wired {
    /// A custodian behind a connection of its own, on which it is known that `handle` asks. It is served until whoever asks is gone:
    /// so long `group` is not empty.
    package static func custody(
        _ custodian: any ServedCustody, as handle: Handle, in group: DispatchGroup = DispatchGroup()
    ) throws -> RemoteCustody {
        let (near, far) = pair()
        group.enter()
        serve(custodian, as: handle, far) { _ in group.leave() }
        return RemoteCustody(begun: channel(near))
    }

    /// Serves `end`; says how it ended, once nothing of it is left.
    package static func serve(
        _ custodian: any ServedCustody, as handle: Handle, _ end: Int32,
        ended: @escaping @Sendable ((any Error)?) -> Void
    ) {
        let work = Work(custodian, handle)
        DispatchQueue(label: "served").async {
            var broken: (any Error)?
            do { try work.serve(end) } catch { broken = error }
            ended(broken)
        }
    }

    /// Lets go of the custodian when it has served.
    private final class Work: Sendable {
        private let custodian: Mutex<(any ServedCustody)?>
        private let handle: Handle

        init(_ custodian: any ServedCustody, _ handle: Handle) {
            self.custodian = Mutex(custodian)
            self.handle = handle
        }

        func serve(_ end: Int32) throws {
            guard let custodian = custodian.withLock({ $0.take() }) else { return }
            try Conversation(custodian, channel(end), with: Guest(handle)).run()
        }
    }

    /// An end of a connection that `server` serves, from its beginning on.
    package static func connection(to server: Server, in group: DispatchGroup = DispatchGroup()) throws -> Channel {
        channel(try end(of: server, in: group))
    }

    /// The same, by whoever waits as an officer's program does.
    package static func asking(_ server: Server, patience: Duration) throws -> Channel {
        let near = try end(of: server, in: DispatchGroup())
        return .asking(Connection(reading: near, writing: near), patience: patience)
    }

    private static func end(of server: Server, in group: DispatchGroup) throws -> Int32 {
        let (near, far) = pair()
        let connection = Connection(reading: far, writing: far)
        group.enter()
        let isStarted = Worker.start {
            server.serve(connection)
            group.leave()
        }
        guard isStarted else { throw Broken() }
        return near
    }

    /// Runs `body` beside the test: what it does with its end of a connection nobody else touches.
    package static func play(_ body: @escaping () -> Void) {
        struct Box: @unchecked Sendable { let body: () -> Void }
        let box = Box(body: body)
        _ = Worker.start { box.body() }
    }

    package static func pair() -> (near: Int32, far: Int32) {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        precondition(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        return (ends[0], ends[1])
    }

    /// Closes `end` when it is let go of.
    package static func channel(_ end: Int32) -> Channel {
        let socket = Socket(end)
        return Channel(source: Source { try socket.read($0) }, write: { try socket.write($0) })
    }

    /// An end that says something else than a custodian does, and waits.
    package static func channel(_ end: Int32, saying greeting: [UInt8]) -> Stranger { Stranger(end, greeting) }

    package final class Stranger {
        private let socket: Socket

        init(_ end: Int32, _ greeting: [UInt8]) {
            socket = Socket(end)
            try? socket.write(greeting.span)
        }

        /// Says no more.
        package func end() throws { socket.shut() }
    }

    package struct Broken: Error {}

    private final class Socket {
        private let end: Int32

        init(_ end: Int32) { self.end = end }
        deinit { close(end) }

        func shut() { shutdown(end, Int32(SHUT_WR)) }

        func read(_ limit: Int) throws -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: limit)
            let count = Glibc.read(end, &bytes, limit)
            guard count >= 0 else { throw Broken() }
            return Array(bytes.prefix(count))
        }

        func write(_ bytes: Span<UInt8>) throws {
            var start = 0
            while start < bytes.count {
                let count = bytes.extracting(start..<bytes.count)
                    .withUnsafeBytes { Glibc.write(end, $0.baseAddress, $0.count) }
                guard count > 0 else { throw Broken() }
                start += count
            }
        }
    }
}
