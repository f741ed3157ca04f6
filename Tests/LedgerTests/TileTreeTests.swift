import Ledger
import Makers
import Sodium
import Testing

/// A tree of 70,000 leaves, made once: hashing is what these tests spend their time on.
private enum Large {
    static let size: UInt64 = 70_000

    static let tree: MemoryTree = {
        var tree = MemoryTree()
        // Any 32 bytes can be a leaf hash.
        for index in 0..<size { try! tree.append(Digest(bigEndian(index) + [UInt8](repeating: 7, count: 24))!) }
        return tree
    }()

    static func head(_ size: UInt64) throws -> TreeHead {
        TreeHead(size: size, root: try MerkleTree.root(size: size, in: tree))
    }

    /// A tile tree over tiles that are made as they are asked for.
    static func tiles(_ size: UInt64) throws -> TileTree {
        try TileTree(head: head(size)) { try $0.hashes(in: tree) }
    }
}

struct TileTreeTests {
    private func expectSame(_ size: UInt64, nodes: some Sequence<(level: Int, index: UInt64)>) throws {
        let tiles = try Large.tiles(size)
        #expect(try MerkleTree.root(size: size, in: tiles) == tiles.head.root)
        var differing = 0
        for (level, index) in nodes
        where try tiles.hash(level: level, index: index) != Large.tree.hash(level: level, index: index) {
            differing += 1
        }
        #expect(differing == 0, "of \(size)")
        for level in 0..<70 {
            let past = level < 64 ? size >> level : 0
            #expect(try tiles.hash(level: level, index: past) == nil)
        }
        #expect(try tiles.hash(level: 0, index: .max) == nil)
        #expect(try tiles.hash(level: -1, index: 0) == nil)
    }

    private func expectSameProofs(_ size: UInt64, _ places: [UInt64]) throws {
        let tiles = try Large.tiles(size)
        for place in places where place < size {
            #expect(
                try MerkleTree.inclusionProof(index: place, size: size, in: tiles)
                    == MerkleTree.inclusionProof(index: place, size: size, in: Large.tree))
            #expect(
                try MerkleTree.consistencyProof(from: place, to: size, in: tiles)
                    == MerkleTree.consistencyProof(from: place, to: size, in: Large.tree))
            #expect(try MerkleTree.root(size: place, in: tiles) == Large.head(place).root)
        }
    }

    @Test func `tiles give every node of every small tree`() throws {
        for size in 0...600 as ClosedRange<UInt64> {
            try expectSame(
                size,
                nodes: (0..<10).flatMap { level in (0..<size >> level).map { (level: level, index: $0) } })
            try expectSameProofs(size, [0, 1, size / 2, size / 3, size &- 1, 255, 256, 257, 511, 512])
        }
    }

    @Test func `tiles give the proofs of larger trees`() throws {
        var random = SplitMix(state: 1)
        let chosen = (0..<20).map { _ in random.next() % (Large.size + 1) }
        for size in [65_279, 65_280, 65_281, 65_535, 65_536, 65_537, 65_791, 65_792, 65_793, 70_000] + chosen {
            let places = (0..<8).map { _ in random.next() % max(size, 1) }
            try expectSame(
                size,
                nodes: places.flatMap { place in
                    (0..<17).map { (level: $0, index: place >> $0) }.filter { $0.index < size >> $0.level }
                })
            try expectSameProofs(size, places + [0, 255, 256, 65_279, 65_280, 65_535, 65_536, size &- 1])
        }
    }

    @Test(arguments: [24, 32, 40, 48, 56, 63])
    func `tiles give the proofs of trees around a power of 256`(power: Int) throws {
        let leaf = Digest.of("leaf")
        let storage = UniformStorage(leaf: leaf)
        for size in [(1 << power) - 1, 1 << power, (1 << power) + 1, .max] as [UInt64] {
            let head = TreeHead(size: size, root: try MerkleTree.root(size: size, in: storage))
            var reads = 0
            let tiles = try TileTree(head: head) { tile in
                reads += 1
                #expect(try Tile(path: tile.path) == tile)
                return try tile.hashes(in: storage)
            }
            for index in [0, size / 3, size / 2, size - 1] {
                let proof = try MerkleTree.inclusionProof(index: index, size: size, in: tiles)
                try verifyInclusion(of: leaf, index: index, in: head, proof: proof)
                let from = TreeHead(size: index, root: try MerkleTree.root(size: index, in: storage))
                let path = try MerkleTree.consistencyProof(from: index, to: size, in: tiles)
                try verifyConsistency(from: from, to: head, proof: path)
            }
            // The edge once, and a few tiles a level for each of eight proofs.
            #expect(reads < 8 * 4 * 8)
        }
    }
}

/// Sebastiano Vigna's splitmix64: the same numbers on every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
