import Ledger
import Makers
import Sodium
import Testing

/// A log that is read once: its tiles are those that the specification's formula gives.
struct TileWriterTests {
    private func written(_ leaves: some Sequence<[UInt8]>) throws -> (head: TreeHead, files: [Tile: [UInt8]]) {
        var files: [Tile: [UInt8]] = [:]
        func put(_ tile: Tile, _ bytes: [UInt8]) {
            #expect(files.updateValue(bytes, forKey: tile) == nil, "\(tile.path) is written twice")
        }
        var writer = TileWriter()
        for leaf in leaves { try writer.append(leaf, write: put) }
        return (try writer.finish(write: put), files)
    }

    @Test func `what is written leaf by leaf is what is made of the whole tree`() throws {
        let sample = try Sample(count: 800)
        for size in [1, 2, 3, 255, 256, 257, 511, 512, 513, 700, 768, 800] {
            let leaves = sample.oracle.leaves.prefix(size)
            var made: [Tile: [UInt8]] = [:]
            try Tile.make(size: UInt64(size), in: sample.tree, leaf: { leaves[Int($0)] }) { made[$0] = $1 }
            let (head, files) = try written(leaves)
            #expect(files == made, "size \(size)")
            #expect(head == TreeHead(size: UInt64(size), root: sample.oracle.root(0..<size)))
        }
    }

    @Test func `an empty log has no tiles`() throws {
        let (head, files) = try written([])
        #expect(head == .empty && files.isEmpty)
    }

    @Test func `the third level begins with leaf 65 536`() throws {
        let (head, files) = try written((0..<65_538).lazy.map { [UInt8($0 & 255), UInt8($0 >> 8 & 255)] })
        let tree = try TileTree(head: head) { files[$0] }
        var count = 0
        try tree.verifyAll { index, leaf in
            #expect(Array(leaf) == [UInt8(index & 255), UInt8(index >> 8 & 255)])
            count += 1
        }
        #expect(count == 65_538)
        #expect(files.keys.contains { $0.path == "tile/2/000.p/1" } && !files.keys.contains { $0.path == "tile/2/001" })
    }

    @Test func `a leaf that no bundle can hold is refused`() throws {
        var writer = TileWriter()
        try writer.append([UInt8](repeating: 7, count: 65_535), write: { _, _ in })
        #expect(throws: LedgerError.entryTooLong(index: 1)) {
            try writer.append([UInt8](repeating: 7, count: 65_536), write: { _, _ in })
        }
    }
}
