import Files

/// What kind of file it is, by its first bytes.
enum MediaType {
    private static let signatures: [(offset: Int, bytes: [UInt8], type: String)] = [
        (0, Array("%PDF-".utf8), "application/pdf"), (0, [0xff, 0xd8, 0xff], "image/jpeg"),
        (0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "image/png"), (0, Array("GIF8".utf8), "image/gif"),
        (0, Array("II*\0".utf8), "image/tiff"), (0, [0x4d, 0x4d, 0x00, 0x2a], "image/tiff"),
        (8, Array("WEBP".utf8), "image/webp"), (8, Array("WAVE".utf8), "audio/wav"),
        (8, Array("AVI ".utf8), "video/x-msvideo"),
        (0, Array("OggS".utf8), "audio/ogg"), (0, Array("fLaC".utf8), "audio/flac"),
        (0, Array("ID3".utf8), "audio/mpeg"),
        (0, [0xff, 0xfb], "audio/mpeg"), (4, Array("ftypheic".utf8), "image/heic"),
        (4, Array("ftypM4A".utf8), "audio/mp4"),
        (4, Array("ftypqt".utf8), "video/quicktime"), (4, Array("ftyp".utf8), "video/mp4"),
        (0, [0x1a, 0x45, 0xdf, 0xa3], "video/x-matroska"), (0, [0x50, 0x4b, 0x03, 0x04], "application/zip"),
        (0, [0x1f, 0x8b], "application/gzip"), (0, [0xd0, 0xcf, 0x11, 0xe0], "application/x-ole-storage"),
        (0, Array("SQLite format 3".utf8), "application/vnd.sqlite3"), (0, Array("{\\rtf".utf8), "application/rtf"),
        (0, [0x37, 0x7a, 0xbc, 0xaf], "application/x-7z-compressed"),
        (0, Array("age-encryption.org/".utf8), "application/age"),
    ]

    /// Reads the beginning of `file`.
    static func of(_ file: borrowing File) throws -> String {
        var head = [UInt8](repeating: 0, count: 4_096)
        var span = head.mutableSpan
        let count = try file.read(into: &span)
        head.removeLast(head.count - count)
        return of(beginning: head, isWhole: count < 4_096)
    }

    /// `isWhole`: nothing follows `head`.
    static func of(beginning head: [UInt8], isWhole: Bool) -> String {
        for (offset, bytes, type) in signatures where head.dropFirst(offset).starts(with: bytes) { return type }
        return isText(head, isWhole: isWhole) ? "text/plain" : "application/octet-stream"
    }

    private static func isText(_ bytes: [UInt8], isWhole: Bool) -> Bool {
        // A letter may be cut where the sample ends.
        let tolerated = isWhole ? 0 : 3
        for cut in 0...tolerated where String(validating: bytes.dropLast(cut), as: UTF8.self) != nil {
            return !bytes.contains { $0 < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d].contains($0) }
        }
        return false
    }

    /// How many bytes at the end may be the beginning of a letter, or of a line's end in two bytes.
    static func cutByteCount(_ bytes: [UInt8]) -> Int {
        if bytes.last == 0x0d { return 1 }
        for (count, byte) in zip(1..., bytes.suffix(3).reversed()) where byte & 0xc0 != 0x80 {
            let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
            return count < length ? count : 0
        }
        return 0
    }

    /// Whether a terminal can be given these bytes: no control characters but line ends and tabs. A carriage return
    /// alone would write over the line.
    static func isHarmlessText(_ bytes: ArraySlice<UInt8>) -> Bool {
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
