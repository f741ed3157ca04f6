import Casework
import Foundation
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// Whoever runs a served vault, or stole its host's disk with the seed on it: all that the custodian's own keys open.
struct OperatorTests {
    /// Everything in the index that is opened by those keys, and everything else as it lies there.
    private func opened(_ world: World) throws -> [UInt8] {
        let custodian = try world.custodian
        var all = try custodian.index.read { transaction -> [UInt8] in
            var bytes: [UInt8] = []
            for sequence in 0..<(try transaction.size) {
                bytes += try transaction.leaf(sequence)
                let manifest = try transaction.manifest(sequence)
                bytes += Array(manifest.text.utf8)
                for item in manifest.items.indices { bytes += try transaction.thing(at: item, of: sequence) ?? [] }
            }
            return bytes
        }
        world.close()
        for name in FileManager.default.enumerator(atPath: world.folder)?.compactMap({ $0 as? String }) ?? [] {
            all += [UInt8](try? Data(contentsOf: URL(fileURLWithPath: world.folder + "/" + name)))
        }
        return all
    }

    @Test func `with folder and seed they read who asked for what and on what basis, and no title, name or document`()
        throws
    {
        let world = try World(copying: try Template.served.get())
        let id = try world.makeCase("Perkara Simpang Empat")
        let long = Array(String(repeating: "Keterangan saksi di terminal. ", count: 5_000).utf8)
        let short = try world.add(Array("Keterangan korban tentang janji pekerjaan".utf8), to: id)
        try world.add(long, to: id)
        try world.addIdentity("Bunga Melati", to: id, tokens: ["bunga", "melati"])
        try world.grant(id)
        _ = try world.read(short, as: .siti)
        let all = Data(try opened(world))
        func has(_ text: String) -> Bool { all.range(of: Data(text.utf8)) != nil }
        // The controls: this is what the custodian's keys open.
        for word in ["siti@unit-ppa", "penyidikan", "document.open", "LP/B/12/III/2026"] {
            #expect(has(word), "\(word)")
        }
        for word in ["Simpang Empat", "Keterangan saksi", "Keterangan korban", "Bunga", "Melati", "bukti.pdf"] {
            #expect(!has(word), "\(word)")
        }
    }
}

extension [UInt8] {
    fileprivate init(_ data: Data?) { self = data.map { Array($0) } ?? [] }
}
