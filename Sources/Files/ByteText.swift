/// Bytes as text of which nothing is lost: file names need not be UTF-8.
///
/// A byte that is no part of UTF-8 stands as the scalar U+10FF00 + byte, and so does each byte of such a scalar where a name
/// has one itself. Two names of other bytes are two texts.
package enum ByteText {
    private static let base: UInt32 = 0x10ff00
    private static let reserved: ClosedRange<UInt32> = 0x10ff80...0x10ffff

    package static func text(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self), isPlain(text) { return text }
        var text = ""
        var rest = bytes[...]
        while let first = rest.first {
            if let (scalar, byteCount) = scalar(at: rest), !reserved.contains(scalar.value) {
                text.unicodeScalars.append(scalar)
                rest.removeFirst(byteCount)
            } else {
                if let scalar = Unicode.Scalar(base + UInt32(first)) { text.unicodeScalars.append(scalar) }
                rest.removeFirst()
            }
        }
        return text
    }

    package static func bytes(_ text: String) -> [UInt8] {
        if isPlain(text) { return Array(text.utf8) }
        return text.unicodeScalars.flatMap { scalar -> [UInt8] in
            reserved.contains(scalar.value)
                ? [UInt8(truncatingIfNeeded: scalar.value)] : Array(String(Character(scalar)).utf8)
        }
    }

    /// Whether `text` is what it says, and stands for no other bytes.
    package static func isPlain(_ text: String) -> Bool {
        !text.unicodeScalars.contains { reserved.contains($0.value) }
    }

    /// For people, and for what may hold plain text alone: such bytes as `\xE9`.
    package static func escaped(_ text: String) -> String {
        if isPlain(text) { return text }
        return text.unicodeScalars.reduce(into: "") { escaped, scalar in
            if reserved.contains(scalar.value) {
                escaped += "\\x" + String(scalar.value & 0xff, radix: 16, uppercase: true)
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
    }

    private static func scalar(at bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, byteCount: Int)? {
        for byteCount in 1...4 where byteCount <= bytes.count {
            if let text = String(validating: bytes.prefix(byteCount), as: UTF8.self),
                let scalar = text.unicodeScalars.first
            {
                return (scalar, byteCount)
            }
        }
        return nil
    }
}
