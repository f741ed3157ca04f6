/// Lower-case hexadecimal, two digits a byte.
package enum Hex {
    package static func encode(_ bytes: [UInt8]) -> String {
        unsafe String(unsafeUninitializedCapacity: 2 * bytes.count) { target in
            for (place, byte) in bytes.enumerated() {
                unsafe target[2 * place] = digit(byte >> 4)
                unsafe target[2 * place + 1] = digit(byte & 15)
            }
            return 2 * bytes.count
        }
    }

    fileprivate static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x61 + value - 10
    }

    /// Nil for upper case, odd length or another character.
    package static func decode(_ text: String) -> [UInt8]? {
        decode(text[...])
    }

    package static func decode(_ text: Substring) -> [UInt8]? {
        let digits = text.utf8.span
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    fileprivate static func value(_ digit: UInt8) -> UInt8? {
        let value = bits(digit)
        return value < 16 ? value : nil
    }

    /// What a digit stands for; 255 for what is none. Without a branch: half of a ledger are digits.
    @inline(__always)
    fileprivate static func bits(_ digit: UInt8) -> UInt8 {
        let (number, letter) = (digit &- 0x30, digit &- 0x61)
        return number < 10 ? number : letter < 6 ? letter &+ 10 : 255
    }
}

extension Hex {
    /// The number that 16 digits are; nil for other digits, or another number of them.
    package static func number(_ digits: Span<UInt8>) -> UInt64? {
        guard digits.count == 16 else { return nil }
        var (number, all) = (UInt64(0), UInt8(0))
        for place in digits.indices {
            let value = bits(digits[place])
            all |= value
            number = number << 4 | UInt64(value & 15)
        }
        return all < 16 ? number : nil
    }

    /// Writes the 16 digits of `number` behind `text`.
    package static func append(_ number: UInt64, to text: inout [UInt8]) {
        for shift in stride(from: 60, through: 0, by: -4) { text.append(digit(UInt8(number >> UInt64(shift) & 15))) }
    }
}

extension Digest {
    /// 64 lower-case hexadecimal digits.
    package var hex: String { Hex.encode(bytes) }

    /// Writes the same digits behind `text`.
    package func appendHex(to text: inout [UInt8]) {
        var digits = InlineArray<64, UInt8>(repeating: 0)
        withBytes { bytes in
            for place in bytes.indices {
                digits[2 * place] = Hex.digit(bytes[place] >> 4)
                digits[2 * place + 1] = Hex.digit(bytes[place] & 15)
            }
        }
        text.append(digits.span)
    }

    /// Nil unless `hex` is 64 lower-case hexadecimal digits.
    package init?(hex: String) {
        self.init(hex: hex[...])
    }

    /// The same of a part of a text: logs are full of them.
    package init?(hex: Substring) {
        var hex = hex
        let words = hex.withUTF8 { digits -> (UInt64, UInt64, UInt64, UInt64)? in
            guard digits.count == 2 * Self.byteCount else { return nil }
            var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
            var all: UInt8 = 0
            unsafe withUnsafeMutableBytes(of: &words) { bytes in
                for place in 0..<Self.byteCount {
                    let high = unsafe Hex.bits(digits[2 * place])
                    let low = unsafe Hex.bits(digits[2 * place + 1])
                    all |= high | low
                    unsafe bytes[place] = high &<< 4 | low
                }
            }
            return all < 16 ? words : nil
        }
        guard let words else { return nil }
        self.init(words: words)
    }
}
