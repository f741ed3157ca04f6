import Casework
import Files
import Foundation
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// Officers cosign what they saw; what an officer was shown once, nobody makes unseen.
struct WitnessTests {
    @Test func `a witness cosigns the latest checkpoint, appends nothing, and everybody sees how far it lies behind`()
        throws
    {
        let world = try World()
        let id = try world.makeCase()
        let size = try world.officer(.siti).witness()
        #expect(try world.ledgerSize == size)
        try world.add(content(1), to: id)
        let (now, agencies) = try world.officer(.sari).standings()
        let police = try #require(agencies.first { $0.agency == Who.siti.handle.agency })
        #expect(police.witnessed?.handle == Who.siti.handle && police.witnessed?.size == size)
        let own = try #require(agencies.first { $0.agency == Who.sari.handle.agency })
        #expect(own.witnessed == nil && own.requested?.size == now)
        // Once more, and the later one counts.
        #expect(try world.officer(.siti).witness() == now)
        let again = try world.officer(.sari).standings().agencies.first { $0.agency == Who.siti.handle.agency }
        #expect(again?.witnessed?.size == now)
        try world.expectSound()
    }

    private func cosigned(
        _ world: World, _ who: Who, as name: String? = nil, text: ((String) -> String)? = nil, at seconds: Int64 = 0
    ) throws -> [UInt8] {
        let officer = try world.officer(who)
        var note = try Note(parsing: officer.checkpointNote)
        if let text {
            let signatures = note.signatures
            note = try Note(text: text(note.text))
            for signature in signatures { try note.add(signature) }
        }
        let time = UInt64(world.clock.now.adding(seconds: seconds).seconds)
        try note.add(
            try Cosignature.sign(
                checkpoint: note, as: name ?? who.handle.text, with: try world.key(who).cosigning, timestamp: time))
        return note.encoded
    }

    @Test func `what is no cosignature of this ledger's by somebody enrolled is refused`() throws {
        let world = try World()
        _ = try world.makeCase()
        let custodian = try world.custodian
        func refused(_ bytes: [UInt8], by who: Who, _ comment: Comment) {
            #expect(throws: CustodyError.self, comment) { try custodian.witness(bytes, by: who.handle) }
        }
        refused(try cosigned(world, .siti), by: .sari, "another's")
        refused(try cosigned(world, .siti, as: Who.sari.handle.text), by: .sari, "under another's name")
        refused(try world.officer(.siti).checkpointNote, by: .siti, "no cosignature")
        refused(try cosigned(world, .siti, at: 3_600), by: .siti, "from the future")
        refused(
            try cosigned(world, .siti) { $0.replacing("\n", with: "0\n", maxReplacements: 2) }, by: .siti,
            "another size and origin")
        let good = try cosigned(world, .siti)
        for byte in stride(from: 0, to: good.count, by: 3) {
            // The name of a line of nobody's may change: what counts is who cosigned.
            let changed = good.flipping(bit: byte * 8 + byte % 8)
            if (try? Note(parsing: changed)) == nil { continue }
            refused(changed, by: .siti, "byte \(byte)")
        }
        refused(good + [UInt8](repeating: 0x0a, count: 8_192), by: .siti, "too long")
        try custodian.witness(good, by: Who.siti.handle)
        try world.dismiss(.tuti)
        refused(try cosigned(world, .tuti), by: .tuti, "dismissed")
        try world.expectSound()
    }

    @Test func `an older cosignature replaces no newer one`() throws {
        let world = try World()
        let id = try world.makeCase()
        _ = try world.officer(.siti).cases(limit: 1)
        let old = try cosigned(world, .siti)
        try world.add(content(1), to: id)
        let size = try world.officer(.siti).witness()
        try world.custodian.witness(old, by: Who.siti.handle)
        let standing = try world.officer(.sari).standings().agencies.first { $0.agency == Who.siti.handle.agency }
        #expect(standing?.witnessed?.size == size)
    }

    @Test func `whoever meets another history keeps both signed heads`() throws {
        let origin = try World()
        let id = try origin.makeCase()
        _ = try origin.greet(.siti)
        origin.close()
        let first = try World(copying: origin.root, of: origin.template)
        let second = try World(copying: origin.root, of: origin.template)
        try first.add(content(1), to: id)
        for _ in 1...9 { _ = try second.officer(.siti).cases(limit: 1) }
        let pins = first.pins(.sari)
        let verified = try first.officer(.sari).checkpointNote
        let clock = first.clock
        #expect(throws: VaultError.self) {
            _ = try Officer(
                key: try first.key(.sari), vault: first.vault, custody: try second.custodian, pins: pins,
                clock: { clock.now })
        }
        let path = try #require(pins.evidence)
        let text = String(decoding: try File.openOwn(path).readAll(limit: 65_536), as: UTF8.self)
        func note(_ name: String) throws -> Note {
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + " ") })
            return try Note(parsing: try #require(Base64.decode(String(line.dropFirst(name.count + 1)))))
        }
        #expect(try note("first").encoded == verified)
        let genesis = try first.officer(.dewi).roster.genesis
        let key = try NoteKey(name: genesis.origin, key: genesis.custodian)
        for name in ["first", "second"] {
            _ = try Checkpoint(verifying: try note(name), origin: genesis.origin, key: key)
        }
        #expect(try note("first").text != note("second").text)
    }
}
