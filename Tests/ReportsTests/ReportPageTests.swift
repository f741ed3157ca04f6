import Reports
import Testing
import Texts
import Vocabulary

struct ReportPageTests {
    @Test(arguments: Language.allCases)
    func `every report is one well-formed page that fetches nothing`(language: Language) throws {
        for (name, paper) in ReportSamples.papers(language) {
            let page = paper.html
            try expectSelfContained(page, name)
            #expect(!page.contains("http://") && !page.contains("https://"), "\(name)")
            #expect(page.contains("<html lang=\"\(language.rawValue)\">"))
        }
    }

    @Test func `both languages say the same things in their own words`() {
        for ((name, one), (_, other)) in zip(ReportSamples.papers(.indonesian), ReportSamples.papers(.english)) {
            #expect(one.title != other.title, "\(name)")
            #expect(one.sections.count == other.sections.count)
            #expect(one.facts.count == other.facts.count && one.lead.count == other.lead.count)
            for (left, right) in zip(one.sections, other.sections) {
                #expect(left.blocks.count == right.blocks.count, "\(name): \(left.heading)")
                for (sentence, translation) in zip(left.sentences, right.sentences) {
                    #expect(sentence != translation, "\(name): \(sentence)")
                }
            }
        }
    }

    @Test func `no code of the ledger is left without words`() {
        for language in Language.allCases {
            let page = ReviewReport().html(ReportSamples.usual, language: language)
            for name in ActionName.allCases where name != .find { #expect(!page.contains(">\(name.rawValue)<")) }
        }
        let english = ReviewReport().html(ReportSamples.usual, language: .english)
        #expect(!english.contains("penyidikan") && english.contains("criminal investigation"))
    }

    @Test(arguments: [
        ("kasus K-7M3QX0ZV5R2TB9WA.", true), ("(budi@unit-ppa)", true), ("budi@kejaksaan", false), ("a-b", false),
        ("K-7M3QX0ZV5R2TB9W", false), ("K-7m3qx0zv5r2tb9wa", false), ("a-very-long-name-of-somebody@agency", false),
    ])
    func `an id or a handle is not broken at its hyphen`(text: String, isWhole: Bool) {
        var markup = Markup()
        markup.add(text)
        #expect(markup.text.contains("<span class=\"whole\">") == isWhole)
        markup = Markup()
        markup.element(.title, text: text)
        #expect(markup.text == "<title>\(text)</title>\n")
    }

    @Test func `a review says its numbers in text, beside every drawing`() throws {
        let page = ReviewReport().html(ReportSamples.usual, language: .english)
        let markup = try StrictMarkup(page)
        #expect(
            page.contains("3 officers opened or exported records 8 times in 1 case. Denied attempts: 1. Exports: 1."))
        #expect(page.contains("8 openings; the busiest day: 2 Nov 2026, 2 times."))
        #expect(page.contains("6 openings in working hours (Monday to Friday, 07:00–18:00), 2 outside them."))
        let handle = #"<span class="whole">budi@unit-ppa</span>"#
        #expect(page.contains("Most: Budi Santoso (\(handle)), 4 of 8 openings."))
        let drawings = markup.elements.filter { $0.name == "svg" }
        #expect(drawings.count == 5)
        for drawing in drawings {
            let isHidden = drawing.attributes.contains { $0.name == "aria-hidden" }
            let isNamed = drawing.attributes.contains { $0.name == "aria-labelledby" }
            #expect(isHidden != isNamed)
        }
        #expect(markup.elements.count { $0.name == "desc" && !$0.text.isEmpty } == 2)
    }

