/// What somebody pressed.
enum Key: Hashable {
    case letter(Unicode.Scalar)
    case enter
    /// A line's end within the answer: Alt and Enter.
    case lineEnd
    case eraseBefore, eraseAfter, eraseWord, eraseToStart, eraseToEnd
    case left, right, wordLeft, wordRight, home, end
    case redraw
    case interrupt, suspend, inputEnd
    /// The terminal is gone.
    case closed
    /// The terminal says that what follows was pasted, until `pasteEnd`.
    case pasteStart, pasteEnd
    /// A key that means nothing here.
    case other
}

/// Makes keys of the bytes that a terminal sends: UTF-8, control characters, and the sequences of ECMA-48 (5.4) that stand for
/// keys without a letter (XTerm Control Sequences: PC-Style Function Keys, Bracketed Paste Mode).
struct KeyReader: ~Copyable {
    /// The next byte; nil where no more will come.
    let byte: () throws -> UInt8?
    /// Puts the byte that came last back: it begins something new.
    let unread: () -> Void
    /// Whether another byte is there, or comes at once: the Escape key by itself is followed by none.
    let follows: () -> Bool

    private static let escape: UInt8 = 0x1b
    /// No key's sequence is longer; what is longer is none.
    private static let sequenceLimit = 16

    func next() throws -> Key {
        guard let first = try byte() else { return .closed }
        switch first {
        case Self.escape: return follows() ? try escaped() : .other
        case 0x0a, 0x0d: return .enter
        case 0x08, 0x7f: return .eraseBefore
        case 0x01: return .home
        case 0x02: return .left
        case 0x03: return .interrupt
        case 0x04: return .inputEnd
        case 0x05: return .end
        case 0x06: return .right
        case 0x09: return .letter(" ")
        case 0x0b: return .eraseToEnd
        case 0x0c: return .redraw
        case 0x15: return .eraseToStart
        case 0x17: return .eraseWord
        case 0x1a: return .suspend
        case 0..<0x20: return .other
        default: return try letter(first).map { .letter($0) } ?? .other
        }
    }

    /// What was pasted, letter by letter, with line ends as LF: all of it up to its end, whatever `take` makes of it.
    func paste(_ take: (Unicode.Scalar) throws -> Void) throws {
        var wasReturn = false
        while let first = try byte() {
            if first == Self.escape {
                // The end of a paste always comes: no pause in a slow line may hide it.
                if try escaped() == .pasteEnd { return }
                continue
            }
            // CR LF is one line end.
            if first == 0x0a, wasReturn {
                wasReturn = false
                continue
            }
            wasReturn = first == 0x0d
            switch first {
            case 0x0a, 0x0d: try take("\n")
            case 0x09: try take(" ")
            case 0..<0x20, 0x7f: continue
            default: if let letter = try letter(first) { try take(letter) }
            }
        }
    }

    /// The letter that begins with `first` (RFC 3629, section 3); nil where the bytes are none. Bytes that belong to something
    /// else are left for it.
    private func letter(_ first: UInt8) throws -> Unicode.Scalar? {
        if first < 0x80 { return Unicode.Scalar(first) }
        guard (0xc2...0xf4).contains(first) else { return nil }
        let count = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1
        var value = UInt32(first) & (0x3f >> UInt32(count))
        for _ in 0..<count {
            guard let next = try byte() else { return nil }
            guard (0x80...0xbf).contains(next) else {
                unread()
                return nil
            }
            value = value << 6 | UInt32(next & 0x3f)
        }
        guard let letter = Unicode.Scalar(value), UTF8.width(letter) == count + 1 else { return nil }
        return letter
    }

    /// What an Escape begins.
    private func escaped() throws -> Key {
        guard let next = try byte() else { return .other }
        switch next {
        case Self.escape:
            unread()
            return .other
        case 0x0a, 0x0d: return .lineEnd
        case 0x08, 0x7f: return .eraseWord
        case UInt8(ascii: "b"): return .wordLeft
        case UInt8(ascii: "f"): return .wordRight
        // Some terminals send arrows with O in the place of the bracket.
        case UInt8(ascii: "["), UInt8(ascii: "O"): return try sequence()
        default: return .other
        }
    }

    /// Parameters, and the byte that says what they are of. A control character is part of no sequence, and ends it.
    private func sequence() throws -> Key {
        var parameters: [UInt8] = []
        while let next = try byte() {
            switch next {
            case 0x40...0x7e: return Self.key(parameters, next)
            case 0x20...0x3f: if parameters.count < Self.sequenceLimit { parameters.append(next) }
            default:
                unread()
                return .other
            }
        }
        return .closed
    }

    private static func key(_ parameters: [UInt8], _ last: UInt8) -> Key {
        let parts = parameters.split(separator: UInt8(ascii: ";")).map { String(decoding: $0, as: UTF8.self) }
        // With Ctrl or Alt.
        let isByWord = parts.count == 2 && ["3", "5"].contains(parts[1])
        switch (last, parts.first) {
        case (UInt8(ascii: "C"), _): return isByWord ? .wordRight : .right
        case (UInt8(ascii: "D"), _): return isByWord ? .wordLeft : .left
        case (UInt8(ascii: "H"), _), (UInt8(ascii: "~"), "1"), (UInt8(ascii: "~"), "7"): return .home
        case (UInt8(ascii: "F"), _), (UInt8(ascii: "~"), "4"), (UInt8(ascii: "~"), "8"): return .end
        case (UInt8(ascii: "~"), "3"): return .eraseAfter
        case (UInt8(ascii: "~"), "200"): return .pasteStart
        case (UInt8(ascii: "~"), "201"): return .pasteEnd
        default: return .other
        }
    }
}
