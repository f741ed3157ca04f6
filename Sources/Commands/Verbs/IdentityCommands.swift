import ArgumentParser
import Casework
import Console
import Reports
import Reviewing
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
            let source = from ?? "-"
            let given = try from.map { path in
                JSON.object(
                    try GivenFields.canonical(try desk.readObject(path).value, IdentityField.self, source: path))
            }
            if let given {
                try IdentityFields.checkForm(given, source: source, isWhole: true, force: force, desk.language)
            }
            let work = try desk.open(for: .identityAdd)
            let today = work.calendar.day(desk.now)
            var stored: IdentityFields?
            let identity = try work.officer.addIdentity(id) {
                let fields: IdentityFields
                if let given {
                    fields = try IdentityFields(
                        try IdentityFields.settled(given, desk, on: today, source: source), source: source)
                    try fields.check(force: force, desk.language)
                } else {
                    fields = try IdentityFields.ask(desk, on: today, force: force)
                }
                stored = fields
                return fields.identity(added: today)
            }
            var members: [JSON.Member] = [.init("identity", .string(identity.id.text)), .init("version", 1)]
            if !identity.twins.isEmpty { members.append(.init("sameNIK", .texts(identity.twins.map(\.text)))) }
            try desk.show(json: .object(members)) { identity.id.text }
            if let title = identity.title, stored?.isNamed(in: title) == true { desk.tell(.titleHasName) }
            if !identity.twins.isEmpty { desk.tell(.sameNIK(identity.twins.map(\.text))) }
        }
    }

    struct List: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: Help.identityList.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let work = try desk.open(for: .identityList)
            let (records, isPart) = try work.officer.list(.identity, of: id)
            let listing = Listing.identities(work, desk.language)
            try desk.show(
                json: .members(["identities": listing.json(records), "partial": isPart ? .bool(true) : nil])
            ) {
                guard !records.isEmpty else { return Sentence.nothingToShow.text(desk.language) }
                return Terminal.text(of: listing.table(records, desk.language, zone: work.calendar.zone))
            }
            if isPart { desk.tell(.partOfCase) }
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
            _ = try work.officer.open(record, version: version, purpose: purpose) { chunk in
                for index in 0..<chunk.count { bytes.append(chunk[index]) }
            }
            while bytes.last == 0x20 { bytes.removeLast() }
            let value = try JSON(parsing: bytes)
            guard let members = value.members else { throw VaultError.badJSON(.notAnObject) }
            // A pager is another program, which nobody here has read.
            try desk.show(json: value, isPaged: false) {
                IdentityCommands.sheet(members, work.calendar, desk.language).text
            }
        }
    }

    /// A relation in the reader's words; what an older program stored as free text, as it stands.
    fileprivate static func relation(_ code: String, _ language: Language) -> String {
        Relation(rawValue: code)?.text(language) ?? code
    }

    /// A value as one line: several texts with commas between them, the ends of lines by a sign, as they are typed.
    static func read(_ value: JSON) -> String {
        var text = value.string ?? value.text
        if case .array(let values) = value { text = values.map { read($0) }.joined(separator: ", ") }
        return text.replacing("\n", with: " \u{21b5} ")
    }

    /// An identity in the reader's words; a field that the program does not know, by its own name.
    private static func sheet(_ members: [JSON.Member], _ calendar: VaultCalendar, _ language: Language) -> Sheet {
        var sheet = Sheet(language)
        for member in members {
            let value = member.value.string ?? member.value.text
            guard let field = IdentityField(rawValue: member.name) else {
                let extra = member.name == extraField ? member.value.members : nil
                for item in extra ?? [member] { sheet.add(name: item.name, item.value.string ?? item.value.text) }
                continue
            }
            switch (field, value) {
            case (.sex, "F"): sheet.add(field.label, Word.female.text(language))
            case (.sex, "M"): sheet.add(field.label, Word.male.text(language))
            case (.relation, _): sheet.add(field.label, relation(value, language))
            case (.birthDate, _): sheet.add(field.label, calendar.dayText(value))
            case (_, _): sheet.add(field.label, read(member.value))
            }
        }
        return sheet
    }
}

extension Listing<RecordSummary> {
    fileprivate static func identities(_ work: Desk.Work, _ language: Language) -> Self {
        Listing([
            .text("identity", .record) { $0.id.text }, .described("alias", .alias, { $0.metadata }),
            .described("relation", .relation, { $0.metadata }) {
                IdentityCommands.relation($0, language)
            },
            .number("version", .version) { $0.version }, .time("added", .added, work.calendar) { $0.added },
            .text("by", .by) { $0.by.text },
        ])
    }
}
