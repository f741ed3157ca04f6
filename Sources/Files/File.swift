import CFiles
import Glibc
import SystemPackage

/// An open file, closed when the value ends.
package struct File: ~Copyable, Sendable {
    package let path: String
    private let descriptor: FileDescriptor
    private let ownsDescriptor: Bool

    init(descriptor: FileDescriptor, path: String, ownsDescriptor: Bool = true) {
        self.descriptor = descriptor
        self.path = path
        self.ownsDescriptor = ownsDescriptor
    }

    deinit {
        if ownsDescriptor { try? descriptor.close() }
    }

    /// A descriptor that somebody else opened (standard input, `--passphrase-fd`), left open at the end.
    package static func borrowing(descriptor number: Int32, name: String) -> File {
        File(descriptor: FileDescriptor(rawValue: number), path: name, ownsDescriptor: false)
    }

    /// Opens `path` for reading. With `regular`, throws `notRegular` for folders, devices and pipes; without, a pipe
    /// (`--from <(…)`) is waited for.
    ///
    /// For the program's own files alone: what a person names is a `NamedPath`.
    package static func openOwn(_ path: String, regular: Bool = true) throws(FileError) -> File {
        let file = File(
            // Without O_NONBLOCK, opening a pipe that nobody writes to would hang before it can be refused.
            descriptor: try call(.open, path) {
                try FileDescriptor.open(
                    FilePath(path), .readOnly, options: regular ? [.closeOnExec, .nonBlocking] : [.closeOnExec])
            },
            path: path)
        if regular, try file.kind() != .regular { throw .notRegular(path: path) }
        return file
    }

    /// All of the file of this program's own that `path` names; nil where there is none. Throws `tooLong`.
    package static func contents(of path: String, limit: Int) throws(FileError) -> [UInt8]? {
        do {
            return try openOwn(path).readAll(limit: limit)
        } catch .missing {
            return nil
        }
    }

    /// Makes `path`, which must not exist, for the owner alone. Throws `exists`.
    package static func create(_ path: String) throws(FileError) -> File {
        File(
            descriptor: try call(.open, path) {
                try FileDescriptor.open(
                    FilePath(path), .readWrite, options: [.create, .exclusiveCreate, .closeOnExec, .noFollow],
                    permissions: [.ownerRead, .ownerWrite])
            },
            path: path)
    }

    /// Opens `path` for reading and writing, making it for the owner alone where it is missing.
    package static func openOrCreate(_ path: String) throws(FileError) -> File {
        File(
            descriptor: try call(.open, path) {
                try FileDescriptor.open(
                    FilePath(path), .readWrite, options: [.create, .closeOnExec, .noFollow],
                    permissions: [.ownerRead, .ownerWrite])
            },
            path: path)
    }

    /// What `path` names, links followed; nil when there is nothing.
    package static func kind(of path: String) throws(FileError) -> Kind? {
        var status = Glibc.stat()
        guard unsafe fstatat(AT_FDCWD, path, &status, 0) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system(operation: .open, path: path, code: Errno(rawValue: errno))
        }
        return Kind(mode: status.st_mode)
    }

    /// Whether `path` is a regular file that has this name alone, and no link: closing it takes nobody's locks away. Opens
    /// nothing.
    package static func isPlain(_ path: String) -> Bool {
        var status = Glibc.stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1
    }

    /// Throws `system` where this account may not write `path`. Opens nothing.
    package static func checkWritable(_ path: String) throws(FileError) {
        guard unsafe access(path, R_OK | W_OK) == 0 else {
            throw .system(operation: .open, path: path, code: Errno(rawValue: errno))
        }
    }

    /// Whether what `path` names is this account's.
    package static func isOwn(_ path: String) throws(FileError) -> Bool {
        var status = Glibc.stat()
        guard unsafe lstat(path, &status) == 0 else {
            throw .system(operation: .open, path: path, code: Errno(rawValue: errno))
        }
        return status.st_uid == geteuid()
    }

    /// Whether nobody but its owner may do anything with what `path` names, as far as its mode says. Opens nothing.
    package static func isForOwnerAlone(_ path: String) throws(FileError) -> Bool {
        var status = Glibc.stat()
        guard unsafe fstatat(AT_FDCWD, path, &status, 0) == 0 else {
            throw .system(operation: .open, path: path, code: Errno(rawValue: errno))
        }
        return status.st_mode & 0o077 == 0
    }

    /// When the content of what `path` names was last changed: seconds since 1970. Opens nothing.
    package static func modified(of path: String) throws(FileError) -> Int64? {
        try version(of: path)?.modified.seconds
    }

    /// Which file `path` names, without opening it: to close a file that SQLite has open would take its locks away.
    package static func identity(of path: String) throws(FileError) -> Identity {
        var status = Glibc.stat()
        guard unsafe fstatat(AT_FDCWD, path, &status, 0) == 0 else {
            throw .system(operation: .open, path: path, code: Errno(rawValue: errno))
        }
        return Identity(status)
    }

    package enum Kind: Sendable {
        case regular, folder, other

        init(mode: mode_t) {
            switch mode & S_IFMT {
            case S_IFREG: self = .regular
            case S_IFDIR: self = .folder
            default: self = .other
            }
        }
    }

    package borrowing func kind() throws(FileError) -> Kind {
        Kind(mode: try status().st_mode)
    }

    package borrowing func byteCount() throws(FileError) -> Int {
        Int(try status().st_size)
    }

    /// Which file it is, whatever it is called.
    package struct Identity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64

        init(_ status: Glibc.stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }

    package borrowing func identity() throws(FileError) -> Identity { Identity(try status()) }

    /// What changes when a file does: compared before and after reading it.
    package struct Version: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
        let byteCount: Int64
        let modified: Time
        /// Of its content, its mode or its names: nobody sets it.
        let changed: Time

        init(_ status: Glibc.stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            byteCount = Int64(status.st_size)
            modified = Time(status.st_mtim)
            changed = Time(status.st_ctim)
        }

        struct Time: Hashable, Sendable {
            let seconds: Int64
            let nanoseconds: Int64

            init(_ time: timespec) {
                seconds = Int64(time.tv_sec)
                nanoseconds = Int64(time.tv_nsec)
            }
        }
    }

    package borrowing func version() throws(FileError) -> Version { Version(try status()) }

    /// The same of what `path` names, without opening it; nil when there is nothing.
    package static func version(of path: String) throws(FileError) -> Version? {
        var status = Glibc.stat()
        guard unsafe fstatat(AT_FDCWD, path, &status, 0) == 0 else {
            if errno == ENOENT { return nil }
            throw .system(operation: .open, path: path, code: Errno(rawValue: errno))
        }
        return Version(status)
    }

    /// When its content was last changed, by what the file says: seconds since 1970.
    package borrowing func modified() throws(FileError) -> Int64 { Int64(try status().st_mtim.tv_sec) }

    /// Lets the file say that its content was last changed then.
    package borrowing func setModified(_ seconds: Int64) throws(FileError) {
        guard brankas_set_modified(descriptor.rawValue, Int(seconds)) == 0 else {
            throw .system(operation: .write, path: path, code: Errno(rawValue: errno))
        }
    }

    /// Whether the file still has a name in some folder.
    package borrowing func hasName() throws(FileError) -> Bool { try nameCount() > 0 }

    /// How many names it has.
    borrowing func nameCount() throws(FileError) -> Int { Int(try status().st_nlink) }

    /// Whether no other account reads it. What root handed over may be readable by a group: of a file with an access list that is how
    /// it looks, whoever is on the list.
    package borrowing func isForServiceAlone() throws(FileError) -> Bool {
        let status = try status()
        if status.st_mode & 0o007 != 0 { return false }
        return status.st_mode & 0o070 == 0 || status.st_uid == 0 && geteuid() != 0
    }

    borrowing func letAllRead() throws(FileError) {
        guard fchmod(descriptor.rawValue, 0o644) == 0 else {
            throw .system(operation: .open, path: path, code: Errno(rawValue: errno))
        }
    }

    /// Whether nobody but its owner may read it, as far as its mode says.
    package borrowing func isForOwnerAlone() throws(FileError) -> Bool { try status().st_mode & 0o077 == 0 }

    var number: Int32 { descriptor.rawValue }

    /// Takes room on the disk for its first `byteCount` bytes.
    package borrowing func allocate(_ byteCount: Int) throws(FileError) {
        guard brankas_allocate(descriptor.rawValue, byteCount) != 0 else { return }
        guard errno == EOPNOTSUPP else { throw .system(operation: .write, path: path, code: Errno(rawValue: errno)) }
        let zeros = [UInt8](repeating: 0, count: 1 << 16)
        for start in stride(from: 0, to: byteCount, by: zeros.count) {
            try write(zeros.span.extracting(0..<min(zeros.count, byteCount - start)))
        }
    }

    /// Puts zeros in the place of all that it holds, durably: what is removed from a stick lies there still.
    borrowing func overwrite() throws(FileError) {
        var left = try byteCount()
        try seek(to: 0)
        let zeros = [UInt8](repeating: 0, count: 1 << 16)
        while left > 0 {
            try write(zeros.span.extracting(0..<min(left, zeros.count)))
            left -= zeros.count
        }
        try sync()
    }

    private borrowing func status() throws(FileError) -> Glibc.stat {
        var status = Glibc.stat()
        guard unsafe fstat(descriptor.rawValue, &status) == 0 else {
            throw .system(operation: .read, path: path, code: Errno(rawValue: errno))
        }
        return status
    }

    /// Whether this is a terminal.
    package borrowing func isTerminal() -> Bool {
        isatty(descriptor.rawValue) == 1
    }

    /// Reads up to `buffer.count` bytes; fewer only at the end. Returns how many.
    package borrowing func read(into buffer: inout MutableSpan<UInt8>) throws(FileError) -> Int {
        var done = 0
        let count = buffer.count
        while done < count {
            let read = try call(.read, path) {
                try unsafe buffer.withUnsafeMutableBytes { bytes in
                    try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[done...]))
                }
            }
            if read == 0 { break }
            done += read
        }
        return done
    }

    /// Reads what is there, once there is something: of a terminal, what was typed. Returns how many bytes; 0 at the end.
    package borrowing func readAvailable(into buffer: inout MutableSpan<UInt8>) throws(FileError) -> Int {
        try call(.read, path) {
            try unsafe buffer.withUnsafeMutableBytes { bytes in
                try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(bytes))
            }
        }
    }

    /// All that is left, if that is at most `limit` bytes. Throws `tooLong`.
    package borrowing func readAll(limit: Int) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(limit + 1, 65_536))
        while true {
            var span = chunk.mutableSpan
            let count = try read(into: &span)
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            if bytes.count > limit { throw .tooLong(path: path, limit: limit) }
        }
    }

    /// Writes all of `bytes`.
    package borrowing func write(_ bytes: Span<UInt8>) throws(FileError) {
        try call(.write, path) {
            _ = try unsafe bytes.withUnsafeBytes { try unsafe descriptor.writeAll($0) }
        }
    }

    package borrowing func write(_ bytes: [UInt8]) throws(FileError) {
        try write(bytes.span)
    }

    /// Writes all of `bytes`, and lets the disk begin with them where they are many: `sync` then waits for the rest only.
    package borrowing func writeBehind(_ bytes: Span<UInt8>) throws(FileError) {
        try write(bytes)
        guard bytes.count >= Self.behindByteCount else { return }
        let end = lseek(descriptor.rawValue, 0, SEEK_CUR)
        if end >= bytes.count { brankas_write_behind(descriptor.rawValue, end - bytes.count, bytes.count) }
    }

    /// Fewer are better left to the kernel, which puts them together.
    private static let behindByteCount = 1 << 18

    /// Waits until the file's bytes are on the disk.
    package borrowing func sync() throws(FileError) {
        guard fsync(descriptor.rawValue) == 0 else {
            throw .system(operation: .sync, path: path, code: Errno(rawValue: errno))
        }
    }

    /// Goes to `offset` bytes from the start.
    package borrowing func seek(to offset: Int) throws(FileError) {
        try call(.read, path) { _ = try descriptor.seek(offset: Int64(offset), from: .start) }
    }

    /// Takes the lock that ends with the process or this value. False if another holds it.
    package borrowing func tryLock() throws(FileError) -> Bool {
        while flock(descriptor.rawValue, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            if errno == EWOULDBLOCK { return false }
            throw .system(operation: .lock, path: path, code: Errno(rawValue: errno))
        }
        return true
    }

    /// Takes the lock, waiting for whoever holds it.
    package borrowing func lock() throws(FileError) {
        while flock(descriptor.rawValue, LOCK_EX) != 0 {
            if errno == EINTR { continue }
            throw .system(operation: .lock, path: path, code: Errno(rawValue: errno))
        }
    }
}

/// Runs `body` and turns a system error into this module's.
func call<R>(
    _ operation: FileError.Operation, _ path: String, _ body: () throws -> R
) throws(FileError) -> R {
    do {
        return try body()
    } catch let code as Errno {
        switch code {
        case .fileExists where operation == .open: throw .exists(path: path)
        case .noSuchFileOrDirectory where operation == .open: throw .missing(path: path)
        case .isDirectory where operation == .read: throw .notRegular(path: path)
        default: throw .system(operation: operation, path: path, code: code)
        }
    } catch {
        throw .system(operation: operation, path: path, code: .ioError)
    }
}
