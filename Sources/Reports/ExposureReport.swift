package import Texts
package import Vocabulary

/// A lost laptop, a disloyal officer: what that key could open, what it did open, and the notice that is due.
package struct ExposureReport: Sendable {
    /// Compartments of a case that were open to the key.
    package struct Reach: Sendable {
        package let caseID: String
        package let compartments: [CompartmentName]
        /// Each record in one line only, however many ways led to it.
        package let records: Int
        /// The person's; nil where an export was sealed to them.
        package let role: String?
        /// Nil where the role owns the case.
        package let grant: String?
        /// The entry of an export that was sealed to the person: what is in it no custodian and no folder holds.
        package let export: UInt64?
        package let from: Moment
        /// Nil where it never ended by itself.
        package let until: Moment?

        package init(
            caseID: String, compartments: [CompartmentName], records: Int, role: String?, grant: String?,
            export: UInt64? = nil, from: Moment, until: Moment?
        ) {
            self.caseID = caseID
            self.compartments = compartments
            self.records = records
            self.role = role
            self.grant = grant
            self.export = export
            self.from = from
            self.until = until
        }
    }

    package let origin: Origin
    package let person: Person
    package let roles: [String]
    package let enrolled: Moment?
    package let dismissed: Moment?
    /// From when on the key may have been in other hands.
    package let since: Moment?
    /// When the failure became known: the 3 × 24 hours run from here.
    package let learned: Moment?
    package let cause: ExposureCause
    /// Whether the vault is a folder, without a custodian that could refuse.
    package let isEmbedded: Bool
    package let reach: [Reach]
    /// What was within reach besides the cases.
    package let shared: [SharedReach]
    /// What the person did since `since`, in the order of the ledger.
    package let acts: [Act]

    package init(
        origin: Origin, person: Person, roles: [String], enrolled: Moment?, dismissed: Moment?, since: Moment?,
        learned: Moment?, cause: ExposureCause, isEmbedded: Bool, reach: [Reach], shared: [SharedReach], acts: [Act]
    ) {
        self.origin = origin
        self.person = person
        self.roles = roles
        self.enrolled = enrolled
        self.dismissed = dismissed
        self.since = since
        self.learned = learned
        self.cause = cause
        self.isEmbedded = isEmbedded
        self.reach = reach
        self.shared = shared
        self.acts = acts
    }

    /// Article 46: 3 × 24 hours.
    package static let noticeHours = 72

    package var deadline: Moment? { learned?.adding(hours: Self.noticeHours) }

    package func html(_ language: Language) -> String { paper(language).html }
    package func text(_ language: Language, width: Int? = nil) -> String { paper(language).text(width: width) }

    package func paper(_ language: Language) -> Paper {
        let openings = acts.filter(\.isOpening)
        var paper = Paper(ExposureNote.title(person: person.text).text(language), language)
        paper.lead = [ExposureNote.lead.text(language)]
        paper.facts = origin.facts(language, period: Period(from: since).text(language))
        func add(_ caption: Caption, startsPage: Bool = false, _ blocks: [Paper.Block]) {
            paper.sections.append(.init(caption.text(language), startsPage: startsPage, blocks))
        }
        let summary = ExposureNote.summary(
            couldCases: Set(reach.map(\.caseID)).count, couldRecords: reach.reduce(0) { $0 + $1.records },
            openedRecords: Set(openings.compactMap(\.subject)).count,
            openedCases: Set(openings.compactMap(\.caseID)).count, exports: ExportLine.lines(acts).count)
        add(
            .overview,
            [
                .caution(ReportNote.confidential.text(language)), .paragraph(summary.text(language)),
                isEmbedded
                    ? .caution(ExposureNote.embedded.text(language)) : .paragraph(ExposureNote.service.text(language)),
            ] + (shared.isEmpty ? [] : [.paragraph(ExposureNote.sharedSummary(shared).text(language))]))
        add(.notice, notice(language))
        add(.dates, [.facts(dates(language))])
        add(.couldOpen, couldOpen(language))
        add(.didOpen, didOpen(openings, language))
        add(.took, took(language))
        let letters = NoticeLetters(self)
        add(
            .noticeBody, startsPage: true,
            [.paragraph(ExposureNote.draftLead.text(language)), .letter(letters.toAuthority(language))])
        add(
            .noticeSubject, startsPage: !letters.cases.isEmpty,
            letters.cases.isEmpty
                ? [.paragraph((shared.isEmpty ? ExposureNote.nobodyConcerned : .onlyShared).text(language))]
                : letters.cases.map { .letter(letters.toSubject($0, language)) })
        return paper
    }

    private func notice(_ language: Language) -> [Paper.Block] {
        let lead = Paper.Block.paragraph(ExposureNote.deadlineLead.text(language))
        guard let learned, let deadline else { return [lead, .caution(ExposureNote.notCounted.text(language))] }
        let left = origin.madeAt.minutes(until: deadline)
        return [
            lead,
            .caution(
                ExposureNote.counted(
                    learned: origin.zoned(learned, language), deadline: origin.zoned(deadline, language)
                ).text(language)),
            .facts([
                .init(Caption.learned.text(language), origin.zoned(learned, language)),
                .init(Caption.deadline.text(language), origin.zoned(deadline, language)),
                .init(Caption.remaining.text(language), ExposureNote.remaining(minutes: left).text(language)),
            ]),
        ]
    }

    private func dates(_ language: Language) -> [Paper.Fact] {
        func fact(_ caption: Caption, _ value: String?) -> [Paper.Fact] {
            value.map { [.init(caption.text(language), $0)] } ?? []
        }
        return fact(.officer, person.text) + fact(.agency, person.agency)
            + fact(.role, roles.joined(separator: ", ")) + fact(.reason, cause.text(language))
            + fact(.enrolled, enrolled.map { origin.zoned($0, language) })
            + fact(.dismissed, dismissed.map { origin.zoned($0, language) } ?? ReportNote.notYet.text(language))
    }

    private func couldOpen(_ language: Language) -> [Paper.Block] {
        let besides: [Paper.Block] =
            shared.isEmpty
            ? []
            : [
                .paragraph(ExposureNote.sharedLead.text(language)), .list(shared.map { $0.text(language) }),
                .paragraph(ExposureNote.namedInTexts.text(language)),
            ]
        guard !reach.isEmpty else {
            return [
                .paragraph(
                    (shared.isEmpty ? ReportNote.nothing.text(language) : ExposureNote.noCompartment.text(language)))
            ]
                + besides
        }
        let opened = Set(acts.filter(\.isOpening).compactMap(\.caseID))
        let grid = Grid(
            [
                .init(Caption.caseID.text(language), .code), .init(Caption.holds.text(language)),
                .init(Caption.records.text(language), .number), .init(Caption.through.text(language)),
                .init(Caption.period.text(language), .period),
                .init(Caption.wasOpened.text(language)),
            ],
            rows: reach.map { line in
                let through =
                    line.export.map { ReportNote.throughExport($0) } ?? line.grant.map { .through(grant: $0) }
                    ?? .throughOwnership
                return Grid.Row([
                    line.caseID,
                    line.compartments.map { origin.labels.text($0, language) }.joined(separator: ", "),
                    String(line.records),
                    ([line.role].compactMap(\.self) + [through.text(language)]).joined(separator: ", "),
                    Period(from: line.from, until: line.until).text(language),
                    ReportNote.yesOrNo(opened.contains(line.caseID)).text(language),
                ])
            })
        let lead = isEmbedded ? ExposureNote.couldLeadEmbedded : .couldLead
        return [.paragraph(lead.text(language)), .grid(grid)] + besides
    }

    private func didOpen(_ openings: [Act], _ language: Language) -> [Paper.Block] {
        guard !openings.isEmpty else { return [.paragraph(ExposureNote.neverOpened.text(language))] }
        return [
            .paragraph(ExposureNote.didLead.text(language)),
            .grid(
                Act.grid(openings, [.time, .caseID, .action, .record, .purpose, .entry], origin, language)),
        ]
    }

    private func took(_ language: Language) -> [Paper.Block] {
        let exports = ExportLine.lines(acts)
        let searches = acts.filter(\.isSearch)
        var blocks: [Paper.Block] = []
        if !exports.isEmpty {
            blocks += [
                .paragraph(ExposureNote.tookLead.text(language)), .grid(ExportLine.grid(exports, language)),
            ]
        }
        if !searches.isEmpty {
            let said = ExposureNote.searches(count: searches.count, found: searches.count { $0.matches > 0 })
            blocks.append(.paragraph(said.text(language)))
        }
        return blocks.isEmpty ? [.paragraph(ReportNote.nothing.text(language))] : blocks
    }
}
