import Glibc
import SystemPackage

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

    /// Replaces or makes it with what all accounts of this machine may read, at once and not durably: it is written again soon.
    package func publish(_ bytes: [UInt8]) throws(FileError) {
        let place = try folder()
        let part = place.partName()
        guard let file = place.create(part) else { throw place.fault(.open) }
        do throws(FileError) {
            try file.write(bytes)
            try file.letAllRead()
            guard place.rename(part, to: place.name) else { throw place.fault(.rename) }
        } catch {
            place.remove(part)
            throw error
        }
    }

    /// By how many names the file can be reached: other names keep what it was.
    package func nameCount() throws(FileError) -> Int {
        let file = try open()
        return try file.nameCount()
    }
}
