import Files
import GRDB
import Store

/// How every database here is opened.
enum SQLite {
    /// One writer, and a few readers that see what was committed when they began.
    static func openPool(path: String, readers: Int, creating: Bool) throws -> DatabasePool {
        try open(path: path, creating: creating) { configuration in
            var configuration = configuration
            configuration.maximumReaderCount = readers
            return try DatabasePool(path: path, configuration: configuration)
        }
    }

    static func open(path: String, creating: Bool) throws -> DatabaseQueue {
        try open(path: path, creating: creating) { try DatabaseQueue(path: path, configuration: $0) }
    }

    private static func open<Writer: DatabaseWriter>(
        path: String, creating: Bool, _ make: (Configuration) throws -> Writer
    ) throws -> Writer {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(10)
        configuration.label = "brankas"
        configuration.prepareDatabase { db in
            if creating { return }
            try db.execute(sql: "PRAGMA secure_delete = ON")
            try prepare(db)
        }
        try checkPermitted(path)
        return try translating {
            let queue = try make(configuration)
            // GRDB lowers this to NORMAL in WAL mode, which loses acknowledged commits at power cuts.
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
                guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2,
                    try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal"
                else { throw StoreError.failed("synchronous") }
            }
            do throws(FileError) {
                try Folder.allocateOpenFiles(endingWith: "/" + name(path) + "-shm", byteCount: sharedByteCount)
            } catch {
                throw error.isOutOfSpace ? StoreError.full : error
            }
            return queue
        }
    }

    /// Beside others, without ever making or writing a file.
    static func openToRead(path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        configuration.label = "brankas"
        configuration.prepareDatabase { try prepare($0) }
        return try translating { try DatabaseQueue(path: path, configuration: configuration) }
    }

    /// With its log folded in, and locked until it is closed: another process finds it busy.
    static func openAlone(path: String, creating: Bool) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.label = "brankas"
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            try prepare(db)
        }
        if !creating { try checkPermitted(path) }
        return try translating {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { db in
                guard try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE") == "delete" else {
                    throw StoreError.busy
                }
                try db.execute(sql: "PRAGMA synchronous = FULL; BEGIN EXCLUSIVE; COMMIT")
            }
            return queue
        }
    }

    private static func prepare(_ db: Database) throws {
        try db.execute(sql: "PRAGMA trusted_schema = OFF")
        try db.execute(sql: "PRAGMA cell_size_check = ON")
        // Nothing of a vault lies in a folder for temporary files, and a large transaction is written once.
        try db.execute(sql: "PRAGMA temp_store = MEMORY")
        try db.execute(sql: "PRAGMA cache_size = -32768")
    }

    /// Throws `system` for what this account may not write: SQLite would say no more than that it can't. A backup, or a program
    /// that makes files read-only, leaves such ones.
    private static func checkPermitted(_ path: String) throws {
        for file in ["", "-wal", "-shm", "-journal"].map({ path + $0 }) where try File.kind(of: file) != nil {
            try File.checkWritable(file)
        }
    }

    /// What SQLite maps into memory beside a database: enough for a log of 60 MiB.
    private static let sharedByteCount = 128 << 10

    private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// Folds the log of `queue` into the database, as far as there is room, and cuts it.
    static func foldLog(_ queue: any DatabaseWriter) {
        _ = try? queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    /// Turns SQLite's errors into ours: a full disk, a locked vault, a damaged file.
    static func translating<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_FULL: throw StoreError.full
            // No room for what SQLite maps into memory.
            case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: throw StoreError.full
            // PROTOCOL: another process stands still while it opens or closes the log of the database.
            case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: throw StoreError.busy
            case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH:
                throw StoreError.damaged
            case .SQLITE_ERROR where error.message?.hasPrefix("no such") == true:
                throw StoreError.incomplete
            default: throw StoreError.failed(error.message ?? error.resultCode.description)
            }
        }
    }
}
