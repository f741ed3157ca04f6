import ArgumentParser
import Casework
import Console
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

extension IdentityCommands {
    struct History: SpeakingCommand {
        static let configuration = CommandConfiguration(
            commandName: "history", abstract: Help.identityHistory.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.identityID)) var id: String

        func perform(_ desk: Desk) throws {
            let id = try id.asIdentity
            let work = try desk.open(for: .identityHistory)
            let versions = try work.officer.history(of: id, as: try desk.wishedRole)
            try desk.show(
                json: .object([
                    .init("identity", .string(id.text)), .init("versions", .array(versions.map(Self.json))),
                ])
            ) {
                var table = Table(
                    [.version, .time, .by, .role, .changed, .reason], desk.language, zone: work.calendar.zone)
                for version in versions {
                    table.add([
                        String(version.number), work.calendar.text(version.time), version.by.text, version.role.text,
                        version.changed?.joined(separator: ", ") ?? "", version.reason ?? "",
                    ])
                }
                return Terminal.text(of: table)
            }
        }

        private static func json(_ version: IdentityVersion) -> JSON {
            .members([
                "version": .count(version.number), "time": .string(version.time.text),
                "by": .string(version.by.text), "role": .string(version.role.text),
                "changed": version.changed.map { .texts($0) }, "reason": version.reason.map { .string($0) },
                "seq": .count(version.sequence),
            ])
        }
    }
}
