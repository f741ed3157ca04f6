import ArgumentParser
import Casework
import Console
import Reports
import Reviewing
import Sodium
import Texts
import Vault
import Vocabulary

extension AuditCommands {
    struct List: SpeakingCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: Help.auditList.spoken)
        @OptionGroup var common: CommonOptions
        @Option(name: .customLong("case"), help: .spoken(.ofCase)) var caseID: String?
        @Option(help: .spoken(.ofRecord)) var record: String?
        @Option(help: .spoken(.byPerson)) var actor: String?
        @Option(name: .customLong("by"), help: .spoken(.byRole)) var by: String?
        @Option(help: .spoken(.ofAction), completion: .actions) var action: String?
        @Option(help: .spoken(.outcome), completion: .outcomes) var outcome: String?
        @Option(help: .spoken(.since)) var since: String?
        @Option(help: .spoken(.upTo)) var until: String?
        @Option(help: .spoken(.entryLimit)) var limit: UInt64?
        @Option(name: .customLong("from"), help: .spoken(.fromEntry)) var start: UInt64 = 0
        @Flag(help: .spoken(.names)) var names = false
        @OptionGroup var sheet: SheetOptions

        /// Entries of a screenful or two; a program that reads wants more at once.
        private static let pageLength: UInt64 = 500
        private static let readLength: UInt64 = 10_000

        func perform(_ desk: Desk) throws {
            let dialect = try sheet.dialect(common)
            var filter = try filter()
            let work = try desk.open(for: .auditRead)
            if let actor = filter.actor { try work.officer.roster.require(actor) }
            if let role = filter.role { try work.officer.roster.require(role) }
            filter.since = try since.map { try work.calendar.moment($0, endOfDay: false) }
            filter.until = try until.map { try work.calendar.moment($0, endOfDay: true) }
            if let since = filter.since, let until = filter.until, until < since { throw Failure(.periodReversed) }
            let page = try work.officer.entries(filter)
            let (entries, next) = (page.entries, page.next)
            if !page.isPart { try checkKnown(filter, entries) }
            let table = AuditTable(names: names, work, desk.language)
            if let dialect {
                try Terminal.output(bytes: Array(CSV.text(table.listing().sheet(entries), dialect).utf8).span)
            } else {
                try desk.show(
                    json: .members([
                        "entries": table.listing().json(entries), "next": next.map { .count($0) },
                        "partial": page.isPart ? .bool(true) : nil,
                    ])
                ) {
                    guard !entries.isEmpty else { return Sentence.nothingToShow.text(desk.language) }
                    return table.text(entries, width: Terminal.width)
                }
            }
            if page.isPart { desk.tell(.partOfLedger) }
            if let next { desk.tell(.more(hint: command(from: next))) }
        }

        /// What no entry stands in the chain of, where every entry is seen, is a slip. A reading that asked for it names it, too.
        private func checkKnown(_ filter: AuditFilter, _ entries: [AuditEntry]) throws {
            var all = AuditFilter()
            (all.caseID, all.record) = (filter.caseID, filter.record)
            (all.limit, all.withTexts) = (filter.limit, filter.withTexts)
            guard all == filter, entries.allSatisfy({ $0.entry.place == nil }) else { return }
            if filter.record != nil { throw CustodyError.refused(.unknownRecord) }
            if filter.caseID != nil { throw CustodyError.refused(.unknownCase) }
        }

        /// The same again, from where this ended.
        private func command(from next: UInt64) -> String {
            let options: [(String, String?)] = [
                ("case", caseID), ("record", record), ("actor", actor), ("by", by), ("action", action),
                ("outcome", outcome), ("since", since), ("until", until), ("limit", limit.map { String($0) }),
            ]
            let given = options.compactMap { name, value in value.map { " --\(name) \(shown($0))" } }
            return "brankas audit list" + given.joined() + (names ? " --names" : "") + " --from \(next)"
        }

        private func filter() throws -> AuditFilter {
            var filter = AuditFilter()
            filter.caseID = try caseID.map { try $0.asCase }
            filter.record = try record.map { try $0.asRecord }
            filter.actor = try actor.map { try $0.asHandle }
            filter.role = try by.map { try $0.asRole }
            filter.action = try action.map { text in
                guard let action = ActionName(rawValue: text) else {
                    let known = ActionName.allCases.map(\.rawValue)
                    throw Failure(.badName(.action, value: shown(text), nearest: nearest(text, of: known)))
                }
                return action
            }
            filter.outcome = try outcome.map { text in
                guard let outcome = OutcomeCode(rawValue: text) else {
                    throw Failure(
                        .badName(.outcome, value: shown(text), nearest: OutcomeCode.allCases.map(\.rawValue)))
                }
                return outcome
            }
            if limit == 0 { throw Failure(.badName(.limit, value: "0")) }
            filter.from = start
            filter.limit = limit ?? (sheet.isWanted || common.json ? Self.readLength : Self.pageLength)
            filter.withTexts = names
            return filter
        }
    }
}

extension Action {
    /// What the action is about besides the case, as a table names it.
    var subject: String {
        let about = about
        let own =
            about.other?.text ?? about.record?.text ?? about.grant?.text ?? about.ask?.text ?? about.person?.text
        let arrow = about.recipients.isEmpty ? [] : ["→"] + about.recipients
        return ([own].compactMap { $0 } + arrow).joined(separator: " ")
    }
}
