import ArgumentParser
import Casework
import Console
import Sodium
import Texts
import Vault
import Vocabulary

struct AuditCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: Help.audit.spoken,
        subcommands: [
            List.self, Verify.self, Prove.self, Export.self, Check.self, Report.self, Trail.self, Exposure.self,
            Custody.self,
            Stats.self,
        ])

    /// Seconds with three decimals, as JSON has numbers.
    private static func decimal(_ duration: Duration) -> String {
        let milliseconds = Int(duration / .milliseconds(1))
        let rest = String(milliseconds % 1_000)
        return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }

    struct Verify: SpeakingCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: Help.auditVerify.spoken)
        @OptionGroup var common: CommonOptions
        @Flag(help: .spoken(.full)) var full = false

        func perform(_ desk: Desk) throws {
            let officer = try desk.open(for: .auditVerify).officer
            let status = desk.statusLine(.checkingLedger)
            let report = try officer.verifyLog(full: full) { status.reach(Int($0), of: Int($1)) }
            status.clear()
            try desk.show(
                json: .object([
                    .init("ok", true), .init("entries", .number(String(report.entries))),
                    .init("from", .number(String(report.from))),
                    .init("signatures", .number(String(report.signatures))),
                    .init("cases", JSON(integerLiteral: report.cases)), .init("root", .string(report.root.hex)),
                    .init("seconds", .number(AuditCommands.decimal(report.elapsed))),
                    .init("signatureSeconds", .number(AuditCommands.decimal(report.signing))),
                ])
            ) {
                [
                    Sentence.logVerified(
                        entries: report.entries, signatures: report.signatures, cases: report.cases),
                    .verifiedFrom(report.from, of: report.entries, seconds: report.elapsed, signing: report.signing),
                ].map { $0.text(desk.language) }.joined(separator: "\n")
            }
        }
    }
}
