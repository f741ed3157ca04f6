package import Texts

/// Rows under headings: aligned and cut to the terminal's width, or whole where it goes into a pipe.
package struct Table {
    private let headings: [String]
    private var rows: [[String]] = []

    package init(_ labels: [Label], _ language: Language) {
        headings = labels.map { $0.text(language) }
    }

    package mutating func add(_ cells: [String]) {
        rows.append(cells.map(shown))
    }

    package var isEmpty: Bool { rows.isEmpty }

    package func text(width: Int?) -> String {
        let all = [headings] + rows
        let widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                if column < row.count - 1 { line += String(repeating: " ", count: widths[column] - cell.count + 2) }
            }
            while line.hasSuffix(" ") { line.removeLast() }
            if let width, line.count > width { return String(line.prefix(max(width - 1, 1))) + "…" }
            return line
        }.joined(separator: "\n")
    }
}
