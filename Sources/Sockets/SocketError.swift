/// Why a connection does not go on.
package enum SocketError: Error, Hashable, Sendable {
    /// Nothing listens there.
    case unreachable(path: String, reason: String)
    /// A path of a socket is longer than the system takes.
    case tooLong(path: String)
    /// Something lies where the socket is to be, and is none, or is in use.
    case taken(path: String)
    /// The other side said, or took, nothing for too long.
    case silent
    /// Reading or writing failed.
    case broken(Int32)
}
