import Glibc

/// What the system lets this process keep out of its swap.
package enum LockedMemory {
    /// Two slabs of keys: a command that opens one seldom needs a third.
    package static let neededByteCount = 2 * SecretPool.lockedByteCount

    /// Nil where there is no limit.
    package static var byteLimit: Int? {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &limit) == 0 else { return 0 }
        return limit.rlim_cur == .max ? nil : Int(clamping: limit.rlim_cur)
    }

    /// Whether as much as keys need is locked when it is asked for, whatever the limit says: it does not hold for root, and a sandbox
    /// may forbid it all.
    package static var isGranted: Bool {
        let (access, kind) = (PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS)
        guard let pages = unsafe mmap(nil, neededByteCount, access, kind, -1, 0), unsafe pages != MAP_FAILED else {
            return false
        }
        defer { unsafe munmap(pages, neededByteCount) }
        return unsafe mlock(pages, neededByteCount) == 0
    }
}
