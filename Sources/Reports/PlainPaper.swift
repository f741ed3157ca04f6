import Texts
import Vocabulary

extension Paper {
    /// The same as text, in lines of at most `width` columns; where it goes into a file or a pipe, without breaks.
    package func text(width: Int? = nil) -> String {
        var parts = [shown(title) + "\n" + String(repeating: "=", count: max(3, displayWidth(shown(title))))]
        parts += lead.map { folded($0, width) }
        if !facts.isEmpty { parts.append(Self.text(facts: facts, width)) }
        for section in sections {
            let heading = shown(section.heading)
            parts.append("\n" + heading + "\n" + String(repeating: "-", count: max(3, displayWidth(heading))))
            parts += section.blocks.map { text($0, width) }
        }
        return parts.joined(separator: "\n\n")
    }

    private func text(_ block: Block, _ width: Int?) -> String {
        switch block {
        case .paragraph(let text): folded(text, width)
        case .heading(let text): "## " + shown(text)
        case .caution(let text): folded("! " + text, width)
        case .facts(let facts): Self.text(facts: facts, width)
        case .figures(let figures): Self.text(facts: figures.map { Fact($0.name, $0.value) }, width)
        case .list(let items): items.map { Self.item("- ", $0, width) }.joined(separator: "\n")
        case .steps(let items):
            items.enumerated().map { Self.item("\($0 + 1). ", $1, width) }.joined(separator: "\n")
        case .grid(let grid): grid.text(width)
        case .chart(let chart): Self.text(chart, width)
        case .findings(let findings):
            findings.map { finding in
                Self.item("- ", finding.kind + ": " + finding.reason + " " + finding.evidence, width)
            }.joined(separator: "\n")
        case .letter(let lines):
            lines.map { folded($0.text, width) }.joined(separator: "\n\n") + "\n\n" + String(repeating: "-", count: 20)
        case .verbatim(let text):
            text.split(separator: "\n", omittingEmptySubsequences: false).map { shown(String($0)) }
                .joined(separator: "\n")
        }
    }

    private func folded(_ text: String, _ width: Int?) -> String {
        guard let width else { return shown(text) }
        return Reports.folded(shown(text), to: max(20, width)).joined(separator: "\n")
    }

    private static func item(_ mark: String, _ text: String, _ width: Int?) -> String {
        guard let width else { return mark + shown(text) }
        let indent = String(repeating: " ", count: mark.count)
        return Reports.folded(shown(text), to: max(20, width - mark.count)).enumerated().map { number, line in
            (number == 0 ? mark : indent) + line
        }.joined(separator: "\n")
    }

    private static func text(facts: [Fact], _ width: Int?) -> String {
        let names = facts.map { shown($0.name) }
        let indent = (names.map { displayWidth($0) }.max() ?? 0) + 2
        return zip(names, facts).flatMap { name, fact in
            let lines = width.map { Reports.folded(shown(fact.value), to: max(20, $0 - indent)) } ?? [shown(fact.value)]
            return lines.enumerated().map { number, line in
                let start = number == 0 ? name : ""
                return start + String(repeating: " ", count: indent - displayWidth(start)) + line
            }
        }.joined(separator: "\n")
    }

    private static func text(_ chart: Chart, _ width: Int?) -> String {
        var lines = [shown(chart.summary)]
        if let width { lines = Reports.folded(shown(chart.summary), to: max(20, width)) }
        guard chart.peak > 0 else { return lines.joined(separator: "\n") }
        let bars = chart.bars.filter { $0.value > 0 }
        let indent = (bars.map { displayWidth(shown($0.label)) }.max() ?? 0) + 2
        let digits = String(chart.peak).count
        lines.append("")
        for bar in bars {
            let label = shown(bar.label)
            let number = String(bar.value)
            lines.append(
                label + String(repeating: " ", count: indent - displayWidth(label))
                    + String(repeating: " ", count: digits - number.count) + number + "  "
                    + String(repeating: bar.isHollow ? "-" : "#", count: max(1, bar.value * 30 / chart.peak)))
        }
        return lines.joined(separator: "\n")
    }
}

extension Grid {
    private static let gap = 2

    /// Aligned where the rows fit into `width`; else each row as a block of lines. Nothing is cut.
    fileprivate func text(_ width: Int?) -> String {
        let headings = columns.map { shown($0.heading) }
        let groups = groups.map { group in
            (heading: group.heading.map(shown), rows: group.rows.map { ($0.cells.map(shown), $0.isMarked) })
        }
        let widths = columns.indices.map { column in
            groups.reduce(displayWidth(headings[column])) { widest, group in
                group.rows.reduce(widest) { max($0, displayWidth($1.0[column])) }
            }
        }
        let fits = width.map { widths.reduce(0, +) + Self.gap * (widths.count - 1) + 2 <= $0 } ?? true
        var lines = fits ? ["  " + line(headings, widths)] : []
        for group in groups {
            if let heading = group.heading { lines += [""] + (width.map { folded(heading, to: $0) } ?? [heading]) }
            for (cells, isMarked) in group.rows {
                let mark = isMarked ? "! " : "  "
                lines += fits ? [mark + line(cells, widths)] : block(headings, cells, mark, width ?? 80)
            }
        }
        if let note { lines += ["", shown(note)] }
        return lines.joined(separator: "\n")
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[column] - displayWidth(cell))
            if column > 0 { line += String(repeating: " ", count: Self.gap) }
            line += columns[column].kind == .number ? padding + cell : cell + padding
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }

    private func block(_ headings: [String], _ cells: [String], _ mark: String, _ width: Int) -> [String] {
        let indent = (headings.map { displayWidth($0) }.max() ?? 0) + 2
        return [""]
            + zip(headings, cells).filter { !$0.1.isEmpty }.flatMap { heading, cell in
                folded(cell, to: max(20, width - indent - 2)).enumerated().map { number, part in
                    let start = number == 0 ? heading : ""
                    return mark + start + String(repeating: " ", count: indent - displayWidth(start)) + part
                }
            }
    }
}
