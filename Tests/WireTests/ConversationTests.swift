import Foundation
import Ledger
import Makers
import Sodium
import Synchronization
import Testing
import Vocabulary
import Wire

@testable import Casework

/// One connection against a custodian that does as it is told.
struct ConversationTests {
    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 8 << 20, (17 << 20) + 5])
    func `what is staged arrives whole, however it was cut`(byteCount: Int) throws {
        let stub = Stub()
        let remote = try Wired.custody(stub, as: Stub.handle)
        let bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let staged = try remote.stage { sink in
            for start in stride(from: 0, to: byteCount, by: 100_003) {
                try sink(bytes[start..<min(start + 100_003, byteCount)].span)
            }
        }
        #expect(staged == Staged(id: "s", byteCount: byteCount, digest: Digest.of(bytes)))
    }

    @Test(arguments: [0, 10, 130, 290])
    func `a disk that fills in the middle says so, and the connection goes on`(frames: Int) throws {
        let stub = Stub()
        stub.roomInFrames.withLock { $0 = frames }
        let remote = try Wired.custody(stub, as: Stub.handle)
        let thrown = #expect(throws: CustodyError.self) { try stage(remote, frames: 300) }
        guard case .full = thrown else {
            Issue.record("\(String(describing: thrown))")
            return
        }
        stub.roomInFrames.withLock { $0 = .max }
        #expect(try stage(remote, frames: 3).byteCount == 3 * Frame.bodyLimit)
    }

    @Test(arguments: [0, 1, 130, 300])
    func `a source that breaks off leaves nothing, and the connection goes on`(frames: Int) throws {
        struct Unreadable: Error {}
        let stub = Stub()
        let remote = try Wired.custody(stub, as: Stub.handle)
        #expect(throws: Unreadable.self) {
            try remote.stage { sink in
                for _ in 0..<frames { try sink([UInt8](repeating: 1, count: Frame.bodyLimit).span) }
                throw Unreadable()
            }
        }
        #expect(stub.stages.withLock { $0 } == 0)
        #expect(try stage(remote, frames: 2).byteCount == 2 * Frame.bodyLimit)
        #expect(stub.stages.withLock { $0 } == 1)
    }

    @Test func `a payload and the leaves are read at whoever's pace`() throws {
        let remote = try Wired.custody(Stub(), as: Stub.handle)
        let reply = try remote.ask([])
        #expect(reply.answers.map(\.entry) == [[1], [2], [3]])
        let payload = try #require(reply.answers[0].released.payload)
        let leaves = try #require(reply.answers[1].released.leaves)
        #expect(reply.answers[2].released.payload == nil && reply.answers[2].released.leaves == nil)
        #expect(payload.byteCount == Stub.payload.count)
        var read: [UInt8] = []
        var pages: [Int] = []
        var buffer = [UInt8](repeating: 0, count: 300_007)
        while true {
            var target = buffer.mutableSpan
            let count = try payload.read(into: &target)
            read += buffer.prefix(count)
            if let page = try? leaves.next(2_000), !page.isEmpty { pages.append(page.count) }
            if count < buffer.count { break }
        }
        let isWhole = read == Stub.payload
        #expect(isWhole)
        #expect(pages == [1_024, 1_024, 452])
        #expect(try leaves.trail(try CaseID("K-0123456789ABCDEF")) == [[9]])
        #expect(try leaves.consistency(from: 1, to: 2) == [Digest.of("1 2")])
    }

    @Test func `payloads read by turns come whole, and one that is let go of spoils none`() throws {
        let remote = try Wired.custody(Stub(), as: Stub.handle)
        func payload() throws -> any PayloadSource {
            try #require(try remote.ask([]).answers[0].released.payload)
        }
        var buffer = [UInt8](repeating: 0, count: 700_001)
        func take(_ payload: any PayloadSource, onto read: inout [UInt8]) throws {
            var target = buffer.mutableSpan
            let count = try payload.read(into: &target)
            read += buffer.prefix(count)
        }
        let sources = [try payload(), try payload()]
        var read: [[UInt8]] = [[], []]
        for turn in 0..<12 {
            try take(sources[turn % 2], onto: &read[turn % 2])
            // Its next piece is under way by then.
            var given: [UInt8] = []
            try take(try payload(), onto: &given)
            #expect(given == Array(Stub.payload.prefix(buffer.count)))
            #expect(throws: CustodyError.self) { _ = try remote.standing(Greeting(handle: Stub.handle, head: .empty)) }
        }
        #expect(read.allSatisfy { $0 == Stub.payload })
    }

    @Test func `what is asked for out of turn ends the connection`() throws {
        let following = Following(77).bodyBytes
        for message in [
            Message(.pull, following), Message(.page, following), Message(.trail, following), Message(.welcome),
            Message(.drop), Message(.pull, [1]), Message(.bye, [1]), Message(.release, following), Message(.greet, [1]),
            Message(.greet, [UInt8](repeating: 0, count: 5_000)),
        ] {
            let (near, far) = Wired.pair()
            let ended = DispatchSemaphore(value: 0)
            let error = Mutex<(any Error)?>(nil)
            Wired.serve(Stub(), as: Stub.handle, far) { how in
                error.withLock { $0 = how }
                ended.signal()
            }
            let channel = Wired.channel(near)
            try channel.send(message)
            #expect(ended.wait(timeout: .now() + 10) == .success, "\(message.type)")
            #expect(error.withLock { $0 } is WireError, "\(message.type)")
            #expect(try channel.frame() == nil)
        }
    }

    @Test func `another version, or a shell that waits, is told at once`() throws {
        for greeting in ["brankas/serve/2\n", "Password: ", "b", "\n"] {
            let (near, far) = Wired.pair()
            let other = Wired.channel(far, saying: Array(greeting.utf8))
            if greeting == "b" { try other.end() }
            #expect(throws: WireError.otherGreeting(Array(greeting.utf8))) {
                try Wired.channel(near).begin()
            }
        }
    }

    @Test func `who says something and is gone at once is heard, and who says nothing is out of reach`() throws {
        for greeting in ["This account is currently not available.\n", ""] {
            let (near, far) = Wired.pair()
            let channel = Wired.channel(near)
            do { _ = Wired.channel(far, saying: Array(greeting.utf8)) }
            #expect(throws: WireError.otherGreeting(Array(greeting.utf8))) { try channel.begin() }
        }
    }

    @Test func `a producer that hears nothing of a full disk stages nothing`() throws {
        let stub = Stub()
        stub.roomInFrames.withLock { $0 = 10 }
        let remote = try Wired.custody(stub, as: Stub.handle)
        #expect(throws: CustodyError.self) {
            try remote.stage { sink in
                for _ in 0..<700 { try? sink([UInt8](repeating: 1, count: Frame.bodyLimit).span) }
            }
        }
        stub.roomInFrames.withLock { $0 = .max }
        #expect(try stage(remote, frames: 3).byteCount == 3 * Frame.bodyLimit)
    }

    @Test func `what is asked from within what is being staged is refused, and spoils nothing`() throws {
        let remote = try Wired.custody(Stub(), as: Stub.handle)
        let staged = try remote.stage { sink in
            try sink([1, 2, 3].span)
            #expect(throws: CustodyError.self) { _ = try remote.ask([]) }
        }
        #expect(staged.byteCount == 3)
        #expect(try remote.ask([]).answers.count == 3)
    }

    @Test func `an ask that is too large is not sent`() throws {
        let remote = try Wired.custody(Stub(), as: Stub.handle)
        let call = Call(note: [UInt8](repeating: 0, count: 33 << 20), manifest: Manifest([]), things: [:])
        #expect(throws: CustodyError.self) { _ = try remote.ask([call]) }
        let small = Call(note: [], manifest: Manifest([]), things: [:])
        #expect(throws: CustodyError.self) { _ = try remote.ask(Array(repeating: small, count: Call.limit + 1)) }
        #expect(try remote.ask([]).answers.count == 3)
    }

    /// Each lie to a connection of its own.
    @Test func `a custodian that lies about what it was sent, or sends, is not believed`() throws {
        let stub = Stub()
        stub.lies.withLock { $0 = true }
        #expect(throws: WireError.self) { try stage(try Wired.custody(stub, as: Stub.handle), frames: 1) }
        let remote = try Wired.custody(stub, as: Stub.handle)
        let payload = try #require(try remote.ask([]).answers[0].released.payload)
        var buffer = [UInt8](repeating: 0, count: Stub.payload.count + 10)
        #expect(throws: WireError.self) {
            var target = buffer.mutableSpan
            _ = try payload.read(into: &target)
        }
        #expect(throws: WireError.self) { _ = try remote.ask([]) }
    }

    @Test func `deliveries that nobody lets go of have a limit, and letting go gives them back`() throws {
        let remote = try Wired.custody(Stub(), as: Stub.handle)
        var held: [Reply] = []
        for _ in 0..<128 { held.append(try remote.ask([])) }
        let thrown = #expect(throws: CustodyError.self) { _ = try remote.ask([]) }
        guard case .busy = thrown else {
            Issue.record("\(String(describing: thrown))")
            return
        }
        held = []
        for _ in 0..<300 { _ = try remote.ask([]) }
    }

    private func stage(_ remote: RemoteCustody, frames: Int) throws -> Staged {
        try remote.stage { sink in
            for _ in 0..<frames { try sink([UInt8](repeating: 1, count: Frame.bodyLimit).span) }
        }
    }
}