    @Test func `grants are sorted into those that end, those unused, those that wait`() throws {
        let paper = ReviewReport().paper(ReportSamples.usual, .english)
        let section = try #require(paper.sections.first { $0.heading == "Grants" })
        let grids = section.blocks.compactMap { block in if case .grid(let grid) = block { grid } else { nil } }
        #expect(
            grids.map { $0.groups[0].rows.map { $0.cells[1] } } == [
                ["unit-ppa/penyidik: budi@unit-ppa"], ["kejaksaan/jaksa: budi@unit-ppa"],
                ["unit-ppa/penyidik: budi@unit-ppa"],
            ])
    }

    @Test func `an export is one line, whatever number of records it took`() throws {
        let paper = ReviewReport().paper(ReportSamples.usual, .english)
        let section = try #require(paper.sections.first { $0.heading == "Exports" })
        guard case .grid(let grid) = section.blocks.last else {
            Issue.record("no table")
            return
        }
        #expect(grid.rowCount == 1)
        #expect(Array(grid.groups[0].rows[0].cells.dropFirst(3)) == ["rsud@luar.card", "2", "15"])
    }

    @Test func `an empty vault has a report that says so`() {
        let page = ReviewReport().html(ReportSamples.empty, language: .indonesian)
        #expect(page.contains("Tidak ada rekaman yang dibuka atau diekspor."))
        #expect(page.contains("Tidak ada yang menonjol menurut ukuran pada akhir laporan ini."))
        #expect(!page.contains("<svg"))
    }

    @Test func `ten thousand entries are a page that a browser opens and a person reads`() throws {
        let input = ReportSamples.large(10_000)
        var page = ""
        // The best of three: what else the machine does is not the report's.
        let fastest = (0..<3).map { _ in
            ContinuousClock().measure { page = ReviewReport().html(input, language: .indonesian) }
        }.min()
        #expect(try #require(fastest) < .seconds(2))
        #expect(page.utf8.count < 4_000_000)
        #expect(page.contains("Ditampilkan 500 dari"))
        try expectSelfContained(page, "large")
        // Every opening is counted, though not every one has a row.
        let openings = input.acts.count(where: \.isOpening)
        #expect(page.contains("\(Language.indonesian.number(openings)) pembukaan; minggu terbanyak"))
    }

    @Test func `bars are days, then weeks, then months, forty at most`() throws {
        for (days, span) in [(0, "day"), (39, "day"), (40, "week"), (279, "week"), (280, "month"), (900, "month")] {
            let acts = [0, days].enumerated().map { number, day in
                ReportSamples.act(UInt64(number), ReportSamples.at(day, 9), ReportSamples.siti, "document.open")
            }
            let paper = ReviewReport().paper(
                ReviewInput(
                    origin: ReportSamples.origin(), period: Period(), acts: acts, cases: [], grants: [],
                    grantOpenings: [:], roles: []),
                .english)
            guard case .chart(let chart) = try #require(paper.sections.first { $0.heading == "Day by day" }).blocks[0]
            else {
                Issue.record("no chart")
                return
            }
            #expect(chart.title == "Openings per \(span)")
            #expect(chart.bars.count <= 42 && chart.bars.reduce(0) { $0 + $1.value } == 2, "\(days)")
            #expect(Set(chart.bars.map(\.label)).count == chart.bars.count)
        }
    }

    @Test func `text fits the terminal and loses nothing`() {
        for (name, paper) in ReportSamples.papers(.indonesian) {
            for line in paper.text(width: 80).split(separator: "\n") where !line.contains("tlog") {
                #expect(displayWidth(line) <= 80 || line.contains("brankas/okuselatan"), "\(name): \(line)")
            }
            let wide = paper.text()
            for section in paper.sections { #expect(wide.contains(section.heading)) }
        }
    }
}

extension Paper.Section {
    /// What of it are sentences of ours.
    fileprivate var sentences: [String] {
        [heading].filter { $0 != "SHA-256" }
            + blocks.flatMap { block -> [String] in
                switch block {
                case .paragraph(let text), .caution(let text), .heading(let text): [text]
                case .list(let items), .steps(let items): items
                case .letter(let lines): lines.map(\.text)
                case .findings(let findings): findings.flatMap { [$0.kind, $0.reason, $0.evidence] }
                case .chart(let chart): [chart.title, chart.summary]
                case .facts, .figures, .grid, .verbatim: []
                }
            }
    }
}
