import Glibc

/// The account that this process runs for.
package enum Account {
    /// Its home, as the system has it; nil where it has none, or one that is no place.
    package static var home: String? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 1 << 16)
        guard unsafe getpwuid_r(getuid(), &entry, &buffer, buffer.count, &found) == 0, unsafe found != nil,
            let folder = unsafe entry.pw_dir
        else { return nil }
        let home = unsafe String(cString: folder)
        return home.hasPrefix("/") && home != "/" && home != "/nonexistent" ? home : nil
    }
}
