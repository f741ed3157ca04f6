import CFiles
import Glibc
import SystemPackage

/// A name in a folder where something is to appear. The folder is held by its descriptor: whoever moves it away and puts a link
/// in its place has nothing written, and nothing removed, where the link leads.
final class NewPlace: Sendable {
    let folder: FileDescriptor
    let name: [UInt8]
    /// The whole of it, as it was named.
    let text: String

    init(folder: FileDescriptor, name: [UInt8], text: String) {
        self.folder = folder
        self.name = name
        self.text = text
    }

    deinit { try? folder.close() }

    func fault(_ operation: FileError.Operation) -> FileError {
        .system(operation: operation, path: text, code: Errno(rawValue: errno))
    }

    /// A random name beside it, with the characters of this one: what the medium refuses of the one it refuses of the other.
    func partName() -> [UInt8] {
        // 255 bytes are what a name may have.
        var start = name.prefix(180)
        while start.last.map({ $0 & 0xc0 == 0x80 }) ?? false { start.removeLast() }
        if let last = start.last, last >= 0xc0 { start.removeLast() }
        return start + Array(".\(UInt64.random(in: 0...UInt64.max)).part".utf8)
    }

    /// The name as every medium takes it: what FAT keeps for itself, and what is no UTF-8, stands as `%` and two digits.
    var escapedName: [UInt8] {
        let refused = Set("\"*/:<>?\\|%".utf8)
        let isText = ByteText.isPlain(ByteText.text(name))
        return name.enumerated().flatMap { position, byte -> [UInt8] in
            // A dot or a space at the end is taken away without a word.
            let isLast = position == name.count - 1 && (byte == 0x2e || byte == 0x20)
            guard byte < 0x20 || byte == 0x7f || refused.contains(byte) || isLast || (!isText && byte >= 0x80) else {
                return [byte]
            }
            let digits = String(byte, radix: 16, uppercase: true)
            return Array(("%" + (digits.count < 2 ? "0" : "") + digits).utf8)
        }
    }

    /// Whether the system may have refused the name rather than the file: the folder is there, so that `ENOENT` is no answer to
    /// anything else.
    func isNameRefused(_ code: Errno) -> Bool {
        [.invalidArgument, .illegalByteSequence, .noSuchFileOrDirectory].contains(code) && escapedName != name
    }

    /// The same place under another name.
    func renamed(_ name: [UInt8]) throws(FileError) -> NewPlace {
        let path = FilePath(text).removingLastComponent()
        let own = fcntl(folder.rawValue, F_DUPFD_CLOEXEC, 0)
        guard own >= 0 else { throw fault(.open) }
        return NewPlace(
            folder: FileDescriptor(rawValue: own), name: name,
            text: path.isEmpty ? ByteText.text(name) : path.string + "/" + ByteText.text(name))
    }

    // MARK: Names

    func isTaken() -> Bool {
        var status = stat()
        return unsafe Self.with(name) { unsafe fstatat(folder.rawValue, $0, &status, AT_SYMLINK_NOFOLLOW) } == 0
    }

    /// Which file has `name` now; nil when none has.
    func identity(of name: [UInt8]) -> File.Identity? {
        var status = stat()
        guard unsafe Self.with(name, { unsafe fstatat(folder.rawValue, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
            return nil
        }
        return File.Identity(status)
    }

    /// A new file for the owner alone; nil, with `errno`, where that is refused.
    func create(_ name: [UInt8]) -> File? {
        let number = unsafe Self.with(name) { unsafe brankas_create_in(folder.rawValue, $0) }
        return number >= 0 ? File(descriptor: FileDescriptor(rawValue: number), path: text) : nil
    }

    /// A new file without a name; nil, with `errno`, where that is refused.
    func createNameless() -> File? {
        let number = brankas_open_nameless(folder.rawValue)
        return number >= 0 ? File(descriptor: FileDescriptor(rawValue: number), path: text) : nil
    }

    /// Gives a nameless file `name`. False, with `errno`, where that is refused.
    func link(_ file: borrowing File, as name: [UInt8]) -> Bool {
        let own = "/proc/self/fd/\(file.number)"
        return unsafe Self.with(name) { unsafe linkat(AT_FDCWD, own, folder.rawValue, $0, AT_SYMLINK_FOLLOW) } == 0
    }

    func makeFolder(_ name: [UInt8]) -> Bool {
        unsafe Self.with(name) { unsafe mkdirat(folder.rawValue, $0, 0o700) } == 0
    }

    func openFolder(_ name: [UInt8]) -> FileDescriptor? {
        let number = unsafe Self.with(name) { unsafe brankas_open_folder_in(folder.rawValue, $0) }
        return number >= 0 ? FileDescriptor(rawValue: number) : nil
    }

    /// Renames within the folder, replacing.
    func rename(_ name: [UInt8], to target: [UInt8]) -> Bool {
        unsafe Self.with(name) { from in
            unsafe Self.with(target) { unsafe renameat(folder.rawValue, from, folder.rawValue, $0) }
        } == 0
    }

    /// Renames within the folder, replacing nothing, not even an empty folder.
    func renameNew(_ name: [UInt8], to target: [UInt8]) -> Bool {
        unsafe Self.with(name) { from in
            unsafe Self.with(target) { unsafe brankas_rename_new(folder.rawValue, from, $0) }
        }
            == 0
    }

    func remove(_ name: [UInt8]) {
        _ = unsafe Self.with(name) { unsafe unlinkat(folder.rawValue, $0, 0) }
    }

    @discardableResult
    func removeFolder(_ name: [UInt8]) -> Bool {
        unsafe Self.with(name) { unsafe unlinkat(folder.rawValue, $0, AT_REMOVEDIR) } == 0
    }

    /// Waits until the names in the folder are on the disk.
    func sync() throws(FileError) {
        let number = unsafe brankas_open_folder_in(folder.rawValue, ".")
        guard number >= 0 else {
            // A folder in which one may write and not read is none that can be synced.
            if errno == EACCES { return }
            throw fault(.sync)
        }
        let readable = FileDescriptor(rawValue: number)
        defer { try? readable.close() }
        // Some media sync no folders.
        guard fsync(number) == 0 || errno == EINVAL || errno == EOPNOTSUPP else { throw fault(.sync) }
    }

    private static func with<R>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> R) -> R {
        let bytes = name.map { CChar(bitPattern: $0) } + [0]
        return unsafe bytes.withUnsafeBufferPointer { buffer in unsafe body(buffer.baseAddress!) }
    }
}
