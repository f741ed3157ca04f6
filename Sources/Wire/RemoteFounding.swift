package import Casework
import Vocabulary

/// A custodian elsewhere that has no vault yet.
package final class RemoteFounding {
    private let channel: Channel
    package let identity: CustodianIdentity

    /// Throws `otherGreeting` where something else answers, and `refused(.alreadyDone)` where the vault is founded.
    package init(_ channel: Channel) throws {
        try channel.begin()
        let body = try channel.exchange(Message(.identify), for: .custodian) { error in
            switch error {
            case .busy, .refused(.alreadyDone), .storage: true
            default: false
            }
        }
        guard let identity = try? CustodianIdentity(parsing: try Unfounded(reading: body).identity) else {
            throw WireError.malformed(tag: 1)
        }
        self.channel = channel
        self.identity = identity
    }

    /// Founds the vault of `call`.
    package func found(_ call: Call) throws -> Reply {
        let replied = try Replied(
            reading: try channel.exchange(Message(.found, FoundingCall(call).bodyBytes), for: .founded))
        return Reply(
            checkpoint: replied.checkpoint, consistency: replied.consistency,
            answers: replied.answers.map {
                Answer(entry: $0.entry, inclusion: $0.inclusion, released: $0.released)
            })
    }
}
