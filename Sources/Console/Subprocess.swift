import Files
import Foundation
import Glibc

/// A program of somebody else's that was started: a pager, a viewer.
package struct Subprocess {
    private let pid: pid_t

    /// Starts `words`, whose first is looked up in `PATH`. It gets the three usual descriptors and those of `lending`, each
    /// under its number there, and no other: not the passphrase's.
    package static func start(
        _ words: [String], _ environment: [String: String], lending: [(own: Int32, number: Int32)] = []
    ) -> Subprocess? {
        for number in ((try? Folder.names("/proc/self/fd")) ?? []).compactMap({ Int32($0) })
        where number > STDERR_FILENO {
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        }
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        for (own, number) in lending { unsafe posix_spawn_file_actions_adddup2(&actions, own, number) }
        var usual = sigset_t()
        unsafe sigfillset(&usual)
        unsafe posix_spawnattr_setsigdefault(&attributes, &usual)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
        var pid: pid_t = 0
        guard unsafe posix_spawnp(&pid, words[0], &actions, &attributes, &arguments, &variables) == 0 else {
            return nil
        }
        return Subprocess(pid: pid)
    }

    /// What `words` print before they end; nil where they can't be started. For little.
    package static func output(_ words: [String], _ environment: [String: String]) -> String? {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return nil }
        let started = start(words, environment, lending: [(ends[1], STDOUT_FILENO)])
        close(ends[1])
        defer { close(ends[0]) }
        guard let started else { return nil }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = unsafe read(ends[0], &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0, bytes.count < 1 << 20 else { break }
            bytes += buffer.prefix(count)
        }
        _ = started.wait()
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Waits for the end. Returns the exit status; nil where a signal ended it, or nothing tells.
    func wait() -> Int? {
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { return nil }
        }
        return status & 0x7f == 0 ? Int(status >> 8 & 0xff) : nil
    }

    /// Runs `body` while Ctrl-C belongs to the program that holds the screen.
    static func atTheTerminal<R>(_ body: () throws -> R) rethrows -> R {
        let interrupt = signal(SIGINT, SIG_IGN)
        let quit = signal(SIGQUIT, SIG_IGN)
        defer {
            signal(SIGINT, interrupt)
            signal(SIGQUIT, quit)
        }
        return try body()
    }

    /// Whether a program of this name, or at this path, can be started.
    package static func exists(_ name: String, _ environment: [String: String]) -> Bool {
        if name.contains("/") { return unsafe access(name, X_OK) == 0 }
        return (environment["PATH"] ?? "").split(separator: ":").contains { unsafe access("\($0)/\(name)", X_OK) == 0 }
    }
}
