import Glibc

extension String {
    /// Nil when `bytes` are not UTF-8. Nothing is repaired.
    package init?(strict bytes: Span<UInt8>) {
        guard let text = try? UTF8Span(validating: bytes) else { return nil }
        self.init(copying: text)
    }
}

// What texts are read by, as fast as memory: a log of a million entries has two gigabytes of lines.
extension Span where Element == UInt8 {
    /// Where `byte` stands next, from `start` on.
    package func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        guard start < count else { return nil }
        return unsafe withUnsafeBytes { bytes in
            let base = bytes.baseAddress!
            guard let found = unsafe memchr(base + start, Int32(byte), bytes.count - start) else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// Whether a control character as signed-note counts them stands here: below U+0020, but for the newline.
    package var hasControl: Bool {
        unsafe withUnsafeBytes { bytes in
            var found: UInt8 = 0
            // To the end in any case: a loop without a way out takes many bytes at a time.
            for place in bytes.indices {
                let byte = unsafe bytes[place]
                found |= (byte < 0x20 ? 1 : 0) & (byte != 0x0a ? 1 : 0)
            }
            return found != 0
        }
    }

    /// Where the last byte that is not zero stands.
    package var lastNonzero: Int? {
        var end = count
        unsafe withUnsafeBytes { bytes in
            while end >= 8, unsafe bytes.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self) == 0 { end -= 8 }
        }
        while end > 0, self[end - 1] == 0 { end -= 1 }
        return end == 0 ? nil : end - 1
    }

    /// Where the first empty line behind another line stands: the second of two newlines in a row.
    package var firstEmptyLine: Int? {
        var place = firstIndex(of: 0x0a)
        while let newline = place, newline + 1 < count {
            if self[newline + 1] == 0x0a { return newline + 1 }
            place = firstIndex(of: 0x0a, from: newline + 1)
        }
        return nil
    }
}

extension MutableSpan where Element == UInt8 {
    /// Puts `bytes` where `start` says, at once: byte by byte, a document of gigabytes takes its time.
    package mutating func replace(from start: Int, with bytes: Span<UInt8>) {
        precondition(start >= 0 && start + bytes.count <= count, "\(bytes.count) bytes at \(start) of \(count)")
        guard bytes.count > 0 else { return }
        unsafe withUnsafeMutableBytes { target in
            unsafe bytes.withUnsafeBytes { source in
                unsafe (target.baseAddress! + start).copyMemory(from: source.baseAddress!, byteCount: source.count)
            }
        }
    }
}
