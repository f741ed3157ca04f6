import CFiles
import Glibc
import SystemPackage

/// A folder that appears whole, durable and under its name, or not at all.
///
/// Its files go to a `.part` folder beside it, by the folder's descriptor: whoever moves that folder away and puts a
/// link in its place has nothing written, and nothing removed, where the link leads.
package struct OutputFolder: ~Copyable {
    private let path: String
    private let part: String
    private let descriptor: FileDescriptor

    /// Starts the folder that will be `path`. Throws `exists` if there is something under that name already.
    package init(path: String) throws(FileError) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        if try File.kind(of: path) != nil || Folder.isLink(path) { throw .exists(path: path) }
        let part = "\(path).\(UInt64.random(in: 0...UInt64.max)).part"
        try Folder.make(part)
        let number = unsafe brankas_open_folder(part)
        guard number >= 0 else {
            let code = Errno(rawValue: errno)
            unsafe rmdir(part)
            throw .system(operation: .makeFolder, path: path, code: code)
        }
        self.path = path
        self.part = part
        descriptor = FileDescriptor(rawValue: number)
    }

    deinit { try? descriptor.close() }

    /// A new file in it; `name` may have folders before it, which are made where they are missing.
    package borrowing func create(_ name: String) throws(FileError) -> File {
        let parts = name.split(separator: "/")
        var folder = descriptor
        defer { if folder != descriptor { try? folder.close() } }
        for part in parts.dropLast() {
            let inner = try Self.enter(String(part), of: folder, path)
            if folder != descriptor { try? folder.close() }
            folder = inner
        }
        let number = unsafe brankas_create_in(folder.rawValue, String(parts.last ?? ""))
        guard number >= 0 else {
            throw .system(operation: .open, path: "\(path)/\(name)", code: Errno(rawValue: errno))
        }
        return File(descriptor: FileDescriptor(rawValue: number), path: "\(path)/\(name)")
    }

    /// Step by step, by descriptors and through no link: what somebody puts in a folder's place leads nowhere.
    private static func enter(
        _ name: String, of folder: FileDescriptor, _ path: String
    ) throws(FileError) -> FileDescriptor {
        guard unsafe mkdirat(folder.rawValue, name, 0o700) == 0 || errno == EEXIST else {
            throw .system(operation: .makeFolder, path: "\(path)/\(name)", code: Errno(rawValue: errno))
        }
        let number = unsafe brankas_open_folder_in(folder.rawValue, name)
        guard number >= 0 else {
            throw .system(operation: .open, path: "\(path)/\(name)", code: Errno(rawValue: errno))
        }
        return FileDescriptor(rawValue: number)
    }

    /// Makes all files durable at once, where they were not synced one by one.
    package borrowing func syncAll() throws(FileError) {
        guard brankas_sync_all(descriptor.rawValue) == 0 else {
            throw .system(operation: .sync, path: path, code: Errno(rawValue: errno))
        }
    }

    /// Makes the folder durable and gives it its name. Throws `exists` if somebody took the name meanwhile, `changed` if
    /// what got the name is not the folder that was written.
    package borrowing func appear() throws(FileError) {
        guard fsync(descriptor.rawValue) == 0 else {
            throw .system(operation: .sync, path: path, code: Errno(rawValue: errno))
        }
        if unsafe brankas_rename_new(part, path) != 0 {
            if errno == EEXIST { throw .exists(path: path) }
            // A file system without such a rename: look, then rename.
            guard errno == EINVAL || errno == ENOSYS else {
                throw .system(operation: .rename, path: path, code: Errno(rawValue: errno))
            }
            if try File.kind(of: path) != nil || Folder.isLink(path) { throw .exists(path: path) }
            try Folder.rename(part, to: path)
        }
        var (own, named) = (stat(), stat())
        guard unsafe fstat(descriptor.rawValue, &own) == 0, unsafe lstat(path, &named) == 0,
            own.st_dev == named.st_dev, own.st_ino == named.st_ino
        else { throw .changed(path: path) }
        try Folder.sync(Folder.parent(of: path))
    }

    /// Removes what was written.
    package borrowing func discard() {
        Self.empty(descriptor)
        unsafe rmdir(part)
    }

    private static func empty(_ folder: FileDescriptor) {
        for name in (try? Folder.names("/proc/self/fd/\(folder.rawValue)")) ?? [] {
            if unsafe unlinkat(folder.rawValue, name, 0) == 0 { continue }
            let number = unsafe brankas_open_folder_in(folder.rawValue, name)
            guard number >= 0 else { continue }
            let inner = FileDescriptor(rawValue: number)
            empty(inner)
            try? inner.close()
            unsafe unlinkat(folder.rawValue, name, AT_REMOVEDIR)
        }
    }
}
