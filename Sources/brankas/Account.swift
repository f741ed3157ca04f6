import Glibc

/// The account that this process runs for.
enum Account {
    /// Its home, as the system has it; nil where it has none, or one that is no place.
    static var home: String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 1 << 16)
        guard getpwuid_r(getuid(), &entry, &buffer, buffer.count, &found) == 0, found != nil, let folder = entry.pw_dir
        else { return nil }
        let home = String(cString: folder)
        return home.hasPrefix("/") && home != "/" && home != "/nonexistent" ? home : nil
    }
}
