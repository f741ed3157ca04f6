import CFiles
import Glibc
import SystemPackage

/// What is done to names rather than to bytes.
package enum Folder {
    /// The folder that `path` lies in, `.` for a bare name.
    package static func parent(of path: String) -> String {
        let parent = FilePath(path).removingLastComponent().string
        return parent.isEmpty ? "." : parent
    }

    /// Makes `path` for the owner alone. Throws `exists`.
    package static func make(_ path: String) throws(FileError) {
        guard unsafe mkdir(path, 0o700) == 0 else {
            if errno == EEXIST { throw .exists(path: path) }
            if errno == ENOENT { throw .missing(path: parent(of: path)) }
            throw .system(operation: .makeFolder, path: path, code: Errno(rawValue: errno))
        }
    }

    /// The one path of what `path` names, without links; of what is not there yet, that of the folder above with its name.
    package static func real(_ path: String) throws(FileError) -> String {
        func resolve(_ path: String) -> String? {
            guard let found = unsafe realpath(path, nil) else { return nil }
            defer { unsafe free(found) }
            return unsafe String(cString: found)
        }
        if let whole = resolve(path) { return whole }
        let trimmed = path.hasSuffix("/") && path.utf8.count > 1 ? String(path.dropLast()) : path
        guard let above = resolve(parent(of: trimmed)), let name = trimmed.split(separator: "/").last else {
            throw .missing(path: parent(of: trimmed))
        }
        return (above == "/" ? "" : above) + "/" + name
    }

    /// Makes `path` and the folders above it where they are missing.
    package static func makeAll(_ path: String) throws(FileError) {
        if try File.kind(of: path) == .folder { return }
        let above = parent(of: path)
        if above != path, above != "." { try makeAll(above) }
        do {
            try make(path)
        } catch .exists where (try? File.kind(of: path)) == .folder {}
    }

    /// Waits until the names in `path` are on the disk.
    package static func sync(_ path: String) throws(FileError) {
        let folder = try File.openOwn(path, regular: false)
        try folder.sync()
    }

    /// The names in `path`, unordered, as `ByteText` has them.
    package static func names(_ path: String) throws(FileError) -> [String] {
        try unsafe names(in: opendir(path), path)
    }

    static func names(in folder: NamedPath) throws(FileError) -> [String] {
        try unsafe names(in: folder.path.withPlatformString { unsafe opendir($0) }, folder.text)
    }

    private static func names(in stream: OpaquePointer?, _ path: String) throws(FileError) -> [String] {
        guard let stream = unsafe stream else {
            if errno == ENOENT { throw .missing(path: path) }
            throw .system(operation: .list, path: path, code: Errno(rawValue: errno))
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                // The end, or a disk that gives no more.
                guard errno == 0 else { throw .system(operation: .list, path: path, code: Errno(rawValue: errno)) }
                return names
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe ByteText.text(NamedPath.bytes($0))
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }

    /// Renames, replacing what `target` names.
    package static func rename(_ path: String, to target: String) throws(FileError) {
        guard unsafe Glibc.rename(path, target) == 0 else {
            if errno == ENOENT { throw .missing(path: path) }
            throw .system(operation: .rename, path: target, code: Errno(rawValue: errno))
        }
    }

    /// Removes the file `path`. No error if there is none.
    package static func remove(_ path: String) throws(FileError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else {
            throw .system(operation: .remove, path: path, code: Errno(rawValue: errno))
        }
    }

    /// Removes `path` and all that lies in it, following no link, `path` itself included. Throws `notRegular` for one.
    package static func removeTree(_ path: String) throws(FileError) {
        if isLink(path) { throw .notRegular(path: path) }
        for name in try names(path) {
            let inner = path + "/" + name
            if !isLink(inner), try File.kind(of: inner) == .folder { try removeTree(inner) } else { try remove(inner) }
        }
        guard unsafe rmdir(path) == 0 else {
            throw .system(operation: .remove, path: path, code: Errno(rawValue: errno))
        }
    }

    /// Where a link leads in the end; `path` itself where it is none. Throws `missing` for one that leads nowhere.
    static func linkTarget(_ path: String) throws(FileError) -> String {
        guard isLink(path) else { return path }
        guard let real = unsafe realpath(path, nil) else { throw .missing(path: path) }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    /// By what a folder is told from its copies: its inode and when it was made. It stays what it is when it is renamed.
    ///
    /// Nil where the file system does not say when: there inodes are often numbered anew at each mount.
    package static func place(of path: String) throws(FileError) -> String? {
        var (inode, seconds, nanoseconds): (UInt64, Int64, UInt32) = (0, 0, 0)
        guard unsafe brankas_birth(path, &inode, &seconds, &nanoseconds) == 0 else {
            throw .system(operation: .open, path: path, code: Errno(rawValue: errno))
        }
        return seconds == 0 ? nil : "\(inode) \(seconds) \(nanoseconds)"
    }

    /// How many bytes whoever has no privileges can still write where `path` lies; nil where the system does not say.
    package static func freeByteCount(_ path: String) -> Int? {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return nil }
        let (bytes, overflows) = Int(status.f_bavail).multipliedReportingOverflow(by: Int(status.f_frsize))
        return overflows ? .max : bytes
    }

    /// Gives the file behind each open descriptor of this process whose path ends with `suffix` its room on the disk: it may be
    /// mapped into memory, where a hole that can't be filled ends the process. Opens and closes nothing of it.
    ///
    /// Throws what the system says where there is no room.
    package static func allocateOpenFiles(endingWith suffix: String, byteCount: Int) throws(FileError) {
        for name in try names("/proc/self/fd") {
            guard let number = Int32(name), let target = linkText("/proc/self/fd/" + name), target.hasSuffix(suffix)
            else {
                continue
            }
            var status = stat()
            guard unsafe fstat(number, &status) == 0 else { continue }
            guard brankas_allocate(number, max(byteCount, Int(status.st_size))) == 0 || errno == EOPNOTSUPP else {
                throw .system(operation: .write, path: target, code: Errno(rawValue: errno))
            }
        }
    }

    /// What a link says, unresolved.
    private static func linkText(_ path: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let start = buffer.baseAddress else { return -1 }
            return unsafe readlink(path, start.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        return count > 0 ? ByteText.text(Array(bytes[..<count])) : nil
    }

    /// Whether `path` lies on a medium that nobody can write.
    package static func isOnReadOnlyMedium(_ path: String) -> Bool {
        unsafe access(path, W_OK) != 0 && errno == EROFS
    }

    /// Whether `path` itself is a symbolic link, dangling or not.
    package static func isLink(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}
