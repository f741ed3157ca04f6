import Foundation
import Glibc

/// A program started with its descriptors laid out, in a session of its own: it has no terminal but one that is given.
///
/// Whoever does not wait for it ends it. None may be left to the system: the tests' runtime waits for its own children with
/// waitid(2) for any child, which then tells it of ours for ever.
final class Child {
    struct Failed: Error {
        let what: String
        let code: Int32
    }

    /// What the child finds under a number.
    enum Channel {
        case descriptor(Int32)
        case path(String, flags: Int32)
    }

    /// `POSIX_SPAWN_SETSID` of spawn.h, which Swift does not see.
    private static let newSession: Int16 = 0x80

    let pid: pid_t
    private var isWaitedFor = false

    deinit {
        guard !isWaitedFor else { return }
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
    }

    init(
        _ program: String, _ arguments: [String], environment: [String: String], folder: String,
        channels: [(number: Int32, channel: Channel)]
    ) throws {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        // Threads of the tests' runtime block signals; a child is to feel Ctrl-C.
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = Self.newSession | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, flags)
        for (number, channel) in channels {
            switch channel {
            case .descriptor(let source): posix_spawn_file_actions_adddup2(&actions, source, number)
            case .path(let path, let flags): posix_spawn_file_actions_addopen(&actions, number, path, flags, 0o600)
            }
        }
        // env(1) goes to the folder and becomes the program.
        var argv = (["env", "-C", folder, program] + arguments).map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/usr/bin/env", &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw Failed(what: program, code: code) }
        self.pid = pid
    }

    /// The exit status; 128 and the signal's number where one ended it. Kills it when `seconds` have passed.
    func wait(seconds: Double = 60) throws -> Int32 {
        let deadline = Date(timeIntervalSinceNow: seconds)
        var status: Int32 = 0
        while true {
            let found = waitpid(pid, &status, WNOHANG)
            if found == pid {
                isWaitedFor = true
                break
            }
            if found < 0, errno != EINTR { throw Failed(what: "waitpid", code: errno) }
            guard Date() < deadline else {
                kill(pid, SIGKILL)
                waitpid(pid, &status, 0)
                isWaitedFor = true
                throw Failed(what: "still running after \(seconds) s", code: SIGKILL)
            }
            usleep(1_000)
        }
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }
}

/// A file without a name, numbered out of the way of what children are given.
final class Scratch {
    let descriptor: Int32

    init(_ bytes: [UInt8] = []) throws {
        let name = NSTemporaryDirectory() + "/brankas-scratch-\(UUID().uuidString)"
        let made = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        unlink(name)
        descriptor = fcntl(made, F_DUPFD_CLOEXEC, 64)
        close(made)
        guard descriptor >= 0 else { throw Child.Failed(what: name, code: errno) }
        var done = 0
        while done < bytes.count {
            let count = Array(bytes[done...]).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Child.Failed(what: "write", code: errno) }
            done += count
        }
        lseek(descriptor, 0, SEEK_SET)
    }

    deinit { close(descriptor) }

    /// All that was written to it.
    var bytes: [UInt8] {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = pread(descriptor, &chunk, chunk.count, off_t(all.count))
            guard count > 0 else { return all }
            all += chunk[..<count]
        }
    }
}
