import CFiles
import Glibc
import SystemPackage

/// A file that appears whole, durable and under its name, or not at all.
///
/// The bytes go to a file without a name (`O_TMPFILE`), so that a crash or a lost power line leaves nothing behind;
/// `appear` syncs it and then names it. FAT, exFAT and what comes over a network have no such files, or can't name them: there
/// the name is taken at once, a random `.part` beside it holds the bytes, and is renamed onto the name. What is then given
/// up, or is stopped by a signal, is overwritten and removed.
package struct Output: ~Copyable, Sendable {
    private let started: Started
    /// Whether the medium refuses the name that was given, and it has another.
    package let isRenamed: Bool

    /// Where it will be.
    package var path: String { started.place.text }

    /// Starts the file that will be `path`. Throws `exists` if there is something under that name already, `ownFile` in a
    /// vault, and what the system says where no file can be made there.
    package init(path: NamedPath) throws(FileError) {
        let named = try path.place()
        do {
            started = try Started(at: named)
            isRenamed = false
        } catch .system(_, _, let code)
            where named.isNameRefused(code)
        {
            let escaped = try named.renamed(named.escapedName)
            if escaped.isTaken() { throw .exists(path: escaped.text) }
            started = try Started(at: escaped)
            isRenamed = true
        }
    }

    private struct Started: ~Copyable, Sendable {
        let place: NewPlace
        /// Without a name; nil where a part holds the bytes.
        let file: File?
        let part: Part?

        init(at place: NewPlace) throws(FileError) {
            self.place = place
            if try Self.canName(in: place) {
                guard let file = place.createNameless() else { throw place.fault(.open) }
                self.file = consume file
                part = nil
                return
            }
            part = try Part(place)
            file = nil
        }

        /// Whether a nameless file can be made here, and be named once it is whole: tried with an empty one.
        private static func canName(in place: NewPlace) throws(FileError) -> Bool {
            guard let trial = place.createNameless() else {
                if [EOPNOTSUPP, EISDIR, EINVAL, ENOENT].contains(errno) { return false }
                throw place.fault(.open)
            }
            let name = place.partName()
            guard place.link(trial, as: name) else {
                if [EINVAL, EILSEQ, ENOSPC, EDQUOT].contains(errno) { throw place.fault(.link) }
                return false
            }
            place.remove(name)
            return true
        }
    }

    package borrowing func write(_ bytes: Span<UInt8>) throws(FileError) {
        try started.part?.write(bytes)
        try started.file?.writeBehind(bytes)
    }

    package borrowing func write(_ bytes: [UInt8]) throws(FileError) { try write(bytes.span) }

    /// Lets the file say that its content was last changed then: seconds since 1970. Some media know no such time.
    package borrowing func setModified(_ seconds: Int64) {
        started.part?.setModified(seconds)
        try? started.file?.setModified(seconds)
    }

    /// Whether nobody but its owner may read it: some media know no owners.
    package borrowing func isForOwnerAlone() -> Bool {
        started.part?.isForOwnerAlone() ?? ((try? started.file?.isForOwnerAlone()) ?? false)
    }

    /// Makes the file durable and gives it its name. Throws `exists` if somebody took the name meanwhile.
    package consuming func appear() throws(FileError) {
        let place = started.place
        try started.part?.appear()
        try started.file?.sync()
        if started.file?.isNamed(in: place) == false {
            if errno == EEXIST { throw .exists(path: place.text) }
            throw place.fault(.link)
        }
        try place.sync()
    }
}

extension File {
    /// Whether a nameless file now has the name of `place`.
    fileprivate borrowing func isNamed(in place: NewPlace) -> Bool { place.link(self, as: place.name) }
}

/// The name that an output has taken, empty, and the part beside it that is to take its place.
private final class Part: Sendable {
    private let name: [UInt8]
    private let place: NewPlace
    private let reserved: File.Identity
    private let state = Guarded(State())

    private struct State: ~Copyable {
        var file: File?
        /// Kept open as long as it is to be told from others: a medium may number only what is open.
        var reservation: File?
        var isDone = false
        var ticket: Interruption.Ticket?
    }

