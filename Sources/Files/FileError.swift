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
    /// It had `expected` bytes when it was opened and has others now.
    case changed(path: String)

    /// What it is about.
    package var path: String {
        switch self {
        case .system(_, let path, _), .exists(let path), .missing(let path), .notRegular(let path),
            .tooLong(let path, _), .changed(let path):
            path
        }
    }

    package enum Operation: String, Sendable {
        case open, read, write, sync, rename, link, lock, remove, makeFolder, list
    }
}
