import Foundation
import Ledger
import Makers
import Sodium
import Testing

/// A directory of tiles that ours writes the peer checks, and the other way round.
struct TilePeerTests {
    private let origin = "brankas/uji/0123abcd"

    /// A directory of its own, gone afterwards.
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "brankas-tiles-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func path(_ folder: URL) -> String {
        folder.path(percentEncoded: false)
    }

    private func read(_ tile: Tile, in folder: URL) throws -> [UInt8]? {
        let file = folder.appending(path: tile.path)
        guard FileManager.default.fileExists(atPath: path(file)) else { return nil }
        return Array(try Data(contentsOf: file))
    }

    private func write(_ bytes: [UInt8], to file: URL) throws {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    /// Leaves of many lengths, none among them: what the peer writes, too.
    private func leaf(_ index: Int) -> [UInt8] {
        Array(String(repeating: "entry \(index);", count: index % 5).utf8)
    }

    /// The files of a log of `size` leaves; gives how many.
    private func publish(_ size: Int, since old: Int = 0, of tree: MemoryTree, in folder: URL) throws -> Int {
        var count = 1
        try Tile.make(size: UInt64(size), since: UInt64(old), in: tree, leaf: { leaf(Int($0)) }) { tile, bytes in
            try write(bytes, to: folder.appending(path: tile.path))
            count += 1
        }
        let head = TreeHead(size: UInt64(size), root: try MerkleTree.root(size: UInt64(size), in: tree))
        let note = try signedNote(Checkpoint(origin: origin, head: head).text, by: (origin, 1))
        try write(note.encoded, to: folder.appending(path: "checkpoint"))
        return count
    }

    private func tree(_ count: Int) throws -> MemoryTree {
        var tree = MemoryTree()
        for index in 0..<count { try tree.append(MerkleTree.leafHash(leaf(index))) }
        return tree
    }

    @Test func `the peer finds our directories sound`() throws {
        guard Peer.isPresent() else { return }
        let tree = try tree(66_000)
        for size in [0, 1, 2, 255, 256, 257, 600, 65_536, 66_000] {
            try withFolder { folder in
                let count = try publish(size, of: tree, in: folder)
                let vkey = try noteKey(1, name: origin).vkey
                let question = Question(do: "check-tiles", vkey: vkey, folder: path(folder))
                let answer = try #require(try Peer.ask([question], of: "tiles.py").first)
                #expect(answer.ok, "\(answer.refused ?? "")")
                #expect(answer.size == UInt64(size))
                #expect(answer.root == (try MerkleTree.root(size: UInt64(size), in: tree).hex))
                #expect(answer.files == count)
            }
        }
    }

    @Test func `the peer refuses our directories once they are changed`() throws {
        guard Peer.isPresent() else { return }
        let tree = try tree(600)
        let vkey = try noteKey(1, name: origin).vkey
        try withFolder { folder in
            _ = try publish(600, of: tree, in: folder)
            let question = Question(do: "check-tiles", vkey: vkey, folder: path(folder))
            let tiles = Array(try Tile.hashes(of: 600)) + Array(try Tile.entries(of: 600))
            #expect(tiles.count == 7)
            for tile in tiles {
                let bytes = try #require(try read(tile, in: folder))
                var changed = bytes
                changed[bytes.count / 2] ^= 1
                try write(changed, to: folder.appending(path: tile.path))
                #expect(try Peer.ask([question], of: "tiles.py").first?.ok == false)
                try write(bytes, to: folder.appending(path: tile.path))
            }
            try write([1], to: folder.appending(path: "tile/0/003"))
            #expect(try Peer.ask([question], of: "tiles.py").first?.ok == false)
            try FileManager.default.removeItem(at: folder.appending(path: "tile/0/003"))
            #expect(try Peer.ask([question], of: "tiles.py").first?.ok == true)
        }
    }

    @Test func `ours finds the peer's directories sound, and every file of them needed`() throws {
        guard Peer.isPresent() else { return }
        for size in [0, 1, 5, 255, 256, 257, 600, 65_537] {
            try withFolder { folder in
                let seed = Hex.encode([UInt8](repeating: 9, count: 32))
                let question = Question(do: "write-tiles", name: origin, seed: seed, size: size, folder: path(folder))
                let answer = try #require(try Peer.ask([question], of: "tiles.py").first)
                let key = try NoteKey(vkey: #require(answer.vkey))
                let note = try Note(parsing: Array(Data(contentsOf: folder.appending(path: "checkpoint"))))
                let head = try Checkpoint(verifying: note, origin: origin, key: key).head
                #expect(head.size == UInt64(size))
                var count = 0
                try TileTree(head: head) { try read($0, in: folder) }.verifyAll { index, entry in
                    #expect(Int(index) == count)
                    if !entry.elementsEqual(leaf(count)) { Issue.record("leaf \(index) differs") }
                    count += 1
                }
                #expect(count == size)
                guard size < 1000 else { return }
                for tile in Array(try Tile.hashes(of: head.size)) + Array(try Tile.entries(of: head.size)) {
                    #expect(throws: LedgerError.tileMissing(tile)) {
                        try TileTree(head: head) { $0 == tile ? nil : try read($0, in: folder) }.verifyAll()
                    }
                }
            }
        }
    }
}
