import Casework
import Foundation
import Makers
import Service
import Sockets
import Sodium
import Synchronization
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault
@testable import Wire

/// Whoever dallies, takes nothing, or comes and goes: another officer is answered meanwhile as if they were not there.
struct HostileGuestTests {
    private static func world() throws -> World { try World(copying: try Template.served.get()) }

    /// Longer than anything here takes, unless somebody is waited for.
    private static let transfer = Duration.seconds(60)

    private func server(_ world: World, transfer: Duration = Self.transfer) throws -> Server {
        var limits = Server.Limits()
        limits.transfer = transfer
        return Server(.vault(try world.custodian), limits: limits) { Issue.record($0) }
    }

    /// Whether a connection is over.
    private final class Served: Sendable {
        private let over = Mutex(false)
        var isOver: Bool { over.withLock { $0 } }
        func end() { over.withLock { $0 = true } }

        /// Waits for it.
        func waitForEnd() -> Bool {
            let deadline = ContinuousClock.now.advanced(by: .seconds(20))
            while !isOver, ContinuousClock.now < deadline { Worker.pause(.milliseconds(5)) }
            return isOver
        }
    }

    /// Somebody's end of a connection, with a session that has begun.
    private func guest(_ who: Who, _ world: World, _ server: Server) throws -> (Connection, Channel, Served) {
        let (near, far) = Wired.pair()
        let (here, there) = (Connection(reading: near, writing: near), Connection(reading: far, writing: far))
        let served = Served()
        Wired.play {
            server.serve(there)
            served.end()
        }
        let channel = Channel(here)
        _ = try RemoteSession(channel, world.caller(try world.key(who)))
        return (here, channel, served)
    }

    /// Another officer does all that officers do; long before anybody who dallies is given up.
    private func expectPrompt(_ world: World, _ server: Server) throws {
        let begun = ContinuousClock.now
        let custody = try RemoteCustody(
            try RemoteSession(try Wired.connection(to: server), world.caller(try world.key(.sari))))
        #expect(try custody.standing(world.greeting(.sari)).last.isEmpty == false)
        let size = try world.ledgerSize
        let officer = try world.greet(.sari, through: custody)
        let id = try officer.createCase(.object([JSON.Member("title", .string("Perkara"))]))
        let bytes = content(5, byteCount: 300_000)
        let record = try world.add(bytes, to: id, through: custody)
        #expect(try world.read(record, through: custody) == bytes)
        #expect(try world.ledgerSize >= size + 3)
        #expect(begun.duration(to: .now) < Self.transfer / 2)
    }

    @Test func `silent ones, before a session and in one`() throws {
        let world = try Self.world()
        let server = try server(world)
        let strangers = try (0..<15).map { _ in try Wired.connection(to: server) }
        let guests = try (0..<8).map { _ in try guest(.siti, world, server) }
        try expectPrompt(world, server)
        #expect(guests.allSatisfy { !$0.2.isOver } && strangers.count == 15)
    }

    @Test func `one that says a byte from time to time is let go, and nobody waits for it`() throws {
        let world = try Self.world()
        let server = try server(world)
        let (slow, _, served) = try guest(.siti, world, server)
        let frame = Frame(.standing, world.greeting(.siti).bodyBytes).bytes
        for byte in frame.prefix(3) { try slow.write([byte]) }
        try expectPrompt(world, server)
        #expect(!served.isOver)
        // With less time for a frame than its bytes take.
        let hasty = try self.server(world, transfer: .milliseconds(300))
        let (slower, _, end) = try guest(.siti, world, hasty)
        var written = 0
        for byte in frame where !end.isOver {
            guard (try? slower.write([byte])) != nil else { break }
            written += 1
            Worker.pause(.milliseconds(30))
        }
        #expect(end.waitForEnd() && written < frame.count)
        // And a payload, whose sender is slower than that.
        let (sender, channel, over) = try guest(.rina, world, hasty)
        try channel.send(Frame(.stage, [UInt8](repeating: 1, count: Frame.bodyLimit)))
        try sender.write([0, 0])
        #expect(over.waitForEnd())
        #expect(try FileManager.default.contentsOfDirectory(atPath: world.folder + "/objects/staging").isEmpty)
    }

    @Test func `one that never takes its answers costs its own thread, and no lock`() throws {
        let world = try Self.world()
        let id = try world.makeCase()
        let record = try world.add(content(6, byteCount: 3_000_000), to: id)
        let server = try server(world)
        let (connection, channel, served) = try guest(.sari, world, server)
        // A payload and leaves are open, and more is asked for than a socket holds.
        let open = try world.call(.open(record, .penyidikan), as: .sari)
        try channel.send(Message(.ask, Asking([open]).bodyBytes))
        let first = try #require(try channel.frame())
        #expect(try channel.message(first, limit: MessageLimit.answer).type == .reply)
        for _ in 0..<3 { try channel.send(Message(.pull, Following(1).bodyBytes)) }
        try expectPrompt(world, server)
        #expect(!served.isOver)
        connection.hearNoMore()
        connection.finish()
        // In less time, it is given up.
        let hasty = try self.server(world, transfer: .milliseconds(300))
        let (taken, asking, end) = try guest(.sari, world, hasty)
        let again = try world.call(.open(record, .penyidikan), as: .sari)
        try asking.send(Message(.ask, Asking([again]).bodyBytes))
        for _ in 0..<3 { try asking.send(Message(.pull, Following(1).bodyBytes)) }
        #expect(end.waitForEnd())
        withExtendedLifetime(taken) {}
    }

    @Test(.timeLimit(.minutes(2)))
    func `one that opens and leaves, a thousand times`() throws {
        let world = try Self.world()
        let server = try server(world)
        let path = world.root + "/s"
        let listener = try Listener(path: path)
        Wired.play { try? server.run(listener) }
        let hello = Message(
            .hello,
            Hello(versions: [1], vault: world.vault, handle: Who.siti.handle, nonce: Digest.of("x")).bodyBytes)
        let (key, caller) = (try world.key(.siti), world.caller(try world.key(.siti)))
        let left = Mutex(0)
        Wired.play {
            for count in 0..<1_000 {
                guard let connection = try? UnixSocket.connect(path) else { continue }
                let channel = Channel(connection)
                switch count % 4 {
                case 0: break
                case 1: try? connection.write(Array(Preamble.bytes.prefix(3)))
                case 2:
                    try? channel.begin()
                    try? channel.send(hello)
                default: _ = try? RemoteSession(channel, caller)
                }
                left.withLock { $0 += 1 }
            }
        }
        for _ in 0..<3 { try expectPrompt(world, server) }
        let deadline = ContinuousClock.now.advanced(by: .seconds(90))
        while left.withLock({ $0 }) < 1_000, ContinuousClock.now < deadline { Worker.pause(.milliseconds(20)) }
        #expect(left.withLock { $0 } == 1_000)
        try expectPrompt(world, server)
        // Nothing of them is left: the service ends without waiting for anybody.
        listener.stop()
        let begun = ContinuousClock.now
        server.end()
        #expect(begun.duration(to: .now) < .seconds(10))
        withExtendedLifetime(key) {}
    }
}
