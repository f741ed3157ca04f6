import Texts
import Vocabulary

/// The charts and tables of a review.
struct ReviewTables {
    let input: ReviewInput
    let language: Language
    let openings: [Act]
    let counts: (openings: Int, officers: Int, cases: Int, denied: Int, exports: Int)
    private let cases: [String: CaseLine]

    init(_ input: ReviewInput, _ language: Language) {
        self.input = input
        self.language = language
        openings = input.acts.filter(\.isOpening)
        cases = Dictionary(input.cases.map { ($0.caseID, $0) }, uniquingKeysWith: { first, _ in first })
        counts = (
            openings.count, Set(openings.map(\.person)).count, Set(openings.compactMap(\.caseID)).count,
            input.acts.reduce(0) { $0 + ($1.isAllowed ? 0 : 1) + $1.suppressed }, ExportLine.lines(input.acts).count
        )
    }

    /// Whether the tables fill pages of their own.
    var isLong: Bool { openings.count > 200 }

    private func column(_ caption: Caption, _ kind: Grid.Kind = .text) -> Grid.Column {
        Grid.Column(caption.text(language), kind)
    }

    private func orNothing(_ grid: Grid, _ lead: [Paper.Block] = [], limit: Int = ReviewReport.rowLimit) -> [Paper
        .Block]
    {
        guard grid.rowCount > 0 else { return [.paragraph(ReportNote.nothing.text(language))] }
        var grid = grid
        grid.keep(limit) { ReportNote.rowsLeftOut(shown: $0, all: $1).text(language) }
        return lead + [.grid(grid)]
    }

    // MARK: Days

    var daysChart: Paper.Block {
        let days = openings.map(\.time.day)
        guard let first = days.min(), let last = days.max() else {
            return .paragraph(ReviewNote.noOpenings.text(language))
        }
        // As fine as forty bars allow: more than that can't be told apart on a telephone.
        let spans = last.number - first.number + 1
        let span: ReviewNote.Span = spans <= 40 ? .day : spans <= 280 ? .week : .month
        let starts = Self.starts(from: first, to: last, span)
        let counts = Dictionary(grouping: days, by: { Self.start(of: $0, span) }).mapValues(\.count)
        let every = max(1, (starts.count + 4) / 5)
        let bars = starts.enumerated().map { number, start in
            let name =
                switch span {
                case .day, .week: start.text(language)
                case .month: start.monthText(language)
                }
            return Chart.Bar(
                name, short: number % every == 0 ? (span == .month ? name : start.shortText(language)) : "",
                value: counts[start] ?? 0)
        }
        let peak = bars.max { $0.value < $1.value }
        return .chart(
            Chart(
                .columns, title: ReviewNote.openingsPer(span).text(language),
                summary: ReviewNote.columnsSummary(
                    total: openings.count, peak: peak?.value ?? 0, label: span.label(peak?.label ?? "", language), span
                ).text(language), bars: bars))
    }

    private static func start(of day: Day, _ span: ReviewNote.Span) -> Day {
        switch span {
        case .day: day
        case .week: day.monday
        case .month: day.firstOfMonth
        }
    }

    private static func starts(from first: Day, to last: Day, _ span: ReviewNote.Span) -> [Day] {
        var starts: [Day] = []
        var day = start(of: first, span)
        while day <= last {
            starts.append(day)
            // Thirty-two days after a first is in the next month.
            let next =
                switch span {
                case .day: 1
                case .week: 7
                case .month: 32
                }
            day = start(of: Day(number: day.number + next), span)
        }
        return starts
    }

    // MARK: Who opened what

    private struct Opened: Hashable {
        let person: Person
        let record: String
        let purpose: Purpose?
        let isExport: Bool
    }

