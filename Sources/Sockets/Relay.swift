import Glibc

/// Copies bytes both ways, between the standard descriptors and a connection, and reads none of them.
package enum Relay {
    private static let bufferByteCount = 1 << 16

    /// Until either side is gone. What one side finished saying is passed on, and the other may still answer.
    package static func run(_ path: String) throws(SocketError) {
        let connection = try UnixSocket.connect(path)
        let isStarted = Worker.start {
            copy(from: STDIN_FILENO) { bytes throws(SocketError) in try connection.write(bytes) }
            connection.finish()
        }
        guard isStarted else { throw .broken(EAGAIN) }
        // Whoever asked is gone where nobody takes the answer: then there is nothing left to do.
        while let bytes = try? connection.read(bufferByteCount), !bytes.isEmpty, writeAll(bytes, to: STDOUT_FILENO) {}
    }

    private static func copy(from end: Int32, _ write: ([UInt8]) throws(SocketError) -> Void) {
        var buffer = [UInt8](repeating: 0, count: bufferByteCount)
        while true {
            let count = unsafe read(end, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0, (try? write(Array(buffer.prefix(count)))) != nil else { return }
        }
    }

    private static func writeAll(_ bytes: [UInt8], to end: Int32) -> Bool {
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe write(end, bytes.baseAddress! + start, bytes.count - start)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            start += count
        }
        return true
    }
}
