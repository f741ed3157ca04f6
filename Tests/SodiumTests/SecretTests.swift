import Foundation
import Sodium
import Testing

struct SecretTests {
    @Test func `a new secret is all zero`() throws {
        let fresh = try Secret(byteCount: 48)
        #expect(copy(fresh) == repeated(0, 48))
    }

    /// The kernel's word for it: swap never sees them, nor does a core dump.
    @Test(arguments: [1, 32, 256, 257, 4_096]) func `its pages are locked`(byteCount: Int) throws {
        let key = try secret(repeated(7, byteCount))
        let map = try #require(try Map.holding(key))
        #expect(map.lockedKilobytes >= 4)
        #expect(map.flags.contains("dd"), "not dumped")
        #expect(copy(key) == repeated(7, byteCount))
    }

    @Test func `small secrets share pages between two that nobody can touch`() throws {
        let key = try secret(repeated(7, 32))
        let maps = try Map.all()
        let index = try #require(maps.firstIndex { $0.holds(key) })
        #expect(maps[index].access.hasPrefix("rw-"))
        #expect(maps[index - 1].access.hasPrefix("---"))
        #expect(maps[index + 1].access.hasPrefix("---"))
        #expect(maps[index - 1].range.upperBound == maps[index].range.lowerBound)
        #expect(maps[index].range.upperBound == maps[index + 1].range.lowerBound)
    }

    @Test func `a large secret can only be read, but while it is filled`() throws {
        var key = try secret(repeated(7, 4_096))
        #expect(try #require(try Map.holding(key)).access.hasPrefix("r--"))
        key.withMutableBytes { $0[0] = 8 }
        #expect(try #require(try Map.holding(key)).access.hasPrefix("r--"))
    }

    /// More than fit one slab, of every length that shares pages, taken and given back in a random order, from all cores.
    @Test func `no two secrets overlap, and what was given back is zero`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for seed in 1...4 {
                group.addTask {
                    let byteCounts = (0..<600).map { 1 + ($0 * 37 + seed) % 256 }
                    func play(_ rest: ArraySlice<Int>) throws {
                        guard let byteCount = rest.first else { return }
                        var mine = try Secret(byteCount: byteCount)
                        try #require(copy(mine) == repeated(0, byteCount))
                        mine.withMutableBytes { for index in $0.indices { $0[index] = UInt8(seed) } }
                        if byteCount % 3 == 0 {
                            let other = try mine.duplicate()
                            try #require(copy(other) == repeated(UInt8(seed), byteCount))
                        }
                        try play(rest.dropFirst())
                        try #require(copy(mine) == repeated(UInt8(seed), byteCount))
                    }
                    for _ in 0..<3 { try play(byteCounts[...]) }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `a secret holds what it was filled with`() throws {
        var filled = try Secret(byteCount: 3)
        filled.withMutableBytes { bytes in
            for index in bytes.indices { bytes[index] = UInt8(index) + 1 }
        }
        #expect(copy(filled) == [1, 2, 3])
        filled.withMutableBytes { $0[1] = 9 }
        #expect(copy(filled) == [1, 9, 3])
    }

    @Test func `a duplicate has a life of its own`() throws {
        var first = try secret([1, 2, 3])
        let second = try first.duplicate()
        first.withMutableBytes { $0[0] = 7 }
        #expect(copy(first) == [7, 2, 3])
        #expect(copy(second) == [1, 2, 3])
    }

    @Test func `two halves by XOR are the whole`() throws {
        let key = try Secret.makeRandom(byteCount: 16)
        let half = try Secret.makeRandom(byteCount: 16)
        let other = try key.xor(half)
        let whole = try other.xor(half)
        #expect(copy(whole) == copy(key))
        #expect(copy(other) == zip(copy(key), copy(half)).map { $0 ^ $1 })
        let itself = try key.xor(key)
        #expect(copy(itself) == repeated(0, 16))
    }

    @Test func `halves of two lengths have no XOR`() throws {
        let long = try secret(repeated(1, 16))
        let short = try secret(repeated(1, 15))
        #expect(throws: SodiumError.wrongLength(expected: 16, actual: 15)) { _ = try long.xor(short) }
    }

    @Test func `a secret of no bytes can be held, copied and lent`() throws {
        let empty = try Secret(byteCount: 0)
        let other = try empty.duplicate()
        let both = try empty.xor(other)
        #expect(copy(both) == [])
        #expect(empty.withBytes { $0.count } == 0)
        let random = try Secret.makeRandom(byteCount: 0)
        #expect(random.byteCount == 0)
    }

    @Test func `an error in a loan comes out and leaves the secret whole`() throws {
        struct Refusal: Error {}
        var held = try secret([1, 2])
        #expect(throws: Refusal.self) {
            try held.withMutableBytes { bytes throws(Refusal) in
                bytes[0] = 5
                throw Refusal()
            }
        }
        #expect(copy(held) == [5, 2])
    }

    @Test func `random secrets differ`() throws {
        let first = try Secret.makeRandom(byteCount: 32)
        let second = try Secret.makeRandom(byteCount: 32)
        #expect(copy(first) != copy(second))
    }

    @Test func `a request beyond all memory is an error`() {
        #expect(throws: SodiumError.outOfMemory(byteCount: Int.max)) { _ = try Secret(byteCount: Int.max) }
    }

    @Test func `wiped bytes are zero`() {
        var bytes: [UInt8] = [1, 2, 3]
        wipe(&bytes)
        #expect(bytes == [0, 0, 0])
        var none: [UInt8] = []
        wipe(&none)
        #expect(none == [])
    }
}

/// A line of the kernel's list of this process's memory.
private struct Map {
    var range: Range<UInt>
    var access: String
    var lockedKilobytes = 0
    var flags: [Substring] = []

