import CFiles
import Glibc
import Synchronization
import SystemPackage

/// The vault's own files, which no path that somebody names may reach, in or out.
///
/// SQLite's locks on a file end for the whole process as soon as any descriptor of it is closed: a vault's index that is
/// opened as if it were a document would lose what others write meanwhile. So a file is told by device and inode before it is
/// opened, and so is every folder above it: other names, links and mounts lead to the same.
package final class Fence: Sendable {
    /// Whose files are the vault's, whatever other name they have.
    private let folders: [String]
    /// Those with very many files.
    private let shelves: @Sendable () -> [String]
    /// A folder in which all of these lie is a vault, or a copy of one, whether or not a command is about it.
    private let marks: [String]
    private let known = Mutex(Known())

    private struct Known {
        var folders: Set<File.Identity>?
        var shelved: Set<File.Identity>?
        /// Above which there is no vault, as they were then.
        var outside: Set<File.Version> = []
    }

    package init(folders: [String], shelves: @escaping @Sendable () -> [String], marks: [String]) {
        self.folders = folders
        self.shelves = shelves
        self.marks = marks
    }

    /// Throws `ownFile` for what `place` is, or lies in. `text` is how it was named.
    func check(_ place: FileDescriptor, named text: String) throws(FileError) {
        if folders.isEmpty, marks.isEmpty { return }
        let status = try status(of: place, text)
        if status.st_mode & S_IFMT == S_IFDIR { return try checkFolder(place, named: text) }
        let folder = Self.folder(of: place)
        defer { try? folder?.close() }
        if status.st_mode & S_IFMT == S_IFREG {
            // What has one name lies in the folder where it was found, unless it is mounted there.
            let mount = folder.flatMap { Self.mount(of: $0) }
            let hasOneName = status.st_nlink == 1 && mount != nil && mount == Self.mount(of: place)
            if !hasOneName, isOwn(File.Identity(status)) { throw .ownFile(path: text) }
        }
        guard let folder else {
            // A pipe has no place among the folders; a file has one, or it can't be told whose it is.
            if status.st_mode & S_IFMT == S_IFREG, status.st_nlink > 0 { throw .ownFile(path: text) }
            return
        }
        try checkFolder(folder, named: text)
    }

    /// The same for a folder and those above it.
    func checkFolder(_ folder: FileDescriptor, named text: String) throws(FileError) {
        if folders.isEmpty, marks.isEmpty { return }
        let own = ownFolders
        let first = File.Version(try status(of: folder, text))
        var current = folder
        var last: File.Identity?
        defer { if current != folder { try? current.close() } }
        while true {
            let identity = File.Identity(try status(of: current, text))
            if identity == last { break }
            if own.contains(identity) || hasMarks(current) { throw .ownFile(path: text) }
            // Many documents lie in one folder. Whoever moves it into a vault meanwhile gets it read or written to there, and no
            // file of the vault's: those lie in folders that were looked at just now.
            if current == folder, known.withLock({ $0.outside.contains(first) }) { return }
            last = identity
            let above = brankas_locate_above(current.rawValue)
            // Above a folder that may not be searched nothing can be named.
            guard above >= 0 else { break }
            if current != folder { try? current.close() }
            current = FileDescriptor(rawValue: above)
        }
        known.withLock { _ = $0.outside.insert(first) }
    }

    /// The same for one folder, where those above it are known to be nobody's.
    func checkInner(_ path: NamedPath) throws(FileError) {
        if folders.isEmpty, marks.isEmpty { return }
        let number = unsafe path.path.withPlatformString { unsafe brankas_locate_folder($0) }
        guard number >= 0 else { return }
        let folder = FileDescriptor(rawValue: number)
        defer { try? folder.close() }
        let identity = File.Identity(try status(of: folder, path.text))
        if ownFolders.contains(identity) || hasMarks(folder) { throw .ownFile(path: path.text) }
    }

    /// Whether the folder is a vault.
    private func hasMarks(_ folder: FileDescriptor) -> Bool {
        var status = stat()
        return !marks.isEmpty
            && marks.allSatisfy { unsafe fstatat(folder.rawValue, $0, &status, AT_SYMLINK_NOFOLLOW) == 0 }
    }

    private var ownFolders: Set<File.Identity> {
        known.withLock { known in
            if let folders = known.folders { return folders }
            let found = Set((folders + shelves()).compactMap { try? File.identity(of: $0) })
            known.folders = found
            return found
        }
    }

    private func isOwn(_ identity: File.Identity) -> Bool {
        // These come and go while SQLite works, and there are few.
        if Self.files(in: folders).contains(identity) { return true }
        return known.withLock { known in
            let shelved = known.shelved ?? Self.files(in: shelves())
            known.shelved = shelved
            return shelved.contains(identity)
        }
    }

    /// Which mount it is reached by; nil where the system does not say.
    private static func mount(of place: FileDescriptor) -> UInt64? {
        var mount: UInt64 = 0
        return unsafe brankas_mount(place.rawValue, &mount) == 0 ? mount : nil
    }

    private static func files(in folders: [String]) -> Set<File.Identity> {
        Set(
            folders.flatMap { folder in
                ((try? Folder.names(folder)) ?? []).compactMap { try? File.identity(of: folder + "/" + $0) }
            })
    }

    /// The folder in which an open file lies now.
    private static func folder(of place: FileDescriptor) -> FileDescriptor? {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let start = buffer.baseAddress else { return -1 }
            return unsafe readlink(
                "/proc/self/fd/\(place.rawValue)", start.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        guard count > 0, bytes[0] == 0x2f else { return nil }
        let path = NamedPath.filePath(Array(bytes[..<count])).removingLastComponent()
        let number = unsafe path.withPlatformString { unsafe brankas_locate_folder($0) }
        return number >= 0 ? FileDescriptor(rawValue: number) : nil
    }

    private func status(of place: FileDescriptor, _ text: String) throws(FileError) -> stat {
        var status = stat()
        guard unsafe fstat(place.rawValue, &status) == 0 else {
            throw .system(operation: .open, path: text, code: Errno(rawValue: errno))
        }
        return status
    }
}