    /// Takes the name. Throws `exists`.
    init(_ place: NewPlace) throws(FileError) {
        guard let reservation = place.create(place.name) else {
            if errno == EEXIST { throw .exists(path: place.text) }
            throw place.fault(.open)
        }
        reserved = try reservation.identity()
        self.place = place
        name = place.partName()
        guard let file = place.create(name) else {
            let fault = place.fault(.open)
            place.remove(place.name)
            throw fault
        }
        var held: File? = consume reservation
        var taken: File? = consume file
        // From now on a signal removes what there is.
        let ticket = Interruption.register { [weak self] in self?.giveUp() }
        state.with {
            $0.reservation = held.take()
            $0.file = taken.take()
            $0.ticket = ticket
        }
    }

    deinit { giveUp() }

    /// Throws once it was given up: what is written after it was overwritten would stay.
    func write(_ bytes: Span<UInt8>) throws(FileError) {
        let fault = state.with { state -> FileError? in
            guard state.file != nil else { return .changed(path: place.text) }
            do throws(FileError) { try state.file?.writeBehind(bytes) } catch { return error }
            return nil
        }
        if let fault { throw fault }
    }

    func setModified(_ seconds: Int64) { state.with { try? $0.file?.setModified(seconds) } }
    func isForOwnerAlone() -> Bool { state.with { (try? $0.file?.isForOwnerAlone()) ?? false } }

    func appear() throws(FileError) {
        let fault = state.with { state -> FileError? in
            let isEmpty = (try? state.reservation?.byteCount()) == 0
            guard isEmpty, place.identity(of: place.name) == reserved else { return .exists(path: place.text) }
            do throws(FileError) { try state.file?.sync() } catch { return error }
            // Some media keep an open file that is replaced, under a name of their own.
            state.reservation = nil
            guard place.rename(name, to: place.name) else { return place.fault(.rename) }
            state.file = nil
            state.isDone = true
            return nil
        }
        if let fault { throw fault }
        settle()
    }

    /// Overwrites and removes what was written, and lets go of the name.
    func giveUp() {
        state.with { state in
            guard !state.isDone else { return }
            state.isDone = true
            // Removed while it is open it would stay on some media, under a name of theirs.
            if let file = state.file.take() { try? file.overwrite() }
            place.remove(name)
            if place.identity(of: place.name) == reserved { place.remove(place.name) }
            state.reservation = nil
        }
        settle()
    }

    private func settle() {
        let ticket = state.with { state in state.ticket.take() }
        if let ticket { Interruption.forget(ticket) }
    }
}

/// Replaces or makes `path` with `bytes`, durably: the old content or the new, never something between. Where `path` is a
/// link, what it leads to is replaced: the link stays, and nothing keeps the old content.
package func replace(_ path: String, with bytes: [UInt8]) throws(FileError) {
    let target = try Folder.linkTarget(path)
    let part = "\(target).\(UInt64.random(in: 0...UInt64.max)).part"
    do {
        let file = try File.create(part)
        try file.write(bytes)
        try file.sync()
    } catch {
        unsafe unlink(part)
        throw error
    }
    do {
        try Folder.rename(part, to: target)
    } catch {
        unsafe unlink(part)
        throw error
    }
    try Folder.sync(Folder.parent(of: target))
}

extension NamedPath {
    /// The same for a file that must be there: the file that a link leads to is replaced, not the link. Throws `missing`,
    /// `ownFile`.
    package func replace(with bytes: [UInt8]) throws(FileError) {
        let found = try locate()
        defer { try? found.close() }
        guard let real = unsafe path.withPlatformString({ unsafe realpath($0, nil) }) else {
            throw .missing(path: text)
        }
        defer { unsafe free(real) }
        let target = NamedPath(path: unsafe FilePath(platformString: real), fence: fence)
        let place = try target.folder()
        let part = place.partName()
        guard let file = place.create(part) else { throw place.fault(.open) }
        do throws(FileError) {
            try file.write(bytes)
            try file.sync()
            guard place.rename(part, to: place.name) else { throw place.fault(.rename) }
        } catch {
            try? file.overwrite()
            place.remove(part)
            throw error
        }
        try place.sync()
    }

    /// By how many names the file can be reached: other names keep what it was.
    package func nameCount() throws(FileError) -> Int {
        let file = try open()
        return try file.nameCount()
    }
}
