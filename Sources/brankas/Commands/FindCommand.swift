import ArgumentParser
import Casework
import Foundation
import Texts
import Vault
import Vocabulary

struct Find: SpeakingCommand {
    static let configuration = CommandConfiguration(
        commandName: "find", abstract: Help.find.spoken)
    @OptionGroup var common: CommonOptions
    @Argument(help: .spoken(.findKind), completion: .list(["nik", "name", "phone"])) var kind: String
    @Option(help: .spoken(.purpose), completion: .purposes) var purpose: String

    func perform(_ desk: Desk) throws {
        guard let kind = FindKind(rawValue: kind) else {
            throw Failure(.badName(.searchKind, value: shown(self.kind)))
        }
        let purpose = try purpose.asPurpose
        let typed: String
        if Terminal.inputIsTerminal {
            typed = try desk.ask(.askTerm(kind))
        } else {
            guard let text = String(validating: try desk.readInput("-", limit: 4_096), as: UTF8.self) else {
                throw Failure(.json(what: "-", problem: .notUTF8))
            }
            typed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard let terms = SearchTerm.asked(kind, typed) else {
            throw Failure(kind == .nik ? .badNIK : .searchTerm)
        }
        let (matches, hasMore) = try desk.open(for: .find).officer.find(
            kind, terms: terms.map(\.text), purpose: purpose, as: try desk.wishedRole)
        try desk.show(
            json: .object([
                .init(
                    "cases",
                    .array(
                        matches.map {
                            .object([
                                .init("case", .string($0.caseID.text)), .init("owner", .string($0.owner.text)),
                            ])
                        })), .init("more", .bool(hasMore)),
            ])
        ) {
            guard !matches.isEmpty else { return Sentence.foundNothing.text(desk.language) }
            return
                ([Sentence.found(matches.count).text(desk.language)]
                + matches.map { "\($0.caseID.text)  \($0.owner.text)" }).joined(separator: "\n")
        }
        if hasMore { desk.tell(.foundMore(matches.count)) }
    }
}
