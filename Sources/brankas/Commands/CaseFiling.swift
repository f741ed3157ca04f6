import ArgumentParser
import Casework
import Texts
import Vault
import Vocabulary

extension CaseCommands {
    struct Reopen: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "reopen", abstract: Help.caseReopen.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            try desk.open(for: .caseReopen).officer.reopenCase(id, as: try desk.wishedRole)
            desk.tell(.caseReopened(id.text))
        }
    }

    struct Rekey: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "rekey", abstract: Help.caseRekey.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String
        @Option(name: .customLong("compartment"), help: .spoken(.rekeyed), completion: .compartments)
        var compartments: [String] = []

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let compartments = try compartments.asCompartments
            if compartments?.contains(.summary) == true {
                throw Failure(.badName(.compartment, value: CompartmentName.summary.text))
            }
            let made = try desk.open(for: .caseRekey).officer.rekey(
                id, compartments.map { Set($0).sorted() }, as: try desk.wishedRole)
            if desk.options.json {
                try Terminal.output(
                    JSON.object([
                        .init("case", .string(id.text)),
                        .init(
                            "epochs",
                            .array(
                                made.map {
                                    .object([
                                        .init("compartment", .string($0.compartment.text)),
                                        .init("epoch", JSON(integerLiteral: $0.epoch)),
                                    ])
                                })),
                    ]).text)
            }
            desk.tell(.caseRekeyed(id.text, compartments: made.map(\.compartment.text).joined(separator: ", ")))
        }
    }

    struct Link: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "link", abstract: Help.caseLink.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String
        @Argument(help: .spoken(.otherCase)) var other: String

        func perform(_ desk: Desk) throws {
            let (id, other) = (try id.asCase, try other.asCase)
            guard id != other else { throw Failure(.badName(.otherCase, value: other.text)) }
            try desk.open(for: .caseLink).officer.link(id, other, isLinked: true, as: try desk.wishedRole)
            desk.tell(.casesLinked(id.text, other.text))
        }
    }

    struct Unlink: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "unlink", abstract: Help.caseUnlink.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String
        @Argument(help: .spoken(.otherCase)) var other: String

        func perform(_ desk: Desk) throws {
            let (id, other) = (try id.asCase, try other.asCase)
            guard id != other else { throw Failure(.badName(.otherCase, value: other.text)) }
            try desk.open(for: .caseUnlink).officer.link(id, other, isLinked: false, as: try desk.wishedRole)
            desk.tell(.casesUnlinked(id.text, other.text))
        }
    }
}
