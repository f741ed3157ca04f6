package import Files
import Foundation
import Glibc
package import Reports
package import Sodium
import SystemPackage
import Texts
import Vocabulary

// The rules of the terminal, once:
//
// Data goes to standard output, everything else to standard error. Questions are asked on the terminal itself (`Questions`),
// and what is typed for a secret is not shown. Whatever is written is checked: output that can't be written is an error, never
// a success. Text that others wrote is escaped where it goes to a terminal or into a table.

/// Talks to whoever sits there.
package enum Terminal {
    /// Writes `text` and a newline to standard output. Throws when it can't be written.
    package static func output(_ text: String) throws {
        try output(bytes: Array((text.hasSuffix("\n") ? text : text + "\n").utf8).span)
    }

    package static func output(bytes: Span<UInt8>) throws {
        do {
            try File.borrowing(descriptor: STDOUT_FILENO, name: "-").write(bytes)
        } catch FileError.system(_, _, .brokenPipe) {
            throw ClosedPipe()
        } catch {
            throw Failure(.outputFailed)
        }
    }

    /// Whoever read our output has had enough: no error to talk about.
    package struct ClosedPipe: Error {}

    /// A line to standard error. If that fails there is nobody left to tell.
    package static func error(_ line: String) {
        try? File.borrowing(descriptor: STDERR_FILENO, name: "-").write(Array((line + "\n").utf8))
    }

    /// Draws over the line on standard error where the cursor stands.
    static func redraw(_ line: String) {
        try? File.borrowing(descriptor: STDERR_FILENO, name: "-").write(Array(line.utf8))
    }

    package static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    package static var inputIsTerminal: Bool { isatty(STDIN_FILENO) == 1 }
    package static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Columns of the terminal that the output goes to; nil where it goes elsewhere.
    package static var width: Int? { outputIsTerminal ? size(STDOUT_FILENO).columns : nil }

    /// Columns of the terminal behind standard error.
    static var errorWidth: Int { size(STDERR_FILENO).columns }

    /// Columns and rows of the terminal behind `descriptor`, or the usual ones where it does not say.
    private static func size(_ descriptor: Int32) -> (columns: Int, rows: Int) {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Whether colours can be shown and are wanted: <https://no-color.org>.
    private static var hasColour: Bool {
        let environment = ProcessInfo.processInfo.environment
        return outputIsTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// The table as it goes to standard output.
    package static func text(of table: Table) -> String { table.text(width: width, hasColour: hasColour) }

    /// Whether `text` leaves a row for the prompt, or goes where there are no rows.
    package static func fits(_ text: String) -> Bool {
        guard outputIsTerminal else { return true }
        let size = size(STDOUT_FILENO)
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            max(1, (displayWidth(line) + size.columns - 1) / size.columns)
        }
        return rows.reduce(0, +) < size.rows
    }

    /// One line, without its end, into guarded memory, reading not a byte further. Nil at the end of the file.
    package static func readLine(from file: borrowing File, limit: Int = 4_096) throws -> Secret? {
        var buffer = try Secret(byteCount: limit)
        var count = 0
        var ended = false
        while !ended {
            let read = try buffer.withMutableBytes { bytes throws -> Int in
                var one = bytes._mutatingExtracting(count..<count + 1)
                return try file.read(into: &one)
            }
            if read == 0 {
                if count == 0 { return nil }
                break
            }
            ended = buffer.withBytes { $0[count] == 0x0a }
            if !ended { count += 1 }
            if count == limit { throw Failure(.tooLong(file.path, limit: limit)) }
        }
        return try buffer.withBytes { bytes throws in
            let end = count > 0 && bytes[count - 1] == 0x0d ? count - 1 : count
            return try Secret(copying: bytes.extracting(0..<end))
        }
    }

    /// Ends the process without running anything that could hang or print.
    package static func exit(with code: Int32) -> Never {
        Glibc.exit(code)
    }
}

extension Secret {
    /// The bytes as text that is no secret after all: an answer to an ordinary question.
    package borrowing func publicText() -> String? {
        withBytes { bytes in
            String(validating: (0..<bytes.count).map { bytes[$0] }, as: UTF8.self)
        }
    }
}
