import Casework
import Files
import Sodium
import Synchronization
import Vocabulary

/// Payloads too large for a row: one file each under a random name, `objects/ab/cd…`.
///
/// A payload is staged before its request is signed: under its final name in `objects/staging`, locked by its process.
/// After the index transaction it moves to its place. What lies in `staging` unlocked belongs to nobody: the next
/// start moves it on if the index knows it, and removes it if not.
final class ObjectStore: Sendable {
    private let folder: String
    /// For whoever only reads.
    let shelf: ObjectShelf
    private let claims = Mutex<[String: Claim]>([:])

    /// Keeps the file, and with it the lock.
    fileprivate struct Claim: Sendable {
        final class Held: Sendable {
            let file: File
            init(_ file: consuming File) { self.file = file }
        }

        let held: Held
        let staged: Staged
        /// Whether an ask has it in hand: no other claims it then, and nobody sweeps it away.
        var isTaken = false
    }

    /// The vault's, which this one is in.
    var vaultFolder: String { Folder.parent(of: folder) }

    init(folder: String) {
        self.folder = folder
        shelf = ObjectShelf(folder: folder)
    }

    static func create(_ folder: String) throws {
        try Folder.make(folder)
        try Folder.make(folder + "/staging")
    }

    /// Makes the folders again that a backup lost because nothing lay in them.
    func restoreFolders() throws {
        for path in [folder, folder + "/staging"] where try File.kind(of: path) == nil { try Folder.make(path) }
    }

    private func stagingPath(_ name: String) -> String { shelf.stagingPath(name) }
    private func path(_ name: String) -> String { shelf.path(name) }

    /// Takes the payload that `produce` hands over, durably. The lock is held until it is claimed or this process ends.
    func stage(_ produce: ((Span<UInt8>) throws -> Void) throws -> Void) throws -> Staged {
        let arriving = try begin()
        try produce(arriving.append)
        return try arriving.finish()
    }

    /// The same, of a payload that somebody brings piece by piece.
    func begin() throws -> Arriving {
        while true {
            let name = Hex.encode(Random.bytes(16))
            let file = try Self.translated { try File.create(stagingPath(name)) }
            // Between making and locking it, another process may have taken it for an orphan.
            if try file.tryLock(), try file.hasName() { return Arriving(name, Claim.Held(file), self) }
        }
    }

    /// A payload that is being taken.
    final class Arriving: ArrivingPayload {
        private struct Written {
            var hasher = Hasher256()
            var byteCount = 0
            /// Finished, or given up.
            var isOver = false
        }

        let id: String
        private let held: Claim.Held
        private let store: ObjectStore
        /// One thread after another.
        private let written = Mutex(Written())

        fileprivate init(_ id: String, _ held: Claim.Held, _ store: ObjectStore) {
            self.id = id
            self.held = held
            self.store = store
        }

        deinit { discard() }

        func discard() {
            let wasOver = written.withLock { written in
                defer { written.isOver = true }
                return written.isOver
            }
            if !wasOver { try? Folder.remove(store.stagingPath(id)) }
        }

        var byteCount: Int { written.withLock { $0.byteCount } }

        func append(_ bytes: Span<UInt8>) throws {
            try written.withLock { written in
                // Nothing is added to what was hashed to its end.
                if written.isOver { throw CustodyError.refused(.malformed) }
                try ObjectStore.translated { try held.file.writeBehind(bytes) }
                written.hasher.update(bytes)
                written.byteCount += bytes.count
            }
        }

        func sync() throws { try ObjectStore.translated { try held.file.sync() } }

        func finish() throws -> Staged {
            try ObjectStore.translated {
                try held.file.sync()
                try Folder.sync(store.folder + "/staging")
            }
            return written.withLock { written in
                let staged = Staged(id: id, byteCount: written.byteCount, digest: written.hasher.finish())
                let claim = Claim(held: held, staged: staged)
                store.claims.withLock { $0[id] = claim }
                written.isOver = true
                return staged
            }
        }
    }

