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
        let inbox = try work.officer.inbox(as: try desk.wishedRole)
        let roster = work.officer.roster
        try desk.show(json: Self.json(inbox, work.officer)) {
            var parts: [String] = []
            if !inbox.enrolments.isEmpty {
                var table = Table([.handle, .name, .role, .fingerprint], desk.language)
                for handle in inbox.enrolments {
                    guard let person = roster.people[handle] else { continue }
                    table.add([
                        handle.text, person.card.name, person.roles.map(\.text).joined(separator: ", "),
                        person.card.fingerprint,
                    ])
                }
                parts.append(part(.enrolment, table, desk))
            }
            let kinds: [(InboxSummary.Waiting.Kind, Label)] = [
                (.approval, .approval), (.unopened, .unopened), (.ending, .ending),
            ]
            for (kind, label) in kinds {
                let grants = inbox.grants.filter { $0.kind == kind }
                if !grants.isEmpty { parts.append(part(label, Self.table(grants, work, desk), desk)) }
            }
            for kind in InboxSummary.Exporting.Kind.allCases {
                let exports = inbox.exports.filter { $0.kind == kind }.map(\.export)
                let label: Label =
                    switch kind {
                    case .approval: .exportApproval
                    case .waiting: .exportWaiting
                    case .ready: .exportReady
                    }
                if !exports.isEmpty { parts.append(part(label, Self.table(exports, work, desk), desk)) }
            }
            if !inbox.asks.isEmpty { parts.append(part(.asked, Self.table(inbox.asks, work, desk), desk)) }
            return parts.isEmpty ? Sentence.nothingToShow.text(desk.language) : parts.joined(separator: "\n\n")
        }
        if inbox.hasMore { desk.tell(.moreWaits(Casework.Inbox.limit)) }
        hint(inbox, desk)
    }

    private func part(_ label: Label, _ table: Table, _ desk: Desk) -> String {
        label.text(desk.language) + "\n" + Terminal.text(of: table)
    }

    /// The next command for whatever waits first.
    private func hint(_ inbox: InboxSummary, _ desk: Desk) {
        if let grant = inbox.grants.first(where: { $0.kind == .approval })?.grant.terms.grant {
            desk.tell(.next("brankas grant approve \(grant.text)"))
        } else if let export = inbox.exports.first(where: { $0.kind == .approval })?.export.terms.id {
            desk.tell(.next("brankas grant approve \(export.text)"))
        } else if let export = inbox.exports.first(where: { $0.kind == .ready })?.export.terms.id {
            desk.tell(.next("brankas case export --grant \(export.text) --output FOLDER"))
        } else if let handle = inbox.enrolments.first {
            desk.tell(.next("brankas person approve \(handle.text)"))
        } else if let ask = inbox.asks.first(where: { $0.isMine && $0.state == .waiting })?.ask.id {
            desk.tell(.next("brankas grant new --request \(ask.text) --until YYYY-MM-DD"))
        } else if let grant = inbox.grants.first(where: { $0.kind == .unopened })?.grant.terms {
            desk.tell(.next("brankas document list \(grant.caseID.text)"))
        }
    }

    private static func table(_ grants: [InboxSummary.Waiting], _ work: Desk.Work, _ desk: Desk) -> Table {
        var table = Table(
            [.grant, .caseID, .to, .compartments, .purpose, .until, .by, .basis], desk.language,
            zone: work.calendar.zone)
        for waiting in grants {
            let terms = waiting.grant.terms
            table.add([
                terms.grant.text, terms.caseID.text,
                terms.persons.isEmpty ? terms.to.text : terms.persons.map(\.text).joined(separator: ","),
                work.words.text(terms.compartments), work.words.text(terms.purpose),
                period(waiting.grant, work.calendar), waiting.grant.by.text, waiting.grant.basis ?? "",
            ])
        }
        return table
    }

    /// Until when it runs; of one that has not begun also from when.
    private static func period(_ grant: GrantSummary, _ calendar: VaultCalendar) -> String {
        let until = calendar.text(grant.terms.until)
        return grant.state == .scheduled ? "\(calendar.text(grant.terms.from)) – \(until)" : until
    }

    private static func table(_ exports: [ExportSummary], _ work: Desk.Work, _ desk: Desk) -> Table {
        var table = Table(
            [.export, .caseID, .by, .to, .compartments, .records, .purpose, .time, .basis], desk.language,
            zone: work.calendar.zone)
        for export in exports {
            let terms = export.terms
            table.add([
                terms.id.text, terms.caseID.text, export.by.text,
                terms.recipients.map { work.officer.addressee(of: $0) }.map {
                    if case .key(let fingerprint) = $0 { fingerprint } else { $0.name(desk.language) }
                }.joined(separator: ","),
                work.words.text(export.compartments), String(terms.records.count),
                work.words.text(terms.purpose), work.calendar.text(export.time), export.basis ?? "",
            ])
        }
        return table
    }

    private static func json(
        _ export: ExportSummary, _ kind: InboxSummary.Exporting.Kind, _ officer: Officer
    ) -> JSON {
        let terms = export.terms
        return .members([
            "grant": .string(terms.id.text), "case": .string(terms.caseID.text), "by": .string(export.by.text),
            "role": .string(export.role.text),
            "to": .array(
                terms.recipients.map { recipient in
                    .members([
                        "handle": recipient.handle.map { .string($0.text) },
                        "fingerprint": .string(officer.addressee(of: recipient).fingerprint),
                    ])
                }), "compartments": .texts(export.compartments.map(\.text)),
            "records": .texts(terms.records.map(\.record.text)), "purpose": .string(terms.purpose.text),
            "basis": export.basis.map { .string($0) }, "time": .string(export.time.text),
            "state": kind == .ready ? "ready" : "waiting", "mine": .bool(kind != .approval),
        ])
    }

    private static func table(_ asks: [InboxSummary.Asking], _ work: Desk.Work, _ desk: Desk) -> Table {
        var table = Table(
            [.request, .caseID, .role, .by, .compartments, .purpose, .time, .state, .basis, .reason], desk.language,
            zone: work.calendar.zone)
        for asking in asks {
            table.add([
                asking.ask.id.text, asking.ask.caseID.text, asking.role.text, asking.by.text,
                work.words.text(asking.ask.compartments), work.words.text(asking.ask.purpose),
                work.calendar.text(asking.time), asking.grant?.text ?? asking.state.word.text(desk.language),
                asking.basis ?? "",
                asking.reason ?? "",
            ])
        }
        return table
    }

    private static func json(_ inbox: InboxSummary, _ officer: Officer) -> JSON {
        func grants(_ kind: InboxSummary.Waiting.Kind) -> JSON {
            .array(inbox.grants.filter { $0.kind == kind }.map { GrantCommands.List.json($0.grant) })
        }
        let enrolments = inbox.enrolments.compactMap { handle -> JSON? in
            guard let person = officer.roster.people[handle] else { return nil }
            return .object([
                .init("handle", .string(handle.text)), .init("name", .string(person.card.name)),
                .init("roles", .array(person.roles.map { .string($0.text) })),
                .init("fingerprint", .string(person.card.fingerprint)),
                .init("by", .string(person.enroller?.text ?? "")),
            ])
        }
        return .object([
            .init("enrolments", .array(enrolments)), .init("approvals", grants(.approval)),
            .init("new", grants(.unopened)), .init("ending", grants(.ending)),
            .init("exports", .array(inbox.exports.map { Self.json($0.export, $0.kind, officer) })),
            .init("requests", .array(inbox.asks.map(Self.json))), .init("more", .bool(inbox.hasMore)),
        ])
    }

    private static func json(_ asking: InboxSummary.Asking) -> JSON {
        var members: [JSON.Member] = [
            .init("request", .string(asking.ask.id.text)), .init("case", .string(asking.ask.caseID.text)),
            .init("role", .string(asking.role.text)), .init("by", .string(asking.by.text)),
            .init("time", .string(asking.time.text)),
            .init("compartments", .array(asking.ask.compartments.map { .string($0.text) })),
            .init("purpose", .string(asking.ask.purpose.text)),
            .init("allow", .array(asking.ask.allow.all.map { .string($0.rawValue) })),
            .init("state", .string(asking.state.rawValue)),
            .init("mine", .bool(!asking.isMine)),
        ]
        if let basis = asking.basis { members.append(.init("basis", .string(basis))) }
        if let grant = asking.grant { members.append(.init("grant", .string(grant.text))) }
        if let reason = asking.reason { members.append(.init("reason", .string(reason))) }
        return .object(members)
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
