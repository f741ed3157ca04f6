/// The place of one tile or entry bundle in a log (C2SP tlog-tiles, "Merkle Tree" and "Log entries").
///
/// ```
/// tile/<level>/<index>[.p/<width>]      256 hashes, each over 256^level leaves; fewer in a partial tile
/// tile/entries/<index>[.p/<width>]      as many entries
/// ```
package struct Tile: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// The hashes of complete subtrees of 256^level leaves.
        case hashes(level: Int)
        /// The leaves themselves.
        case entries
    }

    package let content: Content
    /// Which tile of its level, from the left.
    package let index: UInt64
    /// How many hashes or entries: 256, or fewer in a partial tile.
    package let width: Int

    package static let fullWidth = 256
    /// As many as "Merkle Tree" allows. A tree of fewer than 2^64 leaves has tiles at the first 8 of them only.
    package static let levelCount = 64
    /// The levels at which a tree of fewer than 2^64 leaves has tiles.
    static let usedLevelCount = 8
    /// No tree of fewer than 2^64 leaves has a tile past this index, at any level.
    package static let indexLimit = UInt64.max >> 8

    /// Throws `tileOutOfRange` when no log can have such a tile.
    package init(_ content: Content, index: UInt64, width: Int = fullWidth) throws(LedgerError) {
        if case .hashes(let level) = content, !(0..<Self.levelCount ~= level) { throw .tileOutOfRange }
        guard index <= Self.indexLimit, 1...Self.fullWidth ~= width else { throw .tileOutOfRange }
        self.init(content, at: index, width: width)
    }

    /// For coordinates that come of a tree size, and so are in range.
    init(_ content: Content, at index: UInt64, width: Int) {
        self.content = content
        self.index = index
        self.width = width
    }

    package var isPartial: Bool { width < Self.fullWidth }

    /// The tile at the same place once the log has filled it.
    package var full: Tile { Tile(content, at: index, width: Self.fullWidth) }
}

// MARK: - Paths

extension Tile {
    /// `tile/entries/` and seven elements of an index, and a width: nothing longer is a path.
    private static let pathByteLimit = 64

    /// Reads a path, strictly: what it accepts, `path` gives back byte for byte.
    ///
    /// Throws `tilePathMalformed` for any other spelling, `tileOutOfRange` when no log can have such a tile.
    package init(path: String) throws(LedgerError) {
        guard path.utf8.count <= Self.pathByteLimit else { throw .tilePathMalformed }
        var parts = path.utf8.split(separator: Ascii.slash, omittingEmptySubsequences: false)[...]
        guard let root = parts.popFirst(), root.elementsEqual("tile".utf8), let row = parts.popFirst() else {
            throw .tilePathMalformed
        }
        let content: Content
        if row.elementsEqual("entries".utf8) {
            content = .entries
        } else if row.count <= 2, let level = UInt64(canonical: row) {
            content = .hashes(level: Int(level))
        } else {
            throw .tilePathMalformed
        }

        var width = Self.fullWidth
        if parts.count > 1, parts[parts.endIndex - 2].suffix(2).elementsEqual(".p".utf8) {
            let digits = parts.removeLast()
            guard digits.count <= 3, let number = UInt64(canonical: digits) else { throw .tilePathMalformed }
            // A path with a suffix is never a full tile's.
            guard 1..<Self.fullWidth ~= Int(number) else { throw .tileOutOfRange }
            width = Int(number)
            parts.append(parts.removeLast().dropLast(2))
        }
        try self.init(content, index: Self.index(of: parts), width: width)
    }

    /// The path below the log's prefix.
    package var path: String {
        let row =
            switch content {
            case .hashes(let level): String(level)
            case .entries: "entries"
            }
        return "tile/\(row)/\(Self.elements(of: index))" + (isPartial ? ".p/\(width)" : "")
    }

    /// 1234067 as `x001/x234/067`: three digits an element, every one but the last behind an `x`.
    private static func elements(of index: UInt64) -> String {
        var rest = index
        var elements: [String] = []
        repeat {
            let digits = String(rest % 1000)
            let padded = String(repeating: "0", count: 3 - digits.utf8.count) + digits
            elements.append(elements.isEmpty ? padded : "x" + padded)
            rest /= 1000
        } while rest > 0
        return elements.reversed().joined(separator: "/")
    }

    private static func index(of elements: ArraySlice<Substring.UTF8View>) throws(LedgerError) -> UInt64 {
        var index: UInt64 = 0
        for (place, element) in elements.enumerated() {
            let isLast = place == elements.count - 1
            let digits = isLast ? element : element.dropFirst()
            guard isLast || element.first == Ascii.x, digits.count == 3,
                digits.allSatisfy({ Ascii.zero...Ascii.nine ~= $0 })
            else { throw .tilePathMalformed }
            let value = digits.reduce(0) { $0 * 10 + UInt64($1 - Ascii.zero) }
            // A first element of zeros is padding that the one spelling of this index does not have.
            guard place > 0 || isLast || value > 0 else { throw .tilePathMalformed }
            guard index <= indexLimit / 1000 else { throw .tileOutOfRange }
            index = index * 1000 + value
        }
        guard !elements.isEmpty else { throw .tilePathMalformed }
        return index
    }
}

// MARK: - The tiles of a tree

extension Tile {
    /// The hash tiles of the tree of `size` leaves that the tree of `old` leaves does not have: level 0 first, from
    /// the left, a partial tile last.
    ///
    /// Throws `sizeOutOfRange` when `old` exceeds `size`.
    package static func hashes(of size: UInt64, since old: UInt64 = 0) throws(LedgerError) -> some Sequence<Tile> {
        guard old <= size else { throw .sizeOutOfRange(size: old, limit: size) }
        return (0..<usedLevelCount).lazy.flatMap { level in
            row(.hashes(level: level), count: size >> (8 * level), since: old >> (8 * level))
        }
    }

    /// The entry bundles of the tree of `size` leaves that the tree of `old` leaves does not have, likewise.
    ///
    /// Throws `sizeOutOfRange` when `old` exceeds `size`.
    package static func entries(of size: UInt64, since old: UInt64 = 0) throws(LedgerError) -> some Sequence<Tile> {
        guard old <= size else { throw .sizeOutOfRange(size: old, limit: size) }
        return row(.entries, count: size, since: old)
    }

    /// The tiles over `count` hashes or entries, but for those over the first `old`. Nothing is listed in memory: a
    /// stranger's size may stand for 2^56 tiles.
    private static func row(_ content: Content, count: UInt64, since old: UInt64) -> some Sequence<Tile> {
        let first = old / UInt64(fullWidth)
        let end = count == old ? first : (count - 1) / UInt64(fullWidth) + 1
        return (first..<end).lazy.map { index in
            let width = min(count - index * UInt64(fullWidth), UInt64(fullWidth))
            return Tile(content, at: index, width: Int(width))
        }
    }
}
