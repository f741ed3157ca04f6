import ArgumentParser
import Casework
import Console
import Foundation
import Reviewing
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
        guard let kind = FindKind(named: kind) else {
            throw Failure(.badName(.searchKind, value: shown(self.kind), nearest: FindKind.names))
        }
        let purpose = try purpose.asPurpose
        // What is piped in is read now; a terminal is asked when it is sure that this role may search.
        let piped = Terminal.inputIsTerminal ? nil : try Self.terms(kind, try Self.read(desk))
        let (matches, hasMore) = try desk.open(for: .find).officer.find(
            kind, purpose: purpose
        ) {
            try piped ?? desk.ask(.askTerm(kind), AnswerRules(limit: Self.limit)) { try Self.terms(kind, $0) }
        }
        try desk.show(
            json: .object([
                .init("cases", .array(matches.map(Self.json))), .init("more", .bool(hasMore)),
            ])
        ) {
            guard !matches.isEmpty else { return Sentence.foundNothing.text(desk.language) }
            let lines = matches.map { match in
                var line = "\(match.caseID.text)  \(match.owner.text)"
                let told = Self.told(match.capacities)
                if !told.isEmpty { line += "  " + Sentence.foundAs(told).text(desk.language) }
                return line
            }
            return ([Sentence.found(matches.count, more: hasMore).text(desk.language)] + lines).joined(separator: "\n")
        }
        if hasMore { desk.tell(.foundMore(matches.count)) }
    }

    private static let limit = 4_096

    private static func read(_ desk: Desk) throws -> String {
        guard let text = String(validating: try desk.readInput("-", limit: limit), as: UTF8.self) else {
            throw Failure(.json(what: "-", problem: .notUTF8))
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func terms(_ kind: FindKind, _ typed: String) throws -> [FoundAs: [String]] {
        guard let terms = SearchTerm.asked(kind, typed) else {
            throw Failure(kind == .nik ? .badNIK : .searchTerm)
        }
        guard kind == .name else { return [.name: terms.map(\.text)] }
        return Dictionary(
            uniqueKeysWithValues: FoundAs.allCases.map { ($0, SearchTerm.asked(typed, as: $0).map(\.text)) })
    }

    /// What is told besides the case: that the words are an alias or a guardian's. The words of an alias are found among those
    /// of the name as well, so of an alias it is not said that it is the name.
    private static func told(_ capacities: Set<FoundAs>) -> [FoundAs] {
        if capacities == [.name] { return [] }
        return FoundAs.allCases.filter { capacities.contains($0) && ($0 != .name || !capacities.contains(.alias)) }
    }

    private static func json(_ match: Officer.Found) -> JSON {
        var members: [JSON.Member] = [
            .init("case", .string(match.caseID.text)), .init("owner", .string(match.owner.text)),
        ]
        let told = told(match.capacities)
        if !told.isEmpty { members.append(.init("as", .texts(told.map(\.rawValue)))) }
        return .object(members)
    }
}