    var byOfficer: [Paper.Block] {
        let perPerson = Dictionary(grouping: openings, by: \.person)
            .sorted { ($1.value.count, $0.key.handle) < ($0.value.count, $1.key.handle) }
        let groups = perPerson.map { person, acts in
            let perCase = Dictionary(grouping: acts, by: { $0.caseID ?? "" })
                .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            return Grid.Group(
                ReviewNote.officerHeading(
                    person.text, agency: person.agency, openings: acts.count, cases: perCase.count
                ).text(language),
                perCase.prefix(ReviewReport.casesPerOfficer).map { caseID, acts in summary(caseID, acts) }
                    + others(perCase.dropFirst(ReviewReport.casesPerOfficer).map(\.value)))
        }
        let grid = Grid(
            [
                column(.caseID, .code), column(.purpose), column(.records, .number), column(.times, .number),
                column(.first, .time), column(.last, .time),
            ], groups: groups)
        let top = perPerson.prefix(ReviewReport.rankingLimit)
        var lead: [Paper.Block] = []
        if let first = top.first {
            var summary = ReviewNote.rankingSummary(
                first: first.key.text, count: first.value.count, total: openings.count
            ).text(language)
            if top.count < perPerson.count {
                summary += " " + ReviewNote.rankingCut(shown: top.count, all: perPerson.count).text(language)
            }
            lead = [
                .chart(
                    Chart(
                        .ranking, title: ReviewNote.ranking.text(language), summary: summary,
                        bars: top.map { .init($0.key.text, value: $0.value.count) }))
            ]
        }
        return orNothing(grid, lead)
    }

    private func summary(_ caseID: String, _ acts: [Act]) -> Grid.Row {
        Grid.Row([
            caseID, purposes(acts), String(Set(acts.compactMap(\.subject)).count), String(acts.count),
            acts.first?.time.text(language) ?? "", acts.last?.time.text(language) ?? "",
        ])
    }

    private func others(_ cases: [[Act]]) -> [Grid.Row] {
        guard !cases.isEmpty else { return [] }
        let acts = cases.flatMap(\.self).sorted { $0.sequence < $1.sequence }
        return [summary(ReviewNote.otherCases(cases.count).text(language), acts)]
    }

    /// For what purposes, and whether any of it was taken out.
    private func purposes(_ acts: [Act]) -> String {
        (Set(acts.compactMap(\.purpose)).sorted().map { input.origin.labels.text($0, language) }
            + (acts.contains(where: \.isExport) ? [Word.export.text(language)] : [])).joined(separator: ", ")
    }

    /// The case that was opened last comes first.
    var byCase: [Paper.Block] {
        let perCase = Dictionary(grouping: openings, by: { $0.caseID ?? "" })
            .sorted { ($0.value.last?.sequence ?? 0) > ($1.value.last?.sequence ?? 0) }
        let groups = perCase.map { caseID, acts in
            let opened = Dictionary(grouping: acts) {
                Opened(
                    person: $0.person, record: $0.subject?.text ?? "", purpose: $0.purpose, isExport: $0.isExport)
            }.sorted { ($0.value.first?.sequence ?? 0) < ($1.value.first?.sequence ?? 0) }
            let heading = ReviewNote.caseHeading(
                caseID, title: cases[caseID]?.title, owner: cases[caseID]?.owner ?? "", openings: acts.count,
                officers: Set(acts.map(\.person)).count)
            return Grid.Group(
                heading.text(language),
                opened.map { what, acts in
                    Grid.Row([
                        what.person.text, what.record, purposes(acts),
                        String(acts.count), acts.first?.time.text(language) ?? "", acts.last?.time.text(language) ?? "",
                    ])
                })
        }
        return orNothing(
            Grid(
                [
                    column(.officer), column(.record, .code), column(.purpose), column(.times, .number),
                    column(.first, .time), column(.last, .time),
                ], groups: groups))
    }

    // MARK: Denials, grants, exports, events

    private struct Attempt: Hashable {
        let action: String
        let why: String
        let caseID: String
    }

    private struct Member: Hashable {
        let person: Person
        let role: String
    }

