import Glibc

/// Copies bytes both ways, between the standard descriptors and a connection, and reads none of them.
package enum Relay {
    private static let bufferByteCount = 1 << 16

    /// Until either side is gone. What one side finished saying is passed on, and the other may still answer.
    package static func run(_ path: String) throws(SocketError) {
        let there = try UnixSocket.connect(path)
        let here = Connection(reading: STDIN_FILENO, writing: STDOUT_FILENO)
        let isStarted = Worker.start {
            pass(from: here, to: there)
            there.finish()
        }
        guard isStarted else { throw .broken(EAGAIN) }
        // Once nothing more is answered, or nobody takes the answer, there is nothing left to do.
        pass(from: there, to: here)
    }

    private static func pass(from source: Connection, to target: Connection) {
        var bytes = [UInt8](repeating: 0, count: bufferByteCount)
        while true {
            var buffer = bytes.mutableSpan
            guard let count = try? source.read(into: &buffer), count > 0,
                (try? target.write(bytes.span.extracting(0..<count))) != nil
            else { return }
        }
    }
}
