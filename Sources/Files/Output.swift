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
        let part: OutputPart?

        init(at place: NewPlace) throws(FileError) {
            self.place = place
            if try Self.canName(in: place) {
                guard let file = place.createNameless() else { throw place.fault(.open) }
                self.file = consume file
                part = nil
                return
            }
            part = try OutputPart(place)
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
