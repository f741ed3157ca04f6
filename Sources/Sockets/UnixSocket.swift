import Glibc
import Synchronization

/// Sockets with a name in the file system.
package enum UnixSocket {
    /// Connects to whoever listens at `path`.
    package static func connect(_ path: String) throws(SocketError) -> Connection {
        let end = try make(path)
        let code = unsafe try withAddress(path) { unsafe Glibc.connect(end, $0, $1) == 0 ? 0 : errno }
        guard code == 0 else {
            Self.close(end)
            throw .unreachable(path: path, reason: unsafe String(cString: strerror(code)))
        }
        return Connection(reading: end, writing: end)
    }

    /// Both ends of a connection that nobody else sees, to lend one of them to another program.
    package static func pair() throws(SocketError) -> (own: Int32, lent: Int32) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw .broken(errno) }
        return (ends[0], ends[1])
    }

    /// Lets go of a lent end.
    package static func close(_ end: Int32) { _ = Glibc.close(end) }

    fileprivate static func make(_ path: String) throws(SocketError) -> Int32 {
        let end = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard end >= 0 else { throw .broken(errno) }
        return end
    }

    fileprivate static func withAddress<R>(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
    ) throws(SocketError) -> R {
        var address = sockaddr_un()
        let name = Array(path.utf8)
        guard !name.isEmpty, name.count < MemoryLayout.size(ofValue: address.sun_path), !name.contains(0) else {
            throw .tooLong(path: path)
        }
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: name) }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// A socket at which others arrive.
package final class Listener: Sendable {
    private let end: Int32
    /// Where it lies; nil once it does no more, or where somebody else put it there.
    private let path: Mutex<String?>
    /// Who waits in `accept` is woken by it.
    private let bell: (heard: Int32, rung: Int32)

    /// Listens at `path`, which this account's group may connect to and nobody else. What a daemon left behind that was killed is
    /// replaced; one that listens is not.
    package convenience init(path: String) throws(SocketError) {
        var status = stat()
        if unsafe lstat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFSOCK, (try? UnixSocket.connect(path)) == nil else {
                throw .taken(path: path)
            }
            unsafe unlink(path)
        }
        let end = try UnixSocket.make(path)
        // Nobody connects between the two: it does not listen yet.
        let code = unsafe try UnixSocket.withAddress(path) { unsafe bind(end, $0, $1) == 0 ? 0 : errno }
        guard code == 0, unsafe chmod(path, 0o660) == 0, listen(end, 64) == 0 else {
            let code = code == 0 ? errno : code
            close(end)
            throw .unreachable(path: path, reason: unsafe String(cString: strerror(code)))
        }
        do { try self.init(listening: end, at: path) } catch {
            close(end)
            throw error
        }
    }

    /// Goes on with a socket that listens already. It is left as it is: whoever made it may hand it to a successor.
    package convenience init(adopting end: Int32) throws(SocketError) {
        var (listens, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        guard unsafe getsockopt(end, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0, listens == 1 else {
            throw .broken(errno == 0 ? EINVAL : errno)
        }
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        try self.init(listening: end, at: nil)
    }

    private init(listening end: Int32, at path: String?) throws(SocketError) {
        let bell = try UnixSocket.pair()
        _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
        self.end = end
        self.path = Mutex(path)
        self.bell = (bell.own, bell.lent)
    }

    deinit {
        stop()
        for number in [end, bell.heard, bell.rung] { UnixSocket.close(number) }
    }

    /// The next who arrives; nil once it was stopped.
    package func accept() throws(SocketError) -> Connection? {
        while true {
            var ends = [
                pollfd(fd: bell.heard, events: Int16(POLLIN), revents: 0),
                pollfd(fd: end, events: Int16(POLLIN), revents: 0),
            ]
            if unsafe poll(&ends, 2, -1) < 0 {
                if errno == EINTR { continue }
                throw .broken(errno)
            }
            if ends[0].revents != 0 { return nil }
            let arrived = Glibc.accept(end, nil, nil)
            if arrived >= 0 {
                _ = fcntl(arrived, F_SETFD, FD_CLOEXEC)
                return Connection(reading: arrived, writing: arrived)
            }
            switch errno {
            case EINTR, ECONNABORTED, EAGAIN: continue
            // No room for one more: whoever is there may leave.
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: usleep(100_000)
            default: throw .broken(errno)
            }
        }
    }

    /// Takes nobody else, and wakes who waits in `accept`.
    package func stop() {
        // Once: a successor may have put its own there.
        if let path = path.withLock({ $0.take() }) {
            unsafe unlink(path)
            // Those who came and were not taken hear of it. Of one that somebody else made they are the successor's.
            shutdown(end, Int32(SHUT_RDWR))
        }
        shutdown(bell.rung, Int32(SHUT_RDWR))
    }
}
