import Glibc
import SystemPackage

/// Something that lies below a folder.
package enum FolderItem: Equatable, Sendable {
    /// A regular file: where it is, its place from the folder's own name on, and which it was.
    case file(path: String, relative: String, byteCount: Int, File.Identity)
    /// What can't be taken, and why.
    case refused(FileError)
}

extension Folder {
    /// All that lies below `path`, in the order of the names' bytes: the same each time. No link is followed, and nothing
    /// is left out: what is neither a file nor a folder, or can't be read, is among what is refused.
    package static func walk(_ path: String) -> [FolderItem] {
        var path = path
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        var items: [FolderItem] = []
        walk(path, relative: name(of: path), into: &items)
        return items
    }

    private static func walk(_ path: String, relative: String, into items: inout [FolderItem]) {
        let names: [String]
        do {
            names = try Folder.names(path)
        } catch {
            return items.append(.refused(error))
        }
        // By bytes: Swift takes two spellings of a letter for one.
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let inner = (path == "/" ? "" : path) + "/" + name
            // A name that is no text was read with marks in it, and one that has such a mark looks like it.
            guard !name.unicodeScalars.contains("\u{fffd}") else {
                items.append(.refused(.system(operation: .open, path: inner, code: .illegalByteSequence)))
                continue
            }
            var status = stat()
            guard unsafe lstat(inner, &status) == 0 else {
                items.append(.refused(.system(operation: .open, path: inner, code: Errno(rawValue: errno))))
                continue
            }
            switch status.st_mode & S_IFMT {
            case S_IFREG:
                items.append(
                    .file(
                        path: inner, relative: relative + "/" + name, byteCount: Int(status.st_size),
                        File.Identity(status)))
            case S_IFDIR: walk(inner, relative: relative + "/" + name, into: &items)
            default: items.append(.refused(.notRegular(path: inner)))
            }
        }
    }

    /// The last part of `path`, also where that is `.` or `..`.
    private static func name(of path: String) -> String {
        let last = FilePath(path).lastComponent
        if let last, last.kind == .regular { return last.string }
        guard let real = unsafe realpath(path, nil) else { return "." }
        defer { unsafe free(real) }
        return unsafe FilePath(String(cString: real)).lastComponent?.string ?? "."
    }
}
