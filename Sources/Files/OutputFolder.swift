import CFiles
import Glibc
import SystemPackage

/// A folder that appears whole, durable and under its name, or not at all.
///
/// Its files go to a `.part` folder beside it, by the folder's descriptor: whoever moves that folder away and puts a
/// link in its place has nothing written, and nothing removed, where the link leads. What is given up, or stopped by a signal,
/// is removed.
package struct OutputFolder: ~Copyable {
    private let place: NewPlace
    private let part: PartFolder
    /// Whether the medium refuses the name that was given, and it has another.
    package let isRenamed: Bool

    /// Where it will be.
    package var path: String { place.text }

    /// Starts the folder that will be `path`. Throws `exists` if there is something under that name already, `ownFile` in a
    /// vault. What is given up is overwritten where it `holdsPlaintext`.
    package init(path: NamedPath, holdsPlaintext: Bool = false) throws(FileError) {
        let named = try path.place()
        do {
            part = try PartFolder(named, holdsPlaintext: holdsPlaintext)
            (place, isRenamed) = (named, false)
        } catch .system(_, _, let code)
            where named.isNameRefused(code)
        {
            let escaped = try named.renamed(named.escapedName)
            if escaped.isTaken() { throw .exists(path: escaped.text) }
            part = try PartFolder(escaped, holdsPlaintext: holdsPlaintext)
            (place, isRenamed) = (escaped, true)
        }
    }

    /// A new file in it; `name` may have folders before it, which are made where they are missing.
    package borrowing func create(_ name: String) throws(FileError) -> OutputFile {
        OutputFile(try open(name), part)
    }

    private borrowing func open(_ name: String) throws(FileError) -> File {
        let parts = name.split(separator: "/")
        let text = "\(place.text)/\(name)"
        var folder = part.descriptor
        defer { if folder != part.descriptor { try? folder.close() } }
        for name in parts.dropLast() {
            let inner = try Self.enter(String(name), of: folder, text)
            if folder != part.descriptor { try? folder.close() }
            folder = inner
        }
        let number = unsafe brankas_create_in(folder.rawValue, String(parts.last ?? ""))
        guard number >= 0 else {
            throw .system(operation: .open, path: text, code: Errno(rawValue: errno))
        }
        return File(descriptor: FileDescriptor(rawValue: number), path: text)
    }

    /// Step by step, by descriptors and through no link: what somebody puts in a folder's place leads nowhere.
    private static func enter(
        _ name: String, of folder: FileDescriptor, _ text: String
    ) throws(FileError) -> FileDescriptor {
        guard unsafe mkdirat(folder.rawValue, name, 0o700) == 0 || errno == EEXIST else {
            throw .system(operation: .makeFolder, path: text, code: Errno(rawValue: errno))
        }
        let number = unsafe brankas_open_folder_in(folder.rawValue, name)
        guard number >= 0 else {
            throw .system(operation: .open, path: text, code: Errno(rawValue: errno))
        }
        return FileDescriptor(rawValue: number)
    }

    /// Makes all files durable at once, where they were not synced one by one.
    package borrowing func syncAll() throws(FileError) {
        guard brankas_sync_all(part.descriptor.rawValue) == 0 else { throw place.fault(.sync) }
    }

    /// Makes the folder durable and gives it its name. Throws `exists` if somebody took the name meanwhile, `changed` if
    /// what got the name is not the folder that was written.
    package borrowing func appear() throws(FileError) {
        guard fsync(part.descriptor.rawValue) == 0 else { throw place.fault(.sync) }
        try part.appear()
        try place.sync()
    }

    /// Removes what was written.
    package borrowing func discard() { part.giveUp() }
}

/// A file in such a folder.
package struct OutputFile: ~Copyable {
    private let file: File
    private let part: PartFolder

    fileprivate init(_ file: consuming File, _ part: PartFolder) {
        self.file = file
        self.part = part
    }

    package borrowing func write(_ bytes: Span<UInt8>) throws(FileError) { try part.write(bytes, to: file) }
    package borrowing func write(_ bytes: [UInt8]) throws(FileError) { try write(bytes.span) }
    package borrowing func setModified(_ seconds: Int64) throws(FileError) { try file.setModified(seconds) }
    package borrowing func sync() throws(FileError) { try file.sync() }
}

