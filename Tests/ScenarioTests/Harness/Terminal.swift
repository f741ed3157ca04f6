import Foundation
import Glibc

/// A command at a pseudo-terminal, and somebody who reads its screen and types.
final class Terminal {
    struct Unexpected: Error, CustomStringConvertible {
        let wanted: String
        let screen: String
        var description: String { "waited for \(wanted.debugDescription), the screen shows:\n\(screen)" }
    }

    /// `TIOCSPTLCK` and `TIOCGPTN` of ioctl_tty(2), which are macros that Swift does not see.
    private static let (setLock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)

    private var primary: Int32
    private let child: Child
    private var shown: [UInt8] = []
    private var read = 0

    /// The terminal has `rows` and `columns`. `channels` go before it: standard output may go elsewhere.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], folder: String,
        channels: [(number: Int32, channel: Child.Channel)] = [], rows: UInt16 = 50, columns: UInt16 = 200
    ) throws {
        let opened = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        primary = fcntl(opened, F_DUPFD_CLOEXEC, 64)
        close(opened)
        var (lock, number): (Int32, Int32) = (0, -1)
        guard primary >= 0, ioctl(primary, Self.setLock, &lock) == 0, ioctl(primary, Self.getNumber, &number) == 0
        else { throw Child.Failed(what: "/dev/ptmx", code: errno) }
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(primary, UInt(TIOCSWINSZ), &size)
        let path = "/dev/pts/\(number)"
        // The first terminal that the leader of a session opens is its own.
        var all: [(number: Int32, channel: Child.Channel)] = [(0, .path(path, flags: O_RDWR))]
        all += [(1, .descriptor(0)), (2, .descriptor(0))] + channels
        child = try Child(program, arguments, environment: environment, folder: folder, channels: all)
    }

    deinit { if primary >= 0 { close(primary) } }

    /// All that the screen has shown.
    var screen: String { String(decoding: shown, as: UTF8.self) }

    /// The arguments of the running command, as anybody on the machine reads them.
    var commandLine: String {
        (try? String(contentsOfFile: "/proc/\(child.pid)/cmdline", encoding: .utf8)) ?? ""
    }

    /// Reads what comes next; false at the end.
    private func more(until deadline: Date) throws -> Bool {
        var polled = pollfd(fd: primary, events: Int16(POLLIN), revents: 0)
        let left = Int32(max(deadline.timeIntervalSinceNow, 0) * 1_000)
        guard poll(&polled, 1, left) > 0 else { throw Unexpected(wanted: "more", screen: screen) }
        var chunk = [UInt8](repeating: 0, count: 1 << 14)
        let count = Glibc.read(primary, &chunk, chunk.count)
        guard count > 0 else { return false }
        shown += chunk[..<count]
        return true
    }

    /// Waits until the screen shows `text`, after what was awaited before.
    func expect(_ text: String, seconds: Double = 30) throws {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while true {
            if let range = Data(shown).range(of: Data(text.utf8), in: read..<shown.count) {
                read = range.upperBound
                return
            }
            guard try more(until: deadline) else { throw Unexpected(wanted: text, screen: screen) }
        }
    }

    /// Types `line` and Enter.
    func type(_ line: String) throws {
        let bytes = Array((line + "\n").utf8)
        guard write(primary, bytes, bytes.count) == bytes.count else { throw Child.Failed(what: "write", code: errno) }
    }

    /// Whether what is typed is shown.
    var echoes: Bool {
        var settings = termios()
        tcgetattr(primary, &settings)
        return settings.c_lflag & tcflag_t(ECHO) != 0
    }

    /// Sends keys as they are, without Enter.
    func send(_ keys: String) throws {
        let bytes = Array(keys.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(primary, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Child.Failed(what: "write", code: errno) }
            sent += count
        }
    }

    /// As terminals send what was pasted, where a program asked to be told.
    func paste(_ text: String) throws { try send("\u{1b}[200~" + text + "\u{1b}[201~") }

    /// Ctrl-C.
    func interrupt() throws { try send("\u{3}") }

    /// The window is closed. How the command then ended.
    func hangUp() throws -> Int32 {
        close(primary)
        primary = -1
        return try child.wait()
    }

    /// `question`, then `answer`.
    func expect(_ question: String, type answer: String) throws {
        try expect(question)
        try type(answer)
    }

    /// Reads to the end. The exit status.
    func end() throws -> Int32 {
        let deadline = Date(timeIntervalSinceNow: 30)
        while try more(until: deadline) {}
        return try child.wait()
    }
}
