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

/// What goes on after a connection that was dropped, and what does not.
struct ResumptionTests {
    private static func world() throws -> World { try World(copying: try Template.served.get()) }

    /// Frames until some are told to be taken, and that are kept until then: small, so that a payload has many.
    private static let (window, kept) = (2, 4)
    private static let upload: [UInt8] = (0..<(6 * Frame.bodyLimit + 5)).map {
        UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9)
    }

    /// Ways to one custodian, each of which is cut when it was told to be.
    private final class Ways {
        let server: Server
        private let world: World
        private let who: Who
        /// Of the way that is cut next, what may still be sent and received; nil of one that holds.
        private var left: (sent: Int?, received: Int?) = (nil, nil)
        /// As many cuts as come after that, each after as much.
        private var again = 0
        private var each: (sent: Int?, received: Int?) = (nil, nil)
        private(set) var count = 0

        init(
            _ world: World, _ who: Who, clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
        ) throws {
            var limits = Server.Limits()
            limits.window = ResumptionTests.window
            (self.world, self.who) = (world, who)
            server = Server(.vault(try world.custodian), limits: limits, clock: clock) { Issue.record($0) }
        }

        /// From now on so much passes.
        func cut(afterSending sent: Int? = nil, receiving received: Int? = nil, times: Int = 1) {
            (left, each, again) = ((sent, received), (sent, received), times - 1)
        }

        func session() throws -> RemoteSession {
            let (near, far) = Wired.pair()
            let (here, there) = (Connection(reading: near, writing: near), Connection(reading: far, writing: far))
            let server = server
            Wired.play { server.serve(there) }
            count += 1
            let mine = count
            /// Of what was sent all arrives; of what is answered nothing more, if that is what is cut.
            let end = { [self] (isDeaf: Bool) -> WireError in
                here.finish()
                if isDeaf { here.hearNoMore() }
                left = (nil, nil)
                return .broken
            }
            let channel = Channel(
                source: Source { [self] limit in
                    if count == mine, left.sent == 0 || left.received == 0 { throw end(left.received == 0) }
                    let bytes = try here.read(min(limit, count == mine ? left.received ?? limit : limit))
                    if count == mine, let received = left.received { left.received = received - bytes.count }
                    return bytes
                },
                write: { [self] bytes in
                    guard count == mine, let sent = left.sent else { return try here.write(bytes) }
                    let passing = min(sent, bytes.count)
                    try here.write(bytes.extracting(0..<passing))
                    left.sent = sent - passing
                    if passing < bytes.count { throw end(false) }
                })
            let session = try RemoteSession(channel, world.caller(try world.key(who)))
            if mine > 1, again > 0 { (left, again) = (each, again - 1) }
            return session
        }

        func custody(goesOn: Bool = true) throws -> RemoteCustody {
            guard goesOn else { return try RemoteCustody(try session(), keeping: ResumptionTests.kept) }
            return try RemoteCustody(try session(), keeping: ResumptionTests.kept) { [self] _ in try session() }
        }
    }

    private func stage(_ custody: RemoteCustody, after begun: () -> Void = {}) throws -> Staged {
        try custody.stage { sink in
            begun()
            for start in stride(from: 0, to: Self.upload.count, by: 100_003) {
                try sink(Self.upload[start..<min(start + 100_003, Self.upload.count)].span)
            }
        }
    }

    private func staging(_ world: World) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: world.folder + "/objects/staging")
    }

    /// Waits for what another thread does, and says whether it did.
    private func comesTrue(_ condition: () throws -> Bool) rethrows -> Bool {
        let deadline = ContinuousClock.now.advanced(by: .seconds(10))
        while ContinuousClock.now < deadline {
            if try condition() { return true }
            Worker.pause(.milliseconds(2))
        }
        return false
    }

    // MARK: Uploads

    @Test(.timeLimit(.minutes(2)))
    func `an upload that is dropped anywhere goes on, and what is there in the end is what was sent`() throws {
        let world = try Self.world()
        let frame = 5 + Frame.bodyLimit
        let all = 6 * frame + 5 + 5
        // At the beginning, the end and the middle of each frame, and after the last, before anything is heard.
        var points = [6 * frame, all - 1, all]
        for start in 0..<6 { points += [0, 3, 40_000].map { start * frame + $0 } }
        for point in points {
            let ways = try Ways(world, .sari)
            let custody = try ways.custody()
            let staged = try stage(custody) { ways.cut(afterSending: point) }
            #expect(staged.byteCount == Self.upload.count && staged.digest == Digest.of(Self.upload), "\(point)")
            let stored = FileManager.default.contents(atPath: world.folder + "/objects/staging/" + staged.id)
            #expect(stored.map(Array.init) == Self.upload, "\(point)")
            #expect(ways.count == 2, "\(point)")
            // Nothing else is left of it; and the connection is good for more.
            #expect(try comesTrue { try staging(world) == [staged.id] }, "\(point)")
            #expect(try custody.standing(world.greeting(.sari)).last.isEmpty == false)
            try world.custodian.discard(staged)
        }
    }

    @Test func `an upload whose acknowledgements are lost goes on where the custodian is`() throws {
        let world = try Self.world()
        for point in [0, 1, 60, 100, 200] {
            let ways = try Ways(world, .sari)
            let staged = try stage(try ways.custody()) { ways.cut(receiving: point) }
            #expect(staged.digest == Digest.of(Self.upload) && ways.count == 2, "\(point)")
            try world.custodian.discard(staged)
        }
    }

    @Test func `ways that break again and again bring an upload to its end, as long as each brings something`() throws {
        let world = try Self.world()
        let ways = try Ways(world, .sari)
        let staged = try stage(try ways.custody()) {
            ways.cut(afterSending: 2 * (5 + Frame.bodyLimit) + 100, times: 20)
        }
        #expect(staged.digest == Digest.of(Self.upload) && ways.count > 2)
        // Where they bring nothing at all, it ends.
        let dead = try Ways(world, .rina)
        #expect(throws: WireError.broken) {
            _ = try stage(try dead.custody()) { dead.cut(afterSending: 1, times: 100) }
        }
        #expect((2...10).contains(dead.count))
        // The control: with no other way it ends at once.
        let single = try Ways(world, .tuti)
        #expect(throws: WireError.broken) {
            _ = try stage(try single.custody(goesOn: false)) { single.cut(afterSending: 200_000) }
        }
        #expect(single.count == 1)
    }

    /// What is dropped behind its second window, by `ways`; its name.
    private func part(_ ways: Ways, _ world: World) throws -> String {
        let before = Set(try staging(world))
        #expect(throws: WireError.broken) {
            _ = try stage(try ways.custody(goesOn: false)) { ways.cut(afterSending: 5 * (5 + Frame.bodyLimit)) }
        }
        return try #require(Set(try staging(world)).subtracting(before).first)
    }

    private func proceed(_ id: String, _ session: RemoteSession) throws -> Message {
        try session.channel.send(Message(.proceed, Proceeding(id: id).bodyBytes))
        let frame = try #require(try session.channel.frame())
        return try session.channel.message(frame, limit: 4_096)
    }

    private func expectRefused(_ message: Message) throws {
        #expect(message.type == .failed)
        guard message.type == .failed else { return }
        if case .refused(.malformed) = try CustodyError(reading: message.body) { return }
        Issue.record("\(message)")
    }

    @Test func `nobody goes on with what is somebody else's, is not there, or is too old`() throws {
        let world = try Self.world()
        let now = Mutex(ContinuousClock.now)
        let ways = try Ways(world, .sari) { now.withLock { $0 } }
        let id = try part(ways, world)
        let caller = world.caller(try world.key(.rina))
        let other = try RemoteSession(try Wired.connection(to: ways.server), caller)
        try expectRefused(try proceed(id, other))
        try expectRefused(try proceed("0", other))
        try expectRefused(try proceed("../../index.sqlite", other))
        // Its person does, up to the last moment; and from then on not.
        now.withLock { $0 = $0.advanced(by: .seconds(599)) }
        let taken = try proceed(id, try ways.session())
        #expect(taken.type == .taken)
        #expect(try Taken(reading: taken.body) == Taken(id: id, byteCount: 5 * Frame.bodyLimit))
        let second = try part(ways, world)
        now.withLock { $0 = $0.advanced(by: .seconds(601)) }
        try expectRefused(try proceed(second, try ways.session()))
    }

    @Test func `what was never told to be taken goes with its connection, and the rest in time`() throws {
        let world = try Self.world()
        let ways = try Ways(world, .sari)
        #expect(throws: WireError.broken) {
            _ = try stage(try ways.custody(goesOn: false)) { ways.cut(afterSending: 5 + Frame.bodyLimit + 7) }
        }
        #expect(try comesTrue { try staging(world).isEmpty })
        // Of what was parted with, the file lies there as long as its time is not over.
        let stages = Stages()
        func begin() throws -> String {
            let payload = try world.custodian.beginStage()
            try payload.append([1, 2, 3].span)
            try stages.begin(payload, of: Who.sari.handle, by: 1)
            // Whoever does not write it parts with nothing.
            stages.part(payload, by: 2, at: .now.advanced(by: .seconds(-300)))
            stages.part(payload, by: 1, at: .now)
            return payload.id
        }
        let id = try begin()
        #expect(stages.takeExpired(at: .now.advanced(by: .seconds(598))).isEmpty)
        #expect(try staging(world) == [id])
        #expect(stages.takeExpired(at: .now.advanced(by: .seconds(601))).isEmpty)
        #expect(try staging(world).isEmpty)
    }

    @Test func `nothing comes behind what was hashed to its end`() throws {
        let world = try Self.world()
        let payload = try world.custodian.beginStage()
        try payload.append([1, 2, 3].span)
        let staged = try payload.finish()
        #expect(throws: CustodyError.self) { try payload.append([4].span) }
        #expect(payload.byteCount == 3 && staged.digest == Digest.of([1, 2, 3]))
        #expect(try File.openOwn(world.folder + "/objects/staging/" + staged.id).readAll(limit: 10) == [1, 2, 3])
    }

    @Test func `another process begins anew, and what the first began is no hindrance`() throws {
        let world = try Self.world()
        let ways = try Ways(world, .sari)
        let ids = [try part(ways, world), try part(ways, world), try part(ways, world)]
        let staged = try stage(try ways.custody())
        #expect(!ids.contains(staged.id) && staged.digest == Digest.of(Self.upload))
        #expect(try Set(staging(world)) == Set(ids + [staged.id]))
    }

    @Test func `whoever gives up over the second way leaves nothing, and the connection goes on`() throws {
        struct Unreadable: Error {}
        let world = try Self.world()
        let ways = try Ways(world, .sari)
        let custody = try ways.custody()
        #expect(throws: Unreadable.self) {
            _ = try custody.stage { sink in
                ways.cut(afterSending: 5 * (5 + Frame.bodyLimit))
                try sink(Self.upload.span)
                throw Unreadable()
            }
        }
        #expect(ways.count == 2)
        #expect(try comesTrue { try staging(world).isEmpty })
        #expect(try custody.standing(world.greeting(.sari)).last.isEmpty == false)
    }

    @Test func `an impostor on the second way is told as one`() throws {
        let world = try Self.world()
        let ways = try Ways(world, .sari)
        let custody = try RemoteCustody(try ways.session(), keeping: Self.kept) { _ in throw WireError.impostor }
        #expect(throws: WireError.impostor) {
            _ = try stage(custody) { ways.cut(afterSending: 5 * (5 + Frame.bodyLimit)) }
        }
    }

    @Test func `what is asked is never asked again`() throws {
        let world = try Self.world()
        let ways = try Ways(world, .siti)
        let custody = try ways.custody()
        let call = try world.call(.listCases(after: nil, limit: 1), as: .siti)
        let size = try world.ledgerSize
        ways.cut(receiving: 3)
        #expect(throws: WireError.self) { _ = try custody.ask([call]) }
        #expect(try comesTrue { try world.ledgerSize == size + 1 } && ways.count == 1)
        #expect(throws: WireError.ended) { _ = try custody.ask([call]) }
        #expect(try world.ledgerSize == size + 1)
    }

    // MARK: Downloads

    private func read(_ payload: any PayloadSource) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 300_007)
        while true {
            var target = buffer.mutableSpan
            let count = try payload.read(into: &target)
            bytes += buffer.prefix(count)
            if count < buffer.count { return bytes }
        }
    }

    private func open(_ record: RecordID, as who: Who, _ world: World, _ custody: RemoteCustody) throws
        -> any PayloadSource
    {
        let reply = try custody.ask([try world.call(.open(record, .penyidikan), as: who)])
        return try #require(reply.answers[0].released.payload)
    }

    @Test(.timeLimit(.minutes(2)))
    func `a download that is dropped anywhere goes on, and no entry is made for that`() throws {
        let world = try Self.world()
        let record = try world.add(content(9, byteCount: 3_500_000), to: try world.makeCase())
        let whole = try read(try open(record, as: .sari, world, try Ways(world, .sari).custody()))
        for point in [0, 3, 700_000, 1 << 20, 1_100_000, 2_200_000, 3_400_000] {
            let ways = try Ways(world, .sari)
            let payload = try open(record, as: .sari, world, try ways.custody())
            let size = try world.ledgerSize
            ways.cut(receiving: point)
            #expect(try read(payload) == whole, "\(point)")
            #expect(ways.count == 2 && payload.byteCount == whole.count, "\(point)")
            #expect(try world.ledgerSize == size)
        }
        let ways = try Ways(world, .sari)
        let payload = try open(record, as: .sari, world, try ways.custody())
        ways.cut(receiving: 1_300_000, times: 5)
        #expect(try read(payload) == whole && ways.count > 2)
        // The control.
        let single = try Ways(world, .sari)
        let broken = try open(record, as: .sari, world, try single.custody(goesOn: false))
        single.cut(receiving: 1_300_000)
        #expect(throws: WireError.broken) { _ = try read(broken) }
    }

    @Test func `who was dismissed, or has no grant any more, gets no more of what was allowed before`() throws {
        for isDismissed in [true, false] {
            let world = try Self.world()
            let id = try world.makeCase()
            let record = try world.add(content(9, byteCount: 3_500_000), to: id)
            let grant = try world.grant(id)
            let ways = try Ways(world, .siti)
            let payload = try open(record, as: .siti, world, try ways.custody())
            if isDismissed {
                try world.dismiss(.siti)
            } else {
                try world.officer(.sari).revoke(grant, reason: "selesai")
            }
            let size = try world.ledgerSize
            ways.cut(receiving: 1_300_000)
            #expect(throws: WireError.broken) { _ = try read(payload) }
            #expect(ways.count > 1)
            #expect(try world.ledgerSize == size)
        }
    }

    @Test func `a payload is gone on with by its person's own opening, in its time, and by nothing else`() throws {
        let world = try Self.world()
        let id = try world.makeCase()
        let record = try world.add(content(9, byteCount: 300_000), to: id)
        let small = try world.add(content(9), to: id)
        let custodian = try world.custodian
        /// The entry that an opening makes.
        func opening(_ record: RecordID, _ who: Who = .sari) throws -> UInt64 {
            _ = try? world.read(record, as: who)
            return try world.ledgerSize - 1
        }
        func expectRefused(
            _ entry: UInt64, from offset: Int = 0, of who: Who = .sari, _ place: SourceLocation = #_sourceLocation
        ) {
            let thrown = #expect(throws: CustodyError.self, sourceLocation: place) {
                _ = try custodian.resume(entry, from: offset, of: who.handle)
            }
            guard case .refused = thrown else {
                Issue.record("\(String(describing: thrown))", sourceLocation: place)
                return
            }
        }
        let entry = try opening(record)
        let whole = try read(try custodian.resume(entry, from: 0, of: Who.sari.handle))
        #expect(
            try read(try custodian.resume(entry, from: 70_001, of: Who.sari.handle)) == Array(whole.dropFirst(70_001)))
        #expect(try read(try custodian.resume(entry, from: whole.count, of: Who.sari.handle)).isEmpty)
        expectRefused(entry, from: whole.count + 1)
        expectRefused(entry, of: .tuti)
        expectRefused(try world.ledgerSize)
        expectRefused(.max)
        // A denial, what is no opening, and what came with its answer.
        expectRefused(try opening(record, .siti), of: .siti)
        expectRefused(entry - 1)
        expectRefused(0)
        expectRefused(try opening(small))
        // Ten minutes, by the ledger's time.
        world.clock.advance(seconds: 600)
        #expect(try read(try custodian.resume(entry, from: 0, of: Who.sari.handle)) == whole)
        world.clock.advance(seconds: 1)
        expectRefused(entry)
        // Withdrawn meanwhile.
        let later = try opening(record)
        #expect(try custodian.resume(later, from: 0, of: Who.sari.handle).byteCount == whole.count)
        _ = try world.officer(.sari).withdraw(record, reason: "salah berkas")
        expectRefused(later)
    }
}
