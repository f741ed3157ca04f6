import CFiles
import Glibc
import SystemPackage

/// Something that lies below a folder.
package enum FolderItem: Sendable {
    /// A regular file: where it is, its place from the folder's own name on, and which it was.
    case file(path: NamedPath, relative: String, byteCount: Int, File.Identity)
    /// A folder in which nothing lies.
    case emptyFolder(relative: String)
    /// What can't be taken, and why.
    case refused(FileError)
}

extension NamedPath {
    /// All that lies below the folder, in the order of the names' bytes: the same each time. No link is followed, and nothing
    /// is left out: what is neither a file nor a folder, can't be read, or is a vault's own, is among what is refused.
    ///
    /// Names are given as `ByteText` has them.
    package func walk() -> [FolderItem] {
        var items: [FolderItem] = []
        do {
            try check()
        } catch {
            return [.refused(error)]
        }
        walk(relative: folderName, into: &items)
        return items
    }

    private func walk(relative: String, into items: inout [FolderItem]) {
        let names: [String]
        do {
            try fence.checkInner(self)
            names = try Folder.names(in: self)
        } catch {
            return items.append(.refused(error))
        }
        if names.isEmpty { items.append(.emptyFolder(relative: relative)) }
        // By bytes: Swift takes two spellings of a letter for one.
        for name in names.map({ ByteText.bytes($0) }).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let inner = NamedPath(path: path.pushing(Self.filePath(name)), fence: fence)
            let place = relative + "/" + ByteText.text(name)
            var status = stat()
            guard unsafe inner.path.withPlatformString({ unsafe lstat($0, &status) }) == 0 else {
                items.append(.refused(.system(operation: .open, path: inner.text, code: Errno(rawValue: errno))))
                continue
            }
            switch status.st_mode & S_IFMT {
            case S_IFREG:
                items.append(
                    .file(path: inner, relative: place, byteCount: Int(status.st_size), File.Identity(status)))
            case S_IFDIR: inner.walk(relative: place, into: &items)
            default: items.append(.refused(.notRegular(path: inner.text)))
            }
        }
    }

    /// The last part of the path, also where that is `.` or `..`.
    private var folderName: String {
        if let name { return ByteText.text(name) }
        guard let real = unsafe path.withPlatformString({ unsafe realpath($0, nil) }) else { return "." }
        defer { unsafe free(real) }
        return NamedPath(path: unsafe FilePath(platformString: real), fence: fence).name.map { ByteText.text($0) }
            ?? "."
    }
}
