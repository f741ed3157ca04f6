import ArgumentParser
import Casework
import Console
import Reviewing
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
            try desk.open(for: .caseReopen).officer.reopenCase(id)
            try desk.report(.caseReopened(id.text), json: .members(["case": .string(id.text), "state": "open"]))
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
                id, compartments.map { Set($0).sorted() })
            let epochs = made.map { epoch in
                JSON.members(["compartment": .string(epoch.compartment.text), "epoch": .count(epoch.epoch)])
            }
            try desk.report(
                .caseRekeyed(id.text, compartments: made.map(\.compartment.text).joined(separator: ", ")),
                json: .members(["case": .string(id.text), "epochs": .array(epochs)]))
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
            try desk.open(for: .caseLink).officer.link(id, other, isLinked: true)
            try desk.report(
                .casesLinked(id.text, other.text),
                json: .members(["cases": .texts([id.text, other.text]), "linked": .bool(true)]))
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
            try desk.open(for: .caseUnlink).officer.link(id, other, isLinked: false)
            try desk.report(
                .casesUnlinked(id.text, other.text),
                json: .members(["cases": .texts([id.text, other.text]), "linked": .bool(false)]))
        }
    }
}
