import Casework
import Files
import Foundation
import Ledger
import Makers
import Sockets
import Sodium
import Synchronization
import Testing
import Vocabulary

@testable import Custodian
@testable import Service
@testable import Vault
@testable import Wire

/// How much of the service one person, or everybody, may take: each limit is gone over.
struct ServiceLimitTests {
    private static func world() throws -> World { try World(copying: try Template.served.get()) }

    /// A clock that the test moves, and room on a disk.
    private final class Given: Sendable {
        let now = Mutex(ContinuousClock.now)
        let room = Mutex<Int?>(1 << 40)

        func pass(_ duration: Duration) { now.withLock { $0 = $0.advanced(by: duration) } }
    }

    private func server(
        _ world: World, _ given: Given = Given(), _ change: (inout Server.Limits) -> Void = { _ in }
    ) throws -> Server {
        var limits = Server.Limits()
        change(&limits)
        return Server(
            .vault(try world.custodian), limits: limits, room: { given.room.withLock { $0 } },
            clock: { given.now.withLock { $0 } }, log: { _ in })
    }

    private func session(_ world: World, _ server: Server, _ who: Who) throws -> RemoteSession {
        try RemoteSession(try Wired.connection(to: server), world.caller(try world.key(who)))
    }

    private func remote(_ world: World, _ server: Server, _ who: Who) throws -> RemoteCustody {
        try RemoteCustody(try session(world, server, who))
    }

    private func expectBusy(_ body: () throws -> Void) {
        expect("busy", body) { if case .busy = $0 { true } else { false } }
    }
    private func expectFull(_ body: () throws -> Void) {
        expect("full", body) { if case .full = $0 { true } else { false } }
    }

    private func expect(_ name: String, _ body: () throws -> Void, _ isIt: (CustodyError) -> Bool) {
        let thrown = #expect(throws: CustodyError.self) { try body() }
        #expect(thrown.map(isIt) ?? false, "\(name): \(String(describing: thrown))")
    }

    private func list(_ world: World, _ who: Who, _ custody: any Custody) throws {
        _ = try custody.ask([try world.call(.listCases(after: nil, limit: 1), as: who)])
    }