    /// A disk that is full is told as that.
    private static func translated<R: ~Copyable>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch let error as FileError where error.isOutOfSpace { throw CustodyError.full }
    }

    /// Takes what an ask claims into its hand: all of it or, where one is not held or another ask has it, nothing.
    ///
    /// Two asks that claimed one payload would not see of each other what is not committed yet: the one that fails would remove what
    /// the other is about to record.
    func take(_ wanted: [Staged]) -> Bool {
        claims.withLock { claims in
            let isFree = wanted.allSatisfy { one in
                claims[one.id].map { $0.staged == one && !$0.isTaken } ?? false
            }
            guard isFree, Set(wanted.map(\.id)).count == wanted.count else { return false }
            for one in wanted { claims[one.id]?.isTaken = true }
            return true
        }
    }

    /// For another attempt.
    func giveBack(_ taken: [Staged]) {
        claims.withLock { claims in for one in taken { claims[one.id]?.isTaken = false } }
    }

    /// Whether `staged` was taken here and is in the hand of an ask.
    func holds(_ staged: Staged) -> Bool {
        claims.withLock { $0[staged.id].map { $0.staged == staged && $0.isTaken } ?? false }
    }

    /// After the commit: into its place. From here on the file belongs to the index, and is never discarded.
    func settle(_ name: String) throws {
        let claim = claims.withLock { $0.removeValue(forKey: name) }
        // The lock is kept while it moves.
        defer { withExtendedLifetime(claim) {} }
        try move(name)
    }

    private func move(_ name: String) throws {
        let target = path(name)
        let shelf = Folder.parent(of: target)
        if try File.kind(of: shelf) == nil {
            try Folder.makeAll(shelf)
            // On a disk without a journal a folder lasts only once its own name is written.
            try Folder.sync(folder)
        }
        try Folder.rename(stagingPath(name), to: target)
        try Folder.sync(Folder.parent(of: target))
        try Folder.sync(folder + "/staging")
    }

    /// Gives up what an ask has in its hand and did not record; or, with `isFree`, what none has.
    func discard(_ staged: Staged, isFree: Bool = false) {
        let claim = claims.withLock { claims in
            claims[staged.id].map { $0.isTaken != isFree } == true ? claims.removeValue(forKey: staged.id) : nil
        }
        if claim != nil { try? Folder.remove(stagingPath(staged.id)) }
    }

    /// Clears `staging` of what no living process holds.
    func sweep(isKnown: (String) throws -> Bool) throws {
        for name in try Folder.names(folder + "/staging") {
            guard File.isPlain(stagingPath(name)), let file = try? File.openOwn(stagingPath(name)), try file.tryLock()
            else { continue }
            do {
                if try isKnown(name) { try move(name) } else { try Folder.remove(stagingPath(name)) }
            } catch FileError.missing {
                // Its process moved it meanwhile.
            }
        }
    }
}

/// Where payloads lie.
struct ObjectShelf: Sendable {
    let folder: String

    func stagingPath(_ name: String) -> String { "\(folder)/staging/\(name)" }
    func path(_ name: String) -> String { "\(folder)/\(name.prefix(2))/\(name.dropFirst(2))" }

    /// Opens the payload for reading.
    func open(_ name: String, record: String) throws -> StoredPayload {
        // Once more in its place: between the first two looks its process may have moved it.
        for path in [path(name), stagingPath(name), path(name)] where try File.kind(of: path) != nil {
            do {
                return StoredPayload(try File.openOwn(path))
            } catch FileError.missing {
                continue
            }
        }
        throw CustodyError.damaged(.object(record: record))
    }

    /// The hash of the payload as it lies there. Nil where it has another length: nobody reads on for as long as a file goes.
    func digest(of name: String, record: String, byteCount: Int) throws -> Digest? {
        let payload = try open(name, record: record)
        guard payload.byteCount == byteCount else { return nil }
        var hasher = Hasher256()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            var span = buffer.mutableSpan
            let count = try payload.read(into: &span)
            if count == 0 { return hasher.finish() }
            hasher.update(buffer.span.extracting(0..<count))
        }
    }
}

final class StoredPayload: PayloadSource {
    private let file: File
    let byteCount: Int

    init(_ file: consuming File) {
        byteCount = (try? file.byteCount()) ?? 0
        self.file = file
    }

    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        try file.read(into: &buffer)
    }

    /// Goes on at `offset`.
    func skip(to offset: Int) throws { try file.seek(to: offset) }
}
