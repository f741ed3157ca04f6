/// Why bytes from the other side are no message.
package enum WireError: Error, Hashable, Sendable {
    /// The other side did not begin as a custodian or an officer's program does: what came first, at most 200 bytes of it. A
    /// shell's greeting, mostly.
    case otherGreeting([UInt8])
    /// The stream ended within a frame, or where an answer was due.
    case ended
    /// Reading from the connection, or writing to it, failed.
    case broken
    /// The other side said, or took, nothing for too long.
    case silent
    /// A frame of more than 65,536 bytes.
    case frameTooLong(byteCount: UInt32)
    case unknownType(UInt8)
    /// A frame that has no place where it came.
    case unexpected(FrameType)
    /// A body that is not as it must be: at which tag.
    case malformed(tag: UInt8)
    /// What answers does not hold the keys of the vault that was asked for.
    case impostor
    /// More than a message may have.
    case messageTooLong(limit: Int)

    /// Whether the way to the other side is gone, and not what it says wrong: over another it may go on.
    var isOfTheWay: Bool {
        switch self {
        case .ended, .broken, .silent: true
        case .otherGreeting(let said): said.isEmpty
        case .frameTooLong, .unknownType, .unexpected, .malformed, .impostor, .messageTooLong: false
        }
    }
}
