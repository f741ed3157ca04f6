import Files
import GRDB
package import Store

/// SQLite, with a file for the index and another for the halves.
package struct SQLiteEngine: Engine {
    private let readers: Int
    let index: Schema
    let halves: Schema

    /// - Parameter readers: how many read at once, beside who writes. Without any, who reads and who writes take turns: whoever
    ///   does one thing after the other saves the time that a second connection takes.
    package init(readers: Int) { self.init(readers: readers, index: .index, halves: .halves) }

    init(readers: Int, index: Schema, halves: Schema) {
        self.readers = readers
        self.index = index
        self.halves = halves
    }

    package func openIndex(_ path: String, _ mode: OpenMode) throws -> any Store & Upkeep {
        let queue: any DatabaseWriter =
            if mode == .copy {
                try MemoryCopy.open(path)
            } else if readers > 0 {
                try SQLite.openPool(path: path, readers: readers, creating: mode == .new)
            } else {
                try SQLite.open(path: path, creating: mode == .new)
            }
        try mode == .new ? index.make(in: queue) : index.advance(queue)
        return SQLiteStore(queue, schema: index)
    }

    package func openHalves(_ path: String, _ mode: OpenMode) throws -> any Halves & Upkeep {
        let queue =
            mode == .copy ? try MemoryCopy.open(path) : try SQLite.open(path: path, creating: mode == .new)
        try mode == .new ? halves.make(in: queue) : halves.advance(queue)
        return SQLiteHalves(queue, schema: halves, at: mode == .copy ? nil : path)
    }

    package func removeIndex(_ path: String) throws {
        for path in ["", "-journal", "-wal", "-shm"].map({ path + $0 }) where try File.kind(of: path) != nil {
            try Folder.remove(path)
        }
    }

    package func remakeIndex<R>(
        _ path: String, at fresh: String, _ body: (_ old: any Session, _ new: any Session) throws -> R
    ) throws -> R {
        let old = SQLiteStore(try SQLite.openAlone(path: path, creating: false), schema: index)
        try index.advance(old.queue)
        // Only now: until then it may have been another process's.
        try removeIndex(fresh)
        defer { try? removeIndex(fresh) }
        let new = SQLiteStore(try SQLite.openAlone(path: fresh, creating: true), schema: index)
        try index.make(in: new.queue)
        let result = try old.read { old in try new.write { new in try body(old, new) } }
        try SQLite.translating { try new.queue.backup(to: old.queue) }
        try new.close()
        try old.close()
        return result
    }
}
