/// Standard base64 (RFC 4648, section 4), canonical or refused: age writes it without padding, notes with.
///
/// Of public bytes only: it takes as long as they make it. libsodium's is for secrets, costs ten times as much (each entry
/// of a log has two), and its 1.0.18 takes every byte from 0x80 on for a slash.
package enum Base64 {
    package enum Padding: Sendable {
        case padded, unpadded
    }

    private static let pad = UInt8(ascii: "=")

    package static func encode(_ bytes: [UInt8], _ padding: Padding = .padded) -> String {
        var text: [UInt8] = []
        append(bytes.span, to: &text, padding)
        return String(decoding: text, as: UTF8.self)
    }

    /// Writes the encoding of `bytes` behind `text`.
    package static func append(_ bytes: Span<UInt8>, to text: inout [UInt8], _ padding: Padding = .padded) {
        text.append(addingCapacity: (bytes.count + 2) / 3 * 4) { text in
            var place = 0
            while place + 3 <= bytes.count {
                let group = UInt32(bytes[place]) << 16 | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2])
                text.append(character(group >> 18))
                text.append(character(group >> 12 & 63))
                text.append(character(group >> 6 & 63))
                text.append(character(group & 63))
                place += 3
            }
            guard place < bytes.count else { return }
            let isOne = place + 1 == bytes.count
            let group = UInt32(bytes[place]) << 16 | (isOne ? 0 : UInt32(bytes[place + 1]) << 8)
            text.append(character(group >> 18))
            text.append(character(group >> 12 & 63))
            if !isOne { text.append(character(group >> 6 & 63)) }
            guard padding == .padded else { return }
            text.append(pad)
            if isOne { text.append(pad) }
        }
    }

    /// Nil for anything but the one encoding of some bytes: no white space, no stray bits, no other padding.
    package static func decode(_ text: String, _ padding: Padding = .padded) -> [UInt8]? {
        decode(text.utf8.span, padding)
    }

    package static func decode(_ text: Substring, _ padding: Padding = .padded) -> [UInt8]? {
        decode(text.utf8.span, padding)
    }

    package static func decode(_ characters: [UInt8], _ padding: Padding = .padded) -> [UInt8]? {
        decode(characters.span, padding)
    }

    package static func decode(_ characters: Span<UInt8>, _ padding: Padding = .padded) -> [UInt8]? {
        var count = characters.count
        if padding == .padded {
            guard count.isMultiple(of: 4) else { return nil }
            while count > 0, characters.count - count < 2, characters[count - 1] == pad { count -= 1 }
        }
        // Of the last group one character is not a byte yet.
        guard count % 4 != 1 else { return nil }
        let values = Self.values
        let table = values.span
        func value(_ character: UInt8) -> UInt8 { table[Int(character)] }
        var all: UInt8 = 0
        var stray: UInt8 = 0
        let bytes = [UInt8](capacity: count / 4 * 3 + 2) { bytes in
            var place = 0
            while place + 4 <= count {
                let (a, b) = (value(characters[place]), value(characters[place + 1]))
                let (c, d) = (value(characters[place + 2]), value(characters[place + 3]))
                all |= a | b | c | d
                bytes.append(a << 2 | b >> 4 & 3)
                bytes.append(b << 4 | c >> 2 & 15)
                bytes.append(c << 6 | d & 63)
                place += 4
            }
            // What is left of the last group: two characters are a byte and 4 bits, three are two bytes and 2 bits.
            guard place < count else { return }
            let (a, b) = (value(characters[place]), value(characters[place + 1]))
            let c = place + 2 < count ? value(characters[place + 2]) : 0
            all |= a | b | c
            bytes.append(a << 2 | b >> 4 & 3)
            stray = b & 15
            guard place + 2 < count else { return }
            bytes.append(b << 4 | c >> 2 & 15)
            stray = c & 3
        }
        return all < 64 && stray == 0 ? bytes : nil
    }

    // Without a branch: nobody guesses the next character.
    @inline(__always)
    private static func character(_ value: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: value)
        // From A on, with what lies between Z and a, z and 0, 9 and +, + and / left out.
        let letters = (value &+ 0x41) &+ (value > 25 ? 6 : 0)
        return letters &- (value > 51 ? 75 : 0) &- (value > 61 ? 15 : 0) &+ (value > 62 ? 3 : 0)
    }

    /// What each character stands for; 255 for what is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for value in 0..<64 { values[Int(character(UInt32(value)))] = UInt8(value) }
        return values
    }()
}

extension Digest {
    /// Writes the base64 of the bytes behind `text`.
    package func appendBase64(to text: inout [UInt8]) {
        withBytes { Base64.append($0, to: &text) }
    }

    /// Nil unless `base64` is the one encoding of 32 bytes.
    package init?(base64: Substring) {
        guard let bytes = Base64.decode(base64) else { return nil }
        self.init(bytes)
    }
}
