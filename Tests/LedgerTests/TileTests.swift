import Ledger
import Testing

/// C2SP tlog-tiles, "Merkle Tree" and "Partial Tiles": where tiles are and which a tree has.
struct TileTests {
    private func paths(_ tiles: some Sequence<Tile>) -> [String] {
        tiles.map(\.path)
    }

    @Test func `the specification's index is spelled as there`() throws {
        let tile = try Tile(.hashes(level: 0), index: 1_234_067)
        #expect(tile.path == "tile/0/x001/x234/067")
        #expect(try Tile(path: tile.path) == tile)
    }

    @Test func `the specification's tree of 70,000 has the tiles it says`() throws {
        let tiles = Array(try Tile.hashes(of: 70_000))
        let bottom = tiles.filter { $0.content == .hashes(level: 0) }
        #expect(bottom.count == 274)
        #expect(bottom.dropLast().allSatisfy { !$0.isPartial })
        #expect(
            paths(tiles.suffix(4)) == ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"])
        #expect(paths(try Tile.entries(of: 70_000)).suffix(2) == ["tile/entries/272", "tile/entries/273.p/112"])
    }

    @Test func `the specification's tree of 256 has a full tile and one over it`() throws {
        #expect(paths(try Tile.hashes(of: 256)) == ["tile/0/000", "tile/1/000.p/1"])
        #expect(paths(try Tile.entries(of: 256)) == ["tile/entries/000"])
        #expect(paths(try Tile.hashes(of: 0)) == [])
        #expect(paths(try Tile.entries(of: 0)) == [])
        #expect(paths(try Tile.hashes(of: 1)) == ["tile/0/000.p/1"])
    }

    @Test(
        arguments: [
            ("tile/0/000", .hashes(level: 0), 0, 256),
            ("tile/0/000.p/1", .hashes(level: 0), 0, 1),
            ("tile/entries/999.p/255", .entries, 999, 255),
            ("tile/entries/x001/000", .entries, 1000, 256),
            ("tile/7/000.p/9", .hashes(level: 7), 0, 9),
            ("tile/63/x999/999", .hashes(level: 63), 999_999, 256),
            ("tile/10/x100/x000/000.p/10", .hashes(level: 10), 100_000_000, 10),
            ("tile/0/x072/x057/x594/x037/x927/935", .hashes(level: 0), .max >> 8, 256),
        ] as [(String, Tile.Content, UInt64, Int)])
    func `a path and its tile are one`(path: String, content: Tile.Content, index: UInt64, width: Int) throws {
        let tile = try Tile(content, index: index, width: width)
        #expect(tile.path == path)
        #expect(try Tile(path: path) == tile)
    }

    @Test func `indexes of any length come back`() throws {
        for shift in 8..<64 {
            for delta in [0, 1, 2, 999] as [UInt64] {
                for width in [1, 9, 10, 99, 100, 255, 256] {
                    let tile = try Tile(.entries, index: (.max >> shift) - min(delta, .max >> shift), width: width)
                    #expect(try Tile(path: tile.path) == tile)
                }
            }
        }
    }

    @Test(arguments: [
        "", "tile", "tile/", "tile/0", "tile/0/", "tile//000", "/tile/0/000", "tile/0/000/", "TILE/0/000",
        "tile/0/x000/000", "tile/0/x000/x001/000", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/1", "tile/0/x001",
        "tile/0/x001/", "tile/0/001/000", "tile/0/x01/000", "tile/0/X001/000", "tile/0/x001/x000", "tile/0/0x1/000",
        "tile/00/000", "tile/01/000", "tile/-1/000", "tile/+1/000", "tile/1e1/000", "tile/064/000", "tile/100/000",
        "tile/../000", "tile/0/..", "tile/0/../000", "tile/0/../../etc/passwd", "tile/0/./000", "../tile/0/000",
        "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/01", "tile/0/000.p/001", "tile/0/000.p/-1",
        "tile/0/000.p/1 ", "tile/0/000.p/1/", "tile/0/000.p/1000", "tile/0/000.P/1", "tile/0/000p/1", "tile/0/.p/1",
        "tile/0/x001.p/1", "tile/0/000.p/1.p/1", "tile/0/000.p/x", "tile/0/x001.p/000", "tile/entries", "tile/data/000",
        "tile/Entries/000", "tile/entries/0/000", "tile/0/000\n", "tile/0/000\0", "tile/0/٠٠٠", "tile/0/０００",
        "tile\\0\\000",
        "tile/0/%30%30%30", "tile/0/x001/x002/x003/x004/x005/x006/x007/x008/x009/x010/x011/x012/013",
    ])
    func `another spelling is no path`(path: String) {
        #expect(throws: LedgerError.tilePathMalformed) { try Tile(path: path) }
    }

