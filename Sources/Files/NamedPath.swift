import CFiles
import Glibc
package import SystemPackage

/// A path that a person named, in an argument, an option or the environment: as the bytes that it is.
///
/// Whatever is opened or made by it is first held against its fence and then reached by descriptor: between the two nobody
/// changes what it leads to.
package struct NamedPath: Sendable {
    package let path: FilePath
    package let fence: Fence

    /// `text` as `ByteText` has it.
    package init(_ text: String, fence: Fence) {
        self.init(path: Self.filePath(ByteText.bytes(text)), fence: fence)
    }

    init(path: FilePath, fence: Fence) {
        self.path = path
        self.fence = fence
    }

    static func filePath(_ bytes: [UInt8]) -> FilePath {
        // A path ends at its first zero: what stands behind it was never the system's to see.
        FilePath(platformString: bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0])
    }

    /// As `ByteText` has it.
    package var text: String { ByteText.text(bytes) }

    package var bytes: [UInt8] { unsafe path.withPlatformString { unsafe Self.bytes($0) } }

    static func bytes(_ start: UnsafePointer<CChar>) -> [UInt8] {
        unsafe UnsafeBufferPointer(start: start, count: strlen(start)).map { UInt8(bitPattern: $0) }
    }

    /// The last part of the path, without what is before it; nil for `..`, `.` and `/`.
    package var name: [UInt8]? {
        guard let last = path.lastComponent, last.kind == .regular else { return nil }
        return NamedPath(path: FilePath(root: nil, [last]), fence: fence).bytes
    }

    /// Another name in the same folder.
    package func beside(_ name: String) -> NamedPath {
        NamedPath(path: path.removingLastComponent().pushing(Self.filePath(ByteText.bytes(name))), fence: fence)
    }

    /// What lies in the folder that this is. An absolute path stays what it is.
    package func appending(_ relative: String) -> NamedPath {
        NamedPath(path: path.pushing(Self.filePath(ByteText.bytes(relative))), fence: fence)
    }

    // MARK: Reading

    /// What it leads to, links followed; nil when there is nothing.
    package func kind() throws(FileError) -> File.Kind? {
        var status = stat()
        guard unsafe path.withPlatformString({ unsafe stat($0, &status) }) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system(operation: .open, path: text, code: Errno(rawValue: errno))
        }
        return File.Kind(mode: status.st_mode)
    }

    /// Whether anything has this name, a link that leads nowhere too.
    package func isTaken() -> Bool {
        var status = stat()
        return unsafe path.withPlatformString { unsafe lstat($0, &status) } == 0
    }

    /// Opens it for reading. With `regular`, throws `notRegular` for folders, devices and pipes; without, a pipe
    /// (`--from <(…)`) is waited for. Throws `ownFile` where it leads to a vault's own.
    package func open(regular: Bool = true) throws(FileError) -> File {
        let place = try locate()
        defer { try? place.close() }
        var status = stat()
        guard unsafe fstat(place.rawValue, &status) == 0 else {
            throw .system(operation: .open, path: text, code: Errno(rawValue: errno))
        }
        if regular, status.st_mode & S_IFMT != S_IFREG { throw .notRegular(path: text) }
        return File(
            descriptor: try call(.open, text) {
                try FileDescriptor.open(
                    FilePath("/proc/self/fd/\(place.rawValue)"), .readOnly,
                    options: regular ? [.closeOnExec, .nonBlocking] : [.closeOnExec])
            },
            path: text)
    }

    /// Where it leads, without opening that. Throws `missing`, and `ownFile` where that is a vault's own.
    func locate() throws(FileError) -> FileDescriptor {
        let number = unsafe path.withPlatformString { unsafe brankas_locate($0) }
        guard number >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { throw .missing(path: text) }
            throw .system(operation: .open, path: text, code: Errno(rawValue: errno))
        }
        let place = FileDescriptor(rawValue: number)
        do {
            try fence.check(place, named: text)
        } catch {
            try? place.close()
            throw error
        }
        return place
    }

    /// Throws `ownFile` where it leads to a vault's own.
    package func check() throws(FileError) {
        let place = try locate()
        try? place.close()
    }

    /// Throws `ownFile` where it lies in a vault, or will once the folders above it are made.
    package func checkAbove() throws(FileError) {
        var above = path.removingLastComponent()
        while true {
            let folder = above.isEmpty ? FilePath(".") : above
            let number = unsafe folder.withPlatformString { unsafe brankas_locate_folder($0) }
            if number >= 0 {
                let place = FileDescriptor(rawValue: number)
                defer { try? place.close() }
                return try fence.checkFolder(place, named: text)
            }
            guard !above.isEmpty, above.lastComponent != nil else { return }
            above = above.removingLastComponent()
        }
    }

    // MARK: Making

    /// The folder in which something is to be made by this name, and the name. Throws `missing` where there is no such folder,
    /// `ownFile` where that is a vault or lies in one.
    func place() throws(FileError) -> NewPlace {
        let place = try folder()
        if place.isTaken() { throw .exists(path: text) }
        return place
    }

    /// The same where something may have the name already.
    func folder() throws(FileError) -> NewPlace {
        guard let name, !name.isEmpty else { throw .exists(path: text) }
        let above = path.removingLastComponent()
        let folder = above.isEmpty ? FilePath(".") : above
        let folderText = NamedPath(path: folder, fence: fence).text
        let number = unsafe folder.withPlatformString { unsafe brankas_locate_folder($0) }
        guard number >= 0 else {
            if errno == ENOENT { throw .missing(path: folderText) }
            throw .system(operation: .open, path: folderText, code: Errno(rawValue: errno))
        }
        let place = NewPlace(folder: FileDescriptor(rawValue: number), name: name, text: text)
        try fence.checkFolder(place.folder, named: text)
        return place
    }

    /// Throws where nothing can be made by this name: `exists`, `missing`, `ownFile`.
    package func checkNew() throws(FileError) {
        _ = try place()
    }
}
