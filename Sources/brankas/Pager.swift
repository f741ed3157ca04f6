import Files
import Foundation
import Glibc

/// A program that shows long text by the screenful.
struct Pager {
    private let command: String

    /// `BRANKAS_PAGER`, else `PAGER`, else `less` where there is one; set to nothing, none.
    static func chosen(_ environment: [String: String]) -> Pager? {
        if let own = environment["BRANKAS_PAGER"] { return own.isEmpty ? nil : Pager(command: own) }
        // A terminal that can't move its cursor has no screenfuls.
        guard let terminal = environment["TERM"], !terminal.isEmpty, terminal != "dumb" else { return nil }
        if let wish = environment["PAGER"] { return wish.isEmpty ? nil : Pager(command: wish) }
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { access("\($0)/less", X_OK) == 0 } ? Pager(command: "less") : nil
    }

    /// Shows `text` and waits for its reader. False if the pager did not run, and nothing was shown.
    ///
    /// Who quits before the end has had enough on purpose: that is no failure.
    func show(_ text: String, _ environment: [String: String]) -> Bool {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return false }
        Self.keepDescriptors()
        // Ctrl-C belongs to the pager, as long as it holds the screen.
        let interrupt = signal(SIGINT, SIG_IGN)
        let quit = signal(SIGQUIT, SIG_IGN)
        defer {
            signal(SIGINT, interrupt)
            signal(SIGQUIT, quit)
        }
        let started = start(reading: ends[0], environment.merging(Self.settings) { $1 })
        close(ends[0])
        guard let pid = started else {
            close(ends[1])
            return false
        }
        // Writing fails when the pager has ended; how it ended tells why.
        try? File.borrowing(descriptor: ends[1], name: "pager").write(Array((text + "\n").utf8))
        close(ends[1])
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { return true }
        }
        // The shell's two ways to say that there is no such program.
        return status & 0x7f != 0 || ![126, 127].contains(status >> 8 & 0xff)
    }

    /// No shell, editor, file or history out of `less`; F: not for a single screen, R: colours, X: leave it on the
    /// screen. What could act on the terminal was escaped before.
    private static let settings = [
        "LESS": "FRX", "LESSSECURE": "1", "LESSHISTFILE": "-", "LESSCHARSET": "utf-8",
    ]

    /// No descriptor but the three passes to the pager: not the passphrase's, nor the pipe's own ends.
    private static func keepDescriptors() {
        for number in ((try? Folder.names("/proc/self/fd")) ?? []).compactMap({ Int32($0) })
        where number > STDERR_FILENO {
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        }
    }

    private func start(reading end: Int32, _ environment: [String: String]) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, end, STDIN_FILENO)
        var usual = sigset_t()
        sigfillset(&usual)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        let words: [String] = ["sh", "-c", command]
        var arguments = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var pid: pid_t = 0
        return posix_spawn(&pid, "/bin/sh", &actions, &attributes, &arguments, &variables) == 0 ? pid : nil
    }
}
