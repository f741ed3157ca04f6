import Glibc
import Makers
import Sockets
import Testing

/// A connection, whatever the other side does.
struct ConnectionTests {
    private func isBlocking(_ end: Int32) -> Bool { fcntl(end, F_GETFL) & O_NONBLOCK == 0 }

    @Test func `descriptors that were lent are as they were, once they are let go of`() throws {
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        // Others hold the same open files, as a shell does whose terminal was lent.
        let held = ends.map { dup($0) }
        do {
            let connection = Connection(reading: ends[0], writing: ends[1])
            #expect(held.allSatisfy { !isBlocking($0) })
            try connection.write([1, 2, 3])
            #expect(try connection.read(10) == [1, 2, 3])
            connection.finish()
            connection.finish()
            #expect(isBlocking(held[1]))
        }
        #expect(held.allSatisfy(isBlocking))
        held.forEach { close($0) }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a deadline holds for whoever says nothing, never takes, or sends without a pause`() throws {
        let (near, far) = Wired.pair()
        let (here, there) = (Connection(reading: near, writing: near), Connection(reading: far, writing: far))
        here.wait(until: .now.advanced(by: .milliseconds(50)))
        #expect(throws: SocketError.silent) { _ = try here.read(10) }
        here.wait(until: .now.advanced(by: .milliseconds(50)))
        #expect(throws: SocketError.silent) { try here.write([UInt8](repeating: 0, count: 64 << 20)) }
        // Who floods is heard no longer than that, though there is always something to read.
        let isOver = Flag()
        Wired.play {
            while !isOver.isSet, (try? there.write([UInt8](repeating: 7, count: 1 << 16))) != nil {}
        }
        let begun = ContinuousClock.now
        here.part()
        #expect(begun.duration(to: .now) < .seconds(5))
        isOver.isSet = true
    }

    @Test func `the account at the other end of a socket is known, and of a pipe nobody's`() throws {
        let (near, far) = Wired.pair()
        let (here, there) = (Connection(reading: near, writing: near), Connection(reading: far, writing: far))
        #expect(here.account == geteuid() && there.account == geteuid())
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        #expect(Connection(reading: ends[0], writing: ends[1]).account == nil)
    }

    private final class Flag: @unchecked Sendable { nonisolated(unsafe) var isSet = false }
}
