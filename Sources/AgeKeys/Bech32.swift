package import Sodium

/// Bech32 (BIP 173) without its limit on length, as age.md, "Conventions", demands.
///
/// ```
/// prefix ‖ "1" ‖ 5-bit values, a character each ‖ checksum (6 characters)
/// ```
/// Keys pass through here, so text and values stay in guarded memory.
package enum Bech32 {
    /// Characters; a hybrid recipient has 1,959.
    package static let characterLimit = 4096

    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let checksumCount = 6

    /// A string whose checksum was right. The prefix is named by its length: it may be a mistyped secret.
    package struct Decoded: ~Copyable {
        package let prefixCount: Int
        fileprivate let values: Secret
    }

    /// Throws `encoding` when `text` mixes cases, has a foreign character, or its checksum is wrong.
    package static func decode(_ text: Span<UInt8>) throws(KeyTextError) -> Decoded {
        let separator = try separator(of: text)
        let count = text.count - separator - 1
        let reverse = reverseAlphabet()
        var checksum = Checksum(prefix: text.extracting(0..<separator))
        var values = try translated { () throws(SodiumError) in try Secret(byteCount: count - checksumCount) }
        try values.withMutableBytes { values throws(KeyTextError) in
            for index in 0..<count {
                let value = reverse[Int(text[separator + 1 + index])]
                guard value < 32 else { throw .encoding(.character) }
                checksum.add(value)
                if index < count - checksumCount { values[index] = value }
            }
        }
        guard checksum.state == 1 else { throw .encoding(.checksum) }
        return Decoded(prefixCount: separator, values: values)
    }

    /// The bytes of `text` that is no secret; nil unless it has this prefix, letter for letter, and this many bytes.
    package static func publicBytes(of text: Span<UInt8>, prefix: String, byteCount: Int) -> [UInt8]? {
        let expected = Array(prefix.utf8)
        guard let separator = try? separator(of: text), separator == expected.count else { return nil }
        for index in expected.indices where text[index] != expected[index] { return nil }
        let reverse = reverseAlphabet()
        var checksum = Checksum(prefix: text.extracting(0..<separator))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        var groups = Regrouping(from: 5, to: 8)
        for index in separator + 1..<text.count {
            let value = reverse[Int(text[index])]
            guard value < 32 else { return nil }
            checksum.add(value)
            guard index < text.count - checksumCount else { continue }
            groups.add(value)
            while let byte = groups.next() { bytes.append(byte) }
        }
        guard checksum.state == 1, groups.isOnlyPadding, bytes.count == byteCount else { return nil }
        return bytes
    }

    /// The bytes of `text`, which must have this prefix, letter for letter, and this many bytes.
    package static func decode(
        _ text: Span<UInt8>, prefix: String, byteCount: Int
    ) throws(KeyTextError) -> Secret {
        let decoded = try decode(text)
        let expected = Array(prefix.utf8)
        guard decoded.prefixCount == expected.count else { throw .encoding(.prefix) }
        for index in expected.indices where text[index] != expected[index] { throw .encoding(.prefix) }
        let bytes = try decoded.bytes()
        guard bytes.byteCount == byteCount else { throw .encoding(.byteCount) }
        return bytes
    }

    /// `bytes` as characters in guarded memory, in the case of `prefix`.
    package static func encode(_ bytes: Span<UInt8>, prefix: String) throws(KeyTextError) -> Secret {
        let prefix = Array(prefix.utf8)
        let isUpperCase = prefix.contains { (0x41...0x5A).contains($0) }
        func letter(_ value: UInt8) -> UInt8 {
            let letter = alphabet[Int(value)]
            return isUpperCase && letter >= 0x61 ? letter - 0x20 : letter
        }
        let values = try values(of: bytes)
        let start = prefix.count + 1
        let total = start + values.byteCount + checksumCount
        var checksum = Checksum(prefix: prefix.span)
        var text = try translated { () throws(SodiumError) in try Secret(byteCount: total) }
        text.withMutableBytes { text in
            for index in prefix.indices { text[index] = prefix[index] }
            text[prefix.count] = 0x31
            values.withBytes { values in
                for index in 0..<values.count {
                    checksum.add(values[index])
                    text[start + index] = letter(values[index])
                }
            }
            for (index, value) in checksum.finish().enumerated() {
                text[total - checksumCount + index] = letter(value)
            }
        }
        return text
    }

    /// `bytes` in groups of five bits, the last one filled up with zeros.
    private static func values(of bytes: Span<UInt8>) throws(KeyTextError) -> Secret {
        let count = (bytes.count * 8 + 4) / 5
        var values = try translated { () throws(SodiumError) in try Secret(byteCount: count) }
        values.withMutableBytes { values in
            var (groups, position) = (Regrouping(from: 8, to: 5), 0)
            for index in 0..<bytes.count {
                groups.add(bytes[index])
                while let value = groups.next() {
                    values[position] = value
                    position += 1
                }
            }
            if let last = groups.filledUp { values[position] = last }
        }
        return values
    }

    /// Where the last "1" stands, in a text of one case and printable characters.
    private static func separator(of text: Span<UInt8>) throws(KeyTextError) -> Int {
        guard text.count <= characterLimit else { throw .tooLong(limit: characterLimit) }
        var hasUpper = false
        var hasLower = false
        var separator = 0
        for index in 0..<text.count {
            switch text[index] {
            case 0x31: separator = index
            case 0x41...0x5A: hasUpper = true
            case 0x61...0x7A: hasLower = true
            case 0x21...0x7E: break
            default: throw .encoding(.character)
            }
        }
        guard !(hasUpper && hasLower) else { throw .encoding(.mixedCase) }
        guard separator > 0, text.count - separator - 1 >= checksumCount else { throw .encoding(.separator) }
        return separator
    }

    /// The value of each character of either case; 255 for none.
    private static func reverseAlphabet() -> [UInt8] {
        var reverse = [UInt8](repeating: 255, count: 128)
        for (value, character) in alphabet.enumerated() {
            reverse[Int(character)] = UInt8(value)
            if character >= 0x61 { reverse[Int(character) - 0x20] = UInt8(value) }
        }
        return reverse
    }
}

