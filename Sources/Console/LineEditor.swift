import Files
import Reports
import Sodium

/// What an answer may be.
package struct AnswerRules {
    /// The bytes of UTF-8 that it may have at most.
    let limit: Int
    /// Whether it may have several lines. Where it may not, a pasted line's end is a space.
    let hasLines: Bool
    /// Whether what is typed is shown.
    let isSeen: Bool

    package init(limit: Int = 65_536, hasLines: Bool = false, isSeen: Bool = true) {
        self.limit = limit
        self.hasLines = hasLines
        self.isSeen = isSeen
    }
}

/// A line on a terminal that is typed, pasted and edited before it is given, in guarded memory throughout: what the usual
/// libraries keep on their heap stays there.
struct LineEditor: ~Copyable {
    /// Why there is no answer.
    enum Ended: Error {
        case interrupted
        case inputEnded
        /// Ctrl-Z: whoever started the program has the terminal until they let it go on.
        case suspended
    }

    let rules: AnswerRules
    /// Whether the terminal moves its cursor when it is told to.
    let isDrawn: Bool
    private let question: String
    private var text: TypedText
    /// The row of the cursor below the one where the question begins.
    private var row = 0
    /// Whether something was refused since the text changed last.
    private var lacks = false

    init(_ question: String, _ rules: AnswerRules, isDrawn: Bool) throws {
        self.question = question
        self.rules = rules
        self.isDrawn = isDrawn
        text = try TypedText(limit: rules.limit)
    }

    borrowing func finish() throws -> Secret { try text.finish() }

    /// What whoever types should know.
    enum Notice {
        /// Something does not fit any more, and was not taken.
        case tooLong
        /// Lines that were pasted became one.
        case linesJoined
    }

    /// Takes keys until the line is given. What was refused is told once, and once more before the line is given without it.
    mutating func run(
        _ keys: borrowing KeyReader, on tty: borrowing File, columns: () -> Int, told: (Notice) -> Void
    ) throws {
        while true {
            switch try keys.next() {
            case .lineEnd where rules.hasLines: try type("\n", on: tty, columns, told)
            case .enter where lacks, .lineEnd where lacks:
                lacks = false
                tell(.tooLong, on: tty, columns, told)
            case .enter, .lineEnd:
                move(to: text.count, on: tty, columns)
                return
            case .letter(let letter): try type(letter, on: tty, columns, told)
            case .pasteStart: try paste(keys, on: tty, columns, told)
            case .eraseBefore: erase(from: text.before, to: text.cursor, on: tty, columns)
            case .eraseAfter: erase(from: text.cursor, to: text.after, on: tty, columns)
            case .eraseWord: erase(from: text.wordBefore, to: text.cursor, on: tty, columns)
            case .eraseToStart: erase(from: 0, to: text.cursor, on: tty, columns)
            case .eraseToEnd: erase(from: text.cursor, to: text.count, on: tty, columns)
            case .left: move(to: text.before, on: tty, columns)
            case .right: move(to: text.after, on: tty, columns)
            case .wordLeft: move(to: text.wordBefore, on: tty, columns)
            case .wordRight: move(to: text.wordAfter, on: tty, columns)
            case .home: move(to: 0, on: tty, columns)
            case .end: move(to: text.count, on: tty, columns)
            case .redraw: draw(on: tty, columns)
            case .interrupt: throw Ended.interrupted
            case .suspend: throw Ended.suspended
            case .closed: throw Ended.inputEnded
            // On an empty line the end of the input, else the key that erases forward.
            case .inputEnd:
                guard text.count > 0 else { throw Ended.inputEnded }
                erase(from: text.cursor, to: text.after, on: tty, columns)
            case .pasteEnd, .other: break
            }
        }
    }

    // MARK: Changing

    private mutating func type(
        _ letter: Unicode.Scalar, on tty: borrowing File, _ columns: () -> Int, _ told: (Notice) -> Void
    ) throws {
        let isAtEnd = text.cursor == text.count
        guard try text.insert(letter) else {
            if !lacks { tell(.tooLong, on: tty, columns, told) }
            lacks = true
            return
        }
        lacks = false
        guard rules.isSeen else { return }
        // What is typed at the end of a row's inside needs no drawing.
        let width = Self.columns(of: letter)
        let column = place(of: text.cursor, columns()).column
        if isAtEnd, !isDrawn || column > width {
            let start = text.cursor - UTF8.width(letter)
            write(from: start, to: text.cursor, on: tty)
        } else {
            draw(on: tty, columns)
        }
    }

    private mutating func paste(
        _ keys: borrowing KeyReader, on tty: borrowing File, _ columns: () -> Int, _ told: (Notice) -> Void
    ) throws {
        var pasted = try TypedText(limit: rules.limit)
        var (fits, lineEnds, isJoined) = (true, 0, false)
        try keys.paste { letter in
            if letter == "\n" { lineEnds += 1 } else if lineEnds > 0, !rules.hasLines { isJoined = true }
            if fits { fits = try pasted.insert(letter == "\n" && !rules.hasLines ? " " : letter) }
        }
        // Whoever copies a line takes its end along.
        let end = pasted.withBytes { bytes in
            var end = bytes.count
            while end > 0, bytes[end - 1] == (rules.hasLines ? 0x0a : 0x20) { end -= 1 }
            return end
        }
        pasted.erase(from: end, to: pasted.count)
        if fits { fits = try text.insert(pasted) }
        lacks = !fits
        if fits, !isJoined { return draw(on: tty, columns) }
        tell(fits ? .linesJoined : .tooLong, on: tty, columns, told)
    }