    /// Who was denied most comes first; of each, what was denied last.
    var denied: [Paper.Block] {
        let perMember = Dictionary(grouping: input.acts.filter { !$0.isAllowed }) {
            Member(person: $0.person, role: $0.role)
        }.sorted { ($1.value.count, $0.key.person.handle) < ($0.value.count, $1.key.person.handle) }
        let groups = perMember.map { member, acts in
            let attempts = Dictionary(grouping: acts) { act in
                Attempt(
                    action: act.action.text(language),
                    why: act.denied?.text(language, of: act.subject?.recordKind) ?? "",
                    caseID: act.caseID ?? "")
            }.sorted { ($0.value.last?.sequence ?? 0) > ($1.value.last?.sequence ?? 0) }
            return Grid.Group(
                ReviewNote.deniedHeading(member.person.text, role: member.role, count: acts.count).text(language),
                attempts.map { attempt, acts in
                    Grid.Row([
                        attempt.action, attempt.why, attempt.caseID, String(acts.count),
                        acts.last?.time.text(language) ?? "",
                    ])
                })
        }
        let grid = Grid(
            [
                column(.action), column(.reason), column(.caseID, .code), column(.times, .number),
                column(.last, .time),
            ], groups: groups)
        let suppressed = input.acts.reduce(0) { $0 + $1.suppressed }
        return orNothing(grid)
            + (suppressed > 0 ? [.paragraph(ReviewNote.deniedSuppressed(suppressed).text(language))] : [])
    }

    var grants: [Paper.Block] {
        let made = input.origin.madeAt
        let soon = made.seconds + Int64(ReviewReport.endingDays) * 86_400
        func openings(_ grant: GrantSummary) -> Int { input.grantOpenings[grant.grant]?.count ?? 0 }
        let active = input.grants.filter { $0.state == .active }
        let ending = active.filter { $0.until.seconds <= soon }
        let unused = input.grants.filter { openings($0) == 0 && ($0.state == .active || $0.state == .expired) }
        return [
            .figures([
                (Caption.active.text(language), language.number(active.count)),
                (Caption.ending.text(language), language.number(ending.count)),
                (
                    Caption.waiting.text(language),
                    language.number(input.grants.count { $0.state == .waiting || $0.state == .scheduled })
                ),
                (Caption.unused.text(language), language.number(unused.count)),
                (
                    Caption.over.text(language),
                    language.number(input.grants.count { $0.state == .expired || $0.state == .revoked })
                ),
            ])
        ]
            + part(.ending, ending, .endingWithin(days: ReviewReport.endingDays))
            + part(.unused, unused, .unusedLead)
            + part(.otherActive, active.filter { $0.until.seconds > soon && openings($0) > 0 }, nil)
            + part(.waiting, input.grants.filter { $0.state == .waiting || $0.state == .scheduled }, nil)
    }

    private func part(_ caption: Caption, _ grants: [GrantSummary], _ lead: ReviewNote?) -> [Paper.Block] {
        [.heading(caption.text(language))]
            + (lead.map { [.paragraph($0.text(language))] } ?? [])
            + orNothing(
                Grid(grants.sorted { $0.until < $1.until }, input.grantOpenings, input.origin, language))
    }

    var exports: [Paper.Block] {
        orNothing(
            ExportLine.grid(ExportLine.lines(input.acts), language), [.caution(ReviewNote.exportLead.text(language))])
    }

    var events: [Paper.Block] {
        let steps = input.acts.filter(\.isStep).reversed()
        let grid = Grid(
            [
                column(.time, .time), column(.officer), column(.action), column(.caseID, .code), column(.record, .code),
                column(.entry, .number),
            ],
            rows: steps.map { act in
                Grid.Row([
                    act.time.text(language), act.person.text, act.action.text(language), act.caseID ?? "",
                    act.subject?.text ?? "", String(act.sequence),
                ])
            })
        return orNothing(grid, [.paragraph(ReviewNote.eventsLead.text(language))], limit: ReviewReport.eventLimit)
    }
}