/// The folder beside the name, as long as it is not whole.
private final class PartFolder: Sendable {
    let name: [UInt8]
    let descriptor: FileDescriptor
    private let place: NewPlace
    private let holdsPlaintext: Bool
    private let state = Guarded(State())

    private struct State: Sendable {
        var isDone = false
        var ticket: Interruption.Ticket?
    }

    init(_ place: NewPlace, holdsPlaintext: Bool) throws(FileError) {
        self.place = place
        self.holdsPlaintext = holdsPlaintext
        name = place.partName()
        guard place.makeFolder(name) else { throw place.fault(.makeFolder) }
        guard let descriptor = place.openFolder(name) else {
            let fault = place.fault(.makeFolder)
            place.removeFolder(name)
            throw fault
        }
        self.descriptor = descriptor
        let ticket = Interruption.register { [weak self] in self?.giveUp() }
        state.with { $0.ticket = ticket }
    }

    deinit {
        giveUp()
        try? descriptor.close()
    }

    /// Gives it its name, for good: nobody empties it any more.
    func appear() throws(FileError) {
        let fault = settle { state -> FileError? in
            guard !state.isDone else { return .changed(path: place.text) }
            if let fault = rename() { return fault }
            var own = stat()
            guard unsafe fstat(descriptor.rawValue, &own) == 0, place.identity(of: place.name) == File.Identity(own)
            else { return .changed(path: place.text) }
            state.isDone = true
            return nil
        }
        if let fault { throw fault }
    }

    private func rename() -> FileError? {
        if place.renameNew(name, to: place.name) { return nil }
        if errno == EEXIST { return .exists(path: place.text) }
        // A file system without such a rename: the name is taken first, by an empty folder, which a rename replaces.
        guard errno == EINVAL || errno == ENOSYS else { return place.fault(.rename) }
        guard place.makeFolder(place.name) else {
            return errno == EEXIST ? .exists(path: place.text) : place.fault(.rename)
        }
        if place.rename(name, to: place.name) { return nil }
        let fault = place.fault(.rename)
        place.removeFolder(place.name)
        return fault
    }

    /// Throws once it was given up: what is written after it was overwritten would stay.
    func write(_ bytes: Span<UInt8>, to file: borrowing File) throws(FileError) {
        let fault = state.with { state -> FileError? in
            if state.isDone { return .changed(path: place.text) }
            do throws(FileError) { try file.write(bytes) } catch { return error }
            return nil
        }
        if let fault { throw fault }
    }

    func giveUp() {
        settle { state in
            guard !state.isDone else { return }
            state.isDone = true
            // Another thread may still be making files while a signal ends the process.
            for _ in 0..<100 {
                Self.empty(descriptor, overwriting: holdsPlaintext)
                if place.removeFolder(name) || errno != ENOTEMPTY { return }
            }
        }
    }

    private func settle<R: Sendable>(_ body: (inout State) -> R) -> R {
        let (result, ticket) = state.with { state -> (R, Interruption.Ticket?) in
            let result = body(&state)
            return (result, state.isDone ? state.ticket.take() : nil)
        }
        if let ticket { Interruption.forget(ticket) }
        return result
    }

    private static func empty(_ folder: FileDescriptor, overwriting: Bool) {
        for name in (try? Folder.names("/proc/self/fd/\(folder.rawValue)")) ?? [] {
            if overwriting {
                let number = unsafe brankas_open_to_overwrite(folder.rawValue, name)
                if number >= 0 {
                    let file = File(descriptor: FileDescriptor(rawValue: number), path: name)
                    try? file.overwrite()
                }
            }
            if unsafe unlinkat(folder.rawValue, name, 0) == 0 { continue }
            let number = unsafe brankas_open_folder_in(folder.rawValue, name)
            guard number >= 0 else { continue }
            let inner = FileDescriptor(rawValue: number)
            empty(inner, overwriting: overwriting)
            try? inner.close()
            unsafe unlinkat(folder.rawValue, name, AT_REMOVEDIR)
        }
    }
}
