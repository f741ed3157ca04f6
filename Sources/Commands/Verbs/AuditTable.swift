import Casework
import Console
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

/// Entries of the ledger as a table: with as many sides of each as the terminal is wide.
struct AuditTable {
    private let names: Bool
    private let calendar: VaultCalendar
    private let words: VaultWords
    private let language: Language

    init(names: Bool, _ work: Desk.Work, _ language: Language) {
        self.names = names
        calendar = work.calendar
        words = work.words
        self.language = language
    }

    /// What is left out where there is little room: what else the row tells, or `--json` does.
    enum Layout: CaseIterable {
        case wide, middle, narrow
    }

    func text(_ entries: [AuditEntry], width: Int?) -> String {
        // A flood must be seen where only some of it is listed.
        let unlisted = entries.reduce(0) { $0 + $1.entry.suppressed }
        let text = rows(entries, width: width)
        // In a pipe, rows are all there is; --csv and --json have the number beside the entry.
        guard unlisted > 0, width != nil else { return text }
        return text + "\n\n" + ReviewNote.deniedSuppressed(unlisted).text(language)
    }

    private func rows(_ entries: [AuditEntry], width: Int?) -> String {
        // Whoever asks for names wants everything, in blocks if need be.
        let layouts = names ? [Layout.wide] : Layout.allCases
        let tables = layouts.lazy.map { table(entries, $0) }
        guard let width else { return Terminal.text(of: table(entries, .wide)) }
        return Terminal.text(of: tables.first { $0.fits(width) } ?? table(entries, names ? .wide : .middle))
    }

    private func table(_ entries: [AuditEntry], _ layout: Layout) -> Table {
        var labels: [Label]
        switch layout {
        case .wide: labels = [.number, .time, .person, .role, .action, .outcome, .caseID, .subject, .purpose]
        case .middle: labels = [.number, .time, .person, .action, .outcome, .subject]
        case .narrow: labels = [.number, .time, .person, .action, .subject]
        }
        if names { labels += [.name, .basis, .reason] }
        return listing(layout).table(entries, language, columns: labels, zone: calendar.zone)
    }

    /// Entries with all of their sides. `layout` is how much room a table has: to programs it is the same.
    func listing(_ layout: Layout = .wide) -> Listing<AuditEntry> {
        var sides: [Listing<AuditEntry>.Side] = [
            .number("seq", .number) { $0.entry.sequence },
            .time("time", .time, calendar, { $0.entry.time }) {
                layout == .narrow ? calendar.shortText($0.entry.time) : calendar.text($0.entry.time)
            },
            // Times in a sheet are on the vault's clock.
            .init("zone", nil, shown: { _ in "" }, value: { _ in nil }, cell: { _ in calendar.zone }),
            .text("actor", .person) { $0.entry.request.actor.text },
            .text("role", .role) { $0.entry.request.role.text },
            // A denial must be seen where nothing is coloured, too.
            .code("action", .action, { $0.entry.shownAction.rawValue }) { item in
                item.entry.shownAction.rawValue
                    + (layout == .narrow && !item.entry.outcome.isAllowed ? " !" : "")
            },
            .code("outcome", .outcome, { ($0.entry.outcome.isAllowed ? OutcomeCode.allowed : .denied).rawValue }) {
                outcome($0.entry)
            },
            .text("why", nil) { $0.entry.denial?.rawValue }, .text("case", .caseID) { $0.entry.caseID?.text },
            .shown(.subject) { item in
                let subject = item.entry.request.action.subject
                return layout == .wide || !subject.isEmpty ? subject : item.entry.caseID?.text ?? ""
            },
            .text("record", nil) { $0.action.record?.text }, .text("grant", nil) { $0.action.grant?.text },
            .text("request", nil) { $0.action.ask?.text }, .text("person", nil) { $0.action.person?.text },
            .code("purpose", .purpose, { $0.action.purpose?.text }) { item in
                item.action.purpose.map { words.text($0) } ?? ""
            },
            .texts("to", nil) { $0.action.about.recipients.nonEmpty },
            .texts("matches", nil) { $0.entry.matches.map(\.caseID.text).nonEmpty },
            .value("suppressed") { $0.entry.suppressed > 0 ? .count($0.entry.suppressed) : nil },
            .text("other", nil) { $0.action.about.other?.text },
            .value("afterPause") { $0.entry.request.afterPause ? true : nil },
        ]
        if names {
            sides += [
                .text("name", .name) { $0.name }, .text("basis", .basis) { $0.basis },
                .text("reason", .reason) { $0.reason },
            ]
        }
        return Listing(sides, style: { $0.entry.outcome.isAllowed ? .plain : .warning })
    }

    private func outcome(_ entry: Entry) -> String {
        guard let denial = entry.denial else { return Word.allowed.text(language) }
        return Word.denied.text(language) + ": " + denial.text(language, of: entry.request.action.record?.kind)
    }
}

extension AuditEntry {
    fileprivate var action: Action { entry.request.action }
}

extension Entry {
    fileprivate var denial: Denial? { if case .denied(let reason) = outcome { reason } else { nil } }
}

extension Array {
    fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
