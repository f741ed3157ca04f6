import AgeKeys
import Ledger
package import Sodium
package import Vocabulary

/// Writes the texts of this module: one `key value` a line, in the order of the format.
package struct FieldWriter {
    package private(set) var bytes: [UInt8] = []

    /// `kind` is the first line: what the text is, and in which version. `capacity` is about how many bytes
    /// will come.
    package init(kind: String, capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
        bytes.append(kind.utf8.span)
        bytes.append(Ascii.newline)
    }

    /// On from what was written, with room for as many bytes more.
    init(going writer: FieldWriter, room: Int) {
        bytes.reserveCapacity(writer.bytes.count + room)
        bytes.append(writer.bytes.span)
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// A line whose value is what `parts` adds.
    package mutating func put(_ key: String, parts: (inout FieldWriter) -> Void) {
        bytes.append(key.utf8.span)
        parts(&self)
        bytes.append(Ascii.newline)
    }

    /// A space and `text`: a part of a line's value.
    package mutating func add(_ text: String) {
        bytes.append(Ascii.space)
        bytes.append(text.utf8.span)
    }

    package mutating func add(_ number: UInt64) {
        bytes.append(Ascii.space)
        var divisor: UInt64 = 1
        while number / divisor > 9 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(truncatingIfNeeded: 0x30 + number / divisor % 10))
            divisor /= 10
        }
    }

    package mutating func add(_ digest: Digest) {
        bytes.append(Ascii.space)
        digest.appendHex(to: &bytes)
    }

    package mutating func add(base64 digest: Digest) {
        bytes.append(Ascii.space)
        digest.appendBase64(to: &bytes)
    }

    package mutating func add(_ id: some OpaqueID) {
        bytes.append(Ascii.space)
        id.packed.append(to: &bytes)
    }

    mutating func add(_ nonce: Nonce) {
        bytes.append(Ascii.space)
        nonce.append(to: &bytes)
    }

    package mutating func add(_ time: Instant) {
        bytes.append(Ascii.space)
        time.append(to: &bytes)
    }

    package mutating func put(_ key: String, _ value: String) { put(key) { $0.add(value) } }
    package mutating func put(_ key: String, _ number: UInt64) { put(key) { $0.add(number) } }
    package mutating func put(_ key: String, _ digest: Digest) { put(key) { $0.add(digest) } }
    package mutating func put(_ key: String, _ id: some OpaqueID) { put(key) { $0.add(id) } }
    package mutating func put(_ key: String, _ time: Instant) { put(key) { $0.add(time) } }

    package mutating func put(_ key: String, _ value: String?) { if let value { put(key, value) } }
    package mutating func put(_ key: String, _ digest: Digest?) { if let digest { put(key, digest) } }
    package mutating func put(_ key: String, _ id: (some OpaqueID)?) { if let id { put(key, id) } }

    /// Whether `text` is what was written, to the byte.
    package func wrote(_ text: Span<UInt8>) -> Bool {
        guard text.count == bytes.count else { return false }
        let written = bytes.span
        var difference: UInt8 = 0
        for place in text.indices { difference |= text[place] ^ written[place] }
        return difference == 0
    }
}

private enum Ascii {
    static let newline: UInt8 = 0x0a
    static let space: UInt8 = 0x20
}

/// Reads them back, strictly: every line is expected, in its order, and nothing is left over.
package struct FieldReader {
    private let kind: CaseworkError.TextKind
    private let text: String
    /// The first byte of the next line.
    private var position = 0

    /// Throws unless `text` begins with the line `first` and every line ends in a newline.
    package init(_ text: String, kind: CaseworkError.TextKind, first: String) throws(CaseworkError) {
        self.kind = kind
        var text = text
        text.makeContiguousUTF8()
        self.text = text
        guard text.utf8.last == Ascii.newline else { throw .malformed(kind: kind, line: "") }
        guard let rest = value(after: first, end: Ascii.newline) else { throw .malformed(kind: kind, line: "1") }
        position = rest.upperBound + 1
    }

    // By bytes: to Swift CR LF is one character, and a space with an accent on it is no space.

    /// The bytes between `key` with `end` behind it, which the next line begins with, and the line's own end. Every line has
    /// an end.
    private func value(after key: String, end: UInt8) -> Range<Int>? {
        let bytes = text.utf8.span
        let key = key.utf8.span
        let start = position + key.count + 1
        guard start <= bytes.count, bytes[start - 1] == end else { return nil }
        for place in key.indices where bytes[position + place] != key[place] { return nil }
        guard let stop = bytes.firstIndex(of: Ascii.newline, from: end == Ascii.newline ? start - 1 : start) else {
            return nil
        }
        return min(start, stop)..<stop
    }

    package func fault(_ key: String) -> CaseworkError {
        .malformed(kind: kind, line: key)
    }

    /// The value of the next line, if its key is `key`.
    package mutating func takeIfPresent(_ key: String) -> Substring? {
        guard let value = value(after: key, end: Ascii.space), !value.isEmpty else { return nil }
        position = value.upperBound + 1
        let utf8 = text.utf8
        let first = utf8.index(utf8.startIndex, offsetBy: value.lowerBound)
        return Substring(utf8[first..<utf8.index(first, offsetBy: value.count)])
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

    /// An Ed25519 key in base64.
    package mutating func takeKey(_ key: String) throws(CaseworkError) -> VerifyingKey {
        guard let bytes = Base64.decode(try take(key)), let read = VerifyingKey(bytes) else { throw fault(key) }
        return read
    }

    /// A decimal without leading zeros.
    package func number(_ text: Substring, _ key: String) throws(CaseworkError) -> UInt64 {
        var number: UInt64 = 0
        let digits = text.utf8.span
        for place in digits.indices {
            let digit = digits[place]
            let (product, overflows) = number.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(digit &- 0x30))
            guard digit &- 0x30 < 10, !overflows, !carries else { throw fault(key) }
            number = sum
        }
        guard digits.count > 0, digits[0] != 0x30 || digits.count == 1 else { throw fault(key) }
        return number
    }

    /// The value's two parts, between them the first space.
    package func pair(_ value: Substring, _ key: String) throws(CaseworkError) -> (Substring, Substring) {
        let utf8 = value.utf8
        guard let place = utf8.span.firstIndex(of: Ascii.space), place > 0, place + 1 < utf8.count else {
            throw fault(key)
        }
        let space = utf8.index(utf8.startIndex, offsetBy: place)
        return (value[..<space], value[utf8.index(after: space)...])
    }

    /// The value's three parts, between them the first two spaces; the last takes the rest.
    package func triple(_ value: Substring, _ key: String) throws(CaseworkError) -> (Substring, Substring, Substring) {
        let (first, rest) = try pair(value, key)
        let (second, third) = try pair(rest, key)
        return (first, second, third)
    }

    package var isAtEnd: Bool { position == text.utf8.count }

    package func finish() throws(CaseworkError) {
        guard isAtEnd else { throw fault("end") }
    }
}

/// Whether `text` is a hybrid age recipient: Bech32 of a key that is one.
package func isRecipient(_ text: some StringProtocol) -> Bool { HybridKey.isRecipient(text) }

/// Whether `text` may stand in a line: valid, 1 to `limit` bytes, no control characters.
package func isPlain(_ text: some StringProtocol, limit: Int) -> Bool {
    let count = text.utf8.count
    guard count > 0, count <= limit else { return false }
    return text.utf8.allSatisfy { 0x20 <= $0 && $0 < 0x7f }
        || !text.unicodeScalars.contains { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) }
}
