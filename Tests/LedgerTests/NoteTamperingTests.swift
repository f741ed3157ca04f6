import Ledger
import Testing

struct NoteTamperingTests {
    /// A flip may leave a note that still verifies only where it touches nothing but the line of an unknown key.
    @Test func `a note with any bit flipped is refused, or harmed only in a line nobody reads`() throws {
        let key = try noteKey(1, name: "log.example")
        let note = try signedNote("size 1\n\nroot\n", by: ("log.example", 1), ("stranger", 2))
        let bytes = note.encoded
        let line = Array("— stranger".utf8)
        let foreign = try #require(bytes.indices.last { bytes[$0...].starts(with: line) })
        var harmless = 0
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            guard let read = try? Note(parsing: changed) else { continue }
            #expect(read.encoded == changed)
            guard read.isSigned(by: key) else { continue }
            harmless += 1
            #expect(bit / 8 >= foreign)
            #expect(Array(read.text.utf8) == Array(note.text.utf8))
        }
        #expect(harmless > 0)
    }

    @Test func `a note cut at any length is refused, but between its lines`() throws {
        let key = try noteKey(1, name: "log.example")
        let whole = try signedNote("size 1\n\nroot\n", by: ("log.example", 1), ("stranger", 2)).encoded
        let first = try signedNote("size 1\n\nroot\n", by: ("log.example", 1)).encoded
        for count in 0..<whole.count {
            let cut = try? Note(parsing: Array(whole.prefix(count)))
            #expect((cut?.isSigned(by: key) == true) == (count == first.count))
            #expect((cut != nil) == (count == first.count))
        }
    }

    @Test func `a note with a byte more anywhere is refused`() throws {
        let key = try noteKey(1, name: "log.example")
        let bytes = try signedNote("size 1\n", by: ("log.example", 1)).encoded
        for place in 0...bytes.count {
            for extra in [0x00, 0x0a, 0x0d, 0x20, 0x2b, 0x3d, 0x41, 0x80, 0xff] as [UInt8] {
                var changed = bytes
                changed.insert(extra, at: place)
                let read = try? Note(parsing: changed)
                #expect(read?.isSigned(by: key) != true)
            }
        }
    }
}
