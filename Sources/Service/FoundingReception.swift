import Casework
import Wire

/// The beginning of a vault: its custodian says who it is, and takes the founding of the one person who may.
struct FoundingReception {
    private let custody: any FoundableCustody
    private let channel: Channel
    private let inspect: (() throws -> Condition)?

    init(_ custody: any FoundableCustody, _ channel: Channel, inspect: (() throws -> Condition)?) {
        self.custody = custody
        self.channel = channel
        self.inspect = inspect
    }

    /// The founded vault; nil where the other side left without. Throws what keeps a vault that was founded from being served.
    func receive() throws -> (any ServedCustody)? {
        while let frame = try channel.frame() {
            switch frame.type {
            case .bye where frame.body.isEmpty: return nil
            case .identify where frame.body.isEmpty:
                try channel.send(Message(.custodian, Unfounded(custody.identity).bodyBytes))
            case .found:
                let message = try channel.message(frame, limit: MessageLimit.asked(.found))
                let (reply, founded) = try custody.found(try FoundingCall(reading: message.body).call)
                let replied = Replied(
                    checkpoint: reply.checkpoint, consistency: reply.consistency,
                    answers: reply.answers.map { Answered($0, delivery: nil) })
                // The vault is there whatever becomes of the answer.
                try? channel.send(Message(.founded, replied.bodyBytes))
                return try founded.get()
            case .inspect where frame.body.isEmpty: try channel.tellCondition(inspect)
            case .hello: throw CustodyError.notFounded
            // Whatever else there is, or will be, has no place before a vault.
            default: throw WireError.unexpected(frame.type)
            }
        }
        return nil
    }
}
