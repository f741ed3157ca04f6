import Ledger
import Makers
import Sodium
import Testing

/// The tiles and bundles of a small log, as a directory would hold them.
struct TileFiles {
    let sample: Sample
    let head: TreeHead
    var files: [Tile: [UInt8]] = [:]

    init(_ sample: Sample, size: Int) throws {
        self.sample = sample
        head = sample.oracle.head(size)
        try add(size: size)
    }

    mutating func add(size: Int, since old: Int = 0) throws {
        var added: [Tile: [UInt8]] = [:]
        let leaves = sample.oracle.leaves
        try Tile.make(size: UInt64(size), since: UInt64(old), in: sample.tree, leaf: { leaves[Int($0)] }) {
            added[$0] = $1
        }
        files.merge(added) { $1 }
    }

    func tree(_ head: TreeHead? = nil) throws -> TileTree {
        let files = files
        return try TileTree(head: head ?? self.head) { files[$0] }
    }

    /// Nil when everything verifies.
    var flaw: LedgerError? {
        do {
            try tree().verifyAll()
            return nil
        } catch {
            return error as? LedgerError
        }
    }
}

struct TileTamperingTests {
    @Test func `leaves come back in order, verified`() throws {
        for size in [0, 1, 2, 255, 256, 257, 511, 512, 520] {
            let files = try TileFiles(Sample(count: size), size: size)
            var seen: [[UInt8]] = []
            try files.tree().verifyAll { index, leaf in
                #expect(index == UInt64(seen.count))
                seen.append(Array(leaf))
            }
            #expect(seen == files.sample.oracle.leaves)
        }
    }

    @Test func `a changed bit is noticed wherever it is`() throws {
        for size in 1...5 {
            let files = try TileFiles(Sample(count: size), size: size)
            for (tile, bytes) in files.files {
                for bit in 0..<bytes.count * 8 { try expectNoticed(bit, of: tile, in: files) }
            }
        }
    }

    @Test func `a changed byte is noticed in every hash and entry of a full tile`() throws {
        let files = try TileFiles(Sample(count: 259), size: 259)
        #expect(files.flaw == nil)
        #expect(files.files.count == 5)
        for (tile, bytes) in files.files {
            // An odd number of bytes and bits from one to the next, so that the places within a hash vary.
            for bit in stride(from: 0, to: bytes.count * 8, by: tile.isPartial ? 7 : 99) {
                try expectNoticed(bit, of: tile, in: files)
            }
        }
    }

    private func expectNoticed(_ bit: Int, of tile: Tile, in files: TileFiles) throws {
        var changed = files
        changed.files[tile]![bit / 8] ^= 1 << UInt8(bit % 8)
        let flaw = try #require(changed.flaw, "\(tile.path) \(bit)")
        switch tile.content {
        case .hashes: #expect(flaw == (tile.isPartial ? .rootDiffers(size: files.head.size) : .tileDiffers(tile)))
        case .entries: #expect(isAboutEntries(flaw), "\(flaw)")
        }
    }

    private func isAboutEntries(_ flaw: LedgerError) -> Bool {
        switch flaw {
        case .entryDiffers, .bundleMalformed, .tileMalformed: true
        default: false
        }
    }

