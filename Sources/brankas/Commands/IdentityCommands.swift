import ArgumentParser
import Casework
import Reports
import Texts
import Vault

struct IdentityCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity", abstract: Help.identity.spoken,
        subcommands: [Add.self, List.self, Open.self, Update.self])

    struct Add: SpeakingCommand {
        static let configuration = CommandConfiguration(abstract: Help.identityAdd.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String
        @Option(help: .spoken(.identityFrom), completion: .file()) var from: String?
        @Flag(help: .spoken(.force)) var force = false

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let (bytes, value) = try from.map { try desk.readObject($0) } ?? Self.ask(desk, force: force)
            let fields = try IdentityFields(value, source: from ?? "-")
            try fields.check(force: force, desk.language)
            let stored = try desk.open(for: .identityAdd).officer.addIdentity(
                id, fields.identity(json: bytes), as: try desk.wishedRole)
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
        static let configuration = CommandConfiguration(abstract: Help.identityList.spoken)
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
                        record.metadata["relation"]?.string ?? "", String(record.version),
                        work.calendar.text(record.added), record.by.text,
                    ])
                }
                return Terminal.text(of: table)
            }
        }
    }

    struct Open: SpeakingCommand {
        static let configuration = CommandConfiguration(abstract: Help.identityOpen.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.identityID)) var id: String
        @Option(help: .spoken(.purpose), completion: .purposes) var purpose: String

        func perform(_ desk: Desk) throws {
            let record = try id.asIdentity
            let purpose = try purpose.asPurpose
            var bytes: [UInt8] = []
            _ = try desk.open(for: .identityOpen).officer.open(record, purpose: purpose, as: try desk.wishedRole) {
                chunk in
                for index in 0..<chunk.count { bytes.append(chunk[index]) }
            }
            while bytes.last == 0x20 { bytes.removeLast() }
            let value = try JSON(parsing: bytes)
            if desk.options.json {
                // A terminal gets the same value, with what could act on it escaped.
                try Terminal.output(Terminal.outputIsTerminal ? value.text : String(decoding: bytes, as: UTF8.self))
            } else if case .object(let members) = value {
                try Terminal.output(
                    members.map { "\(shown($0.name)): \(shown($0.value.string ?? $0.value.text))" }
                        .joined(separator: "\n"))
            }
        }
    }
}
