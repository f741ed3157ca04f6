import Casework
import Sodium
import Vocabulary

/// A served custodian that does something first, whenever somebody asks it for anything.
final class HinderedCustody: ServedCustody {
    private let custody: any ServedCustody
    private let before: @Sendable () throws -> Void

    init(_ custody: any ServedCustody, before: @escaping @Sendable () throws -> Void) {
        self.custody = custody
        self.before = before
    }

    func standing(_ greeting: Greeting) throws -> Standing {
        try before()
        return try custody.standing(greeting)
    }

    func ask(_ calls: [Call]) throws -> Reply {
        try before()
        return try custody.ask(calls)
    }

    func beginStage() throws -> any ArrivingPayload { Arriving(try custody.beginStage(), before) }

    /// Its end is what takes long.
    private final class Arriving: ArrivingPayload {
        private let payload: any ArrivingPayload
        private let before: @Sendable () throws -> Void

        init(_ payload: any ArrivingPayload, _ before: @escaping @Sendable () throws -> Void) {
            self.payload = payload
            self.before = before
        }

        var id: String { payload.id }
        var byteCount: Int { payload.byteCount }
        func append(_ bytes: Span<UInt8>) throws { try payload.append(bytes) }
        func sync() throws { try payload.sync() }
        func discard() { payload.discard() }
        func finish() throws -> Staged {
            try before()
            return try payload.finish()
        }
    }

    func resume(_ entry: UInt64, from offset: Int, of handle: Handle) throws -> any PayloadSource {
        try before()
        return try custody.resume(entry, from: offset, of: handle)
    }

    func stage(_ produce: (_ sink: (Span<UInt8>) throws -> Void) throws -> Void) throws -> Staged {
        try custody.stage(produce)
    }

    // What comes before a session, and what nobody waits for.
    func greet(_ greeting: Greeting) throws -> Welcome { try custody.greet(greeting) }
    func witness(_ checkpoint: [UInt8], by handle: Handle) throws { try custody.witness(checkpoint, by: handle) }
    var genesis: Genesis { get throws { try custody.genesis } }
    func beginSession(hello: Digest, version: UInt64) throws -> [UInt8] {
        try custody.beginSession(hello: hello, version: version)
    }
    func person(_ handle: Handle) throws -> Roster.Person? { try custody.person(handle) }
    func admit(_ request: [UInt8]) throws -> Bool { try custody.admit(request) }
    func mayStore(_ handle: Handle) throws -> Bool { try custody.mayStore(handle) }
    func hold(_ checkpoint: [UInt8]) throws { try custody.hold(checkpoint) }
    func checkGoesOn() throws { try custody.checkGoesOn() }
    func condition() throws -> Condition { try custody.condition() }
    func discard(_ staged: Staged) { custody.discard(staged) }
}
