import Casework
import Makers
import Wire

extension Parser {
    static let wire: [Parser] = [
        Parser("wire-stream", readStream),
        body("wire-greet", Greeting.self), body("wire-welcome", Welcome.self), body("wire-ask", Asking.self),
        body("wire-reply", Replied.self), body("wire-staged", Staged.self), body("wire-witness", Cosigned.self),
        body("wire-standing", Standing.self), body("wire-failed", CustodyError.self),
        body("wire-following", Following.self), body("wire-taken", Taken.self), body("wire-proceed", Proceeding.self),
        body("wire-resume", Resuming.self), body("wire-resumed", Delivery.self),
        body("wire-condition", Condition.self),
        body("wire-leaves", Listed<[UInt8]>.self),
        body("wire-hello", Hello.self), body("wire-session", SessionOffer.self), body("wire-prove", SessionProof.self),
        body("wire-ready", SessionReady.self), body("wire-leave", LeftWord.self),
        body("wire-custodian", Unfounded.self), body("wire-found", FoundingCall.self),
    ]

    private static func body<Value: Body & SendableMetatype>(_ name: String, _ type: Value.Type) -> Parser {
        Parser(name, bytes: { try Value(reading: $0) }, write: { $0.bodyBytes })
    }

    /// A whole direction of a connection: what begins it, and messages to its end.
    private static func readStream(_ bytes: [UInt8]) -> Verdict {
        let limit = 1 << 18
        let source = Source(bytes)
        var messages: [Message] = []
        do {
            try Preamble.expect(from: source)
            while let message = try Message.next(from: source, limit: { _ in limit }) { messages.append(message) }
        } catch {
            return .refused
        }
        guard messages.allSatisfy({ $0.body.count <= limit }) else { return .broken("a message over its limit") }
        return rewritten(bytes) { Preamble.bytes + messages.flatMap(\.bytes) }
    }
}
