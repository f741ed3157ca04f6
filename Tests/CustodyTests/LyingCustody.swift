import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Vault

/// A custodian whose answers are altered on their way: what an operator with changed code could send.
final class LyingCustody: Custody {
    private let honest: any Custody
    /// What the greeting is answered with, instead of what the custodian said.
    var welcome: (Welcome) throws -> Welcome = { $0 }
    /// What a request is answered with, instead of what the custodian said.
    var reply: (Reply, [Call]) throws -> Reply = { reply, _ in reply }
    /// What happens before a request reaches the custodian: somebody else is faster, or this program ends.
    var before: ([Call]) throws -> Void = { _ in }
    /// The head that the custodian is told, instead of the one that the officer named in the greeting.
    var greetedHead: TreeHead?
    /// Whether the custodian is told what the officer knows of a trail already; else it answers with all of it.
    var tellsKnown = false
    private(set) var calls: [[Call]] = []
    private(set) var replies: [Reply] = []

    init(_ honest: any Custody) { self.honest = honest }

    func greet(_ greeting: Greeting) throws -> Welcome {
        try welcome(try honest.greet(Greeting(handle: greeting.handle, head: greetedHead ?? greeting.head)))
    }

    func stage(_ produce: ((Span<UInt8>) throws -> Void) throws -> Void) throws -> Staged {
        try honest.stage(produce)
    }

    func ask(_ calls: [Call]) throws -> Reply {
        self.calls.append(calls)
        try before(calls)
        let reply = try honest.ask(
            tellsKnown
                ? calls
                : calls.map { Call(note: $0.note, manifest: $0.manifest, things: $0.things, staged: $0.staged) })
        replies.append(reply)
        return try self.reply(reply, calls)
    }

    func witness(_ checkpoint: [UInt8], by handle: Handle) throws { try honest.witness(checkpoint, by: handle) }

    func standing(_ greeting: Greeting) throws -> Standing { try honest.standing(greeting) }

    /// Does something once, right before the first request of one kind.
    func overtake(_ name: ActionName, _ body: @escaping () throws -> Void) {
        before = { [unowned self] calls in
            guard try calls.contains(where: { try Request($0).action.name == name }) else { return }
            before = { _ in }
            try body()
        }
    }

    /// Keeps requests of one kind from arriving, as if the program had ended.
    func stop(_ name: ActionName) {
        before = { calls in
            if try calls.contains(where: { try Request($0).action.name == name }) { throw CustodyError.busy }
        }
    }

    /// Alters what is released to requests of one kind.
    func lie(about name: ActionName, _ change: @escaping (inout Released) throws -> Void) {
        reply = { reply, calls in
            try reply.changingAnswers { index, answer in
                guard try Request(calls[index]).action.name == name else { return answer }
                var released = answer.released
                try change(&released)
                return Answer(entry: answer.entry, inclusion: answer.inclusion, released: released)
            }
        }
    }
}

extension Request {
    init(_ call: Call) throws { try self.init(parsing: try Note(parsing: call.note).text) }
}

extension Reply {
    func changingAnswers(_ change: (Int, Answer) throws -> Answer) rethrows -> Reply {
        Reply(
            checkpoint: checkpoint, consistency: consistency,
            answers: try answers.enumerated().map { try change($0.offset, $0.element) })
    }

    func with(checkpoint: [UInt8]? = nil, consistency: [Digest]? = nil) -> Reply {
        Reply(checkpoint: checkpoint ?? self.checkpoint, consistency: consistency ?? self.consistency, answers: answers)
    }
}

extension Welcome {
    func with(
        roster: [RosterItem]? = nil, sealed: [Thing]? = nil, checkpoint: [UInt8]? = nil, consistency: [Digest]? = nil
    ) -> Welcome {
        Welcome(
            roster: roster ?? self.roster, sealed: sealed ?? self.sealed, checkpoint: checkpoint ?? self.checkpoint,
            consistency: consistency ?? self.consistency)
    }
}

extension Released {
    /// Puts `bytes` in the place of the thing `name`, wherever it came from.
    mutating func replace(_ name: ItemName, of sequence: UInt64? = nil, with bytes: [UInt8]) throws {
        let index = try #require(
            things.firstIndex { $0.name == name && (sequence == nil || $0.sequence == sequence) })
        things[index] = Thing(sequence: things[index].sequence, name: name, bytes: bytes)
    }

    mutating func replaceHalf(_ kind: Half.Kind, with bytes: [UInt8]) throws {
        let index = try #require(halves.firstIndex { $0.kind == kind })
        let half = halves[index]
        halves[index] = Half(
            kind: kind, record: half.record, version: half.version, epoch: half.epoch, bytes: bytes)
    }

    mutating func changeTrail(of index: Int = 0, _ change: (inout [[UInt8]]) throws -> Void) rethrows {
        var trail = cases[index].trail
        try change(&trail)
        let shown = cases[index]
        cases[index] = ReleasedCase(id: shown.id, base: shown.base, trail: trail, manifests: shown.manifests)
    }

    func thing(_ name: ItemName) throws -> Thing { try #require(things.first { $0.name == name }) }

    func half(_ kind: Half.Kind) throws -> Half { try #require(halves.first { $0.kind == kind }) }
}

/// A payload from memory, in place of a file.
final class MemoryPayload: PayloadSource {
    private var rest: ArraySlice<UInt8>
    let byteCount: Int

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
        byteCount = bytes.count
    }

    func read(into buffer: inout MutableSpan<UInt8>) -> Int {
        let count = min(buffer.count, rest.count)
        for (offset, byte) in rest.prefix(count).enumerated() { buffer[offset] = byte }
        rest = rest.dropFirst(count)
        return count
    }
}

/// All that is left of a payload.
func readAll(_ source: any PayloadSource) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        var span = buffer.mutableSpan
        let count = try source.read(into: &span)
        if count == 0 { return bytes }
        bytes += buffer[..<count]
    }
}

extension [UInt8] {
    func flipping(bit: Int) -> [UInt8] {
        var copy = self
        copy[bit / 8 % count] ^= 1 << UInt8(bit % 8)
        return copy
    }
}

/// Expects `body` to stop with exactly this finding.
func expectTampered(
    _ expected: Tampering, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
) {
    do {
        try body()
        Issue.record(comment ?? "nothing was noticed", sourceLocation: sourceLocation)
    } catch VaultError.tampered(let found) {
        #expect(found == expected, comment, sourceLocation: sourceLocation)
    } catch {
        Issue.record(error, comment, sourceLocation: sourceLocation)
    }
}

/// Expects `body` to be denied for this reason, with an entry.
func expectDenied(
    _ expected: Denial, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
    do {
        try body()
        Issue.record("it was allowed", sourceLocation: sourceLocation)
    } catch VaultError.denied(let reason, _, _) {
        #expect(reason == expected, sourceLocation: sourceLocation)
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
    }
}

/// The custodian gives no answer, for a reason whose name begins so.
func expectRefusal(
    _ expected: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
    do {
        try body()
        Issue.record("it was taken", sourceLocation: sourceLocation)
    } catch let error as CustodyError {
        #expect("\(error)".hasPrefix(expected), sourceLocation: sourceLocation)
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
    }
}
