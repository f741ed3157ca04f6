import ArgumentParser
import Casework
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

extension AuditCommands {
    struct Custody: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "custody", abstract: Help.auditCustody.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.documentID)) var id: String
        @Option(help: .spoken(.page), completion: .file()) var output: String?

        func perform(_ desk: Desk) throws {
            let id = try id.asDocument
            let delivery = try Delivery(page: output, desk)
            let work = try desk.open(for: .auditReport)
            let document = try work.officer.recorded(id)
            var making = CustodyMaking(Teller(work), document)
            let reading = try desk.reading(work.officer, .custody(id)) { making.take($0) }
            let report = try making.report(reading)
            try delivery.deliver(report.paper(desk.language), desk, json: JSON(report))
        }
    }
}
