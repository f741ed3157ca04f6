import ArgumentParser
import Casework
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

extension AuditCommands {
    struct Trail: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "trail", abstract: Help.auditTrail.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String
        @Option(help: .spoken(.requested)) var requested: String?
        @Option(help: .spoken(.page), completion: .file()) var output: String?

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let delivery = try Delivery(page: output, desk)
            let work = try desk.open(for: .auditReport)
            let requested = try requested.map { try desk.pastMoment($0, work.calendar) }
            var making = TrailMaking(Teller(work), id)
            let reading = try desk.reading(work.officer, .trail(id)) { making.take($0) }
            let report = try making.report(reading, requested: requested)
            try delivery.deliver(report.paper(desk.language), desk, json: JSON(report))
        }
    }
}
