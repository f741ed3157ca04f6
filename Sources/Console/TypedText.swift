import Sodium

/// What somebody is typing, in guarded memory, with the place where the next letter goes.
struct TypedText: ~Copyable {
    private var bytes: Secret
    private(set) var count = 0
    private(set) var cursor = 0
    /// The bytes of UTF-8 that it may have at most.
    let limit: Int

    init(limit: Int) throws {
        self.limit = limit
        bytes = try Secret(byteCount: min(limit, 256))
    }

    /// Lends the bytes.
    borrowing func withBytes<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        try bytes.withBytes { bytes throws(E) in try body(bytes.extracting(0..<count)) }
    }

    /// The text, in guarded memory of its own size.
    borrowing func finish() throws -> Secret {
        try bytes.withBytes { try Secret(copying: $0.extracting(0..<count)) }
    }

    /// Puts a letter where the cursor stands. False where it does not fit any more.
    mutating func insert(_ letter: Unicode.Scalar) throws -> Bool {
        // At most four bytes, which fit into a register: no copy of a letter stays in ordinary memory.
        guard let new = UTF8.encode(letter) else { return false }
        guard count + new.count <= limit else { return false }
        try reserve(count + new.count)
        let (count, cursor) = (count, cursor)
        bytes.withMutableBytes { bytes in
            for index in stride(from: count - 1, through: cursor, by: -1) { bytes[index + new.count] = bytes[index] }
            var place = cursor
            for byte in new {
                bytes[place] = byte
                place += 1
            }
        }
        self.count += new.count
        self.cursor += new.count
        return true
    }

    /// Puts another text where the cursor stands: all of it, or where it does not fit, nothing. False then.
    mutating func insert(_ other: borrowing TypedText) throws -> Bool {
        let added = other.count
        guard count + added <= limit else { return false }
        try reserve(count + added)
        let (count, cursor) = (count, cursor)
        bytes.withMutableBytes { bytes in
            for index in stride(from: count - 1, through: cursor, by: -1) { bytes[index + added] = bytes[index] }
            other.withBytes { new in
                for index in 0..<added { bytes[cursor + index] = new[index] }
            }
        }
        self.count += added
        self.cursor += added
        return true
    }

    mutating func erase(from start: Int, to end: Int) {
        guard start < end else { return }
        let count = count
        bytes.withMutableBytes { bytes in
            for index in end..<count { bytes[start + index - end] = bytes[index] }
            for index in (count - (end - start))..<count { bytes[index] = 0 }
        }
        self.count -= end - start
        cursor = start
    }

    mutating func move(to offset: Int) { cursor = offset }

    /// Where what a reader takes for one letter begins, before the cursor: marks belong to the letter that they sit on.
    var before: Int {
        withBytes { bytes in
            var offset = cursor
            while offset > 0 {
                offset -= 1
                if bytes[offset] & 0xc0 != 0x80, !Self.joins(Self.letter(at: offset, in: bytes)) { break }
            }
            return offset
        }
    }

    /// Where the letter after the cursor ends.
    var after: Int {
        withBytes { bytes in
            var offset = cursor
            guard offset < bytes.count else { return offset }
            repeat {
                offset += Self.byteCount(bytes[offset])
            } while offset < bytes.count
                && Self.joins(Self.letter(at: offset, in: bytes))
            return min(offset, bytes.count)
        }
    }

    /// Where the word begins that ends before the cursor.
    var wordBefore: Int {
        withBytes { bytes in
            var offset = cursor
            while offset > 0, Self.isSpace(bytes[offset - 1]) { offset -= 1 }
            while offset > 0, !Self.isSpace(bytes[offset - 1]) { offset -= 1 }
            return offset
        }
    }

    /// Where the word ends that begins after the cursor.
    var wordAfter: Int {
        withBytes { bytes in
            var offset = cursor
            while offset < bytes.count, Self.isSpace(bytes[offset]) { offset += 1 }
            while offset < bytes.count, !Self.isSpace(bytes[offset]) { offset += 1 }
            return offset
        }
    }

    private mutating func reserve(_ needed: Int) throws {
        guard needed > bytes.byteCount else { return }
        let count = count
        var larger = try Secret(byteCount: min(limit, max(needed, bytes.byteCount * 2)))
        bytes.withBytes { old in
            larger.withMutableBytes { new in
                for index in 0..<count { new[index] = old[index] }
            }
        }
        bytes = larger
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a }

    private static func byteCount(_ first: UInt8) -> Int {
        first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
    }

    /// The letter whose first byte is at `offset`. What stands in a `TypedText` is whole.
    static func letter(at offset: Int, in bytes: Span<UInt8>) -> Unicode.Scalar {
        let count = byteCount(bytes[offset])
        if count == 1 { return Unicode.Scalar(bytes[offset]) }
        var value = UInt32(bytes[offset]) & (0xff >> (UInt32(count) + 1))
        for index in 1..<count { value = value << 6 | UInt32(bytes[offset + index]) & 0x3f }
        return Unicode.Scalar(value) ?? "\u{fffd}"
    }

    /// Whether it is part of the letter before it.
    private static func joins(_ letter: Unicode.Scalar) -> Bool {
        letter.properties.isGraphemeExtend || letter.properties.isDefaultIgnorableCodePoint
    }
}