    @Test(arguments: [
        "tile/64/000", "tile/99/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/257", "tile/0/000.p/999",
        "tile/0/x072/x057/x594/x037/x927/936", "tile/0/x018/x446/x744/x073/x709/x551/615",
        "tile/0/x018/x446/x744/x073/x709/x551/616", "tile/entries/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    ])
    func `coordinates of no tile are refused`(path: String) {
        #expect(throws: LedgerError.tileOutOfRange) { try Tile(path: path) }
    }

    @Test(
        arguments: [
            (.hashes(level: -1), 0, 256), (.hashes(level: 64), 0, 256), (.hashes(level: .max), 0, 256),
            (.entries, 0, 0),
            (.entries, 0, 257), (.entries, 0, -1), (.entries, .max, 256), (.entries, 1 << 56, 256),
        ] as [(Tile.Content, UInt64, Int)])
    func `a tile out of range is not made`(content: Tile.Content, index: UInt64, width: Int) {
        #expect(throws: LedgerError.tileOutOfRange) { try Tile(content, index: index, width: width) }
    }

    /// "The partial tile at level l for a tree of size s has floor(s / 256**l) mod 256 entries."
    @Test func `a tree has the tiles that the specification's formulas give`() throws {
        let sizes = (0...600).map { UInt64($0) } + [65_535, 65_536, 65_537, 65_791, 65_792, 70_000, 131_072, 196_864]
        for size in sizes {
            var expected: [Tile] = []
            var count = size
            for level in 0..<8 {
                for index in 0..<count / 256 { expected.append(try Tile(.hashes(level: level), index: index)) }
                if count % 256 > 0 {
                    expected.append(try Tile(.hashes(level: level), index: count / 256, width: Int(count % 256)))
                }
                count /= 256
            }
            #expect(Array(try Tile.hashes(of: size)) == expected)
            let bottom = expected.filter { $0.content == .hashes(level: 0) }
            #expect(
                try Tile.entries(of: size).map { [$0.index, UInt64($0.width)] }
                    == bottom.map { [$0.index, UInt64($0.width)] })
        }
    }

    @Test func `the new tiles are those that the old tree had not`() throws {
        let sizes = [0, 1, 2, 255, 256, 257, 511, 512, 513, 1000, 65_535, 65_536, 65_537, 66_000] as [UInt64]
        for old in sizes {
            let had = Set(try Tile.hashes(of: old))
            let hadEntries = Set(try Tile.entries(of: old))
            for size in sizes where size >= old {
                #expect(
                    try Array(Tile.hashes(of: size, since: old)) == Tile.hashes(of: size).filter { !had.contains($0) })
                #expect(
                    try Array(Tile.entries(of: size, since: old))
                        == Tile.entries(of: size).filter { !hadEntries.contains($0) })
            }
        }
        #expect(throws: LedgerError.sizeOutOfRange(size: 6, limit: 5)) { _ = try Tile.hashes(of: 5, since: 6) }
        #expect(throws: LedgerError.sizeOutOfRange(size: 6, limit: 5)) { _ = try Tile.entries(of: 5, since: 6) }
    }

    @Test func `the largest tree's tiles are told without listing them`() throws {
        #expect(
            paths(try Tile.hashes(of: .max, since: .max - 300)) == [
                "tile/0/x072/x057/x594/x037/x927/934", "tile/0/x072/x057/x594/x037/x927/935.p/255",
                "tile/1/x281/x474/x976/x710/655.p/255",
            ])
        #expect(paths(try Tile.hashes(of: .max).prefix(1)) == ["tile/0/000"])
        var count = 0
        for tile in try Tile.entries(of: .max) {
            #expect(tile.index == UInt64(count))
            count += 1
            if count == 3 { break }
        }
        #expect(count == 3)
    }
}
