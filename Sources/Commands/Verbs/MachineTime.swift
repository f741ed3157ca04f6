import Casework
import Custodian
import Files
import Glibc
import Vocabulary

extension MachineTime {
    /// As this machine has it now. Where the system tells no boot from another, each is another.
    static func read(_ now: Instant) -> MachineTime {
        var uptime = timespec()
        guard unsafe clock_gettime(CLOCK_BOOTTIME, &uptime) == 0, let boot else {
            return MachineTime(now: now, boot: "-", uptime: now.seconds)
        }
        return MachineTime(now: now, boot: boot, uptime: Int64(uptime.tv_sec))
    }

    /// Of Linux, random(4): a UUID that is made at each start.
    private static let boot: String? = {
        guard let bytes = try? File.contents(of: "/proc/sys/kernel/random/boot_id", limit: 64) else { return nil }
        return String(validating: bytes, as: UTF8.self)?.split(separator: "\n").first.map(String.init)
    }()
}
