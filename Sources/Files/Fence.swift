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
        var listing: Listing?
    }

    /// What lay in the vault's folders, for as long as nothing comes or goes there.
    private struct Listing {
        let versions: [File.Version?]
        let files: Set<File.Identity>

        /// Nil where a change might be too young to show in the time of the next.
        init?(_ folders: [String], files: Set<File.Identity>, before versions: [File.Version?]) {
            let settled = Int64(time(nil)) - 1
            let isSettled = versions.allSatisfy { version in version.map { $0.changed.seconds < settled } ?? true }
            guard isSettled, Fence.versions(folders) == versions else { return nil }
            self.versions = versions
            self.files = files
        }
    }

    package init(folders: [String], shelves: @escaping @Sendable () -> [String], marks: [String]) {
        self.folders = folders
        self.shelves = shelves
        self.marks = marks
    }

    /// Nothing is kept out.
    package static let none = Fence(folders: [], shelves: { [] }, marks: [])

    /// Throws `ownFile` for what `place` is, or lies in. `text` is how it was named.
    func check(_ place: FileDescriptor, named text: String) throws(FileError) {
        if folders.isEmpty, marks.isEmpty { return }
        let status = try status(of: place, text)
        if status.st_mode & S_IFMT == S_IFDIR { return try checkFolder(place, named: text) }
        if status.st_mode & S_IFMT == S_IFREG, isOwn(File.Identity(status), hasOtherNames: status.st_nlink > 1) {
            throw .ownFile(path: text)
        }
        guard let folder = Self.folder(of: place) else {
            // A pipe has no place among the folders; a file has one, or it can't be told whose it is.
            if status.st_mode & S_IFMT == S_IFREG, status.st_nlink > 0 { throw .ownFile(path: text) }
            return
        }
        defer { try? folder.close() }
        try checkFolder(folder, named: text)
    }

    /// The same for a folder and those above it.
    func checkFolder(_ folder: FileDescriptor, named text: String) throws(FileError) {
        if folders.isEmpty, marks.isEmpty { return }
        let own = ownFolders
        var current = folder
        var last: File.Identity?
        defer { if current != folder { try? current.close() } }
        while true {
            let identity = File.Identity(try status(of: current, text))
            if identity == last { return }
            if own.contains(identity) || hasMarks(current) { throw .ownFile(path: text) }
            last = identity
            let above = brankas_locate_above(current.rawValue)
            // Above a folder that may not be searched nothing can be named.
            guard above >= 0 else { return }
            if current != folder { try? current.close() }
            current = FileDescriptor(rawValue: above)
        }
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

    private func isOwn(_ identity: File.Identity, hasOtherNames: Bool) -> Bool {
        if isInFolders(identity) { return true }
        guard hasOtherNames else { return false }
        return known.withLock { known in
            let shelved = known.shelved ?? Self.files(in: shelves())
            known.shelved = shelved
            return shelved.contains(identity)
        }
    }

    /// These come and go while SQLite works, and there are few. Of a thousand documents each is asked about several times.
    private func isInFolders(_ identity: File.Identity) -> Bool {
        let versions = Self.versions(folders)
        let listing = known.withLock(\.listing)
        if let listing, listing.versions == versions { return listing.files.contains(identity) }
        let files = Self.files(in: folders)
        known.withLock { $0.listing = Listing(folders, files: files, before: versions) }
        return files.contains(identity)
    }

    private static func versions(_ folders: [String]) -> [File.Version?] {
        folders.map { (try? File.version(of: $0)) ?? nil }
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
