import ArgumentParser
import Casework
import Reports
import Sodium
import Texts
import Vault

struct AuditCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: Help.audit.spoken,
        subcommands: [List.self, Verify.self, Prove.self, Export.self])

    struct List: SpeakingCommand {
        static let configuration = CommandConfiguration(
            abstract: Help.auditList.spoken)
        @OptionGroup var common: CommonOptions
        @Option(name: .customLong("case"), help: .spoken(.ofCase)) var caseID: String?
        @Option(help: .spoken(.ofRecord)) var record: String?
        @Option(help: .spoken(.byPerson)) var actor: String?
        @Option(name: .customLong("by"), help: .spoken(.byRole)) var by: String?
        @Option(help: .spoken(.ofAction), completion: .actions) var action: String?
        @Option(help: .spoken(.outcome), completion: .outcomes) var outcome: String?
        @Option(help: .spoken(.since)) var since: String?
        @Option(help: .spoken(.upTo)) var until: String?
        @Option(help: .spoken(.limit)) var limit: UInt64 = 10_000
        @Option(name: .customLong("from"), help: .spoken(.fromEntry)) var start: UInt64 = 0
        @Flag(help: .spoken(.names)) var names = false

        func perform(_ desk: Desk) throws {
            var filter = try filter()
            let work = try desk.open(for: .auditRead)
            filter.since = try since.map { try work.calendar.moment($0, endOfDay: false) }
            filter.until = try until.map { try work.calendar.moment($0, endOfDay: true) }
            let (entries, next) = try work.officer.entries(filter, as: try desk.wishedRole)
            var members: [JSON.Member] = [.init("entries", .array(entries.map { json($0) }))]
            if let next { members.append(.init("next", .number(String(next)))) }
            try desk.show(json: .object(members)) {
                guard !entries.isEmpty else { return Sentence.nothingToShow.text(desk.language) }
                return Terminal.text(of: table(entries, work.calendar, desk.language))
            }
            if let next { desk.tell(.more(hint: "brankas audit list --from \(next)")) }
        }

        private func filter() throws -> AuditFilter {
            var filter = AuditFilter()
            filter.caseID = try caseID.map { try $0.asCase }
            filter.record = try record.map { try $0.asRecord }
            filter.actor = try actor.map { try $0.asHandle }
            filter.role = try by.map { try $0.asRole }
            filter.action = try action.map { text in
                guard let action = ActionName(rawValue: text) else {
                    throw Failure(.badName(.action, value: shown(text)))
                }
                return action
            }
            filter.outcome = try outcome.map { text in
                guard let outcome = AuditFilter.Outcome(rawValue: text) else {
                    throw Failure(.badName(.outcome, value: shown(text)))
                }
                return outcome
            }
            filter.from = start
            filter.limit = limit
            filter.withTexts = names
            return filter
        }

        private func table(_ entries: [AuditEntry], _ calendar: VaultCalendar, _ language: Language) -> Table {
            var labels: [Label] = [.number, .time, .person, .role, .action, .outcome, .caseID, .subject, .purpose]
            if names { labels += [.name, .basis, .reason] }
            var table = Table(labels, language, zone: calendar.zone)
            for item in entries {
                let entry = item.entry
                let request = entry.request
                var cells = [
                    String(entry.sequence), calendar.text(entry.time), request.actor.text, request.role.text,
                    entry.shownAction.rawValue, outcomeText(entry, language), entry.caseID?.text ?? "",
                    request.action.subject,
                    request.action.purpose?.rawValue ?? "",
                ]
                if names { cells += [item.name ?? "", item.basis ?? "", item.reason ?? ""] }
                table.add(cells, style: entry.outcome.isAllowed ? .plain : .warning)
            }
            return table
        }

        private func outcomeText(_ entry: Entry, _ language: Language) -> String {
            switch entry.outcome {
            case .allowed: Word.allowed.text(language)
            case .denied(let reason):
                Word.denied.text(language) + ": " + Failure.reason(reason).text(language)
            }
        }

        private func json(_ item: AuditEntry) -> JSON {
            let entry = item.entry
            let request = entry.request
            var members: [JSON.Member] = [
                .init("seq", .number(String(entry.sequence))), .init("time", .string(entry.time.text)),
                .init("actor", .string(request.actor.text)), .init("role", .string(request.role.text)),
                .init("action", .string(entry.shownAction.rawValue)),
                .init("outcome", entry.outcome.isAllowed ? "allowed" : "denied"),
            ]
            func add(_ name: String, _ text: String?) {
                if let text { members.append(.init(name, .string(text))) }
            }
            if case .denied(let reason) = entry.outcome { add("why", reason.rawValue) }
            add("case", entry.caseID?.text)
            add("record", request.action.record?.text)
            add("grant", request.action.grant?.text)
            add("request", request.action.ask?.text)
            switch request.action {
            case .export(let export):
                members.append(.init("to", .array(export.recipients.map { .string($0.name) })))
            case .linkCase(_, let other), .unlinkCase(_, let other): add("other", other.text)
            default: break
            }
            add("purpose", request.action.purpose?.rawValue)
            add("person", request.action.person?.text)
            if !entry.matches.isEmpty {
                members.append(.init("matches", .array(entry.matches.map { .string($0.caseID.text) })))
            }
            if entry.suppressed > 0 { members.append(.init("suppressed", JSON(integerLiteral: entry.suppressed))) }
            if names {
                add("name", item.name)
                add("basis", item.basis)
                add("reason", item.reason)
            }
            return .object(members)
        }
    }

    struct Verify: SpeakingCommand {
        static let configuration = CommandConfiguration(
            abstract: Help.auditVerify.spoken)
        @OptionGroup var common: CommonOptions
        @Flag(help: .spoken(.full)) var full = false

        func perform(_ desk: Desk) throws {
            let officer = try desk.open(for: .auditVerify).officer
            let role = try desk.wishedRole
            let report = try desk.waiting(.checkingLedger) { try officer.verifyLog(as: role) }
            try desk.show(
                json: .object([
                    .init("ok", true), .init("entries", .number(String(report.entries))),
                    .init("signatures", .number(String(report.signatures))),
                    .init("cases", JSON(integerLiteral: report.cases)), .init("root", .string(report.root.hex)),
                ])
            ) {
                Sentence.logVerified(
                    entries: report.entries, signatures: report.signatures, cases: report.cases
                ).text(desk.language)
            }
        }
    }
}

extension Action {
    /// What the action is about besides the case, as a table names it.
    fileprivate var subject: String {
        let own = record?.text ?? grant?.text ?? ask?.text ?? person?.text
        return switch self {
        case .export(let export):
            ([own].compactMap { $0 } + ["→"] + export.recipients.map(\.name)).joined(separator: " ")
        case .linkCase(_, let other), .unlinkCase(_, let other): other.text
        default: own ?? ""
        }
    }
}

extension Export.Recipient {
    /// The handle of the card that was given, else the beginning of the recipient's hash.
    fileprivate var name: String { handle?.text ?? "sha256:" + digest.hex.prefix(16) }
}
