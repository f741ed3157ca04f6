package import Texts
package import Vocabulary

/// What a victim may ask for: who opened their data, when, for what (UU 27/2022, article 32), as far as nobody is harmed by
/// it (33) and law enforcement does not forbid it (15, 50).
package struct TrailReport: Sendable {
    package let origin: Origin
    package let caseID: String
    /// The agency's own, as somebody outside knows it.
    package let number: String?
    package let owner: String
    /// When the victim asked, where that is known.
    package let requested: Moment?
    /// Every entry about the case, in the order of the ledger.
    package let acts: [Act]
    package let grants: [GrantSummary]
    package let grantOpenings: [GrantID: Openings]
    /// Whether the chain of the case's entries was checked from its first to its last.
    package let isComplete: Bool
    /// How many entries the ledger had when all of it was verified; nil where that was never done.
    package let wholeTo: UInt64?

    package init(
        origin: Origin, caseID: String, number: String?, owner: String, requested: Moment?, acts: [Act],
        grants: [GrantSummary], grantOpenings: [GrantID: Openings], isComplete: Bool, wholeTo: UInt64? = nil
    ) {
        self.origin = origin
        self.caseID = caseID
        self.number = number
        self.owner = owner
        self.requested = requested
        self.acts = acts
        self.grants = grants
        self.grantOpenings = grantOpenings
        self.isComplete = isComplete
        self.wholeTo = wholeTo
    }

    package func html(_ language: Language) -> String { paper(language).html }
    package func text(_ language: Language, width: Int? = nil) -> String { paper(language).text(width: width) }

    package func paper(_ language: Language) -> Paper {
        var paper = Paper(TrailNote.title(caseID: caseID).text(language), language)
        paper.lead = [
            TrailNote.lead.text(language),
            TrailNote.lawful(
                requested: requested.map { origin.zoned($0, language) },
                deadline: requested.map { origin.zoned($0.adding(hours: 72), language) }
            ).text(language),
        ]
        paper.facts = number.map { [.init(Caption.number.text(language), $0)] } ?? []
        paper.facts += [.init(Caption.owner.text(language), owner)] + origin.facts(language)
        func add(_ caption: Caption, _ blocks: [Paper.Block]) {
            paper.sections.append(.init(caption.text(language), blocks))
        }
        add(
            .beforeHandingOver,
            [.caution(TrailNote.limits.text(language)), .paragraph(TrailNote.examined.text(language))])
        add(.whoOpened, opened(language))
        add(.whoHasAccess, access(language))
        add(.exportsMade, exports(language))
        add(.deniedAttempts, denied(language))
        add(.otherActs, others(language))
        var about: [Paper.Block] = [.paragraph(TrailNote.ask.text(language))]
        if isComplete {
            let note = TrailNote.complete(entries: acts.count, wholeTo: wholeTo.map { Int(clamping: $0) })
            about.insert(.paragraph(note.text(language)), at: 0)
        }
        add(.about, about)
        return paper
    }

    private func opened(_ language: Language) -> [Paper.Block] {
        let openings = acts.filter(\.isOpening)
        guard !openings.isEmpty else { return [.paragraph(TrailNote.neverOpened.text(language))] }
        let summary = TrailNote.openedSummary(
            times: openings.count, officers: Set(openings.map(\.person)).count,
            agencies: Set(openings.map(\.person.agency)).count)
        return [
            .paragraph(summary.text(language)), .paragraph(TrailNote.whoOpenedLead.text(language)),
            .grid(Act.grid(openings, [.time, .officer, .agency, .action, .record, .purpose], origin, language)),
        ]
    }

    private func access(_ language: Language) -> [Paper.Block] {
        guard !grants.isEmpty else { return [.paragraph(ReportNote.nothing.text(language))] }
        return [
            .paragraph(TrailNote.accessLead.text(language)),
            .grid(
                Grid(
                    grants.sorted { $0.from < $1.from }, grantOpenings, origin, language, withCase: false)),
        ]
    }

    private func exports(_ language: Language) -> [Paper.Block] {
        let lines = ExportLine.lines(acts)
        guard !lines.isEmpty else { return [.paragraph(ReportNote.nothing.text(language))] }
        return [.paragraph(TrailNote.exportLead.text(language)), .grid(ExportLine.grid(lines, language))]
    }

    private func denied(_ language: Language) -> [Paper.Block] {
        let denials = acts.filter { !$0.isAllowed }
        guard !denials.isEmpty else { return [.paragraph(ReportNote.nothing.text(language))] }
        return [
            .paragraph(TrailNote.deniedLead.text(language)),
            .grid(Act.grid(denials, [.time, .officer, .agency, .action, .reason], origin, language)),
        ]
    }

    private func others(_ language: Language) -> [Paper.Block] {
        let all = acts.filter { $0.isAllowed && !$0.isOpening && !$0.isExport }
        let others = all.filter { $0.action != .casePrepare }
        guard !others.isEmpty else { return [.paragraph(ReportNote.nothing.text(language))] }
        return [
            .paragraph(TrailNote.otherLead.text(language)),
            .grid(Act.grid(others, [.time, .officer, .agency, .action, .record], origin, language)),
        ]
            + (others.count < all.count
                ? [.paragraph(TrailNote.prepared(all.count - others.count).text(language))] : [])
    }
}
