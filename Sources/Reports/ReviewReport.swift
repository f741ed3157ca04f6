package import Texts
import Vocabulary

/// The review of a ledger: who opened what, and what deserves a second look.
package struct ReviewReport: Sendable {
    private let look: SecondLook

    /// More rows than these are read by nobody; the ledger has them all.
    static let rowLimit = 3_000
    static let eventLimit = 500
    static let rankingLimit = 20
    /// An officer's cases, those with most openings; by case they all stand in the next table.
    static let casesPerOfficer = 25
    static let evidenceLimit = 12
    /// More findings of a kind are not read one by one.
    static let findingLimit = 12
    /// A grant that ends within these days is about to.
    static let endingDays = 14

    package init(_ look: SecondLook = SecondLook()) {
        self.look = look
    }

    package func html(_ input: ReviewInput, language: Language) -> String { paper(input, language).html }
    package func text(_ input: ReviewInput, language: Language, width: Int? = nil) -> String {
        paper(input, language).text(width: width)
    }

    package func paper(_ input: ReviewInput, _ language: Language) -> Paper {
        let tables = ReviewTables(input, language)
        let findings = look.findings(input, language)
        var paper = Paper(ReviewNote.title(vault: input.origin.vaultName).text(language), language)
        paper.lead = [ReviewNote.lead.text(language)]
        paper.facts = input.origin.facts(language, period: input.period.text(language))
        func add(_ caption: Caption, startsPage: Bool = false, _ blocks: [Paper.Block]) {
            paper.sections.append(.init(caption.text(language), startsPage: startsPage, blocks))
        }
        add(.overview, overview(tables, findings.count))
        add(.secondLook, secondLook(findings, language))
        add(.byDay, [tables.daysChart])
        add(.byHour, hours(tables))
        add(.deniedAttempts, tables.denied)
        add(.grants, tables.grants)
        add(.exportsMade, tables.exports)
        add(.byOfficer, startsPage: tables.isLong, tables.byOfficer)
        add(.byCase, startsPage: tables.isLong, tables.byCase)
        add(.events, startsPage: tables.isLong, tables.events)
        add(.about, about(language))
        return paper
    }

    private func overview(_ tables: ReviewTables, _ findings: Int) -> [Paper.Block] {
        let language = tables.language
        let counts = tables.counts
        func figure(_ caption: Caption, _ value: Int) -> (name: String, value: String) {
            (caption.text(language), language.number(value))
        }
        let scope = tables.input.origin.isPart ? [Paper.Block.caution(ReportNote.partOfLedger.text(language))] : []
        return [.caution(ReportNote.confidential.text(language))] + scope + [
            .figures([
                figure(.openings, counts.openings), figure(.officers, counts.officers), figure(.denied, counts.denied),
                figure(.exports, counts.exports), figure(.findings, findings),
            ]),
            .paragraph(
                ReviewNote.glance(
                    openings: counts.openings, officers: counts.officers, cases: counts.cases, denied: counts.denied,
                    exports: counts.exports
                ).text(language) + " " + ReportNote.times(zone: tables.input.origin.zone).text(language)),
        ]
    }

    private func secondLook(_ findings: [SecondLook.Finding], _ language: Language) -> [Paper.Block] {
        guard !findings.isEmpty else { return [.paragraph(ReviewNote.nothingForSecondLook.text(language))] }
        let kinds = SuspicionKind.allCases.compactMap { kind -> (SuspicionKind, [SecondLook.Finding])? in
            let ofKind = findings.filter { $0.suspicion.kind == kind }
            return ofKind.isEmpty ? nil : (kind, ofKind)
        }
        var blocks: [Paper.Block] = [.paragraph(ReviewNote.secondLook.text(language))]
        if kinds.count > 1, findings.count > Self.findingLimit {
            blocks.append(
                .figures(kinds.map { kind, found in (kind.text(language), language.number(found.count)) }))
        }
        for (kind, found) in kinds {
            if found.count > Self.findingLimit {
                blocks += [
                    .heading(kind.text(language)), .paragraph(ReviewNote.manyFindings.text(language)),
                    .grid(byPerson(found, language)),
                ]
            } else {
                blocks.append(
                    .findings(
                        found.map { finding in
                            .init(
                                kind: kind.text(language), reason: finding.suspicion.text(language),
                                evidence: evidence(finding, language))
                        }))
            }
        }
        return blocks
    }

    private func byPerson(_ findings: [SecondLook.Finding], _ language: Language) -> Grid {
        let people = Dictionary(grouping: findings, by: \.suspicion.person)
            .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        return Grid(
            [
                .init(Caption.officer.text(language)), .init(Caption.findingsCount.text(language), .number),
                .init(Caption.entriesCount.text(language), .number), .init(Caption.example.text(language)),
            ],
            rows: people.map { person, findings in
                let largest = findings.reduce(findings[0]) { $1.entries.count > $0.entries.count ? $1 : $0 }
                return Grid.Row([
                    person, language.number(findings.count),
                    language.number(Set(findings.flatMap(\.entries)).count),
                    largest.suspicion.text(language) + " " + evidence(largest, language),
                ])
            })
    }

    private func evidence(_ finding: SecondLook.Finding, _ language: Language) -> String {
        ReportNote.entryNumbers(
            Array(finding.entries.prefix(Self.evidenceLimit)),
            more: max(0, finding.entries.count - Self.evidenceLimit)
        ).text(language)
    }

    private func hours(_ tables: ReviewTables) -> [Paper.Block] {
        let language = tables.language
        let openings = tables.openings
        guard !openings.isEmpty else { return [.paragraph(ReviewNote.noOpenings.text(language))] }
        let perHour = Dictionary(grouping: openings, by: \.time.hour).mapValues(\.count)
        let bars = (0..<24).map { hour in
            let start = language.time(hour: hour, minute: 0)
            let measures = look.measures
            return Chart.Bar(
                start + "–" + language.time(hour: hour, minute: 59), short: hour % 3 == 0 ? start : "",
                value: perHour[hour] ?? 0, isHollow: !(measures.firstHour..<measures.endHour).contains(hour))
        }
        let outside = openings.count { look.isOutsideHours($0.time) }
        let summary = ReviewNote.hoursSummary(
            within: openings.count - outside, outside: outside, hours: look.workingHours(language))
        return [
            .chart(
                Chart(
                    .columns, title: ReviewNote.openingsByHour.text(language),
                    summary: summary.text(language) + " " + ReviewNote.hoursLegend.text(language), bars: bars))
        ]
    }

    private func about(_ language: Language) -> [Paper.Block] {
        [
            .paragraph(ReviewNote.aboutLimits.text(language)), .heading(ReviewNote.aboutRule.text(language)),
            .list(look.rules(language)), .paragraph(ReviewNote.protectionOfficer.text(language)),
        ]
    }
}
