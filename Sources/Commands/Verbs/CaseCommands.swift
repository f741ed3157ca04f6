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
            let id = try work.officer.createCase {
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
            let (cases, next) = try work.officer.cases(after: after, limit: limit)
            let listing = Listing.cases(work)
            try desk.show(
                json: .members(["cases": listing.json(cases), "next": next.map { .string($0.text) }])
            ) {
                guard !cases.isEmpty else { return Sentence.nothingToShow.text(desk.language) }
                return Terminal.text(of: listing.table(cases, desk.language))
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
            let summary = try work.officer.showCase(id)
            try desk.show(json: Listing.cases(work).json(summary)) {
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
            try desk.open(for: .caseClose).officer.closeCase(id)
            try desk.report(.caseClosed(id.text), json: .members(["case": .string(id.text), "state": "closed"]))
        }
    }
}

extension Listing<CaseSummary> {
    static func cases(_ work: Desk.Work) -> Self {
        let fields = CaseField.allCases.map { field in
            Side.described(field.rawValue, field.label, { $0.fields }) { text in
                field == .opened ? work.calendar.dayText(text) : text
            }
        }
        return Listing(
            [.text("case", .caseID) { $0.id.text }] + fields + [
                .value(extraField) { $0.fields[extraField] }, .text("owner", .owner) { $0.owner.text },
                .texts("compartments", .compartments, { $0.compartments.map(\.text) }) {
                    work.words.text($0.compartments)
                }, .value("state") { $0.isClosed ? "closed" : "open" },
                .value("links") { .texts($0.links.map(\.text)) },
            ])
    }
}
