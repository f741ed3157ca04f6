package import Texts
package import Vocabulary

/// The recap of a month: counts only.
package struct StatsReport: Sendable {
    /// How many victims of the month's cases are of one kind, band and sex.
    package struct Row: Sendable {
        /// As the case says; nil where it says nothing.
        package let kind: String?
        package let age: AgeBand
        package let sex: Sex
        package let count: Int

        package init(kind: String?, age: AgeBand, sex: Sex, count: Int) {
            self.kind = kind
            self.age = age
            self.sex = sex
            self.count = count
        }
    }

    package let origin: Origin
    /// Any day of the month.
    package let month: Day
    /// All cases that whoever makes the report holds, of whatever month: nothing else is counted.
    package let held: Int
    package let opened: Int
    package let closed: Int
    package let running: Int
    package let rows: [Row]
    /// Cases of the month with identities that whoever makes the report does not hold.
    package let withheld: Int
    /// Identities whose relation is none of the list, as an older program let it be typed: they are not counted.
    package let unclear: Int

    package init(
        origin: Origin, month: Day, held: Int, opened: Int, closed: Int, running: Int, rows: [Row], withheld: Int = 0,
        unclear: Int = 0
    ) {
        self.origin = origin
        self.month = month
        self.held = held
        self.opened = opened
        self.closed = closed
        self.running = running
        self.rows = rows
        self.withheld = withheld
        self.unclear = unclear
    }

    package func html(_ language: Language) -> String { paper(language).html }
    package func text(_ language: Language, width: Int? = nil) -> String { paper(language).text(width: width) }

    /// Kind, age band, sex, count: for a spreadsheet.
    package func csvRows(_ language: Language) -> [[String]] {
        [[Caption.kind, .ageBand, .sex, .count].map { $0.text(language) }]
            + sortedRows.map { row in
                [kind(row.kind, language), row.age.text(language), row.sex.text(language), String(row.count)]
            }
    }

    package func paper(_ language: Language) -> Paper {
        var paper = Paper(StatsNote.title(month: month.fullMonthText(language)).text(language), language)
        paper.lead = [StatsNote.lead.text(language)]
        paper.facts = origin.facts(language, period: month.fullMonthText(language))
        func add(_ caption: Caption, _ blocks: [Paper.Block]) {
            paper.sections.append(.init(caption.text(language), blocks))
        }
        add(
            .caseCounts,
            [
                .figures([
                    (Caption.opened.text(language), language.number(opened)),
                    (Caption.closed.text(language), language.number(closed)),
                    (Caption.running.text(language), language.number(running)),
                ]), .caution(StatsNote.scope(origin.role, held: held).text(language)),
                .caution(StatsNote.smallNumbers.text(language)),
            ] + (withheld > 0 ? [.caution(StatsNote.withheld(withheld).text(language))] : [])
                + (unclear > 0 ? [.caution(StatsNote.unclear(unclear).text(language))] : []))
        guard total > 0 else {
            add(.byKind, [.paragraph(StatsNote.noCases.text(language))])
            return paper
        }
        add(
            .byKind,
            [chart(.kind, kinds.map { kind in (self.kind(kind, language), count { $0.kind == kind }) }, language)])
        add(
            .byAge,
            [chart(.age, AgeBand.allCases.map { age in (age.text(language), count { $0.age == age }) }, language)])
        add(
            .bySex,
            [chart(.sex, Sex.allCases.map { sex in (sex.text(language), count { $0.sex == sex }) }, language)])
        add(.crossTable, [.grid(crossTable(language))])
        let unknown = count { $0.age == .unknown || $0.sex == .unknown }
        if unknown > 0 { add(.about, [.paragraph(StatsNote.unknown(unknown).text(language))]) }
        return paper
    }

    private var total: Int { rows.reduce(0) { $0 + $1.count } }
    private func count(_ isCounted: (Row) -> Bool) -> Int { rows.reduce(0) { $0 + (isCounted($1) ? $1.count : 0) } }
    private func kind(_ kind: String?, _ language: Language) -> String { kind ?? StatsNote.noKind.text(language) }

    /// Those with most victims first; what has no kind last.
    private var kinds: [String?] {
        let counts = Dictionary(grouping: rows, by: \.kind).mapValues { $0.reduce(0) { $0 + $1.count } }
        return counts.sorted { one, other in
            if (one.key == nil) != (other.key == nil) { return other.key == nil }
            return (other.value, one.key ?? "") < (one.value, other.key ?? "")
        }.map(\.key)
    }

    package var sortedRows: [Row] {
        let order = kinds
        func place(_ row: Row) -> [Int] {
            [
                order.firstIndex(of: row.kind) ?? 0, AgeBand.allCases.firstIndex(of: row.age) ?? 0,
                Sex.allCases.firstIndex(of: row.sex) ?? 0,
            ]
        }
        return rows.sorted { place($0).lexicographicallyPrecedes(place($1)) }
    }

    private func chart(_ of: StatsNote.Count, _ counts: [(String, Int)], _ language: Language) -> Paper.Block {
        let peak = counts.map(\.1).max() ?? 0
        let most = language.listed(counts.filter { $0.1 == peak }.map(\.0))
        return .chart(
            Chart(
                .ranking, title: StatsNote.countOf(of).text(language),
                summary: StatsNote.summary(total: total, peak: most, count: peak).text(language),
                bars: counts.map { .init($0.0, value: $0.1) }))
    }

    private func crossTable(_ language: Language) -> Grid {
        let columns =
            [Grid.Column(Caption.ageBand.text(language))]
            + Sex.allCases.map { .init($0.text(language), .number) }
            + [.init(Caption.total.text(language), .number)]
        func row(_ name: String, _ isCounted: (Row) -> Bool) -> Grid.Row {
            Grid.Row(
                [name] + Sex.allCases.map { sex in String(count { isCounted($0) && $0.sex == sex }) }
                    + [String(count(isCounted))])
        }
        let groups = kinds.map { kind in
            Grid.Group(
                self.kind(kind, language),
                AgeBand.allCases.filter { age in count { $0.kind == kind && $0.age == age } > 0 }
                    .map { age in row(age.text(language)) { $0.kind == kind && $0.age == age } })
        }
        return Grid(
            columns,
            groups: groups + [.init(Caption.total.text(language), [row(Caption.allAges.text(language)) { _ in true }])])
    }
}
