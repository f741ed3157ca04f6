import CSodium
import Glibc

/// What the process gives up before it touches a secret.
package enum Hardening {
    /// No core dumps, no tracer of the same account, files for the owner alone, no death by a full pipe or file limit.
    ///
    /// Swap is kept away from secrets by `Secret`; the rest of the process is not locked.
    package static func apply() {
        umask(0o077)
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        // PR_SET_DUMPABLE: neither core dumps nor ptrace nor /proc/PID/mem for others of this account.
        _ = brankas_set_undumpable()
        // A write past a limit or into a closed pipe is an error to report, not a signal to die of.
        signal(SIGXFSZ, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        // libmagic would open, and close, whatever file this names.
        unsafe unsetenv("MAGIC")
        // The crash reporter would print memory.
        unsafe setenv("SWIFT_BACKTRACE", "enable=no", 1)
    }

    /// Whether the system took it that there are no core dumps.
    package static var leavesNoCore: Bool {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 else { return false }
        return limit.rlim_cur == 0 && limit.rlim_max == 0 && brankas_is_dumpable() == 0
    }
}
