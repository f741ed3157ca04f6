import ArgumentParser
import Casework
import Reports
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
            let summary = try from.map { try desk.readObject($0).value } ?? Self.ask(desk)
            try Self.check(summary, from ?? "-")
            let id = try desk.open(for: .caseCreate).officer.createCase(summary, as: try desk.wishedRole)
            try desk.show(json: .object([.init("case", .string(id.text))])) { id.text }
        }

        private static func ask(_ desk: Desk) throws -> JSON {
            var members: [JSON.Member] = []
            let fields: [(String, Sentence.FieldKind)] = [
                ("title", .title), ("number", .number), ("kind", .kind), ("opened", .opened),
            ]
            for (name, field) in fields {
                let answer = try desk.ask(.askField(field))
                let stored = field == .opened ? Day(typed: answer)?.isoText ?? answer : answer
                if !answer.isEmpty { members.append(.init(name, .string(stored))) }
            }
            return .object(members)
        }

        private static func check(_ summary: JSON, _ source: String) throws {
            guard case .object(let members) = summary else { return }
            func fault(_ problem: JSONFault) -> Failure {
                Failure(.json(what: shown(source), problem: problem))
            }
            guard let title = summary["title"] else { throw fault(.missing("title")) }
            for member in members {
                guard let text = member.value.string else { throw fault(.notText(member.name)) }
                guard text.utf8.count <= 1_000 else { throw fault(.tooLong(limit: 1_000)) }
                guard text.isEmpty || isPlain(text, limit: 1_000) else { throw fault(.controlCharacter(member.name)) }
            }
            guard title.string?.isEmpty == false else { throw fault(.badValue("title")) }
            if let opened = summary["opened"]?.string, !opened.isEmpty {
                guard Day(iso: opened) != nil || (try? Instant(opened)) != nil else {
                    throw fault(.badValue("opened"))
                }
            }
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
                        item.compartments.map(\.text).joined(separator: ","),
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
                    let known: [String: Label] = [
                        "title": .title, "number": .number, "kind": .kind, "opened": .opened,
                    ]
                    for member in members {
                        let value = member.value.string ?? member.value.text
                        guard let label = known[member.name] else {
                            sheet.add(name: member.name, value)
                            continue
                        }
                        sheet.add(label, member.name == "opened" ? work.calendar.dayText(value) : value)
                    }
                }
                sheet.add(.owner, summary.owner.text)
                sheet.add(.compartments, summary.compartments.map(\.text).joined(separator: ", "))
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
            desk.tell(.caseClosed(id.text))
        }
    }

    static func json(_ summary: CaseSummary) -> JSON {
        var members: [JSON.Member] = [.init("case", .string(summary.id.text))]
        for name in ["title", "number", "kind", "opened"] {
            members.append(.init(name, summary.fields[name] ?? .null))
        }
        members += [
            .init("owner", .string(summary.owner.text)),
            .init("compartments", .array(summary.compartments.map { .string($0.text) })),
            .init("state", summary.isClosed ? "closed" : "open"),
            .init("links", .array(summary.links.map { .string($0.text) })),
        ]
        return .object(members)
    }
}
