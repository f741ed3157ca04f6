import Texts
import Vocabulary

// Tables that several reports have.

/// What was exported at once: the ledger has an entry for the case and one for each record.
package struct ExportLine: Sendable {
    package let first: Act
    package private(set) var records: [String]
    /// That of the case, and those of the records.
    package private(set) var entries: [UInt64]

    package static func lines(_ acts: [Act]) -> [ExportLine] {
        var lines: [ExportLine] = []
        // One export takes minutes at most, and nobody exports a case to the same recipients twice in that time.
        let span: Int64 = 600
        var last: [[String]: (line: Int, seconds: Int64)] = [:]
        for act in acts where act.isExport {
            let key = [act.person.handle, act.role, act.caseID ?? ""] + act.recipients
            if let open = last[key], act.time.seconds - open.seconds <= span, let record = act.subject?.record {
                lines[open.line].records.append(record)
                lines[open.line].entries.append(act.sequence)
                last[key] = (open.line, act.time.seconds)
            } else {
                last[key] = (lines.count, act.time.seconds)
                lines.append(
                    ExportLine(first: act, records: [act.subject?.record].compactMap(\.self), entries: [act.sequence]))
            }
        }
        return lines
    }

    static func grid(_ lines: [ExportLine], _ language: Language) -> Grid {
        Grid(
            [
                .init(Caption.time.text(language), .time), .init(Caption.officer.text(language)),
                .init(Caption.caseID.text(language), .code), .init(Caption.recipient.text(language)),
                .init(Caption.records.text(language), .number), .init(Caption.entry.text(language), .number),
            ],
            rows: lines.reversed().map { line in
                Grid.Row([
                    line.first.time.text(language), line.first.person.text, line.first.caseID ?? "",
                    line.first.recipients.joined(separator: ", "), String(line.records.count),
                    String(line.first.sequence),
                ])
            })
    }
}

extension Grid {
    /// A row for each grant; under their case's id, or under their own where all are of one case.
    init(
        _ grants: [GrantSummary], _ openings: [GrantID: Openings], _ origin: Origin, _ language: Language,
        withCase: Bool = true
    ) {
        let labels = origin.labels
        self.init(
            [
                .init((withCase ? Caption.caseID : .grant).text(language), .code), .init(Caption.to.text(language)),
                .init(Caption.parts.text(language)), .init(Caption.purposeAndBasis.text(language)),
                .init(Caption.period.text(language), .period), .init(Caption.state.text(language)),
                .init(Caption.wasOpened.text(language), .number),
            ],
            rows: grants.map { grant in
                Grid.Row([
                    withCase ? grant.caseID.text : grant.grant.text,
                    grant.persons.isEmpty
                        ? grant.to.text : grant.to.text + ": " + grant.persons.map(\.text).joined(separator: ", "),
                    grant.compartments.map { labels.text($0, language) }.joined(separator: ", "),
                    labels.text(grant.purpose, language) + (grant.basis.map { ", " + $0 } ?? ""),
                    Period(from: origin.moment(grant.from), until: origin.moment(grant.until)).text(language),
                    grant.state.text(language), String(openings[grant.grant]?.count ?? 0),
                ])
            })
    }
}

extension Act {
    /// The sides of an entry that a table may show.
    enum Side {
        case time, officer, officerOfAgency, agency, action, record, caseID, purpose, reason, entry
        /// Why it was denied, by which grant, to whom it went, where it stood or was moved to.
        case detail
    }

    /// A row for each entry; the zone stands in the heading of its times.
    static func grid(_ acts: [Act], _ sides: [Side], _ origin: Origin, _ language: Language) -> Grid {
        Grid(
            sides.map { $0.column(origin.zone, language) },
            rows: acts.map { act in
                Grid.Row(sides.map { $0.text(act, origin.labels, language) }, isMarked: !act.isAllowed)
            })
    }
}

extension Act.Side {
    fileprivate func column(_ zone: String, _ language: Language) -> Grid.Column {
        switch self {
        case .time: .init(Caption.time.text(language) + " (\(zone))", .time)
        case .officer: .init(Caption.officer.text(language))
        case .officerOfAgency: .init(Caption.officer.text(language))
        case .agency: .init(Caption.agency.text(language))
        case .action: .init(Caption.action.text(language))
        case .record: .init(Caption.record.text(language), .code)
        case .caseID: .init(Caption.caseID.text(language), .code)
        case .purpose: .init(Caption.purpose.text(language))
        case .reason: .init(Caption.reason.text(language))
        case .detail: .init(Caption.detail.text(language))
        case .entry: .init(Caption.entry.text(language), .number)
        }
    }

    fileprivate func text(_ act: Act, _ labels: Labels, _ language: Language) -> String {
        switch self {
        case .time: act.time.text(language)
        case .officer: act.person.text
        case .officerOfAgency: act.person.text + ", " + act.person.agency
        case .agency: act.person.agency
        case .action: act.action.text(language)
        case .record: act.subject?.text ?? ""
        case .caseID: act.caseID ?? ""
        case .purpose: act.purpose.map { labels.text($0, language) } ?? ""
        case .reason: act.denied?.text(language, of: act.subject?.recordKind) ?? ""
        case .detail:
            ((act.denied.map { [Word.denied.text(language) + ": " + $0.text(language, of: act.subject?.recordKind)] }
                ?? [])
                + (act.subject?.grant.map { [$0.text] } ?? []) + act.recipients.map { "→ " + $0 }
                + (act.compartment.map { [labels.text($0, language)] } ?? [])).joined(separator: "; ")
        case .entry: String(act.sequence)
        }
    }
}

extension Act.Subject {
    fileprivate var grant: GrantID? {
        switch self {
        case .grant(let id): id
        case .record, .ask, .otherCase, .person: nil
        }
    }
}
