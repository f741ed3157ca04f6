import Ledger
package import Sodium

/// Writes the texts of this module: one `key value` a line, in the order of the format.
package struct FieldWriter {
    package private(set) var text: String

    /// `kind` is the first line: what the text is, and in which version.
    package init(kind: String) {
        text = kind
        text.reserveCapacity(1_024)
        text += "\n"
    }

    package mutating func put(_ key: String, _ value: String) {
        text += key
        text += " "
        text += value
        text += "\n"
    }

    package mutating func put(_ key: String, _ value: String?) {
        if let value { put(key, value) }
    }

    package mutating func put(_ key: String, _ number: UInt64) {
        put(key, String(number))
    }
}

/// Reads them back, strictly: every line is expected, in its order, and nothing is left over.
package struct FieldReader {
    private let kind: CaseworkError.TextKind
    // By bytes: to Swift CR LF is one character, and a space with an accent on it is no space.
    private let bytes: [UInt8]
    /// The same, for values that share its storage.
    private let text: String
    /// The first byte of the next line.
    private var position = 0

    private static let newline: UInt8 = 0x0a

    /// Throws unless `text` begins with the line `first` and every line ends in a newline.
    package init(_ text: String, kind: CaseworkError.TextKind, first: String) throws(CaseworkError) {
        self.kind = kind
        var text = text
        text.makeContiguousUTF8()
        self.text = text
        bytes = Array(text.utf8)
        guard bytes.last == Self.newline else { throw .malformed(kind: kind, line: "") }
        guard isNext(first.utf8, end: Self.newline) else { throw .malformed(kind: kind, line: "1") }
        position = first.utf8.count + 1
    }

    /// Whether the next line begins with `key` and `end`.
    private func isNext(_ key: String.UTF8View, end: UInt8) -> Bool {
        let after = position + key.count
        guard after < bytes.count, bytes[after] == end else { return false }
        var place = position
        for byte in key {
            guard bytes[place] == byte else { return false }
            place += 1
        }
        return true
    }

    /// Where the line that begins at `start` ends. Every line has an end.
    private func end(from start: Int) -> Int {
        var place = start
        while bytes[place] != Self.newline { place += 1 }
        return place
    }

    package func fault(_ key: String) -> CaseworkError {
        .malformed(kind: kind, line: key)
    }

    /// The value of the next line, if its key is `key`.
    package mutating func takeIfPresent(_ key: String) -> Substring? {
        guard isNext(key.utf8, end: 0x20) else { return nil }
        let start = position + key.utf8.count + 1
        let end = end(from: start)
        guard end > start else { return nil }
        position = end + 1
        let utf8 = text.utf8
        let first = utf8.index(utf8.startIndex, offsetBy: start)
        return Substring(utf8[first..<utf8.index(first, offsetBy: end - start)])
    }

    package mutating func take(_ key: String) throws(CaseworkError) -> Substring {
        guard let value = takeIfPresent(key) else { throw fault(key) }
        return value
    }

    /// The values of all next lines whose key is `key`, at most `limit`.
    package mutating func takeAll(_ key: String, limit: Int = 1_000) throws(CaseworkError) -> [Substring] {
        var values: [Substring] = []
        while let value = takeIfPresent(key) {
            values.append(value)
            if values.count > limit { throw fault(key) }
        }
        return values
    }

    package mutating func takeNumber(_ key: String) throws(CaseworkError) -> UInt64 {
        try number(take(key), key)
    }

    package mutating func takeDigest(_ key: String) throws(CaseworkError) -> Digest {
        guard let digest = Digest(hex: try take(key)) else { throw fault(key) }
        return digest
    }

    /// A decimal without leading zeros.
    package func number(_ text: Substring, _ key: String) throws(CaseworkError) -> UInt64 {
        var number: UInt64 = 0
        for digit in text.utf8 {
            let (product, overflows) = number.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(digit &- 0x30))
            guard digit &- 0x30 < 10, !overflows, !carries else { throw fault(key) }
            number = sum
        }
        guard let first = text.utf8.first, first != 0x30 || text.utf8.count == 1 else { throw fault(key) }
        return number
    }

    /// The value's `count` parts between single spaces; the last takes the rest.
    package func parts(_ value: Substring, _ count: Int, _ key: String) throws(CaseworkError) -> [Substring] {
        var parts: [Substring] = []
        var rest = value.utf8
        while parts.count < count - 1, let space = rest.firstIndex(of: 0x20) {
            parts.append(Substring(rest[..<space]))
            rest = rest[rest.index(after: space)...]
        }
        parts.append(Substring(rest))
        guard parts.count == count, parts.allSatisfy({ !$0.isEmpty }) else { throw fault(key) }
        return parts
    }

    package var isAtEnd: Bool { position == bytes.count }

    /// What is left: for the entry, whose end is a request.
    package mutating func takeRest() -> [UInt8] {
        defer { position = bytes.count }
        return Array(bytes[position...])
    }

    package mutating func takeBlank() throws(CaseworkError) {
        guard !isAtEnd, bytes[position] == Self.newline else { throw fault("blank") }
        position += 1
    }

    package func finish() throws(CaseworkError) {
        guard isAtEnd else { throw fault("end") }
    }
}

/// Whether `text` has the look of a hybrid age recipient: `age1pq1` and lower-case letters and digits. What the letters
/// say is for `Age`.
func isRecipient(_ text: some StringProtocol) -> Bool {
    text.utf8.count <= 4_096 && text.hasPrefix("age1pq1")
        && text.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) }
}

/// Whether `text` may stand in a line: valid, 1 to `limit` bytes, no control characters.
package func isPlain(_ text: some StringProtocol, limit: Int) -> Bool {
    let count = text.utf8.count
    return count > 0 && count <= limit
        && !text.unicodeScalars.contains { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) }
}
