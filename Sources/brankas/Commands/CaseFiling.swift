import ArgumentParser
import Casework
import Texts
import Vault

extension CaseCommands {
    struct Reopen: SpeakingCommand {
        static let configuration = CommandConfiguration(abstract: "Open a closed case again.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The case's id.") var id: String

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            try desk.open(for: .caseReopen).officer.reopenCase(id, as: try desk.wishedRole)
            desk.tell(.caseReopened(id.text))
        }
    }

    struct Link: SpeakingCommand {
        static let configuration = CommandConfiguration(abstract: "Say that two cases are about the same matter.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The case's id.") var id: String
        @Argument(help: "The other case's id.") var other: String

        func perform(_ desk: Desk) throws {
            let (id, other) = (try id.asCase, try other.asCase)
            guard id != other else { throw Failure(.badName(what: "other case", value: other.text)) }
            try desk.open(for: .caseLink).officer.link(id, other, isLinked: true, as: try desk.wishedRole)
            desk.tell(.casesLinked(id.text, other.text))
        }
    }

    struct Unlink: SpeakingCommand {
        static let configuration = CommandConfiguration(abstract: "Take back that two cases are about the same matter.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The case's id.") var id: String
        @Argument(help: "The other case's id.") var other: String

        func perform(_ desk: Desk) throws {
            let (id, other) = (try id.asCase, try other.asCase)
            guard id != other else { throw Failure(.badName(what: "other case", value: other.text)) }
            try desk.open(for: .caseUnlink).officer.link(id, other, isLinked: false, as: try desk.wishedRole)
            desk.tell(.casesUnlinked(id.text, other.text))
        }
    }
}
