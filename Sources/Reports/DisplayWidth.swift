/// The columns that a terminal needs for `text`: two for what East Asia writes wide and for pictures, none for what
/// sits on the letter before it.
package func displayWidth(_ text: some StringProtocol) -> Int {
    text.unicodeScalars.reduce(0) { $0 + displayWidth($1) }
}

/// As `wcwidth` counts, which is how terminals do it: by scalars, not by what a reader sees as one letter.
package func displayWidth(_ scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7f ? 0 : 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .control: return 0
    case .format: return scalar == "\u{ad}" ? 1 : 0
    default: break
    }
    switch scalar.value {
    // Vowels and finals of Hangul, which join the leading consonant.
    case 0x1160...0x11ff: return 0
    // Hangul, Kana, CJK, Yi, the forms that exist wide because the alphabet's are narrow (Unicode, UAX 11).
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff,
        0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff01...0xff60, 0xffe0...0xffe6, 0x17000...0x18cff, 0x1b000...0x1b2ff,
        0x20000...0x3fffd:
        return 2
    // Letters of flags, of which two make one picture.
    case 0x1f1e6...0x1f1ff: return 1
    default: return scalar.properties.isEmojiPresentation ? 2 : 1
    }
}

/// `text`, or as much of its beginning as fits into `width` columns with an ellipsis.
package func shortened(_ text: String, to width: Int) -> String {
    guard displayWidth(text) > width else { return text }
    var cut = ""
    var used = 1
    for character in text {
        used += displayWidth(String(character))
        if used > width { break }
        cut.append(character)
    }
    while cut.hasSuffix(" ") { cut.removeLast() }
    return cut + "…"
}

/// `text` in lines of at most `width` columns, broken after spaces and commas where there are any. Nothing is lost but
/// the spaces at the breaks.
package func folded(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in words(text) {
        let wide = displayWidth(word)
        if used > 0, used + displayWidth(word.hasSuffix(" ") ? word.dropLast() : word[...]) > width {
            lines.append(line)
            (line, used) = ("", 0)
        }
        guard wide > width else {
            line += word
            used += wide
            continue
        }
        for character in word {
            let columns = displayWidth(String(character))
            if used > 0, used + columns > width {
                lines.append(line)
                (line, used) = ("", 0)
            }
            line.append(character)
            used += columns
        }
    }
    return (lines + [line]).map { line in
        line.hasSuffix(" ") ? String(line.dropLast()) : line
    }
}

/// Pieces that end with a space or a comma.
private func words(_ text: String) -> [String] {
    var words: [String] = [""]
    for character in text {
        words[words.count - 1].append(character)
        if character == " " || character == "," { words.append("") }
    }
    return words
}
