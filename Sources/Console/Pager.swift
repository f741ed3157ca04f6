import Files
import Foundation
import Glibc

/// A program that shows long text by the screenful.
package struct Pager {
    private let command: String

    /// `BRANKAS_PAGER`, else `PAGER`, else `less` where there is one; set to nothing, none.
    package static func chosen(_ environment: [String: String]) -> Pager? {
        if let own = environment["BRANKAS_PAGER"] { return own.isEmpty ? nil : Pager(command: own) }
        // A terminal that can't move its cursor has no screenfuls.
        guard let terminal = environment["TERM"], !terminal.isEmpty, terminal != "dumb" else { return nil }
        if let wish = environment["PAGER"] { return wish.isEmpty ? nil : Pager(command: wish) }
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { unsafe access("\($0)/less", X_OK) == 0 } ? Pager(command: "less") : nil
    }

    /// Shows `text` and waits for its reader. False if the pager did not run, and nothing was shown.
    ///
    /// Who quits before the end has had enough on purpose: that is no failure.
    package func show(_ text: String, _ environment: [String: String]) -> Bool {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return false }
        let started = Subprocess.start(
            ["sh", "-c", command], environment.merging(Self.settings) { $1 }, lending: [(ends[0], STDIN_FILENO)])
        close(ends[0])
        guard let program = started else {
            close(ends[1])
            return false
        }
        let status = Subprocess.atTheTerminal {
            // Writing fails when the pager has ended; how it ended tells why.
            try? File.borrowing(descriptor: ends[1], name: "pager").write(Array((text + "\n").utf8))
            close(ends[1])
            return program.wait()
        }
        // The shell's two ways to say that there is no such program.
        return status.map { ![126, 127].contains($0) } ?? true
    }

    /// No shell, editor, file or history out of `less`; F: not for a single screen, R: colours, X: leave it on the
    /// screen. What could act on the terminal was escaped before.
    private static let settings = [
        "LESS": "FRX", "LESSSECURE": "1", "LESSHISTFILE": "-", "LESSCHARSET": "utf-8",
    ]
}
