internal import Sodium

/// An age file as text: strict PEM (age.md, "ASCII armor"; RFC 7468, figure 3).
package enum Armor {
    private static let begin = Array("-----BEGIN AGE ENCRYPTED FILE-----".utf8)
    private static let end = Array("-----END AGE ENCRYPTED FILE-----".utf8)
    private static let columnCount = 64
    /// White space before and after that is put up with.
    private static let whiteSpaceLimit = 1024

    /// Whether `bytes` set out to be armor. They may still be malformed.
    package static func isArmored(_ bytes: Span<UInt8>) -> Bool {
        var start = 0
        while start < min(bytes.count, whiteSpaceLimit), isWhiteSpace(bytes[start]) { start += 1 }
        guard bytes.count - start >= begin.count else { return false }
        return begin.indices.allSatisfy { bytes[start + $0] == begin[$0] }
    }

    /// The file within. Lines end with LF or CRLF; white space may stand before and after, nothing else.
    ///
    /// Throws `armorMalformed` with the line, and `tooLong` when the file has more than `limit` bytes.
    package static func decode(_ text: Span<UInt8>, limit: Int) throws(AgeError) -> [UInt8] {
        var lines = Lines()
        try skipToBegin(&lines, of: text)
        var file: [UInt8] = []
        var isLastLine = false
        while let line = lines.next(of: text) {
            if line == end {
                guard isBlank(text, from: lines.position) else { throw .armorMalformed(line: lines.number + 1) }
                return file
            }
            // Only the last line is short, and none is empty.
            guard !isLastLine, (1...columnCount).contains(line.count), let bytes = Base64.decode(line, .padded)
            else {
                throw .armorMalformed(line: lines.number)
            }
            isLastLine = bytes.count < columnCount / 4 * 3
            guard bytes.count <= limit - file.count else { throw .tooLong(limit: limit) }
            file += bytes
        }
        throw .armorMalformed(line: lines.number + 1)
    }

    private static func skipToBegin(_ lines: inout Lines, of text: Span<UInt8>) throws(AgeError) {
        while let line = lines.next(of: text) {
            if line == begin { return }
            guard lines.position <= whiteSpaceLimit, line.allSatisfy(isWhiteSpace) else { break }
        }
        throw .armorMalformed(line: max(lines.number, 1))
    }

    private static func isBlank(_ text: Span<UInt8>, from start: Int) -> Bool {
        guard text.count - start <= whiteSpaceLimit else { return false }
        return (start..<text.count).allSatisfy { isWhiteSpace(text[$0]) }
    }

    private static func isWhiteSpace(_ character: UInt8) -> Bool {
        character == 0x20 || (0x09...0x0D).contains(character)
    }
}

/// Lines of a text, without their ends, LF or CRLF. A line too long to be armor is cut: it is refused anyway.
private struct Lines {
    private(set) var position = 0
    private(set) var number = 0

    private static let characterLimit = 2048

    mutating func next(of text: Span<UInt8>) -> [UInt8]? {
        guard position < text.count else { return nil }
        var line: [UInt8] = []
        while position < text.count, line.count < Self.characterLimit {
            let character = text[position]
            position += 1
            if character == 0x0A {
                if line.last == 0x0D { line.removeLast() }
                break
            }
            line.append(character)
        }
        number += 1
        return line
    }
}
