package import Texts
import Vocabulary

/// Rows under headings.
///
/// Aligned; where they go to a terminal, columns of words are shortened until the rows fit its width, and where even
/// that does not do, each row becomes a block of lines. In a pipe nothing is cut.
package struct Table {
    /// How a row stands out.
    package enum Style: Sendable {
        case plain
        /// Something that was refused.
        case warning
        /// Something that is over.
        case dim

        fileprivate func on(_ line: String) -> String {
            switch self {
            case .plain: line
            case .warning: "\u{1b}[31m\(line)\u{1b}[0m"
            case .dim: "\u{1b}[2m\(line)\u{1b}[0m"
            }
        }
    }

    private let labels: [Label]
    private let headings: [String]
    private var rows: [(cells: [String], style: Style)] = []

    private static let gap = 2

    /// `zone` is named in the headings of columns of times.
    package init(_ labels: [Label], _ language: Language, zone: String? = nil) {
        self.labels = labels
        headings = labels.map { label in
            label.text(language) + (label.isTime ? zone.map { " (\(shown($0)))" } ?? "" : "")
        }
    }

    /// A row: a cell for each heading. What others wrote is escaped here.
    package mutating func add(_ cells: [String], style: Style = .plain) {
        rows.append((cells.map(shown), style))
    }

    package var isEmpty: Bool { rows.isEmpty }

    /// Whether its rows are lines at this width, not blocks.
    package func fits(_ width: Int) -> Bool { withoutEmptyColumns.fittingWidths(width) != nil }

    /// The table in lines of at most `width` columns, or as long as they are where `width` is nil.
    package func text(width: Int?, hasColour: Bool = false) -> String {
        guard let width else { return lines(naturalWidths, hasColour).joined(separator: "\n") }
        let used = withoutEmptyColumns
        guard let widths = used.fittingWidths(width) else { return used.blocks(width, hasColour) }
        return used.lines(widths, hasColour).joined(separator: "\n")
    }

    private init(labels: [Label], headings: [String], rows: [(cells: [String], style: Style)]) {
        self.labels = labels
        self.headings = headings
        self.rows = rows
    }

    /// A terminal has no room for columns in which nothing stands.
    private var withoutEmptyColumns: Table {
        let used = labels.indices.filter { column in rows.isEmpty || rows.contains { !$0.cells[column].isEmpty } }
        return Table(
            labels: used.map { labels[$0] }, headings: used.map { headings[$0] },
            rows: rows.map { row in (used.map { row.cells[$0] }, row.style) })
    }

    // MARK: Columns

    private var naturalWidths: [Int] {
        labels.indices.map { column in
            rows.reduce(displayWidth(headings[column])) { max($0, displayWidth($1.cells[column])) }
        }
    }

    /// Takes from the widest column that may give, until all fit; nil where they don't. A heading is never cut.
    private func fittingWidths(_ width: Int) -> [Int]? {
        var widths = naturalWidths
        var excess = widths.reduce(0, +) + Self.gap * (widths.count - 1) - width
        // What is read as prose gives first, then names that are still known by their beginning, then prose again.
        for (rank, floor) in [(Label.Rank.prose, 20), (.word, 12), (.prose, 8)] {
            let floors = headings.map { max(floor, displayWidth($0)) }
            while excess > 0 {
                let giving = labels.indices.filter { labels[$0].rank == rank && widths[$0] > floors[$0] }
                guard let widest = giving.max(by: { widths[$0] < widths[$1] }) else { break }
                widths[widest] -= 1
                excess -= 1
            }
        }
        return excess > 0 ? nil : widths
    }

    private func lines(_ widths: [Int], _ hasColour: Bool) -> [String] {
        let atRight = labels.indices.map { column in
            labels[column].isAtRight || !rows.isEmpty && rows.allSatisfy { $0.cells[column].isNumber }
        }
        func line(_ cells: [String]) -> String {
            var line = ""
            for (column, cell) in cells.enumerated() {
                let text = shortened(cell, to: widths[column])
                let padding = String(repeating: " ", count: widths[column] - displayWidth(text))
                if column > 0 { line += String(repeating: " ", count: Self.gap) }
                line += atRight[column] ? padding + text : text + padding
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
        return [line(headings)] + rows.map { hasColour ? $0.style.on(line($0.cells)) : line($0.cells) }
    }

    // MARK: Blocks

    /// Each row as lines of heading and value, without what is empty. Nothing is cut: long values go on below.
    private func blocks(_ width: Int, _ hasColour: Bool) -> String {
        let indent = (headings.map { displayWidth($0) }.max() ?? 0) + Self.gap
        // Where there is hardly any room, the terminal may break lines as it likes.
        let room = width - indent >= 20 ? width - indent : Int.max
        return rows.map { row in
            zip(headings, row.cells).filter { !$0.1.isEmpty }.flatMap { heading, cell in
                folded(cell, to: room).enumerated().map { number, part in
                    let start = number == 0 ? heading : ""
                    let line = start + String(repeating: " ", count: indent - displayWidth(start)) + part
                    return hasColour ? row.style.on(line) : line
                }
            }.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }
}

extension String {
    fileprivate var isNumber: Bool { utf8.allSatisfy { (0x30...0x39).contains($0) } }
}

extension Label {
    /// How readily a column is shortened.
    fileprivate enum Rank { case prose, word, never }

    fileprivate var rank: Rank {
        switch self {
        case .title, .label, .name, .basis, .reason, .file, .kind: .prose
        // Half an id, a role or a time is none, or another's.
        case .time, .added, .from, .until, .opened, .caseID, .record, .grant, .subject, .vault, .fingerprint, .person,
            .handle, .admin, .by, .role, .owner, .action, .size, .version:
            .never
        default: .word
        }
    }

    fileprivate var isTime: Bool {
        switch self {
        case .time, .added, .from, .until: true
        default: false
        }
    }

    /// So that hours stand under hours, and ones under ones.
    fileprivate var isAtRight: Bool { isTime || self == .size || self == .opened }
}
