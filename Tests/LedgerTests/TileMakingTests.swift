import Ledger
import Makers
import Sodium
import Testing

/// C2SP tlog-tiles, "Merkle Tree" and "Log entries": the bytes of tiles and bundles.
struct TileMakingTests {
    private func bundle(_ entries: [[UInt8]]) -> [UInt8] {
        entries.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 255)] + $0 }
    }

    private func parse(_ bytes: [UInt8]) throws -> [[UInt8]] {
        try EntryBundle(parsing: bytes).entries.map(Array.init)
    }

    /// "MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l])"
    @Test func `a tile is the hashes that the specification's formula gives`() throws {
        let sample = try Sample(count: 800)
        for size in [1, 2, 255, 256, 257, 512, 700, 800] {
            var made: [Tile: [UInt8]] = [:]
            let leaves = sample.oracle.leaves
            try Tile.make(size: UInt64(size), in: sample.tree, leaf: { leaves[Int($0)] }) { made[$0] = $1 }
            #expect(try Set(made.keys) == Set(Array(Tile.hashes(of: UInt64(size))) + Tile.entries(of: UInt64(size))))
            for (tile, bytes) in made {
                let places = (0..<tile.width).map { Int(tile.index) * 256 + $0 }
                switch tile.content {
                case .entries: #expect(bytes == bundle(places.map { leaves[$0] }))
                case .hashes(let level):
                    let span = level == 0 ? 1 : 256
                    #expect(level < 2)
                    #expect(bytes == places.flatMap { sample.oracle.root($0 * span..<($0 + 1) * span).bytes })
                }
            }
        }
    }

    @Test func `bundles come before tiles, and no leaf is asked for twice`() throws {
        let sample = try Sample(count: 600)
        var asked: [UInt64] = []
        var made: [String] = []
        let leaves = sample.oracle.leaves
        try Tile.make(
            size: 600, since: 300, in: sample.tree,
            leaf: {
                asked.append($0)
                return leaves[Int($0)]
            }, write: { tile, _ in made.append(tile.path) })
        #expect(asked == Array(256..<600))
        #expect(
            made == [
                "tile/entries/001", "tile/entries/002.p/88", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2",
            ])
    }

    @Test func `a leaf that is not the tree's is not published`() throws {
        let sample = try Sample(count: 10)
        let leaves = sample.oracle.leaves
        for wrong in 0..<10 as Range<UInt64> {
            var written = 0
            #expect(throws: LedgerError.entryDiffers(index: wrong)) {
                try Tile.make(
                    size: 10, in: sample.tree, leaf: { $0 == wrong ? Array("other".utf8) : leaves[Int($0)] },
                    write: { _, _ in written += 1 })
            }
            #expect(written == 0)
        }
    }

    @Test func `a tile of a larger tree than the storage has is not made`() throws {
        let sample = try Sample(count: 10)
        #expect(throws: LedgerError.nodeMissing(level: 0, index: 10)) {
            try Tile(.hashes(level: 0), index: 0, width: 11).hashes(in: sample.tree)
        }
        #expect(throws: LedgerError.nodeMissing(level: 8, index: 0)) {
            try Tile(.hashes(level: 1), index: 0, width: 1).hashes(in: sample.tree)
        }
        #expect(throws: LedgerError.nodeMissing(level: 0, index: 10)) {
            try Tile(.entries, index: 0, width: 11).bundle(of: { Array("leaf \($0)".utf8) }, in: sample.tree)
        }
        #expect(throws: LedgerError.sizeOutOfRange(size: 10, limit: 9)) {
            try Tile.make(size: 9, since: 10, in: sample.tree, leaf: { _ in [] }, write: { _, _ in })
        }
    }

    @Test func `a tile is not made as what it is not`() throws {
        let sample = try Sample(count: 1)
        #expect(throws: LedgerError.tileOutOfRange) { try Tile(.entries, index: 0).hashes(in: sample.tree) }
        #expect(throws: LedgerError.tileOutOfRange) { try Tile(.hashes(level: 8), index: 0).hashes(in: sample.tree) }
        #expect(throws: LedgerError.tileOutOfRange) {
            try Tile(.hashes(level: 0), index: 0).bundle(of: { _ in [] }, in: sample.tree)
        }
    }

    @Test func `the longest entry fits, one byte more does not`() throws {
        let longest = [UInt8](repeating: 1, count: 65_535)
        let sample = try Sample([longest, []])
        let bytes = try Tile(.entries, index: 0, width: 2).bundle(of: { $0 == 0 ? longest : [] }, in: sample.tree)
        #expect(bytes == [0xff, 0xff] + longest + [0, 0])
        #expect(try parse(bytes) == [longest, []])
        #expect(throws: LedgerError.entryTooLong(index: 0)) {
            try Tile(.entries, index: 0, width: 1).bundle(of: { _ in longest + [1] }, in: Sample([longest + [1]]).tree)
        }
    }

    @Test func `a bundle cut at any byte is refused, or is a shorter bundle`() throws {
        let entries: [[UInt8]] = [[1, 2, 3], [], [4], [UInt8](repeating: 5, count: 300), [6]]
        let bytes = bundle(entries)
        let ends = (1...5).map { bundle(Array(entries.prefix($0))).count }
        #expect(ends.last == bytes.count)
        for count in 0...bytes.count {
            let cut = Array(bytes.prefix(count))
            if let kept = ends.firstIndex(of: count) {
                #expect(try parse(cut) == Array(entries.prefix(kept + 1)))
            } else {
                #expect(throws: LedgerError.bundleMalformed) { try EntryBundle(parsing: cut) }
            }
        }
    }

    @Test func `a bundle with a byte too many is refused`() throws {
        let bytes = bundle([[1, 2, 3]])
        #expect(throws: LedgerError.bundleMalformed) { try EntryBundle(parsing: bytes + [0]) }
        #expect(throws: LedgerError.bundleMalformed) { try EntryBundle(parsing: bytes + [0, 1]) }
        #expect(throws: LedgerError.bundleMalformed) { try EntryBundle(parsing: [0xff, 0xff]) }
        #expect(throws: LedgerError.bundleMalformed) {
            try EntryBundle(parsing: [0xff, 0xff] + [UInt8](repeating: 0, count: 65_534))
        }
    }

    @Test func `a bundle has 256 entries at most, and one at least`() throws {
        let full = bundle(Array(repeating: [], count: 256))
        #expect(try parse(full).count == 256)
        #expect(throws: LedgerError.bundleMalformed) { try EntryBundle(parsing: full + [0, 0]) }
        #expect(throws: LedgerError.bundleMalformed) { try EntryBundle(parsing: []) }
        // Longer than 256 of the longest entries: refused before any of it is read.
        #expect(throws: LedgerError.bundleMalformed) {
            try EntryBundle(parsing: [UInt8](repeating: 0, count: EntryBundle.byteLimit + 1))
        }
    }
}