/// Answers every ask alike.
private final class Stub: ServedCustody {
    static let handle = (try? Handle("siti@unit-ppa"))!
    static let payload = (0..<3_500_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }

    let roomInFrames = Mutex(Int.max)
    let stages = Mutex(0)
    let lies = Mutex(false)

    func greet(_ greeting: Greeting) throws -> Welcome { throw CustodyError.busy }
    func standing(_ greeting: Greeting) throws -> Standing { throw CustodyError.busy }
    func witness(_ checkpoint: [UInt8], by handle: Handle) throws {}

    var genesis: Genesis { get throws { throw CustodyError.busy } }
    func beginSession(hello: Digest, version: UInt64) throws -> [UInt8] { throw CustodyError.busy }
    func person(_ handle: Handle) throws -> Roster.Person? {
        let key = try SigningKey(seed: try Secret.makeRandom(byteCount: 32))
        let card = try Card.make(
            handle: handle, name: "Siti", signingKey: key, cosign: key.verifyingKey, recipient: "age1pq1")
        return Roster.Person(card: card, roles: [], state: .active, enrolled: 0)
    }
    func admit(_ request: [UInt8]) throws -> Bool { false }
    func hold(_ checkpoint: [UInt8]) throws {}
    func checkGoesOn() throws {}
    func condition() throws -> Condition { Condition(program: "") }
    func discard(_ staged: Staged) {}
    func mayStore(_ handle: Handle) throws -> Bool { true }

