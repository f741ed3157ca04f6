import Casework

/// How many bytes a message may have: of what comes each side bounds it for itself, and what it sends it holds to this first.
package enum MessageLimit {
    /// What an officer's program sends.
    package static func asked(_ type: FrameType) -> Int {
        switch type {
        case .ask: 32 << 20
        case .witness: 1 << 17
        case .found: 4 << 20
        default: 4_096
        }
    }

    /// What an officer's program sends before it is known who asks.
    package static let session = 4_096

    /// What a custodian answers, at most.
    package static let answer = Reply.byteLimit

    /// What it answers, where `expected` is due: until it is known to be the vault's, little.
    static func answered(_ expected: FrameType) -> Int {
        switch expected {
        case .session, .custodian: 1 << 18
        case .condition: 1 << 16
        case .left, .taken, .dropped, .witnessed, .resumed: 4_096
        default: answer
        }
    }

    /// Signs that an answer is being worked on, before it: a day of them. Who sends more never answers.
    static let waits = 17_280

    /// A piece of a payload.
    package static let piece = 1 << 20
    /// Leaves of a page.
    package static let page = 1_024
}