extension Bech32.Decoded {
    /// The values as bytes. Throws `encoding` when the bits left over are a whole value, or not zero.
    package borrowing func bytes() throws(KeyTextError) -> Secret {
        let bitTotal = values.byteCount * 5
        guard bitTotal % 8 < 5 else { throw .encoding(.padding) }
        var bytes = try translated { () throws(SodiumError) in try Secret(byteCount: bitTotal / 8) }
        let isPadded = bytes.withMutableBytes { bytes in
            values.withBytes { values in
                var (groups, position) = (Regrouping(from: 5, to: 8), 0)
                for index in 0..<values.count {
                    groups.add(values[index])
                    while let byte = groups.next() {
                        bytes[position] = byte
                        position += 1
                    }
                }
                return groups.isOnlyPadding
            }
        }
        guard isPadded else { throw .encoding(.padding) }
        return bytes
    }
}

/// Groups of some bits as groups of another number of bits, the first bits first.
private struct Regrouping {
    private let from: Int
    private let to: Int
    private var bits: UInt32 = 0
    private var bitCount = 0

    init(from: Int, to: Int) { (self.from, self.to) = (from, to) }

    mutating func add(_ group: UInt8) {
        bits = bits << UInt32(from) | UInt32(group)
        bitCount += from
    }

    /// Nil where too few bits are left for another.
    mutating func next() -> UInt8? {
        guard bitCount >= to else { return nil }
        bitCount -= to
        return UInt8(bits >> UInt32(bitCount) & (1 << UInt32(to) - 1))
    }

    /// Whether what is left is less than a group that was added, and zero.
    var isOnlyPadding: Bool { bitCount < from && bits & (1 << UInt32(bitCount) - 1) == 0 }

    /// What is left, filled up with zeros; nil where nothing is.
    var filledUp: UInt8? {
        bitCount == 0 ? nil : UInt8(bits << UInt32(to - bitCount) & (1 << UInt32(to) - 1))
    }
}

/// The checksum of BIP 173: a BCH code over 5-bit values, always of the lower-case string.
private struct Checksum {
    private(set) var state: UInt32 = 1

    init(prefix: Span<UInt8>) {
        func lower(_ index: Int) -> UInt8 {
            let character = prefix[index]
            return (0x41...0x5A).contains(character) ? character + 0x20 : character
        }
        for index in 0..<prefix.count { add(lower(index) >> 5) }
        add(0)
        for index in 0..<prefix.count { add(lower(index) & 31) }
    }

    mutating func add(_ value: UInt8) {
        let top = state >> 25
        state = (state & 0x1ffffff) << 5 ^ UInt32(value)
        if top & 1 != 0 { state ^= 0x3b6a57b2 }
        if top & 2 != 0 { state ^= 0x26508e6d }
        if top & 4 != 0 { state ^= 0x1ea119fa }
        if top & 8 != 0 { state ^= 0x3d4233dd }
        if top & 16 != 0 { state ^= 0x2a1462b3 }
    }

    /// The six values that make the whole string's state 1.
    mutating func finish() -> [UInt8] {
        for _ in 0..<6 { add(0) }
        let final = state ^ 1
        return (0..<6).map { UInt8(final >> (5 * (5 - $0)) & 31) }
    }
}
