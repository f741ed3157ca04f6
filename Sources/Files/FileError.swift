package import SystemPackage

/// What can go wrong with a file. The path is there to be shown; nothing of the content is.
package enum FileError: Error, Equatable {
    /// The system refused `operation` on `path`.
    case system(operation: Operation, path: String, code: Errno)
    /// The output exists already; nothing is overwritten.
    case exists(path: String)
    /// There is no such file.
    case missing(path: String)
    /// A folder, a device, a pipe: not something with a length and an end.
    case notRegular(path: String)
    /// Longer than the `limit` bytes that a file of its kind may have.
    case tooLong(path: String, limit: Int)
    /// It is not what it was when it was opened, or when its folder was read.
    case changed(path: String)
    /// A vault's own file or folder, or something that lies in one: for the program, and for nobody else.
    case ownFile(path: String)

    /// What it is about.
    package var path: String {
        switch self {
        case .system(_, let path, _), .exists(let path), .missing(let path), .notRegular(let path),
            .tooLong(let path, _), .changed(let path), .ownFile(let path):
            path
        }
    }

    /// Whether a disk, or somebody's share of it, is full.
    package var isOutOfSpace: Bool {
        if case .system(_, _, let code) = self { [.noSpace, .diskQuotaExceeded].contains(code) } else { false }
    }

    package enum Operation: String, Sendable {
        case open, read, write, sync, rename, link, lock, remove, makeFolder, list
    }
}
