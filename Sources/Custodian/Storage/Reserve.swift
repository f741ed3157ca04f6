import Files

/// Room on the vault's disk that is kept for the day when it is full: nothing is opened without an entry, and an entry needs
/// room.
///
/// It is given up when it is needed, and made again as soon as there is plenty.
struct Reserve {
    static let byteCount = 4 << 20
    /// Less than this, and SQLite's files can't be opened without risk.
    private static let leastByteCount = 128 << 10

    private let folder: String
    private var path: String { folder + "/reserve" }

    init(_ folder: String) { self.folder = folder }

    /// Makes it where it is missing and there is room for much more.
    func keep() {
        guard (try? File.kind(of: path)) == .some(nil), let free = Folder.freeByteCount(folder),
            free >= 8 * Self.byteCount, let file = try? File.create(path)
        else { return }
        // A disk that is full after all keeps none.
        if (try? file.allocate(Self.byteCount)) == nil { try? Folder.remove(path) }
    }

    /// Whether there is room for what is new: without the reserve, what room there is is for openings.
    var admitsNew: Bool {
        if (try? File.kind(of: path)) == .some(.regular) { return true }
        return Folder.freeByteCount(folder).map { $0 >= Self.byteCount } ?? true
    }

    /// Whether there was one: then there is room now.
    @discardableResult
    func giveUp() -> Bool {
        guard (try? File.kind(of: path)) == .some(.regular) else { return false }
        return (try? Folder.remove(path)) != nil
    }

    /// Gives it up where there is next to no room. False where there is none even so.
    func makeRoom() -> Bool {
        if hasRoom { return true }
        giveUp()
        return hasRoom
    }

    /// Whether there is more than next to no room.
    var hasRoom: Bool { Folder.freeByteCount(folder).map { $0 >= Self.leastByteCount } ?? true }
}
