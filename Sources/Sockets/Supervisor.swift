import Glibc

/// What started this process, where that is a supervisor of services such as systemd: it may hand over the socket, and is told how
/// the service does (sd_listen_fds(3), sd_notify(3)).
package struct Supervisor: Sendable {
    private let environment: [String: String]

    package init(_ environment: [String: String]) { self.environment = environment }

    /// The one socket that it listens at for this process; nil where it handed over none. Throws where that is none, or several.
    package func listener() throws(SocketError) -> Listener? {
        guard environment["LISTEN_PID"] == String(getpid()), let count = environment["LISTEN_FDS"] else { return nil }
        guard count == "1" else { throw .broken(EINVAL) }
        return try Listener(adopting: Self.firstDescriptor)
    }

    /// `SD_LISTEN_FDS_START`.
    private static let firstDescriptor: Int32 = 3

    /// The service takes whoever comes.
    package func tellReady() { tell("READY=1") }

    /// It was asked to end, and does.
    package func tellStopping() { tell("STOPPING=1") }

    /// What can't be told is nobody's loss: the supervisor sees the process end.
    private func tell(_ state: String) {
        guard let name = environment["NOTIFY_SOCKET"], name.hasPrefix("/") || name.hasPrefix("@") else { return }
        let end = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard end >= 0 else { return }
        defer { UnixSocket.close(end) }
        var address = sockaddr_un()
        var bytes = Array(name.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        // A name that is in no file system begins with a zero.
        if name.hasPrefix("@") { bytes[0] = 0 }
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let state = Array(state.utf8)
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe sendto(end, state, state.count, Int32(MSG_NOSIGNAL), $0, size)
            }
        }
    }
}
