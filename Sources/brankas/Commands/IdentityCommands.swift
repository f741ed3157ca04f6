import ArgumentParser
import Casework
import Reports
import Texts
import Vault
import Vocabulary

struct IdentityCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity", abstract: Help.identity.spoken,
        subcommands: [Add.self, List.self, Open.self, History.self, Update.self, Withdraw.self, Restore.self])

    struct Withdraw: SpeakingCommand {
        static let configuration = CommandConfiguration(
            commandName: "withdraw", abstract: Help.identityWithdraw.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.identityID)) var id: String
        @Option(help: .spoken(.reason)) var reason: String

        func perform(_ desk: Desk) throws { try desk.withdraw(try id.asIdentity, reason: reason) }
    }

    struct Restore: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "restore", abstract: Help.identityRestore.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.identityID)) var id: String
        @Option(help: .spoken(.reason)) var reason: String

        func perform(_ desk: Desk) throws { try desk.restore(try id.asIdentity, reason: reason) }
    }

    struct Add: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: Help.identityAdd.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String
        @Option(help: .spoken(.identityFrom), completion: .file()) var from: String?
        @Flag(help: .spoken(.force)) var force = false

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let (bytes, value) =
                try from.map { try IdentityFields.settling(desk.readObject($0), desk) }
                ?? Self.ask(desk, force: force)
            let fields = try IdentityFields(value, source: from ?? "-")
            try fields.check(force: force, desk.language)
            let work = try desk.open(for: .identityAdd)
            let identity = fields.identity(json: bytes, added: work.calendar.day(desk.now))
            let stored = try work.officer.addIdentity(id, identity, as: try desk.wishedRole)
            try desk.show(json: .object([.init("identity", .string(stored.id.text)), .init("version", 1)])) {
                stored.id.text
            }
            if let title = stored.title, fields.isNamed(in: title) { desk.tell(.titleHasName) }
        }

        private static func ask(_ desk: Desk, force: Bool) throws -> (bytes: [UInt8], value: JSON) {
            let value = try IdentityFields.ask(desk, force: force)
            return (Array(value.text.utf8), value)
        }
    }

    struct List: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: Help.identityList.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let work = try desk.open(for: .identityList)
            let records = try work.officer.records(.identity, of: id, as: try desk.wishedRole)
            try desk.show(
                json: .object([
                    .init(
                        "identities",
                        .array(
                            records.map {
                                .object([
                                    .init("identity", .string($0.id.text)),
                                    .init("version", JSON(integerLiteral: $0.version)),
                                    .init("added", .string($0.added.text)), .init("by", .string($0.by.text)),
                                    .init("alias", $0.metadata["alias"] ?? .null),
                                    .init("relation", $0.metadata["relation"] ?? .null),
                                ])
                            }))
                ])
            ) {
                guard !records.isEmpty else { return Sentence.nothingToShow.text(desk.language) }
                var table = Table(
                    [.record, .alias, .relation, .version, .added, .by], desk.language, zone: work.calendar.zone)
                for record in records {
                    table.add([
                        record.id.text, record.metadata["alias"]?.string ?? "",
                        IdentityCommands.relation(record.metadata["relation"]?.string ?? "", desk.language),
                        String(record.version),
                        work.calendar.text(record.added), record.by.text,
                    ])
                }
                return Terminal.text(of: table)
            }
        }
    }

    struct Open: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "open", abstract: Help.identityOpen.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.identityID)) var id: String
        @Option(help: .spoken(.purpose), completion: .purposes) var purpose: String
        @Option(help: .spoken(.version)) var version: Int?

        func perform(_ desk: Desk) throws {
            let record = try id.asIdentity
            let purpose = try purpose.asPurpose
            if let version, version < 1 { throw Failure(.badName(.version, value: String(version))) }
            var bytes: [UInt8] = []
            let work = try desk.open(for: .identityOpen)
            _ = try work.officer.open(record, version: version, purpose: purpose, as: try desk.wishedRole) { chunk in
                for index in 0..<chunk.count { bytes.append(chunk[index]) }
            }
            while bytes.last == 0x20 { bytes.removeLast() }
            let value = try JSON(parsing: bytes)
            if desk.options.json {
                // A terminal gets the same value, with what could act on it escaped.
                try Terminal.output(Terminal.outputIsTerminal ? value.text : String(decoding: bytes, as: UTF8.self))
            } else if case .object(let members) = value {
                try Terminal.output(IdentityCommands.sheet(members, work.calendar, desk.language).text)
            }
        }
    }

    /// A relation in the reader's words; what an older program stored as free text, as it stands.
    private static func relation(_ code: String, _ language: Language) -> String {
        Relation(rawValue: code)?.text(language) ?? code
    }

    private static let labels: [String: Label] = [
        "name": .name, "nik": .nik, "birthDate": .birthDate, "sex": .sex, "relation": .relation, "alias": .alias,
        "address": .address, "guardian": .guardian, "phone": .phone, "notes": .notes,
    ]

    /// An identity in the reader's words; a field that the program does not know, by its own name.
    private static func sheet(_ members: [JSON.Member], _ calendar: VaultCalendar, _ language: Language) -> Sheet {
        var sheet = Sheet(language)
        for member in members {
            let value = member.value.string ?? member.value.text
            guard let label = labels[member.name] else {
                sheet.add(name: member.name, value)
                continue
            }
            switch (member.name, value) {
            case ("sex", "F"): sheet.add(label, Word.female.text(language))
            case ("sex", "M"): sheet.add(label, Word.male.text(language))
            case ("relation", _): sheet.add(label, relation(value, language))
            case ("birthDate", _): sheet.add(label, calendar.dayText(value))
            default: sheet.add(label, value)
            }
        }
        return sheet
    }
}
