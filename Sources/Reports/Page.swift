import Texts
import Vocabulary

extension Paper {
    /// One file that a browser shows by itself: no script, nothing fetched, nothing sent.
    package var html: String {
        var page = Markup()
        page.addFixed("<!DOCTYPE html>\n")
        page.element(.html, .lang(language)) { html in
            html.element(.head) { head in
                head.addFixed(
                    """
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="referrer" content="no-referrer"/>
                    <meta name="robots" content="noindex, nofollow"/>
                    <meta name="color-scheme" content="light dark"/>

                    """)
                head.addStyleAndPolicy()
                head.element(.title, text: title)
            }
            html.element(.body) { body in write(to: &body) }
        }
        return page.text
    }

    private func write(to body: inout Markup) {
        body.element(.header) { header in
            header.element(.h1, text: title)
            for sentence in lead { header.element(.p, .style(.lead), text: sentence) }
            header.add(facts: facts)
        }
        // A page that is seen at a glance needs no contents.
        if sections.count > 3 {
            body.element(.nav, .ariaLabel(Caption.contents.text(language))) { nav in
                nav.element(.h2, text: Caption.contents.text(language))
                nav.element(.ol) { list in
                    for (number, section) in sections.enumerated() {
                        list.element(.li) { $0.element(.a, .link(.section(number + 1)), text: section.heading) }
                    }
                }
            }
        }
        var charts = 0
        body.element(.main) { main in
            for (number, section) in sections.enumerated() {
                let content = { (markup: inout Markup) in
                    markup.element(.h2, text: section.heading)
                    for block in section.blocks { markup.add(block, charts: &charts) }
                }
                if section.startsPage {
                    main.element(.section, .id(.section(number + 1)), .style(.opening), content: content)
                } else {
                    main.element(.section, .id(.section(number + 1)), content: content)
                }
            }
        }
    }
}

extension Markup {
    fileprivate mutating func add(_ block: Paper.Block, charts: inout Int) {
        switch block {
        case .paragraph(let text): element(.p, text: text)
        case .heading(let text): element(.h3, text: text)
        case .caution(let text): element(.p, .style(.caution), text: text)
        case .facts(let facts): add(facts: facts)
        case .figures(let figures):
            element(.dl, .style(.figures)) { list in
                for figure in figures {
                    list.element(.div) { pair in
                        pair.element(.dt, text: figure.name)
                        pair.element(.dd, text: figure.value)
                    }
                }
            }
        case .list(let items): element(.ul) { list in for item in items { list.element(.li, text: item) } }
        case .steps(let items): element(.ol) { list in for item in items { list.element(.li, text: item) } }
        case .grid(let grid): add(grid)
        case .chart(let chart):
            charts += 1
            add(chart, number: charts)
        case .findings(let findings):
            for finding in findings {
                element(.article, .style(.finding)) { article in
                    article.element(.h3, text: finding.kind)
                    article.element(.p, text: finding.reason)
                    article.element(.p, .style(.evidence), text: finding.evidence)
                }
            }
        case .letter(let lines):
            element(.article, .style(.letter)) { letter in
                for line in lines { letter.element(line.isHeading ? .h3 : .p, text: line.text) }
            }
        case .verbatim(let text):
            element(.pre, .style(.proof)) { pre in
                for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                    pre.addVerbatim(String(line))
                    pre.addFixed("\n")
                }
            }
        }
    }

    fileprivate mutating func add(facts: [Paper.Fact]) {
        guard !facts.isEmpty else { return }
        element(.dl, .style(.facts)) { list in
            for fact in facts {
                list.element(.div) { pair in
                    pair.element(.dt, text: fact.name)
                    if fact.isCode {
                        pair.element(.dd, .style(.code), text: fact.value)
                    } else {
                        pair.element(.dd, text: fact.value)
                    }
                }
            }
        }
    }

    private mutating func add(_ grid: Grid) {
        element(.table) { table in
            table.element(.thead) { head in
                head.element(.tr) { row in
                    for column in grid.columns {
                        switch column.kind {
                        case .number: row.element(.th, .scope(.col), .style(.number), text: column.heading)
                        case .text, .code, .time, .period: row.element(.th, .scope(.col), text: column.heading)
                        }
                    }
                }
            }
            for group in grid.groups {
                table.element(.tbody) { body in
                    if let heading = group.heading {
                        body.element(.tr, .style(.group)) { row in
                            row.element(.th, .scope(.colgroup), .columnSpan(grid.columns.count), text: heading)
                        }
                    }
                    for row in group.rows { body.add(row, grid.columns) }
                }
            }
        }
        if let note = grid.note { element(.p, .style(.note), text: note) }
    }

    private mutating func add(_ row: Grid.Row, _ columns: [Grid.Column]) {
        let content = { (markup: inout Markup) in
            for (column, cell) in zip(columns, row.cells) {
                switch column.kind {
                case _ where cell.hasLongWord:
                    markup.element(.td, .label(column.heading), .style(.long), text: cell)
                case .text: markup.element(.td, .label(column.heading), text: cell)
                case .number: markup.element(.td, .label(column.heading), .style(.number), text: cell)
                case .code: markup.element(.td, .label(column.heading), .style(.code), text: cell)
                case .period: markup.element(.td, .label(column.heading), .style(.period), text: cell)
                case .time: markup.element(.td, .label(column.heading), .style(.time), text: cell)
                }
            }
        }
        if row.isMarked {
            element(.tr, .style(.marked), content: content)
        } else {
            element(.tr, content: content)
        }
    }
}

extension String {
    /// Whether a word in it is longer than an id with its letter, or a role.
    fileprivate var hasLongWord: Bool {
        guard utf8.count > 28 else { return false }
        var length = 0
        for scalar in unicodeScalars {
            length = scalar == " " ? 0 : length + 1
            if length > 28 { return true }
        }
        return false
    }
}
