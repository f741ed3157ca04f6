import ArgumentParser
import Casework
import Texts
import Vault

extension GrantCommands {
    struct Request: SpeakingCommand {
        static let configuration = CommandConfiguration(abstract: "Ask the owner of a case for a grant.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The case's id.") var id: String
        @Option(name: .customLong("compartment"), help: "Compartments, with commas.") var compartments: [String]
        @Option(help: "What for.") var purpose: String
        @Option(help: "The legal basis; - reads it from standard input.") var basis: String

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let purpose = try purpose.asPurpose
            let compartments = (try compartments.asCompartments ?? []).filter { $0 != .summary }
            guard !compartments.isEmpty else {
                throw Failure(.badName(what: "compartment to grant", value: CompartmentName.summary.text))
            }
            let basis = try desk.freeText(basis, .basis)
            let work = try desk.open(for: .grantRequest)
            for compartment in compartments where !work.officer.roster.charter.compartments.contains(compartment) {
                throw Failure(.unknownCompartment(compartment.text))
            }
            let ask = try work.officer.requestGrant(
                id, compartments: Array(Set(compartments)), purpose: purpose, basis: basis, as: try desk.wishedRole)
            try desk.show(json: .object([.init("request", .string(ask.text))])) { ask.text }
            desk.tell(.grantRequested(ask.text))
        }
    }

    struct Refuse: SpeakingCommand {
        static let configuration = CommandConfiguration(abstract: "Refuse what was asked for.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The request's id.") var id: String
        @Option(help: "Why; - reads it from standard input.") var reason: String

        func perform(_ desk: Desk) throws {
            let id = try id.asAsk
            let reason = try desk.freeText(reason, .reason)
            try desk.open(for: .grantRefuse).officer.refuse(id, reason: reason, as: try desk.wishedRole)
            desk.tell(.requestRefused(id.text))
        }
    }
}
