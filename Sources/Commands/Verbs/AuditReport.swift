import ArgumentParser
import Casework
import Console
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

extension AuditCommands {
    struct Report: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "report", abstract: Help.auditReport.spoken)
        @OptionGroup var common: CommonOptions
        @Option(help: .spoken(.page), completion: .file()) var output: String?
        @Option(help: .spoken(.since)) var since: String?
        @Option(help: .spoken(.upTo)) var until: String?

        func perform(_ desk: Desk) throws {
            let delivery = try Delivery(page: output, desk)
            let work = try desk.open(for: .auditReport)
            let since = try since.map { try work.calendar.moment($0, endOfDay: false) }
            let until = try until.map { try work.calendar.moment($0, endOfDay: true) }
            if let since, let until, until < since { throw Failure(.periodReversed) }
            var making = ReviewMaking(Teller(work), since: since, until: until)
            let reading = try desk.reading(work.officer, .review) { making.take($0) }
            let input = making.input(reading)
            // Entries of the future there are where a clock was wrong; else the paper would be clean for nothing.
            if input.acts.isEmpty, let since, since > desk.now { throw Failure(.inFuture(self.since.map(shown) ?? "")) }
            let look = SecondLook()
            try delivery.deliver(
                ReviewReport(look).paper(input, desk.language), desk,
                json: JSON(review: input, look.findings(input, desk.language), desk.language))
        }
    }
}

extension Desk {
    /// A moment that a report tells of: one that has been.
    func pastMoment(_ text: String, _ calendar: VaultCalendar) throws -> Instant {
        let moment = try calendar.moment(text, endOfDay: false)
        guard moment <= now else { throw Failure(.inFuture(shown(text))) }
        return moment
    }

    /// Reads what a report on `subject` is made of.
    func reading(
        _ officer: Officer, _ subject: ReportSubject, visit: (AuditEntry) throws -> Void
    ) throws -> LedgerReading {
        try statusLine(.readingLedger).wait { try officer.read(subject, visit: visit) }
    }
}
