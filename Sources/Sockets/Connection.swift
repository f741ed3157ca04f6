import Glibc
import Synchronization

/// Both directions of a stream to somebody else: a socket, or a pair of pipes. Closed when it is let go of.
///
/// One thread reads and another, or the same, writes; `hearNoMore` may come from any.
package final class Connection: Sendable {
    private let input: Int32
    private let output: Int32
    private let isSocket: Bool
    /// How the descriptors were: whoever lent them finds them so again.
    private let flags: (input: Int32, output: Int32)
    private let isFinished = Atomic(false)
    /// Of what was offered and taken in part, the rest: it comes before anything else.
    private let rest = Mutex<[UInt8]>([])
    /// Until when the other side is waited for; nil for ever.
    private let deadline = Mutex<ContinuousClock.Instant?>(nil)

    /// Takes the descriptors over.
    package init(reading input: Int32, writing output: Int32) {
        self.input = input
        self.output = output
        isSocket = input == output
        flags = (fcntl(input, F_GETFL), fcntl(output, F_GETFL))
        for (end, flags) in [(input, flags.input), (output, flags.output)] {
            _ = fcntl(end, F_SETFL, flags | O_NONBLOCK)
        }
    }

    deinit {
        if !isSocket { closeOutput() }
        _ = fcntl(input, F_SETFL, flags.input)
        close(input)
    }

    /// Once.
    private func closeOutput() {
        if isFinished.exchange(true, ordering: .relaxed) { return }
        _ = fcntl(output, F_SETFL, flags.output)
        close(output)
    }

    /// From now on: reading and writing end with `silent` then. Nil is never.
    package func wait(until deadline: ContinuousClock.Instant?) { self.deadline.withLock { $0 = deadline } }

    /// As many bytes as fit and are there, as soon as there are some. Returns how many; 0 at the end.
    package func read(into buffer: inout MutableSpan<UInt8>) throws(SocketError) -> Int {
        while true {
            try checkTime()
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(input, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            try proceed(input, Int16(POLLIN))
        }
    }

    /// At most so many bytes, as soon as there are some; none at the end.
    package func read(_ limit: Int) throws(SocketError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        var buffer = bytes.mutableSpan
        let count = try read(into: &buffer)
        bytes.removeLast(limit - count)
        return bytes
    }

    /// All of them.
    package func write(_ bytes: Span<UInt8>) throws(SocketError) {
        let before = rest.withLock { rest in
            defer { rest = [] }
            return rest
        }
        try writeAll(before.span)
        try writeAll(bytes)
    }

    package func write(_ bytes: [UInt8]) throws(SocketError) { try write(bytes.span) }

    private func writeAll(_ bytes: Span<UInt8>) throws(SocketError) {
        var start = 0
        while start < bytes.count {
            try checkTime()
            let count = put(bytes.extracting(start..<bytes.count))
            if count >= 0 { start += count } else { try proceed(output, Int16(POLLOUT)) }
        }
    }

    /// Writes them if there is room at once, and else nothing: for what another thread has to say while nobody writes.
    package func offer(_ bytes: [UInt8]) {
        rest.withLock { rest in
            let left = rest.isEmpty ? bytes : rest
            rest = Array(left.dropFirst(max(0, put(left.span))))
            // Nothing of it is out: it is as if it had not been said.
            if rest == bytes { rest = [] }
        }
    }

    /// How many of them were taken; below 0 where none was.
    private func put(_ bytes: Span<UInt8>) -> Int {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            // A socket whose other side is gone raises no signal.
            unsafe isSocket
                ? send(output, bytes.baseAddress!, bytes.count, Int32(MSG_NOSIGNAL))
                : Glibc.write(output, bytes.baseAddress!, bytes.count)
        }
    }

    /// Says that no more is written: the other side reads to the end.
    package func finish() {
        if isSocket { shutdown(output, Int32(SHUT_WR)) } else { closeOutput() }
    }

    /// The same, and for a moment takes what the other side is still sending: of what it does not get rid of, it would hear no answer.
    package func part() {
        finish()
        wait(until: .now.advanced(by: .milliseconds(200)))
        while let bytes = try? read(1 << 16), !bytes.isEmpty {}
    }

    /// Who waits in `read` wakes up, and is at the end. A pipe is not woken.
    package func hearNoMore() { if isSocket { shutdown(input, Int32(SHUT_RD)) } }

    /// After a call that did nothing: waits until it may, or throws.
    private func proceed(_ end: Int32, _ event: Int16) throws(SocketError) {
        let code = errno
        if code == EINTR { return }
        guard code == EAGAIN || code == EWOULDBLOCK else { throw .broken(code) }
        var ends = [pollfd(fd: end, events: event, revents: 0)]
        let count = unsafe poll(&ends, 1, milliseconds)
        if count == 0 { throw .silent }
        if count < 0, errno != EINTR { throw .broken(errno) }
    }

    /// However much there is to read: who sends without a pause is not waited for, either.
    private func checkTime() throws(SocketError) {
        if let deadline = deadline.withLock({ $0 }), ContinuousClock.now >= deadline { throw .silent }
    }

    /// The account of this process.
    package static var ownAccount: UInt32 { geteuid() }

    /// The account at the other end of a socket of this machine; nil where the system does not say.
    package var account: UInt32? {
        // pid, uid, gid
        var credentials: [UInt32] = [0, 0, 0]
        var count = socklen_t(MemoryLayout<UInt32>.stride * credentials.count)
        let code = unsafe getsockopt(input, SOL_SOCKET, SO_PEERCRED, &credentials, &count)
        return code == 0 ? credentials[1] : nil
    }

    /// That are left; −1 is for ever.
    private var milliseconds: Int32 {
        guard let deadline = deadline.withLock({ $0 }) else { return -1 }
        let (seconds, attoseconds) = ContinuousClock.now.duration(to: deadline).components
        return Int32(clamping: max(0, seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1))
    }
}
