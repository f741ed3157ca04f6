import ArgumentParser
import Casework
import Console
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

extension AuditCommands {
    struct Exposure: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "exposure", abstract: Help.auditExposure.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.exposedHandle)) var handle: String
        @Option(help: .spoken(.exposedSince)) var since: String?
        @Option(help: .spoken(.learned)) var learned: String?
        @Option(help: .spoken(.cause), completion: .list(ExposureCause.allCases.map(\.rawValue)))
        var cause: String?
        @Option(help: .spoken(.page), completion: .file()) var output: String?

        func perform(_ desk: Desk) throws {
            let handle = try handle.asHandle
            let cause = try cause.map { try Self.cause($0) } ?? .unknown
            let delivery = try Delivery(page: output, desk)
            let work = try desk.open(for: .auditReport)
            try work.officer.roster.require(handle)
            let since = try since.map { try desk.pastMoment($0, work.calendar) }
            let learned = try learned.map { try desk.pastMoment($0, work.calendar) }
            var making = ExposureMaking(Teller(work), handle, since: since)
            let reading = try desk.reading(work.officer, .exposure(handle)) { making.take($0) }
            let report = try making.report(reading, learned: learned, cause)
            try delivery.deliver(report.paper(desk.language), desk, json: JSON(report))
        }

        private static func cause(_ text: String) throws -> ExposureCause {
            guard let cause = ExposureCause(rawValue: text) else {
                let known = ExposureCause.allCases.map(\.rawValue).joined(separator: ", ")
                throw Failure(.badName(.cause(known: known), value: shown(text)))
            }
            return cause
        }
    }
}
