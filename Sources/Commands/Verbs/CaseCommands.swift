import ArgumentParser
import Casework
import Console
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

struct CaseCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case", abstract: Help.cases.spoken,
        subcommands: [
            New.self, List.self, Show.self, Close.self, Reopen.self, Rekey.self, Link.self, Unlink.self, Export.self,
        ])

    struct New: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "new", abstract: Help.caseNew.spoken)
        @OptionGroup var common: CommonOptions
        @Option(help: .spoken(.caseFrom), completion: .file()) var from: String?

        func perform(_ desk: Desk) throws {
            let source = from ?? "-"
            let given = try from.map { try CaseFields(try desk.readObject($0).value, source: source) }
            let work = try desk.open(for: .caseCreate)
            let today = work.calendar.day(desk.now)
            let id = try work.officer.createCase(as: try desk.wishedRole) {
                if let given { return try given.settled(desk, on: today, source: source).value }
                return try CaseFields.ask(desk, on: today)
            }
            try desk.show(json: .object([.init("case", .string(id.text))])) { id.text }
        }
    }

    struct List: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: Help.caseList.spoken)
        @OptionGroup var common: CommonOptions
        @Option(help: .spoken(.caseLimit)) var limit: Int?
        @Option(help: .spoken(.afterCase)) var after: String?

        func perform(_ desk: Desk) throws {
            // A page for who reads; whoever computes wants them all.
            let limit = limit ?? (common.json ? 500 : 100)
            guard (1...1_000).contains(limit) else { throw Failure(.badName(.limit, value: String(limit))) }
            let after = try after.map { try $0.asCase }
            let work = try desk.open(for: .caseList)
            let (cases, next) = try work.officer.cases(after: after, limit: limit, as: try desk.wishedRole)
            var members: [JSON.Member] = [.init("cases", .array(cases.map(CaseCommands.json)))]
            if let next { members.append(.init("next", .string(next.text))) }
            try desk.show(json: .object(members)) {
                guard !cases.isEmpty else { return Sentence.nothingToShow.text(desk.language) }
                var table = Table([.caseID, .title, .number, .kind, .opened, .owner, .compartments], desk.language)
                for item in cases {
                    func field(_ name: String) -> String { item.fields[name]?.string ?? "" }
                    table.add([
                        item.id.text, field("title"), field("number"), field("kind"),
                        work.calendar.dayText(field("opened")), item.owner.text,
                        work.words.text(item.compartments),
                    ])
                }
                return Terminal.text(of: table)
            }
            if let next { desk.tell(.more(hint: "brankas case list --after \(next.text)")) }
        }
    }

    struct Show: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: Help.caseShow.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let work = try desk.open(for: .caseShow)
            let summary = try work.officer.showCase(id, as: try desk.wishedRole)
            try desk.show(json: CaseCommands.json(summary)) {
                var sheet = Sheet(desk.language)
                sheet.add(.caseID, summary.id.text)
                if case .object(let members) = summary.fields {
                    for member in members {
                        let value = member.value.string ?? member.value.text
                        guard let field = CaseField(rawValue: member.name) else {
                            let extra = member.name == extraField ? member.value.members : nil
                            for item in extra ?? [member] {
                                sheet.add(name: item.name, item.value.string ?? item.value.text)
                            }
                            continue
                        }
                        sheet.add(field.label, field == .opened ? work.calendar.dayText(value) : value)
                    }
                }
                sheet.add(.owner, summary.owner.text)
                sheet.add(.compartments, work.words.text(summary.compartments))
                sheet.add(.state, (summary.isClosed ? Word.closed : .open).text(desk.language))
                if !summary.links.isEmpty { sheet.add(.links, summary.links.map(\.text).joined(separator: ", ")) }
                sheet.add(.added, work.calendar.zonedText(summary.created))
                return sheet.text
            }
        }
    }

    struct Close: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "close", abstract: Help.caseClose.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            try desk.open(for: .caseClose).officer.closeCase(id, as: try desk.wishedRole)
            try desk.report(.caseClosed(id.text), json: .members(["case": .string(id.text), "state": "closed"]))
        }
    }

    static func json(_ summary: CaseSummary) -> JSON {
        var members: [JSON.Member] = [.init("case", .string(summary.id.text))]
        for field in CaseField.allCases {
            members.append(.init(field.rawValue, summary.fields[field.rawValue] ?? .null))
        }
        if let extra = summary.fields[extraField] { members.append(.init(extraField, extra)) }
        members += [
            .init("owner", .string(summary.owner.text)),
            .init("compartments", .array(summary.compartments.map { .string($0.text) })),
            .init("state", summary.isClosed ? "closed" : "open"),
            .init("links", .array(summary.links.map { .string($0.text) })),
        ]
        return .object(members)
    }
}
