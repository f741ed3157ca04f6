import ArgumentParser
import Casework
import Console
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

/// Says what a machine lacks for this program, and changes nothing: no file, no folder, and nobody is asked for a passphrase.
struct Doctor: SpeakingCommand {
    static let configuration = CommandConfiguration(commandName: "doctor", abstract: Help.doctor.spoken)
    @OptionGroup var common: CommonOptions
    @Flag(help: .spoken(.reach)) var reach = false

    func perform(_ desk: Desk) throws {
        let findings = desk.checkup(reaching: reach)
        try desk.show(json: .array(findings.map { Self.json($0, desk.language) })) {
            findings.map { Self.line($0, desk.language) }.joined(separator: "\n")
        }
        let missing = findings.count { $0.fitness == .missing }
        guard missing == 0 else { throw Failure(.machineLacks(missing)) }
    }

    private static func json(_ finding: Finding, _ language: Language) -> JSON {
        .members([
            "check": .string(finding.check.rawValue), "state": .string(finding.fitness.rawValue),
            "detail": .string(finding.detail(language)),
        ])
    }

    private static func line(_ finding: Finding, _ language: Language) -> String {
        let state = finding.fitness.text(language)
        let width = Fitness.allCases.map { displayWidth($0.text(language)) }.max() ?? 0
        let gap = String(repeating: " ", count: width - displayWidth(state) + 2)
        return "\(state)\(gap)\(finding.check.text(language)): \(finding.detail(language))"
    }
}