    func stage(_ produce: (_ sink: (Span<UInt8>) throws -> Void) throws -> Void) throws -> Staged {
        throw CustodyError.busy
    }

    func beginStage() throws -> any ArrivingPayload {
        Arriving(room: roomInFrames.withLock { $0 }) { taken in
            self.stages.withLock { $0 += 1 }
            let taken = self.lies.withLock { $0 } ? taken + [0] : taken
            return Staged(id: "s", byteCount: taken.count, digest: Digest.of(taken))
        }
    }

    func resume(_ entry: UInt64, from offset: Int, of handle: Handle) throws -> any PayloadSource {
        throw CustodyError.busy
    }

    private final class Arriving: ArrivingPayload {
        let id = "s"
        private let room: Int
        private let done: @Sendable ([UInt8]) -> Staged
        private let taken = Mutex<[UInt8]>([])

        init(room: Int, done: @escaping @Sendable ([UInt8]) -> Staged) {
            self.room = room
            self.done = done
        }

        var byteCount: Int { taken.withLock { $0.count } }

        func append(_ bytes: Span<UInt8>) throws {
            guard byteCount / Frame.bodyLimit < room else { throw CustodyError.full }
            taken.withLock { $0.append(bytes) }
        }

        func sync() throws {}
        func discard() {}
        func finish() throws -> Staged { done(taken.withLock { $0 }) }
    }

    func ask(_ calls: [Call]) throws -> Reply {
        var (first, second) = (Released(), Released())
        first.payload = Bytes(Self.payload, isShort: lies.withLock { $0 })
        second.leaves = Leaves()
        return Reply(
            checkpoint: [], consistency: [],
            answers: zip([[1], [2], [3]], [first, second, Released()]).map {
                Answer(entry: $0, inclusion: [], released: $1)
            })
    }
}

private final class Bytes: PayloadSource {
    private var rest: ArraySlice<UInt8>
    let byteCount: Int

    init(_ bytes: [UInt8], isShort: Bool) {
        rest = isShort ? bytes.dropLast(5) : bytes[...]
        byteCount = bytes.count
    }

    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        let count = min(buffer.count, rest.count)
        for place in 0..<count { buffer[place] = rest[rest.startIndex + place] }
        rest = rest.dropFirst(count)
        return count
    }
}

private final class Leaves: LeafSource {
    private var given = 0

    func next(_ limit: Int) throws -> [[UInt8]] {
        let count = min(limit, 2_500 - given)
        given += count
        return Array(repeating: [7], count: count)
    }

    func trail(_ id: CaseID) throws -> [[UInt8]] { [[9]] }
    func consistency(from size: UInt64, to: UInt64) throws -> [Digest] { [Digest.of("\(size) \(to)")] }
}
