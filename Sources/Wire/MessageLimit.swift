/// How many bytes a message may have: of what comes each side bounds it for itself, and what it sends it holds to this first.
package enum MessageLimit {
    /// What an officer's program sends.
    package static func asked(_ type: FrameType) -> Int {
        switch type {
        case .ask: 32 << 20
        case .witness: 1 << 17
        default: 4_096
        }
    }

    /// What a custodian answers.
    package static let answer = 256 << 20
    /// A piece of a payload.
    package static let piece = 1 << 20
    /// Leaves of a page.
    package static let page = 1_024
}