    /// Below the line, which is drawn anew behind it.
    private mutating func tell(
        _ notice: Notice, on tty: borrowing File, _ columns: () -> Int, _ told: (Notice) -> Void
    ) {
        told(notice)
        resume(on: tty, columns)
    }

    private mutating func erase(from start: Int, to end: Int, on tty: borrowing File, _ columns: () -> Int) {
        guard start < end else { return }
        let width = text.withBytes { Self.width(of: $0.extracting(start..<end)) }
        lacks = false
        text.erase(from: start, to: end)
        if isDrawn { return draw(on: tty, columns) }
        // A terminal that only writes on can at least take back its last letters.
        guard rules.isSeen, text.cursor == text.count else { return }
        for _ in 0..<width { put("\u{8} \u{8}", on: tty) }
    }

    private mutating func move(to offset: Int, on tty: borrowing File, _ columns: () -> Int) {
        guard offset != text.cursor, isDrawn else { return }
        text.move(to: offset)
        draw(on: tty, columns)
    }

    // MARK: Drawing

    /// The question was written where the cursor stood.
    mutating func begin(on tty: borrowing File, columns: Int) {
        let start = place(of: 0, columns)
        if isDrawn, start.column == 0, start.row > 0 { put("\r\n", on: tty) }
        row = start.row
    }

    /// Somebody else has written below.
    mutating func resume(on tty: borrowing File, _ columns: () -> Int) {
        row = 0
        guard !isDrawn else { return draw(on: tty, columns) }
        put(question, on: tty)
        if rules.isSeen { write(from: 0, to: text.count, on: tty) }
    }

    /// Draws question and text anew, from the row where the question began.
    mutating func draw(on tty: borrowing File, _ columns: () -> Int) {
        guard isDrawn else { return }
        let columns = columns()
        put((row > 0 ? "\u{1b}[\(row)A" : "") + "\r\u{1b}[J" + question, on: tty)
        guard rules.isSeen else {
            row = displayWidth(question) / columns
            return
        }
        write(from: 0, to: text.count, on: tty)
        let end = place(of: text.count, columns)
        // A cursor behind the last column stands nowhere until something follows.
        if end.column == 0, end.row > 0, text.count > 0 || displayWidth(question) > 0 { put("\r\n", on: tty) }
        let cursor = place(of: text.cursor, columns)
        let up = end.row - cursor.row
        put((up > 0 ? "\u{1b}[\(up)A" : "") + "\r" + (cursor.column > 0 ? "\u{1b}[\(cursor.column)C" : ""), on: tty)
        row = cursor.row
    }

    /// Where the letter at `offset` stands, below and behind the beginning of the question.
    private func place(of offset: Int, _ columns: Int) -> (row: Int, column: Int) {
        let columns = max(columns, 2)
        let start = displayWidth(question)
        var (row, column) = (start / columns, start % columns)
        text.withBytes { bytes in
            var index = 0
            while index < offset {
                let letter = TypedText.letter(at: index, in: bytes)
                let width = Self.columns(of: letter)
                // What is wide does not hang over the edge.
                if column + width > columns { (row, column) = (row + 1, 0) }
                column += width
                if column == columns { (row, column) = (row + 1, 0) }
                index += UTF8.width(letter)
            }
        }
        return (row, column)
    }

    private static let lineEndSign: Unicode.Scalar = "\u{21b5}"

    /// A line's end is shown by a sign: it is one line that is edited.
    private static func columns(of letter: Unicode.Scalar) -> Int {
        if letter == "\n" { return 1 }
        return isHidden(letter) ? 0 : displayWidth(letter)
    }

    private static func width(of bytes: Span<UInt8>) -> Int {
        var (width, index) = (0, 0)
        while index < bytes.count {
            let letter = TypedText.letter(at: index, in: bytes)
            width += columns(of: letter)
            index += UTF8.width(letter)
        }
        return width
    }

    /// What acts on a terminal, or turns the line round, is kept and not shown.
    private static func isHidden(_ letter: Unicode.Scalar) -> Bool {
        letter.properties.generalCategory == .control || letter.properties.generalCategory == .format
            || letter == "\u{2028}" || letter == "\u{2029}"
    }

    /// Writes the letters straight out of guarded memory.
    private func write(from start: Int, to end: Int, on tty: borrowing File) {
        text.withBytes { bytes in
            var (index, shown) = (start, start)
            while index < end {
                let letter = TypedText.letter(at: index, in: bytes)
                let next = index + UTF8.width(letter)
                if letter == "\n" || Self.isHidden(letter) {
                    try? tty.write(bytes.extracting(shown..<index))
                    if letter == "\n" { try? tty.write(Array(String(Character(Self.lineEndSign)).utf8)) }
                    shown = next
                }
                index = next
            }
            try? tty.write(bytes.extracting(shown..<end))
        }
    }

    private func put(_ sequence: String, on tty: borrowing File) { try? tty.write(Array(sequence.utf8)) }
}
