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
    private enum Layout: CaseIterable {
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
        var table = Table(labels, language, zone: calendar.zone)
        for item in entries {
            table.add(
                labels.map { cell($0, item, layout) }, style: item.entry.outcome.isAllowed ? .plain : .warning)
        }
        return table
    }

    private func cell(_ label: Label, _ item: AuditEntry, _ layout: Layout) -> String {
        let entry = item.entry
        let request = entry.request
        switch label {
        case .number: return String(entry.sequence)
        case .time: return layout == .narrow ? calendar.shortText(entry.time) : calendar.text(entry.time)
        case .person: return request.actor.text
        case .role: return request.role.text
        // A denial must be seen where nothing is coloured, too.
        case .action:
            return entry.shownAction.rawValue + (layout == .narrow && !entry.outcome.isAllowed ? " !" : "")
        case .outcome: return outcome(entry)
        case .caseID: return entry.caseID?.text ?? ""
        case .subject:
            let subject = request.action.subject
            return layout == .wide || !subject.isEmpty ? subject : entry.caseID?.text ?? ""
        case .purpose: return request.action.purpose.map { words.text($0) } ?? ""
        case .name: return item.name ?? ""
        case .basis: return item.basis ?? ""
        case .reason: return item.reason ?? ""
        default: return ""
        }
    }

    private func outcome(_ entry: Entry) -> String {
        switch entry.outcome {
        case .allowed: Word.allowed.text(language)
        case .denied(let reason):
            Word.denied.text(language) + ": " + reason.text(language, of: entry.request.action.record?.kind)
        }
    }
}

/// Entries for a spreadsheet: the names of the columns are those of `--json`, times are on the vault's clock.
struct AuditSheet {
    private let names: Bool
    private let calendar: VaultCalendar

    init(names: Bool, _ calendar: VaultCalendar) {
        self.names = names
        self.calendar = calendar
    }

    func rows(_ entries: [AuditEntry]) -> [[String]] {
        var heading = [
            "seq", "time", "zone", "actor", "role", "action", "outcome", "why", "case", "record", "grant", "request",
            "person", "purpose", "to", "matches", "suppressed",
        ]
        if names { heading += ["name", "basis", "reason"] }
        return [heading] + entries.map(row)
    }

    private func row(_ item: AuditEntry) -> [String] {
        let entry = item.entry
        let action = entry.request.action
        var why = ""
        if case .denied(let reason) = entry.outcome { why = reason.rawValue }
        let cells = [
            String(entry.sequence), calendar.sortableText(entry.time), calendar.zone, entry.request.actor.text,
            entry.request.role.text, entry.shownAction.rawValue, entry.outcome.isAllowed ? "allowed" : "denied", why,
            entry.caseID?.text ?? "", action.record?.text ?? "", action.grant?.text ?? "", action.ask?.text ?? "",
            action.person?.text ?? "", action.purpose?.text ?? "", action.about.recipients.joined(separator: " "),
            entry.matches.map(\.caseID.text).joined(separator: " "),
            entry.suppressed > 0 ? String(entry.suppressed) : "",
        ]
        // What others wrote: whoever looks at the file on a terminal is as safe as with a table.
        return (names ? cells + [item.name ?? "", item.basis ?? "", item.reason ?? ""] : cells).map(Self.shownLines)
    }

    private static func shownLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { shown(String($0)) }.joined(separator: "\n")
    }
}
