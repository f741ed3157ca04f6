import CFiles
import Glibc

/// What a machine says of itself.
package enum Machine {
    /// Another at each start of it: random(4) of Linux, a UUID. Nil where the system tells none.
    package static let boot: String? = {
        lines("/proc/sys/kernel/random/boot_id")?.first
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

    /// Whether something keeps its clock right, by the kernel: whoever sets the clock tells it how far off that may be
    /// (adjtimex(2), and systemd's reading of it). Nil where the system does not say.
    package static var isClockSynchronised: Bool? {
        let microseconds = brankas_clock_error()
        return microseconds < 0 ? nil : microseconds < 16_000_000
    }

    /// What it swaps to, files and devices; nil where the system does not say.
    package static var swaps: [String]? {
        // A line that names the columns, and one for each place.
        lines("/proc/swaps")?.dropFirst().compactMap { $0.split(whereSeparator: { $0 == " " || $0 == "\t" }).first }
            .map(String.init)
    }

    /// The program that the kernel hands core dumps to (core(5)); nil where they are files, or nothing tells.
    package static var coreCollector: String? {
        guard let pattern = lines("/proc/sys/kernel/core_pattern")?.first, pattern.hasPrefix("|") else { return nil }
        return pattern.dropFirst().split(separator: " ").first.map(String.init)
    }

    /// The lines of a file of the system's that are not empty.
    private static func lines(_ path: String) -> [String]? {
        guard let bytes = try? File.contents(of: path, limit: 65_536) else { return nil }
        return String(validating: bytes, as: UTF8.self)?.split(separator: "\n").map(String.init)
    }
}
