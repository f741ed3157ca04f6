/// A run of letters of a name as it was written, in plain lower case: no spelling is folded yet.
struct NamePiece: Hashable {
    var letters: [Unicode.Scalar] = []
    /// Whether a full stop follows, as after what is abbreviated.
    var hasDot = false

    var text: String { letters.text }

    /// Longer names than any person's: what is beyond is not looked at.
    static let lengthLimit = 64

    /// Cuts a name at whatever is neither letter nor digit, but for the apostrophe, which joins: `Nur'aini` is one
    /// piece. Marks that combine with a Latin letter are dropped, and characters that show nothing (direction, width,
    /// joining) stand for nothing.
    static func cut(_ name: String) -> [NamePiece] {
        var pieces: [NamePiece] = []
        var piece = NamePiece()
        func end(hasDot: Bool) {
            guard !piece.letters.isEmpty else { return }
            piece.hasDot = hasDot
            pieces.append(piece)
            piece = NamePiece()
        }
        for scalar in name.unicodeScalars {
            switch kind(of: scalar) {
            case .nothing: continue
            case .letter:
                for lower in scalar.properties.lowercaseMapping.unicodeScalars where kind(of: lower) == .letter {
                    piece.letters += plain(lower)
                }
                if piece.letters.count > lengthLimit { piece.letters.removeLast(piece.letters.count - lengthLimit) }
            case .other: end(hasDot: scalar == ".")
            }
        }
        end(hasDot: false)
        return pieces
    }

    private enum Kind { case letter, nothing, other }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        switch scalar {
        case "'", "`", "\u{b4}", "\u{2018}"..."\u{201b}", "\u{2032}", "\u{ff07}", "\u{2b0}"..."\u{2ff}": return .nothing
        case "\u{300}"..."\u{36f}", "\u{1ab0}"..."\u{1aff}", "\u{1dc0}"..."\u{1dff}", "\u{20d0}"..."\u{20ff}",
            "\u{fe00}"..."\u{fe0f}", "\u{fe20}"..."\u{fe2f}", "\u{e0100}"..."\u{e01ef}":
            return .nothing
        default: break
        }
        switch scalar.properties.generalCategory {
        case .format: return .nothing
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .decimalNumber, .letterNumber:
            return .letter
        default: return .other
        }
    }

    private static func plain(_ lower: Unicode.Scalar) -> [Unicode.Scalar] {
        // Full-width letters and digits, as East Asian documents have them.
        if (0xff10...0xff5a).contains(lower.value), let narrow = Unicode.Scalar(lower.value - 0xfee0) {
            return [narrow]
        }
        return LatinLetters.plain(lower) ?? [lower]
    }
}

extension [Unicode.Scalar] {
    var text: String {
        var text = ""
        text.unicodeScalars.append(contentsOf: self)
        return text
    }
}
