import Casework
import Dispatch
import Ledger
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

/// What tells a custodian at work from one that is gone.
struct WaitTests {
    private static func world() throws -> World { try World(copying: try Template.served.get()) }

    private func server(
        _ world: World, sign: Duration, before: @escaping @Sendable () throws -> Void = {}
    ) throws -> Server {
        var limits = Server.Limits()
        limits.sign = sign
        return Server(.vault(HinderedCustody(try world.custodian, before: before)), limits: limits) { Issue.record($0) }
    }

    private func remote(_ world: World, _ server: Server, patience: Duration) throws -> RemoteCustody {
        let channel = try Wired.asking(server, patience: patience)
        return try RemoteCustody(try RemoteSession(channel, world.caller(try world.key(.rina))))
    }

    @Test func `an answer is waited for as long as the custodian says that it is at work`() throws {
        let world = try Self.world()
        let work: @Sendable () -> Void = { Worker.pause(.milliseconds(2_500)) }
        let remote = try remote(world, try server(world, sign: .milliseconds(50), before: work), patience: .seconds(1))
        #expect(try remote.standing(world.greeting(.rina)).last.isEmpty == false)
        #expect(try remote.stage { try $0([1, 2, 3].span) }.byteCount == 3)
        // The control: one that says nothing meanwhile is given up, and the connection with it.
        let silent = try self.remote(
            world, try server(world, sign: .seconds(3_600), before: work), patience: .seconds(1))
        #expect(throws: WireError.silent) { _ = try silent.standing(world.greeting(.rina)) }
        #expect(throws: WireError.ended) { _ = try silent.standing(world.greeting(.rina)) }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a custodian at work says so before its answer, again and again, and then no more`() throws {
        let world = try Self.world()
        let mayGoOn = DispatchSemaphore(value: 0)
        let server = try server(world, sign: .milliseconds(10)) { mayGoOn.wait() }
        let session = try RemoteSession(
            try Wired.asking(server, patience: .seconds(30)), world.caller(try world.key(.siti)))
        let channel = session.channel
        for _ in 0..<3 {
            try channel.send(Message(.standing, world.greeting(.siti).bodyBytes))
            for _ in 0..<3 { #expect(try channel.frame() == Frame(.wait)) }
            mayGoOn.signal()
            // What was said before it is read before it.
            var frame = try #require(try channel.frame())
            while frame == Frame(.wait) { frame = try #require(try channel.frame()) }
            #expect(try channel.message(frame, limit: MessageLimit.answer).type == .stands)
        }
        // Nothing is asked, and nothing said.
        try channel.send(Message(.bye))
        #expect(try channel.frame() == nil)
    }

    @Test func `no sign stands within a message, however slowly that is taken`() throws {
        let world = try Self.world()
        let id = try world.makeCase(by: .siti)
        let bytes = content(3, byteCount: 3_000_000)
        let record = try world.add(bytes, to: id, by: .siti)
        let server = try server(world, sign: .milliseconds(1)) { Worker.pause(.milliseconds(20)) }
        let (near, far) = Wired.pair()
        let (here, there) = (Connection(reading: near, writing: near), Connection(reading: far, writing: far))
        Wired.play { server.serve(there) }
        let slow = Channel(
            source: Source { limit in
                Worker.pause(.milliseconds(3))
                return try here.read(limit)
            }, write: { try here.write($0) })
        let custody = try RemoteCustody(try RemoteSession(slow, world.caller(try world.key(.siti))))
        #expect(try world.read(record, as: .siti, through: custody) == bytes)
    }

    @Test func `a custodian that only says that it is at work is not waited for without end`() throws {
        /// An officer's side before somebody who says this, and no more.
        func asking(_ frames: [Frame], patience: Duration = .seconds(30)) -> RemoteCustody {
            let (near, far) = Wired.pair()
            let there = Connection(reading: far, writing: far)
            Wired.play {
                for frame in frames { try? there.write(frame.bytes) }
                // Until the other side is gone.
                while let more = try? there.read(1 << 16), !more.isEmpty {}
            }
            return RemoteCustody(begun: .asking(Connection(reading: near, writing: near), patience: patience))
        }
        let greeting = Greeting(handle: Who.siti.handle, head: .empty)
        func expect(_ error: WireError, from custody: RemoteCustody) {
            #expect(throws: error) { _ = try custody.standing(greeting) }
        }
        expect(.silent, from: asking([Frame(.wait), Frame(.wait)], patience: .milliseconds(200)))
        expect(.unexpected(.wait), from: asking(Array(repeating: Frame(.wait), count: MessageLimit.waits + 1)))
        expect(.unexpected(.wait), from: asking([Frame(.wait, [1])]))
        // Within a message nothing else has a place.
        let full = Frame(.stands, [UInt8](repeating: 0, count: Frame.bodyLimit))
        expect(.unexpected(.wait), from: asking([full, Frame(.wait), Frame(.part)]))
    }

    @Test func `before a session nobody is asked to wait`() throws {
        let world = try Self.world()
        let (near, far) = Wired.pair()
        let liar = Wired.channel(far)
        Wired.play {
            try? liar.begin()
            _ = try? liar.frame()
            try? liar.send(Frame(.wait))
        }
        #expect(throws: WireError.unexpected(.wait)) {
            _ = try RemoteSession(Wired.channel(near), world.caller(try world.key(.siti)))
        }
    }
}