    private func staged(_ world: World) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: world.folder + "/objects/staging").count
    }

    // MARK: Connections and sessions

    @Test func `so many connections are served, and whoever comes then is told so`() throws {
        let world = try Self.world()
        let server = try server(world) { $0.connections = 2 }
        var held = [try remote(world, server, .siti), try remote(world, server, .budi)]
        let third = try Wired.connection(to: server)
        try third.begin()
        let frame = try #require(try third.frame())
        #expect(frame.type == .failed)
        if case .busy = try CustodyError(reading: frame.body) {} else { Issue.record("\(frame)") }
        #expect(try held[0].standing(world.greeting(.siti)).last.isEmpty == false)
        // Whoever leaves makes room.
        held.removeLast()
        let deadline = ContinuousClock.now.advanced(by: .seconds(10))
        while ContinuousClock.now < deadline, (try? remote(world, server, .dewi)) == nil {}
        #expect(ContinuousClock.now < deadline)
    }

    @Test func `a person begins so many sessions, and only they use them up`() throws {
        let world = try Self.world()
        let given = Given()
        let server = try server(world, given) { $0.sessions = Server.Rate(burst: 3, perSecond: 0.5) }
        // Somebody else in their name shows no key of theirs.
        let forger = try PersonKey.make(handle: Who.siti.handle, name: "Siti")
        for _ in 0..<5 {
            #expect(throws: CustodyError.self) {
                _ = try RemoteSession(try Wired.connection(to: server), world.caller(forger))
            }
        }
        for _ in 0..<3 { _ = try session(world, server, .siti) }
        expectBusy { _ = try session(world, server, .siti) }
        #expect(try remote(world, server, .budi).standing(world.greeting(.budi)).last.isEmpty == false)
        given.pass(.milliseconds(1_900))
        expectBusy { _ = try session(world, server, .siti) }
        given.pass(.milliseconds(200))
        _ = try session(world, server, .siti)
        expectBusy { _ = try session(world, server, .siti) }
    }

    @Test func `who was dismissed leaves word so often, and no entry is made for more`() throws {
        let world = try Self.world()
        let given = Given()
        let key = try world.key(.budi)
        try world.dismiss(.budi)
        let server = try server(world, given) { $0.words = Server.Rate(burst: 2, perSecond: 1.0 / 36) }
        func leave() throws {
            let word = try Letter.request(.caseList, by: key, as: .investigator, of: world.vault, at: world.clock.now)
            try session(world, server, .budi).leave(word)
        }
        let size = try world.ledgerSize
        for _ in 0..<2 { try leave() }
        #expect(try world.ledgerSize == size + 2)
        for _ in 0..<5 { expectBusy { try leave() } }
        #expect(try world.ledgerSize == size + 2)
        given.pass(.seconds(37))
        try leave()
        #expect(try world.ledgerSize == size + 3)
        expectBusy { try leave() }
    }

    // MARK: Requests

    @Test func `a person has so many requests entered, and what is too many is entered in no part`() throws {
        let world = try Self.world()
        let given = Given()
        let server = try server(world, given) { $0.entries = Server.Rate(burst: 4, perSecond: 2) }
        let siti = try remote(world, server, .siti)
        for _ in 0..<3 { try list(world, .siti, siti) }
        let size = try world.ledgerSize
        let two = try (0..<2).map { _ in try world.call(.listCases(after: nil, limit: 1), as: .siti) }
        expectBusy { _ = try siti.ask(two) }
        // On another connection as little.
        let other = try remote(world, server, .siti)
        expectBusy { _ = try other.ask(two) }
        #expect(try world.ledgerSize == size)
        try list(world, .siti, siti)
        expectBusy { try list(world, .siti, siti) }
        // A cosigned checkpoint is no entry, and is stored like one.
        expectBusy { try siti.witness([1], by: Who.siti.handle) }
        #expect(try world.ledgerSize == size + 1)
        try list(world, .budi, try remote(world, server, .budi))
        given.pass(.seconds(1))
        _ = try siti.ask(two)
        expectBusy { try list(world, .siti, siti) }
        // No more comes back than there was.
        given.pass(.seconds(1_000))
        for _ in 0..<4 { try list(world, .siti, siti) }
        expectBusy { try list(world, .siti, siti) }
    }

    @Test func `an ask of too many calls, or too many bytes, ends the connection, and nothing is entered`() throws {
        let world = try Self.world()
        let server = try server(world)
        let size = try world.ledgerSize
        let call = try world.call(.listCases(after: nil, limit: 1), as: .siti)
        let calls = Message(.ask, TooMany(Array(repeating: call, count: Call.limit + 1)).bodyBytes)
        #expect(calls.body.count < MessageLimit.asked(.ask))
        let large = Message(.ask, [UInt8](repeating: 1, count: MessageLimit.asked(.ask) + 1))
        for message in [calls, large] {
            let channel = try session(world, server, .siti).channel
            do { try channel.send(message) } catch .broken {}
            #expect((try? channel.frame()) == .some(nil))
        }
        #expect(try world.ledgerSize == size)
        // The control: the same by as many as there may be is read, and answered.
        let channel = try session(world, server, .siti).channel
        try channel.send(Message(.ask, TooMany(Array(repeating: call, count: Call.limit)).bodyBytes))
        #expect(try channel.frame()?.type == .failed)
    }

    /// The calls of an ask, however many.
    private struct TooMany: Body {
        let calls: [Call]
        init(_ calls: [Call]) { self.calls = calls }
        init(_ fields: inout Fields, _ known: TooMany?) throws { calls = try fields.all(1, known?.calls) }
    }

    @Test func `a person has so many deliveries open, on all connections together`() throws {
        let world = try Self.world()
        let record = try world.add(content(9, byteCount: 100_000), to: try world.makeCase())
        let server = try server(world) { $0.deliveries = 3 }
        let (first, second) = (try remote(world, server, .sari), try remote(world, server, .sari))
        func open(_ custody: RemoteCustody, as who: Who = .sari) throws -> (any PayloadSource)? {
            try custody.ask([try world.call(.open(record, .penyidikan), as: who)]).answers[0].released.payload
        }
        var kept = [try open(first), try open(first), try open(second)]
        let size = try world.ledgerSize
        expectBusy { _ = try open(second) }
        expectBusy { _ = try open(first) }
        #expect(try world.ledgerSize == size)
        // A colleague has their own; and what is let go of is told with the next question.
        #expect(try open(try remote(world, server, .tuti), as: .tuti) != nil)
        kept[0] = nil
        kept[0] = try open(first)
        expectBusy { _ = try open(second) }
        // What asks and brings none is given back, and so is what a connection that ends had.
        kept = []
        for _ in 0..<5 { for one in [first, second] { try list(world, .sari, one) } }
        do {
            let third = try remote(world, server, .sari)
            kept = [try open(third), try open(third), try open(third)]
            expectBusy { try list(world, .sari, first) }
            kept = []
        }
        let deadline = ContinuousClock.now.advanced(by: .seconds(10))
        while ContinuousClock.now < deadline, (try? list(world, .sari, first)) == nil {
            Worker.pause(.milliseconds(5))
        }
        kept = [try open(first), try open(second), try open(second)]
        #expect(kept.allSatisfy { $0 != nil })
    }

    // MARK: What is staged

    @Test func `a person sends two payloads at a time, and not a third`() throws {
        let world = try Self.world()
        let server = try server(world)
        let full = [UInt8](repeating: 7, count: Frame.bodyLimit)
        let under = try (0..<2).map { _ in
            let channel = try session(world, server, .sari).channel
            for count in 0..<Window.frames { try channel.send(Frame(count == 0 ? .stage : .part, full)) }
            for told in [Window.firstFrames, Window.frames] {
                let frame = try #require(try channel.frame())
                #expect(frame.type == .taken)
                #expect(try Taken(reading: frame.body).byteCount == told * Frame.bodyLimit)
            }
            return channel
        }
        let third = try remote(world, server, .sari)
        expectBusy { _ = try third.stage { try $0([1].span) } }
        #expect(try remote(world, server, .rina).stage { try $0([1].span) }.byteCount == 1)
        // One that is given up makes room, and the connection of the third is as good as before.
        try under[0].send(Frame(.drop))
        #expect(try under[0].frame() == Frame(.dropped))
        #expect(try third.stage { try $0([1].span) }.byteCount == 1)
    }

    @Test func `what no request has claimed takes no room from the reserve, even if it fills in the middle`() throws {
        let world = try Self.world()
        let given = Given()
        let reserve = Server.Limits().reserve
        let server = try server(world, given)
        let remote = try remote(world, server, .sari)
        let piece = [UInt8](repeating: 7, count: Frame.bodyLimit)
        func stage(_ pieces: Int, after middle: () -> Void = {}) throws -> Staged {
            try remote.stage { sink in
                for count in 0..<pieces {
                    if count == pieces / 2 { middle() }
                    try sink(piece.span)
                }
            }
        }
        given.room.withLock { $0 = reserve + piece.count - 1 }
        expectFull { _ = try stage(1) }
        given.room.withLock { $0 = reserve + 1 << 30 }
        expectFull { _ = try stage(800) { given.room.withLock { $0 = reserve } } }
        // A disk that does not say how full it is.
        given.room.withLock { $0 = nil }
        expectFull { _ = try stage(1) }
        #expect(try staged(world) == 0)
        given.room.withLock { $0 = reserve + 1 << 30 }
        #expect(try stage(3).byteCount == 3 * piece.count)
        #expect(try staged(world) == 1)
    }

    @Test func `what travels within a request takes no room from the reserve either, and what stores nothing goes on`()
        throws
    {
        let world = try Self.world()
        let given = Given()
        let id = try world.makeCase()
        let server = try server(world, given)
        let officer = try world.greet(.sari, through: try remote(world, server, .sari))
        let document = NewDocument(
            path: NamedPath(try world.file(content(1)), fence: .none), fileName: "f", mediaType: "m", about: [])
        given.room.withLock { $0 = Server.Limits().reserve + 10 }
        expectFull { _ = try officer.addDocuments(id, [document], to: .evidence) }
        #expect(try officer.records(.document, of: id).isEmpty)
        given.room.withLock { $0 = 1 << 40 }
        _ = try officer.addDocuments(id, [document], to: .evidence)
        #expect(try officer.records(.document, of: id).count == 1)
    }

    @Test func `nobody has more unclaimed than they leave free for the others`() throws {
        let given = Given()
        let stages = Stages(Server.Limits()) { given.room.withLock { $0 } }
        let (siti, budi) = (Who.siti.handle, Who.budi.handle)
        let reserve = Server.Limits().reserve
        /// As the disk is, with what is there.
        func left(_ count: Int) { given.room.withLock { $0 = reserve + count } }
        func finish(_ id: String, _ count: Int, of owner: Handle) throws {
            let arriving = Nothing(id: id)
            try stages.begin(arriving, of: owner, by: 1)
            defer { stages.end(arriving) }
            try stages.take(count, for: arriving)
            stages.add(Staged(id: id, byteCount: count, digest: Digest.of(id)), of: owner, by: 1)
        }
        left(100)
        try finish("a", 40, of: siti)
        left(60)
        expectFull { try finish("b", 21, of: siti) }
        try finish("b", 20, of: siti)
        left(40)
        try finish("c", 40, of: budi)
        left(0)
        expectFull { try finish("d", 1, of: budi) }
        // What is being written counts as what is there.
        left(100)
        #expect(stages.take([Staged(id: "a", byteCount: 40, digest: Digest.of("a"))], of: siti))
        let arriving = Nothing(id: "under")
        try stages.begin(arriving, of: siti, by: 1)
        try stages.take(80, for: arriving)
        expectFull { try stages.take(1, for: arriving) }
        expectFull { try finish("e", 1, of: siti) }
        stages.end(arriving)
        try finish("e", 80, of: siti)
    }

    @Test func `a person leaves so many payloads that no request has claimed`() throws {
        let stages = Stages()
        for count in 0..<Stages.limit {
            try stages.check(Who.siti.handle)
            stages.add(
                Staged(id: "\(count)", byteCount: 1, digest: Digest.of("\(count)")), of: Who.siti.handle, by: 1)
        }
        expectBusy { try stages.check(Who.siti.handle) }
        expectBusy { try stages.begin(Nothing(id: "x"), of: Who.siti.handle, by: 1) }
        try stages.begin(Nothing(id: "x"), of: Who.budi.handle, by: 1)
    }

    /// A payload that takes no room itself.
    private struct Unwritten: Error {}
    private final class Nothing: ArrivingPayload {
        let id: String
        let byteCount = 0
        init(id: String) { self.id = id }
        func append(_ bytes: Span<UInt8>) throws {}
        func sync() throws {}
        func discard() {}
        func finish() throws -> Staged { throw Unwritten() }
    }
}
