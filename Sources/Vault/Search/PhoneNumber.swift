/// A telephone number in its international form, without the `+`: all ways to write one number meet in it.
package struct PhoneNumber: Hashable, Sendable {
    /// 6 to 15 ASCII digits (ITU-T E.164 has at most 15): `6281234567890`.
    package let digits: String

    /// Nil where `text` holds anything but one number: letters, two plus signs, fewer than 6 digits or more than 15.
    package init?(_ text: String) {
        guard text.utf8.count <= 256, let written = Self.read(text) else { return nil }
        let digits = Self.international(written.digits, hasPlus: written.hasPlus)
        guard let digits, (6...15).contains(digits.count) else { return nil }
        self.digits = String(decoding: digits, as: UTF8.self)
    }

    /// The numbers in a text as people write it, distinct, in their order: with words between and behind them, several in a row.
    ///
    ///     08151234567 (ibu) atau 0815 765 4321 ext. 12
    package static func all(in text: String) -> [PhoneNumber] {
        var numbers: [PhoneNumber] = []
        for part in text.unicodeScalars.prefix(65_536).split(whereSeparator: { !stands($0) }) {
            let found = PhoneNumber(String(part)).map { [$0] } ?? divided(part)
            numbers += found.filter { !numbers.contains($0) }
        }
        return numbers
    }

    /// Whether it may stand within a number.
    private static func stands(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "+", "(", ")", ".", "-", "\u{2010}"..."\u{2015}", "\u{2212}": true
        case "\n", "\r": false
        default: scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
        }
    }

    /// Of numbers with nothing but space between them: the next begins where a group begins with 0 or +.
    private static func divided(_ part: Substring.UnicodeScalarView.SubSequence) -> [PhoneNumber] {
        var numbers: [PhoneNumber] = []
        var written = ""
        func take() {
            if let number = PhoneNumber(written) { numbers.append(number) }
            written = ""
        }
        for group in part.split(whereSeparator: \.properties.isWhitespace) {
            let first = group.first { $0 != "(" }
            if first == "0" || first == "+", written.utf8.count(where: { (0x30...0x39).contains($0) }) > 5 { take() }
            written += String(group) + " "
        }
        take()
        return numbers
    }

    /// The digits as they stand, without the `(0)` that is dialled at home only.
    private static func read(_ text: String) -> (digits: [UInt8], hasPlus: Bool)? {
        var digits: [UInt8] = []
        var hasPlus = false
        guard var rest = withoutLabel(text.unicodeScalars[...]) else { return nil }
        while let scalar = rest.popFirst() {
            switch scalar {
            case "0"..."9": digits.append(UInt8(ascii: scalar))
            case "+":
                guard digits.isEmpty, !hasPlus else { return nil }
                hasPlus = true
            case "(":
                if !digits.isEmpty, rest.starts(with: ["0", ")"]) { rest = rest.dropFirst(2) }
            case ")", ".", "-", "\u{2010}"..."\u{2015}", "\u{2212}": continue
            default:
                // Address books wrap numbers in marks of direction.
                guard scalar.properties.isWhitespace || scalar.properties.generalCategory == .format else { return nil }
            }
        }
        return (digits, hasPlus)
    }

    /// `HP. 0812…`, `No. Telp: 0812…`: what forms write before a number. Nil where it is another word.
    private static func withoutLabel(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView? {
        var rest = text
        while true {
            rest = rest.drop { $0.properties.isWhitespace || $0 == "." || $0 == ":" }
            let word = rest.prefix { $0.properties.isAlphabetic }
            if word.isEmpty { return rest }
            guard labels.contains(word.map(\.properties.lowercaseMapping).joined()) else { return nil }
            rest = rest.dropFirst(word.count)
        }
    }

    private static let labels: Set<String> = ["hp", "wa", "no", "nomor", "tel", "telp", "tlp", "telepon", "ponsel"]

    private static func international(_ digits: [UInt8], hasPlus: Bool) -> [UInt8]? {
        let zero = UInt8(ascii: "0")
        if digits.starts(with: [zero, zero]) {
            let rest = digits[2...]
            return rest.first == zero || hasPlus ? nil : domesticZeroDropped(rest)
        }
        // No country's code begins with 0, so `+0812…` is a slip for `0812…`.
        if digits.first == zero { return indonesia + digits[1...] }
        if hasPlus || digits.starts(with: indonesia) { return domesticZeroDropped(digits[...]) }
        // A spreadsheet that took the number for a quantity has lost its 0; mobile numbers begin with 08.
        if digits.first == UInt8(ascii: "8"), (9...12).contains(digits.count) { return indonesia + digits }
        return digits
    }

    /// `+62 0812…` is `+62 812…`: no number within Indonesia begins with 0.
    private static func domesticZeroDropped(_ digits: ArraySlice<UInt8>) -> [UInt8] {
        guard digits.starts(with: indonesia + [UInt8(ascii: "0")]) else { return Array(digits) }
        return indonesia + digits.dropFirst(indonesia.count).drop { $0 == UInt8(ascii: "0") }
    }

    private static let indonesia = Array("62".utf8)
}
