package import Texts
import Vocabulary

/// A report before it is a page or a text: what stands in it and in which order, in words that are not yet escaped.
package struct Paper: Sendable {
    package let language: Language
    package let title: String
    /// What it is, in a sentence or two.
    package var lead: [String] = []
    /// Of what, by whom, when, and how far it can be relied upon.
    package var facts: [Fact] = []
    package var sections: [Section] = []

    package init(_ title: String, _ language: Language) {
        self.title = title
        self.language = language
    }

    package struct Fact: Sendable {
        package let name: String
        package let value: String
        package let isCode: Bool

        package init(_ name: String, _ value: String, isCode: Bool = false) {
            self.name = name
            self.value = value
            self.isCode = isCode
        }
    }

    package struct Section: Sendable {
        package let heading: String
        package var blocks: [Block]
        /// On paper it begins a page.
        package let startsPage: Bool

        package init(_ heading: String, startsPage: Bool = false, _ blocks: [Block] = []) {
            self.heading = heading
            self.startsPage = startsPage
            self.blocks = blocks
        }
    }

    package enum Block: Sendable {
        case paragraph(String)
        case heading(String)
        /// Something that the reader must not pass over.
        case caution(String)
        case facts([Fact])
        /// A few large numbers with what they count.
        case figures([(name: String, value: String)])
        case list([String])
        case steps([String])
        case grid(Grid)
        case chart(Chart)
        case findings([Finding])
        /// A letter to be sent, paragraph by paragraph.
        case letter([LetterLine])
        /// Text to be kept as it is, to the byte.
        case verbatim(String)
    }

    package struct LetterLine: Sendable {
        package let text: String
        package let isHeading: Bool

        package init(_ text: String, isHeading: Bool) {
            self.text = text
            self.isHeading = isHeading
        }
    }

    /// One thing that was found, with why and on what it rests.
    package struct Finding: Sendable {
        package let kind: String
        package let reason: String
        package let evidence: String
    }
}

/// Rows under headings, in groups that may have a heading of their own.
package struct Grid: Sendable {
    package enum Kind: Sendable { case text, number, code, time, period }

    package struct Column: Sendable {
        package let heading: String
        package let kind: Kind

        package init(_ heading: String, _ kind: Kind = .text) {
            self.heading = heading
            self.kind = kind
        }
    }

    package struct Row: Sendable {
        package let cells: [String]
        /// Stands out, in weight as well as in colour; its words say why.
        package let isMarked: Bool

        package init(_ cells: [String], isMarked: Bool = false) {
            self.cells = cells
            self.isMarked = isMarked
        }
    }

    package struct Group: Sendable {
        package let heading: String?
        package var rows: [Row]

        package init(_ heading: String? = nil, _ rows: [Row]) {
            self.heading = heading
            self.rows = rows
        }
    }

    package let columns: [Column]
    package var groups: [Group]
    /// What does not stand in the rows, where rows were left out.
    package var note: String?

    package init(_ columns: [Column], rows: [Row]) {
        self.init(columns, groups: [Group(nil, rows)])
    }

    package init(_ columns: [Column], groups: [Group]) {
        self.columns = columns
        self.groups = groups
    }

    package var rowCount: Int { groups.reduce(0) { $0 + $1.rows.count } }

    /// Only the first `limit` rows, with how many there were.
    package mutating func keep(_ limit: Int, note: (_ shown: Int, _ all: Int) -> String) {
        let all = rowCount
        guard all > limit else { return }
        var left = limit
        groups = groups.compactMap { group in
            guard left > 0 else { return nil }
            let rows = Array(group.rows.prefix(left))
            left -= rows.count
            return Group(group.heading, rows)
        }
        self.note = note(limit, all)
    }

    /// Its headings and rows, for CSV; the heading of a group before its rows.
    package var csvRows: [[String]] {
        let isGrouped = groups.contains { $0.heading != nil }
        return [(isGrouped ? [""] : []) + columns.map(\.heading)]
            + groups.flatMap { group in group.rows.map { (isGrouped ? [group.heading ?? ""] : []) + $0.cells } }
    }
}

/// Numbers drawn as bars, and said.
package struct Chart: Sendable {
    package enum Form: Sendable {
        /// Upright, side by side: days, hours.
        case columns
        /// Lying, one below the other, each with its name: who has most.
        case ranking
    }

    package struct Bar: Sendable {
        package let label: String
        /// Under an upright bar, where there is room for it.
        package let shortLabel: String
        package let value: Int
        /// Drawn as an outline; the chart's text says what that means.
        package let isHollow: Bool

        package init(_ label: String, short: String = "", value: Int, isHollow: Bool = false) {
            self.label = label
            shortLabel = short
            self.value = value
            self.isHollow = isHollow
        }
    }

    package let form: Form
    package let title: String
    /// What the bars say, for whoever does not see them.
    package let summary: String
    package let bars: [Bar]

    package init(_ form: Form, title: String, summary: String, bars: [Bar]) {
        self.form = form
        self.title = title
        self.summary = summary
        self.bars = bars
    }

    package var peak: Int { bars.map(\.value).max() ?? 0 }
}
