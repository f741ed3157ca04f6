import Files
import GRDB
import Sodium
import Store

/// A copy of a database in memory, of which nothing is left when it is closed: what is only looked at, or lies where nobody can
/// write, stays as it is.
///
/// It has what lies in the log beside the database as well: opened as `immutable`, a database lacks its newest commits.
enum MemoryCopy {
    /// Throws `busy` where another process writes it all the time.
    static func open(_ path: String) throws -> DatabaseQueue {
        let folder = "/dev/shm/brankas-\(Hex.encode(Random.bytes(8)))"
        try Folder.make(folder)
        let ticket = Interruption.register { try? Folder.removeTree(folder) }
        defer {
            try? Folder.removeTree(folder)
            Interruption.forget(ticket)
        }
        let copy = folder + "/copy.sqlite"
        for _ in 0..<16 {
            let before = try versions(path)
            try duplicate(path, to: copy)
            for log in logs where try File.kind(of: path + log) != nil { try duplicate(path + log, to: copy + log) }
            if try versions(path) == before { return try SQLite.open(path: copy, creating: false) }
            for name in try Folder.names(folder) { try Folder.remove(folder + "/" + name) }
        }
        throw StoreError.busy
    }

    /// What a database may have beside it; the second where an index that was made anew did not come to its end.
    private static let logs = ["-wal", "-journal"]

    private static func versions(_ path: String) throws -> [File.Version?] {
        try ([""] + logs).map { try File.version(of: path + $0) }
    }

    private static func duplicate(_ path: String, to copy: String) throws {
        let source = try File.openOwn(path)
        let target = try File.create(copy)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            var span = buffer.mutableSpan
            let count = try source.read(into: &span)
            if count == 0 { return }
            try target.write(buffer.span.extracting(0..<count))
        }
    }
}