    @Test func `a tile cut, lengthened, empty or missing is noticed`() throws {
        let files = try TileFiles(Sample(count: 259), size: 259)
        for (tile, bytes) in files.files {
            for other in [
                [], Array(bytes.dropLast()), Array(bytes.dropLast(32)), bytes + [0], bytes + bytes.prefix(32),
            ] {
                var changed = files
                changed.files[tile] = other
                #expect(changed.flaw != nil)
                if tile.content != .entries { #expect(changed.flaw == .tileMalformed(tile)) }
            }
            var changed = files
            changed.files[tile] = nil
            #expect(changed.flaw == .tileMissing(tile))
        }
    }

    @Test func `tiles exchanged are noticed`() throws {
        let files = try TileFiles(Sample(count: 1025), size: 1025)
        for content in [.entries, .hashes(level: 0)] as [Tile.Content] {
            for first in 0..<4 as Range<UInt64> {
                for second in 0..<first {
                    var changed = files
                    let one = try Tile(content, index: first)
                    let two = try Tile(content, index: second)
                    changed.files[one] = files.files[two]
                    changed.files[two] = files.files[one]
                    let expected: LedgerError =
                        content == .entries ? .entryDiffers(index: second * 256) : .tileDiffers(two)
                    #expect(changed.flaw == expected)
                }
            }
        }
    }

    @Test func `nothing of an unverified tile is handed out`() throws {
        var files = try TileFiles(Sample(count: 600), size: 600)
        let tile = try Tile(.hashes(level: 0), index: 1)
        files.files[tile]![100] ^= 1
        let tree = try files.tree()
        #expect(try tree.hash(level: 0, index: 255) == files.sample.tree.hash(level: 0, index: 255))
        for place in 256..<512 as Range<UInt64> {
            #expect(throws: LedgerError.tileDiffers(tile)) { try tree.hash(level: 0, index: place) }
        }
        #expect(throws: LedgerError.tileDiffers(tile)) { try tree.hash(level: 7, index: 3) }
        #expect(throws: LedgerError.tileDiffers(tile)) { try tree.entries(bundle: 1) }
        // The tile above is on the edge, and verified.
        #expect(try tree.hash(level: 8, index: 1) == files.sample.tree.hash(level: 8, index: 1))
        #expect(try tree.hash(level: 0, index: 512) == files.sample.tree.hash(level: 0, index: 512))
    }

    @Test func `another head is refused`() throws {
        let files = try TileFiles(Sample(count: 300), size: 300)
        for bit in 0..<256 {
            let head = TreeHead(size: 300, root: files.head.root.flipping(bit: bit))
            #expect(throws: LedgerError.rootDiffers(size: 300)) { try files.tree(head) }
        }
        #expect(throws: LedgerError.rootDiffers(size: 0)) { try files.tree(TreeHead(size: 0, root: files.head.root)) }
        #expect(throws: LedgerError.tileMissing(try Tile(.hashes(level: 0), index: 1, width: 45))) {
            try files.tree(TreeHead(size: 301, root: files.head.root))
        }
    }

    @Test func `an old tree is read from the full tiles of a larger one`() throws {
        let sample = try Sample(count: 600)
        var files = try TileFiles(sample, size: 600)
        for size in [1, 100, 255] { try files.tree(sample.oracle.head(size)).verifyAll() }
        try files.add(size: 300)
        for content in [.entries, .hashes(level: 0)] as [Tile.Content] {
            let tile = try Tile(content, index: 1, width: 44)
            #expect(files.files.removeValue(forKey: tile) != nil)
        }
        try files.tree(sample.oracle.head(300)).verifyAll()
        // A partial tile that has no full one yet can't be done without.
        #expect(throws: LedgerError.tileMissing(try Tile(.hashes(level: 0), index: 2, width: 1))) {
            try files.tree(sample.oracle.head(513))
        }
        let tile = try Tile(.hashes(level: 0), index: 0)
        files.files[tile]!.removeLast()
        #expect(throws: LedgerError.tileMalformed(tile)) { try files.tree(sample.oracle.head(100)) }
    }

    @Test func `a log that grows publishes what is new, and the whole verifies at each size`() throws {
        let sample = try Sample(count: 780)
        let sizes = [0, 1, 2, 255, 256, 257, 500, 512, 767, 768, 780]
        var files = try TileFiles(sample, size: 0)
        for (old, size) in zip(sizes, sizes.dropFirst()) {
            try files.add(size: size, since: old)
            try files.tree(sample.oracle.head(size)).verifyAll()
        }
        for size in sizes { try files.tree(sample.oracle.head(size)).verifyAll() }
    }

    @Test func `a bundle that the tree has not is refused`() throws {
        let tree = try TileFiles(Sample(count: 257), size: 257).tree()
        #expect(try tree.entries(bundle: 1).count == 1)
        for index in [2, 3, .max >> 8, (.max >> 8) + 1, .max] as [UInt64] {
            #expect(throws: LedgerError.indexOutOfRange(index: index, size: 257)) { try tree.entries(bundle: index) }
        }
    }

    @Test func `the reader's own error comes through`() {
        struct Failure: Error {}
        #expect(throws: Failure.self) {
            try TileTree(head: TreeHead(size: 1, root: Digest.of("x"))) { _ in throw Failure() }
        }
    }
}
