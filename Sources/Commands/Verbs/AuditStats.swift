import ArgumentParser
import Casework
import Console
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

extension AuditCommands {
    struct Stats: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "stats", abstract: Help.auditStats.spoken)
        @OptionGroup var common: CommonOptions
        @Option(help: .spoken(.month)) var month: String
        @Option(help: .spoken(.page), completion: .file()) var output: String?
        @OptionGroup var sheet: SheetOptions

        func perform(_ desk: Desk) throws {
            let dialect = try sheet.dialect(common)
            let month = try TypedMonth(parsing: month)
            let delivery = try Delivery(page: output, desk)
            let work = try desk.open(for: .auditReport)
            guard month <= TypedMonth(work.calendar.day(desk.now)) else { throw Failure(.inFuture(month.text)) }
            let making = StatsMaking(teller: Teller(work), month: month)
            let report = making.report(try work.officer.census(of: making.isOfMonth))
            try delivery.deliver(
                report.paper(desk.language), desk, table: dialect.map { CSV.text(report.csvRows(desk.language), $0) },
                json: JSON(report, month: month))
            // A table has no room for what it counts.
            if dialect != nil { desk.tell(.countedCases(of: report.origin.role, report.held)) }
        }
    }
}
