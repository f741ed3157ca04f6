import CFiles
import Glibc

/// What a machine says of itself.
package enum Machine {
    /// Another at each start of it: random(4) of Linux, a UUID. Nil where the system tells none.
    package static let boot: String? = {
        guard let bytes = try? File.contents(of: "/proc/sys/kernel/random/boot_id", limit: 64) else { return nil }
        return String(validating: bytes, as: UTF8.self)?.split(separator: "\n").first.map(String.init)
    }()

    /// Processor time of this thread, in nanoseconds; 0 where the system does not say.
    package static var threadTime: UInt64 {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Seconds since it started, those that it slept included; nil where the system does not say.
    package static var uptime: Int64? {
        var time = timespec()
        return unsafe clock_gettime(CLOCK_BOOTTIME, &time) == 0 ? Int64(time.tv_sec) : nil
    }
}
