import Files
import Foundation
import Glibc
package import Sodium
package import Texts

/// Asks on the terminal itself (/dev/tty), whatever standard input and output are.
package final class Questions {
    private let language: Language
    private let isDrawn: Bool
    /// What was typed before it was asked for, and waits for its question.
    private var ahead: Secret?
    private var taken = 0
    private var filled = 0

    package init(_ language: Language) {
        self.language = language
        isDrawn = ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// The answer, in guarded memory. `what` says what was asked for, where nobody can be.
    package func ask(_ question: String, _ rules: AnswerRules, what: String) throws -> Secret {
        let descriptor = unsafe Glibc.open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw Failure(.noTerminal(what: what)) }
        defer { close(descriptor) }
        let tty = File.borrowing(descriptor: descriptor, name: "/dev/tty")
        // What stands in the lines above the last stays where it is.
        let lines = question.split(separator: "\n", omittingEmptySubsequences: false)
        var editor = try LineEditor(String(lines.last ?? ""), rules, isDrawn: isDrawn)
        // A passphrase is typed for its question alone.
        if !rules.isSeen { filled = taken }
        var isFirst = true
        while true {
            let mode = try TerminalMode(descriptor, keepsTyped: rules.isSeen, isDrawn: isDrawn, what: what)
            // Only now: what is typed the moment the question stands there must not be thrown away, or shown.
            if isFirst {
                try tty.write(Array(lines.joined(separator: "\n").utf8))
                editor.begin(on: tty, columns: Self.columns(descriptor))
                isFirst = false
            } else {
                editor.resume(on: tty) { Self.columns(descriptor) }
            }
            // However this ends: the terminal is as it was when whoever asked goes on.
            defer { mode.end() }
            let keys = KeyReader(
                byte: { [unowned self] in try byte(descriptor) },
                unread: { [unowned self] in taken -= 1 },
                follows: { [unowned self] in taken < filled || Self.waits(descriptor) })
            do {
                try editor.run(keys, on: tty, columns: { Self.columns(descriptor) }) { notice in
                    let sentence: Sentence =
                        switch notice {
                        case .tooLong: .answerTooLong(rules.limit)
                        case .linesJoined: .linesJoined
                        }
                    try? tty.write(Array(("\n" + sentence.text(language) + "\n").utf8))
                }
                try? tty.write([0x0a])
                return try editor.finish()
            } catch LineEditor.Ended.suspended {
                mode.end()
                try? tty.write([0x0a])
                // As the terminal itself would have: to all processes of this job.
                kill(0, SIGTSTP)
            } catch let ended as LineEditor.Ended {
                try? tty.write([0x0a])
                throw Failure(ended == .interrupted ? .interrupted : .inputEnded)
            }
        }
    }

    private func byte(_ descriptor: Int32) throws -> UInt8? {
        if taken == filled {
            (taken, filled) = (0, 0)
            var buffer = try ahead.take() ?? Secret(byteCount: 1_024)
            let count = buffer.withMutableBytes { bytes in
                // A terminal that is gone is as good as one at its end.
                (try? File.borrowing(descriptor: descriptor, name: "/dev/tty").readAvailable(into: &bytes)) ?? 0
            }
            ahead = consume buffer
            guard count > 0 else { return nil }
            filled = count
        }
        let place = taken
        taken += 1
        return ahead?.withBytes { $0[place] }
    }

    /// Whether a byte comes within a twentieth of a second: longer than any line needs for the rest of a key.
    private static func waits(_ descriptor: Int32) -> Bool {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&polled, 1, 50) > 0
    }

    private static func columns(_ descriptor: Int32) -> Int {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
        return Int(size.ws_col)
    }
}

/// The terminal while somebody is asked: keys come one by one, Ctrl-C among them, and nothing is shown but what is drawn.
final class TerminalMode {
    private let descriptor: Int32
    private let before: termios
    private let isDrawn: Bool
    private var ticket: Interruption.Ticket?

    /// Throws `noTerminal` where it is none. What was typed before is thrown away unless `keepsTyped`.
    init(_ descriptor: Int32, keepsTyped: Bool, isDrawn: Bool, what: String) throws {
        var settings = termios()
        guard unsafe tcgetattr(descriptor, &settings) == 0 else { throw Failure(.noTerminal(what: what)) }
        self.descriptor = descriptor
        self.isDrawn = isDrawn
        before = settings
        settings.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG | IEXTEN)
        // Or CR LF in what is pasted would be two line ends.
        settings.c_iflag &= ~tcflag_t(ICRNL | INLCR | IGNCR)
        // A signal that ends the process must not leave the terminal blind.
        ticket = Interruption.register { [before] in Self.restore(descriptor, before, isDrawn) }
        unsafe tcsetattr(descriptor, keepsTyped ? TCSADRAIN : TCSAFLUSH, &settings)
        if isDrawn { Self.put("\u{1b}[?2004h", descriptor) }
    }

    deinit { end() }

    /// Makes the terminal what it was.
    func end() {
        guard let ticket else { return }
        self.ticket = nil
        Self.restore(descriptor, before, isDrawn)
        Interruption.forget(ticket)
    }

    private static func restore(_ descriptor: Int32, _ settings: termios, _ isDrawn: Bool) {
        if isDrawn { put("\u{1b}[?2004l", descriptor) }
        var settings = settings
        unsafe tcsetattr(descriptor, TCSADRAIN, &settings)
    }

    private static func put(_ sequence: String, _ descriptor: Int32) {
        try? File.borrowing(descriptor: descriptor, name: "/dev/tty").write(Array(sequence.utf8))
    }
}
