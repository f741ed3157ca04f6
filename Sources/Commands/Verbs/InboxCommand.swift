import ArgumentParser
import Casework
import Console
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

struct Inbox: SpeakingCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox", abstract: Help.inbox.spoken)
    @OptionGroup var common: CommonOptions

    func perform(_ desk: Desk) throws {
        let work = try desk.open(for: .inboxRead)
        let inbox = try work.officer.inbox()
        let sections = Sections(inbox, work, desk.language)
        try desk.show(json: sections.json) {
            let parts = sections.tables.filter { !$0.table.isEmpty }.map { label, table in
                label.text(desk.language) + "\n" + Terminal.text(of: table)
            }
            return parts.isEmpty ? Sentence.nothingToShow.text(desk.language) : parts.joined(separator: "\n\n")
        }
        if inbox.hasMore { desk.tell(.moreWaits(Casework.Inbox.limit)) }
        hint(inbox, desk)
    }

    /// The next command for whatever waits first.
    private func hint(_ inbox: InboxSummary, _ desk: Desk) {
        if let grant = inbox.grants.first(where: { $0.kind == .approval })?.grant.grant {
            desk.tell(.next("brankas grant approve \(grant.text)"))
        } else if let export = inbox.exports.first(where: { $0.kind == .approval })?.export.terms.id {
            desk.tell(.next("brankas grant approve \(export.text)"))
        } else if let export = inbox.exports.first(where: { $0.kind == .ready })?.export.terms.id {
            desk.tell(.next("brankas case export --grant \(export.text) --output FOLDER"))
        } else if let handle = inbox.enrolments.first {
            desk.tell(.next("brankas person approve \(handle.text)"))
        } else if let ask = inbox.asks.first(where: { $0.isMine && $0.state == .waiting })?.ask.id {
            desk.tell(.next("brankas grant new --request \(ask.text) --until YYYY-MM-DD"))
        } else if let grant = inbox.grants.first(where: { $0.kind == .unopened })?.grant {
            desk.tell(.next("brankas document list \(grant.caseID.text)"))
        }
    }

    /// What waits, kind by kind.
    private struct Sections {
        private let inbox: InboxSummary
        private let people: [Roster.Person]
        private let work: Desk.Work
        private let language: Language
        private let grants: Listing<GrantSummary>
        private let exports: Listing<InboxSummary.Exporting>
        private let asks: Listing<InboxSummary.Asking>

        init(_ inbox: InboxSummary, _ work: Desk.Work, _ language: Language) {
            self.inbox = inbox
            self.work = work
            self.language = language
            people = inbox.enrolments.compactMap { work.officer.roster.people[$0] }
            grants = .grants(work, language)
            exports = .exports(work, language)
            asks = .asks(work, language)
        }

        private func grants(_ kind: InboxSummary.Waiting.Kind) -> [GrantSummary] {
            inbox.grants.filter { $0.kind == kind }.map(\.grant)
        }

        var tables: [(label: Label, table: Table)] {
            let zone = work.calendar.zone
            func table(_ kind: InboxSummary.Waiting.Kind) -> Table {
                grants.table(
                    grants(kind), language,
                    columns: [.grant, .caseID, .to, .compartments, .purpose, .until, .state, .by, .basis], zone: zone)
            }
            func exported(_ kind: InboxSummary.Exporting.Kind) -> Table {
                exports.table(inbox.exports.filter { $0.kind == kind }, language, zone: zone)
            }
            return [
                (
                    .enrolment,
                    Listing.people(language).table(
                        people, language, columns: [.handle, .name, .role, .fingerprint])
                ), (.approval, table(.approval)), (.unopened, table(.unopened)), (.ending, table(.ending)),
                (.exportApproval, exported(.approval)), (.exportWaiting, exported(.waiting)),
                (.exportReady, exported(.ready)),
                (.asked, asks.table(inbox.asks, language, zone: zone)),
            ]
        }

        var json: JSON {
            .members([
                "enrolments": Listing.people(language).json(people), "approvals": grants.json(grants(.approval)),
                "new": grants.json(grants(.unopened)), "ending": grants.json(grants(.ending)),
                "exports": exports.json(inbox.exports), "requests": asks.json(inbox.asks),
                "more": .bool(inbox.hasMore),
            ])
        }
    }
}

extension Listing<InboxSummary.Exporting> {
    fileprivate static func exports(_ work: Desk.Work, _ language: Language) -> Self {
        Listing([
            .text("grant", .export) { $0.export.terms.id.text }, .text("case", .caseID) { $0.export.terms.caseID.text },
            .text("by", .by) { $0.export.by.text }, .text("role", nil) { $0.export.role.text },
            .init(
                "to", .to,
                shown: { item in
                    item.export.terms.recipients.map { work.officer.addressee(of: $0) }.map {
                        if case .key(let fingerprint) = $0 { fingerprint } else { $0.name(language) }
                    }.joined(separator: ",")
                },
                value: { item in
                    .array(
                        item.export.terms.recipients.map { recipient in
                            .members([
                                "handle": recipient.handle.map { .string($0.text) },
                                "fingerprint": .string(work.officer.addressee(of: recipient).fingerprint),
                            ])
                        })
                }),
            .texts("compartments", .compartments, { $0.export.compartments.map(\.text) }) {
                work.words.text($0.export.compartments)
            },
            .texts("records", .records, { $0.export.terms.records.map(\.record.text) }) {
                String($0.export.terms.records.count)
            },
            .code("purpose", .purpose, { $0.export.terms.purpose.text }) { work.words.text($0.export.terms.purpose) },
            .time("time", .time, work.calendar) { $0.export.time }, .text("basis", .basis) { $0.export.basis },
            .value("state") { $0.kind == .ready ? "ready" : "waiting" },
            .value("mine") { .bool($0.kind != .approval) },
        ])
    }
}

extension Listing<InboxSummary.Asking> {
    fileprivate static func asks(_ work: Desk.Work, _ language: Language) -> Self {
        Listing([
            .text("request", .request) { $0.ask.id.text }, .text("case", .caseID) { $0.ask.caseID.text },
            .text("role", .role) { $0.role.text }, .text("by", .by) { $0.by.text },
            .texts("compartments", .compartments, { $0.ask.compartments.map(\.text) }) {
                work.words.text($0.ask.compartments)
            },
            .code("purpose", .purpose, { $0.ask.purpose.text }) { work.words.text($0.ask.purpose) },
            .value("allow") { .texts($0.ask.allow.all.map(\.rawValue)) },
            .time("time", .time, work.calendar) { $0.time },
            .code("state", .state, { $0.state.rawValue }) { $0.grant?.text ?? $0.state.word.text(language) },
            .value("mine") { .bool(!$0.isMine) }, .text("basis", .basis) { $0.basis },
            .text("grant", nil) { $0.grant?.text }, .text("reason", .reason) { $0.reason },
        ])
    }
}

extension AskState {
    fileprivate var word: Word {
        switch self {
        case .waiting: .waiting
        case .granted: .granted
        case .refused: .refused
        }
    }
}
