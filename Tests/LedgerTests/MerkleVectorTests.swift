import Ledger
import Makers
import Sodium
import Testing

/// The reference tree of Certificate Transparency's own tests: eight leaves, published roots and proofs.
struct MerkleVectorTests {
    static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    private func sample() throws -> Sample {
        try Sample(try Self.leaves.map { try #require(Hex.decode($0)) })
    }

    @Test func `the tree without leaves has the hash of nothing`() throws {
        #expect(TreeHead.empty.size == 0)
        #expect(TreeHead.empty.root.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(try MerkleTree.root(size: 0, in: MemoryTree()) == TreeHead.empty.root)
        #expect(try MemoryTree().head() == .empty)
        #expect(RunningTree().head == .empty)
    }

    @Test func `the reference roots`() throws {
        let tree = try sample().tree
        for (index, root) in Self.roots.enumerated() {
            #expect(try MerkleTree.root(size: UInt64(index) + 1, in: tree).hex == root)
        }
    }

    @Test(
        arguments: [
            (0, 1, []),
            (
                0, 8,
                [
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ]
            ),
            (
                5, 8,
                [
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ]
            ),
            (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
            (
                1, 5,
                [
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                ]
            ),
        ] as [(UInt64, UInt64, [String])])
    func `the reference inclusion proofs`(index: UInt64, size: UInt64, expected: [String]) throws {
        let sample = try sample()
        let proof = try MerkleTree.inclusionProof(index: index, size: size, in: sample.tree)
        #expect(proof.map(\.hex) == expected)
        let root = try #require(Digest(hex: Self.roots[Int(size) - 1]))
        try verifyInclusion(
            of: sample.leafHash(Int(index)), index: index, in: TreeHead(size: size, root: root), proof: proof)
    }

    @Test(
        arguments: [
            (1, 1, []),
            (
                1, 8,
                [
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ]
            ),
            (
                6, 8,
                [
                    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ]
            ),
            (
                2, 5,
                [
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                ]
            ),
        ] as [(UInt64, UInt64, [String])])
    func `the reference consistency proofs`(from: UInt64, to: UInt64, expected: [String]) throws {
        let proof = try MerkleTree.consistencyProof(from: from, to: to, in: sample().tree)
        #expect(proof.map(\.hex) == expected)
        try verifyConsistency(
            from: TreeHead(size: from, root: try #require(Digest(hex: Self.roots[Int(from) - 1]))),
            to: TreeHead(size: to, root: try #require(Digest(hex: Self.roots[Int(to) - 1]))), proof: proof)
    }
}
