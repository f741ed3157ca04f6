import Texts
import Vocabulary

/// The drafts of article 46: to the authority about all, to each person concerned about their own case only.
struct NoticeLetters {
    private let report: ExposureReport
    /// The cases that the key could open, did open or took out, in the order in which the report has them.
    let cases: [String]

    init(_ report: ExposureReport) {
        self.report = report
        var seen: Set<String> = []
        cases = (report.reach.map(\.caseID) + report.acts.filter { $0.isOpening || $0.isExport }.compactMap(\.caseID))
            .filter { seen.insert($0).inserted }
    }

    func toAuthority(_ language: Language) -> [Paper.LetterLine] {
        let openings = report.acts.filter(\.isOpening)
        let records = Set(openings.compactMap(\.subject)).count
        var data: [NoticeParagraph] = []
        if !report.reach.isEmpty {
            data.append(
                .totals(
                    cases: cases.count, records: report.reach.reduce(0) { $0 + $1.records },
                    compartments: names(report.reach, language)))
        }
        if !report.shared.isEmpty { data.append(.shared(report.shared)) }
        data.append(
            openings.isEmpty
                ? .openedNothing
                : .openedInTotal(records: records, cases: Set(openings.compactMap(\.caseID)).count))
        return letter(.authority, number: nil, data + exported(report.acts), language)
    }

    private func exported(_ acts: [Act]) -> [NoticeParagraph] {
        let exports = ExportLine.lines(acts)
        return exports.isEmpty ? [] : [.exported(times: exports.count)]
    }

    /// About one case; it says nothing of any other, and does not name the officer.
    func toSubject(_ caseID: String, _ language: Language) -> [Paper.LetterLine] {
        let openings = report.acts.filter { $0.isOpening && $0.caseID == caseID }
        let records = Set(openings.compactMap(\.subject?.text)).sorted()
        let compartments = names(report.reach.filter { $0.caseID == caseID }, language)
        return letter(
            .subject, number: caseID,
            (compartments.isEmpty ? [] : [.exposedInCase(caseID: caseID, compartments: compartments)])
                + [openings.isEmpty ? .openedNothing : .openedInCase(records: records, times: openings.count)]
                + exported(report.acts.filter { $0.caseID == caseID }), language)
    }

    private func names(_ reach: [ExposureReport.Reach], _ language: Language) -> [String] {
        var seen: Set<CompartmentName> = []
        return reach.flatMap(\.compartments).filter { seen.insert($0).inserted }
            .map { report.origin.labels.text($0, language) }
    }

    private func letter(
        _ to: NoticeParagraph.Addressee, number: String?, _ data: [NoticeParagraph], _ language: Language
    ) -> [Paper.LetterLine] {
        let origin = report.origin
        let from = (report.since ?? report.enrolled).map { origin.zoned($0, language) }
        // In a folder a dismissal ends nothing of what was sealed before.
        let until = origin.zoned(report.isEmbedded ? origin.madeAt : report.dismissed ?? origin.madeAt, language)
        var paragraphs: [NoticeParagraph] = [
            .heading(to, number: number), .subject, .opening(agency: report.person.agency, vault: origin.vaultName),
            .dataHeading,
        ]
        paragraphs += data
        paragraphs += [
            .howHeading,
            .how(
                report.cause, from: from ?? ReportNote.blank.text(language), until: until,
                learned: report.learned.map { origin.zoned($0, language) }),
            .measuresHeading,
            report.dismissed.map { .dismissed(origin.zoned($0, language), isEmbedded: report.isEmbedded) }
                ?? .notDismissed,
            .measures,
        ]
        if to == .subject { paragraphs.append(.advice) }
        paragraphs += [.contact, .signature(agency: report.person.agency)]
        return paragraphs.map { Paper.LetterLine($0.text(language), isHeading: $0.isHeading) }
    }
}
