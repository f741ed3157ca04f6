import ArgumentParser
import Casework
import Reports
import Texts
import Vault
import Vocabulary

extension AuditCommands {
    struct Stats: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "stats", abstract: Help.auditStats.spoken)
        @OptionGroup var common: CommonOptions
        @Option(help: .spoken(.month)) var month: String
        @Option(help: .spoken(.page), completion: .file()) var output: String?
        @Flag(help: .spoken(.csv)) var csv = false

        func perform(_ desk: Desk) throws {
            if csv, common.json { throw Failure(.eitherOr("--csv", "--json")) }
            let month = try TypedMonth(parsing: month)
            let delivery = try Delivery(page: output, desk)
            let work = try desk.open(for: .auditReport)
            let making = StatsMaking(teller: Teller(work), month: month)
            let report = making.report(try work.officer.census(of: making.isOfMonth, as: try desk.wishedRole))
            try delivery.deliver(
                report.paper(desk.language), desk, table: csv ? CSV.text(report.csvRows(desk.language)) : nil,
                json: JSON(report, month: month))
        }
    }
}
