import ArgumentParser
import Casework
import Foundation
import Texts
import Vault

struct Find: SpeakingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Which cases concern this NIK? Opens none; the search is logged.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "What to search by: nik.") var kind: String
    @Option(help: "What for.") var purpose: String

    func perform(_ desk: Desk) throws {
        guard kind == "nik" else { throw Failure(.badName(what: "kind of search", value: shown(kind))) }
        let purpose = try purpose.asPurpose
        let term: String
        if Terminal.inputIsTerminal {
            term = try desk.ask(.askTerm(.nik))
        } else {
            let bytes = try desk.readInput("-", limit: 4_096)
            term = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard NIK(term) != nil else { throw Failure(.badNIK) }
        let matches = try desk.open(for: .find).officer.find(
            .nik, token: NIK.token(term), purpose: purpose, as: try desk.wishedRole)
        try desk.show(
            json: .object([
                .init(
                    "cases",
                    .array(
                        matches.map {
                            .object([
                                .init("case", .string($0.caseID.text)), .init("owner", .string($0.owner.text)),
                            ])
                        }))
            ])
        ) {
            guard !matches.isEmpty else { return Sentence.foundNothing.text(desk.language) }
            return
                ([Sentence.found(matches.count).text(desk.language)]
                + matches.map { "\($0.caseID.text)  \($0.owner.text)" }).joined(separator: "\n")
        }
    }
}
