import ArgumentParser
import Casework
import Console
import Files
import Texts
import Vault
import Vocabulary

extension AuditCommands {
    struct Export: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "export", abstract: Help.auditExport.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.newFolder), completion: .directory) var folder: String
        @Option(name: .customLong("case"), help: .spoken(.exportedCase)) var caseID: String?

        func perform(_ desk: Desk) throws {
            let id = try caseID.map { try $0.asCase }
            let target = try OutputFolder(path: desk.path(folder))
            do {
                let officer = try desk.open(for: .auditExport).officer
                let exported = try write(target, officer, id, desk)
                try target.syncAll()
                try target.appear()
                try desk.report(
                    .ledgerExported(entries: exported.entries, path: shown(target.path)),
                    json: .object([
                        .init("output", .string(ByteText.escaped(target.path))),
                        .init("size", .number(String(exported.size))),
                        .init("entries", .number(String(exported.entries))),
                        .init("witnesses", .array(exported.witnesses.map { .string($0.text) })),
                    ]))
                desk.tellName(target.path, target.isRenamed)
            } catch {
                target.discard()
                throw error
            }
        }

        private func write(
            _ target: borrowing OutputFolder, _ officer: Officer, _ id: CaseID?, _ desk: Desk
        ) throws -> WrittenLedger {
            let exported = try desk.statusLine(.exportingLedger).wait {
                try officer.exportLedger(id) { path, bytes in try target.create(path).write(bytes) }
            }
            let vault = officer.vault.text
            let readMe: LedgerReadMe =
                if let id {
                    .oneCase(id.text, vault: vault, size: exported.size, entries: exported.entries)
                } else {
                    .whole(vault: vault, size: exported.size)
                }
            let text = readMe.text(.indonesian) + "\n\n\n" + readMe.text(.english) + "\n"
            try target.create(LedgerFile.readMe).write(Array(text.utf8))
            return exported
        }
    }
}
