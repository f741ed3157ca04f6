/// What of a file's content a terminal can be given.
package enum TerminalText {
    /// How many bytes at the end may be the beginning of a letter, or of a line's end in two bytes.
    package static func cutByteCount(_ bytes: [UInt8]) -> Int {
        if bytes.last == 0x0d { return 1 }
        for (count, byte) in zip(1..., bytes.suffix(3).reversed()) where byte & 0xc0 != 0x80 {
            let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
            return count < length ? count : 0
        }
        return 0
    }

    /// Whether a terminal can be given these bytes: no control characters but line ends and tabs. A carriage return
    /// alone would write over the line.
    package static func isHarmlessText(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        if zip(bytes, bytes.dropFirst() + [0]).contains(where: { $0 == 0x0d && $1 != 0x0a }) { return false }
        return !text.unicodeScalars.contains { scalar in
            switch scalar {
            case "\n", "\t", "\r": false
            case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{202a}"..."\u{202e}", "\u{2066}"..."\u{2069}": true
            default: false
            }
        }
    }
}

/// Text without the mark that some editors put before UTF-8: no part of what somebody wrote.
package func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
}
