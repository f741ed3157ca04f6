import CFiles
import Glibc
import SystemPackage

/// A file that appears whole, durable and under its name, or not at all.
///
/// The bytes go to a file without a name (`O_TMPFILE`), so that a crash or a lost power line leaves nothing behind;
/// `appear` syncs it and then names it. Where the file system has no nameless files, a random `.part` name in the
/// same folder serves, removed when this value ends without `appear`.
package struct Output: ~Copyable, Sendable {
    private let path: String
    private let file: File
    private let partName: String?

    /// Starts the file that will be `path`. Throws `exists` if there is something under that name already.
    package init(path: String) throws(FileError) {
        if try File.kind(of: path) != nil || Folder.isLink(path) { throw .exists(path: path) }
        let folder = Folder.parent(of: path)
        let number = unsafe brankas_open_nameless(folder)
        if number >= 0 {
            file = File(descriptor: FileDescriptor(rawValue: number), path: path)
            partName = nil
        } else if errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL {
            let name = "\(path).\(UInt64.random(in: 0...UInt64.max)).part"
            file = try File.create(name)
            partName = name
        } else if errno == ENOENT {
            throw .missing(path: folder)
        } else {
            throw .system(operation: .open, path: path, code: Errno(rawValue: errno))
        }
        self.path = path
    }

    deinit {
        if let partName { unsafe unlink(partName) }
    }

    package borrowing func write(_ bytes: Span<UInt8>) throws(FileError) {
        try file.writeBehind(bytes)
    }

    package borrowing func write(_ bytes: [UInt8]) throws(FileError) {
        try file.write(bytes)
    }

    /// Makes the file durable and gives it its name. Throws `exists` if somebody took the name meanwhile.
    package consuming func appear() throws(FileError) {
        try file.sync()
        if let partName {
            guard unsafe Glibc.link(partName, path) == 0 else {
                if errno == EEXIST { throw .exists(path: path) }
                throw .system(operation: .link, path: path, code: Errno(rawValue: errno))
            }
        } else {
            try file.link(to: path)
        }
        try Folder.sync(Folder.parent(of: path))
    }
}

/// Replaces or makes `path` with `bytes`, durably: the old content or the new, never something between.
package func replace(_ path: String, with bytes: [UInt8]) throws(FileError) {
    let part = "\(path).\(UInt64.random(in: 0...UInt64.max)).part"
    do {
        let file = try File.create(part)
        try file.write(bytes)
        try file.sync()
    } catch {
        unsafe unlink(part)
        throw error
    }
    do {
        try Folder.rename(part, to: path)
    } catch {
        unsafe unlink(part)
        throw error
    }
    try Folder.sync(Folder.parent(of: path))
}