    func holds(_ secret: borrowing Secret) -> Bool {
        let address = secret.withBytes { $0.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } }
        return range.contains(address)
    }

    static func holding(_ secret: borrowing Secret) throws -> Map? {
        for map in try all() where map.holds(secret) { return map }
        return nil
    }

    static func all() throws -> [Map] {
        let text = try #require(try FileHandle(forReadingAtPath: "/proc/self/smaps")?.readToEnd())
        var maps: [Map] = []
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            let bounds = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            if bounds.count == 2 {
                maps.append(Map(range: bounds[0]..<bounds[1], access: String(words[1])))
            } else if words[0] == "Locked:" {
                maps[maps.count - 1].lockedKilobytes = Int(words[1]) ?? 0
            } else if words[0] == "VmFlags:" {
                maps[maps.count - 1].flags = Array(words.dropFirst())
            }
        }
        return maps
    }
}

struct ConstantTimeEqualTests {
    private func equal(_ first: [UInt8], _ second: [UInt8]) -> Bool {
        constantTimeEqual(first.span, second.span)
    }

    @Test func `equal bytes are equal and no others`() {
        let bytes = Random.bytes(33)
        #expect(equal(bytes, Array(bytes)))
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!equal(bytes, changed))
        }
    }

    @Test func `lengths count`() {
        #expect(equal([], []))
        #expect(!equal([0, 0], []))
        #expect(!equal([0, 0], [0]))
        #expect(!equal([], [0]))
    }
}

struct RandomTests {
    @Test func `bytes come in the number asked for, and differ`() {
        #expect(Random.bytes(0) == [])
        #expect(Random.bytes(1).count == 1)
        #expect(Set((0..<100).map { _ in Random.bytes(16) }).count == 100)
    }

    @Test func `a number stays below its bound and reaches all below it`() {
        let numbers = (0..<2000).map { _ in Random.number(below: 7) }
        #expect(Set(numbers) == Set(0..<7))
        #expect(Random.number(below: 1) == 0)
    }
}
